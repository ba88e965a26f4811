package reportview

import (
	_ "embed"
	"html/template"
	"io"
	"sync"
)

//go:embed report.html
var pageText string

// page is parsed once and never changes.
var page = sync.OnceValues(func() (*template.Template, error) {
	return template.New("report").Funcs(template.FuncMap{
		"wide":  func(share float64) int { return int(min(max(share, 0), 1)*barWide + 0.5) },
		"down":  func(i int) int { return i * barHigh },
		"after": func(share float64) int { return labelWide + int(min(max(share, 0), 1)*barWide+0.5) + 8 },
		"high":  func(bars []Bar) int { return len(bars)*barHigh + 4 },
	}).Parse(pageText)
})

// Measures of a chart, in its own units.
const (
	labelWide = 190
	barWide   = 380
	barHigh   = 24
)

// HTML writes one page that needs nothing else: no script, no font, no image from
// anywhere. Charts are SVG, colours follow the reader's light or dark theme.
func (d *Document) HTML(out io.Writer) error {
	t, err := page()
	if err != nil {
		return err
	}
	return t.Execute(out, d)
}
