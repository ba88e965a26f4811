package send_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/mailbox/mail"
	"loket/mailbox/send"
)

// postfix starts a Postfix of its own on loopback, in a directory of its own. It
// needs root, as its parts run as several users.
func postfix(t *testing.T) (s send.Server, maildir string) {
	t.Helper()
	if _, err := exec.LookPath("postfix"); err != nil || os.Getuid() != 0 {
		missing(t, "needs Postfix (apt-get install postfix) and root")
	}
	dir, err := os.MkdirTemp("/tmp", "pf") // short, and to be entered by others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	main := fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.go.id
mydestination =
alias_maps =
maillog_file = %[1]s/log
maillog_file_prefixes = /tmp
virtual_mailbox_domains = contohkab.go.id, example.go.id
virtual_mailbox_base = %[1]s/mail
virtual_mailbox_maps = inline:{loket@example.go.id=loket/, dinas@contohkab.go.id=dinas/, bendahara@contohkab.go.id=bendahara/}
virtual_alias_maps = inline:{buntu@contohkab.go.id=pindah@lama.example}
transport_maps = inline:{{lama.example=error:5.2.1 Kotak surat ditutup}}
virtual_minimum_uid = 1
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_client_restrictions =
smtpd_recipient_restrictions = check_recipient_access inline:{{penuh@contohkab.go.id=452 4.2.2 Kotak surat penuh}}, reject_unauth_destination, reject_unlisted_recipient
smtpd_tls_security_level = none
smtpd_sender_restrictions = check_sender_access inline:{{<>=553 5.7.1 Sender required}}
`, dir)
	var master strings.Builder
	fmt.Fprintf(&master, "127.0.0.1:%d inet n - n - - smtpd\n", port)
	for _, line := range []string{"pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr", "tlsmgr unix - - n 1000? 1 tlsmgr",
		"rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "verify unix - - n - 1 verify",
		"flush unix n - n 1000? 0 flush", "proxymap unix - - n - - proxymap", "smtp unix - - n - - smtp", "relay unix - - n - - smtp", "error unix - - n - - error", "retry unix - - n - - error",
		"discard unix - - n - - discard", "virtual unix - n n - - virtual", "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache", "postlog unix-dgram n - n - 1 postlogd"} {
		master.WriteString(line + "\n")
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Chmod(dir, 0o755))
	for _, d := range []string{"conf", "queue", "data", "mail"} {
		must(os.Mkdir(filepath.Join(dir, d), 0o755))
	}
	must(exec.Command("chown", "postfix", filepath.Join(dir, "data")).Run())
	must(exec.Command("chown", "65534:65534", filepath.Join(dir, "mail")).Run())
	must(os.WriteFile(filepath.Join(dir, "conf/main.cf"), []byte(main), 0o644))
	must(os.WriteFile(filepath.Join(dir, "conf/master.cf"), []byte(master.String()), 0o644))
	conf := filepath.Join(dir, "conf")
	if out, err := exec.Command("postfix", "-c", conf, "start").CombinedOutput(); err != nil {
		record, _ := os.ReadFile(filepath.Join(dir, "log"))
		missing(t, fmt.Sprintf("Postfix does not start here: %v\n%s%s", err, out, record))
	}
	t.Cleanup(func() {
		if t.Failed() {
			record, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Logf("%s", record)
		}
		exec.Command("postfix", "-c", conf, "stop").Run()
	})
	return send.Server{Host: "127.0.0.1", Port: port, TLS: "none", HELO: "loket.example.go.id"}, filepath.Join(dir, "mail")
}

// arrived waits for a mail in a Maildir.
func arrived(t *testing.T, box string) []byte {
	t.Helper()
	limit, tick := time.NewTimer(time.Minute), time.NewTicker(20*time.Millisecond)
	defer limit.Stop()
	defer tick.Stop()
	for {
		if found, _ := filepath.Glob(filepath.Join(box, "new", "*")); len(found) > 0 {
			f, err := os.Open(found[0])
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			raw, _ := io.ReadAll(f)
			return raw
		}
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("nothing came to %s", box)
		}
	}
}

// TestPostfix has a server that is not ours accept some recipients and refuse
// others, report what it could not deliver, and refuse the null sender: when it
// hears the first recipient.
func TestPostfix(t *testing.T) {
	s, box := postfix(t)
	l := letter(us, them, "penuh@contohkab.go.id", "tiada@contohkab.go.id", "buntu@contohkab.go.id")
	l.ID = "loket.7.9.abcdef"
	r, err := send.Send(t.Context(), s, l)
	if err != nil || len(r.Refused) != 2 || r.Refused[0].Code != 452 || !r.Refused[0].Temporary() || r.Refused[1].Code != 550 || r.Refused[1].Enhanced != "5.1.1" {
		t.Fatalf("%+v, %v", r, err)
	}
	if !strings.Contains(r.Answer, "queued as") {
		t.Errorf("the answer is %q", r.Answer)
	}
	if got := arrived(t, filepath.Join(box, "dinas")); !bytes.Contains(got, []byte("<1.uji@example.go.id>")) {
		t.Errorf("it took\n%s", got)
	}
	report := mail.Parse(arrived(t, filepath.Join(box, "loket")), mail.Options{})
	if b := report.Bounce; b == nil || b.EnvelopeID != l.ID || len(b.Recipients) != 1 || b.Recipients[0].Email != "buntu@contohkab.go.id" || !b.Recipients[0].Permanent() {
		t.Errorf("the report says %+v", b)
	}

	l = letter("", "bendahara@contohkab.go.id")
	if e := failure(t, hand(t, s, l)); e.Code != 553 || e.Temporary {
		t.Fatalf("%+v", e)
	}
	l.Instead = us
	if r, err = send.Send(t.Context(), s, l); err != nil || !r.NullRefused {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := arrived(t, filepath.Join(box, "bendahara")); !bytes.Contains(got, []byte("Return-Path: <"+us+">")) {
		t.Errorf("it took\n%s", got)
	}
}

// missing skips, and fails where everything is to be tested.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip("SKIPPED: " + what)
}
