package ticketview_test

import (
	"context"
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/action"
	state "loket/domain/registry"
	"loket/domain/registry/driver"
	"loket/domain/registry/epp"
	"loket/domain/registry/sandbox"
	"loket/ticket"
	"loket/ui/kit"
)

// said is how a registry's word reaches an officer: at a service's action, under a
// fault, what the screen has to say in both languages.
type said struct {
	service string
	options sandbox.Options
	name    *state.State // as the registry has it; nil: as an ordinary one of ours
	trust   func(*sandbox.Server) *tls.Config
	order   func(*sandbox.Server)
	do      bool // the plan is good, and the trouble comes when it is carried out
	id, en  []string
}

const saidName = "contohkab.go.id"

var saidCases = map[string]said{
	"2304": {service: "deactivation", do: true, order: meddle(func(s *state.State) { s.Statuses = append(s.Statuses, state.ServerUpdateProhibited) }),
		id: []string{"2304 Status nama ini melarang", "serverUpdateProhibited", "hubungi registri"}, en: []string{"2304 A status of this name forbids it", "only the registry"}},
	"2304 seen before": {service: "deactivation", name: &state.State{Statuses: []state.Status{state.ServerUpdateProhibited}},
		id: []string{"berstatus serverUpdateProhibited", "registri"}, en: []string{"has the status serverUpdateProhibited"}},
	"2306": {service: "deactivation", do: true, order: meddle(func(s *state.State) { s.Statuses = append(s.Statuses, state.ClientHold) }),
		id: []string{"2306 Kebijakan registri menolak", "clientHold already set", "Rencanakan ulang"}, en: []string{"2306 The registry's policy refuses", "Plan again"}},
	"2201": {service: "deactivation", name: &state.State{Sponsor: sandbox.Other.ID},
		id: []string{"2201 Nama atau objek ini bukan kelolaan", "RDAP"}, en: []string{"2201 This name or object is not in our registrar's care", "tell the requester"}},
	"2302": {service: "registration", name: &state.State{Sponsor: sandbox.Other.ID},
		id: []string{"2302 Nama atau objek ini sudah terdaftar", "nama lain"}, en: []string{"2302 This name or object is registered already", "another name"}},
	"2303": {service: "renewal", name: &state.State{Name: "tiada.go.id"},
		id: []string{"2303 Nama, kontak, atau host ini tidak ada", "Periksa ejaannya"}, en: []string{"2303 This name, contact or host does not exist", "Check the spelling"}},
	"2105": {service: "renewal", name: &state.State{Expires: time.Now().AddDate(10, 0, 0).UTC()}, do: true,
		id: []string{"2105 Nama ini belum atau tidak lagi dapat diperpanjang", "10 years ahead"}, en: []string{"2105 This name cannot be renewed yet", "restored first"}},
	"2502": {service: "deactivation", order: func(s *sandbox.Server) { s.Order(sandbox.Fault{Kind: sandbox.Full, On: "login"}) },
		id: []string{"2502 Sesi loket di registri sudah penuh", "tunggu beberapa menit"}, en: []string{"2502 The desk has too many sessions", "wait some minutes"}},
	"our certificate expired": {service: "deactivation", trust: (*sandbox.Server).ExpiredClientTLS,
		id: []string{"Sertifikat EPP loket kedaluwarsa", "memasang sertifikat baru"}, en: []string{"The desk's EPP certificate has expired", "install a new certificate"}},
	"their certificate expired": {service: "deactivation", options: sandbox.Options{Expired: true},
		id: []string{"Sertifikat server registri kedaluwarsa", "Tidak ada yang terkirim"}, en: []string{"The certificate of the registry's server has expired", "Nothing was sent"}},
	"down": {service: "deactivation", order: func(s *sandbox.Server) { _ = s.Close() },
		id: []string{"Registri tidak dapat dihubungi", "Periksa jaringan"}, en: []string{"The registry cannot be reached", "Check the network"}},
	"no price": {service: "renewal", options: sandbox.Options{Without: []string{sandbox.Fees}},
		id: []string{"Registri tidak memberitahukan biayanya", "Rp 50.000"}, en: []string{"The registry does not tell its price"}},
	"no balance": {service: "renewal", options: sandbox.Options{Balance: 1}, do: true,
		id: []string{"2104 Registri menolak karena pembayaran atau saldo", "saldo deposit"}, en: []string{"2104 The registry refuses over payment or balance", "deposit"}},
}

// meddle lets the registry change a name behind the plan's back, after it was looked
// at for the last time.
func meddle(do func(*state.State)) func(*sandbox.Server) {
	return func(s *sandbox.Server) {
		s.Order(sandbox.Fault{Kind: sandbox.Meddle, On: "update", First: func() { s.Change(saidName, do) }})
	}
}

// TestRegistrySays takes real refusals of a registry to the screen: each says what
// happened, with its number, and what to do about it.
func TestRegistrySays(t *testing.T) {
	for name, c := range saidCases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			side := w.atSandbox(c)
			w.open(w.receive(ticket.Incoming{Subject: "Permohonan", Text: "Mohon bantuannya.", From: ticket.Party{Name: "Andi", Email: "andi@contohkab.go.id"}}), 100, 40)
			w.must(ticket.SetService{Service: c.service})
			w.must(ticket.SetSubjectMatter{Names: []string{saidName}})
			w.must(ticket.SetWanted{Wanted: ticket.Wanted{Registrant: "PND-7", Expires: map[string]string{saidName: expires(side)}}})
			w.toAction()
			for lang, words := range map[kit.Lang][]string{kit.Indonesian: c.id, kit.English: c.en} {
				w.env.Lang = lang
				w.overlays = nil
				if !c.do && c.order != nil {
					c.order(side)
				}
				w.press("n")
				if w.ticket().Clock.Waiting != "" {
					w.press("p")
				}
				if c.do && len(w.ticket().Acts) == 0 {
					c.carryOut(w, side)
				}
				w.says(strings.Join(strings.Fields(strings.NewReplacer("│", " ").Replace(w.box(100, 50))), " "), words...)
			}
		})
	}
}

// carryOut proposes the plan that is shown, and waits for what comes of it.
func (c said) carryOut(w *world, side *sandbox.Server) {
	w.t.Helper()
	if c.order != nil {
		c.order(side)
	}
	wake, done := w.desk.Subscribe()
	defer done()
	w.press("enter", "text:"+saidName, "enter")
	ctx, stop := context.WithCancel(w.t.Context())
	defer stop()
	go func() { _ = w.desk.RunActs(ctx, nil) }()
	for w.last().State.Open() {
		select {
		case <-wake:
		case <-ctx.Done():
			w.t.Fatal("it never ended")
		}
	}
	w.overlays = nil
	w.do(w.screen.Apply(kit.Changes{All: true}))
	w.press("n")
}

// atSandbox is the desk with a registry on loopback.
func (w *world) atSandbox(c said) *sandbox.Server {
	w.t.Helper()
	side, err := sandbox.Start(c.options)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = side.Close() })
	s := state.State{Sponsor: sandbox.Desk.ID}
	if c.name != nil {
		s = *c.name
	}
	if s.Name == "" {
		s.Name = saidName
	}
	if c.service != "registration" || c.name != nil {
		side.Put(s, "")
	}
	trust := side.ClientTLS()
	if c.trust != nil {
		trust = c.trust(side)
	}
	client, err := epp.New(epp.Config{Address: side.Address, TLS: trust, ClientID: sandbox.Desk.ID, Password: state.NewSecret(sandbox.Desk.Password), Timeout: 5 * time.Second})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = client.Close() })
	w.desk.Drivers = map[string]action.Driver{}
	for _, a := range []string{driver.ClientHold, driver.Register, driver.Renew} {
		w.desk.Drivers[a] = &driver.Driver{Registry: client, Name: "epp", Target: "epp.contoh.id:700"}
	}
	return side
}

func expires(side *sandbox.Server) string {
	if s, ok := side.State(domain.Name(saidName)); ok {
		return s.Day()
	}
	return "2027-01-15"
}

// toAction goes on to the first step that the desk does by itself.
func (w *world) toAction() {
	w.t.Helper()
	for range 20 {
		t := w.ticket()
		next := w.desk.Next(t)
		if next.Step.Action != "" && w.desk.Drives(next.Step.Action) {
			return
		}
		if next.Blocked != nil {
			for _, e := range t.Evidence {
				w.must(ticket.GiveVerdict{Requirement: e.Requirement, Verdict: ticket.NotApplicable, Reason: "other", Note: "uji"})
			}
		}
		c := ticket.FinishStep{Step: next.Step.ID, Note: "sudah", Reference: "R-1", Confirm: saidName}
		if next.Kind == "letter" {
			c.Draft = &ticket.Draft{To: []string{"andi@contohkab.go.id"}, Subject: "Surat", Body: "Isi surat."}
		}
		w.must(c)
	}
	w.t.Fatalf("no action comes: %+v", w.ticket().Step())
}
