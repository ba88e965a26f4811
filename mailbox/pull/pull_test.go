package pull_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
)

var at = time.Date(2026, 3, 2, 9, 30, 0, 0, time.FixedZone("WIB", 7*3600))

func once(t *testing.T, a pull.Account, s pull.Sink, want int) {
	t.Helper()
	n, err := pull.Once(t.Context(), a, s, nil)
	if err != nil || n != want {
		t.Fatalf("Once = %d, %v; want %d messages", n, err, want)
	}
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func TestPullsAllThenResumes(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		put(t, c, "INBOX", at, letter(1), letter(2), letter(3))
		once(t, w.account(), s, 3)
		equal(t, "first", s.subjects(), []string{"1", "2", "3"})
		m := s.mail[0]
		if !bytes.Equal(m.Raw, letter(1)) || !m.Internal.Equal(at) || m.Size != int64(len(letter(1))) || m.UIDValidity == 0 || m.UID == 0 || m.Folder != "INBOX" || m.Account != "uji" {
			t.Errorf("message came as %+v\n%s", m, m.Raw)
		}
		once(t, w.account(), s, 0)
		put(t, c, "INBOX", at, letter(4))
		once(t, w.account(), s, 1)
		equal(t, "resumed", s.subjects(), []string{"1", "2", "3", "4"})
		data, err := c.Status("INBOX", &imap.StatusOptions{NumUnseen: true}).Wait()
		if err != nil || *data.NumUnseen != 4 {
			t.Errorf("unseen = %v, %v: reading must not mark anything", *data.NumUnseen, err)
		}
	})
}

func TestManyMessagesComeInBoundedBatches(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		var want int
		for n := range 300 {
			put(t, c, "INBOX", at, letter(n))
			want++
		}
		big := append(letter(300), bytes.Repeat([]byte("baris isi yang panjang\r\n"), 80_000)...)
		for range 6 { // 11 MB
			put(t, c, "INBOX", at, big)
			want++
		}
		s.onDeliver = func(batch []pull.Fetched) {
			var sum int
			for _, m := range batch {
				sum += len(m.Raw)
			}
			if sum > 8<<20 || len(batch) > 250 {
				t.Errorf("batch of %d messages, %d bytes", len(batch), sum)
			}
		}
		var last pull.Status
		n, err := pull.Once(t.Context(), w.account(), s, func(st pull.Status) { last = st })
		if err != nil || n != want || last.Done != want || last.Total != want {
			t.Fatalf("Once = %d, %v, want %d; last status %+v", n, err, want, last)
		}
		if s.batches < 2 || !slices.IsSortedFunc(s.mail, func(a, b pull.Fetched) int { return int(a.UID) - int(b.UID) }) {
			t.Errorf("%d batches; in order of UID they must be", s.batches)
		}
		if got := s.mail[want-1].Raw; !bytes.Equal(got, big) {
			t.Errorf("the large message came with %d bytes of %d", len(got), len(big))
		}
	})
}

func TestIdleTellsOfNewMail(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		states := running(t, w.account(), s)
		state(t, states, "idle", is(pull.Idle))
		put(t, c, "INBOX", at, letter(1))
		s.until(t, 1)
		st := state(t, states, "idle again", is(pull.Idle))
		if st.LastOK.IsZero() {
			t.Error("an idle folder was read, LastOK must say when")
		}
		put(t, c, "INBOX", at, letter(2), letter(3))
		s.until(t, 3)
		equal(t, "told", s.subjects(), []string{"1", "2", "3"})
	})
}

func TestComesBackAfterTheServerDied(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		s := newSink()
		put(t, other(t, w), "INBOX", at, letter(1))
		states := running(t, w.account(), s)
		s.until(t, 1)
		state(t, states, "idle", is(pull.Idle))
		w.kill()
		st := state(t, states, "waiting", is(pull.Waiting))
		if st.Next.IsZero() || st.Err == nil {
			t.Errorf("waiting without a reason or a time: %+v", st)
		}
		w.restart()
		put(t, other(t, w), "INBOX", at, letter(2))
		s.until(t, 2)
		equal(t, "after the outage", s.subjects(), []string{"1", "2"})
	})
}

// A server that is restarted in order, as for an update, may keep connections
// until they end or take leave of them; both are the same to who waits for mail.
func TestComesBackAfterAnOrderlyRestart(t *testing.T) {
	t.Parallel()
	d := &dovecot{dovecottest.Start(t), t, 7}
	s := newSink()
	put(t, other(t, d), "INBOX", at, letter(1))
	states := running(t, d.account(), s)
	s.until(t, 1)
	state(t, states, "idle", is(pull.Idle))
	d.Stop()
	d.Restart()
	put(t, other(t, d), "INBOX", at, letter(2))
	s.until(t, 2)
	d.Doveadm("kick", dovecottest.User)
	put(t, other(t, d), "INBOX", at, letter(3))
	s.until(t, 3)
	state(t, states, "idle again", is(pull.Idle))
	equal(t, "after the restart", s.subjects(), []string{"1", "2", "3"})
}

func TestRenumberedFolderIsReadAgain(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		s := newSink()
		put(t, other(t, w), "INBOX", at, letter(1), letter(2), letter(3))
		once(t, w.account(), s, 3)
		before := s.mail[0].UIDValidity
		w.renumber("INBOX")
		c := other(t, w)
		put(t, c, "INBOX", at, letter(9))
		left := count(t, c, "INBOX")
		var notes []pull.Code
		n, err := pull.Once(t.Context(), w.account(), s, func(st pull.Status) {
			if st.State == pull.Pulling && st.Err != nil {
				notes = append(notes, code(t, st.Err))
			}
		})
		if err != nil || n != left {
			t.Fatalf("after renumbering %d, %v; the folder holds %d", n, err, left)
		}
		if last := s.mail[len(s.mail)-1]; last.UIDValidity == before || !bytes.Equal(last.Raw, letter(9)) {
			t.Errorf("last message %d under %d, before %d", last.UID, last.UIDValidity, before)
		}
		if !slices.Contains(notes, pull.Renumbered) {
			t.Errorf("nobody was told of the renumbering: %v", notes)
		}
		once(t, w.account(), s, 0)
	})
}

func TestServerRestoredFromAnOlderCopy(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		s := newSink()
		put(t, other(t, w), "INBOX", at, letter(1), letter(2))
		once(t, w.account(), s, 2)
		c := s.cursors["uji\x00INBOX"]
		s.cursors["uji\x00INBOX"] = pull.Cursor{UIDValidity: c.UIDValidity, UID: c.UID + 40}
		once(t, w.account(), s, 2)
		once(t, w.account(), s, 0)
	})
}

func TestRenumberingIsSeenWhileConnected(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		s := newSink()
		put(t, other(t, w), "INBOX", at, letter(1))
		a := w.account()
		a.Timing.Poll = 20 * time.Millisecond
		states := running(t, a, s)
		s.until(t, 1)
		state(t, states, "idle", is(pull.Idle))
		w.renumber("INBOX")
		put(t, other(t, w), "INBOX", at, letter(2))
		limit := time.After(time.Minute)
		for !slices.Contains(s.subjects(), "2") {
			select {
			case <-s.grown:
			case <-limit:
				t.Fatalf("the new mail of the renumbered folder never came: %v", s.subjects())
			}
		}
	})
}

func TestMailRemovedMeanwhileIsSkipped(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		stock(t, w, 200)
		// The sink stands between two batches: another program removes mail
		// that is listed and not yet read.
		first := true
		s.onDeliver = func([]pull.Fetched) {
			if first {
				first = false
				remove(t, c, "INBOX", 197, 199)
			}
		}
		n, err := pull.Once(t.Context(), w.account(), s, nil)
		if err != nil || n < 198 || n > 200 {
			t.Fatalf("Once = %d, %v", n, err)
		}
		put(t, c, "INBOX", at, letter(500))
		once(t, w.account(), s, 1)
	})
}

func TestMovesOnlyWhatWasKept(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		put(t, c, "INBOX", at, letter(1), letter(2))
		a := w.account()
		a.MoveTo = "Sudah masuk"
		s.fail = 1
		_, err := pull.Once(t.Context(), a, s, nil)
		if code(t, err) != pull.NotKept || !errors.Is(err, errDiskFull) {
			t.Fatalf("a full disk gave %v", err)
		}
		if in, out := count(t, c, "INBOX"), count(t, c, a.MoveTo); in != 2 || out != 0 {
			t.Fatalf("%d left and %d moved though nothing was kept", in, out)
		}
		once(t, a, s, 2)
		if in, out := count(t, c, "INBOX"), count(t, c, a.MoveTo); in != 0 || out != 2 {
			t.Fatalf("%d left and %d moved, want 0 and 2", in, out)
		}
	})
}

func TestRunTriesAgainWhenTheSinkFailed(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		s := newSink()
		put(t, other(t, w), "INBOX", at, letter(1))
		s.fail = 2
		states := running(t, w.account(), s)
		st := state(t, states, "waiting", is(pull.Waiting))
		if code(t, st.Err) != pull.NotKept {
			t.Errorf("waiting because of %v", st.Err)
		}
		s.until(t, 1)
	})
}

func TestOversizeComesAsHeaders(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		big := append(letter(2), bytes.Repeat([]byte("isi\r\n"), 2000)...)
		put(t, c, "INBOX", at, letter(1), big, letter(3))
		a := w.account()
		a.MaxSize, a.MoveTo = 5000, "Sudah"
		once(t, a, s, 3)
		head, _, _ := bytes.Cut(big, []byte("\r\n\r\n"))
		m := s.mail[1]
		if !m.Oversize || m.Size != int64(len(big)) || string(m.Raw) != string(head)+"\r\n\r\n" {
			t.Errorf("oversize message came as %v, size %d:\n%s", m.Oversize, m.Size, m.Raw)
		}
		if s.mail[0].Oversize || s.mail[2].Oversize {
			t.Error("its neighbours are whole")
		}
		if n := count(t, c, "INBOX"); n != 1 {
			t.Errorf("%d messages stay, want the one not read whole", n)
		}
	})
}

func TestBackfillBound(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		put(t, c, "INBOX", at.AddDate(-1, 0, 0), letter(1), letter(2))
		put(t, c, "INBOX", at, letter(3))
		a := w.account()
		a.Since = at.AddDate(0, -1, 0)
		once(t, a, s, 1)
		equal(t, "since", s.subjects(), []string{"3"})
		once(t, a, s, 0)
	})
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name   string
		change func(w world, a *pull.Account)
		want   pull.Code
		text   string
	}{
		{"password", func(_ world, a *pull.Account) { a.Secret = secret("salah") }, pull.BadCredentials, "user " + dovecottest.User},
		{"password by SASL", func(_ world, a *pull.Account) { a.Secret, a.Auth = secret("salah"), "plain" }, pull.BadCredentials, "user"},
		{"no password", func(_ world, a *pull.Account) {
			a.Secret = func(context.Context) (string, error) { return "", errors.New("pass: exit status 1") }
		}, pull.NoSecret, "exit status 1"},
		{"mechanism", func(_ world, a *pull.Account) { a.Auth = "xoauth2" }, pull.NoMechanism, "PLAIN"},
		{"folder", func(_ world, a *pull.Account) { a.Folders = []string{"Permohonan"} }, pull.UnknownFolder, "INBOX"},
		{"name", func(_ world, a *pull.Account) { a.Host = "127.0.0.1" }, pull.TLSName, "for localhost, not for 127.0.0.1"},
		{"issuer", func(_ world, a *pull.Account) { a.CAFile = "" }, pull.TLSIssuer, "Test authority"},
		{"no TLS there", func(w world, a *pull.Account) { a.Port = w.plainPort() }, pull.NotTLS, "starttls"},
		{"nobody there", func(_ world, a *pull.Account) { a.Port = 1 }, pull.ConnRefused, "nothing answers"},
		{"no such host", func(_ world, a *pull.Account) { a.Host = "surat.invalid" }, pull.HostNotFound, "surat.invalid"},
		{"configuration", func(_ world, a *pull.Account) { a.TLS = "maybe" }, pull.BadAccount, "maybe"},
		{"ca file", func(_ world, a *pull.Account) { a.CAFile = "/nonexistent/ca.pem" }, pull.BadAccount, "ca_file"},
	}
	eachWorld(t, func(t *testing.T, w world) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				a := w.account()
				tt.change(w, &a)
				var last pull.Status
				_, err := pull.Once(t.Context(), a, newSink(), func(s pull.Status) { last = s })
				if got := code(t, err); got != tt.want || !strings.Contains(err.Error(), tt.text) {
					t.Errorf("%s: %v; want %s with %q", got, err, tt.want, tt.text)
				}
				if last.State != pull.Failed || last.Err == nil {
					t.Errorf("last status %+v", last)
				}
			})
		}
	})
}

func secret(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

func TestExpiredCertificate(t *testing.T) {
	t.Parallel()
	m := newMemory(t)
	m.kill()
	m.config = m.ca.Config(t, time.Now().Add(-time.Hour), "localhost")
	m.restart()
	_, err := pull.Once(t.Context(), m.account(), newSink(), nil)
	if code(t, err) != pull.TLSExpired {
		t.Error(err)
	}
}

func TestStartTLS(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		put(t, other(t, w), "INBOX", at, letter(1))
		a := w.account()
		a.Port, a.TLS = w.plainPort(), "starttls"
		for _, auth := range []string{"", "login", "plain"} {
			a.Auth = auth
			once(t, a, newSink(), 1)
		}
		a.CAFile = ""
		_, err := pull.Once(t.Context(), a, newSink(), nil)
		if code(t, err) != pull.TLSIssuer {
			t.Errorf("an unknown issuer under STARTTLS: %v", err)
		}
	})
}

func TestMovesWhatACrashLeftBehind(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		put(t, c, "INBOX", at.AddDate(-1, 0, 0), letter(1))
		put(t, c, "INBOX", at, letter(2), letter(3))
		a := w.account()
		a.Since = at.AddDate(0, -1, 0)
		once(t, a, s, 2) // as if it had ended before moving
		put(t, c, "INBOX", at, letter(4))
		a.MoveTo = "Sudah"
		once(t, a, s, 1)
		if in, out := count(t, c, "INBOX"), count(t, c, "Sudah"); in != 1 || out != 3 {
			t.Errorf("%d left and %d moved, want 1 and 3", in, out)
		}
	})
}
