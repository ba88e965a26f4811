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
