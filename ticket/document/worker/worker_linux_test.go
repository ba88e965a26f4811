package worker

import (
	"strings"
	"testing"

	"loket/ticket/document"
)

func TestChildCannotWrite(t *testing.T) {
	r, err := newPool(t, 1).Inspect(t.Context(), "write", "", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	died := r.Has(document.ProblemCorrupt) && strings.Contains(r.Note, "SIGXFSZ")
	if !died && !strings.Contains(r.Note, "too large") && !strings.Contains(r.Note, "permission") {
		t.Errorf("child wrote a file: %q", r.Note)
	}
}

func TestSpinningChildRunsOutOfProcessorTime(t *testing.T) {
	p := newPool(t, 1)
	r, err := p.Inspect(t.Context(), "spin", "", []byte("x"))
	if err != nil || !r.Has(document.ProblemCorrupt) || !strings.Contains(r.Note, "processor time") {
		t.Errorf("%+v, %v", r, err)
	}
}

// Where the kernel has Landlock a child reads no file, and says so.
func TestChildSeesNoFile(t *testing.T) {
	p := newPool(t, 1)
	c, err := p.Confinement(t.Context())
	if err != nil || !c.Process || !c.Limits {
		t.Fatalf("%+v, %v", c, err)
	}
	if !strings.Contains(c.String(), "limits on memory and time") {
		t.Errorf("%q", c)
	}
	r, err := p.Inspect(t.Context(), "read", "", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Landlock == 0 {
		t.Skipf("this kernel has no Landlock: %s", c)
	}
	if !strings.Contains(r.Note, "permission denied") {
		t.Errorf("a child under Landlock %d read a file: %q", c.Landlock, r.Note)
	}
}
