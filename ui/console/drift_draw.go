package console

import (
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/nameserver"
	"loket/ui/kit"
)

// driftMark is the mark of how a set stands to the register.
func driftMark(e *kit.Env, kind string) kit.Mark {
	m := kit.Mark{Glyph: "?", Word: e.Lang.Word("drift.kind.", kind), Ink: e.Theme.Soon}
	switch kind {
	case string(nameserver.Foreign):
		m.Glyph, m.Ink = "+", e.Theme.Late
	case string(nameserver.Missing):
		m.Glyph, m.Ink = "-", e.Theme.Late
	case string(nameserver.Differs):
		m.Glyph = "~"
	case "dangling":
		m.Glyph, m.Ink = "!", e.Theme.Late
	}
	return m
}

const (
	driftKindWidth = 13
	driftTypeWidth = 6
)

func (d *drift) nameWidth(w int) int { return min(max((w-driftKindWidth-driftTypeWidth-4)/2, 16), 40) }

func (d *drift) draw(r *driftRow, w int, look kit.Look) string {
	e, th := d.env, d.env.Theme
	ground, pointer := kit.Ink{}, " "
	if look.Selected {
		ground, pointer = th.Selected, "›"
	}
	m := driftMark(e, r.kind)
	name, typ, value := r.set.Name, r.set.Type, driftValues(&r.set)
	if r.what.Key != "" {
		name, typ, _ = strings.Cut(r.what.Key, " ")
		value = r.what.What.In(domain.Lang(e.Lang))
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, "."), "."+d.zone) // the zone is the same in every row
	width := d.nameWidth(w)
	return kit.Row(ground, w,
		kit.Cell{Text: clean.Own(pointer), Width: 1, Ink: th.Accent},
		kit.Cell{Text: clean.Own(m.Glyph + " " + m.Word.String()), Width: driftKindWidth, Ink: m.Ink},
		kit.Cell{Text: clean.Line(name, 253), Width: width},
		kit.Cell{Text: clean.Line(typ, 10), Width: driftTypeWidth, Ink: th.Muted},
		kit.Cell{Text: clean.Line(value, 600), Width: max(w-width-driftKindWidth-driftTypeWidth-5, 0)})
}

// driftValues are the values that are there too many ("+") or too few ("-").
func driftValues(s *nameserver.Drifted) string {
	_, values, _ := strings.Cut(s.String(), ": ")
	return values
}

// summary is when the zone was compared, by whom, and what was there.
func (d *drift) summary() (clean.Text, kit.Ink) {
	e, c := d.env, &d.last
	switch {
	case d.running:
		return e.T("drift.running", d.zone), e.Theme.Accent
	case !d.known && d.read:
		return e.T("drift.never"), e.Theme.Muted
	case !d.known:
		return clean.Text{}, e.Theme.Muted
	case c.Fails():
		return e.T("drift.failed", e.Moment(c.At), e.OfficerName(c.By)), e.Theme.Late
	}
	done := e.T("drift.done", e.Moment(c.At), e.OfficerName(c.By), strconv.FormatUint(uint64(c.Drift.Serial), 10), c.Drift.Records, c.Same)
	if c.Left > 0 { // before what a narrow screen cuts off
		return clean.Own(e.T("drift.left", c.Left).String() + " · " + done.String()), e.Theme.Soon
	}
	return done, e.Theme.Muted
}

func (d *drift) View() string {
	r, e := d.rects, d.env
	if r.Shape == kit.TooSmall {
		return ""
	}
	w := r.List.Dx()
	cell := func(key string, width int) kit.Cell {
		return kit.Cell{Text: e.T(key), Width: width, Ink: e.Theme.Muted}
	}
	head := kit.Row(kit.Ink{}, w, kit.Cell{Text: clean.Own(""), Width: 1}, cell("col.state", driftKindWidth), cell("names.name", d.nameWidth(w)),
		cell("drift.type", driftTypeWidth), cell("drift.values", 24))
	lines := d.list.Lines()
	for i, l := range d.instead(w) {
		if d.list.Len() == 0 && i+1 < len(lines) {
			lines[i+1] = kit.Pad("   "+l, w)
		}
	}
	query := ""
	if words, ink := d.summary(); d.field == nil && d.text == "" {
		query = " " + ink.Fit(words, r.Query.Dx()-1)
	} else {
		query = d.filterLine(clean.Text{})
	}
	return page(e, r, d.title("do.zone", len(d.shown)), query, head, lines, d.detail(r.Preview.Dx(), r.Preview.Dy()))
}

// instead is what stands where no set does: why not.
func (d *drift) instead(w int) (lines []string) {
	e, th, lang := d.env, d.env.Theme, domain.Lang(d.env.Lang)
	put := func(t clean.Text, ink kit.Ink) {
		for _, l := range kit.Wrap(t, max(w-6, 1)) {
			lines = append(lines, ink.Render(clean.Own(l)))
		}
	}
	switch {
	case d.known && d.last.Fails():
		put(clean.Own("! "+clean.Line(d.last.Failed.What.In(lang), 600).String()), th.Late)
		put(clean.Line(d.last.Failed.Do.In(lang), 600), th.Text)
	case d.known && d.text != "":
		put(e.T("search.empty"), th.Muted)
	case d.known:
		put(clean.Own("✓ "+e.T("drift.clean").String()), th.OK)
	case d.read && d.zone == "":
		put(e.T("drift.no-zone"), th.Muted)
	}
	return lines
}

func (d *drift) detail(w, h int) []string {
	if w == 0 || h == 0 {
		return nil
	}
	var out []string
	e, th := d.env, d.env.Theme
	put := func(t clean.Text, ink kit.Ink) {
		for _, l := range kit.Wrap(t, w) {
			out = append(out, ink.Render(clean.Own(l)))
		}
	}
	if r := d.row(); r != nil && r.what.Key != "" {
		put(clean.Line(r.what.Key, 300), th.Bold)
		put(clean.Line(r.what.What.In(domain.Lang(e.Lang)), 600), th.Text)
		put(clean.Line(r.what.Fix.In(domain.Lang(e.Lang)), 600), th.Muted)
	} else if r != nil {
		put(clean.Line(strings.TrimSuffix(r.set.Name, ".")+"  "+r.set.Type, 300), th.Bold)
		out = append(out, "")
		for _, part := range []struct {
			key    string
			values []string
		}{{"drift.register", r.set.Approved}, {"drift.zone", r.set.Now}, {"names.tickets", r.set.Sources}} {
			if len(part.values) == 0 {
				continue
			}
			put(e.T(part.key), th.Muted)
			for _, v := range part.values {
				for _, l := range kit.Wrap(clean.Line(v, 600), max(w-2, 1)) {
					out = append(out, "  "+th.Text.Render(clean.Own(l)))
				}
			}
		}
		out = append(out, "")
		put(e.Lang.Word("drift.means.", r.kind), th.Text)
	}
	out = kit.Exactly(out, h)
	for i := range out {
		out[i] = kit.Pad(out[i], w)
	}
	return out
}
