package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"loket/ticket"
)

func counters(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	next := func() (got []int) {
		update(t, log, func(tx ticket.Tx) error {
			id, err1 := tx.NextTicket()
			l, err2 := tx.NextLetter()
			n, err3 := tx.NextNumber(2026)
			m, err4 := tx.NextNumber(2027)
			got = []int{int(id), int(l), n, m}
			return errors.Join(err1, err2, err3, err4)
		})
		return got
	}
	same(t, "first", next(), []int{1, 1, 1, 1})
	update(t, log, func(tx ticket.Tx) error { _, err := tx.NextNumber(2026); return err })
	log = reopen()
	same(t, "second", next(), []int{2, 2, 3, 2})
}

func lookup(t *testing.T, log ticket.Log, index ticket.Index, key string) (ids []ticket.ID) {
	t.Helper()
	view(t, log, func(tx ticket.ReadTx) (err error) {
		ids, err = tx.Lookup(index, key)
		return err
	})
	return ids
}

func indexes(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	file := func(index ticket.Index, key string, ids ...ticket.ID) {
		update(t, log, func(tx ticket.Tx) error {
			for _, id := range ids {
				if err := tx.File(index, key, id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	file(ticket.ByName, "contohkab.go.id", 7, 300, 2, 7)
	file(ticket.ByName, "contohkab.go.idx", 9)
	file(ticket.ByNumber, "contohkab.go.id", 5)
	update(t, log, func(tx ticket.Tx) error {
		counted := func(want int) error {
			n, err := tx.Count(ticket.ByName, "contohkab.go.idx")
			same(t, "counted in the transaction", n, want)
			return err
		}
		return errors.Join(counted(1), tx.File(ticket.ByName, "contohkab.go.idx", 12), counted(2), tx.File(ticket.ByName, "contohkab.go.idx", 12), counted(2))
	})
	log = reopen()
	view(t, log, func(tx ticket.ReadTx) error {
		for key, want := range map[string]int{"contohkab.go.id": 3, "contohkab.go.idx": 2, "contohkab.go": 0} {
			n, err := tx.Count(ticket.ByName, key)
			same(t, "count of "+key, n, want)
			if err != nil {
				return err
			}
		}
		return nil
	})
	same(t, "oldest first, once", lookup(t, log, ticket.ByName, "contohkab.go.id"), []ticket.ID{2, 7, 300})
	same(t, "other index", lookup(t, log, ticket.ByNumber, "contohkab.go.id"), []ticket.ID{5})
	same(t, "prefix", lookup(t, log, ticket.ByName, "contohkab.go"), []ticket.ID(nil))
	same(t, "empty", lookup(t, log, ticket.ByName, ""), []ticket.ID(nil))
}

// hostileKeys: Message-IDs are written by strangers.
func hostileKeys(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	long := strings.Repeat("x", 100_000)
	keys := []string{"", "\x00", "a", "a\x00", "a\x00\x00\x00\x00\x00\x00\x00\x00\x01", "\x01", "\xff\xfe", long, long + "y", "\x01" + long}
	for i, k := range keys {
		update(t, log, func(tx ticket.Tx) error {
			return errors.Join(tx.File(ticket.ByMessageID, k, ticket.ID(i+1)),
				tx.SaveMail(ticket.MailRecord{Key: k, Hash: k, Subject: fmt.Sprint(i)}),
				tx.SaveDraft(k, fmt.Sprint(i)), tx.SetKeep(k, []byte{byte(i)}), tx.SetCursor(k, k, 1, uint32(i)))
		})
	}
	log = reopen()
	for i, k := range keys {
		same(t, fmt.Sprintf("key %d", i), lookup(t, log, ticket.ByMessageID, k), []ticket.ID{ticket.ID(i + 1)})
		view(t, log, func(tx ticket.ReadTx) error {
			m, ok, err := tx.Mail(k)
			h, okHash, err2 := tx.MailByHash(k)
			d, err3 := tx.Draft(k)
			v, err4 := tx.Keep(k)
			_, uid, err5 := tx.Cursor(k, k)
			if !ok || okHash != (k != "") || m.Subject != fmt.Sprint(i) || okHash && h.Subject != m.Subject ||
				d != m.Subject || !bytes.Equal(v, []byte{byte(i)}) || uid != uint32(i) {
				t.Errorf("key %d: mail %v %q, by hash %v %q, draft %q, keep %v, uid %d", i, ok, m.Subject, okHash, h.Subject, d, v, uid)
			}
			return errors.Join(err, err2, err3, err4, err5)
		})
	}
}

func journal(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	for i := range 7 {
		update(t, log, func(tx ticket.Tx) error {
			return tx.SaveMail(ticket.MailRecord{Key: ticket.MailKey("a", "INBOX", 1, uint32(100-i)), Subject: fmt.Sprint(i), Hash: fmt.Sprint("h", i), At: At(i)})
		})
	}
	// A later fate changes a row where it stands.
	update(t, log, func(tx ticket.Tx) error {
		m, ok, err := tx.Mail(ticket.MailKey("a", "INBOX", 1, 97))
		if !ok {
			t.Error("mail 97 is not in the journal")
		}
		m.Fate = ticket.FateIgnored
		return errors.Join(err, tx.SaveMail(m))
	})
	log = reopen()
	var pages [][]string
	view(t, log, func(tx ticket.ReadTx) error {
		for pos := uint64(0); ; {
			rows, next, err := tx.Journal(pos, 3)
			if err != nil || len(rows) == 0 {
				return err
			}
			var page []string
			for _, m := range rows {
				page = append(page, m.Subject+string(m.Fate))
			}
			pages, pos = append(pages, page), next
		}
	})
	same(t, "pages", pages, [][]string{{"6", "5", "4"}, {"3ignored", "2", "1"}, {"0"}})
	view(t, log, func(tx ticket.ReadTx) error {
		rows, _, err := tx.Journal(1000, 1)
		if len(rows) != 1 || rows[0].Subject != "6" {
			t.Errorf("Journal before a position that is not there: %v", rows)
		}
		return err
	})
}

func mailByHash(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	save := func(key, hash string) {
		update(t, log, func(tx ticket.Tx) error { return tx.SaveMail(ticket.MailRecord{Key: key, Hash: hash}) })
	}
	first := func(hash string) (key string) {
		view(t, log, func(tx ticket.ReadTx) error {
			m, _, err := tx.MailByHash(hash)
			key = m.Key
			return err
		})
		return key
	}
	save("one", "h")
	save("two", "h")
	save("three", "hh")
	save("four", "")
	log = reopen()
	same(t, "first of two", first("h"), "one")
	save("one", "other")
	same(t, "after the first moved", first("h"), "two")
	same(t, "moved", first("other"), "one")
	save("two", "")
	same(t, "none", first("h"), "")
}

func jobs(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	update(t, log, func(tx ticket.Tx) error {
		return errors.Join(
			tx.SaveJob(ticket.Job{Letter: 1, NotBefore: At(5)}), tx.SaveJob(ticket.Job{Letter: 2, NotBefore: At(1)}),
			tx.SaveJob(ticket.Job{Letter: 4, NotBefore: At(3)}), tx.SaveJob(ticket.Job{Letter: 3, NotBefore: At(3)}))
	})
	update(t, log, func(tx ticket.Tx) error {
		return errors.Join(tx.SaveJob(ticket.Job{Letter: 2, Ticket: 9, NotBefore: At(9), Tries: 1, Started: At(2)}),
			tx.DropJob(1), tx.DropJob(77))
	})
	view(t, reopen(), func(tx ticket.ReadTx) error {
		got, err := tx.Jobs()
		same(t, "jobs", got, []ticket.Job{{Letter: 3, NotBefore: At(3)}, {Letter: 4, NotBefore: At(3)},
			{Letter: 2, Ticket: 9, NotBefore: At(9), Tries: 1, Started: At(2)}})
		return err
	})
}

func register(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	update(t, log, func(tx ticket.Tx) error {
		return errors.Join(tx.SaveEntry(ticket.TableNames, "b.go.id", []byte("2")), tx.SaveEntry(ticket.TableNames, "a.go.id", []byte("1")), tx.SaveEntry(ticket.TableNames, "b.go.id", []byte("3")), tx.SaveEntry(ticket.TableStaff, "a.go.id", []byte("another table")),
			tx.SaveEntry(ticket.TableNames, "gone.go.id", []byte("4")), tx.SaveEntry(ticket.TableNames, "gone.go.id", nil), tx.SaveEntry(ticket.TableNames, "never.go.id", nil))
	})
	view(t, reopen(), func(tx ticket.ReadTx) error {
		var all []string
		err1 := tx.Entries(ticket.TableNames, func(data []byte) error { all = append(all, string(data)); return nil })
		same(t, "entries", all, []string{"1", "3"})
		b, err2 := tx.Entry(ticket.TableNames, "b.go.id")
		none, err3 := tx.Entry(ticket.TableNames, "c.go.id")
		if string(b) != "3" || none != nil {
			t.Errorf("entries: b %q, c %q", b, none)
		}
		return errors.Join(err1, err2, err3)
	})
}

func smallThings(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	update(t, log, func(tx ticket.Tx) error {
		return errors.Join(tx.SaveDraft("a", "text"), tx.SaveDraft("gone", "x"), tx.SaveDraft("gone", ""), tx.SaveDraft("letter/2/plain", "two"), tx.SaveDraft("letter/1/plain", "one"), tx.SaveDraft("letter/12/plain", "twelve"),
			tx.SetKeep("empty", []byte{}), tx.SetKeep("gone", []byte("x")), tx.SetKeep("gone", nil), tx.SetKeep("v", []byte("w")),
			tx.SetCursor("a", "INBOX", 4_000_000_000, 4_100_000_000), tx.SetCursor("a", "INBOX", 4_000_000_001, 7))
	})
	view(t, reopen(), func(tx ticket.ReadTx) error {
		a, err1 := tx.Draft("a")
		gone, err2 := tx.Draft("gone")
		same(t, "drafts", []string{a, gone}, []string{"text", ""})
		var begun []string
		err0 := tx.Drafts("letter/1", func(key, text string) error { begun = append(begun, key+" "+text); return nil })
		same(t, "drafts by a prefix", begun, []string{"letter/1/plain one", "letter/12/plain twelve"})
		empty, err3 := tx.Keep("empty")
		none, err4 := tx.Keep("gone")
		v, err5 := tx.Keep("v")
		if empty == nil || len(empty) != 0 || none != nil || string(v) != "w" {
			t.Errorf("kept: empty %v, gone %v, v %q", empty, none, v)
		}
		validity, uid, err6 := tx.Cursor("a", "INBOX")
		v2, u2, err7 := tx.Cursor("a", "Other")
		same(t, "cursors", []uint32{validity, uid, v2, u2}, []uint32{4_000_000_001, 7, 0, 0})
		return errors.Join(err0, err1, err2, err3, err4, err5, err6, err7)
	})
}

func blobs(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	data := [][]byte{[]byte("one"), {}, bytes.Repeat([]byte("big"), 100_000), []byte("one")}
	hashes, err := log.PutBlobs(data...)
	if err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		t.Helper()
		for i, b := range data {
			sum := sha256.Sum256(b)
			if hashes[i] != hex.EncodeToString(sum[:]) {
				t.Errorf("hash of blob %d is %s", i, hashes[i])
			}
			got, err := log.Blob(hashes[i])
			if err != nil || !bytes.Equal(got, b) {
				t.Errorf("%s: blob %d: %d bytes, %v", when, i, len(got), err)
			}
		}
	}
	check("at once")
	log = reopen()
	check("unnamed, after reopening")
	update(t, log, func(tx ticket.Tx) error { e := Note(1, 1, "names it"); return tx.Append(&e) })
	check("named")
	log = reopen()
	check("named, after reopening")
	again, err := log.PutBlobs(data...)
	same(t, "hashes again", again, hashes)
	if none, err2 := log.PutBlobs(); err != nil || err2 != nil || len(none) != 0 {
		t.Errorf("again: %v, nothing: %v, %v", err, none, err2)
	}
	for _, bad := range []string{"", "zz", strings.Repeat("0", 64), strings.Repeat("é", 32)} {
		if _, err := log.Blob(bad); !errors.Is(err, ticket.ErrNotFound) {
			t.Errorf("Blob(%q): %v, want ErrNotFound", bad, err)
		}
	}
}

func secrets(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(log.PutSecret(1, "rahasia"))
	must(log.PutSecret(2, ""))
	must(log.PutSecret(3, "lama"))
	must(log.PutSecret(3, "baru"))
	must(log.DropSecret(1))
	must(log.DropSecret(1))
	log = reopen()
	if _, err := log.Secret(1); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("dropped secret: %v, want ErrNotFound", err)
	}
	two, err := log.Secret(2)
	must(err)
	three, err := log.Secret(3)
	must(err)
	same(t, "secrets", []string{two, three}, []string{"", "baru"})
}

// ownWrites: a transaction sees what it wrote.
func ownWrites(t *testing.T, log ticket.Log, _ func() ticket.Log) {
	update(t, log, func(tx ticket.Tx) error {
		if err := writeSome(tx, "x"); err != nil {
			return err
		}
		tk, err1 := tx.Ticket(1)
		events, err2 := tx.Events(1)
		ids, err3 := tx.Lookup(ticket.ByName, "x")
		_, ok, err4 := tx.MailByHash("x")
		jobs, err5 := tx.Jobs()
		d, err6 := tx.Draft("d")
		if tk == nil || len(events) != 1 || len(ids) != 1 || !ok || len(jobs) != 1 || d != "x" {
			t.Errorf("own writes are not seen: %v, %d events, %v, %v, %v, %q", tk, len(events), ids, ok, jobs, d)
		}
		return errors.Join(err1, err2, err3, err4, err5, err6)
	})
}

func goroutines(t *testing.T, log ticket.Log, _ func() ticket.Log) {
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 10 {
				blob := fmt.Appendf(nil, "blob %d %d", g, i)
				hashes, err := log.PutBlobs(blob, []byte("shared"))
				if err != nil {
					t.Error(err)
					return
				}
				if err := log.Update(func(tx ticket.Tx) error { return writeSome(tx, fmt.Sprint(g, i)) }); err != nil {
					t.Error(err)
				}
				if b, err := log.Blob(hashes[0]); err != nil || !bytes.Equal(b, blob) {
					t.Errorf("blob: %q, %v", b, err)
				}
				if err := log.View(func(tx ticket.ReadTx) error { _, err := tx.Jobs(); return err }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	view(t, log, func(tx ticket.ReadTx) error {
		seq, _, err := tx.Head()
		same(t, "events", seq, uint64(40))
		return err
	})
}
