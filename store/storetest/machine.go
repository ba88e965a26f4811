package storetest

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/ticket"
)

// Machine runs random transactions, aborts and reopenings on a store and on
// one in memory, and compares all that they say. reopen may be called at any
// time between transactions.
func Machine(t *rapid.T, log ticket.Log, reopen func() ticket.Log) {
	m := &machine{log: log, model: NewMemory()}
	t.Repeat(map[string]func(*rapid.T){
		"commit": func(t *rapid.T) { m.transaction(t, nil) },
		"abort":  func(t *rapid.T) { m.transaction(t, errStop) },
		"blobs":  m.putBlobs,
		"secret": m.secret,
		"reopen": func(*rapid.T) { m.log = reopen() },
		"":       m.compare,
	})
}

const machineTickets = 6

type machine struct {
	log    ticket.Log
	model  *Memory
	hashes []string
}

// step is one change, with what it answered.
type step func(tx ticket.Tx) (string, error)

func (m *machine) transaction(t *rapid.T, end error) {
	steps := rapid.SliceOfN(rapid.Custom(drawStep), 0, 8).Draw(t, "steps")
	var answers [2][]string
	for i, log := range []ticket.Log{m.log, m.model} {
		err := log.Update(func(tx ticket.Tx) error {
			for _, s := range steps {
				answer, err := s(tx)
				if err != nil {
					return err
				}
				answers[i] = append(answers[i], answer)
			}
			return end
		})
		if !errors.Is(err, end) {
			t.Fatalf("Update of log %d: %v, want %v", i, err, end)
		}
	}
	if d := cmp.Diff(answers[1], answers[0]); d != "" {
		t.Fatalf("answers (-model +store):\n%s", d)
	}
}

// drawStep draws everything that a change needs, so that it does the same on
// both records.
func drawStep(t *rapid.T) step {
	id := ticket.ID(rapid.IntRange(0, machineTickets).Draw(t, "id"))
	n := rapid.IntRange(1, 5).Draw(t, "n")
	text := rapid.SampledFrom(append(names(), "", "a\x00b")).Draw(t, "text")
	state := rapid.SampledFrom([]ticket.State{ticket.New, ticket.Open, ticket.Closed, ticket.Merged}).Draw(t, "state")
	none := func(err error) (string, error) { return "", err }
	return rapid.SampledFrom([]step{
		func(tx ticket.Tx) (string, error) {
			e := Note(id, uint32(n), text)
			err := tx.Append(&e)
			return fmt.Sprint(e.Seq, e.Cmd), err
		},
		func(tx ticket.Tx) (string, error) {
			return none(tx.SaveTicket(&ticket.Ticket{ID: id, State: state, Subject: text, Received: At(n)}))
		},
		func(tx ticket.Tx) (string, error) { return none(tx.File(ticket.ByName, text, id)) },
		func(tx ticket.Tx) (string, error) { return none(tx.Unfile(ticket.ByName, text, id)) },
		func(tx ticket.Tx) (string, error) {
			return none(tx.SaveMail(ticket.MailRecord{Key: text, Hash: fmt.Sprint(n % 3), Size: int64(n), At: At(n)}))
		},
		func(tx ticket.Tx) (string, error) {
			return none(tx.SaveJob(ticket.Job{Letter: uint64(id), Tries: n, NotBefore: At(n)}))
		},
		func(tx ticket.Tx) (string, error) { return none(tx.DropJob(uint64(id))) },
		func(tx ticket.Tx) (string, error) { return none(tx.SaveDraft("d", text)) },
		func(tx ticket.Tx) (string, error) { return none(tx.SaveEntry(ticket.TableNames, "n", []byte(text))) },
		func(tx ticket.Tx) (string, error) { return none(tx.SetKeep("k", []byte(text)[:min(len(text), n)])) },
		func(tx ticket.Tx) (string, error) { return none(tx.SetKeep("k", nil)) },
		func(tx ticket.Tx) (string, error) { return none(tx.SetCursor("a", "INBOX", 1, uint32(n))) },
		func(tx ticket.Tx) (string, error) {
			a, err1 := tx.NextTicket()
			b, err2 := tx.NextLetter()
			c, err3 := tx.NextNumber(2020 + n)
			return fmt.Sprint(a, b, c), errors.Join(err1, err2, err3)
		},
		func(tx ticket.Tx) (string, error) {
			mail, ok, err := tx.MailByHash(fmt.Sprint(n % 3))
			return fmt.Sprint(mail, ok), err
		},
	}).Draw(t, "step")
}

func (m *machine) putBlobs(t *rapid.T) {
	data := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 3), 1, 3).Draw(t, "blobs")
	got, err := m.log.PutBlobs(data...)
	want, _ := m.model.PutBlobs(data...)
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Fatalf("PutBlobs: %v (-model +store):\n%s", err, d)
	}
	m.hashes = append(m.hashes, got...)
}

func (m *machine) secret(t *rapid.T) {
	letter := rapid.Uint64Range(1, 3).Draw(t, "letter")
	var errs error
	if text := rapid.SampledFrom([]string{"", "x", "drop"}).Draw(t, "secret"); text == "drop" {
		errs = errors.Join(m.log.DropSecret(letter), m.model.DropSecret(letter))
	} else {
		errs = errors.Join(m.log.PutSecret(letter, text), m.model.PutSecret(letter, text))
	}
	if errs != nil {
		t.Fatalf("secret: %v", errs)
	}
}

func (m *machine) compare(t *rapid.T) {
	if d := cmp.Diff(Dump(t, m.model, machineTickets), Dump(t, m.log, machineTickets)); d != "" {
		t.Fatalf("records differ (-model +store):\n%s", d)
	}
	for _, hash := range m.hashes {
		want, _ := m.model.Blob(hash)
		if got, err := m.log.Blob(hash); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("blob %s: %q, %v; want %q", hash, got, err, want)
		}
	}
	for letter := range uint64(4) {
		want, errWant := m.model.Secret(letter)
		got, err := m.log.Secret(letter)
		if got != want || (err == nil) != (errWant == nil) {
			t.Fatalf("secret %d: %q, %v; want %q, %v", letter, got, err, want, errWant)
		}
	}
}
