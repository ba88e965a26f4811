package kit

import (
	"slices"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
)

// Glyphs of who is at a ticket; a name or a word always stands beside them.
const (
	writingGlyph = "✎"
	lookingGlyph = "◦"
	draftGlyph   = "✐"
)

// People says in few cells who else is at a ticket, or that a letter is begun there;
// empty for neither.
func (e *Env) People(r *ticket.Row) clean.Text {
	others := e.Seat.Others(r.ID)
	switch {
	case len(others) > 0:
		glyph := lookingGlyph
		if others[0].Writing {
			glyph = writingGlyph
		}
		first, _, _ := strings.Cut(e.OfficerName(others[0].Officer).String(), " ")
		return clean.Own(glyph + " " + Cut(clean.Own(first), 8))
	case r.Drafted:
		return clean.Own(draftGlyph + " " + e.T("people.draft").String())
	}
	return clean.Text{}
}

// Present says of everybody else at a ticket what they do there and since when.
func (e *Env) Present(id ticket.ID) clean.Text {
	others := e.Seat.Others(id)
	parts := make([]string, len(others))
	for i, p := range others {
		if p.Writing {
			parts[i] = writingGlyph + " " + e.T("people.writing", e.OfficerName(p.Officer), e.Moment(p.Since)).String()
			continue
		}
		parts[i] = lookingGlyph + " " + e.T("people.looking", e.OfficerName(p.Officer)).String()
	}
	return clean.Own(strings.Join(parts, "  "))
}

// HandOver asks to whom a ticket goes, not to but, and for words to them.
func (e *Env) HandOver(officers map[string]string, but string, then func(officer, note string) Intent) Intent {
	var ids []string
	for id := range officers {
		if id != but {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	entries := make([]Entry, len(ids))
	for i, id := range ids {
		entries[i] = Entry{Text: e.OfficerName(id), Note: clean.Line(id, 20), Then: func() Intent {
			form := NewForm(e, Input{ID: "note", Label: e.T("people.note"), Hint: e.T("people.note-hint"), Rows: 4})
			return Show{Overlay: NewSheet(e, Sheet{Title: e.T("people.hand-over", e.OfficerName(id)), Form: form,
				Then: func(f *Form) Intent { return then(id, f.Value("note")) }})}
		}}
	}
	return Show{Overlay: NewChoose(e, Choose{Title: e.T("do.assign"), Entries: entries, Filter: true})}
}
