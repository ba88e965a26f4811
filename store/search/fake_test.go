package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/ticket"
	inspected "loket/ticket/document"
)

// record is a record whose tickets are made when they are asked for.
type record struct {
	ticket.Log
	n      int
	make   func(ticket.ID) *ticket.Ticket
	whole  func(name string) string // text of a file, nil: none is kept
	events []ticket.Event
}

type recordTx struct {
	ticket.ReadTx
	r *record
}

func (r *record) View(fn func(ticket.ReadTx) error) error { return fn(recordTx{r: r}) }

func (tx recordTx) Ticket(id ticket.ID) (*ticket.Ticket, error) {
	if t := tx.r.make(id); t != nil {
		return t, nil
	}
	return nil, ticket.ErrNotFound
}

func (recordTx) Journal(uint64, int) ([]ticket.MailRecord, uint64, error) { return nil, 0, nil }

// Blob gives the whole text of a file.
func (r *record) Blob(name string) ([]byte, error) {
	if r.whole == nil {
		return nil, ticket.ErrNotFound
	}
	return []byte(r.whole(name)), nil
}

func (tx recordTx) Head() (uint64, string, error) { return uint64(len(tx.r.events)), "", nil }

func (r *record) Rows(open bool, fn func([]byte) bool) error {
	for id := 1; open && id <= r.n; id++ {
		if tx := (recordTx{r: r}); true {
			if t, err := tx.Ticket(ticket.ID(id)); err == nil {
				row := ticket.RowOf(t, 1)
				fn(ticket.AppendRow(nil, &row))
			}
		}
	}
	return nil
}

func (r *record) Events(after uint64, fn func(ticket.Event) error) error {
	for _, e := range r.events[min(after, uint64(len(r.events))):] {
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

var epoch = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// happen adds an event on a ticket.
func (r *record) happen(id ticket.ID) {
	r.events = append(r.events, ticket.Event{Seq: uint64(len(r.events) + 1), Ticket: id, At: epoch, By: "sari", Body: ticket.NoteAdded{Text: "x"}})
}

// corpus are generated tickets: 2.5 messages each, some 1,000 words with what is
// attached and answered, drawn as unevenly as words are.
type corpus struct{ words []string }

func newCorpus(n int) *corpus {
	r := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("ka ri mo ta pe su na di lo ma ber kan nya ang si tu wa be ra ja")
	seen := map[string]bool{}
	c := &corpus{}
	for len(c.words) < n {
		w := ""
		for range 2 + r.IntN(3) {
			w += syllables[r.IntN(len(syllables))]
		}
		switch r.IntN(6) {
		case 0:
			w = "di" + w
		case 1:
			w += "nya"
		case 2:
			w = "me" + w + "kan"
		}
		if !seen[w] {
			seen[w] = true
			c.words = append(c.words, w)
		}
	}
	return c
}

func (c *corpus) word(r *rand.Rand) string {
	f := r.Float64()
	return c.words[int(float64(len(c.words))*f*f*f)]
}

func (c *corpus) text(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		if r.IntN(60) == 0 {
			fmt.Fprintf(&b, "%d/%d ", r.IntN(1000), r.IntN(100000))
			continue
		}
		b.WriteString(c.word(r))
		b.WriteByte(' ')
	}
	return b.String()
}

func (c *corpus) ticket(id ticket.ID) *ticket.Ticket {
	r := rand.New(rand.NewPCG(uint64(id), 7))
	t := &ticket.Ticket{ID: id, Number: fmt.Sprintf("2026-%05d", id), Subject: c.text(r, 8), State: ticket.Open,
		Requester: ticket.Party{Name: c.text(r, 2), Email: c.word(r) + "@contohkab.go.id", Agency: c.text(r, 4)}, Names: []string{c.word(r) + ".go.id"}}
	for i := range 2 + int(id)%2 {
		m := ticket.Message{Subject: t.Subject, From: t.Requester, Text: c.text(r, 120), Version: uint32(i + 1)}
		m.Attachments = []ticket.Attachment{{Name: "surat.pdf", SHA: fmt.Sprint(id, i), Report: &inspected.Report{Text: c.text(r, 150) + fmt.Sprintf("NIP %018d", r.Uint64N(1e18))}}}
		t.Messages = append(t.Messages, m)
	}
	for i := range 2 {
		t.Letters = append(t.Letters, ticket.Letter{ID: uint64(i), Subject: t.Subject, Body: c.text(r, 100)})
	}
	return t
}

// long gives every seventh file more text than its ticket holds: 500 to 9,000 words,
// up to document.MaxText.
func (c *corpus) long(id ticket.ID) *ticket.Ticket {
	t := c.ticket(id)
	for i := range t.Messages {
		if (int(id)*3+i)%7 == 0 {
			t.Messages[i].Attachments[0].Report.Whole = fmt.Sprint(int(id)*4 + i)
		}
	}
	return t
}

func (c *corpus) whole(name string) string {
	n, _ := strconv.Atoi(name)
	r := rand.New(rand.NewPCG(uint64(n), 11))
	text := c.text(r, 500+int(8500*math.Pow(r.Float64(), 4)))
	return text[:min(len(text), inspected.MaxText)]
}

// generated is a record of a corpus.
func generated(tickets, vocabulary int) (*record, *corpus) {
	c := newCorpus(vocabulary)
	r := &record{n: tickets, make: c.ticket}
	r.happen(1)
	return r, c
}

// quick is an index that does not wait for the disk. What another process sees of
// its files is the same.
func quick(dir string, r Record) *Index {
	x := New(dir, r, nil, nil)
	x.noSync = true
	return x
}

func open(tb testing.TB, dir string, r Record) *Index {
	tb.Helper()
	x := quick(dir, r)
	tb.Cleanup(func() {
		if err := x.Close(); err != nil {
			tb.Error(err)
		}
	})
	return x
}
