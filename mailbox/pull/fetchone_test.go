package pull_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"

	"loket/mailbox/pull"
)

// What came as headers can be had whole, once it is asked for by hand.
func TestFetchOne(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c, s := other(t, w), newSink()
		big := append(letter(2), bytes.Repeat([]byte("isi\r\n"), 20_000)...)
		put(t, c, "INBOX", at, letter(1), big)
		a := w.account()
		a.MaxSize = 5000
		once(t, a, s, 2)
		m := s.mail[1]
		if !m.Oversize {
			t.Fatal("it came whole")
		}
		got, err := pull.FetchOne(t.Context(), a, "INBOX", m.UIDValidity, m.UID, "")
		if err != nil || !bytes.Equal(got.Raw, big) || got.Oversize || got.Account != "uji" || got.Folder != "INBOX" || got.UID != m.UID || !got.Internal.Equal(m.Internal) {
			t.Fatalf("%d bytes of %d came, %v", len(got.Raw), len(big), err)
		}
		a.MaxFetch = 50_000
		if _, err := pull.FetchOne(t.Context(), a, "INBOX", m.UIDValidity, m.UID, ""); code(t, err) != pull.TooLarge || !strings.Contains(err.Error(), "max_fetch") {
			t.Errorf("above the bound: %v", err)
		}
		a.MaxFetch = 0
		got, err = pull.FetchOne(t.Context(), a, "INBOX", m.UIDValidity+1, 77, "2@contohkab.go.id")
		if err != nil || !bytes.Equal(got.Raw, big) || got.UID != m.UID || got.UIDValidity != m.UIDValidity {
			t.Errorf("under other numbers: %d bytes, message %d, %v", len(got.Raw), got.UID, err)
		}
		for _, id := range []string{"", "lain@contohkab.go.id", "2@contohkab.go.id\r\nx LOGOUT"} {
			if _, err := pull.FetchOne(t.Context(), a, "INBOX", m.UIDValidity+1, 77, id); code(t, err) != pull.Gone {
				t.Errorf("%q under other numbers: %v", id, err)
			}
		}
		if _, err := pull.FetchOne(t.Context(), a, "Tiada", m.UIDValidity, m.UID, ""); code(t, err) != pull.UnknownFolder {
			t.Errorf("from nowhere: %v", err)
		}
		data, err := c.Status("INBOX", &imap.StatusOptions{NumUnseen: true}).Wait()
		if err != nil || *data.NumUnseen != 2 {
			t.Errorf("unseen = %v, %v: fetching must not mark anything", *data.NumUnseen, err)
		}
		remove(t, c, "INBOX", imap.UID(m.UID))
		if _, err := pull.FetchOne(t.Context(), a, "INBOX", m.UIDValidity, m.UID, ""); code(t, err) != pull.Gone {
			t.Errorf("removed: %v", err)
		}
	})
}

// A server that announces less than it sends does not get beyond the bound.
func TestFetchOneIsBounded(t *testing.T) {
	t.Parallel()
	_, a := newFake(t, map[string]string{
		"UID FETCH 1 (UID": row(1, 1, 10), "UID FETCH 1 (UID RFC822.SIZE INTERNALDATE BODY": full(1, 1, "", strings.Repeat("x\r\n", 50_000)),
		"UID FETCH 1 (UID INTERNALDATE RFC822.SIZE BODY": full(1, 1, "", strings.Repeat("x\r\n", 50_000)),
		"UID FETCH 1 (INTERNALDATE RFC822.SIZE UID BODY": full(1, 1, "", strings.Repeat("x\r\n", 50_000)),
	})
	a.MaxFetch = 100_000
	if _, err := pull.FetchOne(t.Context(), a, "INBOX", 7, 1, ""); code(t, err) != pull.TooLarge {
		t.Error(err)
	}
}
