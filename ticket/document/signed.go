package document

import (
	"bytes"

	"loket/ticket/document/signature"
)

// signatures verifies the electronic signatures of a PDF. A letter that only
// says that it is signed is told as well.
func (f *file) signatures(s Surroundings, data []byte) {
	if f.Signatures > 0 || bytes.Contains(data, []byte("/ByteRange")) {
		r := signature.Verify(lead(data), s.Password, s.Trust, s.Now)
		if len(r.Findings) > 0 {
			f.Signed = &r
			return
		}
	}
	if signature.ClaimsSignature(f.text.String()) {
		f.Signed = &signature.Result{Version: signature.Version, Trust: s.Trust.ID(), At: s.Now, Picture: true}
	}
}

// Outdated reports whether the signatures of the file were verified by an older
// version, or against another trust than the one with that signature.Trust.ID.
func (r *Report) Outdated(trust string) bool {
	if r.Signed == nil {
		return r.Signatures > 0
	}
	return r.Signed.Version != signature.Version || len(r.Signed.Findings) > 0 && r.Signed.Trust != trust
}
