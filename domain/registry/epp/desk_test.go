package epp_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/registry"
	"loket/domain/registry/epp"
	"loket/domain/registry/internal/epptest"
	"loket/domain/registry/sandbox"
)

const batam = domain.Name("batam.go.id")

// expires is when the desk's name ends, as long as nobody renews it.
var expires = time.Date(2027, 1, 15, 3, 0, 0, 0, time.UTC)

// start runs a sandbox with one name of the desk.
func start(t *testing.T, o sandbox.Options) *sandbox.Server {
	t.Helper()
	var tape epptest.Tape
	o.Tap = tape.Add
	s, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		tape.Check(t)
	})
	s.Put(registry.State{
		Name: batam, Expires: expires, Registrant: "PND-000123", Hosts: []string{"ns1.batam.go.id", "ns2.batam.go.id"},
		Contacts: []registry.Role{{Role: "admin", ID: "PND-000123"}, {Role: "tech", ID: "PND-000123"}},
	}, "")
	return s
}

// connect makes a client of a sandbox; change may be nil.
func connect(t *testing.T, s *sandbox.Server, change func(*epp.Config)) *epp.Client {
	t.Helper()
	cfg := epp.Config{Address: s.Address, TLS: s.ClientTLS(), ClientID: sandbox.Desk.ID,
		Password: registry.NewSecret(sandbox.Desk.Password), Timeout: 20 * time.Second}
	if change != nil {
		change(&cfg)
	}
	c, err := epp.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// other is the client of another registrar.
func other(c *epp.Config) {
	c.ClientID, c.Password = sandbox.Other.ID, registry.NewSecret(sandbox.Other.Password)
}

func look(t *testing.T, c *epp.Client, name domain.Name) registry.State {
	t.Helper()
	s, err := c.Look(t.Context(), name)
	if err != nil {
		t.Fatalf("look at %s: %v", name, err)
	}
	return s
}

// do carries a request out and fails the test if the registry refuses.
func do(t *testing.T, c *epp.Client, r registry.Request) registry.Outcome {
	t.Helper()
	o, err := c.Do(t.Context(), r, "TEST-000001")
	if err != nil {
		t.Fatalf("%s %s: %v", r.Verb(), r.Object(), err)
	}
	return o
}

// refused wants a refusal with a code.
func refused(t *testing.T, c *epp.Client, r registry.Request, code int) *registry.Problem {
	t.Helper()
	o, err := c.Do(t.Context(), r, "TEST-000002")
	var p *registry.Problem
	if !errors.As(err, &p) || !errors.Is(err, registry.ErrRefused) || p.Code() != code || o.Code != code {
		t.Fatalf("%s %s: outcome %d, error %v; want a refusal with %d", r.Verb(), r.Object(), o.Code, err, code)
	}
	return p
}

// judged acts and wants the look afterwards to prove it.
func judged(t *testing.T, c *epp.Client, r registry.Request, name domain.Name) registry.State {
	t.Helper()
	before := look(t, c, name)
	if v := registry.Judge(r, before, before); v == registry.Done {
		t.Errorf("%s %s is done before it is asked for", r.Verb(), r.Object())
	}
	do(t, c, r)
	now := look(t, c, name)
	if v := registry.Judge(r, before, now); v != registry.Done {
		t.Errorf("%s %s: %s, the state is %+v", r.Verb(), r.Object(), v, now)
	}
	return now
}

// TestLife takes a name from the check to its end.
func TestLife(t *testing.T) {
	clock := time.Now().UTC().Truncate(time.Second)
	s := start(t, sandbox.Options{Now: func() time.Time { return clock }})
	c := connect(t, s, nil)
	const name = domain.Name("layanan-batam.go.id")
	free, err := c.Check(t.Context(), []domain.Name{name, batam}, 2)
	if err != nil || !free[0].Available || free[1].Available || free[1].Reason == "" {
		t.Fatalf("check: %+v, %v", free, err)
	}
	fee := free[0].Fees[registry.VerbCreate]
	if fee != (registry.Fee{Currency: "IDR", Amount: "100000"}) || free[0].Class != "standard" || free[0].SvTRID == "" || len(free[0].Evidence) != 64 {
		t.Errorf("a registration of 2 years costs %+v", free[0])
	}
	create := registry.Create{Name: name, Years: 2, Registrant: "PND-000200", Contacts: []registry.Role{{Role: "admin", ID: "PND-000200"}},
		Hosts: []string{"ns1.layanan.test", "ns1.batam.go.id"}, Fee: &fee}
	refused(t, c, create, 2303)
	hosts, contacts, err := c.Missing(t.Context(), create.Hosts, []string{"PND-000200", "PND-000123"})
	if err != nil || len(hosts) != 1 || len(contacts) != 1 {
		t.Fatalf("missing are %v and %v, %v", hosts, contacts, err)
	}
	do(t, c, registry.CreateHost{Name: hosts[0]})
	do(t, c, registry.CreateContact{ID: contacts[0], Name: "Sri Wahyuningsih", City: "Batam", Country: "ID", Email: "pejabat@contohkab.go.id"})
	refused(t, c, registry.CreateContact{ID: contacts[0], Name: "Sri Wahyuningsih", City: "Batam", Country: "ID", Email: "pejabat@contohkab.go.id"}, 2302)
	state := judged(t, c, create, name)
	if !state.Has(registry.AddPeriod) || state.Sponsor != sandbox.Desk.ID || !state.Created.Equal(clock) {
		t.Errorf("created: %+v", state)
	}
	refused(t, c, create, 2302)

	clock = clock.AddDate(1, 6, 0)
	state = look(t, c, name)
	renew := registry.Renew{Name: name, Until: state.Day(), Years: 1}
	judged(t, c, renew, name)
	refused(t, c, renew, 2306)
	refused(t, c, registry.Renew{Name: name, Until: look(t, c, name).Day(), Years: 10}, 2105)

	if o := do(t, c, registry.Delete{Name: name}); !o.Pending {
		t.Errorf("a deletion ends at once: %+v", o)
	}
	state = look(t, c, name)
	if !state.Has(registry.RedemptionPeriod) || !state.Has(registry.PendingDelete) {
		t.Errorf("deleted: %+v", state)
	}
	refused(t, c, registry.Hold(state, ""), 2304)
	if o := do(t, c, registry.Restore{Name: name, Fee: &registry.Fee{Currency: "IDR", Amount: "200000"}}); len(o.Grace) != 1 || o.Grace[0] != registry.PendingRestore {
		t.Errorf("restore: %+v", o)
	}
	judged(t, c, registry.RestoreReport{Name: name, Before: "a", After: "b", Deleted: clock, Restored: clock, Reason: "Permohonan"}, name)
	do(t, c, registry.Delete{Name: name})
	clock = clock.AddDate(0, 2, 0)
	if state = look(t, c, name); state.Registered {
		t.Errorf("the name is still there: %+v", state)
	}
}

func TestHold(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	s.Change(batam, func(st *registry.State) { st.Statuses = append(st.Statuses, registry.ClientUpdateProhibited) })
	hold := registry.Hold(look(t, c, batam), "Penonaktifan")
	if len(hold.Remove.Statuses) != 1 {
		t.Fatalf("the plan does not lift what forbids it: %+v", hold)
	}
	refused(t, c, registry.Hold(registry.State{Name: batam}, ""), 2304)
	judged(t, c, hold, batam)
	if p := refused(t, c, registry.Hold(look(t, c, batam), "lagi"), 2306); p.Detail == "" {
		t.Error("the registry's reason is lost")
	}
	judged(t, c, registry.Unhold(look(t, c, batam)), batam)
	refused(t, c, registry.Unhold(look(t, c, batam)), 2306)
}

func TestUpdate(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	do(t, c, registry.CreateContact{ID: "PND-000200", Name: "Made Wirawan", City: "Batam", Country: "ID", Email: "pejabat@contohkab.go.id"})
	state := judged(t, c, registry.ChangeOfficer(look(t, c, batam), "PND-000200"), batam)
	if state.Registrant != "PND-000200" || len(state.Contacts) != 2 {
		t.Errorf("officer changed: %+v", state)
	}
	do(t, c, registry.CreateHost{Name: "ns3.batam.go.id", Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.3")}})
	state = judged(t, c, registry.ChangeHosts(state, []string{"ns1.batam.go.id", "ns3.batam.go.id"}), batam)
	if len(state.Below) != 3 {
		t.Errorf("hosts below the name: %v", state.Below)
	}
	ds := registry.DS{KeyTag: 12345, Algorithm: 13, DigestType: 2, Digest: "49FD46E6C4B45C55D4AC49FD46E6C4B45C55D4AC49FD46E6C4B45C55D4ACAAAA"}
	judged(t, c, registry.Update{Name: batam, Add: registry.Parts{DS: []registry.DS{ds}}}, batam)
	next := registry.DS{KeyTag: 54321, Algorithm: 13, DigestType: 2, Digest: ds.Digest}
	judged(t, c, registry.Update{Name: batam, Add: registry.Parts{DS: []registry.DS{next}}, Remove: registry.Parts{DS: []registry.DS{ds}}}, batam)
	judged(t, c, registry.Update{Name: batam, Remove: registry.Parts{DS: []registry.DS{next}}}, batam)
}

// TestTransfer moves a name between two registrars with a code that nobody keeps.
func TestTransfer(t *testing.T) {
	const name = domain.Name("pesonaindonesia.id")
	s := start(t, sandbox.Options{})
	s.Put(registry.State{Name: name, Statuses: []registry.Status{registry.ClientTransferProhibited}}, "")
	desk, theirs := connect(t, s, nil), connect(t, s, other)
	code := registry.NewAuthcode()
	request := registry.TransferName{Name: name, Op: registry.TransferRequest, Years: 1, Authcode: code}
	refused(t, theirs, request, 2202)
	do(t, desk, registry.SetAuthcode(look(t, desk, name), code))
	if !s.Opens(name, code.Reveal()) {
		t.Fatal("the code was not set")
	}
	refused(t, theirs, registry.TransferName{Name: name, Op: registry.TransferRequest, Authcode: registry.NewAuthcode()}, 2202)
	refused(t, desk, request, 2106)
	refused(t, desk, registry.TransferName{Name: name, Op: registry.TransferApprove}, 2301)
	if _, err := theirs.Look(t.Context(), name); !errors.Is(err, registry.ErrRefused) {
		t.Errorf("a look at another's name: %v", err)
	}
	before := look(t, desk, name)
	o := do(t, theirs, request)
	if !o.Pending || o.Transfer == nil || o.Transfer.By != sandbox.Other.ID {
		t.Errorf("requested: %+v", o)
	}
	refused(t, theirs, request, 2300)
	refused(t, theirs, registry.TransferName{Name: name, Op: registry.TransferApprove}, 2201)
	m, ok, err := desk.Next(t.Context())
	if err != nil || !ok || m.Moved == nil || m.Name != name.String() || m.Waiting != 1 {
		t.Fatalf("message %+v, %v, %v", m, ok, err)
	}
	if err := desk.Ack(t.Context(), m.ID); err != nil {
		t.Error(err)
	}
	if v := registry.Judge(request, before, look(t, desk, name)); v != registry.Pending {
		t.Errorf("the transfer is %s", v)
	}
	if o := do(t, theirs, registry.TransferName{Name: name, Op: registry.TransferQuery}); o.Transfer == nil || o.Transfer.Status != "pending" {
		t.Errorf("asked how it stands: %+v", o.Transfer)
	}
	do(t, desk, registry.TransferName{Name: name, Op: registry.TransferApprove})
	if n := len(s.Changes()); n != 3 { // the code, the request, the approval
		t.Errorf("%d changes: %+v", n, s.Changes())
	}
	if v := registry.Judge(request, before, look(t, theirs, name)); v != registry.Done {
		t.Errorf("the transfer is %s", v)
	}
	if s.Opens(name, code.Reveal()) {
		t.Error("the code outlived the transfer")
	}
}

func TestAuthcodeUnset(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	code := registry.NewAuthcode()
	do(t, c, registry.SetAuthcode(look(t, c, batam), code))
	do(t, c, registry.UnsetAuthcode(look(t, c, batam)))
	if s.Opens(batam, code.Reveal()) || !look(t, c, batam).Has(registry.ClientTransferProhibited) {
		t.Error("the code still opens the name")
	}
}

func TestPoll(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	if _, ok, err := c.Next(t.Context()); ok || err != nil {
		t.Errorf("an empty queue has a message: %v, %v", ok, err)
	}
	s.Tell(sandbox.Desk.ID, "Saldo deposit hampir habis")
	m, ok, err := c.Next(t.Context())
	if err != nil || !ok || m.Text != "Saldo deposit hampir habis" || m.At.IsZero() {
		t.Errorf("message %+v, %v, %v", m, ok, err)
	}
	if err := c.Ack(t.Context(), "99"); !errors.Is(err, registry.ErrRefused) {
		t.Errorf("a message that is not there: %v", err)
	}
	if err := c.Ack(context.Background(), m.ID); err != nil {
		t.Error(err)
	}
}
