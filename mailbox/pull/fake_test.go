package pull_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/mailbox/pull"
)

// fake is an IMAP server that says what it is told to: for each command, by the
// longest prefix of the line after the tag, lines to send. "OK" and the tag are
// added unless the last line begins with "!" (then that is the tagged answer).
type fake struct {
	mu      sync.Mutex
	answers map[string]string
	heard   []string
	account pull.Account
}

func newFake(t *testing.T, answers map[string]string) (*fake, pull.Account) {
	t.Helper()
	f := &fake{answers: map[string]string{
		"":           "!BAD unknown",
		"CAPABILITY": "* CAPABILITY IMAP4rev1",
		"LOGIN":      "",
		"EXAMINE":    "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok",
		"SELECT":     "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok",
		"LIST":       `* LIST () "/" INBOX` + "\r\n" + `* LIST () "/" Sudah`,
		"NOOP":       "",
	}}
	for k, v := range answers {
		f.answers[k] = v
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var conns sync.WaitGroup
	conns.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns.Go(func() { f.talk(c) })
		}
	})
	t.Cleanup(func() { l.Close(); conns.Wait() })
	a := newAccount(l.Addr().(*net.TCPAddr).Port, "")
	a.Host, a.TLS = "127.0.0.1", "none"
	f.account = a
	return f, a
}

func (f *fake) talk(c net.Conn) {
	defer c.Close()
	fmt.Fprint(c, "* OK hai\r\n")
	in := bufio.NewReader(c)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		tag, command, _ := strings.Cut(strings.TrimSpace(line), " ")
		f.mu.Lock()
		f.heard = append(f.heard, command)
		best := ""
		for prefix := range f.answers {
			if strings.HasPrefix(command, prefix) && len(prefix) > len(best) {
				best = prefix
			}
		}
		answer := f.answers[best]
		f.mu.Unlock()
		if answer == "HANGUP" {
			return
		}
		if i := strings.LastIndexByte(answer, '!'); i >= 0 {
			fmt.Fprintf(c, "%s%s %s\r\n", answer[:i], tag, answer[i+1:])
			continue
		}
		if answer != "" {
			answer += "\r\n"
		}
		fmt.Fprintf(c, "%s%s OK done\r\n", answer, tag)
	}
}

func (f *fake) asked(prefix string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, h := range f.heard {
		if strings.HasPrefix(h, prefix) {
			n++
		}
	}
	return n
}

func row(n, uid int, size int) string {
	return fmt.Sprintf("* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"02-Mar-2026 09:30:00 +0700\")", n, uid, size)
}

func full(n, uid int, section, raw string) string {
	return fmt.Sprintf("* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"02-Mar-2026 09:30:00 +0700\" BODY[%s] {%d}\r\n%s)", n, uid, len(raw), section, len(raw), raw)
}

func lines(l ...string) string { return strings.Join(l, "\r\n") }

// listing and fetching are told apart by what follows the numbers; the fake
// looks at prefixes only, so tests name the numbers.
const (
	asksList = "UID FETCH 1:* (UID"
	one      = "Subject: satu\r\n\r\nIsi\r\n"
)

func TestServersThatMisbehave(t *testing.T) {
	huge := "Subject: besar\r\n\r\n" + strings.Repeat("isi\r\n", 40_000)
	tests := []struct {
		name    string
		answers map[string]string
		change  func(*pull.Account)
		want    []string // bodies, "" for a problem
		check   func(t *testing.T, f *fake, s *sink, err error)
	}{
		{
			name: "newest message named again",
			answers: map[string]string{
				asksList: lines(row(3, 3, len(one))), "UID FETCH 3 ": full(3, 3, "", one),
				"UID FETCH 4:* (UID": row(3, 3, len(one)),
			},
			want: []string{one},
			check: func(t *testing.T, f *fake, s *sink, _ error) {
				if f.asked("SELECT") != 0 || f.asked("EXAMINE") != 1 {
					t.Errorf("reading must not open the folder for writing: %v", f.heard)
				}
				n, err := pull.Once(t.Context(), f.account, s, nil)
				if n != 0 || err != nil {
					t.Errorf("the message came again: %d, %v", n, err)
				}
			},
		},
		{
			name: "one message refused for good",
			answers: map[string]string{
				asksList:         lines(row(1, 1, len(one)), row(2, 2, len(one)), row(3, 3, len(one))),
				"UID FETCH 1:3 ": full(1, 1, "", one) + "\r\n!NO [SERVERBUG] Corrupted",
				"UID FETCH 2 ":   "!NO [SERVERBUG] Corrupted", "UID FETCH 3 ": full(3, 3, "", one),
			},
			want: []string{one, "", one},
			check: func(t *testing.T, _ *fake, s *sink, _ error) {
				if len(s.mail) == 3 && !strings.Contains(s.mail[1].Problem, "Corrupted") {
					t.Errorf("problem %q", s.mail[1].Problem)
				}
			},
		},
		{
			name: "one message breaks the connection",
			answers: map[string]string{
				asksList:         lines(row(1, 1, len(one)), row(2, 2, len(one)), row(3, 3, len(one))),
				"UID FETCH 1:3 ": "HANGUP", "UID FETCH 2 ": "HANGUP",
				"UID FETCH 1 ":       full(1, 1, "", one),
				"UID FETCH 2:* (UID": lines(row(2, 2, len(one)), row(3, 3, len(one))),
				"UID FETCH 3 ":       full(3, 3, "", one),
			},
			want: []string{one, "", one},
		},
		{
			name: "body NIL for good",
			answers: map[string]string{
				asksList:       row(1, 1, 5),
				"UID FETCH 1 ": `* 1 FETCH (UID 1 RFC822.SIZE 5 INTERNALDATE "02-Mar-2026 09:30:00 +0700" BODY[] NIL)`,
			},
			want: []string{""},
		},
		{
			name: "expunged while asked",
			answers: map[string]string{
				asksList:         lines(row(1, 1, len(one)), row(2, 2, len(one))),
				"UID FETCH 1:2 ": full(2, 2, "", one) + "\r\n!NO [EXPUNGEISSUED] Some are gone",
			},
			want: []string{one},
		},
		{
			name: "literal far larger than listed, among others",
			answers: map[string]string{
				asksList:         lines(row(1, 1, 10), row(2, 2, len(one))),
				"UID FETCH 1:2 ": lines(full(1, 1, "", huge), full(2, 2, "", one)),
				"UID FETCH 1 ":   full(1, 1, "", huge),
			},
			want: []string{huge, one},
			check: func(t *testing.T, f *fake, _ *sink, err error) {
				if err != nil || f.asked("UID FETCH 1 ") != 1 {
					t.Errorf("%v; it must be asked for alone: %v", err, f.heard)
				}
			},
		},
		{
			name: "literal larger than allowed",
			answers: map[string]string{
				asksList:       row(1, 1, 10),
				"UID FETCH 1 ": full(1, 1, "", huge),
			},
			change: func(a *pull.Account) { a.MaxSize = 1000 },
			want:   []string{"Subject: besar\r\n\r\n"},
			check: func(t *testing.T, _ *fake, s *sink, _ error) {
				if len(s.mail) == 1 && !s.mail[0].Oversize {
					t.Error("not marked as oversize")
				}
			},
		},
		{
			name:    "no UIDVALIDITY",
			answers: map[string]string{"EXAMINE": "* 1 EXISTS"},
			check: func(t *testing.T, _ *fake, _ *sink, err error) {
				if code(t, err) != pull.ServerSays {
					t.Error(err)
				}
			},
		},
		{
			name:    "listing without end of sense",
			answers: map[string]string{asksList: "* 1 FETCH (UID 99999999999999999999)"},
			check: func(t *testing.T, _ *fake, _ *sink, err error) {
				if c := code(t, err); c != pull.Protocol && c != pull.Closed {
					t.Error(err)
				}
			},
		},
		{
			name:    "login disabled",
			answers: map[string]string{"CAPABILITY": "* CAPABILITY IMAP4rev1 LOGINDISABLED"},
			check: func(t *testing.T, f *fake, _ *sink, err error) {
				if code(t, err) != pull.NoMechanism || f.asked("LOGIN") != 0 {
					t.Error(err)
				}
			},
		},
		{
			name:    "temporary trouble is no wrong password",
			answers: map[string]string{"LOGIN": "!NO [UNAVAILABLE] Temporary authentication failure"},
			check: func(t *testing.T, _ *fake, _ *sink, err error) {
				if code(t, err) != pull.ServerSays {
					t.Error(err)
				}
			},
		},
		{
			name:    "STARTTLS stripped",
			answers: map[string]string{"STARTTLS": "!BAD unknown command"},
			change:  func(a *pull.Account) { a.TLS = "starttls" },
			check: func(t *testing.T, f *fake, _ *sink, err error) {
				if code(t, err) != pull.TLSMissing || f.asked("LOGIN")+f.asked("AUTH") != 0 {
					t.Errorf("%v, heard %v", err, f.heard)
				}
			},
		},
		{
			name:    "STARTTLS promised and not done",
			answers: map[string]string{"STARTTLS": ""},
			change:  func(a *pull.Account) { a.TLS, a.Timing.Silence = "starttls", 200*time.Millisecond },
			check: func(t *testing.T, f *fake, _ *sink, err error) {
				code(t, err)
				if f.asked("LOGIN")+f.asked("AUTH") != 0 {
					t.Errorf("the password went in clear: %v", f.heard)
				}
			},
		},
		{
			name: "move without MOVE, copy refused",
			answers: map[string]string{
				asksList: row(1, 1, len(one)), "UID FETCH 1 ": full(1, 1, "", one),
				"UID COPY": "!NO [OVERQUOTA] full", "CAPABILITY": "* CAPABILITY IMAP4rev1 UIDPLUS",
			},
			change: func(a *pull.Account) { a.MoveTo = "Sudah" },
			want:   []string{one},
			check: func(t *testing.T, f *fake, _ *sink, err error) {
				if code(t, err) != pull.MoveRefused || f.asked("UID STORE")+f.asked("UID EXPUNGE")+f.asked("EXPUNGE") != 0 {
					t.Errorf("%v; heard %v", err, f.heard)
				}
			},
		},
		{
			name: "move without MOVE and UIDPLUS",
			answers: map[string]string{
				asksList: row(1, 1, len(one)), "UID FETCH 1 ": full(1, 1, "", one),
				"UID COPY": "", "UID STORE": "",
			},
			change: func(a *pull.Account) { a.MoveTo = "Sudah" },
			want:   []string{one},
			check: func(t *testing.T, f *fake, _ *sink, err error) {
				if err != nil || f.asked("SELECT") != 1 || f.asked("UID STORE") != 1 || f.asked("EXPUNGE")+f.asked("UID EXPUNGE") != 0 {
					t.Errorf("%v; heard %v", err, f.heard)
				}
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, a := newFake(t, tt.answers)
			if tt.change != nil {
				tt.change(&a)
			}
			s := newSink()
			_, err := pull.Once(t.Context(), a, s, nil)
			if tt.check != nil {
				tt.check(t, f, s, err)
			} else if err != nil {
				t.Error(err)
			}
			var got []string
			for _, m := range s.mail {
				got = append(got, string(m.Raw))
			}
			equal(t, "mail", got, tt.want)
		})
	}
}

func TestPollsWithoutIdle(t *testing.T) {
	t.Parallel()
	f, a := newFake(t, map[string]string{asksList: "", "EXAMINE": "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 1] ok"})
	a.Timing.Probe, a.Timing.Poll = 20*time.Millisecond, time.Hour
	s := newSink()
	states := running(t, a, s)
	state(t, states, "polling", is(pull.Polling))
	f.mu.Lock()
	f.answers["NOOP"] = "* 1 EXISTS"
	f.answers[asksList] = row(1, 1, len(one))
	f.answers["UID FETCH 1 "] = full(1, 1, "", one)
	f.answers["UID FETCH 2:* (UID"] = ""
	f.mu.Unlock()
	s.until(t, 1)
}

func TestIdleRefusedThoughOffered(t *testing.T) {
	t.Parallel()
	_, a := newFake(t, map[string]string{asksList: "", "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE", "IDLE": "!NO not here"})
	a.Timing.Probe = 20 * time.Millisecond
	states := running(t, a, newSink())
	state(t, states, "polling", is(pull.Polling))
}
