package store_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/register"
	"loket/store"
	"loket/ticket"
)

// plainLetters writes every letter to the requester.
type plainLetters struct{}

func (plainLetters) Draft(template string, in ticket.LetterInput) (ticket.Draft, error) {
	return ticket.Draft{Template: template, To: []string{in.Ticket.Requester.Email}, Subject: "Pengingat", Body: "Isi."}, nil
}

// TestRegisterIsRebuilt: reminders and history of names come out of the events again.
func TestRegisterIsRebuilt(t *testing.T) {
	s := openDir(t, t.TempDir(), store.Options{})
	defer s.Close()
	d := openDesk(t, s)
	d.Letters = plainLetters{}
	ctx, end := context.Background(), calendar.DateOf(d.Now(), d.Calendar.Zone()).AddDays(20)
	for i := range 3 {
		e := register.Entry{Name: domain.Name(fmt.Sprintf("n%d.go.id", i)), Officer: register.Person{Email: "pnd@contohkab.go.id"}, Until: end}
		if err := d.SetEntry(ctx, "ani", e); err != nil {
			t.Fatal(err)
		}
	}
	c, err := d.Campaign("ani", "")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := d.Remind(ctx, "ani", "", c.Mailings); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	before, err := d.Register()
	if err != nil || len(before) != 3 || len(before[0].Reminders) != 1 || len(before[0].History) != 1 {
		t.Fatalf("%+v %v", before, err)
	}
	if err := s.Rebuild(ticket.Project, nil); err != nil {
		t.Fatal(err)
	}
	after, err := d.Register()
	if diff := cmp.Diff(before, after); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}
