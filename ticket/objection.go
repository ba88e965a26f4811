package ticket

import (
	"slices"

	"loket/domain"
	"loket/ticket/document/signature"
)

// What was found in the evidence for a requirement is offered as a ready reason
// when the requirement is rejected. Beside the doubts of compare.go these codes
// can be objections:
//
//	other-name     a name that the document speaks of, a name of the ticket
//	signed-changed, signed-invalid, signed-revoked, signed-picture
const (
	objectName    = "other-name"
	objectChanged = "signed-changed"
	objectInvalid = "signed-invalid"
	objectRevoked = "signed-revoked"
	objectPicture = "signed-picture"
)

// objections maps what can be found to the coded reason of a rejection.
var objections = map[string]string{
	objectName: "wrong-name", doubtService: "wrong-document", doubtAgency: "wrong-agency", doubtKTP: "wrong-document",
	doubtUnsigned: "not-signed", objectPicture: "not-signed", objectChanged: "other", objectInvalid: "other", objectRevoked: "other",
	doubtNIP: "other", doubtBadNIP: "other", doubtOld: "expired", doubtFuture: "other", doubtNoDate: "incomplete", doubtNoNumber: "incomplete",
	doubtTo: "other", doubtBefore: "other", doubtOther: "other", doubtPerson: "other", doubtScan: "unreadable",
}

// Objection is the coded reason that a rejection for doubts has: the first one
// that says more than "other". "" where one of them is none.
func Objection(list []Doubt) string {
	code := ""
	for _, d := range list {
		c, ok := objections[d.Code]
		if !ok {
			return ""
		}
		if code == "" || code == "other" {
			code = c
		}
	}
	return code
}

// DoubtsFor returns the doubts about a file as far as they are about the pages
// that are offered for a requirement.
func (a *Attachment) DoubtsFor(requirement string) []Doubt {
	var out []Doubt
	for _, d := range a.Doubts {
		if d.Page == 0 || a.on(requirement, d.Page) {
			out = append(out, d)
		}
	}
	return out
}

// on reports whether a page of a file, from 1, is offered for a requirement; each
// is where the file is offered whole.
func (a *Attachment) on(requirement string, page int) bool {
	whole := true
	for _, p := range a.Parts {
		if p.Requirement == requirement {
			if page >= p.From && page <= p.To {
				return true
			}
			whole = false
		}
	}
	return whole
}

// Objections returns what was found against the evidence for a requirement, each
// once, in the order of its files: ready reasons to reject it.
func (d *Desk) Objections(t *Ticket, it *CheckItem) []Doubt {
	var out []Doubt
	add := func(list ...Doubt) {
		for _, n := range list {
			if objections[n.Code] != "" && !slices.ContainsFunc(out, n.equal) {
				out = append(out, n)
			}
		}
	}
	dec := &decision{desk: d, t: t}
	for _, a := range it.Files {
		if slices.Contains(a.Problems, problemName) {
			add(dec.namesOther(a)...)
		}
		add(signedWrong(a)...)
		for _, n := range a.DoubtsFor(it.Requirement.ID) {
			if n.Code == doubtBefore && !slices.Equal(n.Args[min(len(n.Args), 1):], []string{string(Rejected)}) {
				continue // that a file was sent before is nothing against it, unless it was rejected
			}
			add(n)
		}
	}
	return out
}

// namesOther names the first domain of a document that the ticket is not about.
func (d *decision) namesOther(a *Attachment) []Doubt {
	if a.Report == nil || len(d.t.Names) == 0 {
		return nil
	}
	for _, n := range d.desk.relevant(belowLetterhead(domain.Unwrap(a.Report.Text))) {
		if !d.related(n) {
			return []Doubt{{Code: objectName, Args: []string{n, d.t.Names[0]}}}
		}
	}
	return nil
}

// signedWrong is what the verification of signatures found that a requester has
// to mend. That a root is not trusted here is the site's matter.
func signedWrong(a *Attachment) []Doubt {
	if a.Report == nil || a.Report.Signed == nil {
		return nil
	}
	if a.Report.Signed.Picture {
		return []Doubt{{Code: objectPicture}}
	}
	var out []Doubt
	for _, f := range a.Report.Signed.Findings {
		if f.Kind == signature.DocumentStamp {
			continue
		}
		switch f.Verdict {
		case signature.Changed:
			out = append(out, Doubt{Code: objectChanged})
		case signature.Invalid, signature.Weak:
			out = append(out, Doubt{Code: objectInvalid})
		case signature.Revoked:
			out = append(out, Doubt{Code: objectRevoked})
		case signature.Valid, signature.Untrusted, signature.BadUsage, signature.Unreadable:
		}
	}
	return out
}

// objected refuses a rejection for what is not found in the evidence, which a
// new inspection may have taken back, and completes its code.
func (d *decision) objected(c *GiveVerdict) error {
	if len(c.Doubts) == 0 {
		return nil
	}
	list := d.desk.Checklist(d.t)
	i := slices.IndexFunc(list, func(it CheckItem) bool { return it.Requirement.ID == c.Requirement })
	if i < 0 {
		return nil
	}
	found := d.desk.Objections(d.t, &list[i])
	for _, n := range c.Doubts {
		if !slices.ContainsFunc(found, n.equal) {
			return refuse("doubt-gone", "what was found in the document is no longer so", "look at the document again", c.Requirement)
		}
	}
	c.Reason = Objection(c.Doubts)
	return nil
}
