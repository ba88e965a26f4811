package ticket_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/domain/calendar"
	"loket/ticket"
)

// drawRow draws a row with anything in it that a row can hold.
func drawRow(t *rapid.T) ticket.Row {
	text := func() string { return rapid.String().Draw(t, "text") }
	at := func() time.Time {
		ms := rapid.Int64Range(-1<<41, 1<<42).Draw(t, "ms")
		if ms == 0 {
			return time.Time{}
		}
		return time.UnixMilli(ms).UTC()
	}
	yes := func() bool { return rapid.Bool().Draw(t, "yes") }
	r := ticket.Row{
		ID: ticket.ID(rapid.Uint64().Draw(t, "id")), Version: rapid.Uint32().Draw(t, "version"), Rev: rapid.Uint64().Draw(t, "rev"),
		State: ticket.State(text()), Source: ticket.Source(text()), Number: text(), Subject: text(), Service: text(), Requester: text(),
		Email: text(), Agency: text(), Owner: text(), Waiting: text(), Step: text(), Outcome: text(), Search: text(),
		Received: at(), Updated: at(), ClosedAt: at(), Deadline: at(), StepDue: at(), PausedAt: at(), ReviseBy: at(), TaskDue: at(),
		Confidence: rapid.Byte().Draw(t, "confidence"), Missing: rapid.Byte().Draw(t, "missing"), Rounds: rapid.Byte().Draw(t, "rounds"),
		Messages: rapid.Uint16().Draw(t, "messages"), Documents: rapid.Uint16().Draw(t, "documents"),
		Breached: yes(), BreachService: yes(), BreachStep: yes(), Unread: yes(), NeedsHuman: yes(), Official: yes(), LetterBad: yes(),
	}
	if names := rapid.SliceOfN(rapid.StringMatching(`[a-z0-9.-]{1,20}`), 0, 8).Draw(t, "names"); len(names) > 0 {
		r.Names = names
	}
	return r
}

func TestRowsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawRow(t)
		data := ticket.AppendRow(nil, &want)
		got, err := ticket.DecodeRow(data)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Fatalf("%v (-want +got):\n%s", err, d)
		}
		if cut := rapid.IntRange(0, len(data)-1).Draw(t, "cut"); cut >= 0 {
			if _, err := ticket.DecodeRow(data[:cut]); err == nil {
				t.Fatalf("%d of %d bytes are a row", cut, len(data))
			}
		}
	})
}

// TestRowMarks: flags that are set seldom take no room where they are not.
func TestRowMarks(t *testing.T) {
	plain := len(ticket.AppendRow(nil, &ticket.Row{}))
	for _, want := range []ticket.Row{{Scans: true}, {Unscanned: true}, {Quarantined: true}, {Scans: true, Unscanned: true, Quarantined: true}, {Unsure: true}, {Setback: true}, {Acts: true, Approval: true}} {
		data := ticket.AppendRow(nil, &want)
		got, err := ticket.DecodeRow(data)
		if d := cmp.Diff(want, got); d != "" || err != nil || len(data) != plain+1 {
			t.Errorf("%d bytes, %v (-want +got):\n%s", len(data), err, d)
		}
	}
}

// TestRowPace: an open ticket's row tells of its clock; one that is cut is no row.
func TestRowPace(t *testing.T) {
	want := ticket.Row{Unexplained: true, Unsure: true, Pace: &ticket.Pace{
		Target: calendar.Target{N: 4, Unit: calendar.WorkingDay}, Step: calendar.Target{N: 72, Unit: calendar.Hour},
		StepFrom: monday, Since: monday.Add(time.Hour), Alerted: ticket.Alerted{Service: 75, Step: 90}}}
	data := ticket.AppendRow(nil, &want)
	got, err := ticket.DecodeRow(data)
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	whole := len(ticket.AppendRow(nil, &ticket.Row{Unsure: true})) + 2 // and that nobody follows it
	for cut := whole + 1; cut < len(data); cut++ {
		if _, err := ticket.DecodeRow(data[:cut]); err == nil {
			t.Errorf("%d of %d bytes are a row", cut, len(data))
		}
	}
}

func TestRowOfALaterFormat(t *testing.T) {
	data := ticket.AppendRow(nil, &ticket.Row{})
	data[0] = 99
	_, err := ticket.DecodeRow(data)
	wantErr(t, err, ticket.ErrNewer)
}

func FuzzDecodeRow(f *testing.F) {
	for _, r := range queryRows() {
		f.Add(ticket.AppendRow(nil, r))
	}
	f.Add([]byte{})
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ticket.DecodeRow(data)
		if err != nil {
			return
		}
		again, err := ticket.DecodeRow(ticket.AppendRow(nil, &r))
		if d := cmp.Diff(r, again); d != "" || err != nil {
			t.Fatalf("%v:\n%s", err, d)
		}
	})
}

func FuzzDecodeEvent(f *testing.F) {
	for _, e := range []ticket.Event{
		{Seq: 1, Cmd: 1, Ticket: 1, Version: 1, At: monday, By: "ani", Body: ticket.TicketOpened{Number: "2026-00001", Received: monday}},
		{Seq: 2, Body: ticket.ServiceSet{Service: "transfer", Steps: []string{"verify"}, Requires: []string{"staff-card"}}},
		{Seq: 3, Body: ticket.MessageJoined{Message: ticket.Message{Attachments: []ticket.Attachment{{SHA: "s", Report: report("empty")}}}}},
		{Seq: 4, Body: ticket.Undone{Versions: []uint32{2}}},
		{Seq: 5, Body: ticket.VerdictGiven{Evidence: ticket.Evidence{Requirement: "x"}}},
	} {
		data, err := ticket.EncodeEvent(e, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"f":1,"kind":"claimed","body":null}`))
	f.Add([]byte(`{"f":2,"kind":"claimed","body":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ticket.DecodeEvent(data, nil)
		if err != nil {
			return
		}
		tk := ticket.Fold([]ticket.Event{e, e}) // what happened, happened: no event may break a ticket
		ticket.RowOf(tk, e.Seq)
		out, err := ticket.EncodeEvent(e, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ticket.DecodeEvent(out, nil); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
	})
}

func TestEventsOfALaterVersion(t *testing.T) {
	for _, s := range []string{`{"f":3,"kind":"claimed","body":{}}`, `{"f":1,"kind":"blessed","body":{}}`} {
		if _, err := ticket.DecodeEvent([]byte(s), nil); !errors.Is(err, ticket.ErrNewer) {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, s := range []string{``, `{`, `{"f":1,"kind":"claimed"}`, `{"f":2,"kind":"claimed","body":{}}`, `{"f":2,"kind":"claimed","clear":2,"body":{}}`, `{"f":2,"kind":"claimed","clear":9,"body":{},"sealed":[]}`, `{"f":1,"kind":"claimed","body":3}`} {
		if _, err := ticket.DecodeEvent([]byte(s), nil); err == nil {
			t.Errorf("%s is an event", s)
		}
	}
}

// FuzzReceive gives any text to what understands a mail: agency, form, names.
func FuzzReceive(f *testing.F) {
	f.Add("Permohonan", "Dinas Komunikasi Kab. Majujaya\nNama : Budi\nHost: app.batam.go.id A 192.0.2.10", "Pemerintah Kota Contoh")
	f.Add("", "1. Nama Instansi: :: //\n"+strings.Repeat("Badan A ", 40), "Kantor X")
	f.Fuzz(func(t *testing.T, subject, text, name string) {
		if !utf8.ValidString(subject+text+name) || len(text) > 4000 {
			return // the mailbox gives cleaned texts
		}
		o := newOffice(t)
		m := o.mail(subject, text, name)
		m.From.Name = name
		m.Attachments[0].Report = report()
		m.Attachments[0].Report.Text = text
		o.receive(m)
		rows := o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, true, monday)
		tk := o.see(rows[0].ID)
		if n := utf8.RuneCountInString(tk.Requester.Agency); n > 80 || strings.ContainsAny(tk.Requester.Agency, "\n\x01") {
			t.Errorf("agency %q", tk.Requester.Agency)
		}
		if len(tk.Form) > 40 {
			t.Errorf("%d fields", len(tk.Form))
		}
		for _, w := range tk.Form {
			if w.Label == "" || w.Value == "" {
				t.Errorf("field %+v", w)
			}
		}
	})
}

func TestAgencyAndForm(t *testing.T) {
	o := newOffice(t)
	m := o.mail("Permohonan DNS", "Yth. Tim,\nNama: Budi\nNIP : 198001012005011001\nHost: app.batam.go.id\nTipe: A\nValue: 192.0.2.10\n\nHormat kami,\nDinas Komunikasi dan Informatika Kab. Contoh.")
	m.From.Name = "Budi"
	o.receive(m)
	tk := o.see(1)
	if tk.Requester.Agency != "Dinas Komunikasi dan Informatika Kab. Contoh" {
		t.Errorf("agency %q", tk.Requester.Agency)
	}
	if len(tk.Records) != 1 || tk.Field("nip") != "198001012005011001" || tk.Field("nama") != "Budi" {
		t.Errorf("records %v, form %v", tk.Records, tk.Form)
	}
}

func TestEventsComeBackFromAnyTicket(t *testing.T) {
	o := newOffice(t)
	id := o.open("transfer", "contohkab.id").ID
	o.work(id, "")
	events, err := o.History(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		data, err := ticket.EncodeEvent(e, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ticket.DecodeEvent(data, nil)
		if d := cmp.Diff(e, got); d != "" || err != nil {
			t.Errorf("%s: %v\n%s", e.Kind(), err, d)
		}
		if strings.Contains(string(data), "\n") || !bytes.HasPrefix(data, []byte(`{"f":1`)) {
			t.Errorf("stored form %.40s", data)
		}
	}
}
