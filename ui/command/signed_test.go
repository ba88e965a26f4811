package command

import (
	"bytes"
	"strings"
	"testing"

	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/ssh"
)

// TestSignedLines: command lines of who signed in say by their exit code what was
// wrong, take a text from standard input, and cannot be another officer's.
func TestSignedLines(t *testing.T) {
	d := manned(t)
	made, err := d.OpenByHand(t.Context(), ticket.ByDesk, ticket.Manual{Source: ticket.ByPhone, Service: "deactivation", Subject: "x", Names: []string{"contohkab.go.id"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line string
		code int
		says string
	}{
		{"nosuch", ExitUsage, `there is no command "nosuch"`},
		{"show 2026-99999", ExitNotFound, "there is no ticket 2026-99999"},
		{"list --bogus", ExitUsage, "unknown flag"},
		{"note N x --officer supervisor", ExitUsage, "unknown flag"},
		{"note N -", ExitDone, ""},
	} {
		var out, errs bytes.Buffer
		code := Signed(&Config{}, d)(t.Context(), ssh.Guest{Officer: string(staff.Worker), Env: map[string]string{"LANG": "en"}}, words(c.line, made.Number),
			strings.NewReader("dua\nbaris"), &out, &errs)
		if code != c.code || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%s: code %d, want %d: %s", c.line, code, c.code, errs.String())
		}
	}
	kept, err := d.Ticket(made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(kept.Notes); n != 1 || kept.Notes[0].Text != "dua\nbaris" || kept.Notes[0].By != string(staff.Worker) {
		t.Errorf("the notes are %+v", kept.Notes)
	}
}
