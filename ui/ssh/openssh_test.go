package ssh_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/ssh"
)

// stranger is OpenSSH's clients with a key of their own.
type stranger struct {
	t          testing.TB
	dir        string
	host, port string
}

// openSSH gives sari a key that OpenSSH's programs use. It skips where they are
// missing, loudly, and fails in CI.
func openSSH(t *testing.T, p *place) *stranger {
	t.Helper()
	for _, program := range []string{"ssh", "scp", "sftp"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%v: CI installs openssh-client", err)
			}
			t.Skipf("%v: install openssh-client to run this test", err)
		}
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, "sari")
	if err != nil {
		t.Fatal(err)
	}
	key, err := gossh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("key", pem.EncodeToMemory(block))
	host, port, err := net.SplitHostPort(p.addr)
	if err != nil {
		t.Fatal(err)
	}
	write("known", []byte("["+host+"]:"+port+" "+string(gossh.MarshalAuthorizedKey(p.host))))
	k, err := staff.ParseKey(string(gossh.MarshalAuthorizedKey(key)), time.Now(), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	o := p.desk.Staff()["sari"]
	o.Keys = append(o.Keys, k)
	if err := p.desk.KeepOfficer(context.Background(), "root", o, "", true); err != nil {
		t.Fatal(err)
	}
	return &stranger{t, dir, host, port}
}

// options are what every program of OpenSSH gets; port is its name for the port.
func (s *stranger) options(port string) []string {
	return []string{"-F", "none", port, s.port, "-i", filepath.Join(s.dir, "key"), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
		"-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=" + filepath.Join(s.dir, "known")}
}

// run runs a program of OpenSSH: its options first, then words.
func (s *stranger) run(program string, words ...string) (string, error) {
	s.t.Helper()
	port := "-p"
	if program != "ssh" {
		port = "-P"
	}
	args := append(s.options(port), words...)
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = s.dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// withFiles is a desk whose first ticket came with papers of these names.
func withFiles(t *testing.T, p *place, names ...string) {
	t.Helper()
	p.desk.Reader = papers{}
	in := ticket.Incoming{
		Key: ticket.MailKey("desk", "INBOX", 1, 1), Internal: time.Now(), Subject: "Penonaktifan", Text: "Mohon dinonaktifkan.", MessageID: "1@contohkab.go.id",
		From: ticket.Party{Name: "Budi", Email: "budi@contohkab.go.id"}, To: []string{"helpdesk@contoh.go.id"}, Raw: []byte("mail"),
	}
	for i, name := range names {
		in.Attachments = append(in.Attachments, ticket.File{Index: i, Name: name, Size: 7, SHA: strings.Repeat(string(rune('a'+i)), 64)})
	}
	if _, err := p.desk.Receive(context.Background(), ticket.Batch{Account: "desk", Folder: "INBOX", Validity: 1, UID: 1, Mails: []ticket.Incoming{in}}); err != nil {
		t.Fatal(err)
	}
}

// papers reads no mail: a file is named after its place.
type papers struct{}

func (papers) Read(context.Context, []byte, ticket.MailRecord) ticket.Incoming {
	return ticket.Incoming{}
}

func (papers) File(_ []byte, index int, _ string) ([]byte, error) {
	return []byte("paper " + string(rune('0'+index))), nil
}

// TestCommandsOfOpenSSH: ssh without a terminal does commands, and passes the code.
func TestCommandsOfOpenSSH(t *testing.T) {
	p := serve(t, func(o *ssh.Options) { o.Banner = "Helpdesk Nama Domain" })
	s := openSSH(t, p)
	out, err := s.run("ssh", s.host, "list", "'due:<4h'")
	var code *exec.ExitError
	if !errors.As(err, &code) || code.ExitCode() != 7 || !strings.Contains(out, "done by sari") || !strings.Contains(out, "Helpdesk Nama Domain") {
		t.Errorf("%q, %v", out, err)
	}
	if out, err := s.run("ssh", "-A", "-X", "-R", "0:localhost:1", "-o", "ExitOnForwardFailure=yes", s.host, "list"); err == nil || strings.Contains(out, "done by") {
		t.Errorf("a tunnel back was opened: %q, %v", out, err)
	}
	p.await("sari in command")
}

// TestPipesOfOpenSSH: a command ends whose output nobody wants any more, and one that is
// given no input at all.
func TestPipesOfOpenSSH(t *testing.T) {
	p := serve(t, nil)
	s := openSSH(t, p)
	line := "ssh " + strings.Join(s.options("-p"), " ") + " " + s.host
	for shell, want := range map[string]string{
		line + " flood | head -c 3 | wc -c": "3",
		line + " list <&-":                  "done by sari",
		line + " wait </dev/null":           "done by sari",
		"echo x | " + line + " wait":        "done by sari",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		out, err := exec.CommandContext(ctx, "sh", "-c", shell).CombinedOutput()
		cancel()
		if strings.TrimSpace(string(out)) != want {
			t.Errorf("%s: %q, %v", shell, out, err)
		}
	}
}

// TestFilesOfOpenSSH: scp in both of its protocols and sftp copy a ticket's files
// out, in safe names, each noted in the record; nothing is written.
func TestFilesOfOpenSSH(t *testing.T) {
	p := serve(t, nil)
	withFiles(t, p, "surat.pdf", "surat.pdf", "../../jahat;rm -rf\x1b[2J.pdf")
	s := openSSH(t, p)
	for _, old := range []string{"", "-O"} {
		args := []string{s.host + ":2026-00001/surat.pdf", "copy" + old + ".pdf"}
		if old != "" {
			args = append([]string{old}, args...)
		}
		if out, err := s.run("scp", args...); err != nil {
			t.Fatalf("scp %s: %v\n%s", old, err, out)
		}
		if got, err := os.ReadFile(filepath.Join(s.dir, "copy"+old+".pdf")); err != nil || string(got) != "paper 0" {
			t.Errorf("scp %s: %q, %v", old, got, err)
		}
		up := append([]string{}, "known", s.host+":2026-00001/known")
		if old != "" {
			up = append([]string{old}, up...)
		}
		if out, err := s.run("scp", up...); err == nil {
			t.Errorf("scp %s wrote: %s", old, out)
		}
		if out, err := s.run("scp", append(args[:len(args)-2:len(args)-2], s.host+":../../etc/passwd", "passwd")...); err == nil {
			t.Errorf("scp %s went outside: %s", old, out)
		}
	}
	if out, err := s.run("scp", "-r", s.host+":2026-00001", "all"); err != nil {
		t.Fatalf("scp -r: %v\n%s", err, out)
	}
	names, err := os.ReadDir(filepath.Join(s.dir, "all"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range names {
		got = append(got, n.Name())
	}
	if want := "_.._jahat;rm -rf.pdf|surat (2).pdf|surat.pdf"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", strings.Join(got, "|"), want)
	}
	events, err := p.desk.History(0)
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, e := range events {
		if b, ok := e.Body.(ticket.FileTaken); ok && e.By == "sari" && b.Number == "2026-00001" {
			taken++
		}
	}
	if taken != 5 {
		t.Errorf("%d copies are in the record, want 5", taken)
	}
}

// TestNamesOfOpenSSH: names as requesters give them are copied as they are, in both
// protocols of scp and by sftp.
func TestNamesOfOpenSSH(t *testing.T) {
	p := serve(t, nil)
	names := []string{"1. Surat Permohonan (final).pdf", "Désa “Majujaya”.pdf", "scan [2].pdf"}
	withFiles(t, p, names...)
	s := openSSH(t, p)
	for i, name := range names {
		quoted := regexp.MustCompile(`[^\pL\pN/.-]`).ReplaceAllString("2026-00001/"+name, `\$0`)
		for way, words := range map[string][]string{"scp": {"-T", s.host + ":2026-00001/" + name, "new"}, "scp -O": {"-O", "-T", s.host + ":" + quoted, "old"}} {
			out, err := s.run("scp", words...)
			got, rerr := os.ReadFile(filepath.Join(s.dir, words[len(words)-1]))
			if err != nil || rerr != nil || string(got) != "paper "+strconv.Itoa(i) {
				t.Errorf("%s %q: %q, %v, %v: %s", way, name, got, err, rerr, out)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(s.dir, "batch"), []byte("ls -1 2026-00001\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := s.run("sftp", "-b", "batch", s.host)
	for _, name := range names {
		if !strings.Contains(out, "/"+name+"\n") {
			t.Errorf("sftp lists no %q: %v\n%s", name, err, out)
		}
	}
}
