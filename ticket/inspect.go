package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"loket/ticket/document"
)

// The inspection of files comes after their mail: a ticket is on the queue as
// soon as its mail is kept, and what a slow or hostile file does to the
// inspection holds up no other mail. Until its files are inspected a ticket is
// understood by what the mail says and what its files are called; afterwards it
// is understood anew, unless a person has worked on it meanwhile. The receipt
// waits for that, since it names the service.

// Inspection is what the inspection of one file found. Report is nil when the
// file could not be inspected; Why says why then.
type Inspection struct {
	SHA    string // of the file
	Report *document.Report
	Why    string
	Scan   *document.Scan // for malware, before the inspection; nil: none was made
}

// Inspected is a ticket with the inspections of its files.
type Inspected struct {
	Ticket ID
	Files  []Inspection
}

// Awaiting returns tickets with files that nobody inspected yet, the first come
// first, at most limit.
func (d *Desk) Awaiting(limit int) []ID {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var out []ID
	for id := range d.awaiting {
		out = append(out, id)
	}
	slices.Sort(out)
	return out[:min(len(out), limit)]
}

// Inspect keeps what the inspection of files found and understands their tickets
// anew, all in one transaction. A ticket or file that is gone is passed over.
func (d *Desk) Inspect(ctx context.Context, list []Inspected) error {
	list, err := d.keepTexts(list)
	if err != nil {
		return err
	}
	read := make([]*reading, len(list))
	for i := range list {
		r, err := d.reread(&list[i])
		if err != nil {
			return fmt.Errorf("inspect ticket %d: %w", list[i].Ticket, err)
		}
		read[i] = r
	}
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		var changed []*Ticket
		for i := range list {
			t, err := tx.Ticket(list[i].Ticket)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
			if err := dec.inspected(list[i].Files, read[i]); err != nil {
				return nil, fmt.Errorf("inspect ticket %d: %w", t.ID, err)
			}
			if len(dec.events) == 0 {
				continue
			}
			if err := d.commit(tx, dec); err != nil {
				return nil, err
			}
			changed = append(changed, t)
		}
		return changed, nil
	})
}

// reread understands the request with its files, before the transaction. nil:
// there is nothing to understand anew.
func (d *Desk) reread(in *Inspected) (*reading, error) {
	t, err := d.Ticket(in.Ticket)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil || len(t.Messages) == 0 || !awaits(&t.Messages[0]) && !slices.ContainsFunc(in.Files, t.Messages[0].recognises) {
		return nil, err
	}
	for _, f := range in.Files {
		if f.Scan != nil {
			t.Apply(Event{Ticket: t.ID, Version: t.Version, At: t.Updated, Body: DocumentScanned{SHA: f.SHA, Scan: *f.Scan}})
		}
		if f.told() || t.awaits(f.SHA) {
			t.Apply(Event{Ticket: t.ID, Version: t.Version, At: t.Updated, Body: documentInspected(f)})
		}
	}
	r := d.read(&t.Messages[0], t.Requester.Email)
	return &r, nil
}

// Reinspect keeps what a later look at a file of a ticket found: another trust in
// signatures, a newer inspection, what a locked file says. Files are offered anew
// by it; what somebody decided stands. by is who looked; the record says that the desk
// did, whose program read it.
func (d *Desk) Reinspect(ctx context.Context, by string, id ID, f Inspection) error {
	if err := d.mayWork(by, id); err != nil {
		return err
	}
	list, err := d.keepTexts([]Inspected{{Ticket: id, Files: []Inspection{f}}})
	if err != nil {
		return err
	}
	f = list[0].Files[0]
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		t, err := tx.Ticket(id)
		if err != nil {
			return nil, fmt.Errorf("inspect ticket %d: %w", id, err)
		}
		if a := t.Attachment(f.SHA); a == nil || f.Report == nil || f.Report.SHA256 != f.SHA {
			return nil, fmt.Errorf("inspect ticket %d: %w", id, ErrNotFound)
		} else if a.Quarantined() {
			return nil, inQuarantine(a)
		}
		dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
		if err := dec.reinspected(f); err != nil {
			return nil, err
		}
		if err := d.commit(tx, dec); err != nil {
			return nil, err
		}
		return []*Ticket{t}, nil
	})
}

// reinspected keeps a report and looks again at what its file is for. What an
// officer said of that stays, compared with what the file says now.
func (d *decision) reinspected(f Inspection) error {
	a := d.t.Attachment(f.SHA)
	by, was := a.Why, DocumentMatched{SHA: a.SHA, Requirement: a.Requirement, Parts: a.Parts}
	d.emit(documentInspected(f))
	switch {
	case d.t.State.Done() || len(f.Report.Illegible(1)) > 0: // what it says comes when it is recognised
		return nil
	case by != "officer":
		return d.match()
	}
	to, err := d.matched(d.t.Attachment(f.SHA), was.Requirement, was.Parts)
	if a = d.t.Attachment(f.SHA); err == nil && !to.says(a) {
		d.emit(to)
	}
	return err
}

// Outdated reports whether an older version of the inspection made the report, or
// an older Loket kept it without its whole text. One that a password was needed for
// stays: nobody has the password.
func (a *Attachment) Outdated() bool {
	return !a.Await && a.Report != nil && (a.Report.Version < document.Version || clipped(a.Report)) && !a.Report.Opened
}

func documentInspected(f Inspection) DocumentInspected {
	b := DocumentInspected{SHA: f.SHA, Why: f.Why}
	if f.Report != nil {
		b.Report = kept(f.Report)
	}
	return b
}

// inspected keeps the reports and lets the ticket follow from them.
func (d *decision) inspected(list []Inspection, r *reading) error {
	first := len(d.t.Messages) > 0 && d.t.Messages[0].awaitsItself()
	var seen []int // messages whose files these are
	for i := range d.t.Messages {
		if slices.ContainsFunc(list, func(f Inspection) bool {
			return d.t.Messages[i].awaits(f.SHA) || d.t.Messages[i].recognises(f)
		}) {
			seen = append(seen, i)
		}
	}
	if len(seen) == 0 {
		return nil
	}
	for _, f := range list {
		if d.scanned(f.SHA, f.Scan, false); f.told() || d.t.awaits(f.SHA) {
			d.emit(documentInspected(f))
		}
	}
	touched, err := d.touched()
	if err != nil {
		return err
	}
	switch {
	case r == nil || touched:
	case first:
		err = d.reconsider(*r)
	default:
		err = d.learnt(*r)
	}
	if err != nil {
		return err
	}
	if !d.t.State.Done() {
		if err := d.match(); err != nil {
			return err
		}
		for _, i := range seen {
			if i == 0 {
				continue
			}
			d.resubmitted(&d.t.Messages[i])
			if err := d.paid(&d.t.Messages[i]); err != nil {
				return err
			}
		}
	}
	if first {
		return d.answer()
	}
	return nil
}

// touched reports whether a person worked on the ticket: what the program makes
// of a request afterwards would be a surprise.
func (d *decision) touched() (bool, error) {
	events, err := d.tx.Events(d.t.ID)
	if err != nil {
		return false, err
	}
	for _, e := range events {
		switch e.Body.(type) {
		case Looked, Claimed, Released, NoteAdded:
			continue
		}
		if e.By != ByDesk {
			return true, nil
		}
	}
	return d.t.State.Done(), nil
}

// reconsider puts on the ticket what its files add to the first reading.
func (d *decision) reconsider(r reading) error {
	if r.agency != "" && r.agency != d.t.Requester.Agency {
		p := d.t.Requester
		p.Agency = r.agency
		d.emit(RequesterSet{Requester: p, Official: d.t.Official})
	}
	if r.guess.equal(d.t.Guess) && r.matter.equal(d.t.matter()) {
		return nil
	}
	return d.propose(r)
}

func (g Guess) equal(o Guess) bool {
	return g.Service == o.Service && g.Confidence == o.Confidence && g.NeedsHuman == o.NeedsHuman && slices.Equal(g.Reasons, o.Reasons)
}

func (b SubjectMatterSet) equal(o SubjectMatterSet) bool {
	return slices.Equal(b.Names, o.Names) && slices.Equal(b.URLs, o.URLs) && slices.Equal(b.Records, o.Records) && slices.Equal(b.From, o.From) && slices.Equal(b.Form, o.Form)
}

// matter is what the ticket is about, as it was set.
func (t *Ticket) matter() SubjectMatterSet {
	b := SubjectMatterSet{Names: t.Names, Records: t.Asked(), Form: t.Form}
	for _, u := range t.URLs {
		b.URLs = append(b.URLs, u.URL)
	}
	if slices.ContainsFunc(t.Records, func(r Record) bool { return r.From != Origin{} }) {
		for _, r := range t.Records {
			b.From = append(b.From, r.From)
		}
	}
	return b
}

// answer links a request that came before and sends the receipt, unless it is the
// same request sent again.
func (d *decision) answer() error {
	old, kind, err := d.repeat()
	if err != nil {
		return err
	}
	if old != nil {
		if link := (Link{old.ID, old.Number, kind}); !slices.Contains(d.t.Links, link) {
			d.emit(Linked{link})
		}
	}
	if kind == "repeat" {
		return nil
	}
	return d.receipt()
}

// awaits reports whether any file of a message is still to be inspected.
func awaits(m *Message) bool {
	return slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return a.Await })
}

func (m *Message) awaits(sha string) bool {
	return slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return a.Await && a.SHA == sha })
}

// told reports whether the file was inspected at all, and not only scanned.
func (f *Inspection) told() bool { return f.Report != nil || f.Why != "" }

func (t *Ticket) awaits(sha string) bool {
	return slices.ContainsFunc(t.Messages, func(m Message) bool { return m.awaits(sha) })
}

// Awaits reports whether any file of the ticket is still to be inspected.
func (t *Ticket) Awaits() bool {
	for i := range t.Messages {
		if awaits(&t.Messages[i]) {
			return true
		}
	}
	return false
}
