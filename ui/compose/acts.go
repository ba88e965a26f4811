package compose

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// Bindings are the keys of the composer; letters belong to the text.
func (s *Screen) Bindings() []kit.Binding {
	e := s.env
	if !s.ready {
		return nil
	}
	preview := kit.Bind("preview", e.T("compose.preview"), func() kit.Intent { s.openPreview(); return nil }, "ctrl+r").Shown()
	send := kit.Bind("send", e.T("compose.send"), s.send, "ctrl+s").Shown()
	if s.preview {
		return []kit.Binding{send, kit.Bind("back", e.T("compose.edit"), func() kit.Intent { s.preview = false; return nil }, "esc").Shown()}
	}
	return []kit.Binding{
		send, preview,
		kit.Bind("leave", e.T("compose.leave"), s.leave, "esc").Shown(),
		kit.Bind("template", e.T("compose.template"), s.templates, "ctrl+t").Shown(),
		kit.Bind("later", e.T("compose.later"), s.putOff, "ctrl+l").Unless(s.mayPutOff()).Shown(),
		kit.Bind("attach", e.T("compose.attach"), s.attachMenu, "ctrl+a").Unless(s.noFiles()).Shown(),
		kit.Bind("editor", e.T("compose.editor"), s.editor, "ctrl+e").Unless(s.noEditor()).Shown(),
		kit.Bind("next-field", e.T("compose.next-field"), func() kit.Intent { s.step(1); return nil }, "tab"),
		kit.Bind("discard", e.T("compose.discard"), s.discard, "ctrl+d").Danger(),
	}
}

func (s *Screen) noFiles() clean.Text {
	if s.offered != nil {
		return clean.Text{}
	}
	for i := range s.t.Messages {
		if len(s.t.Messages[i].Attachments) > 0 {
			return clean.Text{}
		}
	}
	return s.env.T("compose.why-no-files")
}

func (s *Screen) noEditor() clean.Text {
	if s.opt.Editor == "" {
		return s.env.T("compose.why-no-editor")
	}
	return clean.Text{}
}

// templates offers the letters, those of the service first.
func (s *Screen) templates() kit.Intent {
	e := s.env
	var ids []string
	if svc, ok := s.opt.Catalogue.Service(s.t.Service); ok {
		ids = append(ids, svc.Letters...)
	}
	own := len(ids)
	for _, l := range s.opt.Catalogue.Letters {
		if !slices.Contains(ids, l.ID) {
			ids = append(ids, l.ID)
		}
	}
	var entries []kit.Entry
	for i, id := range ids {
		note := clean.Text{}
		if i < own {
			note = e.T("compose.of-service")
		}
		entries = append(entries, kit.Entry{Text: clean.Line(s.opt.Catalogue.Letter(id).In(langOf(e)), 80), Note: note,
			Then: func() kit.Intent { return s.choose(id) }})
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("compose.template"), Entries: entries, Filter: true})}
}

// choose writes the letter anew from a template; own words are asked about.
func (s *Screen) choose(id string) kit.Intent {
	if !s.edited {
		return s.rewrite(id)
	}
	e := s.env
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{Title: e.T("compose.template"), Effect: e.T("compose.replace"), Yes: e.T("compose.replace-yes"),
		Then: func() kit.Intent { return s.rewrite(id) }})}
}

func (s *Screen) rewrite(id string) kit.Intent {
	t, by, desk := s.t, s.env.Officer, s.opt.Desk
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		d, _, err := write(desk, t, ticket.Purpose{Template: id}, by)
		if err != nil {
			return nil, fmt.Errorf("write %q: %w", id, err)
		}
		return func() kit.Intent {
			d.Template = id
			s.fill(d)
			s.changed()
			s.edited = false
			return nil
		}, nil
	}}
}

// attachMenu turns files of the ticket on and off.
func (s *Screen) attachMenu() kit.Intent {
	e := s.env
	var entries []kit.Entry
	if s.offered != nil {
		entries = append(entries, kit.Entry{Text: clean.Own(tick(s.annex != nil) + s.annexName()), Then: func() kit.Intent {
			if s.annex == nil {
				s.annex = s.offered
			} else {
				s.annex = nil
			}
			s.changed()
			return s.attachMenu()
		}})
	}
	for i := range s.t.Messages {
		for j := range s.t.Messages[i].Attachments {
			a := &s.t.Messages[i].Attachments[j]
			entries = append(entries, kit.Entry{Text: clean.Own(tick(slices.Contains(s.attach, a.SHA)) + clean.Line(a.Name, 120).String()), Note: e.Lang.Size(a.Size), Then: func() kit.Intent {
				s.toggle(a.SHA)
				return s.attachMenu()
			}})
		}
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("compose.attach"), Entries: entries})}
}

func tick(on bool) string {
	if on {
		return "✓ "
	}
	return "  "
}

// annexName is what the list of addresses is called that the desk makes.
func (s *Screen) annexName() string {
	return s.env.Lang.Word("compose.annex.", string(s.offered.Kind)).String()
}

func (s *Screen) toggle(sha string) {
	if i := slices.Index(s.attach, sha); i >= 0 {
		s.attach = slices.Delete(slices.Clone(s.attach), i, i+1)
	} else {
		s.attach = append(slices.Clone(s.attach), sha)
	}
	s.changed()
}

// discard throws the draft away, after a question.
func (s *Screen) discard() kit.Intent {
	e := s.env
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{Title: e.T("compose.discard"), Effect: e.T("compose.discard-effect"), Yes: e.T("compose.discard-yes"),
		Then: func() kit.Intent {
			s.sent, s.dirty = true, false
			s.secret.Set("")
			return kit.Many{s.store(nil), kit.Toast{Text: e.T("compose.discarded"), Level: kit.Note}, kit.Back{Leave: true}}
		}})}
}

// editor hands the text to the officer's own editor in a private file outside
// the record, which is removed afterwards. The secret is not in it.
func (s *Screen) editor() kit.Intent {
	command := strings.Fields(s.opt.Editor)
	text := s.body.Value()
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		path, err := writeTemp(text)
		if err != nil {
			return nil, err
		}
		return func() kit.Intent {
			return kit.Exec{Name: command[0], Args: append(command[1:len(command):len(command)], path), Then: func(err error) kit.Intent {
				return s.takeBack(path, text, err)
			}}
		}, nil
	}}
}

// takeBack reads what the editor left.
func (s *Screen) takeBack(path, was string, failed error) kit.Intent {
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		text, err := readTemp(path)
		if failed != nil {
			return func() kit.Intent {
				return kit.Toast{Text: s.env.T("compose.editor-failed", failed.Error()), Level: kit.Bad}
			}, nil
		}
		if err != nil {
			return nil, err
		}
		return func() kit.Intent {
			if text = strings.TrimRight(text, "\n"); text != strings.TrimRight(was, "\n") {
				s.body.Set(clean.Block(text, maxBody).String())
				s.drawn = nil
				s.changed()
			}
			return nil
		}, nil
	}}
}

func writeTemp(text string) (string, error) {
	f, err := os.CreateTemp("", "loket-surat-*.txt") // mode 0600
	if err != nil {
		return "", fmt.Errorf("file for the editor: %w", err)
	}
	_, err = f.WriteString(text)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", fmt.Errorf("file for the editor: %w", err)
	}
	return f.Name(), nil
}

// readTemp reads the file and removes it, whatever happens.
func readTemp(path string) (string, error) {
	defer func() { _ = os.Remove(path) }()
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("file of the editor: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBody))
	if err != nil {
		return "", fmt.Errorf("file of the editor: %w", err)
	}
	return string(data), nil
}
