package ticket

import (
	"fmt"

	"loket/ticket/document"
	"loket/ticket/document/signature"
)

// What an inspection found depends on the version of the inspection and on what
// the site trusts. When either changes, the files of open tickets are inspected
// again behind everything else, once; a file of a closed ticket when somebody
// looks at it.

// lookKey is where it is kept for which inspection and trust all was looked at.
const lookKey = "looked-again"

// look names an inspection of today with a trust, by its signature.Trust.ID.
func look(trust string) string {
	return fmt.Sprintf("%d.%d %s", document.Version, signature.Version, trust)
}

// Stale reports whether files may have reports of another inspection, or of
// another trust, than today's: nobody noted yet that all were looked at.
func (d *Desk) Stale(trust string) (bool, error) {
	var kept []byte
	err := d.Log.View(func(tx ReadTx) (err error) {
		kept, err = tx.Keep(lookKey)
		return err
	})
	return string(kept) != look(trust), err
}

// Fresh notes that the files of all open tickets have reports of today's
// inspection with a trust.
func (d *Desk) Fresh(trust string) error {
	return d.Log.Update(func(tx Tx) error { return tx.SetKeep(lookKey, []byte(look(trust))) })
}

// StaleFor reports whether a file is to be inspected again: an older inspection
// made its report, or its signatures were verified against another trust.
func (a *Attachment) StaleFor(trust string) bool {
	return a.Outdated() || !a.Await && a.Report != nil && !a.Report.Opened && a.Report.Outdated(trust)
}

// Renewed is the report to keep after a new look: where only the trust is another,
// the old one with the signatures of the new one, for it may have what was
// recognised in a scan.
func (a *Attachment) Renewed(r *document.Report) *document.Report {
	if a.Outdated() || a.Report == nil || r.Signed == nil {
		return r
	}
	out := *a.Report
	out.Signed, out.Signatures = r.Signed, r.Signatures
	return &out
}
