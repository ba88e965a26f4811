package ticket_test

import (
	"fmt"
	"strings"
	"testing"

	"loket/ticket"
)

// remembered are the findings of the desk's own memory on a ticket's message.
func (o *office) remembered(id ticket.ID, message int) string {
	var out []string
	for _, f := range o.see(id).Messages[message].Sender.Reasons {
		if f.Code != "dkim-none" {
			out = append(out, strings.Join(append([]string{f.Code}, f.Args...), " "))
		}
	}
	return strings.Join(out, ", ")
}

func TestWhoWroteBefore(t *testing.T) {
	o := newOffice(t)
	write := func(from string, refs ...string) {
		m := o.mail("Permohonan", fmt.Sprint("Mohon ", o.uid))
		m.From.Email, m.Refs = from, refs
		m.Sender = &ticket.Judgement{Level: ticket.SenderUnknown, Reasons: []ticket.Finding{{Code: "dkim-none"}}}
		o.receive(m)
	}
	for i, c := range []struct{ from, want string }{
		{asker, "first-time budi@contohkab.go.id, agency-new contohkab.go.id"},
		{asker, "known 1, agency-seen contohkab.go.id 1"},
		{"siti@dinas.contohkab.go.id", "first-time siti@dinas.contohkab.go.id, agency-seen contohkab.go.id 2"},
		{"orang@gmail.com", "first-time orang@gmail.com"},
		{"lain@gmail.com", "first-time lain@gmail.com"},
		{"orang@gmail.com", "known 1"},
		{"a@mail.go.id", "first-time a@mail.go.id"},
		{"b@mail.go.id", "first-time b@mail.go.id"},
	} {
		write(c.from)
		if got := o.remembered(ticket.ID(i+1), 0); got != c.want {
			t.Errorf("%s: %s, want %s", c.from, got, c.want)
		}
	}
	// A colleague who only answers has written, too.
	write("tuti@contohkab.go.id", "m1@contohkab.go.id")
	write("tuti@contohkab.go.id")
	if got := o.remembered(9, 0); !strings.HasPrefix(got, "known 1, ") {
		t.Errorf("who answered before: %s", got)
	}
}

// The memory is of the record, so how the mail is cut into batches changes nothing.
func TestMemoryDoesNotDependOnBatches(t *testing.T) {
	run := func(size int) (out []string) {
		o := newOffice(t)
		var all []ticket.Incoming
		for i := range 6 {
			m := o.mail("Permohonan", fmt.Sprint("Mohon ", i))
			m.From.Email = fmt.Sprintf("u%d@contohkab.go.id", i%2)
			m.Sender = &ticket.Judgement{Level: ticket.SenderUnknown}
			all = append(all, m)
		}
		for len(all) > 0 {
			o.receive(all[:size]...)
			all = all[size:]
		}
		for id := ticket.ID(1); id <= 6; id++ {
			out = append(out, o.remembered(id, 0))
		}
		return out
	}
	want := run(6)
	wantDiff(t, want, run(1))
	wantDiff(t, want, run(2))
	if want[5] != "known 2, agency-seen contohkab.go.id 5" {
		t.Error(want)
	}
}
