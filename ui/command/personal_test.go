package command_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/mailbox/demo"
	"loket/store"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/reading"
)

// bad is the one mail of those below that the scanner finds something in.
const bad = "Surat Penonaktifan.pdf"

// withPeople are samples that say much of people: letters, cards, a scan, a photo.
var withPeople = []string{"reg-pasar", "reg-desa", "rename-wanasari", "transfer-koperasi", "off-eplanning"}

// guard is a malware scanner on loopback that finds something in one mail and hangs
// up on every seventh stream.
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
			var stream bytes.Buffer
			for size := uint32(1); size > 0; {
				if binary.Read(r, binary.BigEndian, &size) != nil {
					break
				}
				io.CopyN(&stream, r, int64(size))
			}
			switch {
			case bytes.Contains(stream.Bytes(), []byte(bad)):
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

// officer is a desk with mail that says much of people, in a home of its own.
type officer struct {
	home, record, tmp string
	program           string
	env               []string
	said              bytes.Buffer
}

func newOfficer(t *testing.T) *officer {
	t.Helper()
	server, err := demo.Start(t.Context(), demo.Options{Empty: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	for _, s := range demo.Samples(time.Now(), "id") {
		if slices.Contains(withPeople, s.Key) {
			if err := server.Deliver(s.Raw, s.Internal); err != nil {
				t.Fatal(err)
			}
		}
	}
	host, port, _ := net.SplitHostPort(server.IMAPAddr())
	o := &officer{home: t.TempDir(), program: filepath.Join(build(t), "loket")}
	o.tmp, o.record = filepath.Join(o.home, "tmp"), filepath.Join(o.home, "desk")
	programs, config := filepath.Join(o.home, "bin"), filepath.Join(o.home, "loket.toml")
	text := fmt.Sprintf("[desk]\naddress = %q\n[[officer]]\nid = \"sari\"\nname = \"Sari\"\n[[imap]]\nname = \"helpdesk\"\nhost = %q\nport = %s\ntls = \"none\"\nuser = %q\npassword_env = \"DESK_PASSWORD\"\n[clamav]\naddress = %q\n",
		server.Address(), host, port, server.User, guard(t))
	cache, err := os.UserCacheDir() // with the engine that draws pages, if it was ever made ready
	if err := errors.Join(err, os.Mkdir(o.tmp, 0o700), os.Mkdir(programs, 0o700), os.WriteFile(config, []byte(text), 0o600),
		os.WriteFile(filepath.Join(programs, "xdg-open"), []byte("#!/bin/sh\n"), 0o700)); err != nil { //nolint:gosec // it is to be run
		t.Fatal(err)
	}
	o.env = []string{"HOME=" + o.home, "TMPDIR=" + o.tmp, "XDG_CACHE_HOME=" + cache, "LOKET_CONFIG=" + config, "LOKET_DIR=" + o.record, "LOKET_OFFICER=sari",
		"LANG=en_GB.UTF-8", "DESK_PASSWORD=" + server.Password, "PATH=" + programs + string(os.PathListSeparator) + os.Getenv("PATH")}
	return o
}

func (o *officer) run(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), o.program, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = o.env, &o.said, &o.said
	if err := cmd.Run(); err != nil && args[0] != "scan" { // which says so where something was found
		t.Fatalf("%v: %v\n%s", args, err, o.said.String())
	}
}

// console opens the console in a terminal and waits for its queue.
func (o *officer) console(t *testing.T) *pane {
	t.Helper()
	p := &pane{t, filepath.Join(t.TempDir(), "tmux")}
	words := []string{"exec", "env", "-i", "TERM=tmux-256color", "DISPLAY=:0"}
	for _, w := range append(slices.Clone(o.env), o.program) {
		words = append(words, "'"+w+"'")
	}
	p.tmux("new-session", "-d", "-x", "120", "-y", "40", strings.Join(words, " "), ";", "set-option", "remain-on-exit", "on")
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", p.socket, "kill-server").Run() })
	p.until("2026-", "the start")
	return p
}

// crash looks at a letter as an officer does, opens it with a program of the
// desktop's, and ends the console without a word. The next one leaves in peace.
func (o *officer) crash(t *testing.T) {
	t.Helper()
	p, opened := o.console(t), filepath.Join(o.record, "opened")
	p.tmux("send-keys", "6")
	p.tmux("send-keys", "-l", "/pasarmajujaya")
	p.until("pasarmajujaya.go.id", "the filter")
	for _, s := range []struct{ key, says string }{{"Enter", "2026-"}, {"Enter", "▸ "}, {"2", "1. Surat Permohonan"}, {"v", "p. 1/1"}, {"o", "Opened outside"}} {
		p.tmux("send-keys", s.key)
		p.until(s.says, s.key)
	}
	if files, err := filepath.Glob(filepath.Join(opened, "*.pdf")); err != nil || len(files) != 1 {
		t.Fatalf("opened are %v, %v", files, err)
	}
	var pid int
	if _, err := fmt.Sscan(p.tmux("display-message", "-p", "#{pane_pid}"), &pid); err != nil {
		t.Fatal(err)
	}
	program, err := os.FindProcess(pid)
	if err := errors.Join(err, program.Kill()); err != nil {
		t.Fatal(err)
	}
	p.ended()
	if _, err := os.Stat(opened); err != nil {
		t.Fatalf("this shows nothing: %v", err)
	}
	p = o.console(t)
	if _, err := os.Stat(opened); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was opened is still there: %v", err)
	}
	p.tmux("send-keys", "C-c")
	p.ended()
}

// TestNothingOfACard: what cards and letters say of people is in the record and
// nowhere else: not in the log, not in what the program prints, not in a file
// that it leaves behind, though it was looked at and the program crashed.
func TestNothingOfACard(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("install tmux")
		}
		t.Skip("install tmux: no terminal to look at files in")
	}
	o := newOfficer(t)
	o.run(t, "pull", "--scans", "4s")
	o.run(t, "scan")
	o.run(t, "list")
	o.crash(t)
	secret, scanned := personal(t, o.record)
	if len(secret) < 10 || scanned[document.ScanFound] == 0 || scanned[document.ScanClean] == 0 {
		t.Fatalf("this shows nothing: %d things to look for, scans %v\n%s", len(secret), scanned, o.said.String())
	}
	t.Logf("%d names and NIPs, scans %v", len(secret), scanned)
	free := func(where string, data []byte) {
		for s := range secret {
			if bytes.Contains(data, []byte(s)) {
				t.Errorf("%s holds %q", where, s)
			}
		}
	}
	free("what was printed", o.said.Bytes())
	err := filepath.WalkDir(o.home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(o.home, path)
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
