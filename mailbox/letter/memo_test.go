package letter_test

import (
	"strings"
	"testing"
	"time"

	"loket/domain/staff"
	"loket/mailbox/letter"
	"loket/ticket"
)

var chief = staff.Officer{ID: "citra", Name: "Citra Contoh", Email: "citra@contohkab.go.id"}

// TestMemos: each memo in both languages, as it leaves.
func TestMemos(t *testing.T) {
	w := newWriter(t, nil)
	row := &ticket.Row{Number: "2026-00042", Service: "transfer", Subject: "rahasia perihal", Requester: "Pemohon Rahasia", Email: "pemohon@rahasia.example", Names: []string{"rahasia.go.id"}}
	odd := &ticket.Row{Number: "2026-00043"}
	alerts := []ticket.Alert{
		{Row: row, What: "service", Share: ticket.Nearly, Due: today.Add(time.Hour), Owner: "Ani Contoh"},
		{Row: odd, What: "service", Share: ticket.Overtime, Due: today.Add(-time.Hour)},
	}
	head := &ticket.Head{Seq: 18234, Hash: strings.Repeat("9f86d081", 8), New: 212}
	for _, c := range []struct {
		golden string
		memo   ticket.Memo
	}{
		{"memo-alert", ticket.Memo{Kind: ticket.MemoAlert, Alerts: alerts}},
		{"memo-urgent", ticket.Memo{Kind: ticket.MemoUrgent, Alerts: alerts[:1]}},
		{"memo-head", ticket.Memo{Kind: ticket.MemoHead, Head: head}},
	} {
		for _, lang := range []string{"id", "en"} {
			c.memo.To, c.memo.Now = chief, today
			c.memo.To.Lang = lang
			subject, body, err := w.Memo(c.memo)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(strings.ToLower(subject+body), "rahasia") {
				t.Errorf("%s tells of the request", c.golden)
			}
			golden(t, c.golden+"."+lang, subject+"\n"+body)
		}
	}
}

// TestMemoIsBounded: a desk that was away for long tells of forty promises and counts
// the rest.
func TestMemoIsBounded(t *testing.T) {
	m := ticket.Memo{Kind: ticket.MemoAlert, To: chief, Now: today}
	for range 43 {
		m.Alerts = append(m.Alerts, ticket.Alert{Row: &ticket.Row{Number: "2026-00042"}, Share: ticket.Most, Due: today})
	}
	subject, body, err := newWriter(t, nil).Memo(m)
	if err != nil || !strings.Contains(subject, "43 tiket") || strings.Count(body, "2026-00042") != 40 || !strings.Contains(body, "dan 3 lagi") {
		t.Errorf("%v %q\n%s", err, subject, body)
	}
}

// TestMemoIsNoLoop: the mail says that a program wrote it, and answers go to whoever
// got it.
func TestMemoIsNoLoop(t *testing.T) {
	raw, err := letter.Compose(letter.Envelope{From: site.Address, Name: site.Name, Date: today, Letter: ticket.Letter{
		Template: "alert", Auto: true, To: []string{chief.Email}, ReplyTo: chief.Email, Subject: "x", Body: "y\n", MessageID: "loket.0.7.abc@domain-contoh.go.id",
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Auto-Submitted: auto-generated\r\n", "X-Auto-Response-Suppress: All\r\n", "Reply-To: " + chief.Email + "\r\n"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("%q is missing in\n%s", want, raw)
		}
	}
}
