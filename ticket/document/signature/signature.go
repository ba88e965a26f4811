// Package signature verifies the electronic signatures of PDF letters (PAdES,
// ETSI EN 319 142; ISO 32000-1, 12.8) and says in technical terms what holds:
// whether the signed bytes are unchanged, what was added after them, who signed,
// when, and whether the site trusts the chain. It never says what that means in
// law.
//
// Rules. Verify is a pure function of the file, the site's trust and the time: no
// network, no disk, no list of roots but the site's. What is not understood is
// "unreadable", never "forged". Everything that stands after a signature's bytes
// is taken for a change unless it is known to be harmless (default deny): proofs
// for later verification (DSS), document timestamps, further signatures, document
// information. Neither the signer's clock nor a name decides anything: time comes
// from a timestamp that a trusted authority signed, else it is now, and roots are
// the very certificates that the site keeps, pinned by the SHA-256 of their DER.
//
// What it does not do: fetch revocation lists, see what a signer prepared before
// signing (hidden layers), judge the content. Note and change codes are put into
// words by the screens.
package signature

import (
	"fmt"
	"strings"
	"time"
)

// Version is that of the verification. A result kept with an older one is made
// anew.
const Version = 2

// Verify verifies all signatures of a PDF, of a locked one with its password. It
// never fails and never panics.
func Verify(data []byte, password string, trust Trust, now time.Time) (r Result) {
	r = Result{Version: Version, Trust: trust.ID(), At: now.UTC().Truncate(time.Second)}
	defer func() {
		if p := recover(); p != nil {
			r.Findings = []Finding{unreadable(NoteFormat, fmt.Sprintf("panic: %v", p))}
		}
	}()
	v := newVerifier(data, password, trust, now.UTC())
	r.Findings = v.run()
	return r
}

func unreadable(code string, args ...string) Finding {
	f := Finding{Kind: Approval}
	f.fail(Unreadable, code, args...)
	return f
}

// claims are what letters print beside the picture of a signature.
var claims = [...]string{
	"ditandatangani secara elektronik", "ditanda tangani secara elektronik", "ditandatangani secara digital",
	"sertifikat elektronik yang diterbitkan", "balai besar sertifikasi elektronik", "balai sertifikasi elektronik",
	"signed electronically", "digitally signed by", "electronically signed",
}

// ClaimsSignature reports whether the text of a letter says that it is signed
// electronically. Where the file has no such signature, that is at best the
// picture of one.
func ClaimsSignature(text string) bool {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	for _, c := range claims {
		if strings.Contains(text, c) {
			return true
		}
	}
	return false
}
