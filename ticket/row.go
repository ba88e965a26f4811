package ticket

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"loket/domain"
)

// Row is what the queue knows of a ticket. All rows are in memory, so it holds
// no more than the queue shows and searches.
type Row struct {
	ID                        ID
	Version                   uint32
	Rev                       uint64 // position in the log of the last event; orders changes
	State                     State
	Source                    Source
	Number                    string
	Subject                   string
	Service                   string
	Requester                 string // name, else address
	Email                     string
	Agency                    string
	Owner                     string
	Waiting                   string // actor with the next move, "" for the desk
	Step                      string // id of the current step
	Outcome                   string
	Names                     []string
	Received                  time.Time
	Updated                   time.Time
	ClosedAt                  time.Time
	Deadline                  time.Time // service
	StepDue                   time.Time
	PausedAt                  time.Time // zero unless the clock stands still
	ReviseBy                  time.Time
	TaskDue                   time.Time // earliest open task
	Confidence                uint8     // of the guess, percent; 255 when a person chose
	Messages                  uint16
	Documents                 uint16 // attachments
	Missing                   uint8  // mandatory requirements without acceptance
	Rounds                    uint8
	Breached                  bool // ever
	BreachService, BreachStep bool // recorded for the deadlines that run now
	Unread                    bool
	NeedsHuman                bool
	Official                  bool
	LetterBad                 bool   // a letter failed or bounced
	Awaits                    bool   // files are still to be inspected
	Scans                     bool   // files have pages whose text nobody tried to recognise
	Unscanned                 bool   // files were never scanned for malware, or that failed
	Quarantined               bool   // malware was found in a file
	Acts                      bool   // something is to be done about an action on the outside world
	Looks                     bool   // addresses are to be looked at, now or later
	Approval                  bool   // an action waits for a second officer
	Unsure                    bool   // nobody knows the outcome of an action
	Setback                   bool   // the last action came to nothing: failed, stale, rejected or expired
	Drafted                   bool   // a letter is begun; known in memory only, see Desk.KeepDraft
	Watchers, Called          string // ids of officers, each with a blank behind it: who follows, and whom it calls
	Unexplained               bool   // a target was missed and nobody has said why
	Pace                      *Pace  // of an open ticket
	Search                    string // lower case: everything a free word looks in
}

// Due returns the nearer of the two deadlines, zero for none.
func (r *Row) Due() time.Time {
	if r.StepDue.IsZero() || (!r.Deadline.IsZero() && r.Deadline.Before(r.StepDue)) {
		return r.Deadline
	}
	return r.StepDue
}

// Calls reports whether something was said to an officer who has not looked since.
func (r *Row) Calls(officer string) bool { return lists(r.Called, officer) }

// Watched reports whether an officer follows the ticket.
func (r *Row) Watched(officer string) bool { return lists(r.Watchers, officer) }

// lists finds an id in a list in which each has a blank behind it. It runs for every
// row at every key of a query, and makes nothing.
func lists(list, id string) bool {
	for list != "" {
		one, rest, _ := strings.Cut(list, " ")
		if one == id {
			return true
		}
		list = rest
	}
	return false
}

// searchBytes bounds Row.Search: 100,000 rows are to stay within some 30 MB.
const searchBytes = 240

// RowOf makes the row of a ticket; rev is the log position of its last event.
func RowOf(t *Ticket, rev uint64) Row {
	r := Row{
		ID: t.ID, Version: t.Version, Rev: rev, State: t.State, Source: t.Source, Number: t.Number,
		Subject: domain.MaskNIPs(t.Subject), Service: t.Service, Email: t.Requester.Email, Agency: t.Requester.Agency,
		Requester: t.Requester.Name, Owner: t.Owner, Waiting: t.Clock.Waiting, Outcome: t.Outcome,
		Names: t.Names, Received: t.Received, Updated: t.Updated, ClosedAt: t.ClosedAt,
		Deadline: t.Clock.Deadline, StepDue: t.Clock.StepDue, ReviseBy: t.Clock.ReviseBy,
		Confidence: uint8(min(max(t.Guess.Confidence, 0), 1) * 100), Messages: uint16(min(len(t.Messages), 65535)),
		Rounds: uint8(min(t.Clock.Rounds, 255)), Breached: len(t.Clock.Breaches) > 0, Unread: t.Unread,
		NeedsHuman: t.Guess.NeedsHuman, Official: t.Official, Awaits: t.Awaits(), Scans: t.scans(),
	}
	if len(r.Names) > 8 {
		r.Names = r.Names[:8]
	}
	r.BreachService = t.Clock.breached("service")
	if r.Requester == "" {
		r.Requester = r.Email
	}
	if s := t.Step(); s != nil {
		r.Step = s.ID
		r.BreachStep = t.Clock.breached(s.ID)
	}
	if t.Clock.Paused() {
		r.PausedAt = t.Clock.Pauses[len(t.Clock.Pauses)-1].From
	}
	for _, m := range t.Messages {
		for _, a := range m.Attachments {
			if !a.Inline && r.Documents < 65535 {
				r.Documents++
			}
			r.Unscanned, r.Quarantined = r.Unscanned || a.unscanned(), r.Quarantined || a.Quarantined()
		}
	}
	for _, e := range t.Evidence {
		if e.Verdict != Accepted && e.Verdict != NotApplicable && e.Exception == "" {
			r.Missing++
		}
	}
	for _, k := range t.Tasks {
		if k.Done.IsZero() && (r.TaskDue.IsZero() || k.Due.Before(r.TaskDue)) {
			r.TaskDue = k.Due
		}
	}
	for _, l := range t.Letters {
		r.LetterBad = r.LetterBad || l.bad()
	}
	r.Acts, r.Approval, r.Unsure, r.Setback = !t.actDue().IsZero(), t.asked(), t.unsure(), t.setBack()
	r.Looks = t.looks()
	for _, o := range t.Watchers {
		r.Watchers += o + " "
	}
	for _, c := range t.Calls {
		if !r.Calls(c.Officer) {
			r.Called += c.Officer + " "
		}
	}
	r.Pace, r.Unexplained = paceOf(t), t.Clock.unexplained()
	r.Search = searchText(&r, t)
	return r
}

func searchText(r *Row, t *Ticket) string {
	var b strings.Builder
	for _, s := range append([]string{r.Number, r.Requester, r.Email, r.Agency, t.Subject}, t.Names...) {
		if b.Len() > searchBytes {
			break
		}
		if strings.Contains(b.String(), s) {
			continue // a subject names the domain more often than not
		}
		b.WriteString(s)
		b.WriteByte('\n')
	}
	s := strings.ToLower(b.String())
	if len(s) > searchBytes {
		s = strings.ToValidUTF8(s[:searchBytes], "")
	}
	return s
}

const rowFormat = 1

const (
	flagBreached = 1 << iota
	flagUnread
	flagNeedsHuman
	flagOfficial
	flagLetterBad
	flagBreachService
	flagBreachStep
	flagAwaits
)

// Flags of a second byte, which is there when one is set.
const (
	flagScans = 1 << iota
	flagUnscanned
	flagQuarantined
	flagActs
	flagApproval
	flagUnsure
	flagSetback
	flagLooks
)

// AppendRow appends the stored form of r: a compact binary record, because
// start-up reads one for every open ticket before the first frame.
func AppendRow(b []byte, r *Row) []byte {
	b = append(b, rowFormat)
	b = binary.AppendUvarint(b, uint64(r.ID))
	b = binary.AppendUvarint(b, uint64(r.Version))
	b = binary.AppendUvarint(b, r.Rev)
	for _, s := range []string{string(r.State), string(r.Source), r.Number, r.Subject, r.Service, r.Requester,
		r.Email, r.Agency, r.Owner, r.Waiting, r.Step, r.Outcome, strings.Join(r.Names, " "), r.Search} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	for _, t := range []time.Time{r.Received, r.Updated, r.ClosedAt, r.Deadline, r.StepDue, r.PausedAt, r.ReviseBy, r.TaskDue} {
		b = binary.AppendVarint(b, milli(t))
	}
	var flags byte
	for i, on := range []bool{r.Breached, r.Unread, r.NeedsHuman, r.Official, r.LetterBad, r.BreachService, r.BreachStep, r.Awaits} {
		if on {
			flags |= 1 << i
		}
	}
	b = append(b, r.Confidence, r.Missing, r.Rounds, flags)
	b = binary.AppendUvarint(b, uint64(r.Messages))
	b = binary.AppendUvarint(b, uint64(r.Documents))
	var more byte
	for i, on := range []bool{r.Scans, r.Unscanned, r.Quarantined, r.Acts, r.Approval, r.Unsure, r.Setback, r.Looks} {
		if on {
			more |= 1 << i
		}
	}
	people, paced := r.Watchers != "" || r.Called != "", r.Pace != nil || r.Unexplained
	if more != 0 || people || paced { // rows of earlier programs end before it
		b = append(b, more)
	}
	if people || paced {
		for _, s := range []string{r.Watchers, r.Called} {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
	}
	if paced {
		b = appendPace(b, r)
	}
	return b
}

// DecodeRow reads what AppendRow wrote.
func DecodeRow(data []byte) (Row, error) {
	d := rowReader{b: data}
	if f := d.byte(); f != rowFormat {
		return Row{}, fmt.Errorf("row of format %d: %w", f, ErrNewer)
	}
	var r Row
	r.ID, r.Version, r.Rev = ID(d.uint()), uint32(d.uint()), d.uint()
	f := d.texts()
	r.State, r.Source, r.Number, r.Subject, r.Service = State(f[0]), Source(f[1]), f[2], f[3], f[4]
	r.Requester, r.Email, r.Agency, r.Owner, r.Waiting = f[5], f[6], f[7], f[8], f[9]
	r.Step, r.Outcome, r.Search = f[10], f[11], f[13]
	if f[12] != "" {
		r.Names = strings.Split(f[12], " ")
	}
	for _, t := range []*time.Time{&r.Received, &r.Updated, &r.ClosedAt, &r.Deadline, &r.StepDue, &r.PausedAt, &r.ReviseBy, &r.TaskDue} {
		*t = fromMilli(d.int())
	}
	r.Confidence, r.Missing, r.Rounds = d.byte(), d.byte(), d.byte()
	flags := d.byte()
	r.Breached, r.Unread, r.NeedsHuman = flags&flagBreached != 0, flags&flagUnread != 0, flags&flagNeedsHuman != 0
	r.Official, r.LetterBad, r.Awaits = flags&flagOfficial != 0, flags&flagLetterBad != 0, flags&flagAwaits != 0
	r.BreachService, r.BreachStep = flags&flagBreachService != 0, flags&flagBreachStep != 0
	r.Messages, r.Documents = uint16(d.uint()), uint16(d.uint())
	if d.err != nil {
		return Row{}, d.err
	}
	if len(d.b) > 0 {
		more := d.byte()
		r.Scans, r.Unscanned, r.Quarantined = more&flagScans != 0, more&flagUnscanned != 0, more&flagQuarantined != 0
		r.Acts, r.Approval = more&flagActs != 0, more&flagApproval != 0
		r.Unsure, r.Setback, r.Looks = more&flagUnsure != 0, more&flagSetback != 0, more&flagLooks != 0
	}
	if len(d.b) > 0 {
		r.Watchers, r.Called = d.text(), d.text()
	}
	if len(d.b) > 0 {
		d.pace(&r)
	}
	return r, d.err
}

const rowTexts = 14

// rowReader reads a row's fields; after the first error all reads give zero.
type rowReader struct {
	b   []byte
	err error
}

func (d *rowReader) fail() { d.err, d.b = errors.New("row is cut short"), nil }

func (d *rowReader) byte() byte {
	if len(d.b) == 0 {
		d.fail()
		return 0
	}
	v := d.b[0]
	d.b = d.b[1:]
	return v
}

func (d *rowReader) uint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *rowReader) int() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *rowReader) text() string {
	n := d.uint()
	if uint64(len(d.b)) < n {
		d.fail()
		return ""
	}
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}

// texts reads the row's strings with one allocation: the bytes between them
// (the lengths) are copied along, which costs less than 14 allocations.
func (d *rowReader) texts() (f [rowTexts]string) {
	start, at := d.b, 0
	var from, to [rowTexts]int
	for i := range f {
		n := d.uint()
		if uint64(len(d.b)) < n {
			d.fail()
			return f
		}
		from[i] = len(start) - len(d.b)
		to[i] = from[i] + int(n)
		d.b = d.b[n:]
		at = to[i]
	}
	all := string(start[:at])
	for i := range f {
		f[i] = all[from[i]:to[i]]
	}
	return f
}
