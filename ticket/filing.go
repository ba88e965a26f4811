package ticket

import (
	"slices"
	"strconv"
)

// filing is a key under which a ticket is found.
type filing struct {
	index Index
	key   string
}

// filings lists under which keys an event makes its ticket found.
func filings(b Body) (out []filing) {
	file := func(index Index, keys ...string) {
		for _, k := range keys {
			if k != "" {
				out = append(out, filing{index, k})
			}
		}
	}
	message := func(m *Message) {
		if m.Machine == "" {
			file(BySender, m.From.Email)
		}
		file(ByMessageID, m.MessageID)
		file(ByMessageID, m.Refs...)
		for _, a := range m.Attachments {
			file(ByDocument, a.SHA)
		}
	}
	switch b := b.(type) {
	case TicketOpened:
		file(ByNumber, b.Number)
		if b.Official {
			file(BySender, agencyKey(b.Requester.Email))
		}
		file(ByRequester, b.Requester.Email)
	case RequesterSet:
		file(ByRequester, b.Requester.Email)
	case MessageJoined:
		message(&b.Message)
	case BodyFetched:
		message(&b.Message)
	case SubjectMatterSet:
		file(ByName, b.Names...)
	case LetterQueued:
		file(ByMessageID, b.Letter.MessageID)
		file(ByLetterID, strconv.FormatUint(b.Letter.ID, 10))
	case DocumentInspected:
		for _, n := range cardNumbers(b.Report) {
			file(ByPerson, personKey(n))
		}
	case MembersTaken:
		for _, a := range b.Files {
			file(ByDocument, a.SHA)
		}
	}
	return out
}

// fileEvent makes a ticket found by what an event says.
func fileEvent(tx Tx, e *Event) error {
	if e.Ticket == 0 { // a letter to the staff is found by its key
		return nil
	}
	for _, f := range filings(e.Body) {
		if err := tx.File(f.index, f.key, e.Ticket); err != nil {
			return err
		}
	}
	return nil
}

// unfile takes a ticket out from under the keys that were destroyed with an event:
// those of its events that what is left of them does not have.
func unfile(tx Tx, e *Event) error {
	events, err := tx.Events(e.Ticket)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(events, func(o Event) bool { return o.Version > e.Version }); i >= 0 {
		events = events[:i]
	}
	gone, stays := lossesOf(events), make(map[filing]bool)
	var were []filing
	for i, o := range events {
		were = append(were, filings(o.Body)...)
		for _, f := range filings(gone.left(i, o.Body)) {
			stays[f] = true
		}
	}
	for _, f := range were {
		if !stays[f] {
			if err := tx.Unfile(f.index, f.key, e.Ticket); err != nil {
				return err
			}
		}
	}
	return nil
}
