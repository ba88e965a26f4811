package console

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	sheet "loket/ticket/document/page"
	"loket/ui/kit"
	"loket/ui/kit/picture"
)

// easel is a screen with one picture.
type easel struct {
	stub
	b  *sheet.Bitmap
	at image.Rectangle
	n  int
}

func (e *easel) Painted() []picture.Placed {
	t := e.env.Terminal
	if !t.Way.Graphic() {
		return nil
	}
	w, h := t.Raster(e.at.Dx(), e.at.Dy())
	return []picture.Placed{{Frame: t.Encode(e.b.Part(e.b.Bounds(), w, h), e.at.Dx(), e.at.Dy(), uint32(71+e.n)), At: e.at}}
}

// written runs a command and what follows from it, and returns what goes to the
// terminal beside the renderer.
func (a *App) written(cmd tea.Cmd) string {
	if cmd == nil {
		return ""
	}
	switch m := cmd().(type) {
	case nil:
	case tea.RawMsg:
		return fmt.Sprint(m.Msg)
	case tea.BatchMsg:
		out := ""
		for _, c := range m {
			out += a.written(c)
		}
		return out
	case paintMsg, probedMsg, throughMsg, afterMsg:
		_, next := a.Update(m)
		return a.written(next)
	default:
		if reflect.TypeOf(m).String() == "tea.clearScreenMsg" {
			return "<clear>"
		}
		if v := reflect.ValueOf(m); v.Kind() == reflect.Slice { // a sequence
			out := ""
			for i := range v.Len() {
				if c, ok := v.Index(i).Interface().(tea.Cmd); ok {
					out += a.written(c)
				}
			}
			return out
		}
	}
	return ""
}

func newEasel(a *App) *easel {
	e := &easel{stub: stub{settings: settings{env: a.env, opt: &a.opt}, name: "gambar"}, b: sheet.NewBitmap(40, 20, true), at: image.Rect(2, 1, 12, 6)}
	for i := range 400 {
		e.b.Pix[i] = 0
	}
	return e
}

func (a *App) tell1(msg tea.Msg) string {
	_, cmd := a.Update(msg)
	return a.written(cmd)
}

func TestPicturesComeAndGo(t *testing.T) {
	a := testApp(t, demoFake(), 80, 24)
	e := newEasel(a)
	out := a.written(a.show(e)) + a.tell1(tea.FocusMsg{})
	if !strings.Contains(out, picture.Query) {
		t.Fatalf("the terminal is not asked: %q", out)
	}
	if a.env.Terminal.Way != picture.Quads {
		t.Fatalf("a silent terminal gets %s", a.env.Terminal.Way)
	}
	if out := a.tell1(tea.FocusMsg{}); strings.Contains(out, picture.Query) {
		t.Error("the terminal is asked twice")
	}
	// It answers late: Kitty.
	a.pics.probe.Take(uv.KittyGraphicsEvent{Payload: []byte("OK")}) // of another picture
	ok := uv.KittyGraphicsEvent{Payload: []byte("OK")}
	ok.Options.ID = 31
	out = a.tell1(ok) + a.tell1(uv.PrimaryDeviceAttributesEvent{62})
	if !strings.HasPrefix(out, "\x1b7\x1b[2;3H\x1b_Ga=T,f=100,i=71,p=1,c=10,r=5") || !strings.HasSuffix(out, "\x1b\\\x1b8") {
		t.Fatalf("%.120q", out)
	}
	if out := a.tell1(tea.FocusMsg{}); out != "" {
		t.Errorf("the same picture is written again: %.60q", out)
	}
	// An overlay hides it, and it comes back.
	if out := a.written(a.do(a.themeMenu())) + a.tell1(tea.FocusMsg{}); !strings.Contains(out, "a=d,d=I,i=71") || strings.Contains(out, "a=T") {
		t.Errorf("below an overlay: %.80q", out)
	}
	if out := a.tell1(tea.KeyPressMsg{Code: tea.KeyEscape}); !strings.Contains(out, "a=T") {
		t.Errorf("after the overlay: %.80q", out)
	}
	// Another picture takes its place; leaving takes it away.
	e.n++
	if out := a.tell1(tea.FocusMsg{}); !strings.Contains(out, "a=d,d=I,i=71") || !strings.Contains(out, "a=T,f=100,i=72") {
		t.Errorf("another: %.80q", out)
	}
	if out := a.tell1(tea.KeyPressMsg{Code: tea.KeyEscape}); !strings.Contains(out, "a=d,d=I,i=72") || strings.Contains(out, "a=T") {
		t.Errorf("after leaving: %.80q", out)
	}
}

func TestSixelIsClearedWithTheCells(t *testing.T) {
	a := testApp(t, demoFake(), 80, 24)
	e := newEasel(a)
	a.show(e)
	a.pics.asked = true
	a.tell1(uv.CellSizeEvent{Width: 8, Height: 16})
	out := a.tell1(uv.PrimaryDeviceAttributesEvent{62, 4})
	if !strings.Contains(out, "\x1bP0;1;0q\"1;1;80;80") || strings.Contains(out, "<clear>") {
		t.Fatalf("%.80q", out)
	}
	e.at = image.Rect(0, 0, 5, 5)
	if out := a.tell1(tea.FocusMsg{}); !strings.HasPrefix(out, "<clear>\x1b7\x1b[1;1H\x1bP") {
		t.Errorf("moved: %.60q", out)
	}
	if out := a.tell1(tea.KeyPressMsg{Code: tea.KeyEscape}); out != "<clear>" {
		t.Errorf("after leaving: %.60q", out)
	}
}

func TestPictureSettingIsKept(t *testing.T) {
	f := demoFake()
	a := testApp(t, f, 80, 24)
	a.written(a.do(kit.Set{Name: "picture", Value: "blocks"}))
	if a.env.Terminal.Way != picture.Halves {
		t.Errorf("%s", a.env.Terminal.Way)
	}
	a.written(a.do(kit.Set{Name: "picture", Value: "nonsense"}))
	a.written(a.keepAs(a.current()))
	if b := testApp(t, f, 80, 24); b.pics.setting != picture.Halves {
		t.Errorf("comes back as %s", b.pics.setting)
	}
}

// out collects what a program writes.
type out struct {
	mu sync.Mutex
	b  bytes.Buffer
	at chan struct{} // closed when the picture has been written
}

func (o *out) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.b.Write(p)
	if o.at != nil && bytes.Contains(o.b.Bytes(), []byte("\x1b_Ga=T")) && bytes.Contains(o.b.Bytes(), []byte("\x1b8")) {
		close(o.at)
		o.at = nil
	}
	return len(p), nil
}

// TestPictureReachesTheTerminal runs a whole program: Bubble Tea's renderer must
// let through what is written beside it.
func TestPictureReachesTheTerminal(t *testing.T) {
	a := testApp(t, demoFake(), 80, 24)
	a.pics.setting, a.pics.asked = picture.Kitty, true
	e := newEasel(a)
	a.stack = append(a.stack, e)
	a.decide()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	seen := make(chan struct{})
	o := &out{at: seen}
	done := make(chan error, 1)
	go func() { done <- Run(ctx, a, &never{ctx}, o, tea.WithWindowSize(80, 24), tea.WithoutSignals()) }()
	select {
	case <-seen:
	case <-ctx.Done():
		t.Fatal("no picture was written")
	}
	cancel()
	<-done
	want := e.Painted()[0].Raw
	if n := strings.Count(o.b.String(), want); n != 1 {
		t.Errorf("the picture was written %d times", n)
	}
	if m := regexp.MustCompile(`\x1b7\x1b\[2;3H\x1b_G`).FindString(o.b.String()); m == "" {
		t.Error("the picture is not at its place")
	}
}

// never is an input on which nothing is typed.
type never struct{ ctx context.Context }

func (n *never) Read([]byte) (int, error) { <-n.ctx.Done(); return 0, n.ctx.Err() }
