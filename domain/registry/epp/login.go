package epp

import (
	"errors"
	"fmt"
	"slices"

	"loket/domain/clean"
	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// Lengths of a password by pwType of RFC 5730; a longer one needs RFC 8807.
const (
	minPassword = 6
	maxPassword = 16
	// elsewhere stands where the password is in the extension (RFC 8807 section 3.1).
	elsewhere = "[LOGIN-SECURITY]"
)

// What this client speaks, in the order in which it is announced.
var (
	objects    = []string{wire.Domain, wire.Contact, wire.Host}
	extensions = []string{wire.RGP, wire.SecDNS, wire.Fee, wire.LoginSec, wire.SecureAuth}
)

var errGreeting = errors.New("not an EPP greeting")

func parseGreeting(document []byte) (greeting, error) {
	root, err := wire.Parse(document)
	if err != nil {
		return greeting{}, err
	}
	g := root.In("greeting")
	if !root.Is(wire.EPP, "epp") || g == nil {
		return greeting{}, errGreeting
	}
	menu := g.In("svcMenu")
	out := greeting{
		languages:  values(menu.All("lang")),
		server:     clean.Line(g.In("svID").Value(), 64).String(),
		objects:    values(menu.All("objURI")),
		extensions: values(menu.In("svcExtension").All("extURI")),
	}
	if !slices.Contains(values(menu.All("version")), "1.0") || !slices.Contains(out.objects, wire.Domain) {
		return greeting{}, fmt.Errorf("%w: version 1.0 with names is not offered", errGreeting)
	}
	return out, nil
}

func values(nodes []*wire.Node) (list []string) {
	for _, n := range nodes {
		list = append(list, n.Value())
	}
	return list
}

// language is the one that is wanted, or what the server has instead.
func language(cfg Config, g greeting) string {
	if len(g.languages) == 0 || slices.Contains(g.languages, cfg.Language) {
		return cfg.Language
	}
	return g.languages[0]
}

// shared returns what both sides know, in our order.
func shared(ours, theirs []string) (list []string) {
	for _, uri := range ours {
		if slices.Contains(theirs, uri) {
			list = append(list, uri)
		}
	}
	return list
}

func loginCommand(cfg Config, g greeting, clTRID string) (*wire.Node, error) {
	password, extension := cfg.Password.Reveal(), (*wire.Node)(nil)
	if len(password) > maxPassword {
		if !g.offers(wire.LoginSec) {
			return nil, registry.NewProblem(registry.ErrNotSent, registry.KeyNotOffered,
				fmt.Sprintf("passwords of more than %d characters (RFC 8807)", maxPassword), nil)
		}
		extension = wire.El(wire.LoginSec, "loginSec", wire.Leaf(wire.LoginSec, "pw", password))
		password = elsewhere
	}
	services := wire.El(wire.EPP, "svcs")
	for _, uri := range shared(objects, g.objects) {
		services.Kids = append(services.Kids, wire.Leaf(wire.EPP, "objURI", uri))
	}
	if list := shared(extensions, g.extensions); len(list) > 0 {
		more := wire.El(wire.EPP, "svcExtension")
		for _, uri := range list {
			more.Kids = append(more.Kids, wire.Leaf(wire.EPP, "extURI", uri))
		}
		services.Kids = append(services.Kids, more)
	}
	return command(wire.El(wire.EPP, "login",
		wire.Leaf(wire.EPP, "clID", cfg.ClientID),
		wire.Leaf(wire.EPP, "pw", password),
		wire.El(wire.EPP, "options", wire.Leaf(wire.EPP, "version", "1.0"), wire.Leaf(wire.EPP, "lang", language(cfg, g))),
		services,
	), clTRID, extension), nil
}

// command wraps a command for the wire; extensions that are nil are left out.
func command(what *wire.Node, clTRID string, extensions ...*wire.Node) *wire.Node {
	extension := wire.El(wire.EPP, "extension", extensions...)
	if len(extension.Kids) == 0 {
		extension = nil
	}
	return wire.El(wire.EPP, "epp", wire.El(wire.EPP, "command", what, extension, wire.Leaf(wire.EPP, "clTRID", clTRID)))
}
