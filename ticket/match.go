package ticket

import (
	"fmt"
	"slices"

	"loket/ticket/document"
	facts "loket/ticket/document/reading"
)

// Part is a document within a file that holds several.
type Part struct {
	From        int    `json:"from"` // first page, from 1
	To          int    `json:"to"`
	Requirement string `json:"requirement"` // "" for none
	Why         string `json:"why,omitempty"`
}

// Pages are some of a file, from 1.
type Pages struct {
	SHA  string `json:"sha"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// Doubt is something about a file that an officer should look at: a warning, not
// a fault. The words are the screen's.
type Doubt struct {
	Code string   `json:"code"`
	Args []string `json:"args,omitempty"`
	Page int      `json:"page,omitempty"` // from 1; 0: the file as a whole
}

func (d Doubt) equal(o Doubt) bool {
	return d.Code == o.Code && d.Page == o.Page && slices.Equal(d.Args, o.Args)
}

// same reports whether two parts are the same pages for the same requirement.
func (p Part) same(o Part) bool {
	return p.From == o.From && p.To == o.To && p.Requirement == o.Requirement
}

// For reports whether a file is offered for a requirement, as a whole or in part.
func (a *Attachment) For(requirement string) bool {
	return a.Requirement == requirement || slices.ContainsFunc(a.Parts, func(p Part) bool { return p.Requirement == requirement })
}

// Pages returns the pages of a file that are offered for a requirement, from 1;
// zeros for the whole file.
func (a *Attachment) Pages(requirement string) (from, to int) {
	for _, p := range a.Parts {
		if p.Requirement == requirement {
			if from == 0 {
				from = p.From
			}
			to = p.To
		}
	}
	return from, to
}

// match offers files for requirements by what they say and what they are
// called, and notes what is wrong with them. A choice by an officer stands.
func (d *decision) match() error {
	var ids []string
	if s := d.service(); s != nil {
		ids = s.RequirementIDs()
	}
	for i := range d.t.Messages {
		if d.t.Messages[i].Machine != "" {
			continue
		}
		for _, a := range slices.Clone(d.t.Messages[i].Attachments) {
			if a.Why == "officer" || a.Inline {
				continue
			}
			if err := d.matchFile(&d.t.Messages[i], &a, ids); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *decision) matchFile(m *Message, a *Attachment, ids []string) error {
	text := ""
	if a.Report != nil {
		text = a.Report.Text
	}
	to := DocumentMatched{SHA: a.SHA}
	if to.Parts = d.parts(a, ids); len(to.Parts) > 0 {
		to.Requirement, to.Why = to.Parts[0].Requirement, to.Parts[0].Why
		for _, p := range to.Parts {
			if to.Requirement == "" {
				to.Requirement, to.Why = p.Requirement, p.Why
			}
		}
	} else {
		to.Requirement, to.Why = d.requirementOf(m, a, ids, text)
	}
	to.Problems = d.problems(a, to.Requirement, text)
	offered := *a
	offered.Requirement, offered.Parts = to.Requirement, to.Parts
	var err error
	if to.Doubts, err = d.doubts(m, &offered); err != nil {
		return err
	}
	if !to.says(a) {
		d.emit(to)
	}
	return nil
}

// faint is the confidence below which the kind of a document says more than the
// words that were found in it.
const faint = 0.35

// requirementOf says what a whole file is for, and why.
func (d *decision) requirementOf(m *Message, a *Attachment, ids []string, text string) (string, string) {
	req, score, why := d.desk.Catalogue.MatchRequirement(ids, a.Name, text)
	if req == "" || score < faint {
		if p := onlyPart(a); p != nil {
			if by := d.byKind(p, ids); by != "" {
				return by, kindWhy(p)
			}
		}
	}
	if req == "" && text == "" && len(m.Attachments) == 1 {
		// A lone picture says nothing itself; what the mail says of it counts.
		req, _, why = d.desk.Catalogue.MatchRequirement(ids, a.Name, m.Text)
	}
	return req, why
}

func onlyPart(a *Attachment) *facts.Part {
	if a.Report == nil || a.Report.Facts == nil || len(a.Report.Facts.Parts) != 1 {
		return nil
	}
	return &a.Report.Facts.Parts[0]
}

// parts offers the documents of a file that holds several. nil where it holds
// one, or where no two of them are asked for apart.
func (d *decision) parts(a *Attachment, ids []string) []Part {
	if a.Report == nil || a.Report.Facts == nil || len(a.Report.Facts.Parts) < 2 {
		return nil
	}
	f := a.Report.Facts
	var out []Part
	named := 0
	for i := range f.Parts {
		p := &f.Parts[i]
		part := Part{From: p.From, To: p.To}
		if part.Requirement = d.byKind(p, ids); part.Requirement != "" {
			part.Why = kindWhy(p)
		} else {
			part.Requirement, _, part.Why = d.desk.Catalogue.MatchRequirement(ids, "", f.First(*p, facts.Subject)+"\n"+p.Why)
		}
		if n := len(out); n > 0 && out[n-1].Requirement == part.Requirement && part.Requirement != "" {
			out[n-1].To = part.To
			continue
		}
		if part.Requirement != "" {
			named++
		}
		out = append(out, part)
	}
	if named == 0 || len(out) < 2 {
		return nil
	}
	return out
}

// byKind returns the one requirement that asks for a kind of document, "" for
// none or several.
func (d *decision) byKind(p *facts.Part, ids []string) string {
	found := ""
	for _, id := range ids {
		r, ok := d.desk.Catalogue.Requirement(id)
		if ok && p.Kind != "" && p.Score >= faint && slices.Contains(r.Kinds, string(p.Kind)) {
			if found != "" {
				return ""
			}
			found = id
		}
	}
	return found
}

// kindWhy is written as the catalogue's reasons are: where, the words, the weight.
func kindWhy(p *facts.Part) string { return fmt.Sprintf("content: %q %+.3g", p.Why, 10*p.Score) }

// problemName is a document that speaks of other names than the ticket.
const problemName = "wrong-domain"

// problems says what is wrong with a file for the requirement it is offered for:
// the inspection's findings, less a format that the requirement does not ask
// for, plus what only the ticket can know.
func (d *decision) problems(a *Attachment, requirement, text string) []string {
	if a.Quarantined() {
		return []string{document.ProblemMalware}
	}
	if a.Report == nil {
		return nil
	}
	r, known := d.desk.Catalogue.Requirement(requirement)
	out := slices.DeleteFunc(slices.Clone(a.Report.Problems), func(p string) bool {
		if p != "not-pdf" {
			return false
		}
		if known {
			return len(r.Formats) == 0 || slices.Contains(r.Formats, string(a.Report.Kind))
		}
		return !slices.Contains([]document.Kind{document.KindImage, document.KindDOCX, document.KindODT, document.KindXLSX, document.KindZIP}, a.Report.Kind)
	})
	if slices.Contains(out, "empty") {
		out = []string{"empty"}
	}
	if known && r.NamesDomain && d.speaksOfOther(text) {
		out = append(out, problemName)
	}
	return out
}
