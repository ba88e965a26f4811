package ticket

import (
	"context"
	"slices"

	"loket/ticket/document"
)

// Files that were clean are scanned again when the scanner has other signatures than
// before: what nobody knew yesterday may be known today. That is done for open
// tickets, the newest first, a few at a time and after everything else that waits.
// A file that is still clean keeps the date of its earlier scan: signatures come
// several times a day, and an event for each file of each open ticket would bury
// the history. A scan that somebody asks for (Rescan) is recorded whatever it says.
// Which signatures all of them were scanned with is kept, so a start does not begin
// anew.

// keepBase is where the version of those signatures is kept.
const keepBase = "scanned-with"

// againTickets is how many tickets are scanned again at a time.
const againTickets = 4

// rescan is how far that is.
type rescan struct {
	base string // signatures, "" before the first look
	left []ID
}

// scanAgain scans some clean files with new signatures and reports whether there
// are more.
func (d *Desk) scanAgain(ctx context.Context, base string) (more bool, err error) {
	ids, err := d.stale(base)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	part := ids[:min(len(ids), againTickets)]
	var list []Scanned
	for _, id := range part {
		s, err := d.scanTicket(ctx, id, func(a *Attachment) bool {
			return a.Mail != "" && a.Scan != nil && a.Scan.State == document.ScanClean && a.Scan.Base != base
		})
		if err != nil {
			return false, err
		}
		for sha, scan := range s.Files {
			if scan.State == document.ScanNot {
				delete(s.Files, sha) // the earlier word stands
			}
		}
		list = append(list, s)
		if !d.Scanner.Status().Up {
			return false, nil // the same tickets when it is back
		}
	}
	if err := d.keepScans(ctx, list, false); err != nil {
		return false, err
	}
	d.mu.Lock()
	d.rescan.left = slices.Clip(ids[len(part):])
	d.mu.Unlock()
	if len(ids) > len(part) {
		return true, nil
	}
	return false, d.Log.Update(func(tx Tx) error { return tx.SetKeep(keepBase, []byte(base)) })
}

// stale returns the tickets whose clean files are to be scanned with these
// signatures.
func (d *Desk) stale(base string) ([]ID, error) {
	d.mu.RLock()
	now := d.rescan
	d.mu.RUnlock()
	if base == "" || now.base == base {
		return now.left, nil
	}
	var done []byte
	err := d.Log.View(func(tx ReadTx) (err error) {
		done, err = tx.Keep(keepBase)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rescan = rescan{base: base}
	if string(done) == base {
		return nil, nil
	}
	for _, r := range d.rows {
		if r.Documents > 0 && !r.State.Done() {
			d.rescan.left = append(d.rescan.left, r.ID)
		}
	}
	slices.SortFunc(d.rescan.left, func(a, b ID) int { return int(int64(b) - int64(a)) })
	return d.rescan.left, nil
}
