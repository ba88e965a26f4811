package command

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain/calendar"
)

// problem is what is wrong with one setting; key is its path, "imap[0].port".
type problem struct {
	key string
	err error
}

func (p *problem) Error() string { return p.err.Error() }
func (p *problem) Unwrap() error { return p.err }

// problems collects what is wrong with a configuration.
type problems []error

func (p *problems) add(key, format string, args ...any) {
	*p = append(*p, &problem{key, fmt.Errorf(format, args...)})
}

func (p *problems) oneOf(key, name, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		p.add(key, "%s = %q: write %s", name, value, quoted(allowed))
	}
}

// section is a block of the file: its path, and its name for a person.
type section struct{ key, name string }

func quoted(words []string) string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, strconv.Quote(w))
		}
	}
	return strings.Join(out, ", ")
}

// Validate returns every problem at once, each with what to write instead.
func (c *Config) Validate() error {
	var p problems
	c.Desk.check(&p)
	c.ClamAV.check(&p)
	c.checkOutside(&p)
	c.Serve.check(&p)
	c.Alerts.check(&p)
	c.checkTrail(&p)
	c.checkRetention(&p)
	p.oneOf("calendar.day", "calendar.day", c.Calendar.Day, "", "working", "calendar")
	p.oneOf("calendar.ends", "calendar.ends", c.Calendar.Ends, "", "closing", "same-time")
	names := make(map[string]bool)
	for i := range c.IMAP {
		a, at := &c.IMAP[i], section{fmt.Sprintf("imap[%d]", i), fmt.Sprintf("imap %q", c.IMAP[i].Name)}
		if names[a.Name] {
			p.add(at.key+".name", "imap %q: the name is taken; every account needs its own, the record remembers by it how far it has read", a.Name)
		}
		names[a.Name] = true
		a.check(&p, at)
	}
	if c.SMTP.Host != "" {
		c.SMTP.check(&p)
		if c.Desk.Address == "" {
			p.add("desk.address", "desk.address is needed to send letters: write the helpdesk's e-mail address")
		}
	}
	c.checkOfficers(&p)
	p.oneOf("screen.lang", "screen.lang", c.Screen.Lang, "", "id", "en")
	p.oneOf("screen.theme", "screen.theme", c.Screen.Theme, "auto", "dark", "light")
	p.oneOf("screen.picture", "screen.picture", c.Screen.Picture, "auto", "kitty", "sixel", "iterm", "quads", "blocks", "off")
	return errors.Join(p...)
}

func (d *Desk) check(p *problems) {
	for _, v := range []struct{ key, value string }{{"desk.hold", d.Hold}, {"desk.receipt_age", d.ReceiptAge}, {"desk.grace", d.Grace}} {
		if t, err := time.ParseDuration(v.value); err != nil || t < 0 {
			p.add(v.key, "%s = %q: write a time such as \"15s\" or \"24h\"", v.key, v.value)
		}
	}
	for _, v := range []struct{ key, value string }{{"desk.revise_in", d.ReviseIn}, {"desk.triage", d.Triage}} {
		if _, err := calendar.ParseTarget(v.value); err != nil {
			p.add(v.key, "%s: %w", v.key, err)
		}
	}
	for i, a := range append([]string{d.Address}, d.Aliases...) {
		key := "desk.address"
		if i > 0 {
			key = "desk.aliases"
		}
		if a != "" && !plainAddress(a) {
			p.add(key, "%s %q: write an e-mail address such as \"helpdesk@contoh.go.id\", without a name", key, a)
		}
	}
	for _, name := range d.ARCSealers {
		if !strings.Contains(name, ".") || strings.ContainsAny(name, "@*/: ") {
			p.add("desk.arc_sealers", "desk.arc_sealers %q: write a domain name such as \"mail.go.id\"", name)
		}
	}
	if d.Plus && d.Address == "" {
		p.add("desk.plus", "desk.plus: answers are to come back to the desk; set desk.address")
	}
	for _, name := range d.Official {
		if name == "" || strings.ContainsAny(name, "@*/: ") {
			p.add("desk.official", "desk.official %q: write a domain name such as \"contoh.sch.id\"", name)
		}
	}
}

func plainAddress(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(host, ".") && !strings.ContainsAny(s, " <>,;\t\r\n") && !strings.Contains(host, "@")
}

func (a *IMAP) check(p *problems, at section) {
	if a.Host == "" || a.User == "" {
		p.add(at.key, "%s: host and user are needed", at.name)
	}
	if a.Since != "" {
		if _, err := time.Parse("2006-01-02", a.Since); err != nil {
			p.add(at.key+".since", "%s: since = %q: write a date such as \"2026-11-01\"", at.name, a.Since)
		}
	}
	if _, err := parseSize(a.MaxSize); err != nil {
		p.add(at.key+".max_size", "%s: %w", at.name, err)
	}
	if _, err := parseSize(a.MaxFetch); err != nil {
		p.add(at.key+".max_fetch", "%s: max_fetch = %q: write a size such as \"200MB\", at most \"1GB\"", at.name, a.MaxFetch)
	}
	if a.MoveTo != "" && slices.Contains(a.Folders, a.MoveTo) {
		p.add(at.key+".move_to", "%s: move_to = %q is one of the folders that are read; write another one", at.name, a.MoveTo)
	}
	checkServer(p, at, a.Host, a.Port, a.TLS, a.Auth)
	a.Secret.check(p, at)
}

func (m *SMTP) check(p *problems) {
	at := section{"smtp", "smtp"}
	checkServer(p, at, m.Host, m.Port, m.TLS, m.Auth)
	if m.User != "" {
		m.Secret.check(p, at)
	}
}

func checkServer(p *problems, at section, host string, port int, tls, auth string) {
	if strings.ContainsAny(host, "/ @") || strings.Contains(host, "://") {
		p.add(at.key+".host", "%s: host = %q: write the name alone, such as \"mail.contoh.go.id\"", at.name, host)
	}
	if port < 1 || port > 65535 {
		p.add(at.key+".port", "%s: port = %d: write a number from 1 to 65535, or leave it out", at.name, port)
	}
	p.oneOf(at.key+".tls", at.name+": tls", tls, "tls", "starttls", "none")
	if tls == "none" && !loopback(host) {
		p.add(at.key+".tls", "%s: tls = \"none\" would send the password in clear; write \"tls\" or \"starttls\" (only a server on this machine may do without)", at.name)
	}
	p.oneOf(at.key+".auth", at.name+": auth", auth, "", "plain", "login", "xoauth2", "oauthbearer")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s Secret) check(p *problems, at section) {
	n := 0
	for _, set := range []bool{s.Env != "", s.File != "", len(s.Command) > 0} {
		if set {
			n++
		}
	}
	if n != 1 {
		p.add(at.key, "%s: set exactly one of password_env, password_file, password_command", at.name)
	}
	if len(s.Command) > 0 && s.Command[0] == "" {
		p.add(at.key+".password_command", "%s: password_command begins with the program, such as [\"pass\", \"show\", \"loket/imap\"]", at.name)
	}
}

// sizes are the units of a size; the empty one is bytes.
var sizes = []struct {
	unit   string
	factor int64
}{{"KB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}, {"B", 1}, {"", 1}}

// maxSize bounds what a setting may ask for: a message is held in memory.
const maxSize = 1 << 30

// parseSize reads "50MB", "512KB" or bytes; "" is 0.
func parseSize(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	for _, u := range sizes {
		number, ok := strings.CutSuffix(strings.ToUpper(s), u.unit)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err != nil || n <= 0 || n > maxSize/u.factor {
			break
		}
		return n * u.factor, nil
	}
	return 0, fmt.Errorf("max_size = %q: write a size such as \"50MB\", at most \"1GB\"", s)
}

// checkOfficers looks at each officer; no id and no key may be two officers'.
func (c *Config) checkOfficers(p *problems) {
	seen, keys := make(map[string]bool), make(map[string]string)
	zone := c.zone()
	for i := range c.Officers {
		key := fmt.Sprintf("officer[%d]", i)
		o, err := c.Officers[i].entry(zone)
		if err != nil {
			p.add(key+".id", "officer %w", err)
		}
		if seen[o.ID] {
			p.add(key+".id", "officer id %q: each only once", o.ID)
		}
		seen[o.ID] = true
		for _, k := range o.Keys {
			if other := keys[k.Fingerprint]; other != "" && other != o.ID {
				p.add(key+".keys", "the key %s is %s's, too; every officer has keys of their own, for the record must say who acted", k.Fingerprint, other)
			}
			keys[k.Fingerprint] = o.ID
		}
	}
}
