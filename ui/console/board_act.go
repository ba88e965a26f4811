package console

import (
	"context"
	"errors"
	"maps"
	"slices"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// Bindings are what keys do on the board.
func (b *board) Bindings() []kit.Binding {
	e := b.env
	if b.field != nil {
		return []kit.Binding{
			kit.Bind("filter-done", e.T("do.filter-done"), func() kit.Intent { b.field = nil; return nil }, "enter", "down").Shown(),
			kit.Bind("filter-clear", e.T("do.filter-clear"), b.clear, "esc").Shown(),
		}
	}
	none := clean.Text{}
	if b.item() == nil {
		none = e.T("why.nothing")
	}
	cause := none
	if none.Empty() && !slices.ContainsFunc(b.targets(), func(r *ticket.Row) bool { return r.Unexplained }) {
		cause = e.T("board.no-breach")
	}
	return e.Within([]kit.Binding{
		kit.Bind("open", e.T("do.open"), func() kit.Intent { return kit.Open{ID: b.item().Row.ID} }, "enter", "o").Unless(none).Shown(),
		kit.Bind("mark", e.T("do.mark"), func() kit.Intent { b.list.Toggle(); return nil }, "space").Unless(none).Shown(),
		kit.Bind("reassign", e.T("board.reassign"), b.reassign, "A").Unless(none).Shown(),
		kit.Bind("cause", e.T("board.cause"), b.explain, "C").Unless(cause).Shown(),
		kit.Bind("whatif", e.T("whatif.do"), func() kit.Intent { return kit.Push{Screen: newWhatIf(e, b.opt)} }, "w").Shown(),
		kit.Bind("filter", e.T("do.filter"), b.openFilter, "/").Shown(),
		kit.Bind("next-lens", e.T("board.next"), func() kit.Intent { return b.look(b.lens + 1) }, "tab", "l", "right"),
		kit.Bind("last-lens", e.T("board.last"), func() kit.Intent { return b.look(b.lens - 1) }, "shift+tab", "h", "left"),
	}, "", needs)
}

// targets are the marked tickets that are shown, else the selected one.
func (b *board) targets() (rows []*ticket.Row) {
	for _, i := range b.list.MarkedRows() {
		rows = append(rows, b.shown[i].Row)
	}
	if p := b.item(); len(rows) == 0 && p != nil {
		rows = []*ticket.Row{p.Row}
	}
	return rows
}

// reassign gives tickets to an officer, with a word about why.
func (b *board) reassign() kit.Intent {
	e, rows := b.env, b.targets()
	loads := map[string]int{}
	for _, t := range b.made.Owners {
		loads[t.ID] = t.Open
	}
	var officers []kit.Option
	for _, id := range slices.Sorted(maps.Keys(b.opt.Officers)) {
		officers = append(officers, kit.Option{Value: id, Text: e.T("board.load", e.OfficerName(id), loads[id])})
	}
	if len(officers) == 0 {
		return kit.Toast{Text: e.T("why.nothing"), Level: kit.Warn}
	}
	form := kit.NewForm(e, kit.Input{ID: "officer", Label: e.T("col.owner"), Options: officers},
		kit.Input{ID: "note", Label: e.T("board.handover"), Required: true, Max: 500})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("board.reassign-of", len(rows)), Note: b.numbers(rows), Form: form,
		Then: func(f *kit.Form) kit.Intent {
			return b.each(e.T("board.reassigned"), rows, func(r *ticket.Row) ticket.Command {
				return ticket.Assign{Officer: f.Value("officer"), Note: f.Value("note")}
			})
		}})}
}

// numbers names the tickets something is to be done with.
func (b *board) numbers(rows []*ticket.Row) clean.Text {
	words := ""
	for i, r := range rows {
		if i > 0 {
			words += ", "
		}
		words += r.Number
	}
	return clean.Line(words, 300)
}

// each gives every ticket a command of its own; what is refused is listed.
func (b *board) each(name clean.Text, rows []*ticket.Row, command func(*ticket.Row) ticket.Command) kit.Intent {
	items := make([]kit.Do, len(rows))
	for i, r := range rows {
		items[i] = kit.Do{ID: r.ID, Version: r.Version, Command: command(r)}
	}
	b.list.Unmark()
	return kit.Bulk{Items: items, Name: name}
}

// causes are those that occur again and again; another is written.
var causes = []string{"load", "staff", "requester", "party", "system", "complex", "other"}

// explain asks once for the cause of every missed target of the tickets.
func (b *board) explain() kit.Intent {
	e, rows := b.env, b.targets()
	rows = slices.DeleteFunc(slices.Clone(rows), func(r *ticket.Row) bool { return !r.Unexplained })
	var options []kit.Option
	for _, c := range causes {
		options = append(options, kit.Option{Value: c, Text: e.T("board.causes." + c)})
	}
	form := kit.NewForm(e, kit.Input{ID: "cause", Label: e.T("board.cause-name"), Options: options},
		kit.Input{ID: "comment", Label: e.T("board.comment"), Max: 300})
	check := func(f *kit.Form) (string, clean.Text) {
		if f.Value("cause") == "other" && f.Value("comment") == "" {
			return "comment", e.T("refusal.no-reason")
		}
		return "", clean.Text{}
	}
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("board.cause-of", len(rows)), Note: b.numbers(rows), Form: form, Check: check,
		Then: func(f *kit.Form) kit.Intent { return b.explained(rows, b.causeWords(f)) }})}
}

// causeWords is the cause as it is kept: in the words of the desk's records, which
// are Indonesian whatever the screen is.
func (b *board) causeWords(f *kit.Form) string {
	cause, comment := f.Value("cause"), f.Value("comment")
	if cause == "other" {
		return comment
	}
	words := kit.Indonesian.T("board.causes." + cause).String()
	if comment != "" {
		words += ": " + comment
	}
	return words
}

// explained reads which targets were missed, and gives each the cause.
func (b *board) explained(rows []*ticket.Row, cause string) kit.Intent {
	name := b.env.T("board.cause-name")
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		var items []kit.Do
		var failed error
		for _, r := range rows {
			t, err := b.opt.Desk.Ticket(r.ID)
			if err != nil {
				failed = errors.Join(failed, err)
				continue
			}
			for _, m := range t.Clock.Breaches {
				if m.Cause == "" {
					items = append(items, kit.Do{ID: r.ID, Command: ticket.ExplainBreach{What: m.What, Cause: cause}})
				}
			}
		}
		return func() kit.Intent {
			b.list.Unmark()
			if len(items) == 0 {
				return nil
			}
			return kit.Bulk{Items: items, Name: name}
		}, failed
	}}
}
