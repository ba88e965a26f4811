package ticket

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/domain/staff"
)

// Memos are letters of the desk to its own officers: alerts, and the head of the
// record's chain. They belong to no ticket and otherwise go the way of all letters:
// queued with what they tell of in one transaction, handed over once, tried again.
//
//   - A memo has one recipient and nothing that came in a mail.
//   - An answer goes to whoever got it (Reply-To); one that comes to the desk anyway
//     waits for a person and opens no ticket. No copy goes into the Sent folder.
//   - The projection holds a memo until it has left or somebody has seen to it; the log
//     holds it for good.
//   - One that was tried memoTries times has failed, and the outbox shows it. Only a
//     supervisor sends it again, or sets it aside.

// MemoKind is what a memo tells of; it is the letter's Template.
type MemoKind string

// The kinds.
const (
	MemoAlert  MemoKind = "alert"  // promises in working time: it leaves while the desk is open
	MemoUrgent MemoKind = "urgent" // at least one of the promises runs day and night
	MemoHead   MemoKind = "head"   // the end of the record's chain
)

// memoTries bounds the tries of one memo, which takes about a day and a half.
const memoTries = 12

// Memo is what one is written of. Alerts or Head is set.
type Memo struct {
	Kind   MemoKind
	To     staff.Officer
	Now    time.Time
	Alerts []Alert
	Head   *Head
}

// Memos writes memos in the language of who gets them.
type Memos interface {
	Memo(m Memo) (subject, body string, err error)
}

// bearer is what bears a letter: its ticket or, for memos, the desk itself, which is
// a ticket of number 0 with nothing but letters and is never kept as one.
func bearer(tx ReadTx, id ID) (*Ticket, error) {
	if id != 0 {
		return tx.Ticket(id)
	}
	desk := new(Ticket)
	err := tx.Entries(TableMemos, func(data []byte) error {
		var l Letter
		if err := json.Unmarshal(data, &l); err != nil {
			return fmt.Errorf("memo: %w", err)
		}
		desk.Letters = append(desk.Letters, l)
		return nil
	})
	slices.SortFunc(desk.Letters, func(a, b Letter) int { return int(a.ID) - int(b.ID) }) //nolint:gosec // counted from 1
	return desk, err
}

// mayMemo refuses all that is not about a memo, and who does not supervise.
func (d *Desk) mayMemo(by string, c Command) error {
	switch c.(type) {
	case CancelLetter, RetryLetter, SettleLetter:
		return d.allow(by, staff.Supervise, "")
	}
	return ErrNotFound
}

// memo queues a memo with the transaction that makes it due. Its officer is one whom
// the desk reaches.
func (d *Desk) memo(tx Tx, m Memo) error {
	to := addresses([]string{m.To.Email})
	subject, body, err := d.Memos.Memo(m)
	if err != nil {
		return fmt.Errorf("memo to %s: %w", m.To.ID, err)
	}
	id, err := tx.NextLetter()
	if err != nil {
		return err
	}
	now := d.Now().UTC()
	dec := &decision{desk: d, tx: tx, t: new(Ticket), by: ByDesk, now: now}
	dec.emit(LetterQueued{Letter{
		ID: id, Template: string(m.Kind), Auto: true, To: to, ReplyTo: to[0], Subject: oneLine(subject), Body: body, By: ByDesk, At: now,
		NotBefore: now, State: LetterHeld, MessageID: d.messageID(dec.t, id),
	}})
	return d.commit(tx, dec)
}

// reaches reports whether an officer can get memos: one to an address of the desk's
// own would come back.
func (d *Desk) reaches(o *staff.Officer) bool {
	return !o.Disabled && len(addresses([]string{o.Email})) > 0 && !d.Site.Own(strings.TrimSpace(o.Email))
}

// indexMemo keeps the memos that are not done with.
func indexMemo(tx Tx, e *Event) error {
	switch b := e.Body.(type) {
	case LetterQueued:
		if err := saveMemo(tx, &b.Letter); err != nil {
			return err
		}
		return tx.SaveJob(Job{Letter: b.Letter.ID, NotBefore: b.Letter.NotBefore})
	case LetterMoved:
		desk, err := bearer(tx, 0)
		if err != nil {
			return err
		}
		if l := desk.Letter(b.ID); l != nil {
			l.apply(b, e.At)
			if err := saveMemo(tx, l); err != nil {
				return err
			}
		}
		return indexLetter(tx, 0, b)
	}
	return nil
}

func saveMemo(tx Tx, l *Letter) error {
	key := fmt.Sprintf("%020d", l.ID)
	if l.State == LetterSent || l.State == LetterCancelled || l.Settled {
		return tx.SaveEntry(TableMemos, key, nil)
	}
	data, err := json.Marshal(l)
	return errors.Join(err, tx.SaveEntry(TableMemos, key, data))
}

// lostMemos are those that nobody tries any more, as Outbox lists them.
func lostMemos(tx ReadTx, jobs []Job) (items []OutboxItem, err error) {
	desk, err := bearer(tx, 0)
	for _, l := range desk.Letters {
		if !slices.ContainsFunc(jobs, func(j Job) bool { return j.Letter == l.ID }) {
			items = append(items, OutboxItem{Job: Job{Letter: l.ID, Tries: l.Tries}, Letter: l})
		}
	}
	return items, err
}

// Lost reports whether nobody tries the letter any more although it did not arrive,
// or nobody knows.
func (it *OutboxItem) Lost() bool {
	return it.Letter.bad() || it.Ticket == 0 && it.Letter.State == LetterUnknown
}

// quiet is an instant at which a letter that is due may leave: an alert about
// promises in working time waits for the desk to open.
func (d *Desk) quiet(it *OutboxItem, now time.Time) time.Time {
	if it.Ticket != 0 || it.Letter.Template != string(MemoAlert) || it.Job.NotBefore.After(now) || d.Calendar.Open(now) {
		return it.Job.NotBefore
	}
	if opens, err := d.Calendar.NextOpening(now); err == nil {
		return opens.UTC()
	}
	return it.Job.NotBefore
}

// enough makes a try of a memo its last one after memoTries.
func (o *Outcome) enough(it *OutboxItem) {
	if it.Ticket != 0 {
		return
	}
	o.Copy = false
	if it.Job.Tries+1 < memoTries {
		return
	}
	if o.State == LetterRetry {
		o.State, o.Next = LetterFailed, zeroTime
	}
	for i := range o.Results {
		if o.Results[i].State == LetterRetry {
			o.Results[i].State = LetterFailed
		}
	}
}

// answersMemo reports whether the mail answers a memo: no request.
func (in *intake) answersMemo() bool {
	return slices.ContainsFunc(in.mail.Refs, func(id string) bool {
		t, _, own := in.desk.ownMessageID(id)
		return own && t == 0
	})
}
