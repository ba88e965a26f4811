package render

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"

	"loket/ticket/document/page"
)

// guestPages bounds the memory of the engine, in pages of 64 KiB.
const guestPages = 4096

// engine is PDFium in its sandbox. It belongs to one goroutine and is not stopped
// from inside: its process is.
type engine struct {
	pdfium pdfium.Pdfium
	doc    references.FPDF_DOCUMENT // of data, "" for none
	pages  int
}

// openEngine starts PDFium with what was compiled into dir; where there is
// nothing it compiles for seconds, and keeps the outcome if dir can be written.
func openEngine(dir string) (*engine, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(guestPages)
	if dir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(dir)
		if err != nil {
			return nil, fmt.Errorf("engine: %w", err)
		}
		config = config.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 1, ReuseWorkers: true, RuntimeConfig: config, Stdout: io.Discard, Stderr: io.Discard,
		FSConfig: wazero.NewFSConfig(), // the default would mount the root of the host
	})
	if err != nil {
		return nil, fmt.Errorf("engine: %w", err)
	}
	in, err := pool.GetInstance(time.Minute)
	if err != nil {
		return nil, fmt.Errorf("engine: %w", err)
	}
	return &engine{pdfium: in}, nil
}

// open takes a file, with its password or ""; the one before is closed.
func (e *engine) open(data []byte, password string) error {
	e.close()
	ask := &requests.OpenDocument{File: &data}
	if password != "" {
		ask.Password = &password
	}
	r, err := e.pdfium.OpenDocument(ask)
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword):
		return page.ErrPassword
	case errors.Is(err, pdfiumerrors.ErrSecurity):
		return fmt.Errorf("%w: %w", page.ErrPassword, err)
	case err != nil:
		return fmt.Errorf("%w: %w", page.ErrUnreadable, err)
	}
	e.doc = r.Document
	n, err := e.pdfium.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: e.doc})
	if err != nil {
		return fmt.Errorf("%w: %w", page.ErrUnreadable, err)
	}
	e.pages = n.PageCount
	return nil
}

func (e *engine) close() {
	if e.doc != "" {
		_, _ = e.pdfium.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: e.doc})
		e.doc = ""
	}
}

// draw draws a page of the open file.
func (e *engine) draw(q page.Request) (*page.Bitmap, error) {
	if q.Page < 0 || q.Page >= e.pages {
		return nil, page.ErrNoPage
	}
	at := requests.Page{ByIndex: &requests.PageByIndex{Document: e.doc, Index: q.Page}}
	size, err := e.pdfium.GetPageSize(&requests.GetPageSize{Page: at})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", page.ErrUnreadable, err)
	}
	pw, ph := size.Width, size.Height // as shown, the page's own turn included
	if q.Turn%2 == 1 {
		pw, ph = ph, pw
	}
	w, h, err := q.Size(pw, ph)
	if err != nil {
		return nil, err
	}
	if q.Turn%2 == 1 {
		w, h = h, w
	}
	r, err := e.pdfium.RenderPageInPixels(&requests.RenderPageInPixels{Page: at, Width: w, Height: h, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", page.ErrUnreadable, err)
	}
	defer r.Cleanup()
	if r.Result.Image == nil || math.Abs(float64(r.Result.Image.Rect.Dx()-w)) > 2 {
		return nil, page.ErrUnreadable
	}
	b := page.FromRGBA(r.Result.Image).Turned(q.Turn)
	b.Pages, b.By = e.pages, "pdfium"
	return b, nil
}

// compile prepares the engine in a folder, once for each version of it: seconds
// of work for one processor. The folder is made if need be, and must belong to
// the user alone: it holds machine code.
func compile(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	if _, err := openEngine(dir); err != nil {
		return err
	}
	f, err := os.OpenFile(readyFile(dir), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	return f.Close()
}

// EngineDir is where the engine is kept: the user's folder for what can be made
// again, "" where there is none.
func EngineDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "loket", "engine")
}

// ready says that compile has come to its end here before.
func ready(dir string) bool {
	if dir == "" {
		return false
	}
	at, err := os.Stat(dir)
	if err != nil || at.Mode().Perm()&0o022 != 0 {
		return false
	}
	_, err = os.Stat(readyFile(dir))
	return err == nil
}

func readyFile(dir string) string {
	return filepath.Join(dir, "ready-"+engineVersion())
}
