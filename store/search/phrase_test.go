package search

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"loket/domain/term"
	"loket/ticket"
)

func phrase(text string) term.Query {
	return term.NewQuery([]term.Piece{{Text: text, Quoted: true}}, false)
}

// TestPhraseOrder: of the same words only those that follow each other are found,
// also after nothing but their order has changed.
func TestPhraseOrder(t *testing.T) {
	texts := map[ticket.ID][]string{1: {"surat kuasa"}, 2: {"kuasa surat"}, 3: {"ini surat", "kuasa itu"}}
	r := &record{n: 3, make: func(id ticket.ID) *ticket.Ticket {
		t := &ticket.Ticket{ID: id}
		for _, s := range texts[id] {
			t.Messages = append(t.Messages, ticket.Message{Text: s})
		}
		return t
	}}
	r.happen(1)
	x := open(t, t.TempDir(), r)
	for _, want := range [][]ticket.ID{{1}, {1, 2}} {
		if err := x.Catch(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := ids(t, x, phrase("Surat Kuasa")); !slices.Equal(got, want) {
			t.Errorf("found %v, want %v", got, want)
		}
		texts[2] = []string{"surat: kuasa"}
		r.happen(2)
	}
}

// TestPhraseIsFound looks for words that stand in a ticket, of its long files too,
// and counts how many other tickets would be read for them.
func TestPhraseIsFound(t *testing.T) {
	r, c := generated(60, 300) // few words: most tickets have all of them
	r.make, r.whole = c.long, c.whole
	x := open(t, t.TempDir(), r)
	if err := x.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	within, apart := 0, 0
	for range 200 {
		id := ticket.ID(1 + rnd.IntN(r.n))
		places := ticket.Passages(r.make(id), c.whole)
		words := strings.Fields(places[rnd.IntN(len(places))].Text)
		at := rnd.IntN(len(words))
		q := phrase(strings.Join(words[at:min(at+3, len(words))], " "))
		got := ids(t, x, q)
		if !slices.Contains(got, id) {
			t.Fatalf("ticket %d has %q, and found are %v", id, words[at:], got)
		}
		within += len(got)
		q.Parts[0].Phrase = nil
		apart += len(ids(t, x, q))
	}
	if within*2 > apart {
		t.Errorf("%d of %d tickets are left to be read", within, apart)
	}
}
