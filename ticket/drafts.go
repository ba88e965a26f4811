package ticket

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain/staff"
)

// LetterDraft is a letter that is being written. It belongs to the ticket, not to
// who writes it: one for each kind of letter. It has no place for a secret.
type LetterDraft struct {
	Template string    `json:"template,omitempty"`
	To       string    `json:"to,omitempty"`
	Cc       string    `json:"cc,omitempty"`
	Subject  string    `json:"subject"`
	Body     string    `json:"body"`
	Attach   []string  `json:"attach,omitempty"`
	Annex    *Annex    `json:"annex,omitempty"`
	ReviseBy string    `json:"revise_by,omitempty"`
	When     string    `json:"when,omitempty"`
	Seen     uint32    `json:"seen,omitempty"` // as Draft.Seen
	By       string    `json:"by,omitempty"`   // who wrote last
	At       time.Time `json:"at,omitzero"`
}

// Begun names a letter that is being written.
type Begun struct {
	Kind string // plain, revision, the id of a step or of a template
	By   string
	At   time.Time
}

// drafting begins the keys of all letters that are being written.
const drafting = "letter/"

func draftsOf(id ID) string { return drafting + id.String() + "/" }

// LetterDraft gives a letter that was begun, nil for none.
func (d *Desk) LetterDraft(id ID, kind string) (draft *LetterDraft, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		draft, err = readDraft(tx, draftsOf(id)+kind)
		return err
	})
	return draft, err
}

func readDraft(tx ReadTx, key string) (*LetterDraft, error) {
	text, err := tx.Draft(key)
	if err != nil || text == "" {
		return nil, err
	}
	var k LetterDraft
	if json.Unmarshal([]byte(text), &k) != nil {
		return nil, nil // a comfort: the letter can be written anew
	}
	return &k, nil
}

// LettersBegun names what is being written on a ticket.
func (d *Desk) LettersBegun(id ID) (out []Begun, err error) {
	prefix := draftsOf(id)
	err = d.Log.View(func(tx ReadTx) error {
		return tx.Drafts(prefix, func(key, text string) error {
			var k LetterDraft
			if json.Unmarshal([]byte(text), &k) == nil {
				out = append(out, Begun{strings.TrimPrefix(key, prefix), k.By, k.At})
			}
			return nil
		})
	})
	return out, err
}

// KeepDraft keeps a letter that is being written; nil takes it away. What the console
// of a seat still wants to keep after somebody else took the letter over is passed
// over. The seat may be nil.
func (d *Desk) KeepDraft(s *Seat, by string, id ID, kind string, draft *LetterDraft) error {
	if err := d.allow(by, staff.Work, d.serviceOf(id)); err != nil {
		return err
	}
	return d.keepDraft(s, by, id, kind, draft)
}

// keepDraft keeps what was written by somebody who might, when they wrote it.
func (d *Desk) keepDraft(s *Seat, by string, id ID, kind string, draft *LetterDraft) error {
	if r := d.Row(id); r != nil && r.State == Merged { // while it was written
		t, err := d.Ticket(id)
		if err != nil {
			return err
		}
		id = t.MergedInto
	}
	text := ""
	if draft != nil {
		k := *draft
		k.By, k.At = by, d.Now().UTC()
		data, err := json.Marshal(k)
		if err != nil { // strings only: cannot happen
			return fmt.Errorf("draft: %w", err)
		}
		text = string(data)
	}
	d.keeping.Lock()
	defer d.keeping.Unlock()
	n := 0
	err := d.Log.Update(func(tx Tx) error {
		if s.lost(id) {
			return errTaken
		}
		if err := tx.SaveDraft(draftsOf(id)+kind, text); err != nil {
			return err
		}
		return tx.Drafts(draftsOf(id), func(_, text string) error { n++; return nil })
	})
	if errors.Is(err, errTaken) {
		return nil
	}
	if err == nil || unsure(err) {
		d.noteDrafts(id, n)
	}
	return err
}

// errTaken rolls a change back that nobody waits for any more.
var errTaken = errors.New("somebody else writes the letter now")

// noteDrafts shows in the queue whether a letter is begun. d.keeping is held.
func (d *Desk) noteDrafts(id ID, n int) {
	d.mu.Lock()
	was := d.drafts[id]
	d.drafts[id] = n
	if n == 0 {
		delete(d.drafts, id)
	}
	i, loaded := d.place[id]
	if (was > 0) != (n > 0) && loaded {
		r := *d.rows[i]
		d.rev++
		r.Rev = d.rev
		d.put(&r, true)
		d.changes = append(d.changes, change{d.rev, id})
	}
	d.mu.Unlock()
	if (was > 0) != (n > 0) {
		d.signal()
	}
}

// readDrafts counts the letters that are begun. Those of former versions, which were
// each officer's own, become the ticket's.
func (d *Desk) readDrafts() error {
	d.drafts = make(map[ID]int)
	var own []string
	err := d.Log.View(func(tx ReadTx) error {
		return tx.Drafts(drafting, func(key, _ string) error {
			part := strings.Split(key, "/")
			if len(part) == 4 {
				own = append(own, key)
				return nil
			}
			if id, err := strconv.ParseUint(part[1], 10, 64); err == nil {
				d.drafts[ID(id)]++
			}
			return nil
		})
	})
	if err != nil || len(own) == 0 {
		return err
	}
	err = d.Log.Update(func(tx Tx) error {
		for _, key := range own {
			i := strings.LastIndexByte(key, '/')
			if err := joinDraft(tx, key, key[:i], key[i+1:], d.OfficerName(key[i+1:])); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.readDrafts()
}

// moveDrafts carries what is being written on a ticket to the one that it lives on in.
func moveDrafts(from, into *decision) error {
	var keys []string
	prefix := draftsOf(from.t.ID)
	err := from.tx.Drafts(prefix, func(key, _ string) error { keys = append(keys, key); return nil })
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := joinDraft(from.tx, key, draftsOf(into.t.ID)+strings.TrimPrefix(key, prefix), "", from.t.Number); err != nil {
			return err
		}
	}
	return nil
}

// joinDraft moves a draft. Where one is there already both texts are kept, the moved
// one below a line that says where it is from. by is who wrote it, "" as it says.
func joinDraft(tx Tx, from, to, by, title string) error {
	moved, err := readDraft(tx, from)
	if err != nil {
		return err
	}
	if err := tx.SaveDraft(from, ""); err != nil || moved == nil {
		return err
	}
	if by != "" {
		moved.By = by
	}
	have, err := readDraft(tx, to)
	if err != nil {
		return err
	}
	if have != nil {
		have.Body += "\n\n--- " + title + " ---\n" + moved.Body
		for _, sha := range moved.Attach {
			if !slices.Contains(have.Attach, sha) {
				have.Attach = append(have.Attach, sha)
			}
		}
		moved = have
	}
	text, err := json.Marshal(moved)
	if err != nil { // strings only: cannot happen
		return err
	}
	return tx.SaveDraft(to, string(text))
}

// recountDrafts looks again how many letters are begun on some tickets.
func (d *Desk) recountDrafts(ids ...ID) error {
	d.keeping.Lock()
	defer d.keeping.Unlock()
	for _, id := range ids {
		begun, err := d.LettersBegun(id)
		if err != nil {
			return err
		}
		d.noteDrafts(id, len(begun))
	}
	return nil
}

// SaveDraft and LoadDraft keep small texts of a console, such as an officer's
// preferences, under a key of its own. An empty text removes it. Letters are kept by
// KeepDraft.
func (d *Desk) SaveDraft(key, text string) error {
	return d.Log.Update(func(tx Tx) error { return tx.SaveDraft(key, text) })
}

// LoadDraft returns "" when there is none.
func (d *Desk) LoadDraft(key string) (text string, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		text, err = tx.Draft(key)
		return err
	})
	return text, err
}
