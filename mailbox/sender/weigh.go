package sender

import (
	"slices"
	"strconv"
	"time"

	"loket/domain/clean"
	"loket/mailbox/mail"
)

// The scale. A reason of decisive weight makes a mail forged-likely by itself;
// doubts of doubtful weight together make it doubtful. What proves an address
// is Judgement.Proof, not a sum: no amount of habit makes up for it.
const (
	decisive = -6
	doubtful = -2
	proving  = 3
)

// oldSignature is when a signature is more likely kept and sent again than
// delivered late: no queue holds a mail longer.
const oldSignature = 14 * 24 * time.Hour

// weighSignatures says what the signatures prove, aligned ones first.
func (c *court) weighSignatures() {
	if len(c.j.DKIM) == 0 {
		c.say("dkim-none", 0)
		return
	}
	if i := slices.IndexFunc(c.j.DKIM, func(r DKIMResult) bool { return r.Aligned && r.State == DKIMPass }); i >= 0 {
		c.weighPass(c.j.DKIM[i])
		return
	}
	said := map[string]bool{}
	for _, r := range c.j.DKIM {
		switch {
		case r.State == DKIMPass:
			c.say("dkim-other", 0, r.Domain)
		case said[string(r.State)]:
		case r.State == DKIMHeader && r.Aligned:
			c.say("dkim-header-changed", -2, r.Domain)
		default:
			c.say("dkim-"+string(r.State), 0, r.Domain)
		}
		said[string(r.State)] = true
	}
}

func (c *court) weighPass(r DKIMResult) {
	if c.head.has("subject") && !slices.Contains(r.Fields, "subject") {
		c.say("dkim-subject", -1, r.Domain)
	}
	if !r.Signed.IsZero() && !c.o.Now.IsZero() && c.o.Now.Sub(r.Signed) > oldSignature {
		c.say("dkim-old", -1, r.Domain, r.Signed.Format(time.DateOnly))
	}
	if c.head.has("content-type") && !slices.Contains(r.Fields, "content-type") {
		c.say("dkim-type", 0, r.Domain) // many large services leave it out
	}
	if r.Key == "rsa" && r.Bits < 2048 {
		c.say("dkim-short", 0, r.Domain, count(r.Bits))
	}
	c.j.Proof = ProofDKIM
	c.say("dkim-pass", proving, r.Domain)
}

// site takes over what the site's own server found.
func (c *court) site() {
	a := c.m.Auth
	c.j.AuthState = a.State
	if a.State == mail.AuthUnreadable {
		c.say("site-unreadable", 0)
	}
	if a.State != mail.AuthRead || c.org == "" {
		return
	}
	c.j.SPF, c.j.DMARC = a.SPF, a.DMARC
	aligned := func(r mail.AuthResult) bool { return r.Domain != "" && organisation(r.Domain) == c.org }
	proven := c.j.Proof == ProofDKIM || c.j.Proof == ProofARC
	switch {
	case a.DMARC.Pass() && (a.DMARC.Domain == "" || aligned(a.DMARC)):
		c.prove(ProofDMARC, "site-dmarc-pass", proving)
	case a.DMARC.Value == "fail" && !proven:
		c.say("site-dmarc-fail", c.dmarcWeight(), c.host)
	}
	if a.DKIM.Pass() && aligned(a.DKIM) && !proven {
		c.prove(ProofSite, "site-dkim-pass", proving)
	}
	switch {
	case a.SPF.Pass() && aligned(a.SPF):
		c.prove(ProofSPF, "site-spf-pass", 1)
	case a.SPF.Value == "fail" && c.j.Proof == ProofNone:
		c.say("site-spf-fail", -1, c.host)
	}
}

// prove records a proof of the site's server unless there is a better one.
func (c *court) prove(p Proof, code string, weight int) {
	if c.j.Proof == ProofNone {
		c.j.Proof = p
	}
	c.say(code, weight, c.host)
}

// dmarcWeight is decisive for an agency's address, unless something on the way
// explains the failure: a list that adds a footer, a forwarder with its chain.
func (c *court) dmarcWeight() int {
	explained := c.head.has("list-id") || c.head.has("arc-seal") ||
		slices.ContainsFunc(c.j.DKIM, func(r DKIMResult) bool { return r.Aligned && r.State == DKIMBody })
	if c.j.Official && !explained {
		return decisive
	}
	return -3
}

// conclude orders the reasons and makes one judgement of them.
func (c *court) conclude() {
	worst, against := 0, 0
	for _, r := range c.j.Reasons {
		worst = min(worst, r.Weight)
		against += min(r.Weight, 0)
	}
	slices.SortStableFunc(c.j.Reasons, func(a, b Reason) int { return rank(a.Weight) - rank(b.Weight) })
	proven := c.j.Proof != ProofNone && c.j.Proof != ProofSPF
	switch {
	case worst <= decisive:
		c.j.Level = ForgedLikely
	case against <= doubtful:
		c.j.Level = Doubtful
	case proven && c.j.Official && against == 0:
		c.j.Level = Trusted
	case proven, c.j.Proof == ProofSPF && c.j.Official:
		c.j.Level = Plausible
	default:
		c.j.Level = Unknown
	}
	c.j.Head = c.headline()
}

// rank puts doubts first, the heaviest on top, then what speaks for, then notes.
func rank(weight int) int {
	switch {
	case weight < 0:
		return weight
	case weight > 0:
		return 100 - weight
	}
	return 200
}

// headline is what matters most for the level: the heaviest doubt, what is
// missing for trust, the proof, or why there is none.
func (c *court) headline() Reason {
	switch l, first := c.j.Level, c.j.Reasons[0]; {
	case l == ForgedLikely, l == Doubtful, l == Plausible && first.Weight < 0:
		return first
	case l == Plausible && !c.j.Official:
		return Reason{Code: "line-not-official", Args: []string{clean.Line(c.host, 120).String()}}
	case l == Trusted && c.j.Shared:
		return c.first("shared")
	case l == Unknown:
		return c.first("no-sender", "header-odd", "dkim-body-changed", "dkim-temporary", "dkim-unchecked", "dkim-no-key", "dkim-expired",
			"dkim-revoked", "dkim-weak-key", "dkim-partial", "dkim-testing", "dkim-malformed", "dkim-other", "dkim-none")
	}
	return c.first("dkim-pass", "site-dmarc-pass", "arc-proof", "site-dkim-pass", "site-spf-pass")
}

// first returns the first of the codes that was said.
func (c *court) first(codes ...string) Reason {
	for _, code := range codes {
		for _, r := range c.j.Reasons {
			if r.Code == code {
				return Reason{Code: code, Args: r.Args}
			}
		}
	}
	return Reason{}
}

// count writes a number for a sentence.
func count(n int) string { return strconv.Itoa(n) }
