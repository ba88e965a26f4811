package epp

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
	"loket/domain/registry/sandbox"
)

func golden1(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/golden/" + name + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGreeting(t *testing.T) {
	g, err := parseGreeting(golden1(t, "greeting"))
	if err != nil || g.server != "registry.test" || !g.offers(wire.Fee) || g.offers(wire.LoginSec) || !g.offers(wire.Host) {
		t.Errorf("greeting %+v, %v", g, err)
	}
	for _, bad := range []string{
		`<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><hello/></epp>`,
		`<epp><greeting/></epp>`,
		`<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><greeting><svcMenu><version>2.0</version></svcMenu></greeting></epp>`,
	} {
		if _, err := parseGreeting([]byte(bad)); !errors.Is(err, errGreeting) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestRefusal(t *testing.T) {
	a, err := parseAnswer(golden1(t, "refusal"))
	if err != nil {
		t.Fatal(err)
	}
	want := []registry.Result{{Code: 2306, Message: "Parameter value policy error", Reasons: []registry.Reason{{Value: "clientHold", Why: "clientHold already set"}}}}
	if diff := cmp.Diff(want, a.outcome.Results); diff != "" {
		t.Error(diff)
	}
	if a.outcome.Code != 2306 || a.outcome.ClTRID != "DESK-20261122-000001" || a.outcome.SvTRID != "TEST-26" || len(a.outcome.Answered) != 64 {
		t.Errorf("outcome %+v", a.outcome)
	}
}

func response(inside string) []byte {
	return []byte(`<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response>` + inside + `<trID><clTRID>ABC-1</clTRID><svTRID>X-1</svTRID></trID></response></epp>`)
}

// TestResults: every reason of every result is kept, texts are cleaned, and an
// Authcode that the server sends back is not shown.
func TestResults(t *testing.T) {
	a, err := parseAnswer(response(`<result code="2004"><msg>range` + "\u202e\u009b31m" + `</msg><value><d:period xmlns:d="urn:x" unit="y">99</d:period></value></result>` +
		`<result code="2202"><msg>auth</msg><extValue><value><d:authInfo xmlns:d="urn:x"><d:pw>LuQ7Bu@w9x</d:pw></d:authInfo></value><reason>wrong</reason></extValue></result><result code="2003"><msg>missing</msg></result>`))
	if err != nil {
		t.Fatal(err)
	}
	want := []registry.Result{
		{Code: 2004, Message: "range", Reasons: []registry.Reason{{Value: "99"}}},
		{Code: 2202, Message: "auth", Reasons: []registry.Reason{{Value: "pw", Why: "wrong"}}},
		{Code: 2003, Message: "missing"},
	}
	if diff := cmp.Diff(want, a.outcome.Results); diff != "" {
		t.Error(diff)
	}
	if a.outcome.Code != 2202 || strings.Contains(registry.Refused(a.outcome).Error(), "LuQ7") {
		t.Errorf("outcome %+v", a.outcome)
	}
}

func TestAnswerRefused(t *testing.T) {
	for name, bad := range map[string]string{
		"no result":   string(response("")),
		"no code":     string(response(`<result><msg>x</msg></result>`)),
		"code 200":    string(response(`<result code="200"><msg>x</msg></result>`)),
		"many":        string(response(strings.Repeat(`<result code="1000"><msg>x</msg></result>`, 21))),
		"a greeting":  string(golden1(t, "greeting")),
		"a namespace": `<epp><response><result code="1000"/></response></epp>`,
	} {
		if a, err := parseAnswer([]byte(bad)); !errors.Is(err, errAnswer) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

func TestFeeSum(t *testing.T) {
	for inside, want := range map[string]*registry.Fee{
		`<fee:fee>50000</fee:fee>`:                            {Currency: "IDR", Amount: "50000"},
		`<fee:fee>50000.50</fee:fee><fee:fee>0.25</fee:fee>`:  {Currency: "IDR", Amount: "50000.75"},
		`<fee:fee>1e9999999</fee:fee>`:                        nil,
		`<fee:fee>1/3</fee:fee>`:                              nil,
		`<fee:fee>` + strings.Repeat("9", 100) + `</fee:fee>`: nil,
		`<fee:fee></fee:fee>`:                                 nil,
		``:                                                    nil,
		`<fee:fee>1</fee:fee><fee:fee>x</fee:fee>`:            nil,
	} {
		n, err := wire.Parse([]byte(`<fee:creData xmlns:fee="` + wire.Fee + `">` + inside + `</fee:creData>`))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, parseFee("IDR", n)); diff != "" {
			t.Errorf("%s: %s", inside, diff)
		}
	}
}

// TestBlank: a tree that is hashed has no password in it, and the one that is
// sent still has.
func TestBlank(t *testing.T) {
	tree, err := encode(registry.SetAuthcode(registry.State{Name: "batam.go.id"}, registry.NewSecret("LuQ7Bu@w9x")), full, goldenTRID)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(wire.Document(blank(tree))); strings.Contains(s, "LuQ7") || !strings.Contains(s, "batam.go.id") {
		t.Errorf("hashed: %s", s)
	}
	if s := string(wire.Document(tree)); !strings.Contains(s, "LuQ7Bu@w9x") {
		t.Errorf("sent: %s", s)
	}
}

func TestMessage(t *testing.T) {
	for inside, want := range map[string]string{
		`<result code="1300"><msg>x</msg></result>`:                                     "",
		`<result code="1301"><msg>x</msg></result><msgQ count="2" id="7"><msg/></msgQ>`: "7",
		`<result code="1301"><msg>x</msg></result>`:                                     "refused",
		`<result code="1000"><msg>x</msg></result><msgQ count="2" id="7"/>`:             "refused",
		"<result code=\"1301\"><msg>x</msg></result><msgQ count=\"2\" id=\"7\u009b\"/>": "refused",
	} {
		a, err := parseAnswer(response(inside))
		if err != nil {
			t.Fatal(err)
		}
		m, ok, err := parseMessage(a)
		if refused := err != nil; m.ID != strings.TrimPrefix(want, "refused") || refused != (want == "refused") || ok != (m.ID != "") {
			t.Errorf("%s: %+v, %v, %v", inside, m, ok, err)
		}
	}
}

// TestClosing: a server that says it closes may be slow to do it; nothing is asked
// of it any more.
func TestClosing(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, err := New(Config{Address: s.Address, TLS: s.ClientTLS(), ClientID: sandbox.Desk.ID, Password: registry.NewSecret(sandbox.Desk.Password)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s.Order(sandbox.Fault{Kind: sandbox.Full, On: "delete"})
	if _, err := c.Do(t.Context(), registry.Delete{Name: "batam.go.id"}, goldenTRID); !errors.Is(err, registry.ErrRefused) || c.session != nil {
		t.Errorf("%v, and the session is %v", err, c.session)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(golden1(f, "refusal"))
	f.Add(golden1(f, "greeting"))
	f.Add(response(`<result code="1000"><msg>x</msg></result><resData><domain:infData xmlns:domain="` + wire.Domain + `"><domain:name>batam.go.id</domain:name>` +
		`<domain:status s="ok"/><domain:ns><domain:hostObj>NS1.x.id.</domain:hostObj></domain:ns></domain:infData></resData>`))
	f.Add(response(`<result code="1301"><msg>x</msg></result><msgQ count="1" id="5"><msg>y</msg></msgQ>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = parseGreeting(b) // must not panic
		a, err := parseAnswer(b)
		if err != nil {
			return
		}
		if a.outcome.Code < 1000 || a.outcome.Code > 2999 || len(a.outcome.Results) > maxResults {
			t.Errorf("outcome %+v", a.outcome)
		}
		m, _, _ := parseMessage(a)
		for _, text := range []string{a.outcome.Said(), a.outcome.SvTRID, a.outcome.Name, m.ID, m.Text, m.Name} {
			if strings.ContainsAny(text, "\x1b\u009b\u202e\n") {
				t.Errorf("%q", text)
			}
		}
		if s, err := parseState(a); err == nil && (s.Name == "" || len(s.Statuses)+len(s.Hosts) > maxList) {
			t.Errorf("state %+v", s)
		}
		_, _ = parseCheck(a, nil)
	})
}
