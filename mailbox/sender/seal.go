package sender

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"

	"loket/domain/clean"
)

// sealing verifies a chain of RFC 8617 section 5.2. It is written here because
// the verifier of DKIM hashes a field under its own name only, and there are
// more fields in a seal than a signature may list.
type sealing struct {
	ctx  context.Context
	o    Options
	head rawHeader
	raw  []byte
	sets []arcSet
}

func (c *court) newSealing(ctx context.Context, raw []byte, sets []arcSet) *sealing {
	return &sealing{ctx: ctx, o: c.o, head: c.head, raw: raw, sets: sets}
}

var (
	errBroken = errors.New("chain does not verify")
	errLater  = errors.New("key cannot be asked for now")
)

func (v *sealing) tags(at int) map[string]string {
	value := v.head.fields[at].value()
	tags, ok := readTags(value)
	if !ok || len(value) > maxSignature || !strictTags(value) {
		return nil
	}
	return tags
}

// strictTags reports whether a list of tags has nothing but tags, the last of
// which may end with a semicolon.
func strictTags(value string) bool {
	items := strings.Split(strings.TrimSuffix(strings.TrimSpace(value), ";"), ";")
	return !slices.ContainsFunc(items, func(item string) bool {
		name, _, found := strings.Cut(item, "=")
		name = strings.TrimSpace(name)
		return !found || name == "" || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || !('a' <= name[0]|0x20 && name[0]|0x20 <= 'z')
	})
}

// signed are the names that the newest signature covers, lower-case.
func (v *sealing) signed() []string {
	return strings.Split(strings.ToLower(v.tags(v.sets[len(v.sets)-1].signature)["h"]), ":")
}

// verify checks what each seal says of the chain before it, the newest message
// signature, and every seal.
func (v *sealing) verify() (ARCState, string) {
	for i, s := range v.sets {
		want := "pass"
		if i == 0 {
			want = "none"
		}
		if got := chainValue(v.tags(s.seal)["cv"]); got != want {
			return ARCFail, "cv of instance " + count(i+1) + " is " + clean.Line(got, 10).String()
		}
	}
	keys, err := v.keys()
	if err != nil {
		return stateOfSeal(err)
	}
	if err := v.message(keys); err != nil {
		return stateOfSeal(err)
	}
	for i := range v.sets {
		if err := v.seal(i, keys); err != nil {
			return stateOfSeal(err)
		}
	}
	return ARCPass, ""
}

func stateOfSeal(err error) (ARCState, string) {
	detail := clean.Line(err.Error(), 120).String()
	if errors.Is(err, errLater) {
		return ARCTemporary, detail
	}
	return ARCFail, detail
}

// keys asks once for every key of the chain.
func (v *sealing) keys() (map[string]crypto.PublicKey, error) {
	names := map[string]bool{}
	for _, s := range v.sets {
		names[keyName(v.tags(s.seal))] = true
	}
	names[keyName(v.tags(v.sets[len(v.sets)-1].signature))] = true
	if names[""] {
		return nil, errors.Join(errBroken, errors.New("d= or s= is no name"))
	}
	timeout := v.o.Timeout
	if timeout <= 0 {
		timeout = lookupTimeout
	}
	ctx, cancel := context.WithTimeout(v.ctx, timeout)
	defer cancel()
	var mu sync.Mutex
	var wg sync.WaitGroup
	var bad error
	out := map[string]crypto.PublicKey{}
	for name := range names {
		wg.Go(func() {
			txts, err := lookUp(ctx, v.o.LookupTXT, name)
			key, err := sealKey(txts, err)
			mu.Lock()
			defer mu.Unlock()
			out[name] = key
			bad = errors.Join(bad, err)
		})
	}
	wg.Wait()
	return out, bad
}

// keyName is where the key of a signature stands, "" if that cannot be asked for.
func keyName(tags map[string]string) string {
	name := tags["s"] + "._domainkey." + strings.ToLower(tags["d"])
	if tags["s"] == "" || !strings.Contains(tags["d"], ".") || !dnsName(name) {
		return ""
	}
	return name
}

// sealKey reads a key record as strictly as that of a signature.
func sealKey(txts []string, err error) (crypto.PublicKey, error) {
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return nil, errors.Join(errBroken, errors.New("no such key"))
	}
	if err != nil {
		return nil, errors.Join(errLater, err)
	}
	if len(txts) != 1 || len(txts[0]) > maxKeyRecord {
		return nil, errors.Join(errBroken, errors.New("not one key record"))
	}
	tags, ok := readTags(txts[0])
	p, decoded := base64.StdEncoding.DecodeString(tags["p"])
	allows := func(tag, word string) bool {
		v, said := tags[tag]
		return !said || slices.ContainsFunc(strings.Split(strings.ToLower(v), ":"), func(s string) bool { return s == word || s == "*" && tag == "s" })
	}
	switch {
	case !ok || decoded != nil || len(p) == 0, tags["v"] != "" && tags["v"] != "DKIM1", !allows("h", "sha256"), !allows("s", "email"),
		slices.Contains(strings.Split(strings.ToLower(tags["t"]), ":"), "y"):
		return nil, errors.Join(errBroken, errors.New("key record not usable"))
	case tags["k"] == "ed25519" && len(p) == ed25519.PublicKeySize:
		return ed25519.PublicKey(p), nil
	case tags["k"] != "" && tags["k"] != "rsa":
		return nil, errors.Join(errBroken, errors.New("key of another kind"))
	}
	key, err := x509.ParsePKIXPublicKey(p)
	if err != nil {
		if key, err = x509.ParsePKCS1PublicKey(p); err != nil {
			return nil, errors.Join(errBroken, err)
		}
	}
	k, ok := key.(*rsa.PublicKey)
	if !ok || k.N.BitLen() < 1024 {
		return nil, errors.Join(errBroken, errors.New("key too weak"))
	}
	return k, nil
}

// message checks the newest ARC-Message-Signature: a signature of DKIM over the
// message as it left the newest forwarder.
func (v *sealing) message(keys map[string]crypto.PublicKey) error {
	at := v.sets[len(v.sets)-1].signature
	tags := v.tags(at)
	names := v.signed()
	_, partial := tags["l"]
	if partial || len(names) > maxSignedFields || !slices.Contains(names, "from") || slices.Contains(names, "arc-seal") {
		return errors.Join(errBroken, errors.New("message signature covers the wrong fields"))
	}
	how, body, _ := strings.Cut(strings.ToLower(tags["c"]), "/")
	if !canonical(how) || !canonical(body) {
		return errors.Join(errBroken, errors.New("unknown c="))
	}
	sum := sha256.New()
	writeBody(sum, v.raw[v.head.body:], body == "relaxed")
	if base64.StdEncoding.EncodeToString(sum.Sum(nil)) != tags["bh"] {
		return errors.Join(errBroken, errors.New("body hash did not verify"))
	}
	var data bytes.Buffer
	next := map[string]int{} // how many of a name were taken, from the bottom
	for _, name := range names {
		if i := v.fromBottom(strings.TrimSpace(name), next[name]); i >= 0 {
			data.WriteString(canonicalField(v.head.fields[i].text, how == "relaxed"))
		}
		next[name]++
	}
	data.WriteString(strings.TrimSuffix(canonicalField(withoutB(v.head.fields[at].text), how == "relaxed"), "\r\n"))
	return checkSum(keys[keyName(tags)], tags, data.Bytes())
}

func canonical(s string) bool { return s == "" || s == "simple" || s == "relaxed" }

// fromBottom is the place of the n-th field called name from the bottom, -1 if
// there are not so many.
func (v *sealing) fromBottom(name string, n int) int {
	for i := len(v.head.fields) - 1; i >= 0; i-- {
		if v.head.fields[i].name != name {
			continue
		}
		if n == 0 {
			return i
		}
		n--
	}
	return -1
}

// seal checks one ARC-Seal: it covers every set up to its own, in relaxed form.
func (v *sealing) seal(n int, keys map[string]crypto.PublicKey) error {
	tags := v.tags(v.sets[n].seal)
	if _, listed := tags["h"]; listed {
		return errors.Join(errBroken, errors.New("a seal lists fields"))
	}
	var data bytes.Buffer
	for i, s := range v.sets[:n+1] {
		data.WriteString(canonicalField(v.head.fields[s.results].text, true))
		data.WriteString(canonicalField(v.head.fields[s.signature].text, true))
		if i < n {
			data.WriteString(canonicalField(v.head.fields[s.seal].text, true))
		}
	}
	data.WriteString(strings.TrimSuffix(canonicalField(withoutB(v.head.fields[v.sets[n].seal].text), true), "\r\n"))
	return checkSum(keys[keyName(tags)], tags, data.Bytes())
}

// checkSum checks a signature of sha256 over data.
func checkSum(key crypto.PublicKey, tags map[string]string, data []byte) error {
	sig, err := base64.StdEncoding.DecodeString(tags["b"])
	if err != nil || len(sig) == 0 {
		return errors.Join(errBroken, errors.New("b= not readable"))
	}
	sum := sha256.Sum256(data)
	switch k := key.(type) {
	case *rsa.PublicKey:
		if tags["a"] == "rsa-sha256" && rsa.VerifyPKCS1v15(k, crypto.SHA256, sum[:], sig) == nil {
			return nil
		}
	case ed25519.PublicKey:
		if tags["a"] == "ed25519-sha256" && ed25519.Verify(k, sum[:], sig) {
			return nil
		}
	}
	return errors.Join(errBroken, errors.New("a signature did not verify"))
}
