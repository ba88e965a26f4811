package ticket

import (
	"fmt"
	"slices"
)

// Corrections says how often officers changed which requirement a file, or which
// pages of it, was offered for. A file counts once it was judged or corrected.
type Corrections struct{ Judged, Corrected int }

// Rate is the corrected part, 0 where nothing was judged.
func (c Corrections) Rate() float64 {
	if c.Judged == 0 {
		return 0
	}
	return float64(c.Corrected) / float64(c.Judged)
}

// Corrections counts over all tickets, closed ones too. It reads every history.
func (d *Desk) Corrections() (c Corrections, err error) {
	var ids []ID
	for _, open := range [...]bool{true, false} {
		err := d.Log.Rows(open, func(data []byte) bool {
			if r, err := DecodeRow(data); err == nil {
				ids = append(ids, r.ID)
			}
			return true
		})
		if err != nil {
			return c, fmt.Errorf("count corrections: %w", err)
		}
	}
	for _, id := range ids {
		events, err := d.History(id)
		if err != nil {
			return c, fmt.Errorf("count corrections: %w", err)
		}
		c.count(events)
	}
	return c, nil
}

func (c *Corrections) count(events []Event) {
	offered, settled := map[string]DocumentMatched{}, map[string]bool{}
	settle := func(sha string, corrected bool) {
		if settled[sha] {
			return
		}
		settled[sha] = true
		c.Judged++
		if corrected {
			c.Corrected++
		}
	}
	for _, e := range events {
		switch b := e.Body.(type) {
		case DocumentMatched:
			if b.Why != "officer" {
				offered[b.SHA] = b
			} else {
				o := offered[b.SHA]
				settle(b.SHA, o.Requirement != b.Requirement || !slices.EqualFunc(o.Parts, b.Parts, Part.same))
			}
		case VerdictGiven:
			if e.By == ByDesk || b.Evidence.Verdict == Unjudged {
				continue
			}
			for _, sha := range b.Evidence.Attachments {
				settle(sha, false)
			}
		}
	}
}
