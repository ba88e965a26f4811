package console

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ui/kit"
)

// settings shows how this desk is set up. It changes nothing: settings are in
// files, which say who changed them.
type settings struct {
	env   *kit.Env
	opt   *Options
	w, h  int
	pager kit.Pager
}

func newSettings(env *kit.Env, opt *Options) *settings { return &settings{env: env, opt: opt} }

func (s *settings) Resize(w, h int) {
	s.w, s.h = w, h
	s.pager.Resize(w, h-2)
	s.pager.SetLines(s.draw())
}

// twoFrom is the width from which the groups stand in two columns.
const twoFrom = 110

func (s *settings) draw() []string {
	if s.opt.Settings == nil {
		return nil
	}
	all := s.opt.Settings()
	if s.w < twoFrom || len(all) < 2 {
		return s.column(all, s.w)
	}
	half := s.w / 2
	long := len(s.column(all, half))
	at := 1
	for at < len(all)-1 && len(s.column(all[:at], half)) < long/2 {
		at++
	}
	left := s.column(all[:at], half)
	for i := range left {
		left[i] = kit.Pad(left[i], half)
	}
	return kit.Beside(left, half, "", s.column(all[at:], s.w-half))
}

// column draws groups in w cells: the names take what the longest of them needs,
// the values the rest.
func (s *settings) column(groups []Group, w int) []string {
	e, th := s.env, s.env.Theme
	label := 0
	for _, g := range groups {
		for _, it := range g.Items {
			label = max(label, kit.Width(e.Lang.Word("settings.", it.Name)))
		}
	}
	label = min(label, w/3)
	var out []string
	for _, g := range groups {
		out = append(out, "", "   "+th.Title.Render(e.Lang.Word("settings.", g.Name)))
		for _, it := range g.Items {
			value := it.Value
			if it.Now != nil {
				value = it.Now()
			}
			lines := kit.Wrap(clean.Block(value, 2000), max(w-label-7, 8))
			if len(lines) == 0 {
				lines = []string{"–"}
			}
			for i, l := range lines {
				head := kit.Spaces(label)
				if i == 0 {
					head = th.Muted.Fit(e.Lang.Word("settings.", it.Name), label)
				}
				out = append(out, "   "+head+"  "+l)
			}
		}
	}
	return out
}

func (s *settings) Key(msg tea.KeyPressMsg) (kit.Intent, bool) { return nil, s.pager.Key(msg) }
func (s *settings) Paste(t clean.Text) kit.Intent              { s.pager.Paste(t); return nil }
func (s *settings) Mouse(m kit.Mouse) (kit.Intent, bool)       { s.pager.Wheel(m.Wheel); return nil, true }
func (s *settings) Apply(kit.Changes) kit.Intent               { return nil }
func (s *settings) Tick(time.Time) kit.Intent                  { return nil }
func (s *settings) Bindings() []kit.Binding                    { return nil }
func (s *settings) Title() clean.Text                          { return s.env.T("do.settings") }
func (s *settings) Busy() clean.Text                           { return clean.Text{} }
func (s *settings) Cursor() *tea.Cursor                        { return kit.Shift(s.pager.Cursor(), 0, 2) }

func (s *settings) View() string {
	title := kit.Pad(" "+s.env.Theme.Title.Render(s.Title())+"  "+s.env.Theme.Muted.Render(s.env.T("settings.read-only")), s.w)
	lines := append([]string{title, kit.Spaces(s.w)}, s.pager.Lines(s.env.Theme)...)
	return strings.Join(kit.Exactly(lines, s.h), "\n")
}
