package domain

import "errors"

// Sentinels of this package, for errors.Is.
var (
	ErrName      = errors.New("not a valid domain name")
	ErrRecord    = errors.New("not a valid DNS record")
	ErrNIP       = errors.New("not a valid NIP")
	ErrEmail     = errors.New("not a valid e-mail address")
	ErrRegion    = errors.New("not a valid Kode Wilayah")
	ErrFee       = errors.New("no fee can be computed")
	ErrCatalogue = errors.New("the catalogue has problems")
)

// Refusal says to a person what was refused and what to do next, in both
// languages. It wraps one of the sentinels.
type Refusal struct {
	What, Do Text
	kind     error
}

// Error returns the English text.
func (r *Refusal) Error() string { return r.In(English) }

// In returns the text in the language.
func (r *Refusal) In(l Lang) string {
	if r.Do.Empty() {
		return r.What.In(l)
	}
	return r.What.In(l) + "; " + r.Do.In(l)
}

// Unwrap returns the sentinel.
func (r *Refusal) Unwrap() error { return r.kind }
