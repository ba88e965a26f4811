package ticket_test

import (
	"context"
	"testing"

	"loket/domain/staff"
	"loket/ticket"
)

// TestTakingAFileIsNoted: who takes a file is in the record with how, once for each
// time that was asked for; who may not gets no bytes and leaves no note.
func TestTakingAFileIsNoted(t *testing.T) {
	o, _, files := guarded(t, "kartu pegawai")
	o.keep("ani", staff.Officer{ID: "tono", Name: "Tono", Roles: []staff.Role{staff.Overseer}})
	a := o.file(1, files[0].SHA)
	for _, how := range []string{ticket.TakenView, ticket.TakenAgain, ticket.TakenSave} {
		if data, err := o.TakeFile(context.Background(), "rina", 1, a, how); err != nil || len(data) == 0 {
			t.Fatalf("%s: %v", how, err)
		}
	}
	_, err := o.TakeFile(context.Background(), "tono", 1, a, ticket.TakenAgain)
	refusal(t, err, "not-allowed-personal")
	events, err := o.History(0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range events {
		if b, ok := e.Body.(ticket.FileTaken); ok && b.SHA == a.SHA && b.Ticket == 1 {
			got = append(got, e.By+" "+b.How)
		}
	}
	if len(got) != 2 || got[0] != "rina view" || got[1] != "rina save" {
		t.Errorf("noted are %q", got)
	}
}
