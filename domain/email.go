package domain

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// EmailHost returns the host of a bare address (name@host), lower-case. The
// error wraps ErrEmail.
func EmailHost(email string) (Name, error) {
	email = strings.Trim(strings.TrimSpace(email), "<>")
	at := strings.LastIndexByte(email, '@')
	if at < 1 || strings.ContainsAny(email, " \t\r\n,;") {
		return "", &Refusal{What: Text{"alamat surel tidak lengkap", "the e-mail address is not complete"}, Do: Text{"tulis nama@instansi.go.id", "write name@agency.go.id"}, kind: ErrEmail}
	}
	n, err := ParseName(email[at+1:])
	if err != nil {
		return "", &Refusal{What: Text{"host surel tidak sah", "the host of the e-mail address is not valid"}, kind: ErrEmail}
	}
	return n, nil
}

// AgencyDomain returns the registrable domain of an address: contohkab.go.id
// for a@dinas.contohkab.go.id, and empty for what is no address.
func AgencyDomain(email string) Name {
	h, err := EmailHost(email)
	if err != nil {
		return ""
	}
	return h.Registrable()
}

// SameAgency reports whether two addresses belong to one registrable domain.
// Addresses of a shared service never do: everybody has one there.
func SameAgency(a, b string, shared ...string) bool {
	x := AgencyDomain(a)
	if x == "" || x != AgencyDomain(b) {
		return false
	}
	for _, s := range shared {
		if h, _ := EmailHost(a); h.Under(s) {
			return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
		}
	}
	return true
}

// OfficialEmail reports whether the address is below one of the suffixes, on
// label boundaries: a@batam.go.id.evil.com is not. A suffix that is a public
// suffix itself (go.id) takes every name below it.
func OfficialEmail(email string, suffixes []string) bool {
	h, err := EmailHost(email)
	if err != nil {
		return false
	}
	for _, s := range suffixes {
		if h.Under(s) && !isSuffix(string(h)) {
			return true
		}
	}
	return false
}

func isSuffix(s string) bool {
	p, _ := publicsuffix.PublicSuffix(s)
	return p == s
}
