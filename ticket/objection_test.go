package ticket_test

import (
	"slices"
	"testing"
	"time"

	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/signature"
)

func (o *office) item(id ticket.ID, requirement string) *ticket.CheckItem {
	o.t.Helper()
	list := o.Checklist(o.see(id))
	i := slices.IndexFunc(list, func(it ticket.CheckItem) bool { return it.Requirement.ID == requirement })
	if i < 0 {
		o.t.Fatalf("no requirement %q", requirement)
	}
	return &list[i]
}

func (o *office) objections(id ticket.ID, requirement string) (codes []string, list []ticket.Doubt) {
	o.t.Helper()
	list = o.Objections(o.see(id), o.item(id, requirement))
	for _, d := range list {
		codes = append(codes, d.Code)
	}
	return codes, list
}

// TestObjections: what was found about the pages of a requirement is a ready
// reason to reject it, with its code, and the letter is told what was found.
func TestObjections(t *testing.T) {
	o, f := awaited(t)
	o.read(1, f, nil, askText, nameText, cardText)
	letter, found := o.objections(1, "request-letter")
	if want := []string{"letter-old", "addressee-wrong"}; !slices.Equal(sorted(letter), sorted(want)) {
		t.Fatalf("objections to the letter %v, want %v", letter, want)
	}
	if card, _ := o.objections(1, "staff-card"); !slices.Equal(card, []string{"nip-differs"}) {
		t.Errorf("objections to the card %v", card)
	}
	o.refused("ani", 1, ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Rejected, Doubts: found}, "doubt-gone")
	o.do("ani", 1, ticket.GiveVerdict{Requirement: "request-letter", Verdict: ticket.Rejected, Doubts: found})
	e := evidence(o.see(1), "request-letter")
	if e.Reason != "expired" || len(e.Doubts) != 2 || !slices.Equal(e.Pages, []ticket.Pages{{SHA: f.SHA, From: 1, To: 1}}) {
		t.Errorf("evidence %+v", e)
	}
	told := o.Reasons(o.see(1))
	if i := slices.IndexFunc(told, func(r ticket.Reason) bool { return r.Requirement == "request-letter" }); i < 0 || len(told[i].Doubts) != 2 {
		t.Errorf("the letter is told %+v", told)
	}
	o.do("ani", 1, ticket.GiveVerdict{Requirement: "request-letter", Verdict: ticket.Accepted, Doubts: found})
	if e := evidence(o.see(1), "request-letter"); len(e.Doubts) != 0 {
		t.Errorf("an acceptance keeps %+v", e.Doubts)
	}
}

// TestObjectionsToSignatures: what the requester can mend is offered; that the
// site trusts no root is not.
func TestObjectionsToSignatures(t *testing.T) {
	for verdict, want := range map[signature.Verdict]string{
		signature.Valid: "", signature.Untrusted: "", signature.Changed: "signed-changed", signature.Invalid: "signed-invalid", signature.Revoked: "signed-revoked",
	} {
		o, f := awaited(t)
		r := &document.Report{Version: document.Version, SHA256: f.SHA, Kind: document.KindPDF, Pages: 1, Text: letterText, Signatures: 1,
			Signed: &signature.Result{Version: signature.Version, At: time.Now(), Findings: []signature.Finding{{Kind: signature.Approval, Verdict: verdict}}}}
		if err := o.Inspect(t.Context(), []ticket.Inspected{{Ticket: 1, Files: []ticket.Inspection{{SHA: f.SHA, Report: r}}}}); err != nil {
			t.Fatal(err)
		}
		got, _ := o.objections(1, "request-letter")
		if want == "" && len(got) != 0 || want != "" && !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %v, want %q", verdict, got, want)
		}
	}
}

// TestObjectionToAnotherName says which name the letter has and which is asked for.
func TestObjectionToAnotherName(t *testing.T) {
	o, f := awaited(t)
	o.inspect(1, f, letterText)
	o.do("ani", 1, ticket.SetSubjectMatter{Names: []string{"baru.go.id"}})
	o.do("ani", 1, ticket.Match{SHA: f.SHA, Requirement: "request-letter"})
	_, found := o.objections(1, "request-letter")
	if len(found) != 1 || found[0].Code != "other-name" || !slices.Equal(found[0].Args, []string{"lama.go.id", "baru.go.id"}) {
		t.Fatalf("objections %+v", found)
	}
	o.do("ani", 1, ticket.GiveVerdict{Requirement: "request-letter", Verdict: ticket.Rejected, Doubts: found})
	if e := evidence(o.see(1), "request-letter"); e.Reason != "wrong-name" {
		t.Errorf("evidence %+v", e)
	}
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// TestPagesByHand: an officer says which pages are which document; the rest of
// the file stays what it is, the verdict is bound to the pages, and the file
// counts as corrected.
func TestPagesByHand(t *testing.T) {
	o, f := awaited(t)
	o.read(1, f, nil, askText, "lanjutan surat", "foto", "foto")
	if a := o.see(1).Attachment(f.SHA); len(a.Parts) != 0 || a.Requirement != "request-letter" {
		t.Fatalf("before: %+v", a)
	}
	for _, c := range []ticket.Match{{From: 0, To: 2}, {From: 3, To: 5}, {From: 4, To: 3}} {
		c.SHA, c.Requirement = f.SHA, "staff-card"
		o.refused("ani", 1, c, "bad-pages")
	}
	parts := func() (out []ticket.Part) {
		for _, p := range o.see(1).Attachment(f.SHA).Parts {
			p.Why = ""
			out = append(out, p)
		}
		return out
	}
	for _, step := range []struct {
		from, to    int
		requirement string
		want        []ticket.Part
	}{
		{3, 4, "staff-card", []ticket.Part{{From: 1, To: 2, Requirement: "request-letter"}, {From: 3, To: 4, Requirement: "staff-card"}}},
		{4, 4, "staff-card", []ticket.Part{{From: 1, To: 2, Requirement: "request-letter"}, {From: 3, To: 3}, {From: 4, To: 4, Requirement: "staff-card"}}},
		{2, 3, "officer-appointment", []ticket.Part{{From: 1, To: 1, Requirement: "request-letter"}, {From: 2, To: 3, Requirement: "officer-appointment"}, {From: 4, To: 4, Requirement: "staff-card"}}},
		{1, 4, "request-letter", nil},
	} {
		o.do("ani", 1, ticket.Match{SHA: f.SHA, Requirement: step.requirement, From: step.from, To: step.to})
		if got := parts(); !slices.Equal(got, step.want) {
			t.Fatalf("pages %d-%d for %s: %+v, want %+v", step.from, step.to, step.requirement, got, step.want)
		}
	}
	o.do("ani", 1, ticket.Match{SHA: f.SHA, Requirement: "staff-card", From: 3, To: 4})
	o.do("ani", 1, ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Accepted})
	if e := evidence(o.see(1), "staff-card"); !slices.Equal(e.Pages, []ticket.Pages{{SHA: f.SHA, From: 3, To: 4}}) {
		t.Errorf("evidence %+v", e)
	}
	if c, _ := o.Corrections(); c.Judged != 1 || c.Corrected != 1 {
		t.Errorf("corrections %+v", c)
	}
}
