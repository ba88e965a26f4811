package signature

import (
	"time"

	"loket/domain/clean"
)

// Verdict is what is found of one signature, the worst that holds.
type Verdict string

// The closed set of verdicts, from best to worst.
const (
	Valid      Verdict = "valid"      // intact, unchanged since, chain trusted here
	Untrusted  Verdict = "untrusted"  // intact, but no way to a root that the site trusts
	BadUsage   Verdict = "bad-usage"  // intact, but by a certificate that is not for signing documents
	Revoked    Verdict = "revoked"    // intact, but the certificate was revoked when it signed
	Changed    Verdict = "changed"    // the signed bytes are intact, the document is another one since
	Weak       Verdict = "weak"       // made with an algorithm that can be forged
	Unreadable Verdict = "unreadable" // could not be verified
	Invalid    Verdict = "invalid"    // the signed bytes or the signature do not fit
)

// Kinds of a finding.
const (
	Approval      = "signature" // by a person or an organisation
	DocumentStamp = "timestamp" // by a timestamp authority over the whole document
)

// Sources of Finding.Proven.
const (
	StampOfSignature = "timestamp"          // inside the signature
	StampOfDocument  = "document-timestamp" // over a later revision
)

// Bounds of a result.
const (
	maxFindings = 32
	maxChanges  = 20
	maxNotes    = 12
	maxField    = 200 // runes of a name or argument
)

// Result is what is known of the signatures of one file.
type Result struct {
	Version int       `json:"version"`
	Trust   string    `json:"trust,omitempty"` // Trust.ID of what was trusted; empty for nothing
	At      time.Time `json:"at"`              // when it was verified
	// Findings holds the signatures in the order in which they were made.
	Findings []Finding `json:"findings,omitempty"`
	// Picture says that the text claims an electronic signature and there is
	// none: at best the picture of one.
	Picture bool `json:"picture,omitempty"`
}

// Finding is one signature.
type Finding struct {
	Kind    string  `json:"kind"`
	Verdict Verdict `json:"verdict"`
	Intact  bool    `json:"intact,omitempty"`  // the signature fits the bytes that it covers
	Trusted bool    `json:"trusted,omitempty"` // the chain ends at a root of the site

	Signer       string `json:"signer,omitempty"` // common name; as claimed unless Trusted
	Organization string `json:"organization,omitempty"`
	Issuer       string `json:"issuer,omitempty"`      // common name of the issuer
	Certificate  string `json:"certificate,omitempty"` // SHA-256 of its DER, lower-case hex
	Algorithm    string `json:"algorithm,omitempty"`   // such as "SHA-256"

	Claimed time.Time `json:"claimed,omitzero"` // by the signer's clock; proves nothing
	Proven  time.Time `json:"proven,omitzero"`  // existed at this time, zero when nobody trusted says so
	Source  string    `json:"source,omitempty"` // of Proven
	Stamper string    `json:"stamper,omitempty"`

	Revision  int `json:"revision,omitempty"`  // that it covers, from 1
	Revisions int `json:"revisions,omitempty"` // of the file

	// Changes is what was added or replaced after it and is not known to be
	// harmless, at most 20.
	Changes []Change `json:"changes,omitempty"`
	// RevocationChecked is the time for which a list or answer inside the file
	// or the site's folder vouches for the certificate; zero: not checked.
	RevocationChecked time.Time `json:"revocationChecked,omitzero"`
	RevokedAt         time.Time `json:"revokedAt,omitzero"`
	LTV               bool      `json:"ltv,omitempty"` // the file itself brings what vouches
	// Certification is what the author allows after signing: 0 says nothing, 1
	// nothing at all, 2 forms and signatures, 3 annotations too.
	Certification int    `json:"certification,omitempty"`
	Notes         []Note `json:"notes,omitempty"`
}

// Codes of a Change.
const (
	ChangedPageContent  = "page-content"
	ChangedPageResource = "page-resource" // fonts, pictures, forms drawn on a page
	ChangedPage         = "page"          // another property of the page
	ChangedPages        = "pages"         // pages added, removed or reordered
	ChangedAnnotation   = "annotation"    // Name: its subtype
	ChangedField        = "form-field"    // Name: of the field
	ChangedForm         = "form"
	ChangedCatalog      = "catalog"   // Name: the entry
	ChangedSignature    = "signature" // a signature was added where none may be, or altered
	ChangedObject       = "object"    // Name: its type, if it has one
	ChangedHidden       = "hidden"    // an object that the file's table does not know
	ChangedStructure    = "structure" // the file can no longer be read as before
)

// Change is one thing that is not as it was signed.
type Change struct {
	Code   string `json:"code"`
	Page   int    `json:"page,omitempty"` // from 1, 0 for none
	Name   string `json:"name,omitempty"`
	Object int    `json:"object,omitempty"`
}

// Codes of a Note.
const (
	NoteNoRoots         = "no-roots"         // the site trusts no root
	NoteUnknownRoot     = "unknown-root"     // args: the issuer where the chain ends
	NoteExpired         = "expired"          // args: end of validity
	NoteNotYet          = "not-yet"          // args: begin of validity
	NoteChain           = "chain"            // args: why
	NoteUsage           = "usage"            // the certificate is not for signing documents
	NoteDigest          = "digest"           // the covered bytes are not those that were signed
	NoteValue           = "value"            // the signature value does not fit
	NoteCoverage        = "coverage"         // the signature does not cover what it should
	NoteMissing         = "missing"          // args: what the signature lacks
	NoteFormat          = "format"           // args: what was not understood
	NoteAlgorithm       = "algorithm"        // args: the weak one
	NoteCertificateSwap = "certificate-swap" // signed with another certificate than given
	NoteStampBad        = "stamp-bad"        // its timestamp does not fit
	NoteStampUntrusted  = "stamp-untrusted"  // args: authority
	NoteStampExpired    = "stamp-expired"    // args: authority
	NoteRevokedLater    = "revoked-later"    // args: when
	NoteLaterSignature  = "later-signature"  // args: page of a visible later signature
	NoteInformation     = "information"      // document information changed later
	NoteTail            = "tail"             // bytes without meaning stand after it
	NoteNoField         = "no-field"         // no field of the form leads to it
	NoteClaimOff        = "claim-off"        // the claimed time is off the proven one by more than an hour
	NoteAuthorAllows    = "author-allows"    // args: certification level
	NoteTooComplex      = "too-complex"      // more objects or revisions than are compared
	NotePassword        = "password"         // the file cannot be read without one
	NoteMoreSignatures  = "more-signatures"  // args: how many were not verified
)

// Note is a remark beside a verdict.
type Note struct {
	Code string   `json:"code"`
	Args []string `json:"args,omitempty"`
}

// Has reports whether the finding has a note with that code.
func (f *Finding) Has(code string) bool {
	for _, n := range f.Notes {
		if n.Code == code {
			return true
		}
	}
	return false
}

func (f *Finding) note(code string, args ...string) {
	if len(f.Notes) >= maxNotes || len(args) == 0 && f.Has(code) {
		return
	}
	for i := range args {
		args[i] = tidy(args[i])
	}
	f.Notes = append(f.Notes, Note{code, args})
}

// fail makes v the verdict where it is worse than what stands.
func (f *Finding) fail(v Verdict, code string, args ...string) {
	f.worse(v)
	f.note(code, args...)
}

func (f *Finding) worse(v Verdict) {
	if rank(v) > rank(f.Verdict) {
		f.Verdict = v
	}
}

func rank(v Verdict) int {
	for i, o := range [...]Verdict{Valid, Untrusted, BadUsage, Revoked, Changed, Weak, Unreadable, Invalid} {
		if v == o {
			return i
		}
	}
	return 0
}

// tidy makes a value from the file fit for a record.
func tidy(s string) string { return clean.Line(s, maxField).String() }
