package sandbox

import (
	"bytes"
	"crypto/subtle"
	"net"
	"slices"
	"strings"

	"loket/domain/registry/internal/wire"
)

const (
	maxFrame    = 1 << 20
	maxAttempts = 3 // wrong passwords on one connection
)

// session is one connection of a client.
type session struct {
	*Server
	conn     net.Conn
	account  string // empty before login
	attempts int
}

func (s *Server) serve(conn net.Conn) {
	c := &session{Server: s, conn: conn}
	if f := s.take("greeting"); f.Kind != 0 {
		c.fault(f, nil)
		return
	}
	if !c.send(s.greeting()) {
		return
	}
	for {
		document, err := wire.ReadFrame(conn, maxFrame)
		if err != nil || !c.handle(document) {
			return
		}
	}
}

// handle answers one document; false ends the connection.
func (c *session) handle(document []byte) bool {
	c.tap("client", document)
	root, err := wire.Parse(document)
	if err != nil || !root.Is(wire.EPP, "epp") {
		return c.send(c.respond(refuse(2001, "this is no EPP document", nil), ""))
	}
	if root.In("hello") != nil {
		f := c.take("hello")
		if f.First != nil {
			f.First()
		}
		if f.Kind == 0 || f.Kind == Meddle {
			return c.send(c.greeting())
		}
		return c.fault(f, nil)
	}
	command := root.In("command")
	what := command.First()
	if what == nil || what.Space != wire.EPP {
		return c.send(c.respond(refuse(2000, "no command", nil), ""))
	}
	id := command.In("clTRID").Value()
	if id != "" && (len(id) < 3 || len(id) > 64) {
		return c.send(c.respond(refuse(2001, "clTRID has 3 to 64 characters", nil), ""))
	}
	return c.command(verbOf(what), what, command.In("extension"), id)
}

// verbOf is "domain:update" for a command on an object, "login" for one without.
func verbOf(what *wire.Node) string {
	if o := what.First(); o != nil && o.Space != wire.EPP {
		return short(o.Space) + ":" + o.Name
	}
	return what.Name
}

// command decides a command and answers it, or lets the ordered fault happen; false
// ends the connection.
func (c *session) command(verb string, what, extension *wire.Node, id string) bool {
	f := c.take(verb)
	if f.First != nil {
		f.First()
	}
	switch f.Kind {
	case LoseRequest:
		return false
	case Fail:
		return c.send(c.respond(refuse(2400, "ordered", nil), id))
	case Full:
		c.send(c.respond(refuse(2502, "ordered", nil), id))
		return false
	default: // what comes after the deed
	}
	answer, open := c.execute(verb, what, extension, id, f.Kind == Later)
	if f.Kind != 0 && f.Kind != Meddle && f.Kind != Later {
		return c.fault(f, answer)
	}
	return c.send(answer) && open
}

func (c *session) send(n *wire.Node) bool {
	document := wire.Document(n)
	c.tap("server", document)
	return wire.WriteFrame(c.conn, document) == nil
}

func (s *Server) tap(of string, document []byte) {
	if s.opt.Tap != nil {
		s.opt.Tap(of, document)
	}
}

// fault spoils an answer; false ends the connection. Writes may fail, the client
// may have gone.
func (c *session) fault(f Fault, answer *wire.Node) bool {
	if answer == nil {
		answer = c.greeting()
	}
	document := wire.Document(answer)
	frame := wire.Frame(document)
	switch f.Kind {
	case HalfFrame:
		_, _ = c.conn.Write(frame[:len(frame)/2])
	case TwoFrames:
		_, err := c.conn.Write(append(frame, frame...))
		return err == nil
	case WrongTRID:
		if id := answer.In("response").In("trID").In("clTRID"); id != nil {
			id.Text = "ANOTHER-COMMAND"
		}
		return c.send(answer)
	case WrongName:
		if name := answer.In("response").In("resData").First().In("name"); name != nil {
			name.Text = "tertukar.go.id"
		}
		return c.send(answer)
	case Silence:
		_, _ = c.conn.Read(make([]byte, 1)) // until the client gives up
	case Banner:
		_, _ = c.conn.Write([]byte("Access denied: your address is not on the list\r\n"))
	case Huge:
		_, _ = c.conn.Write([]byte{0x40, 0, 0, 0})
		_, _ = c.conn.Write(bytes.Repeat([]byte{' '}, 1<<12))
	case Deep:
		_ = wire.WriteFrame(c.conn, []byte(strings.Repeat("<a>", 1000)+strings.Repeat("</a>", 1000)))
	case Doctype:
		_ = wire.WriteFrame(c.conn, append([]byte(`<!DOCTYPE epp [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`), bytes.TrimPrefix(document, []byte(`<?xml version="1.0" encoding="UTF-8" standalone="no"?>`))...))
	default: // the connection ends
	}
	return false
}

func (s *Server) greeting() *wire.Node {
	el, leaf := eppEl, eppLeaf
	menu := el("svcMenu", leaf("version", "1.0"), leaf("lang", "en"))
	for _, uri := range []string{wire.Domain, wire.Contact, wire.Host} {
		menu.Kids = append(menu.Kids, leaf("objURI", uri))
	}
	extensions := el("svcExtension")
	for _, uri := range s.extensions() {
		extensions.Kids = append(extensions.Kids, leaf("extURI", uri))
	}
	if len(extensions.Kids) > 0 {
		menu.Kids = append(menu.Kids, extensions)
	}
	policy := el("dcp", el("access", el("all")), el("statement",
		el("purpose", el("admin"), el("prov")), el("recipient", el("ours")), el("retention", el("stated"))))
	return el("epp", el("greeting", leaf("svID", "Sandbox registry"), leaf("svDate", wire.Time(s.opt.Now())), menu, policy))
}

func (s *Server) extensions() (list []string) {
	for _, uri := range []string{wire.RGP, wire.SecDNS, wire.Fee, wire.LoginSec, wire.SecureAuth} {
		if !slices.Contains(s.opt.Without, uri) {
			list = append(list, uri)
		}
	}
	return list
}

// login opens the session. The connection ends after too many wrong passwords.
func (c *session) login(what, extension *wire.Node) (r reply, open bool) {
	if c.account != "" {
		return refuse(2002, "logged in already", nil), true
	}
	for _, uri := range what.In("svcs").All("objURI") {
		if !slices.Contains([]string{wire.Domain, wire.Contact, wire.Host}, uri.Value()) {
			return refuse(2307, uri.Value(), nil), true
		}
	}
	for _, uri := range what.In("svcs").In("svcExtension").All("extURI") {
		if !slices.Contains(c.extensions(), uri.Value()) {
			return refuse(2103, uri.Value(), nil), true
		}
	}
	if v := what.In("options").In("version").Value(); v != "1.0" {
		return refuse(2100, v, nil), true
	}
	password := what.In("pw").Raw()
	if long := extension.Child(wire.LoginSec, "loginSec").In("pw"); password == "[LOGIN-SECURITY]" && long != nil {
		password = long.Raw()
	} else if len(password) > 16 || len(password) < 6 {
		return refuse(2001, "a password has 6 to 16 characters", nil), true
	}
	for _, a := range c.opt.Accounts {
		if a.ID == what.In("clID").Value() && subtle.ConstantTimeCompare([]byte(a.Password), []byte(password)) == 1 {
			c.account = a.ID
			return reply{code: 1000}, true
		}
	}
	if c.attempts++; c.attempts >= maxAttempts {
		return refuse(2501, "", nil), false
	}
	return refuse(2200, "", nil), true
}

func short(space string) string {
	parts := strings.Split(space, ":")
	name, _, _ := strings.Cut(parts[len(parts)-1], "-")
	return name
}

func changes(e Entry) bool {
	_, what, _ := strings.Cut(e.Verb, ":")
	return what != "check" && what != "info" && e.Op != "query"
}
