package ticket_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/action"
	zone "loket/domain/nameserver/driver"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/nameserver/rfc2136"
	"loket/domain/registry"
	registrar "loket/domain/registry/driver"
	"loket/domain/registry/epp"
	"loket/domain/registry/sandbox"
	"loket/store"
	"loket/ticket"
)

// The loop in full: go test ./ticket -run TestKilledActs -long
var (
	long  = flag.Bool("long", false, "kill many more times")
	kills = flag.Int("kills", 0, "how often to kill (0: 12, with -long 200)")
)

// The test binary runs itself as the victim. Its orders are in the environment.
const victimOrders = "LOKET_ACTS_VICTIM"

func TestMain(m *testing.M) {
	if orders := os.Getenv(victimOrders); orders != "" {
		if err := runVictim(orders); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// victim is a program that does what actions there are on a record.
type victim struct {
	Dir   string
	Ahead time.Duration // of its clock

	EPP, DNS      string // addresses
	CA, Cert, Key string // files for EPP
}

const begins = "begins"

func runVictim(orders string) error {
	var v victim
	if err := json.Unmarshal([]byte(orders), &v); err != nil {
		return err
	}
	s, d, err := v.open()
	if err != nil {
		return err
	}
	fmt.Println(begins)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	changed, done := d.Subscribe()
	defer done()
	go func() { ended <- d.RunActs(ctx, nil) }()
	for {
		left := len(d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, d.Now()))
		for _, r := range d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, d.Now()) {
			if !r.Acts {
				left--
			}
		}
		if left == 0 {
			cancel()
			return errors.Join(<-ended, s.Close())
		}
		<-changed
	}
}

func (v victim) open() (*store.Store, *ticket.Desk, error) {
	s, err := store.Open(v.Dir, store.Options{Timeout: 20 * time.Second})
	if err != nil {
		return nil, nil, err
	}
	cat, err := catalogue()
	if err != nil {
		return nil, nil, err
	}
	cal, err := wib()
	if err != nil {
		return nil, nil, err
	}
	now := func() time.Time { return time.Now().Add(v.Ahead) }
	drivers, err := v.drivers(now)
	if err != nil {
		return nil, nil, err
	}
	d, err := ticket.OpenDesk(&ticket.Desk{Log: s, Catalogue: cat, Calendar: cal, Letters: letters{}, Now: now, Drivers: drivers,
		Site: ticket.Site{Address: address, NoSurvey: true, Key: []byte("key of the tests")}})
	return s, d, err
}

func (v victim) drivers(now func() time.Time) (map[string]action.Driver, error) {
	pair, err := tls.LoadX509KeyPair(v.Cert, v.Key)
	if err != nil {
		return nil, err
	}
	pem, err := os.ReadFile(v.CA)
	if err != nil {
		return nil, err
	}
	trust := &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: x509.NewCertPool()}
	trust.RootCAs.AppendCertsFromPEM(pem)
	c, err := epp.New(epp.Config{Address: v.EPP, TLS: trust, ClientID: sandbox.Desk.ID, Password: registry.NewSecret(sandbox.Desk.Password)})
	if err != nil {
		return nil, err
	}
	server := &rfc2136.Server{Address: v.DNS, Key: rfc2136.Key{Name: nameservertest.KeyName, Secret: nameservertest.Secret}}
	return map[string]action.Driver{
		registrar.ClientHold: &registrar.Driver{Registry: c, Name: "epp", Target: v.EPP},
		zone.Update:          &zone.Driver{Server: server, Name: "rfc2136", Target: v.DNS, Now: now},
	}, nil
}

// outside is the world of the loop: a registry that sometimes loses its answer,
// and a name server.
type outside struct {
	registry *sandbox.Server
	dns      *nameservertest.Server
}

const loopZone = `@ 3600 SOA ns1 admin 1 3600 600 86400 300
@ 3600 NS ns1
ns1 3600 A 192.0.2.53
`

func newOutside(t *testing.T) (*outside, victim) {
	t.Helper()
	side, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { side.Close() })
	w := &outside{registry: side, dns: nameservertest.BIND(t, loopZone)}
	v := victim{Dir: t.TempDir(), EPP: side.Address, DNS: w.dns.Address}
	if v.CA, v.Cert, v.Key, err = side.WriteFiles(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	return w, v
}

// order opens tickets whose actions are asked for: one to hold a name, one to
// make a record.
func (w *outside) order(o *office, n int) {
	o.t.Helper()
	name := fmt.Sprintf("contoh%d.go.id", n)
	w.registry.Put(registry.State{Name: domain.Name(name), Registered: true, Sponsor: sandbox.Desk.ID}, "")
	hold := o.open("deactivation", name)
	o.work(hold.ID, "hold")
	dns := o.open("dns-record", "batam.go.id")
	o.do("ani", dns.ID, ticket.SetSubjectMatter{Records: []domain.Record{{Host: fmt.Sprintf("aplikasi%d", n), Type: "A", Value: "198.51.100.7"}}})
	o.work(dns.ID, "dns-update")
	for _, id := range []ticket.ID{hold.ID, dns.ID} {
		p, err := o.PlanAct(context.Background(), id, "", "")
		if err != nil || p == nil {
			o.t.Fatalf("plan: %v", err)
		}
		o.do("ani", id, ticket.ProposeAct{Plan: *p, Confirm: p.Order.Name})
	}
}

// A program that is killed at any moment while it acts on a registry and a name
// server does nothing twice, loses nothing and leaves nothing unknown.
func TestKilledActs(t *testing.T) {
	w, v := newOutside(t)
	want := 12
	if *long {
		want = 200
	}
	if *kills > 0 {
		want = *kills
	}
	rng := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	killed, rounds, orders := 0, 0, 0
	for killed < want {
		s, d, err := v.open()
		if err != nil {
			t.Fatal(err)
		}
		o := &office{Desk: d, t: t, log: s, clock: &handClock{now: d.Now()}, uid: uint32(1000 * orders)}
		for range 3 {
			w.order(o, orders)
			orders++
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for {
			rounds++
			v.Ahead += 15 * time.Minute // what was on its way has died
			if rng.IntN(4) == 0 {
				w.registry.Order(sandbox.Fault{Kind: []sandbox.Kind{sandbox.LoseReply, sandbox.HalfFrame, sandbox.LoseRequest, sandbox.WrongTRID}[rng.IntN(4)], On: "update"})
			}
			dead := v.run(t, time.Duration(rng.IntN(120))*time.Millisecond, killed < want)
			if !dead {
				break
			}
			killed++
		}
	}
	again, looked := w.check(t, v, orders)
	t.Logf("%d kills in %d runs, %d actions: %d begun again, %d found by looking", killed, rounds, 2*orders, again, looked)
}

// run starts the victim and kills it a while after it has begun. dead is false
// when it ended by itself.
func (v victim) run(t *testing.T, after time.Duration, kill bool) (dead bool) {
	t.Helper()
	orders, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimOrders+"="+string(orders))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if lines.Scan() && lines.Text() == begins && kill {
		timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
		defer timer.Stop()
	}
	rest := []string{lines.Text()}
	for lines.Scan() {
		rest = append(rest, lines.Text())
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && !exit.Exited() {
		return true
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, strings.Join(rest, "\n"))
	}
	return false
}

// check holds the record against what the other sides have seen. It counts the
// actions that were begun more than once, and those that were found done.
func (w *outside) check(t *testing.T, v victim, orders int) (again, looked int) {
	t.Helper()
	s, d, err := v.open()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	changed := make(map[string]int)
	for _, e := range w.registry.Changes() {
		changed[e.Object]++
	}
	for _, r := range d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, d.Now()) {
		tk, err := d.Ticket(r.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range tk.Acts {
			if a.State != ticket.ActDone || !a.Proved {
				t.Errorf("ticket %s: %s is %s, proved %t: %+v", tk.Number, a.ID, a.State, a.Proved, a.Words)
			}
			if a.Tries > 1 {
				again++
			}
			if a.Looks > 0 {
				looked++
			}
		}
		if len(tk.Acts) != 1 || tk.Step() != nil && tk.Step().ID == tk.Acts[0].Step {
			t.Errorf("ticket %s: %d actions, step %v", tk.Number, len(tk.Acts), tk.Step())
		}
	}
	for n := range orders {
		if name := fmt.Sprintf("contoh%d.go.id", n); changed[name] != 1 {
			t.Errorf("%s was changed %d times", name, changed[name])
		}
	}
	server := &rfc2136.Server{Address: w.dns.Address, Key: rfc2136.Key{Name: nameservertest.KeyName, Secret: nameservertest.Secret}}
	state, err := server.Read(t.Context(), nameservertest.Zone, nil)
	if err != nil {
		t.Fatal(err)
	}
	hosts := 0
	for _, set := range state.Sets {
		if strings.HasPrefix(set.Name, "aplikasi") {
			hosts++
		}
	}
	if hosts != orders || state.Serial != uint32(1+orders) {
		t.Errorf("%d records made by %d updates, want %d by as many", hosts, state.Serial-1, orders)
	}
	if n, err := s.Audit(t.Context(), ticket.Fold, func(line string) { t.Log(line) }); err != nil || n != 0 {
		t.Errorf("the record has %d faults: %v", n, err)
	}
	return again, looked
}
