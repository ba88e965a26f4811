package pull_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"loket/mailbox/pull"
)

// noted waits until a note holds the words.
func (s *sink) noted(t testing.TB, words string) {
	t.Helper()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		s.mu.Lock()
		notes := slices.Clone(s.notes)
		s.mu.Unlock()
		if slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, words) }) {
			return
		}
		select {
		case <-s.grown:
		case <-limit.C:
			t.Fatalf("no note says %q: %q", words, notes)
		}
	}
}

func rename(t testing.TB, c *imapclient.Client, from, to string) {
	t.Helper()
	must(t, c.Rename(from, to, nil).Wait())
}

// A folder that is renamed while it is read is missed at once, its new name is
// told, and it is read on when the name is as before.
func TestRenamedFolder(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		must(t, c.Create("Masuk", nil).Wait())
		must(t, c.Create("Lain", nil).Wait())
		put(t, c, "Masuk", at, letter(1), letter(2))
		a := w.account()
		a.Folders, a.Timing.Poll = []string{"Masuk"}, 20*time.Millisecond
		states := running(t, a, s)
		s.until(t, 2)
		rename(t, c, "Masuk", "Permohonan")
		st := state(t, states, "failed", is(pull.Failed))
		if code(t, st.Err) != pull.UnknownFolder || !strings.Contains(st.Err.Error(), "called Permohonan now") {
			t.Errorf("the refusal is %v", st.Err)
		}
		s.noted(t, "called Permohonan now")
		put(t, c, "Permohonan", at, letter(3))
		rename(t, c, "Permohonan", "Masuk")
		s.until(t, 3)
		s.noted(t, "there again")
		equal(t, "all", s.subjects(), []string{"1", "2", "3"})
		if n := len(s.notes); n != 2 {
			t.Errorf("%d notes of one disappearance and one return: %q", n, s.notes)
		}
	})
}

func TestVanishedFolderIsMissedAndReturns(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		must(t, c.Create("Masuk", nil).Wait())
		put(t, c, "Masuk", at, letter(1))
		a := w.account()
		a.Folders, a.Timing.Poll = []string{"Masuk"}, 20*time.Millisecond
		states := running(t, a, s)
		s.until(t, 1)
		must(t, c.Delete("Masuk").Wait())
		st := state(t, states, "failed", is(pull.Failed))
		if code(t, st.Err) != pull.UnknownFolder || strings.Contains(st.Err.Error(), "called") {
			t.Errorf("the refusal is %v", st.Err)
		}
		must(t, c.Create("Masuk", nil).Wait())
		put(t, c, "Masuk", at, letter(2))
		s.until(t, 2)
		equal(t, "all", s.subjects(), []string{"1", "2"})
	})
}

// What is older than since is passed over with a word, and read when since is
// set to an earlier date, once.
func TestWidenedSinceReadsWhatWasPassedOver(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		for n := range 10 {
			put(t, c, "INBOX", at.AddDate(0, 0, n), letter(n))
		}
		a := w.account()
		a.Since = at.AddDate(0, 0, 6).Add(-time.Hour)
		once(t, a, s, 4)
		s.noted(t, "6 messages up to number 10 were received before 2026-03-08")
		equal(t, "bounded", s.subjects(), []string{"6", "7", "8", "9"})
		put(t, c, "INBOX", at, letter(10)) // arrives late and is old
		once(t, a, s, 0)

		a.Since = at.AddDate(0, 0, 3).Add(-time.Hour)
		once(t, a, s, 3)
		put(t, c, "INBOX", at.AddDate(0, 0, 11), letter(11))
		a.Since = time.Time{}
		once(t, a, s, 5)
		equal(t, "all", s.subjects(), []string{"6", "7", "8", "9", "3", "4", "5", "0", "1", "2", "10", "11"})
		s.noted(t, "since is now no bound")
		once(t, a, s, 0)
	})
}

// A crash while the passed over is read repeats some and loses none; the cursor
// never goes back.
func TestBackfillThatBreaksOff(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		for n := range 3 {
			put(t, c, "INBOX", at.AddDate(0, 0, n), letter(n))
		}
		a := w.account()
		a.MoveTo = "Sudah"
		a.Since = at.AddDate(0, 0, 2).Add(-time.Hour)
		once(t, a, s, 1)
		before := s.cursors["uji\x00INBOX"]
		a.Since = time.Time{}
		s.fail = 1
		if _, err := pull.Once(t.Context(), a, s, nil); code(t, err) != pull.NotKept {
			t.Fatal(err)
		}
		if got := s.cursors["uji\x00INBOX"]; got != before {
			t.Errorf("cursor %v after a failed backfill, before %v", got, before)
		}
		if in := count(t, c, "INBOX"); in != 2 {
			t.Errorf("%d left in the folder; what was not kept must stay", in)
		}
		once(t, a, s, 2)
		if got := s.cursors["uji\x00INBOX"]; got.UID != before.UID || !got.Since.IsZero() {
			t.Errorf("cursor %v after the backfill", got)
		}
		equal(t, "all", s.subjects(), []string{"2", "0", "1"})
	})
}

// An empty folder has a cursor too: its renumbering is noted.
func TestEmptyFolderKeepsItsCursor(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		s := newSink()
		put(t, other(t, w), "INBOX", at, letter(1))
		once(t, w.account(), s, 1)
		c := other(t, w)
		remove(t, c, "INBOX", imap.UID(s.mail[0].UID))
		w.renumber("INBOX")
		once(t, w.account(), s, 0)
		s.noted(t, "numbers this folder anew")
		if got := s.cursors["uji\x00INBOX"]; got.UIDValidity == s.mail[0].UIDValidity || got.UID != 0 {
			t.Errorf("the cursor of the empty folder is %v", got)
		}
	})
}
