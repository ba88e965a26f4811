package ticket

import (
	"slices"

	"loket/ticket/document"
)

// Scans and pictures are recognised after everything was inspected, file by file:
// it takes seconds for a page. What comes of it is kept as another inspection of
// the same file; the ticket then follows from it where nobody has worked on it.

// Illegible returns the open tickets with files whose text nobody tried to
// recognise yet, the first come first, at most limit.
func (d *Desk) Illegible(limit int) []ID {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var out []ID
	for id := range d.scans {
		out = append(out, id)
	}
	slices.Sort(out)
	return out[:min(len(out), limit)]
}

// scans reports whether any file of an open ticket is to be recognised.
func (t *Ticket) scans() bool {
	return !t.State.Done() && slices.ContainsFunc(t.Messages, func(m Message) bool {
		return slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return a.Illegible() })
	})
}

// Illegible reports whether a file has pages whose text nobody tried to recognise.
func (a *Attachment) Illegible() bool {
	return !a.Await && !a.Inline && a.Report != nil && len(a.Report.Illegible(1)) > 0
}

// recognises reports whether an inspection brings the recognised text of a file
// that had none.
func (m *Message) recognises(f Inspection) bool {
	return f.Report != nil && f.Report.OCR != nil && slices.ContainsFunc(m.Attachments, func(a Attachment) bool {
		return a.SHA == f.SHA && a.Report != nil && a.Report.OCR == nil
	})
}

// learnt puts on a ticket what its recognised files add. What was read before
// stands: only what is not known yet is filled in.
func (d *decision) learnt(r reading) error {
	if d.t.Service == "" || d.t.Guess.NeedsHuman && r.guess.Confidence > d.t.Guess.Confidence {
		return d.reconsider(r)
	}
	var b SubjectMatterSet
	if len(d.t.Names) == 0 {
		b.Names = r.matter.Names
	}
	if len(d.t.Records) == 0 {
		b.Records, b.From = r.matter.Records, r.matter.From
	}
	if len(d.t.Form) == 0 {
		b.Form = r.matter.Form
	}
	if len(b.Names)+len(b.Records)+len(b.Form) > 0 {
		d.emit(b)
	}
	return nil
}

// Known returns the report of a file that was inspected before by this version
// with the same trust, on whichever ticket; nil for none.
func (d *Desk) Known(sha string, fresh func(*document.Report) bool) (*document.Report, error) {
	var found *document.Report
	err := d.Log.View(func(tx ReadTx) error {
		ids, err := tx.Lookup(ByDocument, sha)
		if err != nil {
			return err
		}
		for _, id := range slices.Backward(ids[max(0, len(ids)-8):]) {
			t, err := tx.Ticket(id)
			if err != nil {
				return err
			}
			a := t.Attachment(sha)
			if a == nil || a.Report == nil || a.Report.Version != document.Version || a.Report.SHA256 != sha || a.Report.Opened || clipped(a.Report) || !fresh(a.Report) {
				continue
			}
			if r := *a.Report; found == nil || r.OCR != nil {
				found = &r
			}
		}
		return nil
	})
	return found, err
}
