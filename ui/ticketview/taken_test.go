package ticketview_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"loket/ticket"
	"loket/ui/kit/picture"
	"loket/ui/ticketview"
)

// notebook is a shelf that keeps what would be in the record of who took a file.
type notebook struct {
	shelf

	took *[]string
}

func (n notebook) TakeFile(_ context.Context, by string, _ ticket.ID, a *ticket.Attachment, how string) ([]byte, error) {
	if how != ticket.TakenAgain {
		*n.took = append(*n.took, by+" "+how+" "+a.SHA[:4])
	}
	return n.Attachment(a)
}

// TestLookingIsNoted: the first page of a file that a console shows is noted, what
// leaves the console every time.
func TestLookingIsNoted(t *testing.T) {
	w, _, s := viewer(t, picture.Halves, 80, 24)
	var took []string
	w.opt.Desk = notebook{shelf{w.desk}, &took}
	w.opt.Outside = ticketview.NewOutsideWith(t.TempDir()+"/opened", map[string]string{"DISPLAY": ":0"}, func(...string) {})
	first := w.ticket().Messages[0].Attachments[0].SHA[:4]
	// The viewer has shown the first file: on, outside twice, another file, the first again.
	w.tap(s, "n", "o", "o", ".", ",", "n")
	if want := []string{"rina open " + first, "rina open " + first}; len(took) != 3 || !slices.Equal(took[:2], want) || !strings.HasPrefix(took[2], "rina view ") || strings.HasSuffix(took[2], first) {
		t.Errorf("noted are %q", took)
	}
}
