package ticket

import (
	"fmt"
	"slices"
)

func (c Match) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	a := d.t.Attachment(c.SHA)
	if a == nil {
		return refuse("unknown-file", "that file is not on the ticket", "")
	}
	if c.Requirement != "" {
		if s := d.service(); s == nil || !slices.Contains(s.RequirementIDs(), c.Requirement) {
			return refuse("unknown-requirement", fmt.Sprintf("the service does not ask for %q", c.Requirement), "choose one of the list", c.Requirement)
		}
	}
	parts, err := c.parts(a)
	if err != nil {
		return err
	}
	to, err := d.matched(a, c.Requirement, parts)
	if err != nil {
		return err
	}
	d.own()
	d.emit(to)
	return nil
}

// parts are those of the file once the command's pages are for its requirement;
// nil where the whole file is.
func (c Match) parts(a *Attachment) ([]Part, error) {
	last := 0
	if a.Report != nil {
		last = a.Report.Pages
	}
	switch {
	case c.From == 0 && c.To == 0:
		return nil, nil
	case last == 0:
		return nil, refuse("no-pages", "that file has no pages that are known", "match the whole file")
	case c.From < 1 || c.To < c.From || c.To > last:
		return nil, refuse("bad-pages", fmt.Sprintf("the file has the pages 1 to %d", last), "write them as 3-4", fmt.Sprint(last))
	}
	old := a.Parts
	if len(old) == 0 {
		old = []Part{{From: 1, To: last, Requirement: a.Requirement, Why: a.Why}}
	}
	var out []Part
	for _, p := range old {
		if p.Requirement == c.Requirement && p.Requirement != "" {
			p.Requirement, p.Why = "", "" // it is on the pages that were said, and nowhere else
		}
		if p.From < c.From {
			out = append(out, Part{p.From, min(p.To, c.From-1), p.Requirement, p.Why})
		}
		if p.To > c.To {
			out = append(out, Part{max(p.From, c.To+1), p.To, p.Requirement, p.Why})
		}
	}
	out = append(out, Part{c.From, c.To, c.Requirement, "officer"})
	slices.SortFunc(out, func(p, q Part) int { return p.From - q.From })
	if out = joined(out); len(out) == 1 { // all of it
		return nil, nil
	}
	return out, nil
}

// joined makes one of neighbours that are for the same.
func joined(parts []Part) []Part {
	out := parts[:0]
	for _, p := range parts {
		if n := len(out); n > 0 && out[n-1].Requirement == p.Requirement && out[n-1].To+1 == p.From {
			out[n-1].To = p.To
			continue
		}
		out = append(out, p)
	}
	return out
}

// matched is an officer's word on what a file is for, with the file compared anew.
func (d *decision) matched(a *Attachment, requirement string, parts []Part) (DocumentMatched, error) {
	to := DocumentMatched{SHA: a.SHA, Requirement: requirement, Why: "officer", Parts: parts}
	for _, p := range parts {
		if p.Requirement != "" {
			to.Requirement = p.Requirement
			break
		}
	}
	offered := *a
	offered.Requirement, offered.Parts = to.Requirement, to.Parts
	text := ""
	if a.Report != nil {
		text = a.Report.Text
	}
	to.Problems = d.problems(a, to.Requirement, text)
	var err error
	to.Doubts, err = d.doubts(d.t.carrier(a.SHA), &offered)
	return to, err
}

// says reports whether a file stands on its ticket as it is matched already.
func (b *DocumentMatched) says(a *Attachment) bool {
	return b.Requirement == a.Requirement && slices.Equal(b.Problems, a.Problems) && slices.Equal(b.Parts, a.Parts) && slices.EqualFunc(b.Doubts, a.Doubts, Doubt.equal)
}

// carrier is the message that brought a file of the ticket.
func (t *Ticket) carrier(sha string) *Message {
	i := slices.IndexFunc(t.Messages, func(m Message) bool {
		return slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return a.SHA == sha })
	})
	return &t.Messages[i]
}
