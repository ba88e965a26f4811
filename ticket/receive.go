package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/ticket/document"
)

// Incoming is one mail as the mailbox read it. Texts are cleaned.
type Incoming struct {
	Key         string // MailKey
	Internal    time.Time
	Size        int64
	Raw         []byte
	Oversize    bool // Raw holds the header only
	MessageID   string
	Refs        []string // In-Reply-To and References, oldest first
	Subject     string
	From        Party
	ReplyTo     string
	To, Cc      []string
	Delivered   []string // other addresses that the server says it was delivered to
	Text        string   // what the writer wrote
	Quoted      string
	Machine     string // kind of machine mail, "" for a person
	MachineWhy  string
	Quiet       bool     // asks for no automatic answer
	Marked      bool     // carries the mark that letters of a desk have
	Bounced     []string // Message-IDs that a delivery report speaks of
	BounceWhy   string
	Reports     []RecipientResult // what the report says of each recipient
	Auth        string
	Sender      *Judgement
	Forwarded   *Party // who wrote what was passed on, nil if nothing was
	Attachments []File
	Warnings    []string
	Failed      string // why it could not be read, "" if it could
}

// File is one attachment and what the inspection found.
type File struct {
	Index  int
	Name   string
	Size   int64
	SHA    string
	Inline bool             // a logo or pixel of the mail's text, no document
	Await  bool             // it is inspected later, see Desk.Inspect
	Report *document.Report // nil if it was not inspected
}

// Batch is mail of one folder and how far it is read with it. Mails may be
// empty.
type Batch struct {
	Account, Folder string
	Validity, UID   uint32
	Since           time.Time // see Mark
	Mails           []Incoming
	Note            string // about the folder itself, for the journal; "" mostly

	ready *readied // nil before Ready
}

// readied is what of a batch can be done before its turn comes.
type readied struct {
	hashes []string   // of the raw bytes, which are durable
	read   []*reading // nil: not read before
}

// Received counts the fates of a batch.
type Received map[Fate]int

// Bounds on what of a mail is kept in the record; the raw bytes are kept whole.
const (
	keepText    = 64 << 10
	keepExcerpt = 4 << 10
	keepFiles   = 60
)

// Ready makes the raw bytes of a batch durable and reads what may become tickets:
// all that does not depend on the record, and so can be done while the batch
// before is received. Receive does it where it was not done. Bytes of a batch that
// is never received are swept.
func (d *Desk) Ready(b *Batch) error {
	if b.ready != nil {
		return nil
	}
	raws := make([][]byte, len(b.Mails))
	for i := range b.Mails {
		raws[i] = b.Mails[i].Raw
	}
	ready := &readied{}
	read := make(chan struct{})
	go func() { // the disk and the processors each have their part
		defer close(read)
		ready.read = d.readAll(b.Mails)
	}()
	var err error
	ready.hashes, err = d.Log.PutBlobs(raws...)
	<-read
	if err != nil {
		return fmt.Errorf("keep mail: %w", err)
	}
	b.ready = ready
	return nil
}

// Receive decides what becomes of a batch of mail and keeps it with the cursor
// in one transaction. The raw bytes are durable before. It may be called again
// with the same mail: a message is recorded once.
func (d *Desk) Receive(ctx context.Context, b Batch) (Received, error) {
	if err := d.Ready(&b); err != nil {
		return nil, err
	}
	var counts Received
	var gone []string
	err := d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		counts, gone = Received{}, nil // fn may run again
		changed := make(map[ID]*Ticket)
		now := d.Now().UTC()
		for i := range b.Mails {
			b.Mails[i].ownTime(now)
			in := &intake{desk: d, tx: tx, mail: &b.Mails[i], hash: b.ready.hashes[i], read: b.ready.read[i], now: now, changed: changed}
			fate, err := in.receive()
			if err != nil {
				return nil, fmt.Errorf("receive %s: %w", strings.ReplaceAll(b.Mails[i].Key, "\x00", "/"), err)
			}
			counts[fate]++
			if in.gone {
				gone = append(gone, in.hash)
			}
		}
		var list []*Ticket
		for _, t := range changed {
			list = append(list, t)
		}
		return list, d.mark(tx, &b, now)
	})
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.parked += counts[FateParked] + counts[FateFailed]
	d.mu.Unlock()
	return counts, d.destroyAgain(gone)
}

// intake is one mail on its way in.
type intake struct {
	desk    *Desk
	tx      Tx
	mail    *Incoming
	hash    string
	read    *reading // nil: not read before
	now     time.Time
	changed map[ID]*Ticket
	cmd     uint64 // of what the mail caused; its row belongs to it

	// It came again after its bytes were destroyed, or its words, too.
	gone, wordless bool
}

func (in *intake) receive() (Fate, error) {
	m := in.mail
	if _, seen, err := in.tx.Mail(m.Key); err != nil || seen {
		return FateDuplicate, err
	}
	first, seen, err := in.tx.MailByHash(in.hash)
	if err == nil && !seen && m.Oversize {
		first, seen, err = in.wholeOf()
	}
	if err != nil {
		return "", err
	}
	switch {
	case seen && first.Fate != FateFailed:
		return in.returned(&first)
	case m.Failed != "":
		return in.record(FateFailed, 0, "", said(m.Failed), 0)
	}
	own, err := in.ownLetter()
	switch {
	case err != nil:
		return "", err
	case own.words != "":
		return in.record(FateOwn, 0, "", own, 0)
	case m.Machine != "":
		return in.machine()
	}
	same, err := in.again()
	if err != nil {
		return "", err
	}
	if same != nil {
		return in.record(FateDuplicate, same.ID, same.Number, sameMessage, 0)
	}
	return in.human()
}

// record writes the journal row.
func (in *intake) record(f Fate, t ID, number string, why reason, proposal ID) (Fate, error) {
	e := Event{Cmd: in.cmd, At: in.now, By: ByDesk, Body: MailRecorded{in.row(f, t, number, why, proposal)}}
	if e.Cmd == 0 { // nothing else: not part of whatever mail came before in the batch
		head, _, err := in.tx.Head()
		if err != nil {
			return f, err
		}
		e.Cmd = head + 1
	}
	if err := in.tx.Append(&e); err != nil {
		return f, err
	}
	return f, index(in.tx, &e)
}

// machine keeps what programs write: a delivery report marks its letter, an
// auto-reply joins its ticket without ending a pause, the rest is only kept.
func (in *intake) machine() (Fate, error) {
	m := in.mail
	for _, id := range append(slices.Clone(m.Bounced), m.Refs...) {
		tid, letter, ok := in.desk.ownMessageID(id)
		if !ok {
			continue
		}
		dec, err := in.decision(tid)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		dec.emit(MessageJoined{in.message(FateMachine)})
		if slices.Contains(m.Bounced, id) && dec.t.Letter(letter) != nil {
			if err := dec.reported(letter, m.BounceWhy, m.Reports); err != nil {
				return "", err
			}
		}
		if err := in.keep(dec); err != nil {
			return "", err
		}
		return in.record(FateMachine, tid, dec.t.Number, said(m.MachineWhy), 0)
	}
	return in.record(FateMachine, 0, "", said(m.MachineWhy), 0)
}

// human finds the ticket that a person's mail belongs to, or makes one.
func (in *intake) human() (Fate, error) {
	if err := in.acquaint(); err != nil {
		return "", err
	}
	p, err := in.find()
	if err != nil {
		return "", err
	}
	if p == nil && in.answersMemo() {
		return in.record(FateParked, 0, "", ofMemo, 0)
	}
	if p == nil {
		foreign, err := in.foreignToken()
		if err != nil {
			return "", err
		}
		in.mail.Quiet = in.mail.Quiet || foreign // another desk's letter is no request for a receipt
		return in.open(nil, 0)
	}
	if why := in.refused(p); why.words != "" {
		return in.record(FateParked, 0, "", why, p.t.ID)
	}
	if a, ok := in.surveyAnswer(p.t); ok {
		return in.joinAnswer(p.t, a, p.why)
	}
	if in.unclear(p.t) {
		return in.record(FateParked, 0, "", answerUnclear(p.t.Number), p.t.ID)
	}
	aside := in.aside(p.t)
	if p.t.State == Closed && !aside && !in.reopens(p.t) {
		next, err := in.later(p.t)
		if err != nil {
			return "", err
		}
		if next == nil {
			return in.open(p.t, p.t.ID)
		}
		p.t = next
	}
	if p.t.State == Closed && !aside && p.t.reopened(in.now) >= reopensADay {
		return in.record(FateParked, 0, "", reopenedOften(p.t.Number), p.t.ID)
	}
	return in.join(p.t, p.why)
}

func (in *intake) ticket(id ID) (*Ticket, error) {
	if t := in.changed[id]; t != nil {
		return t, nil
	}
	return in.tx.Ticket(id)
}

func (in *intake) decision(id ID) (*decision, error) {
	t, err := in.ticket(id)
	if err != nil {
		return nil, err
	}
	return &decision{desk: in.desk, tx: in.tx, t: t, by: ByDesk, now: in.now}, nil
}

func (in *intake) keep(dec *decision) error {
	if err := in.desk.commit(in.tx, dec); err != nil {
		return err
	}
	in.changed[dec.t.ID] = dec.t
	in.cmd = dec.t.LastCmd
	return nil
}

// join puts the mail on a ticket; the requester's word ends a pause.
func (in *intake) join(t *Ticket, why reason) (Fate, error) {
	dec := &decision{desk: in.desk, tx: in.tx, t: t, by: ByDesk, now: in.now}
	dec.emit(MessageJoined{in.message(FateJoined)})
	if t.State == Closed && !in.aside(t) {
		if err := dec.reopen("reply"); err != nil {
			return "", err
		}
	}
	dec.recheckSender()
	if err := dec.match(); err != nil {
		return "", err
	}
	last := &dec.t.Messages[len(dec.t.Messages)-1]
	dec.resubmitted(last)
	if err := dec.paid(last); err != nil {
		return "", err
	}
	if t.Clock.Waiting == requester {
		if err := dec.resume("reply"); err != nil {
			return "", err
		}
	}
	if err := in.keep(dec); err != nil {
		return "", err
	}
	return in.record(FateJoined, t.ID, t.Number, why, 0)
}

// open makes a ticket of the mail; before is a closed one that it follows.
func (in *intake) open(before *Ticket, link ID) (Fate, error) {
	m := in.mail
	dec, err := in.desk.begin(in.tx, ByDesk, in.now, TicketOpened{
		Source: ByMail, Subject: m.Subject, Requester: in.requester(), Official: in.desk.official(m.From.Email), Received: m.Internal.UTC(),
	})
	if err != nil {
		return "", err
	}
	fate := FateNew
	if m.Oversize {
		fate = FateOversize
	}
	dec.emit(MessageJoined{in.message(fate)})
	if before != nil {
		dec.emit(Linked{Link{before.ID, before.Number, "follows"}})
	}
	if in.read == nil {
		r := in.desk.read(&dec.t.Messages[0], dec.t.Requester.Email)
		in.read = &r
	}
	if err := dec.propose(*in.read); err != nil {
		return "", err
	}
	if err := dec.answer(); err != nil {
		return "", err
	}
	if err := in.keep(dec); err != nil {
		return "", err
	}
	return in.record(fate, dec.t.ID, dec.t.Number, reason{}, 0)
}

// begin makes a new ticket with its number.
func (d *Desk) begin(tx Tx, by string, now time.Time, b TicketOpened) (*decision, error) {
	id, err := tx.NextTicket()
	if err != nil {
		return nil, err
	}
	year := now.In(d.Calendar.Zone()).Year()
	n, err := tx.NextNumber(year)
	if err != nil {
		return nil, err
	}
	b.Number = formatNumber(year, n)
	if strings.TrimSpace(b.Subject) == "" {
		b.Subject = "(tanpa subjek)"
	}
	dec := &decision{desk: d, tx: tx, t: &Ticket{ID: id}, by: by, now: now}
	dec.emit(b)
	return dec, nil
}
