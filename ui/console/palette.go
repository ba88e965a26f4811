package console

import (
	"context"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// palette offers everything that can be done here, and takes commands: open 42,
// view mine, lang en, theme light, or a query after a slash.
func (a *App) palette() kit.Overlay {
	entries := kit.BindingEntries(a.bindings())
	for i, v := range ticket.Views {
		entries = append(entries, kit.Entry{
			Key: string(rune('1' + i)), Text: a.env.T("palette.view", a.env.T("view."+string(v))),
			Then: func() kit.Intent { return kit.View{View: string(v)} },
		})
	}
	return kit.NewChoose(a.env, kit.Choose{Title: a.env.T("do.palette"), Entries: entries, Filter: true, Note: a.env.T("palette.note"), Free: a.typed})
}

// typed reads a command of the palette in either language; nil if it is none.
func (a *App) typed(text string) kit.Intent {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "/") {
		query := strings.TrimSpace(text[1:])
		return kit.View{Query: &query}
	}
	if number := strings.TrimPrefix(text, "#"); number != "" && strings.Trim(number, "0123456789-") == "" {
		return a.find(number)
	}
	verb, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	if rest == "" {
		return nil
	}
	switch strings.ToLower(verb) {
	case "open", "buka":
		return a.find(rest)
	case "view", "tampilan", "lihat":
		return a.view(rest)
	case "lang", "bahasa":
		return kit.Set{Name: "lang", Value: rest}
	case "theme", "tema":
		return kit.Set{Name: "theme", Value: themeWord(rest)}
	case "filter", "saring", "query":
		return kit.View{Query: &rest}
	}
	return nil
}

func themeWord(s string) string {
	switch strings.ToLower(s) {
	case "light", "terang":
		return "light"
	case "none", "polos":
		return "none"
	case "auto", "otomatis":
		return "auto"
	}
	return "dark"
}

// view finds a view by its id or by the beginning of its name.
func (a *App) view(word string) kit.Intent {
	word = strings.ToLower(word)
	for _, v := range ticket.Views {
		if string(v) == word || strings.HasPrefix(strings.ToLower(a.env.T("view."+string(v)).String()), word) {
			return kit.View{View: string(v)}
		}
	}
	return kit.Toast{Text: a.env.T("palette.no-view", word), Level: kit.Warn}
}

func (a *App) find(number string) kit.Intent { return openNumber(a.opt.Desk, number) }

// openNumber shows the ticket of a number.
func openNumber(d Desk, number string) kit.Intent {
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		id, err := d.Find(number)
		return func() kit.Intent { return kit.Open{ID: id} }, err
	}}
}

// frameOf is what the small screens of the desk share: a title and a filter.
type frameOf struct {
	env   *kit.Env
	opt   *Options
	rects kit.Rects
	field *kit.Field
	text  string
}

// resize divides the screen. What stands beside these lists is short, so the
// lists are wider than the queue's.
func (f *frameOf) resize(w, h int) {
	r := kit.Layout(w, h+2)
	if r.Shape == kit.Wide {
		detail := min(max(w/4, 38), 84)
		r.List.Max.X = w - detail - 3
		r.Head.Max.X, r.Preview.Min.X = r.List.Max.X, w-detail
	}
	f.rects = r
}

func (f *frameOf) title(key string, n int) string {
	w := f.rects.Tabs.Dx()
	return kit.Pad(" "+f.env.Theme.Title.Render(f.env.T(key))+"  "+f.env.Theme.Accent.Render(f.env.Lang.Number(int64(n))), w)
}

// filterLine is the filter, or what can be written in it.
func (f *frameOf) filterLine(hint clean.Text) string {
	w := f.rects.Query.Dx()
	slash := f.env.Theme.Accent.Render(clean.Own(" / "))
	switch {
	case f.field != nil:
		return slash + f.field.View(w-3)
	case f.text != "":
		return slash + f.env.Theme.Bold.Fit(clean.Line(f.text, 200), w-3)
	}
	return slash + f.env.Theme.Muted.Fit(hint, w-3)
}

func (f *frameOf) openFilter() kit.Intent {
	f.field = kit.NewField(200)
	f.field.Set(f.text)
	return nil
}

// words reports whether every word of the filter occurs in a text.
func (f *frameOf) fits(hay string) bool {
	hay = strings.ToLower(hay)
	for _, w := range strings.Fields(strings.ToLower(f.text)) {
		if !strings.Contains(hay, w) {
			return false
		}
	}
	return true
}
