package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"

	"loket/ticket/document"
)

// TestMain lets the test binary be its own child. Files named after a fault make
// the child commit it.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == Argument {
		if err := serve(os.Stdin, os.Stdout, faulty, 1); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func faulty(s document.Surroundings, name, claimed string, data []byte) document.Report {
	switch name {
	case "die":
		os.Exit(7)
	case "hang":
		select {}
	case "spin":
		for i := 0; ; i++ {
		}
	case "memory":
		for all := []byte{1}; ; {
			all = bytes.Repeat(all, 2)
		}
	case "panic":
		panic("on purpose")
	case "babble":
		os.Stdout.Write(bytes.Repeat([]byte{0xff}, 64))
	case "pid":
		return document.Report{Note: fmt.Sprint(os.Getpid())}
	case "trust":
		return document.Report{Note: s.Now.Format(time.DateOnly) + " " + s.Trust.ID()}
	case "read":
		_, err := os.ReadFile("/etc/passwd")
		return document.Report{Note: fmt.Sprint(err)}
	case "write":
		f, err := os.CreateTemp(os.TempDir(), "loket")
		if err == nil {
			defer os.Remove(f.Name())
			_, err = f.Write([]byte("x"))
		}
		return document.Report{Note: fmt.Sprint(err)}
	}
	return document.Inspect(s, name, claimed, data)
}

// patience is the wall time of a file where the test is not about that: a busy
// machine is no fault of the file.
const patience = 2 * time.Minute

func newPool(t testing.TB, parallel int) *Pool {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := New(exe, parallel)
	p.wall = patience
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func TestPoolInspectsLikeInspect(t *testing.T) {
	data := []byte("Kepada Yth. Direktur\nNomor: 1/2026\n")
	want := document.Inspect(document.Surroundings{}, "surat.txt", "text/plain", data)
	for _, p := range []*Pool{newPool(t, 1), New("", 1)} {
		for range 3 {
			got, err := p.Inspect(t.Context(), "surat.txt", "text/plain", data)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("report differs (-in process +child):\n%s", d)
			}
		}
	}
}

func TestFaultIsAFinding(t *testing.T) {
	tests := []struct{ name, note string }{
		{"die", "exit status 7"},
		{"hang", "too long"},
		{"memory", "out of memory"},
		{"panic", "on purpose"},
		{"babble", "nonsense"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPool(t, 1)
			if tt.name == "hang" {
				p.wall = 200 * time.Millisecond
			}
			data := []byte("isi")
			r, err := p.Inspect(t.Context(), tt.name, "text/plain", data)
			if err != nil {
				t.Fatal(err)
			}
			if !r.Has(document.ProblemCorrupt) || !strings.Contains(r.Note, tt.note) {
				t.Errorf("problems %v, note %q; want corrupt and %q", r.Problems, r.Note, tt.note)
			}
			if r.SHA256 == "" || r.Size != int64(len(data)) {
				t.Errorf("the file is lost: %+v", r)
			}
			if p.wall = patience; true {
				next, err := p.Inspect(t.Context(), "surat.txt", "text/plain", data)
				if err != nil || next.Kind != document.KindText || next.Text != "isi" {
					t.Errorf("after the fault: %+v, %v", next, err)
				}
			}
		})
	}
}

func TestChildStaysWarm(t *testing.T) {
	p := newPool(t, 1)
	first := pid(t, p)
	if second := pid(t, p); second != first {
		t.Errorf("child %s replaced by %s without need", first, second)
	}
}

// A child that died between two files is no fault of the second file.
func TestChildKilledWhileIdle(t *testing.T) {
	p := newPool(t, 1)
	first := pid(t, p)
	c := <-p.free
	killGroup(c.cmd)
	_, _ = c.out.ReadByte() // ends when the process has
	p.free <- c
	if second := pid(t, p); second == first || second == "" {
		t.Errorf("pid %q after %q", second, first)
	}
}

func pid(t *testing.T, p *Pool) string {
	t.Helper()
	r, err := p.Inspect(t.Context(), "pid", "", []byte("x"))
	if err != nil || r.Has(document.ProblemCorrupt) {
		t.Fatalf("%+v, %v", r, err)
	}
	return r.Note
}

func TestContextEndsWaiting(t *testing.T) {
	p := newPool(t, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if r, err := p.Inspect(ctx, "hang", "", []byte("x")); err == nil {
		t.Errorf("no error, report %+v", r)
	}
	if r, err := p.Inspect(t.Context(), "a.txt", "", []byte("x")); err != nil || r.Text != "x" {
		t.Errorf("afterwards: %+v, %v", r, err)
	}
}

func TestCloseRefuses(t *testing.T) {
	p := newPool(t, 2)
	_ = pid(t, p)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Inspect(t.Context(), "a.txt", "", []byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("error %v, want ErrClosed", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	p := newPool(t, 2)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			text := fmt.Sprintf("surat nomor %d", i)
			r, err := p.Inspect(t.Context(), "a.txt", "", []byte(text))
			if err != nil || r.Text != text {
				t.Errorf("%d: %q, %v", i, r.Text, err)
			}
		})
	}
	wg.Wait()
}

func TestTooLargeIsNotSent(t *testing.T) {
	r, err := newPool(t, 1).Inspect(t.Context(), "a.txt", "", make([]byte, maxFile+1))
	if err != nil || r.Note == "" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestMissingBinary(t *testing.T) {
	p := New("/nonexistent/loket", 1)
	defer p.Close()
	r, err := p.Inspect(t.Context(), "a.txt", "", []byte("x"))
	if err != nil || !r.Has(document.ProblemCorrupt) || !strings.Contains(r.Note, "inspection process") {
		t.Errorf("%+v, %v", r, err)
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x02\x00\x00\x00\x01{}x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 8 && (b[4] > 0) { // a claim of many megabytes only costs memory here
			return
		}
		q, err := readRequest(bytes.NewReader(b))
		if err != nil {
			return
		}
		var w bytes.Buffer
		if err := writeRequest(&w, q, q.Trust == 0); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkMailbox(b *testing.B) {
	var out bytes.Buffer
	p := fpdf.New("P", "mm", "A4", "")
	for range 2 {
		p.AddPage()
		p.SetFont("Times", "", 12)
		p.MultiCell(0, 6, strings.Repeat("Bersama ini kami mengajukan permohonan nama domain. ", 40), "", "J", false)
	}
	if err := p.Output(&out); err != nil {
		b.Fatal(err)
	}
	pool := newPool(b, 2)
	for b.Loop() {
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				r, err := pool.Inspect(context.Background(), "surat.pdf", "", out.Bytes())
				if err != nil || r.Pages != 2 {
					b.Errorf("%+v, %v", r, err)
				}
			})
		}
		wg.Wait()
	}
}
