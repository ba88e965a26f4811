package ticket_test

import (
	"context"
	"slices"
	"testing"

	"loket/ticket"
)

func judged(level, proof string) *ticket.Judgement {
	return &ticket.Judgement{Level: level, Proof: proof, Head: &ticket.Finding{Code: "dkim-none"}}
}

func verifies(d *ticket.Desk) { d.Site.Verifies = true }

// transfer brings a request for a transfer to the step that fetches the Authcode.
func transfer(o *office, j *ticket.Judgement, from string) ticket.ID {
	o.t.Helper()
	m := o.mail("Permohonan", "Mohon bantuannya.")
	m.Sender, m.From.Email = j, from
	o.receive(m)
	o.do("ani", 1, ticket.SetSubjectMatter{Names: []string{"contohkab.sch.id"}})
	o.do("ani", 1, ticket.SetService{Service: "transfer"})
	for _, id := range o.Missing(o.see(1)) {
		o.do("ani", 1, ticket.GiveVerdict{Requirement: id, Verdict: ticket.NotApplicable, Note: "contoh"})
	}
	o.work(1, "authcode")
	if s := o.see(1).Step(); s == nil || s.ID != "authcode" {
		o.t.Fatalf("at %+v", s)
	}
	return 1
}

// A secret goes to a proven, official address only, or where a supervisor says so.
func TestSecretNeedsAProvenAddress(t *testing.T) {
	for _, c := range []struct {
		name   string
		j      *ticket.Judgement
		from   string
		change func(*ticket.Desk)
		code   string // "" may have it
	}{
		{"signed", judged(ticket.SenderTrusted, "dkim"), asker, verifies, ""},
		{"sealed by a forwarder", judged(ticket.SenderTrusted, "arc"), asker, verifies, ""},
		{"signed, with a flaw", judged(ticket.SenderPlausible, "dmarc"), asker, verifies, ""},
		{"sent from the right server only", judged(ticket.SenderPlausible, "spf"), asker, verifies, "unproven-sender"},
		{"not signed", judged(ticket.SenderUnknown, ""), asker, verifies, "unproven-sender"},
		{"doubtful", judged(ticket.SenderDoubtful, "dkim"), asker, verifies, "unproven-sender"},
		{"forged", judged(ticket.SenderForged, ""), asker, verifies, "forged-sender"},
		{"not judged", nil, asker, verifies, "unproven-sender"},
		{"signed by nobody official", judged(ticket.SenderPlausible, "dkim"), "orang@example.com", verifies, "not-official"},
		{"not signed, and the desk cannot tell", judged(ticket.SenderUnknown, ""), asker, func(*ticket.Desk) {}, ""},
		{"forged, and the desk cannot tell more", judged(ticket.SenderForged, ""), asker, func(*ticket.Desk) {}, "forged-sender"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t, c.change)
			id := transfer(o, c.j, c.from)
			finish := ticket.FinishStep{Step: "authcode", Reference: "EPP", Note: "x", Confirm: "contohkab.sch.id"}
			if a := o.Next(o.see(id)); (a.Blocked != nil) != (c.code != "") || a.Blocked != nil && a.Blocked.Code != c.code {
				t.Fatalf("next is held up by %v, want %q", a.Blocked, c.code)
			}
			if c.code != "" {
				o.refused("ani", id, finish, c.code)
				except := ticket.GrantException{Requirement: "official-email", Reason: "dipastikan lewat telepon kantor"}
				o.refused("ani", id, except, "not-allowed-supervise")
				got := o.do("citra", id, except)
				i := slices.IndexFunc(got.Conditions, func(k ticket.Condition) bool { return k.ID == "official-email" })
				if k := got.Conditions[i]; k.By != "citra" || k.Exception != except.Reason || k.Note != c.from || k.At.IsZero() {
					t.Errorf("recorded %+v", k)
				}
				events, _ := o.History(id)
				if e := events[len(events)-1]; e.Kind() != "condition-checked" || e.By != "citra" {
					t.Errorf("the log ends with %s by %s", e.Kind(), e.By)
				}
			}
			o.do("ani", id, finish)
		})
	}
}

// What a supervisor excused is one address, not the ticket.
func TestExceptionIsForOneAddress(t *testing.T) {
	o := newOffice(t, verifies)
	id := transfer(o, judged(ticket.SenderUnknown, ""), asker)
	o.do("citra", id, ticket.GrantException{Requirement: "official-email", Reason: "lewat telepon"})
	o.do("ani", id, ticket.SetRequester{Requester: ticket.Party{Name: "Lain", Email: "lain@contohkab.go.id"}})
	o.refused("ani", id, ticket.FinishStep{Step: "authcode", Reference: "EPP", Confirm: "contohkab.sch.id"}, "unproven-sender")
}

// forgedReader reads every mail again as a forged one of the requester.
type forgedReader struct{ reader }

func (forgedReader) Read(ctx context.Context, raw []byte, m ticket.MailRecord) ticket.Incoming {
	in := reader{}.Read(ctx, raw, m)
	in.Sender = judged(ticket.SenderForged, "")
	return in
}

// A forged mail waits for a person and changes nothing by itself. Put on the
// ticket, one that names the requester takes back what the program saw; what an
// officer said stands.
func TestForgedMailTakesTheConditionBack(t *testing.T) {
	holds := func(o *office) bool {
		c := o.see(1).Conditions
		i := slices.IndexFunc(c, func(k ticket.Condition) bool { return k.ID == "official-email" })
		return i >= 0 && c[i].OK
	}
	o := newOffice(t, func(d *ticket.Desk) { d.Reader = forgedReader{} })
	id := o.open("registration").ID
	if !holds(o) {
		t.Fatal("an official address does not hold")
	}
	r := o.reply(id, "Mohon segera.")
	r.Sender = judged(ticket.SenderDoubtful, "")
	before := o.events(id)
	o.receive(r)
	if !holds(o) || o.events(id) != before+1 {
		t.Errorf("a doubt is taken for a forgery: %v", o.kinds(id, before))
	}
	r = o.reply(id, "Kirim ke alamat baru.")
	r.Sender = judged(ticket.SenderForged, "")
	o.do("ani", id, ticket.Wait{Party: "requester", Pause: true, Reason: "berkas"})
	if got := o.receive(r); got[ticket.FateParked] != 1 || !o.see(id).Clock.Paused() || !holds(o) {
		t.Errorf("a forged reply: %v, paused %v, holds %v", got, o.see(id).Clock.Paused(), holds(o))
	}
	if err := o.AttachMail(context.Background(), "ani", r.Key, id); err != nil {
		t.Fatal(err)
	}
	if holds(o) {
		t.Error("a forged mail changes nothing")
	}
	o.refused("ani", id, ticket.CheckCondition{Condition: "official-email", OK: true}, "needs-exception")
}

func TestForgedRequest(t *testing.T) {
	o := newOffice(t, func(d *ticket.Desk) { d.Site.Receipts = true })
	m := o.mail("Permohonan pendaftaran domain", "Mohon app.contohkab.go.id")
	m.Sender = judged(ticket.SenderForged, "")
	o.receive(m)
	tk := o.do("ani", 1, ticket.SetService{Service: "registration"})
	if i := slices.IndexFunc(tk.Conditions, func(k ticket.Condition) bool { return k.ID == "official-email" }); i < 0 || tk.Conditions[i].OK || !tk.Official {
		t.Errorf("conditions %+v, official %v", tk.Conditions, tk.Official)
	}
	if len(tk.Letters) != 0 {
		t.Errorf("%d letters to whom was impersonated", len(tk.Letters))
	}
}
