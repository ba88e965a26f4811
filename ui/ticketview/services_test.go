package ticketview_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"loket/domain"
	"loket/ticket"
	"loket/ui/kit"
)

// TestEveryServiceByKeys takes each national service from its mail to closed by
// the key for what comes next, and says how many keys that took. Letters are
// written as the composer writes them: two keys, ctrl+s and enter.
func TestEveryServiceByKeys(t *testing.T) {
	for service, most := range map[string]int{"registration": 29, "deactivation": 20, "renewal": 25, "name-change": 18, "officer-change": 20,
		"transfer": 25, "access-termination": 36, "access-restoration": 26} {
		t.Run(service, func(t *testing.T) {
			w := newWorld(t)
			name := "contohkab.go.id"
			if service == "transfer" {
				name = "contohkab.id"
			}
			w.open(w.receive(ticket.Incoming{Subject: "Permohonan", Text: "Mohon bantuannya untuk " + name, From: ticket.Party{Name: "Andi", Email: "andi@contohkab.go.id"}}), 80, 24)
			set := ticket.SetSubjectMatter{Names: []string{name}, URLs: []string{"https://contohkab.go.id/slot", "https://contohkab.go.id/gacor"}}
			for _, c := range []ticket.Command{ticket.SetService{Service: service}, set} {
				if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, c); err != nil {
					t.Fatal(err)
				}
			}
			w.settle()
			keys := 0
			for range 20 {
				if w.ticket().State == ticket.Closed {
					break
				}
				keys += w.step(name)
			}
			got := w.ticket()
			if got.State != ticket.Closed || got.Outcome != "done" {
				t.Fatalf("state %s at %+v after %d keys: %v\n%s", got.State, got.Step(), keys, w.err, w.view())
			}
			if keys > most {
				t.Errorf("%d keys, at most %d are fine", keys, most)
			}
			t.Logf("%d keys", keys)
		})
	}
}

// step does what comes next and returns how many keys it took; a text counts as one.
func (w *world) step(name string) int {
	w.t.Helper()
	a, n := w.desk.Next(w.ticket()), 0
	press := func(keys ...string) { n += len(keys); w.press(keys...) }
	w.overlays, w.out, w.err = nil, nil, nil
	press("n")
	if k := domain.Kind(a.Kind); a.Blocked == nil && (k == domain.KindAct || k == domain.KindLetter) && (a.Step.Optional || a.Step.Skippable) {
		if a.Step.Optional {
			press("enter", "enter") // passed over, for the catalogue's reason
			return n
		}
		press("d")
	}
	switch {
	case a.Blocked != nil && a.Blocked.Code == "urls-open":
		press("*", "a")
		return n
	case a.Kind == "close":
		return n
	case a.Kind == string(domain.KindTask):
		press("enter") // closes; the task stays
		for _, k := range w.ticket().Tasks {
			if k.ID == a.Step.ID && !k.Done.IsZero() {
				w.t.Errorf("task %+v is done", k)
			}
		}
		return n
	case a.Kind == string(domain.KindLetter):
		if len(w.out) != 1 || w.out[0].(kit.Compose).Step != a.Step.ID {
			w.t.Fatalf("%s: intents %+v", a.Step.ID, w.out)
		}
		d, err := w.desk.Draft(w.ticket(), a.Template, "rina", "")
		if err == nil {
			if a.Step.Secret {
				d.Secret = "rahasia"
			}
			_, err = w.desk.Do(context.Background(), "rina", w.id, 0, ticket.FinishStep{Step: a.Step.ID, Draft: &d, Confirm: name})
		}
		if err != nil {
			w.t.Fatalf("%s: %v", a.Step.ID, err)
		}
		w.do(w.screen.Apply(kit.Changes{All: true}))
		return n + 2
	case w.ticket().Clock.Waiting != "":
		if a.Step.Opens != "" {
			press("d")
		} else {
			press("enter")
		}
		press("ctrl+s")
	case a.Kind == string(domain.KindVerify):
		if slices.ContainsFunc(w.overlays, func(o kit.Overlay) bool { _, ok := o.(*kit.Confirm); return ok }) {
			press("y")
		}
	case a.Dangerous:
		press("text:EPP-77", "enter", "enter", "text:"+name, "enter")
	default:
		press("text:sudah", "enter", "enter")
	}
	return n
}

// A reason of the catalogue is read in the console's language, whichever it was
// recorded in; an officer's own words stay.
func TestReasonsOfTheCatalogue(t *testing.T) {
	for reason, want := range map[string]string{
		"Semua dokumen sudah benar": "All documents are right", "All documents are right": "All documents are right", "atas permintaan Kadis": "atas permintaan Kadis",
	} {
		w := verify(t)
		w.settle()
		w.press("n", "y")
		st := w.ticket().Steps[2]
		if st.State != "skipped" {
			w.do(kit.Do{ID: w.id, Command: ticket.SkipStep{Step: st.ID, Reason: reason}})
		} else {
			w.do(kit.Do{ID: w.id, Command: ticket.BackToStep{Step: st.ID, Reason: "lagi"}})
			w.do(kit.Do{ID: w.id, Command: ticket.SkipStep{Step: st.ID, Reason: reason}})
		}
		w.env.Lang = kit.English
		w.open(w.id, 120, 40)
		w.press("3")
		if v := w.view(); !strings.Contains(v, want) || want != reason && strings.Contains(v, reason) {
			t.Errorf("%q is shown as\n%s", reason, v)
		}
	}
}

// The two names of a change of name are told apart, and a confirmed service is no
// longer called a guess.
func TestChangeOfName(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(ticket.Incoming{
		Subject: "Perubahan nama domain menjadi barukab.go.id (semula lamakab.go.id)",
		Text:    "Mohon perubahan nama domain kami menjadi barukab.go.id, semula lamakab.go.id. Perubahan nomenklatur.",
		From:    ticket.Party{Name: "Dewi", Email: "dewi@lamakab.go.id"},
	}), 120, 40)
	if got := w.ticket(); got.Service != "name-change" || len(got.Names) != 2 || got.Names[0] != "lamakab.go.id" {
		t.Fatalf("service %s, names %v", got.Service, got.Names)
	}
	w.press("4")
	if v := w.view(); !strings.Contains(v, "lamakab.go.id → barukab.go.id") || !strings.Contains(v, "nama lama") || !strings.Contains(v, "nama baru") {
		t.Errorf("the names are not told apart:\n%s", v)
	}
	if w.ticket().Guess.Confidence < 1 {
		if !strings.Contains(w.view(), "dugaan") {
			t.Errorf("a guess is not called one:\n%s", w.view())
		}
		w.press("S", "enter")
	}
	if v := w.view(); w.err != nil || strings.Contains(v, "dugaan") {
		t.Errorf("a service that a person chose is called a guess (%v):\n%s", w.err, v)
	}
}

// A list of addresses that stands in the mail itself is offered for the one that
// was not attached, with its reason, and one key takes it.
func TestListInTheMail(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(ticket.Incoming{
		Subject:     "Permohonan pemutusan akses judi online di contohkab.go.id",
		Text:        "Mohon pemutusan akses atas konten judi:\nhttps://contohkab.go.id/slot\nhttps://contohkab.go.id/gacor\n",
		From:        ticket.Party{Name: "Sari", Email: "sari@contohkab.go.id"},
		Attachments: []ticket.File{file("Surat Permohonan Pemutusan Akses.pdf", "SURAT PERMOHONAN\nPemutusan akses contohkab.go.id", 1)},
	}), 120, 40)
	if got := w.ticket().Service; got != "access-termination" {
		t.Fatalf("service %s", got)
	}
	if got := w.desk.Reasons(w.ticket()); len(got) != 0 {
		t.Fatalf("the requester would be told %+v", got)
	}
	w.press("2", "g", "j")
	for _, want := range []string{"tampaknya ada di surel", "2 alamat di isi surel", "https://contohkab.go.id/gacor"} {
		if v := w.view(); !strings.Contains(v, want) {
			t.Errorf("%q is not shown:\n%s", want, v)
		}
	}
	w.press("a")
	ev := w.ticket().Evidence
	i := slices.IndexFunc(ev, func(e ticket.Evidence) bool { return e.Requirement == "url-list" })
	if w.err != nil || i < 0 || ev[i].Verdict != ticket.Accepted || ev[i].InMail == 0 || len(ev[i].Attachments) != 0 {
		t.Fatalf("%+v: %v", ev, w.err)
	}
	w.press("g", "j")
	if v := w.view(); !strings.Contains(v, "di isi surel") || !strings.Contains(v, "gacor") {
		t.Errorf("what was accepted is not shown:\n%s", v)
	}
	// Any requirement can be taken so, and only from what a person wrote.
	w.press("g", "b")
	if e := w.ticket().Evidence[0]; e.InMail == 0 || e.Verdict != ticket.Accepted {
		t.Errorf("%+v: %v", e, w.err)
	}
	w.do(kit.Do{ID: w.id, Command: ticket.GiveVerdict{Requirement: "url-list", Verdict: ticket.Accepted, InMail: 999}})
	if refused(w.err) != "no-text" {
		t.Errorf("a message that there is not: %v", w.err)
	}
}

// The registration that follows from a change of name is offered the documents of
// that ticket with the verdict they have there; taking them judges nothing.
func TestFilesOfALinkedTicket(t *testing.T) {
	w := newWorld(t)
	id := w.receive(ticket.Incoming{
		Subject: "Perubahan nama domain lamakab.go.id menjadi barukab.go.id", Text: "Mohon perubahan nama domain lamakab.go.id menjadi barukab.go.id karena perubahan nomenklatur.",
		From: ticket.Party{Name: "Dewi", Email: "dewi@lamakab.go.id"},
		Attachments: []ticket.File{
			file("SK Penunjukan Pejabat Nama Domain.pdf", "SURAT PENUNJUKAN PEJABAT NAMA DOMAIN\nbarukab.go.id", 1),
			file("Kartu Pegawai.pdf", "KARTU PEGAWAI\nDewi", 1),
		},
	})
	w.open(id, 120, 40)
	for _, c := range []ticket.Command{
		ticket.GiveVerdict{Requirement: "officer-appointment", Verdict: ticket.Accepted},
		ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Rejected, Reason: "expired"},
	} {
		w.do(kit.Do{ID: id, Command: c})
	}
	made, err := w.desk.OpenLinked(context.Background(), "rina", id, "registration")
	if err != nil || w.err != nil {
		t.Fatal(err, w.err)
	}
	w.open(made.ID, 120, 40)
	if got := w.ticket(); len(got.Names) != 1 || got.Names[0] != "barukab.go.id" {
		t.Errorf("the new name is %v", got.Names)
	}
	w.press("2", "g")
	v := w.view()
	if !strings.Contains(v, "SK Penunjukan") || !strings.Contains(v, "diterima") || strings.Contains(v, "Kartu Pegawai.pdf") {
		t.Fatalf("the accepted file is to be offered, the rejected one not:\n%s", v)
	}
	w.press("B")
	ev := func() ticket.Evidence {
		for _, e := range w.ticket().Evidence {
			if e.Requirement == "officer-appointment" {
				return e
			}
		}
		return ticket.Evidence{}
	}
	if got := w.desk.Checklist(w.ticket()); w.err != nil || ev().Verdict != ticket.Unjudged || len(w.ticket().Messages) != 1 || w.ticket().Unread {
		t.Fatalf("%v: %+v", w.err, got)
	}
	w.press("g")
	for range 8 {
		if strings.Contains(w.view(), "tiket tertaut 2026-") {
			break
		}
		w.press("j")
	}
	if v := w.view(); !strings.Contains(v, "di sana diterima") {
		t.Errorf("where the file is from is not said:\n%s", v)
	}
	w.press("a")
	if ev().Verdict != ticket.Accepted {
		t.Fatalf("%+v: %v", ev(), w.err)
	}
	w.press("u", "u")
	if w.err != nil || len(w.ticket().Messages) != 0 {
		t.Errorf("taking the files cannot be taken back: %v", w.err)
	}
	w.do(kit.Do{ID: made.ID, Command: ticket.Bring{From: 99, SHAs: []string{"x"}}})
	if refused(w.err) != "not-linked" {
		t.Errorf("files of a ticket that is not linked: %v", w.err)
	}
}
