package ticket

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loket/domain/calendar"
	"loket/domain/staff"
)

// Head is the end of the record's chain at an instant. Who keeps one outside of the
// desk can prove later that nothing up to it was changed or taken out: without a copy
// elsewhere whoever has the files could write them anew as a whole.
type Head struct {
	Seq  uint64 // of the last event; events are counted from 1 without a gap
	Hash string // of the chain, in hex
	New  uint64 // events since the head that was mailed before; all, the first time
}

// String writes a head as ParseHead reads it.
func (h *Head) String() string { return fmt.Sprintf("%d:%s", h.Seq, h.Hash) }

// hashDigits is the length of a chain hash, in hex.
const hashDigits = 64

// ParseHead reads "18234:9f86d0…" as a memo has it, or with a space between as
// 'loket log --head' prints it.
func ParseHead(text string) (Head, error) {
	number, hash, _ := strings.Cut(strings.Replace(strings.TrimSpace(text), " ", ":", 1), ":")
	hash = strings.ToLower(strings.TrimSpace(hash))
	seq, err := strconv.ParseUint(number, 10, 64)
	if err != nil || seq == 0 || len(hash) != hashDigits || strings.Trim(hash, "0123456789abcdef") != "" {
		return Head{}, fmt.Errorf("head %q: write the number of the event, a colon, and the %d digits of the hash, as the letter has them", text, hashDigits)
	}
	return Head{Seq: seq, Hash: hash}, nil
}

// HeadMail says whether and when the head is mailed to whoever supervises.
type HeadMail struct {
	On    bool
	After time.Duration // after the office closes; on a day off, after it would
}

// keepHeadMailed is where the last mailed head is kept.
const keepHeadMailed = "head-mailed"

type headMailed struct {
	Day string `json:"day"`
	Seq uint64 `json:"seq"`
}

// MailHead queues the day's memo about the head, once, for every officer who
// supervises and has an address. What was missed while the desk was away is made good
// with one memo. It returns the day, "" where nothing is due, and how many were queued.
func (d *Desk) MailHead(ctx context.Context) (day string, queued int, err error) {
	if !d.Site.HeadMail.On || d.Memos == nil {
		return "", 0, nil
	}
	due, ok := d.headDue(d.Now())
	if !ok {
		return "", 0, nil
	}
	last, err := d.headMailed()
	if err != nil || last.Day >= due {
		return "", 0, err
	}
	err = d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		last, err := readHeadMailed(tx)
		if err != nil || last.Day >= due {
			return nil, err
		}
		queued, err = d.queueHead(tx, due, last)
		return nil, err
	})
	return due, queued, err
}

func (d *Desk) queueHead(tx Tx, day string, last headMailed) (queued int, err error) {
	var h Head
	if h.Seq, h.Hash, err = tx.Head(); err != nil {
		return 0, err
	}
	h.New = h.Seq - min(last.Seq, h.Seq)
	now := d.Now()
	for _, o := range d.Staff().List() {
		if !o.May(staff.Supervise) || !d.reaches(&o) {
			continue
		}
		if err := d.memo(tx, Memo{Kind: MemoHead, To: o, Now: now, Head: &h}); err != nil {
			return queued, err
		}
		queued++
	}
	data, err := json.Marshal(headMailed{day, h.Seq})
	if err != nil {
		return queued, err
	}
	return queued, tx.SetKeep(keepHeadMailed, data)
}

// headDue gives the newest day whose hour of the memo is over, written 2006-01-02.
func (d *Desk) headDue(now time.Time) (day string, ok bool) {
	zone := d.Calendar.Zone()
	today := calendar.DateOf(now, zone)
	for back := range 3 { // an hour long after closing may be on the next day
		date := today.AddDays(-back)
		if at, opens := d.closes(date); opens && !at.Add(d.Site.HeadMail.After).After(now) {
			return date.String(), true
		}
	}
	return "", false
}

// longestBreak bounds, in days, how far back an open day is looked for.
const longestBreak = 30

// closes is when the office closes on a day; on a day off, the hour of the open day
// before it.
func (d *Desk) closes(day calendar.Date) (at time.Time, ok bool) {
	zone := d.Calendar.Zone()
	for back := range longestBreak {
		before := day.AddDays(-back)
		noon := time.Date(before.Year, before.Month, before.Day, 12, 0, 0, 0, zone)
		if at, opens := d.Calendar.Closing(noon); opens {
			return at.AddDate(0, 0, back), true
		}
	}
	return time.Time{}, false
}

func (d *Desk) headMailed() (last headMailed, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		last, err = readHeadMailed(tx)
		return err
	})
	return last, err
}

func readHeadMailed(tx ReadTx) (last headMailed, err error) {
	data, err := tx.Keep(keepHeadMailed)
	if err == nil && data != nil {
		err = json.Unmarshal(data, &last)
	}
	return last, err
}
