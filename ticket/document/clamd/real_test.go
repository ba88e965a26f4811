package clamd

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/ticket/document"
)

// real starts ClamAV's daemon with one signature of our own; nothing is
// downloaded.
func real(t *testing.T) (socket, tcp string) {
	t.Helper()
	exe, err := exec.LookPath("clamd")
	if err != nil {
		exe = "/usr/sbin/clamd"
		if _, err = os.Stat(exe); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal("clamd is missing: apt-get install clamav-daemon")
			}
			t.Skip("SKIPPED: clamd is missing: apt-get install clamav-daemon")
		}
	}
	dir, err := os.MkdirTemp("", "clamd") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tcp = l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(tcp)
	base := filepath.Join(dir, "base")
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(base, "local.ndb"), "Loket.Test.EICAR:0:*:"+hex.EncodeToString([]byte(eicar))+"\n")
	socket = filepath.Join(dir, "ctl")
	conf := filepath.Join(dir, "clamd.conf")
	write(conf, fmt.Sprintf("Foreground yes\nLocalSocket %s\nTCPSocket %s\nTCPAddr 127.0.0.1\nDatabaseDirectory %s\nTemporaryDirectory %s\nStreamMaxLength 1M\nLogFile %s\nUser %s\n",
		socket, port, base, dir, filepath.Join(dir, "log"), whoami(t)))
	cmd := exec.Command(exe, "--config-file="+conf)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { cmd.Process.Kill(); <-ended })
	tick, limit := time.NewTicker(20*time.Millisecond), time.NewTimer(2*time.Minute)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("clamd ended: %v\n%s", err, said.String())
		case <-limit.C:
			t.Fatalf("clamd does not come up\n%s", said.String())
		case <-tick.C:
			if c, err := net.Dial("tcp", tcp); err == nil {
				c.Close()
				return "unix:" + socket, tcp
			}
		}
	}
}

func whoami(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("id", "-un").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func pdf(content string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n", len(content), content)
	b.WriteString("trailer<</Root 1 0 R>>\n%%EOF\n")
	return b.Bytes()
}

func packed(t *testing.T, members ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i].(string))
		if err == nil {
			_, err = w.Write(members[i+1].([]byte))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRealDaemon(t *testing.T) {
	socket, tcp := real(t)
	bad := []byte(eicar)
	files := []struct {
		name string
		data []byte
		want document.ScanState
		code string
	}{
		{"EICAR alone", bad, document.ScanFound, ""},
		{"EICAR in a PDF", pdf("(" + eicar + ") Tj"), document.ScanFound, ""},
		{"EICAR in a ZIP", packed(t, "surat.pdf", pdf("BT ET"), "virus.com", bad), document.ScanFound, ""},
		{"EICAR in a ZIP in a ZIP", packed(t, "dalam.zip", packed(t, "virus.com", bad)), document.ScanFound, ""},
		{"EICAR in a mail", []byte("From: a@contohkab.go.id\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			"WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=\r\n"), document.ScanFound, ""},
		{"a clean PDF", pdf("BT (Surat permohonan) Tj ET"), document.ScanClean, ""},
		{"an empty file", nil, document.ScanClean, ""},
		{"more than StreamMaxLength", make([]byte, 3<<20), document.ScanNot, document.ScanLarge},
		{"a member of more than that", packed(t, "besar.pdf", make([]byte, 2<<20)), document.ScanNot, document.ScanLarge},
	}
	for _, address := range []string{socket, tcp} {
		c, err := New(address, nil)
		if err != nil {
			t.Fatal(err)
		}
		if st := c.Ask(t.Context()); !st.Up || !strings.HasPrefix(st.Engine, "ClamAV ") {
			t.Fatalf("status %+v", st)
		}
		for _, f := range files {
			began := time.Now()
			got := c.Scan(t.Context(), f.data)
			if got.State != f.want || f.want == document.ScanFound && !strings.HasPrefix(got.Signature, "Loket.Test.EICAR") {
				t.Errorf("%s: %+v", f.name, got)
			}
			// A daemon that hangs up while we still write may take its answer along.
			if f.code != "" && got.Code != f.code && got.Code != document.ScanError {
				t.Errorf("%s: %+v", f.name, got)
			}
			t.Logf("%-28s %-12s %-9s %s", f.name, got.State, got.Code, time.Since(began).Round(100*time.Microsecond))
			c.Ask(t.Context())
		}
	}
}

// TestMembers: the members of an archive are looked at one by one, so that what
// a daemon silently passes over is not called clean.
func TestMembers(t *testing.T) {
	whole := func(c net.Conn, data []byte) { // sees nothing inside of archives
		if bytes.HasPrefix(data, []byte("PK")) {
			say("stream: OK\x00")(c, data)
			return
		}
		judge(c, data)
	}
	locked := packed(t, "rahasia.pdf", pdf("x"))
	for _, sign := range []string{"PK\x03\x04", "PK\x01\x02"} {
		at := bytes.Index(locked, []byte(sign)) + map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8}[sign]
		locked[at] |= 1
	}
	var many []any
	for i := range maxMembers + 1 {
		many = append(many, fmt.Sprintf("%d.txt", i), []byte("x"))
	}
	deep := []byte(eicar)
	for range maxNesting + 1 {
		deep = packed(t, "isi", deep)
	}
	bomb := packed(t, "bom", make([]byte, memberBytes+1))
	for _, c := range []struct {
		name  string
		data  []byte
		state document.ScanState
		code  string
		where string
	}{
		{"clean", packed(t, "a.pdf", pdf("a"), "folder/", []byte{}), document.ScanClean, "", ""},
		{"bad", packed(t, "a.pdf", pdf("a"), "folder/b\x1b[2J.com", []byte(eicar)), document.ScanFound, "", "folder/b.com"},
		{"bad after a locked one", packed(t, "z.zip", locked, "b.com", []byte(eicar)), document.ScanFound, "", "b.com"},
		{"nested", packed(t, "dalam.zip", packed(t, "b.com", []byte(eicar))), document.ScanFound, "", "b.com"},
		{"too deep", deep, document.ScanNot, document.ScanLarge, ""},
		{"locked", locked, document.ScanNot, document.ScanLocked, ""},
		{"too many", packed(t, many...), document.ScanNot, document.ScanLarge, ""},
		{"bomb", bomb, document.ScanNot, document.ScanLarge, ""},
		{"no archive", []byte("PK\x01\x02 is how one begins"), document.ScanClean, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := dial(t, daemon(t, whole))
			if got := client.Scan(t.Context(), c.data); got.State != c.state || got.Code != c.code || got.Where != c.where {
				t.Errorf("got %+v", got)
			}
		})
	}
}
