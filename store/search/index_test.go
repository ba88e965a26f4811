package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"loket/domain/term"
	"loket/ticket"
)

func all(ticket.Doc) bool { return true }

func query(words ...string) term.Query {
	var p []term.Piece
	for _, w := range words {
		text, not := strings.CutPrefix(w, "-")
		p = append(p, term.Piece{Text: text, Not: not})
	}
	return term.NewQuery(p, false)
}

// ids asks an index, without an order.
func ids(t interface{ Fatal(...any) }, x *Index, q term.Query) []ticket.ID {
	found, total, err := x.Find(context.Background(), q, all, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if total != len(found) {
		t.Fatal("total", total, "of", len(found))
	}
	var out []ticket.ID
	for _, d := range found {
		if d.Mail != 0 {
			t.Fatal("found the mail at", d.Mail)
		}
		out = append(out, d.Ticket)
	}
	slices.Sort(out)
	return out
}

// meant reports whether an atom of a query looks for a term.
func meant(a term.Atom, text string) bool {
	return a.Text == text || a.Prefix && strings.HasPrefix(text, a.Text) ||
		slices.ContainsFunc(term.Roots(text), func(r string) bool { return slices.Contains(a.Roots, r) })
}

// means is what an index must find, without one.
func means(q term.Query, t *ticket.Ticket) bool {
	var terms []string
	for _, p := range ticket.Passages(t, nil) {
		term.Each(p.Text, func(x term.Term) bool { terms = append(terms, x.Text); return true })
	}
	wanted := false
	for _, p := range q.Parts {
		has := slices.ContainsFunc(p.Ways, func(way []term.Atom) bool {
			return !slices.ContainsFunc(way, func(a term.Atom) bool { return !slices.ContainsFunc(terms, func(s string) bool { return meant(a, s) }) })
		})
		if has == p.Not {
			return false
		}
		wanted = wanted || !p.Not
	}
	return wanted
}

var vocabulary = strings.Fields(`surat suratnya mohon permohonan pemohon kirim mengirimkan pengiriman domain contohkab.go.id
	800/12/Kominfo 800-12-kominfo 19800101 200501 1 001 198001012005011001 0812 3456 7890 +6281234567890 Café cafe dan di`)

// TestFindsWhatIsThere compares an index with looking through everything, while
// tickets come, change and go.
func TestFindsWhatIsThere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		texts := map[ticket.ID]string{}
		r := &record{n: 12, make: func(id ticket.ID) *ticket.Ticket {
			if s, ok := texts[id]; ok {
				return &ticket.Ticket{ID: id, Messages: []ticket.Message{{Text: s}}}
			}
			return nil
		}}
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		x := quick(dir, r)
		defer func() { _ = x.Close() }()
		words := rapid.SampledFrom(vocabulary)
		for range rapid.IntRange(1, 8).Draw(rt, "rounds") {
			for range rapid.IntRange(0, 5).Draw(rt, "changes") {
				id := ticket.ID(rapid.IntRange(1, 12).Draw(rt, "ticket"))
				if delete(texts, id); rapid.IntRange(0, 4).Draw(rt, "gone") > 0 {
					texts[id] = strings.Join(rapid.SliceOfN(words, 0, 12).Draw(rt, "text"), " ")
				}
				r.happen(id)
			}
			if rapid.IntRange(0, 5).Draw(rt, "restart") == 0 {
				if err := x.Close(); err != nil {
					rt.Fatal(err)
				}
				x = quick(dir, r)
			}
			if err := x.Catch(t.Context()); err != nil {
				rt.Fatal(err)
			}
			var asked []string
			for _, w := range rapid.SliceOfN(words, 1, 4).Draw(rt, "query") {
				switch rapid.IntRange(0, 6).Draw(rt, "how") {
				case 0:
					w = "-" + w
				case 1:
					w = w[:min(len(w), max(len(w)-2, 2))] + "*"
				}
				asked = append(asked, w)
			}
			q := query(asked...)
			var want []ticket.ID
			for id := ticket.ID(1); id <= 12; id++ {
				if tk := r.make(id); tk != nil && means(q, tk) {
					want = append(want, id)
				}
			}
			if got := ids(rt, x, q); !slices.Equal(got, want) {
				rt.Fatalf("%q: %v, want %v in %q", asked, got, want, texts)
			}
		}
	})
}

func TestRanks(t *testing.T) {
	texts := map[ticket.ID]ticket.Ticket{
		1: {Subject: "lain", Messages: []ticket.Message{{Text: "pengiriman berkas"}}},
		2: {Subject: "lain", Messages: []ticket.Message{{Text: "kirim berkas"}}},
		3: {Subject: "kirim berkas", Messages: []ticket.Message{{Text: "lain"}}},
		4: {Subject: "lain", Messages: []ticket.Message{{Text: "kirim berkas"}}},
	}
	r := &record{n: 4, make: func(id ticket.ID) *ticket.Ticket { t := texts[id]; t.ID = id; return &t }}
	r.happen(1)
	x := open(t, t.TempDir(), r)
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, total, err := x.Find(t.Context(), query("kirim"), func(d ticket.Doc) bool { return d.Ticket != 4 }, 2)
	if err != nil || total != 3 || !slices.Equal(got, []ticket.Doc{{Ticket: 3}, {Ticket: 2}}) {
		t.Errorf("found %v of %d, %v", got, total, err)
	}
}

// answers are what an index finds for many questions.
func answers(t *testing.T, x *Index, c *corpus) (out [][]ticket.ID) {
	t.Helper()
	for i := 0; i < len(c.words); i += 37 {
		out = append(out, ids(t, x, query(c.words[i])))
	}
	return out
}

// failing fails when the given number of tickets was read.
type failing struct {
	*record
	left int
}

func (r *failing) View(fn func(ticket.ReadTx) error) error {
	if r.left--; r.left < 0 {
		return errors.New("the light went out")
	}
	return r.record.View(fn)
}

// TestGoesOn stops the making and the following of an index at any place, takes the
// files as they are then, as a crash would leave them, and goes on.
func TestGoesOn(t *testing.T) {
	r, c := generated(60, 900)
	for i := range 60 {
		r.happen(ticket.ID(i + 1))
	}
	whole := open(t, t.TempDir(), r)
	if err := whole.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := answers(t, whole, c)
	for _, at := range []int{0, 1, 2, 25, 59, 61, 65} {
		dir, left := t.TempDir(), t.TempDir()
		broken := open(t, dir, &failing{r, at})
		err := broken.Catch(t.Context())
		if at < 60 && err == nil {
			t.Fatalf("after %d tickets nothing failed", at)
		}
		if err := os.CopyFS(left+"/x", os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		x := open(t, left+"/x", r)
		if err := x.Catch(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, answers(t, x, c)); diff != "" {
			t.Errorf("after %d tickets: %s", at, diff)
		}
	}
}

// TestMadeAnew spoils an index in every way in which it is to be made anew.
func TestMadeAnew(t *testing.T) {
	r, c := generated(40, 900)
	other, _ := generated(40, 900)
	other.events[0].By = "budi"
	spoil := map[string]func(path string) error{
		"dropped":   func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
		"empty":     func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"no index":  func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("surat ", 9000)), 0o600) },
		"cut short": func(path string) error { return os.Truncate(path, 40_000) },
		"pages": func(path string) error {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for i := 2 * 4096; i < len(data); i += 31 {
				data[i] ^= 0x55
			}
			return os.WriteFile(path, data, 0o600)
		},
		"older": func(path string) error {
			db, err := bolt.Open(path, 0o600, nil)
			if err != nil {
				return err
			}
			err = db.Update(func(tx *bolt.Tx) error { return tx.Bucket(bucketMeta).Put(keyFormat, []byte{format - 1}) })
			return errors.Join(err, db.Close())
		},
		"half": func(path string) error {
			return os.WriteFile(filepath.Join(filepath.Dir(path), nextName), []byte("x"), 0o600)
		},
	}
	for name, spoil := range spoil {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "search")
			x := quick(dir, r)
			if err := x.Catch(t.Context()); err != nil {
				t.Fatal(err)
			}
			want := answers(t, x, c)
			if err := errors.Join(x.Close(), spoil(filepath.Join(dir, fileName))); err != nil {
				t.Fatal(err)
			}
			x = open(t, dir, r)
			if err := x.Catch(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, answers(t, x, c)); diff != "" {
				t.Error(diff)
			}
			if s := x.State(); s.Building || s.Err != nil {
				t.Errorf("state %+v", s)
			}
		})
	}
	t.Run("another record", func(t *testing.T) {
		dir := t.TempDir()
		x := quick(dir, other)
		if err := errors.Join(x.Catch(t.Context()), x.Close()); err != nil {
			t.Fatal(err)
		}
		x = open(t, dir, r)
		if err := x.open(); err != nil || x.cur != nil {
			t.Errorf("the index of another record is used: %v", err)
		}
	})
}

// TestDamagedWhileOpen turns bits in a file that is in use: a query fails or finds
// fewer, and the next round mends it.
func TestDamagedWhileOpen(t *testing.T) {
	r, c := generated(60, 900)
	dir := t.TempDir()
	x := open(t, dir, r)
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := answers(t, x, c)
	f, err := os.OpenFile(filepath.Join(dir, fileName), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(strings.Repeat("\xff", int(st.Size())-3*4096)), 3*4096); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	failed := false
	for _, w := range c.words[:50] {
		_, _, err := x.Find(t.Context(), query(w), all, 10)
		failed = failed || errors.Is(err, errDamaged)
	}
	if !failed {
		t.Fatal("nobody noticed")
	}
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, answers(t, x, c)); diff != "" {
		t.Error(diff)
	}
}

func TestRemove(t *testing.T) {
	texts := map[ticket.ID]string{1: "nama Siti Contohwati", 2: "nama lain"}
	r := &record{n: 2, make: func(id ticket.ID) *ticket.Ticket {
		if s, ok := texts[id]; ok {
			return &ticket.Ticket{ID: id, Messages: []ticket.Message{{Text: s}}}
		}
		return nil
	}}
	r.happen(1)
	dir := t.TempDir()
	x := open(t, dir, r)
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	held := func() bool {
		data, err := os.ReadFile(filepath.Join(dir, fileName))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(data), "contohwati")
	}
	if !held() {
		t.Fatal("the word is not in the file: this test says nothing")
	}
	delete(texts, 1)
	if err := x.Remove(ticket.Doc{Ticket: 1}); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, x, query("contohwati")); len(got) > 0 {
		t.Errorf("found %v", got)
	}
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if held() {
		t.Error("the file still holds the word")
	}
	if got := ids(t, x, query("nama")); !slices.Equal(got, []ticket.ID{2}) {
		t.Errorf("found %v", got)
	}
}

// TestWasteful puts tickets in anew until the index is made anew.
func TestWasteful(t *testing.T) {
	n := 0
	r := &record{n: 3, make: func(id ticket.ID) *ticket.Ticket {
		return &ticket.Ticket{ID: id, Messages: []ticket.Message{{Text: fmt.Sprintf("surat nomor %d", n)}}}
	}}
	r.happen(1)
	x := open(t, t.TempDir(), r)
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.cur.docs = append(x.cur.docs, make([]document, 6000)...) // as if
	n++
	r.happen(2)
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(x.cur.docs) != 3 || len(ids(t, x, query("nomor", "1"))) != 3 {
		t.Errorf("%d documents", len(x.cur.docs))
	}
}
