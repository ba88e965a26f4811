package signature

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"loket/ticket/document/pdf"
)

// claimSlack is how far the claimed time may be off the proven one before it is
// said; the Indonesian authority's stamps come up to a quarter of an hour later.
const claimSlack = time.Hour

// verifier verifies the signatures of one file.
type verifier struct {
	data     []byte
	password string
	anchors  anchors
	now      time.Time
	ends     []int // of revisions
	s        *pdf.Structure
	proofs   proofs
	list     []*examined
	read     map[int]*pdf.Structure // earlier revisions by their end, nil for unreadable
}

// examined is one signature on its way to a finding.
type examined struct {
	place
	Finding
	c     *container
	stamp *stamp // that a trusted authority made
}

func newVerifier(data []byte, password string, trust Trust, now time.Time) *verifier {
	return &verifier{data: data, password: password, anchors: trust.parse(), now: now, read: map[int]*pdf.Structure{}}
}

func (v *verifier) run() []Finding {
	s, err := pdf.ReadStructure(v.data, v.password)
	if err != nil {
		switch {
		case !bytes.Contains(v.data, []byte("/ByteRange")):
			return nil
		case errors.Is(err, pdf.ErrPassword):
			return []Finding{unreadable(NotePassword)}
		}
		return []Finding{unreadable(NoteFormat, err.Error())}
	}
	v.s, v.ends, v.proofs = s, revisions(v.data), readProofs(s)
	places := locate(s)
	more := len(places) - maxFindings
	places = places[:min(len(places), maxFindings)]
	for i := range places {
		e := &examined{place: places[i], Finding: Finding{Kind: Approval, Verdict: Valid, Revisions: len(v.ends)}}
		v.examine(e)
		v.list = append(v.list, e)
	}
	slices.SortStableFunc(v.list, func(a, b *examined) int { return a.end - b.end })
	v.certify()
	for _, stamps := range []bool{true, false} { // they prove the time of the others
		for _, e := range v.list {
			if e.c != nil && e.Intact && (e.Kind == DocumentStamp) == stamps {
				v.judge(e)
			}
		}
	}
	for _, e := range slices.Backward(v.list) { // the later first: it may explain an addition
		if e.Intact {
			v.compare(e)
		}
	}
	var out []Finding
	for _, e := range v.list {
		out = append(out, e.Finding)
	}
	if more > 0 {
		out[len(out)-1].note(NoteMoreSignatures, fmt.Sprint(more))
	}
	return out
}

// examine looks whether the signature fits the bytes that it covers.
func (v *verifier) examine(e *examined) {
	sub := v.s.Name(e.dict["SubFilter"])
	if v.s.Name(e.dict["Type"]) == "DocTimeStamp" || sub == "ETSI.RFC3161" {
		e.Kind = DocumentStamp
	}
	if e.widget == 0 {
		e.note(NoteNoField)
	}
	if code, what := e.cover(v.s, v.data); code != "" {
		bad := Invalid
		if code == NoteFormat {
			bad = Unreadable
		}
		e.fail(bad, code, what)
		return
	}
	e.Revision = len(v.ends) - len(v.after(e.end))
	if e.Revision == 0 || len(bytes.TrimSpace(v.data[v.ends[e.Revision-1]:e.end])) > 0 {
		e.fail(Invalid, NoteCoverage, "revision")
		return
	}
	c, err := openContainer(e.contents)
	if c != nil && c.certificate != nil {
		v.describe(e, c)
	}
	switch {
	case errors.Is(err, errSigners), errors.Is(err, errNoSigner):
		e.fail(Invalid, NoteMissing, err.Error())
		return
	case err != nil:
		e.fail(Unreadable, NoteFormat, err.Error())
		return
	}
	if e.Kind == DocumentStamp {
		v.examineStamp(e, c)
		return
	}
	v.examineSignature(e, c, sub)
}

func (v *verifier) describe(e *examined, c *container) {
	e.c = c
	x := c.certificate
	e.Signer, e.Issuer = tidy(x.Subject.CommonName), tidy(x.Issuer.CommonName)
	e.Organization = tidy(strings.Join(x.Subject.Organization, ", "))
	e.Certificate, e.Algorithm = Fingerprint(x.Raw), c.digestName()
	if e.Claimed = c.claimedTime(); e.Claimed.IsZero() {
		if t, ok := types.DateTime(words(v.s.Resolve(e.dict["M"])), true); ok {
			e.Claimed = t.UTC()
		}
	}
}

func (v *verifier) examineSignature(e *examined, c *container, sub string) {
	switch sub {
	case "ETSI.CAdES.detached", "adbe.pkcs7.detached":
	case "adbe.pkcs7.sha1", "adbe.x509.rsa_sha1":
		e.fail(Weak, NoteAlgorithm, "SHA-1")
		return
	default:
		e.fail(Unreadable, NoteFormat, "SubFilter "+sub)
		return
	}
	if len(c.Content) > 0 {
		e.fail(Invalid, NoteCoverage, "content")
		return
	}
	if w := c.weak(); w != "" {
		e.fail(Weak, NoteAlgorithm, w)
	}
	if bad, code, what := c.check(e.covered(v.data)); code != "" {
		if e.Verdict == Weak && bad == Unreadable {
			return // MD5: nobody can check it any more
		}
		e.fail(bad, code, what)
		return
	}
	if named, ok := c.binds(); !ok {
		e.fail(Invalid, NoteCertificateSwap)
		return
	} else if !named && sub == "ETSI.CAdES.detached" {
		e.note(NoteMissing, "signing-certificate")
	}
	e.Intact = true
}

func (v *verifier) examineStamp(e *examined, c *container) {
	if w := c.weak(); w != "" {
		e.fail(Weak, NoteAlgorithm, w)
	}
	s, ok := openStamp(e.contents, e.covered(v.data))
	if !ok {
		e.fail(Invalid, NoteDigest)
		return
	}
	e.Intact, e.stamp = true, &s
	e.Claimed = s.at
}

// certify notes what the author allows (ISO 32000-1, 12.8.2.2).
func (v *verifier) certify() {
	ref := pdf.Reference(v.s.Dict(v.s.Catalog()["Perms"])["DocMDP"])
	for _, e := range v.list {
		for _, r := range v.s.Array(e.dict["Reference"]) {
			d := v.s.Dict(r)
			if v.s.Name(d["TransformMethod"]) != "DocMDP" || ref != e.object {
				continue
			}
			e.Certification = 2
			if p, ok := v.s.Integer(v.s.Dict(d["TransformParams"])["P"]); ok && p >= 1 && p <= 3 {
				e.Certification = p
			}
		}
	}
}

// judge finds the time, the chain, the usage and the revocation of a signature
// that is intact.
func (v *verifier) judge(e *examined) {
	v.proofs.addContainer(e.c)
	if e.Kind == DocumentStamp {
		v.judgeStamp(e)
		return
	}
	v.findTime(e)
	at := v.now
	if !e.Proven.IsZero() {
		at = e.Proven
		if !e.Claimed.IsZero() && e.Claimed.Sub(at).Abs() > claimSlack {
			e.note(NoteClaimOff)
		}
	}
	chain, err := v.chain(e.c.certificate, e.c.Certificates, at, x509.ExtKeyUsageAny)
	if err != nil {
		v.distrust(&e.Finding, err)
	}
	if !forSigning(e.c.certificate) {
		e.fail(BadUsage, NoteUsage)
	}
	if err == nil {
		e.Trusted = true
		v.revocations(e, chain, at)
	}
	if e.Verdict == BadUsage && !e.Trusted {
		e.Verdict = Untrusted // a stranger's certificate may say what it likes
	}
}

func (v *verifier) judgeStamp(e *examined) {
	t := v.trustStamp(*e.stamp)
	e.Stamper = t.name
	switch {
	case !t.ok:
		_, err := v.chain(e.c.certificate, e.c.Certificates, e.stamp.at, x509.ExtKeyUsageTimeStamping)
		v.distrust(&e.Finding, err)
		return
	case t.expired:
		e.note(NoteStampExpired, t.name)
	}
	e.Trusted, e.Proven, e.Source = true, e.stamp.at, StampOfDocument
}

// findTime takes the time from the timestamp inside the signature, else from the
// first trusted one over a later revision.
func (v *verifier) findTime(e *examined) {
	if token := e.c.attribute(false, oidStamp); token != nil {
		s, ok := openStamp(token, e.c.signer.EncryptedDigest)
		switch t := v.stampOf(s, ok); {
		case !ok:
			e.note(NoteStampBad)
		case !t.ok:
			e.note(NoteStampUntrusted, t.name)
		default:
			e.Proven, e.Source, e.Stamper = s.at, StampOfSignature, t.name
			if t.expired {
				e.note(NoteStampExpired, t.name)
			}
			return
		}
	}
	for _, d := range v.list {
		if d.Kind == DocumentStamp && d.Trusted && d.end > e.end && (e.Proven.IsZero() || d.Proven.Before(e.Proven)) {
			e.Proven, e.Source, e.Stamper = d.Proven, StampOfDocument, d.Stamper
		}
	}
}

func (v *verifier) stampOf(s stamp, ok bool) stampTrust {
	if !ok {
		return stampTrust{}
	}
	v.proofs.certs = append(v.proofs.certs, s.Certificates[:min(len(s.Certificates), maxProofs)]...)
	return v.trustStamp(s)
}

// revocations looks every certificate of the chain up; the root is the site's
// own matter.
func (v *verifier) revocations(e *examined, chain []*x509.Certificate, at time.Time) {
	for i, c := range chain[:len(chain)-1] {
		s := v.revocation(c, chain[i+1], at)
		switch {
		case s.revoked.IsZero():
		case e.Proven.IsZero() || !s.revoked.After(at):
			e.worse(Revoked)
			e.RevokedAt = s.revoked
		default:
			e.note(NoteRevokedLater, s.revoked.Format(time.RFC3339))
		}
		if i == 0 {
			e.RevocationChecked, e.LTV = s.vouched, s.inside
		}
	}
}

// after lists the revisions that end after a place.
func (v *verifier) after(end int) []int {
	i := slices.IndexFunc(v.ends, func(e int) bool { return e > end })
	if i < 0 {
		return nil
	}
	return v.ends[i:]
}

// revision reads the file as it was at an end; nil when it cannot be read.
func (v *verifier) revision(end int) *pdf.Structure {
	if end == len(v.data) {
		return v.s
	}
	if s, ok := v.read[end]; ok {
		return s
	}
	s, err := pdf.ReadStructure(v.data[:end], v.password)
	if err != nil {
		s = nil
	}
	v.read[end] = s
	return s
}
