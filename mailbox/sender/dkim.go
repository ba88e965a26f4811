package sender

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"loket/domain/clean"
)

// Bounds of what is checked.
const (
	maxSignatures   = 5
	maxSigned       = 25 << 20 // bytes of a message whose signatures are checked
	maxSignature    = 8 << 10  // bytes of a DKIM-Signature field
	maxSignedFields = 100      // names in h=
	lookupTimeout   = 5 * time.Second
)

// DKIMState is how the check of a signature ended.
type DKIMState string

// The states of a signature. Only DKIMPass may prove anything.
const (
	DKIMPass      DKIMState = "pass"
	DKIMBody      DKIMState = "body-changed"   // the body is not the signed one: a footer does that too
	DKIMHeader    DKIMState = "header-changed" // the signed fields or the key are not those of the signature
	DKIMExpired   DKIMState = "expired"        // x= is over
	DKIMRevoked   DKIMState = "revoked"        // the key record has an empty p=
	DKIMNoKey     DKIMState = "no-key"         // there is no key record, or none that can be read
	DKIMWeak      DKIMState = "weak-key"       // RSA below 1024 bits, or SHA-1 (RFC 8301)
	DKIMPartial   DKIMState = "partial"        // l=: text can be added behind what is signed
	DKIMTesting   DKIMState = "testing"        // the domain says t=y: to be treated as unsigned
	DKIMTemporary DKIMState = "temporary"      // the key could not be asked for now
	DKIMMalformed DKIMState = "malformed"      // not a signature that can be checked
	DKIMUnchecked DKIMState = "unchecked"      // offline, too large, no body here, or proven already
)

// DKIMResult is one signature. Text in it is clean.
type DKIMResult struct {
	Domain   string // d=, lower-case
	Selector string // s=
	State    DKIMState
	Aligned  bool      // Domain and From have one organisational domain
	Key      string    // "rsa" or "ed25519", "" if no key was read
	Bits     int       // of an RSA key
	Signed   time.Time // t=, zero if not given
	Expires  time.Time // x=, zero if not given
	Fields   []string  // h=, lower-case
	Detail   string    // the verifier's words, for a log
}

// signature is a DKIM-Signature field on its way to a result.
type signature struct {
	DKIMResult
	field int // index in the header
	key   keyRecord
}

// signatures checks up to five signatures, aligned ones first, and says what
// they prove.
func (c *court) signatures(ctx context.Context, raw []byte) {
	sigs := c.findSignatures()
	if len(sigs) > maxSignatures {
		c.say("dkim-many", 0, count(len(sigs)), count(maxSignatures))
		sigs = sigs[:maxSignatures]
	}
	c.lookUpKeys(ctx, sigs, len(raw))
	proven := false
	for i := range sigs {
		s := &sigs[i]
		switch {
		case s.State != "":
		case proven: // each check reads the whole mail
			s.State, s.Detail = DKIMUnchecked, "not needed"
		default:
			s.check(c.head, raw)
		}
		proven = proven || s.Aligned && s.State == DKIMPass
		c.j.DKIM = append(c.j.DKIM, s.DKIMResult)
	}
	c.weighSignatures()
}

// findSignatures reads the signatures without checking them.
func (c *court) findSignatures() []signature {
	var sigs []signature
	for i, f := range c.head.fields {
		if f.name != "dkim-signature" {
			continue
		}
		s := signature{field: i}
		s.read(f.value(), c.o.Now)
		s.Aligned = c.org != "" && organisation(s.Domain) == c.org
		sigs = append(sigs, s)
	}
	slices.SortStableFunc(sigs, func(a, b signature) int {
		return boolRank(b.Aligned) - boolRank(a.Aligned)
	})
	return sigs
}

// read fills the tags and refuses what need not be checked.
func (s *signature) read(value string, now time.Time) {
	tags, ok := readTags(value)
	if len(value) > maxSignature || !ok {
		s.State, s.Detail = DKIMMalformed, "tags not readable"
		return
	}
	s.Domain = strings.ToLower(tags["d"])
	s.Selector = tags["s"]
	s.Signed, s.Expires = tagTime(tags["t"]), tagTime(tags["x"])
	if names := strings.Split(strings.ToLower(tags["h"]), ":"); len(names) <= maxSignedFields {
		s.Fields = names
	}
	_, partial := tags["l"]
	switch {
	case !dnsName(s.Selector+"._domainkey."+s.Domain) || s.Selector == "" || !strings.Contains(s.Domain, "."):
		s.Domain, s.Selector = clean.Line(s.Domain, 253).String(), clean.Line(s.Selector, 63).String()
		s.State, s.Detail = DKIMMalformed, "d= or s= is no name"
	case s.Fields == nil || slices.Contains(s.Fields, "dkim-signature"):
		s.State, s.Detail = DKIMMalformed, "h= is not one that is checked"
	case partial:
		s.State, s.Detail = DKIMPartial, "l="
	case tags["x"] != "" && !now.IsZero() && now.After(s.Expires):
		s.State, s.Detail = DKIMExpired, "x="
	}
	for i, name := range s.Fields {
		s.Fields[i] = clean.Line(name, 80).String()
	}
}

// lookUpKeys asks for all keys at once. Whoever does not answer in time is
// left behind.
func (c *court) lookUpKeys(ctx context.Context, sigs []signature, size int) {
	unchecked := ""
	switch {
	case c.o.HeaderOnly:
		unchecked = "no body here"
	case size > maxSigned:
		unchecked = "too large"
	case c.o.LookupTXT == nil:
		unchecked = "offline"
	}
	timeout := c.o.Timeout
	if timeout <= 0 {
		timeout = lookupTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var wg sync.WaitGroup
	for i := range sigs {
		s := &sigs[i]
		switch {
		case s.State != "":
		case unchecked != "":
			s.State, s.Detail = DKIMUnchecked, unchecked
		default:
			wg.Go(func() {
				txts, err := lookUp(ctx, c.o.LookupTXT, s.Selector+"._domainkey."+s.Domain)
				s.takeKey(txts, err)
			})
		}
	}
	wg.Wait()
}

func lookUp(ctx context.Context, ask func(context.Context, string) ([]string, error), name string) ([]string, error) {
	type answer struct {
		txts []string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		txts, err := ask(ctx, name)
		got <- answer{txts, err}
	}()
	select {
	case a := <-got:
		return a.txts, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// check lets the verifier look at this signature alone.
func (s *signature) check(h rawHeader, raw []byte) {
	defer func() {
		if r := recover(); r != nil { // the verifier is not ours, the bytes are hostile
			s.State, s.Detail = DKIMMalformed, clean.Line(fmt.Sprint(r), 120).String()
		}
	}()
	var head bytes.Buffer
	for i, f := range h.fields {
		if i == s.field || f.name != "dkim-signature" {
			head.Write(f.text)
		}
	}
	head.WriteString("\r\n")
	got, err := dkim.VerifyWithOptions(io.MultiReader(&head, bytes.NewReader(raw[h.body:])), &dkim.VerifyOptions{
		LookupTXT:        func(string) ([]string, error) { return []string{s.key.text}, nil },
		MaxVerifications: 1,
	})
	switch {
	case err == nil && len(got) != 1:
		err = errors.New("no signature found")
	case err == nil && got[0].Err == nil && !strings.EqualFold(got[0].Domain, s.Domain):
		err = errors.New("another domain was verified")
	case err == nil:
		err = got[0].Err
	}
	s.State = stateOf(err)
	if err != nil {
		s.Detail = clean.Line(err.Error(), 120).String()
		return
	}
	switch {
	case s.key.testing:
		s.State, s.Detail = DKIMTesting, "t=y"
	case s.key.strict && !strings.HasSuffix(strings.ToLower(got[0].Identifier), "@"+s.Domain):
		s.State, s.Detail = DKIMMalformed, "t=s and i= is of another domain"
	}
}

// stateOf reads the verifier's error, which has no types for this.
func stateOf(err error) DKIMState {
	if err == nil {
		return DKIMPass
	}
	for _, known := range []struct {
		words string
		state DKIMState
	}{
		{"body hash did not verify", DKIMBody},
		{"signature did not verify", DKIMHeader},
		{"has expired", DKIMExpired},
		{"key revoked", DKIMRevoked},
		{"too short", DKIMWeak},
		{"too weak", DKIMWeak},
		{"body length", DKIMPartial},
		{"key syntax error", DKIMNoKey},
		{"key record error", DKIMNoKey},
		{"public key version", DKIMNoKey},
	} {
		if strings.Contains(err.Error(), known.words) {
			return known.state
		}
	}
	return DKIMMalformed
}

// readTags reads a tag list (RFC 6376 section 3.2); white space is dropped.
func readTags(s string) (map[string]string, bool) {
	tags := map[string]string{}
	for item := range strings.SplitSeq(s, ";") {
		key, value, found := strings.Cut(item, "=")
		key = strings.TrimSpace(key)
		if !found {
			if key != "" {
				return tags, false
			}
			continue
		}
		if _, twice := tags[key]; twice {
			return tags, false
		}
		tags[key] = strings.Join(strings.Fields(value), "")
	}
	return tags, true
}

func tagTime(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n > 1<<40 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}
