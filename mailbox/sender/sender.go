// Package sender judges who wrote a mail.
//
// Everything that speaks for or against the address in From comes together
// here: DKIM signatures (RFC 6376), verified by this package; what the site's
// own server found (mail.Auth); the ARC chain (RFC 8617), believed only where the
// site trusts its newest sealer and every seal verifies; whether the address is an agency's; look-alike domains, deceiving
// display names, replies that go elsewhere, and whether the register of agencies
// knows the domain. The result is one level and the reasons, as codes with
// arguments and weights: the words are the screen's.
//
// Rules. A signature proves something only where it aligns with the domain of
// From (same organisational domain, RFC 7489 section 3.1), covers the whole
// body (no l= tag), has a key that is neither short, revoked nor in test, and
// where the header has one From, Subject, Date and To at most: a signature
// covers only the lowest of several. Failed is not forged: a footer of a list
// breaks every signature, so a broken body weighs nothing. Everything is
// bounded: five signatures, 25 MiB, 256 KiB of header, one time-out.
//
// What it does not do: it asks no network itself (the look-up is the caller's),
// checks no SPF, decides nothing about a ticket, and does not remember who wrote
// before: the desk adds that, in the transaction that keeps the mail.
package sender

import (
	"context"
	"time"

	"loket/domain"
	"loket/domain/clean"
	"loket/mailbox/mail"
)

// Level is the judgement in one word.
type Level string

// The levels, best first.
const (
	Trusted      Level = "trusted"       // the address is proven and an agency's, nothing speaks against it
	Plausible    Level = "plausible"     // the address is proven, or nearly, but it is not all of the above
	Unknown      Level = "unknown"       // nothing proves it, nothing speaks against it
	Doubtful     Level = "doubtful"      // something speaks against it
	ForgedLikely Level = "forged-likely" // made to deceive, as far as a program can see
)

// Options is what the caller knows. The zero value works: offline, nothing official.
type Options struct {
	// LookupTXT returns the TXT records of a name, one string a record. Nil
	// means offline: signatures are listed, not checked. It should obey ctx; if
	// it does not, it is left behind when the time is up.
	LookupTXT func(ctx context.Context, name string) ([]string, error)
	Timeout   time.Duration // for all look-ups together; 0 means 5 seconds
	Official  []string      // suffixes of agencies, "go.id"
	Shared    []string      // mail services that many agencies share, "mail.go.id"
	Agencies  *Register     // known agencies, for look-alikes and display names; may be nil
	Now       time.Time     // when the mail came in; zero: the age of signatures is not looked at
	Sealers   []string      // domains whose ARC seals the site trusts, "mail.go.id"
	// HeaderOnly says that raw has no body: signatures cannot be checked.
	HeaderOnly bool
}

// Proof says what proves the address of From.
type Proof string

// The proofs, best first.
const (
	ProofDKIM  Proof = "dkim"  // a signature checked here
	ProofDMARC Proof = "dmarc" // the site's server says so
	ProofARC   Proof = "arc"   // a forwarder that the site trusts says so, under valid seals
	ProofSite  Proof = "site"  // the site's server checked an aligned signature
	ProofSPF   Proof = "spf"   // the site's server: sent from a server of the domain; weaker than a signature
	ProofNone  Proof = ""
)

// Reason is one thing that was found. Weight is negative for what speaks
// against the sender, positive for what speaks for, 0 for what is only said.
type Reason struct {
	Code   string
	Args   []string // clean, in the order of the sentence
	Weight int
}

// Judgement is what is known about the sender. All text in it is clean.
type Judgement struct {
	Level   Level
	Head    Reason   // the reason that says most; its Code is "" where none does
	Reasons []Reason // what weighs against first, then what weighs for, then the rest
	Proof   Proof

	DKIM       []DKIMResult
	SPF, DMARC mail.AuthResult // of the site's own server
	AuthState  mail.AuthState
	ARC        ARC

	Email        string // of From, "" unless there is exactly one
	Official     bool   // below one of Options.Official
	Shared       bool   // of a service that many agencies share
	AgencyDomain string // registrable domain of an official address that is not shared
	FreeMail     bool
	KnownAgency  string // what the register says

	DisplayWarning   bool   // the display name claims another address or agency
	LookAlike        bool   // the domain resembles LookAlikeOf
	LookAlikeOf      string // "" unless LookAlike
	ReplyToElsewhere bool   // answers go to another organisation
}

// Judge judges m, which was read from raw. A nil m is read here, without the
// site's results. Raw and m are not kept. It is safe for concurrent use where
// the functions in o are.
func Judge(ctx context.Context, raw []byte, m *mail.Message, o Options) Judgement {
	if m == nil {
		m = mail.HeaderOnly(raw, mail.Options{})
	}
	c := &court{m: m, o: o, head: scanHeader(raw)}
	c.structure()
	c.address()
	if c.sound {
		c.signatures(ctx, raw)
	}
	c.chain(ctx, raw)
	if c.sound {
		c.site()
	}
	c.lookAlike()
	c.display()
	c.replyTo()
	c.register()
	c.conclude()
	return c.j
}

// court is one judgement being made.
type court struct {
	m     *mail.Message
	o     Options
	head  rawHeader
	j     Judgement
	sound bool   // the header allows a signature to prove something
	name  string // display name of From
	host  string // domain of From
	org   string // its organisational domain
}

// say adds a reason. The arguments come from outside and are cleaned here.
func (c *court) say(code string, weight int, args ...string) {
	for i, a := range args {
		args[i] = clean.Line(a, 120).String()
	}
	c.j.Reasons = append(c.j.Reasons, Reason{code, args, weight})
}

// address looks at the domain of From.
func (c *court) address() {
	if len(c.m.From) != 1 || c.m.From[0].Email == "" {
		return
	}
	from := c.m.From[0]
	c.name, c.host = from.Name.String(), from.Domain()
	c.org = organisation(c.host)
	c.j.Email = from.Email
	c.j.Official = domain.OfficialEmail(from.Email, c.o.Official)
	c.j.Shared = underAny(c.host, c.o.Shared)
	c.j.FreeMail = freeMail(c.host)
	switch {
	case c.j.Official && c.j.Shared:
		c.say("shared", 2, c.host)
	case c.j.Official:
		c.j.AgencyDomain = c.org
		c.say("official", 2, c.org, c.rule())
	case c.j.FreeMail:
		c.say("free-mail", 0, c.host)
	default:
		c.say("not-official", 0, c.host)
	}
}

// replyTo compares where answers go with From.
func (c *court) replyTo() {
	if c.org == "" {
		return
	}
	for _, a := range c.m.ReplyTo {
		if a.Email == "" || organisation(a.Domain()) == c.org {
			continue
		}
		c.j.ReplyToElsewhere = true
		weight := -2
		if c.j.Official && !domain.OfficialEmail(a.Email, c.o.Official) {
			weight = -4
		}
		c.say("reply-elsewhere", weight, a.Email, c.org)
		return
	}
}

// rule is the suffix by which the address is official.
func (c *court) rule() string {
	for _, s := range c.o.Official {
		if underAny(c.host, []string{s}) {
			return s
		}
	}
	return ""
}

// register asks whose the domain is.
func (c *court) register() {
	a, ok := c.o.Agencies.of(c.org)
	if !ok || c.j.Email == "" || c.j.Shared {
		return
	}
	c.j.KnownAgency = clean.Line(a.Name, 200).String()
	if c.j.KnownAgency == "" {
		c.j.KnownAgency = a.Domain
	}
	c.say("agency-known", 1, c.j.KnownAgency)
}
