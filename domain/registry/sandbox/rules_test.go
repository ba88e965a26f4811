package sandbox_test

import (
	"crypto/tls"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
	"loket/domain/registry/sandbox"
)

// line is a connection on which a test says what it likes.
type line struct {
	t    *testing.T
	conn *tls.Conn
}

func dial(t *testing.T, s *sandbox.Server) *line {
	t.Helper()
	conn, err := tls.Dial("tcp", s.Address, s.ClientTLS())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	l := &line{t, conn}
	if l.read().In("greeting") == nil {
		t.Fatal("no greeting")
	}
	return l
}

func (l *line) read() *wire.Node {
	l.t.Helper()
	document, err := wire.ReadFrame(l.conn, 1<<20)
	if err != nil {
		l.t.Fatal(err)
	}
	n, err := wire.Parse(document)
	if err != nil {
		l.t.Fatal(err)
	}
	return n
}

// code sends a document and returns the answer's code.
func (l *line) code(document string) int {
	l.t.Helper()
	if err := wire.WriteFrame(l.conn, []byte(document)); err != nil {
		l.t.Fatal(err)
	}
	n, err := strconv.Atoi(l.read().In("response").In("result").Attr("code"))
	if err != nil {
		l.t.Fatal(err)
	}
	return n
}

func command(inside string) string {
	spaces := ""
	for prefix, space := range map[string]string{"domain": wire.Domain, "host": wire.Host, "contact": wire.Contact, "secDNS": wire.SecDNS, "rgp": wire.RGP} {
		spaces += fmt.Sprintf(" xmlns:%s=%q", prefix, space)
	}
	return `<epp xmlns="` + wire.EPP + `"` + spaces + `><command>` + inside + `<clTRID>ABC-12345</clTRID></command></epp>`
}

func login(id, password, more string) string {
	return command(`<login><clID>` + id + `</clID><pw>` + password + `</pw><options><version>1.0</version><lang>en</lang></options><svcs><objURI>` +
		wire.Domain + `</objURI>` + more + `</svcs></login>`)
}

// TestSession has what is refused around a session.
func TestSession(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{Without: []string{sandbox.Fees}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l := dial(t, s)
	desk := sandbox.Desk
	for _, c := range []struct {
		name, document string
		want           int
	}{
		{"no XML", "hello", 2001},
		{"a DOCTYPE", `<!DOCTYPE epp [<!ENTITY a "b">]><epp xmlns="` + wire.EPP + `"><hello/></epp>`, 2001},
		{"another document", "<epp/>", 2001},
		{"no command", `<epp xmlns="` + wire.EPP + `"><command/></epp>`, 2000},
		{"a short transaction id", strings.Replace(command("<logout/>"), "ABC-12345", "AB", 1), 2001},
		{"a command before login", command(`<check><domain:check><domain:name>batam.go.id</domain:name></domain:check></check>`), 2002},
		{"another object", login(desk.ID, desk.Password, "<objURI>urn:x</objURI>"), 2307},
		{"an extension that is not offered", login(desk.ID, desk.Password, "<svcExtension><extURI>"+sandbox.Fees+"</extURI></svcExtension>"), 2103},
		{"a version", strings.Replace(login(desk.ID, desk.Password, ""), "<version>1.0", "<version>2.0", 1), 2100},
		{"a short password", login(desk.ID, "12345", ""), 2001},
		{"a wrong password", login(desk.ID, "123456", ""), 2200},
		{"another's password", login(sandbox.Other.ID, desk.Password, ""), 2200},
		{"login", login(desk.ID, desk.Password, ""), 1000},
		{"login again", login(desk.ID, desk.Password, ""), 2002},
		{"an unknown command", command(`<steal><domain:steal/></steal>`), 2000},
		{"a command without object", command(`<info/>`), 2003},
		{"an unknown object", command(`<info><x:info xmlns:x="urn:x"/></info>`), 2307},
		{"a command that is not made", command(`<update><host:update><host:name>ns1.x.id</host:name></host:update></update>`), 2101},
		{"poll", command(`<poll op="req"/>`), 1300},
		{"poll oddly", command(`<poll op="x"/>`), 2005},
		{"logout", command(`<logout/>`), 1500},
	} {
		if got := l.code(c.document); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	l = dial(t, s)
	for i, want := range []int{2200, 2200, 2501} {
		if got := l.code(login(desk.ID, "salah-sekali", "")); got != want {
			t.Errorf("attempt %d: %d, want %d", i+1, got, want)
		}
	}
	if len(s.Journal()) != 0 {
		t.Errorf("journal %+v", s.Journal())
	}
}

// TestPolicy has what is refused about objects.
func TestPolicy(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{Reserved: []string{"pajak.go.id"}, Now: func() time.Time { return time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Put(registry.State{Name: "batam.go.id", Hosts: []string{"ns1.batam.go.id"}, Registrant: "PND-000123", Statuses: []registry.Status{registry.ClientDeleteProhibited}}, "")
	s.Put(registry.State{Name: "induk.go.id", Hosts: []string{"ns1.induk.go.id"}}, "")
	s.Put(registry.State{Name: "anak.go.id", Hosts: []string{"ns1.induk.go.id"}}, "")
	s.Put(registry.State{Name: "lain.go.id", Sponsor: sandbox.Other.ID}, "")
	l := dial(t, s)
	if got := l.code(login(sandbox.Desk.ID, sandbox.Desk.Password, "")); got != 1000 {
		t.Fatal(got)
	}
	create := func(name, more string) string {
		return command(`<create><domain:create><domain:name>` + name + `</domain:name>` + more + `</domain:create></create>`)
	}
	update := func(inside string) string {
		return command(`<update><domain:update><domain:name>batam.go.id</domain:name>` + inside + `</domain:update></update>`)
	}
	const auth = `<domain:authInfo><domain:pw/></domain:authInfo>`
	const servers = `<domain:hostObj>ns1.induk.go.id</domain:hostObj>`
	for _, c := range []struct {
		name, document string
		want           int
	}{
		{"not a name", create("bat_am.go.id", auth), 2005},
		{"a reserved name", create("pajak.go.id", auth), 2306},
		{"a name below a name", create("a.batam.go.id", auth), 2306},
		{"no authInfo", create("baru.go.id", ""), 2003},
		{"months", create("baru.go.id", `<domain:period unit="m">12</domain:period>`+auth), 2306},
		{"11 years", create("baru.go.id", `<domain:period unit="y">11</domain:period>`+auth), 2004},
		{"no such contact", create("baru.go.id", `<domain:registrant>TIDAK-ADA</domain:registrant>`+auth), 2303},
		{"an Authcode too short", update(`<domain:chg><domain:authInfo><domain:pw>abc</domain:pw></domain:authInfo></domain:chg>`), 2005},
		{"a server's status", update(`<domain:add><domain:status s="serverHold"/></domain:add>`), 2306},
		{"a server that it has", update(`<domain:add><domain:ns><domain:hostObj>ns1.batam.go.id</domain:hostObj></domain:ns></domain:add>`), 2306},
		{"a server that it has not", update(`<domain:rem><domain:ns>` + servers + `</domain:ns></domain:rem>`), 2306},
		{"a contact that it has not", update(`<domain:rem><domain:contact type="admin">PND-000123</domain:contact></domain:rem>`), 2306},
		{"a report without request", strings.Replace(update(`<domain:chg/>`), "</update>",
			`</update><extension><rgp:update><rgp:restore op="report"/></rgp:update></extension>`, 1), 2304},
		{"delete against a status", command(`<delete><domain:delete><domain:name>batam.go.id</domain:name></domain:delete></delete>`), 2304},
		{"delete of what others need", command(`<delete><domain:delete><domain:name>induk.go.id</domain:name></domain:delete></delete>`), 2305},
		{"delete of a host in use", command(`<delete><host:delete><host:name>ns1.induk.go.id</host:name></host:delete></delete>`), 2305},
		{"delete of a contact in use", command(`<delete><contact:delete><contact:id>PND-000123</contact:id></contact:delete></delete>`), 2305},
		{"glue without address", command(`<create><host:create><host:name>ns9.batam.go.id</host:name></host:create></create>`), 2003},
		{"glue of another", command(`<create><host:create><host:name>ns1.lain.go.id</host:name></host:create></create>`), 2201},
		{"an address of the wrong family", command(`<create><host:create><host:name>ns1.x.id</host:name><host:addr ip="v6">192.0.2.1</host:addr></host:create></create>`), 2005},
		{"another's name", command(`<renew><domain:renew><domain:name>lain.go.id</domain:name><domain:curExpDate>2027-11-22</domain:curExpDate></domain:renew></renew>`), 2201},
		{"a transfer oddly", command(`<transfer op="take"><domain:transfer><domain:name>batam.go.id</domain:name></domain:transfer></transfer>`), 2301},
	} {
		before := fmt.Sprint(s.State("batam.go.id"))
		if got := l.code(c.document); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
		if after := fmt.Sprint(s.State("batam.go.id")); after != before {
			t.Errorf("%s: a refusal changed\n%s\nto\n%s", c.name, before, after)
		}
	}
	if len(s.Changes()) != 0 || s.Spent(sandbox.Desk.ID) != 0 {
		t.Errorf("changes %+v, %d spent", s.Changes(), s.Spent(sandbox.Desk.ID))
	}
}

// TestAtOnce: what one update asks for stands whole or not at all.
func TestAtOnce(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	l := dial(t, s)
	l.code(login(sandbox.Desk.ID, sandbox.Desk.Password, ""))
	got := l.code(command(`<update><domain:update><domain:name>batam.go.id</domain:name><domain:add><domain:ns><domain:hostObj>tidak.ada.id</domain:hostObj></domain:ns>` +
		`<domain:status s="clientHold"/></domain:add></domain:update></update>`))
	if st, _ := s.State("batam.go.id"); got != 2303 || st.Has(registry.ClientHold) {
		t.Errorf("%d left %+v", got, st)
	}
}
