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

// Malware. Where a scanner is configured, mail with files and each file are
// scanned before the files are inspected. What was found is in quarantine: the
// desk gives its bytes to nobody, keeps no report of it and puts it into no
// letter, until a supervisor lifts that with a reason. "Not scanned" is never
// clean, is said, and is tried again when the scanner answers; it holds nobody
// up. Only a scan lifts or confirms what a scan found: one that came to nothing
// changes no earlier word.

// Lifted is a supervisor's word that a file in quarantine may be opened. It holds
// for what was found then.
type Lifted struct {
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Reason    string    `json:"reason"`
	Signature string    `json:"signature"`
}

// Quarantined reports whether malware was found in the file and nobody lifted
// that. Another finding is another matter.
func (a *Attachment) Quarantined() bool {
	return a.Scan != nil && a.Scan.State == document.ScanFound && (a.Lifted == nil || a.Lifted.Signature != a.Scan.Signature)
}

// unscanned reports whether the file is still to be scanned, if a scanner there
// is. A file that nobody sent by mail cannot be fetched again.
func (a *Attachment) unscanned() bool { return a.Mail != "" && a.Scan.Passing() }

// LiftQuarantine lets a file be opened although malware was found; for
// supervisors.
type LiftQuarantine struct{ SHA, Reason string }

func (c LiftQuarantine) decide(d *decision) error {
	a := d.t.Attachment(c.SHA)
	switch {
	case a == nil:
		return refuse("unknown-file", "that file is not on the ticket", "")
	case !a.Quarantined():
		return refuse("not-quarantined", "the file is not in quarantine", "")
	case strings.TrimSpace(c.Reason) == "":
		return refuse("no-reason", "an exception needs a reason", "say why; it stays in the record")
	}
	d.emit(QuarantineLifted{SHA: c.SHA, Reason: c.Reason, Signature: a.Scan.Signature})
	return nil
}

// quarantined refuses files that nobody may open.
func (d *decision) quarantined(files []string) error {
	for _, sha := range files {
		if a := d.t.Attachment(sha); a != nil && a.Quarantined() {
			return inQuarantine(a)
		}
	}
	return nil
}

func inQuarantine(a *Attachment) error {
	return refuse("quarantined", fmt.Sprintf("%q is in quarantine: %s was found in it", a.Name, a.Scan.Signature),
		"reject it; the requester is asked for a clean one. A supervisor may lift the quarantine with a reason", a.Name, a.Scan.Signature)
}

func (t *Ticket) applyScan(e Event) {
	switch b := e.Body.(type) {
	case DocumentScanned:
		scan := b.Scan
		if scan.State == document.ScanNot {
			t.eachAttachment(b.SHA, func(a *Attachment) {
				if a.Scan != nil && a.Scan.State != document.ScanNot {
					scan = *a.Scan
				}
			})
		}
		lifted := t.lifted(b.SHA)
		t.eachAttachment(b.SHA, func(a *Attachment) {
			was := a.Quarantined()
			a.Scan, a.Lifted = &scan, lifted
			switch {
			case a.Quarantined():
				a.Report, a.Failed, a.Await, a.Problems = nil, "", false, []string{document.ProblemMalware}
			case was:
				a.Await, a.Problems = !a.Inline, nil
			}
		})
	case QuarantineLifted:
		t.eachAttachment(b.SHA, func(a *Attachment) {
			if a.Quarantined() {
				a.Lifted = &Lifted{By: e.By, At: e.At, Reason: b.Reason, Signature: b.Signature}
				a.Await, a.Problems = !a.Inline, nil
			}
		})
	}
}

func (t *Ticket) lifted(sha string) (l *Lifted) {
	t.eachAttachment(sha, func(a *Attachment) {
		if a.Lifted != nil {
			l = a.Lifted
		}
	})
	return l
}

// mayOpen refuses a file that is in quarantine on any ticket, unless that was
// lifted on one. known: it was scanned before.
func (d *Desk) mayOpen(sha string) (known bool, err error) {
	found, known, err := d.found(sha)
	if err == nil && found != nil {
		err = inQuarantine(found)
	}
	return known, err
}

// found returns a copy of the file that is in quarantine, wherever it came, nil
// for none.
func (d *Desk) found(sha string) (bad *Attachment, known bool, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		bad, known = nil, false
		ids, err := tx.Lookup(ByDocument, sha)
		if err != nil {
			return err
		}
		lifted := make(map[string]bool)
		var all []Attachment
		for _, id := range ids {
			t, err := tx.Ticket(id)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			t.eachAttachment(sha, func(a *Attachment) {
				known = known || a.Scan != nil
				if a.Lifted != nil {
					lifted[a.Lifted.Signature] = true
				}
				all = append(all, *a)
			})
		}
		for i := range all {
			if all[i].Quarantined() && !lifted[all[i].Scan.Signature] {
				bad = &all[i]
			}
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("file %.12s: %w", sha, err)
	}
	return bad, known, nil
}

// firstLook bounds the scan of a file that is opened before it was its turn.
const firstLook = 15 * time.Second

// Attachment returns the decoded bytes of one attachment, out of the raw mail.
// A file in quarantine is a *Refusal. One that nobody scanned yet is scanned
// first.
func (d *Desk) Attachment(a *Attachment) ([]byte, error) {
	known, err := d.mayOpen(a.SHA)
	if err != nil {
		return nil, err
	}
	raw, err := d.Log.Blob(a.Mail)
	if errors.Is(err, ErrDestroyed) {
		return nil, refuse("destroyed", "the file is destroyed: it was kept as long as it had to be, or a person had it erased", "the verdict on it stands in the history")
	}
	if err != nil {
		return nil, fmt.Errorf("attachment %q: %w", a.Name, err)
	}
	if d.Reader == nil {
		return nil, errors.New("desk has no mail reader")
	}
	data, err := d.fileOf(raw, a)
	if err != nil || known || d.Scanner == nil {
		return data, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), firstLook)
	defer cancel()
	if s := d.Scanner.Scan(ctx, data); s.State == document.ScanFound {
		bad := *a
		bad.Scan = &s
		return nil, inQuarantine(&bad) // it is recorded when its turn comes
	}
	return data, nil
}

// ScanFiles scans one mail and files of it, which get gives; the result is by
// their SHA-256, nil where there is no scanner. What is found in the mail and in
// none of the files is a finding in each of them.
func (d *Desk) ScanFiles(ctx context.Context, raw []byte, files []Attachment, get func(*Attachment) ([]byte, error)) map[string]*document.Scan {
	if d.Scanner == nil {
		return nil
	}
	out := make(map[string]*document.Scan, len(files))
	bad := false
	for i := range files {
		a := &files[i]
		if out[a.SHA] != nil {
			continue
		}
		s := document.Scan{State: document.ScanNot, Code: document.ScanError, Why: "the mail no longer gives this file", At: d.Now().UTC()}
		if data, err := get(a); err == nil {
			s = d.Scanner.Scan(ctx, data)
		}
		if s.State == document.ScanNot {
			if f, _, err := d.found(a.SHA); err == nil && f != nil {
				s = *f.Scan // these very bytes were found bad before
			}
		}
		bad = bad || s.State == document.ScanFound
		out[a.SHA] = &s
	}
	if bad || len(raw) == 0 {
		return out
	}
	if s := d.Scanner.Scan(ctx, raw); s.State == document.ScanFound {
		s.Where = document.ScanMail
		for sha := range out {
			out[sha] = &s
		}
	}
	return out
}

// Scanned is a ticket's files with the scanner's word on each, by SHA-256.
type Scanned struct {
	Ticket ID
	Files  map[string]*document.Scan
}

// Rescan scans a file of a ticket again, or all of them with sha "", and keeps
// what was found. by is who asks for it.
func (d *Desk) Rescan(ctx context.Context, by string, id ID, sha string) error {
	if err := d.mayWork(by, id); err != nil {
		return err
	}
	if d.Scanner == nil {
		return refuse("no-scanner", "no malware scanner is configured", "set clamav.address in the configuration")
	}
	if st := d.Scanner.Ask(ctx); !st.Up {
		return refuse("scanner-down", "the malware scanner does not answer: "+st.Why, "start it; files that are not scanned are taken up by themselves", st.Why)
	}
	s, err := d.scanTicket(ctx, id, func(a *Attachment) bool { return a.Mail != "" && (sha == "" || a.SHA == sha) })
	if err != nil {
		return err
	}
	if len(s.Files) == 0 {
		return refuse("unknown-file", "that file is not on the ticket", "")
	}
	return d.keepScans(ctx, []Scanned{s}, true)
}

func (d *Desk) scanTicket(ctx context.Context, id ID, which func(*Attachment) bool) (Scanned, error) {
	out := Scanned{Ticket: id, Files: make(map[string]*document.Scan)}
	t, err := d.Ticket(id)
	if err != nil || d.Reader == nil {
		return out, err
	}
	mails := make(map[string][]Attachment) // files of a linked ticket are of other mails than their message
	for _, m := range t.Messages {
		for _, a := range m.Attachments {
			if which(&a) {
				mails[a.Mail] = append(mails[a.Mail], a)
			}
		}
	}
	for mail, files := range mails {
		raw, err := d.Log.Blob(mail)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return out, fmt.Errorf("scan ticket %d: %w", id, err)
		}
		got := d.ScanFiles(ctx, raw, files, func(a *Attachment) ([]byte, error) { return d.fileOf(raw, a) })
		for sha, s := range got {
			if old := out.Files[sha]; old == nil || old.State != document.ScanFound {
				out.Files[sha] = s
			}
		}
	}
	return out, ctx.Err() // what was cut short is no finding
}

// keepScans records scans in one transaction; those that say nothing new only
// where somebody asked for them.
func (d *Desk) keepScans(ctx context.Context, list []Scanned, asked bool) error {
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		var changed []*Ticket
		for _, s := range list {
			t, err := tx.Ticket(s.Ticket)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("scan ticket %d: %w", s.Ticket, err)
			}
			dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
			for _, sha := range sortedKeys(s.Files) {
				dec.scanned(sha, s.Files[sha], asked)
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

func sortedKeys(m map[string]*document.Scan) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// scanned keeps one scan, unless every copy of the file says the same already.
func (d *decision) scanned(sha string, s *document.Scan, anyway bool) {
	news, there := anyway, false
	d.t.eachAttachment(sha, func(a *Attachment) {
		there, news = true, news || !s.Same(a.Scan)
	})
	if there && news && s != nil {
		d.emit(DocumentScanned{SHA: sha, Scan: *s})
	}
}
