package ticketview

import (
	"slices"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// reject offers what was found against the files, then the coded reasons, to which
// words may be added, then those that the catalogue has ready for this requirement.
func (d *documents) reject() kit.Intent {
	e, it := d.s.env, d.item()
	title := d.s.in(it.Title)
	entries := d.objections(it, title)
	at := len(entries) + reasonOf(it)
	if len(entries) > 0 {
		at = 0
	}
	for i, code := range ticket.ReasonCodes {
		key := ""
		if i < 9 {
			key = itoa(i + 1)
		} else if i < 36 {
			key = string(rune('a' + i - 9))
		}
		entries = append(entries, kit.Entry{Key: key, Text: e.Lang.Word("ticketview.reason.", code), Then: func() kit.Intent {
			return d.rejectNote(code, title)
		}})
	}
	for _, ready := range it.Requirement.Reasons {
		entries = append(entries, kit.Entry{Text: d.s.in(ready), Note: e.T("ticketview.reject.ready"), Then: func() kit.Intent {
			return d.judge(ticket.GiveVerdict{Verdict: ticket.Rejected, Reason: "other", Note: ready.ID}, e.T("ticketview.did.reject", title))
		}})
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: glue(e.T("ticketview.do.reject"), clean.Own(": "), title), Entries: entries, At: at})}
}

// objections are the ready reasons from what was found in the files: one key
// rejects with it, and the letter has the words. Several can be given at once.
func (d *documents) objections(it *ticket.CheckItem, title clean.Text) []kit.Entry {
	e, found := d.s.env, d.s.opt.Desk.Objections(d.s.l.t, it)
	give := func(list ...ticket.Doubt) func() kit.Intent {
		return func() kit.Intent {
			return d.judge(ticket.GiveVerdict{Verdict: ticket.Rejected, Doubts: list}, e.T("ticketview.did.reject", title))
		}
	}
	var out []kit.Entry
	if len(found) > 1 {
		out = append(out, kit.Entry{Key: "space", Text: e.T("ticketview.reject.all", len(found)), Note: e.T("ticketview.reject.found"), Then: give(found...)})
	}
	for i := range found {
		en := kit.Entry{Text: d.s.doubt(&found[i]), Note: e.T("ticketview.reject.found"), Then: give(found[i])}
		if i < len(objectionKeys) {
			en.Key = objectionKeys[i : i+1]
		}
		out = append(out, en)
	}
	return out
}

// objectionKeys are those that the coded reasons, moving and leaving do not take.
const objectionKeys = "defghi"

// reasonOf is the place of the reason that the inspection of the files gives.
func reasonOf(it *ticket.CheckItem) int {
	code := map[string]string{"not-pdf": "not-pdf", "encrypted": "encrypted", "corrupt": "unreadable", "empty": "unreadable", "malware": "malware", "wrong-domain": "wrong-name"}
	for _, p := range it.Problems {
		if i := slices.Index(ticket.ReasonCodes, code[p]); i >= 0 {
			return i
		}
	}
	if len(it.Files) > 0 {
		return slices.Index(ticket.ReasonCodes, "unreadable")
	}
	return 0
}

func (d *documents) rejectNote(code string, title clean.Text) kit.Intent {
	e := d.s.env
	form := kit.NewForm(e, kit.Input{ID: "note", Label: e.T("ticketview.form.note"), Hint: e.T("ticketview.reject.hint"), Max: 500, Required: code == "other"})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: glue(e.Lang.Word("ticketview.reason.", code), clean.Own(": "), title), Form: form,
		Then: func(f *kit.Form) kit.Intent {
			return d.judge(ticket.GiveVerdict{Verdict: ticket.Rejected, Reason: code, Note: f.Value("note")}, e.T("ticketview.did.reject", title))
		}})}
}
