package ticket

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// What events say of persons is sealed where the site has a key, so that it can be
// destroyed although no event is ever rewritten: who drops the key leaves the event,
// its place in the chain and all that is counted.
//
// A sealed event holds in clear what of its body may stay for ever (see personal), and
// behind it the body, once for each level of reading: the whole under the keys of the
// ticket and of the mails in whose files it was read, and what is left of it without
// those files under the ticket's alone. A seal is bound to all of the event that is in
// clear: its number, ticket, kind, time, author and bare body.

// KeyOf names the keys that open a text: all of them are needed.
type KeyOf struct {
	Ticket ID       // 0: none of a ticket
	Mails  []string // by their hashes
}

// Sealer seals and opens what events say of persons; a Log that has one gives it to
// EncodeEvent and DecodeEvent.
type Sealer interface {
	// Seal returns a text that Open gives back for the same keys and extra, nil
	// where there is no key to seal with.
	Seal(k KeyOf, plain, extra []byte) ([]byte, error)
	// Open is false where a key is not to be had: it was destroyed, or nobody gave
	// the site's. The error says that the text is not as it was sealed.
	Open(k KeyOf, sealed, extra []byte) (plain []byte, ok bool, err error)
}

// Seal says how what an event says of persons is kept.
type Seal uint8

// The ways of keeping it.
const (
	InClear Seal = iota // as it is, or the event says nothing of anybody
	Sealed              // and opened
	InPart              // sealed; what was read in files is destroyed
	Bare                // sealed, and the key is not to be had
)

// personal is a Body that says something of persons.
type personal interface {
	Body
	// bare is what of it may stay for ever: enough for clocks, verdicts and figures,
	// and nothing that says who it is about. It shares nothing that Apply changes.
	bare() Body
}

// filed is a personal Body that may hold what was read in files.
type filed interface {
	personal
	// files names the mails that brought the files, and gives the body without what
	// was read in them. None: nothing was.
	files() (mails []string, without Body)
}

// level is what of a body its keys let read.
type level struct {
	mails []string
	body  Body
}

// levels lists what can be read of a body by who has which keys, the most first; the
// last, the bare one, needs none. nil: it says nothing of persons.
func levels(b Body) []level {
	p, ok := b.(personal)
	if !ok {
		return nil
	}
	var out []level
	if f, ok := b.(filed); ok {
		if mails, without := f.files(); len(mails) > 0 {
			out = append(out, level{mails, b})
			b = without
		}
	}
	return append(out, level{nil, b}, level{nil, p.bare()})
}

// says reports whether a body says anything of persons.
func says(b Body) bool {
	list := levels(b)
	if list == nil {
		return false
	}
	whole, err := json.Marshal(b)
	bare, berr := json.Marshal(list[len(list)-1].body)
	return err != nil || berr != nil || !bytes.Equal(whole, bare)
}

// key names the keys under which the event's seals are, but for those of mails; ok is
// false where it has none.
func (e *Event) key() (k KeyOf, ok bool) {
	k.Ticket = e.About()
	switch b := e.Body.(type) {
	case MailMoved:
		k.Ticket = b.Ticket
	case MailRecorded:
		if k.Ticket = b.Mail.Ticket; k.Ticket == 0 && b.Mail.Hash != "" {
			k.Mails = []string{b.Mail.Hash}
		}
	}
	return k, k.Ticket != 0 || k.Mails != nil
}

// wireSeal is one level of a stored event, with the keys that open it.
type wireSeal struct {
	Ticket ID       `json:"ticket,omitempty"` // 0: the event's own
	Mails  []string `json:"mails,omitempty"`
	Text   []byte   `json:"text"`
}

const beforeSealed = `,"sealed":`

var errSealedForm = errors.New("a sealed event is not as Loket writes it")

// encodeSealed returns the stored form without its last brace, nil where nothing is
// sealed: there is no key, or nothing about persons in it.
func encodeSealed(e *Event, s Sealer) ([]byte, error) {
	if s == nil {
		return nil, nil
	}
	list := levels(e.Body)
	key, ok := e.key()
	if !ok || list == nil {
		return nil, nil
	}
	texts := make([][]byte, len(list))
	for i, l := range list {
		var err error
		if texts[i], err = json.Marshal(l.body); err != nil {
			return nil, err
		}
	}
	last := len(list) - 1
	if bytes.Equal(texts[0], texts[last]) {
		return nil, nil
	}
	out, err := headed(e, wireHead{Format: sealedFormat, Clear: len(texts[last])}, texts[last])
	if err != nil {
		return nil, err
	}
	var seals []wireSeal
	for i, l := range list[:last] {
		if bytes.Equal(texts[i], texts[i+1]) {
			continue // the next says as much and needs fewer keys
		}
		k := KeyOf{key.Ticket, slices.Concat(key.Mails, l.mails)}
		text, err := s.Seal(k, texts[i], tied(out, len(seals)))
		if err != nil || text == nil {
			return nil, err
		}
		w := wireSeal{k.Ticket, k.Mails, text}
		if k.Ticket == e.Ticket {
			w.Ticket = 0
		}
		seals = append(seals, w)
	}
	tail, err := json.Marshal(seals)
	if err != nil {
		return nil, err
	}
	return append(append(out, beforeSealed...), tail...), nil
}

// tied is what a seal is bound to: the event in clear, and which of its seals it is.
func tied(clear []byte, n int) []byte { return append(slices.Clip(clear), byte(n)) }

// opened returns the most of a sealed body that can be read.
func opened(w *wireEvent, extra, tail []byte, s Sealer) ([]byte, Seal, error) {
	text, ok := bytes.CutPrefix(tail, []byte(beforeSealed))
	text, whole := bytes.CutSuffix(text, []byte("}"))
	if !ok || !whole {
		return nil, Bare, errSealedForm
	}
	if s == nil {
		return w.Body, Bare, nil
	}
	var seals []wireSeal
	if err := json.Unmarshal(text, &seals); err != nil {
		return nil, Bare, fmt.Errorf("%w: %w", errSealedForm, err)
	}
	for i, seal := range seals {
		k := KeyOf{seal.Ticket, seal.Mails}
		if k.Ticket == 0 {
			k.Ticket = w.Ticket
		}
		plain, ok, err := s.Open(k, seal.Text, tied(extra, i))
		switch {
		case err != nil:
			return nil, Bare, err
		case ok && i == 0:
			return plain, Sealed, nil
		case ok:
			return plain, InPart, nil
		}
	}
	return w.Body, Bare, nil
}
