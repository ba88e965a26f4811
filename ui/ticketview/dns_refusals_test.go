package ticketview_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/action"
	zonedriver "loket/domain/nameserver/driver"
	"loket/domain/nameserver/rfc2136"
	"loket/domain/nameserver/sandbox"
	"loket/ticket"
	"loket/ui/kit"

	"github.com/miekg/dns"
)

// zoneWorld is a world whose ticket is at the change of a zone, on a name server.
type zoneWorld struct {
	*world
	side   *sandbox.Server
	server *rfc2136.Server
}

func atZone(t *testing.T, lang kit.Lang, o sandbox.Options) *zoneWorld {
	t.Helper()
	o.Zone, o.Records = "batam.go.id", "@ 3600 SOA ns1 admin 1 3600 600 86400 300\n@ 3600 NS ns1\nns1 3600 A 203.0.113.53\nlama 3600 A 203.0.113.9\n"
	side, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { side.Close() })
	z := &zoneWorld{world: newWorld(t), side: side, server: &rfc2136.Server{Address: side.Address, Key: rfc2136.Key{Name: sandbox.KeyName, Secret: sandbox.Secret}}}
	z.env.Lang = lang
	z.desk.Drivers = map[string]action.Driver{zonedriver.Update: &zonedriver.Driver{Server: z.server, Name: "rfc2136", Target: "ns1.batam.go.id:53", Now: time.Now}}
	z.open(z.receive(ticket.Incoming{Subject: "Permohonan subdomain aplikasi.batam.go.id", Text: "Mohon dibuatkan subdomain.", From: ticket.Party{Name: "Andi", Email: "andi@batam.go.id"}}), 100, 40)
	z.must(ticket.SetService{Service: "subdomain"})
	z.must(ticket.SetSubjectMatter{Names: []string{"aplikasi.batam.go.id"}, Records: []domain.Record{{Host: "aplikasi", Type: "A", Value: "203.0.113.7"}, {Host: "lama", Type: "A", Value: "203.0.113.10"}}})
	z.env.Officer = "sri"
	for _, r := range []string{"pa16", "app-documentation"} {
		z.must(ticket.GrantException{Requirement: r, Reason: "uji"})
	}
	for _, step := range []string{"receive", "verify"} {
		z.must(ticket.SkipStep{Step: step, Reason: "uji"})
	}
	z.open(z.id, 100, 40)
	return z
}

// run does what is due until an action has ended or nobody knows.
func (z *zoneWorld) run() ticket.Act {
	z.t.Helper()
	ctx, stop := context.WithTimeout(z.t.Context(), 10*time.Second)
	defer stop()
	changed, done := z.desk.Subscribe()
	defer done()
	ended := make(chan struct{})
	go func() { _ = z.desk.RunActs(ctx, nil); close(ended) }()
	for {
		if acts := z.ticket().Acts; len(acts) > 0 {
			if a := acts[len(acts)-1]; a.State != ticket.ActReady && a.State != ticket.ActRunning {
				stop()
				<-ended
				z.do(z.screen.Apply(kit.Changes{All: true}))
				return a
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			z.t.Fatal("the action does not end")
		}
	}
}

// refusals are what a name server may answer to the change of a ticket; the words
// say what happened and what to do.
var refusals = []struct {
	name   string
	spoil  func(*zoneWorld) // after the plan was approved
	state  ticket.ActState
	id, en []string
}{
	{"badtime", func(z *zoneWorld) { z.server.Now = func() time.Time { return time.Now().Add(-time.Hour) } }, ticket.ActFailed,
		[]string{"BADTIME", "selisih 1 jam", "Setel jam"}, []string{"BADTIME", "1 h apart", "Set the clock"}},
	{"badsig", func(z *zoneWorld) { z.server.Key.Secret = "c2FsYWgtc2FsYWgtc2FsYWgtc2FsYWgtc2FsYWgtc2E=" }, ticket.ActFailed,
		[]string{"BADSIG", "Salin lagi"}, []string{"BADSIG", "Copy the secret"}},
	{"badkey", func(z *zoneWorld) { z.server.Key.Name = "lain." }, ticket.ActFailed,
		[]string{"BADKEY", "lain."}, []string{"BADKEY", "lain."}},
	{"refused", func(z *zoneWorld) { z.side.Order(sandbox.Fault{Kind: sandbox.Refuse, Rcode: dns.RcodeRefused}) }, ticket.ActFailed,
		[]string{"REFUSED", "update-policy"}, []string{"REFUSED", "update-policy"}},
	{"servfail", func(z *zoneWorld) { z.side.Order(sandbox.Fault{Kind: sandbox.Refuse, Rcode: dns.RcodeServerFailure}) }, ticket.ActFailed,
		[]string{"SERVFAIL", "log server"}, []string{"SERVFAIL", "server's log"}},
	{"ignored", func(z *zoneWorld) { z.side.Order(sandbox.Fault{Kind: sandbox.Ignore}) }, ticket.ActFailed,
		[]string{"tidak berlaku"}, []string{"no effect"}},
	{"race", func(z *zoneWorld) {
		z.side.Order(sandbox.Fault{Kind: sandbox.Meddle, First: func() { _ = z.side.Put("lama 60 A 203.0.113.66") }})
	}, ticket.ActStale,
		[]string{"NXRRSET", "disetujui 203.0.113.9 (TTL 3600) → 203.0.113.10", "sekarang 203.0.113.66", "diminta 203.0.113.10"},
		[]string{"NXRRSET", "approved 203.0.113.9 (TTL 3600) → 203.0.113.10", "now 203.0.113.66", "wanted 203.0.113.10"}},
	{"stale", func(z *zoneWorld) { _ = z.side.Put("lama 60 A 203.0.113.66") }, ticket.ActStale,
		[]string{"Zona berubah sejak rencana disetujui", "sekarang 203.0.113.66", "diminta 203.0.113.10"},
		[]string{"The zone has changed since", "now 203.0.113.66", "wanted 203.0.113.10"}},
	{"taken", func(z *zoneWorld) {
		z.side.Order(sandbox.Fault{Kind: sandbox.Meddle, First: func() { _ = z.side.Put("aplikasi 60 A 203.0.113.66") }})
	}, ticket.ActStale, []string{"YXDOMAIN", "sekarang 203.0.113.66", "diminta 203.0.113.7"}, []string{"YXDOMAIN", "now 203.0.113.66", "wanted 203.0.113.7"}},
	{"silence", func(z *zoneWorld) {
		z.server.Timeout = 200 * time.Millisecond
		z.side.Order(sandbox.Fault{Kind: sandbox.LoseRequest})
	}, ticket.ActUnknown, []string{"belum pasti", "jawabannya tidak sampai", "angan kirim ulang"}, []string{"its answer did not come back", "o not send it again"}},
	{"unsigned", func(z *zoneWorld) { z.side.Order(sandbox.Fault{Kind: sandbox.Unsigned}) }, ticket.ActDone,
		[]string{"selesai · terbukti", "tanpa tanda tangan", "record sesudah"}, []string{"done · proved", "without a signature", "records after"}},
}

// plain is a drawing with its frames and folds taken out.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune("│▌╭╮╰╯─", r) {
			return ' '
		}
		return r
	}, s)), " ")
}

// TestRefusalsOfNameServers: each says what happened and what to do, in both
// languages, where the officer looks next.
func TestRefusalsOfNameServers(t *testing.T) {
	for _, c := range refusals {
		for lang, want := range map[kit.Lang][]string{kit.Indonesian: c.id, kit.English: c.en} {
			t.Run(c.name+"_"+string(lang), func(t *testing.T) {
				z := atZone(t, lang, sandbox.Options{})
				z.press("n", "enter", "text:batam.go.id", "enter")
				c.spoil(z)
				if a := z.run(); a.State != c.state {
					t.Errorf("%s: %+v", a.State, a.Words)
				}
				z.overlays = nil
				if c.state != ticket.ActDone {
					z.press("n") // why it failed
				} else {
					z.press("3", "g", "j", "j", "j", "j")
				}
				got := z.view() + z.box(100, 60)
				for _, w := range want {
					if !strings.Contains(plain(got), w) {
						t.Errorf("%q is not said:\n%s", w, got)
					}
				}
			})
		}
	}
}

// What was applied is taken back by one key where nothing changed since; else the
// officer sees what was left, what is there now and what would come back.
func TestRecordsAreTakenBackUnchanged(t *testing.T) {
	z := atZone(t, kit.English, sandbox.Options{})
	z.press("n", "enter", "text:batam.go.id", "enter")
	if a := z.run(); a.State != ticket.ActDone {
		t.Fatalf("%+v", a)
	}
	back := func() string {
		z.open(z.id, 100, 40)
		z.press("3", "g")
		for range 9 {
			if strings.Contains(z.view(), "serial after") {
				break
			}
			z.press("j")
		}
		z.press("U")
		return plain(z.box(100, 60))
	}
	if err := z.side.Put("lama 60 A 203.0.113.66"); err != nil {
		t.Fatal(err)
	}
	z.says(back(), "no longer as this change left it", "lama.batam.go.id. A left as 203.0.113.10 (TTL 3600) now 203.0.113.66 (TTL 60) back to 203.0.113.9 (TTL 3600)", "try again")
	if n := len(z.ticket().Acts); n != 1 {
		t.Fatalf("%d actions", n)
	}
	if err := z.side.Put("lama 3600 A 203.0.113.10"); err != nil {
		t.Fatal(err)
	}
	z.overlays = nil
	z.says(back(), "- aplikasi.batam.go.id. A 203.0.113.7", "203.0.113.10 (TTL 3600) → 203.0.113.9 (TTL 3600)")
	z.press("enter", "text:batam.go.id", "enter")
	if a := z.run(); a.State != ticket.ActDone || !a.Proved || a.Plan.Order.Reverts == nil {
		t.Fatalf("%+v", a)
	}
	if got := z.side.Set("lama.batam.go.id.", "A"); len(got) != 1 || got[0] != "203.0.113.9" {
		t.Error(got)
	}
}
