package ssh_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/ticket"
	"loket/ui/command"
	"loket/ui/reportview"
	"loket/ui/ssh"
)

// reporting serves a desk with its real commands and reports, and a request of last
// month, which it names.
func reporting(t *testing.T) (p *place, month string) {
	t.Helper()
	p = serve(t, func(o *ssh.Options) {
		d, c := o.Desk.(*ticket.Desk), &command.Config{Screen: command.Screen{Lang: "en"}}
		o.Command, o.Desk = command.Signed(c, d), command.Shelved{Desk: d, Config: c}
	})
	now := time.Now().In(p.desk.Calendar.Zone())
	last := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location()).AddDate(0, 0, -10)
	in := ticket.Incoming{
		Key: ticket.MailKey("desk", "INBOX", 1, 1), Internal: last, Subject: "Penonaktifan", Text: "Mohon dinonaktifkan.", MessageID: "1@contohkab.go.id",
		From: ticket.Party{Name: "Budi", Email: "budi@contohkab.go.id"}, To: []string{"helpdesk@contoh.go.id"}, Raw: []byte("mail"),
	}
	if _, err := p.desk.Receive(context.Background(), ticket.Batch{Account: "desk", Folder: "INBOX", Validity: 1, UID: 1, Mails: []ticket.Incoming{in}}); err != nil {
		t.Fatal(err)
	}
	return p, last.Format("2006-01")
}

// TestReportOfOpenSSH: a report comes over OpenSSH in every format, by ssh and by scp in
// both of its protocols, the same to the byte; each file that was copied is in the
// record by its hash.
func TestReportOfOpenSSH(t *testing.T) {
	p, month := reporting(t)
	s := openSSH(t, p)
	var hashes []string
	for ext, format := range map[string]string{".xlsx": "xlsx", ".html": "html", ".csv": "csv", ".md": "md", ".txt": "text", ".json": "json"} {
		printed, err := s.run("ssh", s.host, "report", "--month", month, "--format", format)
		if err != nil || len(printed) < 100 {
			t.Fatalf("ssh report as %s: %v\n%s", format, err, printed)
		}
		for _, old := range []string{"", "-O"} {
			name := month + ext
			args := slices.DeleteFunc([]string{old, s.host + ":report/" + name, "copy" + old + ext}, func(a string) bool { return a == "" })
			if out, err := s.run("scp", args...); err != nil {
				t.Fatalf("scp %v: %v\n%s", args, err, out)
			}
			got, err := os.ReadFile(filepath.Join(s.dir, args[len(args)-1]))
			if err != nil || string(got) != printed {
				t.Errorf("scp %v: %d bytes, %v; ssh printed %d", args, len(got), err, len(printed))
			}
			sum := sha256.Sum256(got)
			hashes = append(hashes, hex.EncodeToString(sum[:])+" report/"+name)
		}
	}
	events, err := p.desk.History(0)
	if err != nil {
		t.Fatal(err)
	}
	var noted []string
	for _, e := range events {
		if b, ok := e.Body.(ticket.FileTaken); ok && e.By == "sari" {
			noted = append(noted, b.SHA+" "+b.Name)
		}
	}
	if !slices.Equal(noted, hashes) {
		t.Errorf("noted are\n%s\nwant\n%s", strings.Join(noted, "\n"), strings.Join(hashes, "\n"))
	}
}

// TestReportFiles: what has a name, and what has none.
func TestReportFiles(t *testing.T) {
	p, month := reporting(t)
	s := openSSH(t, p)
	batch := filepath.Join(s.dir, "batch")
	if err := os.WriteFile(batch, []byte("ls\nls report\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := s.run("sftp", "-b", batch, s.host)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"report", month + ".xlsx", month + "-" + string(reportview.Assessment) + ".xlsx"} {
		if !strings.Contains(out, want) {
			t.Errorf("sftp does not list %s:\n%s", want, out)
		}
	}
	for name, there := range map[string]bool{
		month + "-coordination.html": true, "2020-Q1.csv": true, "2020.xlsx": true, "2020-S2-assessment.md": true,
		"2020-13.xlsx": false, month + ".pdf": false, month + "-half.xlsx": false, "../2026-00001": false, month: false,
	} {
		out, err := s.run("scp", s.host+":report/"+name, "got")
		if (err == nil) != there {
			t.Errorf("scp report/%s: %v\n%s", name, err, out)
		}
	}
	if out, err := s.run("scp", "batch", s.host+":report/"+month+".csv"); err == nil {
		t.Errorf("a report was written: %s", out)
	}
}
