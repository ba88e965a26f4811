package letter

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
	"time"

	"loket/domain"
	"loket/ticket"
)

// Memos are what the desk writes to its own officers. They hold numbers, services,
// times and names of officers: nothing that came in a mail. A site does not change
// them, and each is there in both languages.
//
//go:embed memos/*.txt
var memoFiles embed.FS

var _ ticket.Memos = (*Writer)(nil)

// memoLines bounds one memo: who gets more looks at the board anyway.
const memoLines = 40

// memo is what the template of a memo may speak of.
type memo struct {
	Name, Desk string
	Now        time.Time
	Lines      []memoLine
	More       int // alerts that are not among Lines
	Tickets    int
	Head       *ticket.Head
}

// memoLine is one alert.
type memoLine struct {
	Number, Service, Owner string // Service and Owner are "" where there is none
	Due                    time.Time
	Share                  int // in percent
	Late                   bool
}

// Memo writes a memo in the language of who gets it.
func (w *Writer) Memo(m ticket.Memo) (subject, body string, err error) {
	lang := domain.Lang("id")
	if m.To.Lang != "" {
		lang = domain.Lang(m.To.Lang)
	}
	name := string(m.Kind)
	if m.Kind == ticket.MemoUrgent {
		name = string(ticket.MemoAlert)
	}
	t := w.memos.Lookup(fmt.Sprintf("%s.%s.txt", name, lang))
	if t == nil {
		return "", "", fmt.Errorf("%w: memo %s in %q", ErrNoTemplate, m.Kind, lang)
	}
	var text strings.Builder
	if err := t.Execute(&text, w.memoOf(m, lang)); err != nil {
		return "", "", fmt.Errorf("memo %s: %w", t.Name(), err)
	}
	subject, body, _ = strings.Cut(text.String(), "\n")
	return shorten(subject), tidy(body), nil
}

func (w *Writer) memoOf(m ticket.Memo, lang domain.Lang) *memo {
	out := &memo{Name: line(m.To.Name, 80), Desk: w.site.Name, Now: m.Now, Head: m.Head, Tickets: len(m.Alerts)}
	for i, a := range m.Alerts {
		if i == memoLines {
			out.More = len(m.Alerts) - i
			break
		}
		l := memoLine{Number: line(a.Row.Number, 40), Owner: line(a.Owner, 80), Due: a.Due, Share: int(a.Share), Late: a.Share >= ticket.Overtime}
		if s, ok := w.catalogue.Service(a.Row.Service); ok {
			l.Service = s.Title.In(lang)
		}
		out.Lines = append(out.Lines, l)
	}
	return out
}

// parseMemos reads the embedded memos.
func (w *Writer) parseMemos() (err error) {
	w.memos, err = template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"stamp": func(t time.Time) string { return t.In(w.zone).Format("02-01-2006 15.04 MST") },
	}).ParseFS(memoFiles, "memos/*.txt")
	return err
}
