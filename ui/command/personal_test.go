package command_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"loket/mailbox/demo"
	"loket/store"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/reading"
)

// guard is a malware scanner on loopback that finds something in every fifth
// stream and hangs up on every seventh.
func guard(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for n := 1; ; {
			c, err := l.Accept()
			if err != nil {
				return
			}
			r := bufio.NewReader(c)
			if command, _ := r.ReadString(0); command == "zVERSION\x00" {
				io.WriteString(c, "ClamAV 1.4.6/27812/Mon Nov 16 09:22:11 2026\x00")
				c.Close()
				continue
			}
			for size := uint32(1); size > 0; {
				if binary.Read(r, binary.BigEndian, &size) != nil {
					break
				}
				io.CopyN(io.Discard, r, int64(size))
			}
			switch {
			case n%5 == 0:
				io.WriteString(c, "stream: Loket.Test FOUND\x00")
			case n%7 != 0:
				io.WriteString(c, "stream: OK\x00")
			}
			n++
			c.Close()
		}
	}()
	return l.Addr().String()
}

// TestNothingOfACard: what cards and letters say of people is in the record and
// nowhere else: not in the log, not in what the program prints, not in a file
// that it leaves behind.
func TestNothingOfACard(t *testing.T) {
	dir, home := build(t), t.TempDir()
	server, err := demo.Start(t.Context(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	host, port, _ := net.SplitHostPort(server.IMAPAddr())
	tmp, record, config := filepath.Join(home, "tmp"), filepath.Join(home, "desk"), filepath.Join(home, "loket.toml")
	if err := os.Mkdir(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("[desk]\naddress = %q\n[[imap]]\nname = \"helpdesk\"\nhost = %q\nport = %s\ntls = \"none\"\nuser = %q\npassword_env = \"DESK_PASSWORD\"\n[clamav]\naddress = %q\n",
		server.Address(), host, port, server.User, guard(t))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	for _, args := range [][]string{{"pull", "--scans", "20s"}, {"scan"}, {"list"}} {
		cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "loket"), args...)
		cmd.Env = []string{"HOME=" + home, "TMPDIR=" + tmp, "LOKET_CONFIG=" + config, "LOKET_DIR=" + record, "LANG=en_GB.UTF-8", "DESK_PASSWORD=" + server.Password, "PATH=" + os.Getenv("PATH")}
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Run(); err != nil && args[0] != "scan" { // which says so where something was found
			t.Fatalf("%v: %v\n%s", args, err, said.String())
		}
	}
	secret, scanned := personal(t, record)
	if len(secret) < 10 || scanned[document.ScanFound] == 0 || scanned[document.ScanClean] == 0 {
		t.Fatalf("this shows nothing: %d things to look for, scans %v\n%s", len(secret), scanned, said.String())
	}
	t.Logf("%d names and NIPs, scans %v", len(secret), scanned)
	free := func(where string, data []byte) {
		for s := range secret {
			if bytes.Contains(data, []byte(s)) {
				t.Errorf("%s holds %q", where, s)
			}
		}
	}
	free("what was printed", said.Bytes())
	err = filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(home, path)
		switch top, rest, _ := strings.Cut(name, string(filepath.Separator)); {
		case top == "tmp":
			t.Errorf("%s was left behind", name)
		case top == "desk" && (rest == "loket.db" || strings.HasPrefix(rest, "packs") || strings.HasPrefix(rest, "search")):
			return nil // the record itself
		}
		data, err := os.ReadFile(path)
		free(name, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// personal are the NIPs, as found and grouped, and the names of cards in a
// record; names of requesters stand in the list of tickets by right.
func personal(t *testing.T, dir string) (map[string]bool, map[document.ScanState]int) {
	t.Helper()
	s, err := store.Open(dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	secret, scanned, known := make(map[string]bool), make(map[document.ScanState]int), make(map[string]bool)
	look := func(tk *ticket.Ticket) {
		known[tk.Requester.Name] = true
		for _, m := range tk.Messages {
			known[m.From.Name] = true
			for _, a := range m.Attachments {
				if a.Scan != nil {
					scanned[a.Scan.State]++
				}
				if a.Report == nil || a.Report.Facts == nil {
					continue
				}
				for _, f := range a.Report.Facts.Found {
					switch {
					case (f.Field == reading.NIP || f.Field == reading.SignerNIP) && len(f.Value) == 18:
						secret[f.Value] = true
						secret[f.Value[:8]+" "+f.Value[8:14]+" "+f.Value[14:15]+" "+f.Value[15:]] = true
					case (f.Field == reading.Name || f.Field == reading.Signer) && strings.Contains(f.Value, " "):
						secret[f.Value] = true
					}
				}
			}
		}
	}
	err = s.View(func(tx ticket.ReadTx) error {
		for id := ticket.ID(1); ; id++ {
			tk, err := tx.Ticket(id)
			if err != nil {
				return nil //nolint:nilerr // that was the last one
			}
			look(tk)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range known {
		delete(secret, name)
	}
	return secret, scanned
}
