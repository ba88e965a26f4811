package ticketview

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/kit"
)

// Outside gives files to the programs of the officer's own desktop. A file is put
// into a directory of the desk's owner until the console ends; what is left by one
// that did not end well is removed by the next. Only papers and pictures are given
// away, under an extension that follows from their content: never a program, a page
// with scripts or an archive.
type Outside struct {
	dir   string
	env   func(string) string
	start func(ctx context.Context, name string, args ...string) error // nil: really
	look  func(name string) (string, error)
	os    string
}

// NewOutside uses a directory of its own, which it empties. Close empties it again.
func NewOutside(dir string, env func(string) string) *Outside {
	_ = os.RemoveAll(dir)
	return &Outside{dir: dir, env: env, look: exec.LookPath, os: runtime.GOOS}
}

// Close removes what was given away.
func (o *Outside) Close() error { return os.RemoveAll(o.dir) }

// why is the key of why nothing can be opened from here, "" where it can.
func (o *Outside) why() string {
	if o == nil {
		return "no-outside"
	}
	if o.env("SSH_CONNECTION") != "" || o.env("SSH_TTY") != "" {
		return "ssh"
	}
	name, _ := o.opener("")
	if _, err := o.look(name); err != nil || o.os == "linux" && o.env("DISPLAY") == "" && o.env("WAYLAND_DISPLAY") == "" {
		return "no-desktop"
	}
	return ""
}

// opener is the program that opens a file as its owner would.
func (o *Outside) opener(path string) (string, []string) {
	switch o.os {
	case "darwin":
		return "open", []string{path}
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler", path}
	}
	return "xdg-open", []string{path}
}

// extensions are those of what may be opened, by what a file really is.
var extensions = map[string]string{
	"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/tiff": ".tif", "image/bmp": ".bmp",
}

// extension of a file that may be opened, "" for none.
func extension(r *document.Report) string {
	switch {
	case r == nil:
		return ""
	case r.Kind == document.KindPDF:
		return ".pdf"
	case r.Kind == document.KindImage:
		return extensions[r.Type]
	case r.Kind == document.KindText:
		return ".txt"
	}
	return ""
}

// open puts the bytes of a file where its program finds them and starts that.
func (o *Outside) open(ctx context.Context, sha, ext string, data []byte) error {
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return fmt.Errorf("open outside: %w", err)
	}
	path := filepath.Join(o.dir, fmt.Sprintf("%.16s", sha)+ext)
	if err := os.WriteFile(path, data, 0o400); err != nil && !errors.Is(err, os.ErrPermission) { // it is there already
		return fmt.Errorf("open outside: %w", err)
	}
	name, args := o.opener(path)
	start := o.start
	if start == nil {
		start = func(ctx context.Context, name string, args ...string) error {
			return exec.CommandContext(ctx, name, args...).Run()
		}
	}
	if err := start(ctx, name, args...); err != nil {
		return fmt.Errorf("open outside: %s: %w", name, err)
	}
	return nil
}

// openFile opens a file outside, as far as it may leave quarantine: the desk says.
func (s *Screen) openFile(a ticket.Attachment) kit.Intent {
	return s.work(func(ctx context.Context) (func() kit.Intent, error) {
		data, err := s.taking(ctx, &a, ticket.TakenOpen)
		if err != nil {
			return nil, err
		}
		if err := s.opt.Outside.open(ctx, a.SHA, extension(a.Report), data); err != nil {
			return nil, err
		}
		return func() kit.Intent {
			return kit.Toast{Text: s.env.T("look.opened", line(a.Name)), Level: kit.Good}
		}, nil
	})
}

// notOutside is why a file is not opened outside, empty where it is.
func (s *Screen) notOutside(a *ticket.Attachment) clean.Text {
	if a.Quarantined() {
		return s.env.T("ticketview.why.quarantined")
	}
	if why := s.opt.Outside.why(); why != "" {
		return s.env.Lang.Word("look.outside.", why)
	}
	if extension(a.Report) == "" {
		return s.env.T("look.outside.kind")
	}
	return clean.Text{}
}

func (d *documents) noOutside() clean.Text {
	if no := d.closed(); !no.Empty() {
		return no
	}
	return d.s.notOutside(d.shown())
}
