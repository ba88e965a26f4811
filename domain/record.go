package domain

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Record is a DNS record as it is asked for: a lower-case host without trailing
// dot (or as written in a form: a label, "@", "*.x"), an upper-case type, a
// value in presentation form.
type Record struct {
	Host  string `json:"host"`
	Type  string `json:"type"`
	Value string `json:"value"`
}

// RecordTypes are the types a form may ask for.
var recordTypes = []string{"A", "AAAA", "CNAME", "MX", "TXT", "NS", "SRV", "CAA", "PTR"}

// RecordTypes returns the types that ParseRecord accepts.
func RecordTypes() []string { return slices.Clone(recordTypes) }

// ParseRecord checks the shape of one record: a known type, a host that DNS can
// hold, a value on one line. It does not judge the value; see ValidateRecords.
// The error is a *Refusal that wraps ErrRecord.
func ParseRecord(host, typ, value string) (Record, error) {
	r := Record{Host: cleanHost(host), Type: strings.ToUpper(strings.TrimSpace(typ)), Value: strings.TrimSpace(value)}
	switch {
	case !slices.Contains(recordTypes, r.Type):
		return Record{}, refuseRecord(fmt.Sprintf("tipe %q tidak dilayani", typ), fmt.Sprintf("the type %q is not served", typ), "pilih "+strings.Join(recordTypes, ", "), "choose "+strings.Join(recordTypes, ", "))
	case !hostShape(r.Host):
		return Record{}, refuseRecord(fmt.Sprintf("host %q tidak sah", cut(host, 80)), fmt.Sprintf("the host %q is not valid", cut(host, 80)), "tulis misalnya aplikasi.contohkota.go.id", "write for example app.contohkota.go.id")
	case r.Value == "" || len(r.Value) > 4096 || !printable(r.Value):
		return Record{}, refuseRecord("value kosong, terlalu panjang atau memuat karakter yang tidak boleh", "the value is empty, too long or holds a character that may not be there", "tulis value pada satu baris", "write the value on one line")
	}
	switch r.Type {
	case "CNAME", "NS", "PTR":
		r.Value = strings.ToLower(r.Value)
	case "A", "AAAA":
		r.Value = strings.TrimRight(strings.ToLower(r.Value), ".")
	}
	if strings.TrimSpace(r.Value) == "" {
		return Record{}, refuseRecord("value kosong", "the value is empty", "tulis misalnya 203.0.113.10", "write for example 203.0.113.10")
	}
	return r, nil
}

func refuseRecord(id, en, doID, doEN string) error {
	return &Refusal{What: Text{id, en}, Do: Text{doID, doEN}, kind: ErrRecord}
}

// String writes the record on one line.
func (r Record) String() string { return r.Host + " " + r.Type + " " + r.Value }

func cleanHost(h string) string {
	h = strings.ToLower(strings.Trim(strings.TrimSpace(h), `"'`))
	for _, p := range []string{"https://", "http://"} {
		h = strings.TrimPrefix(h, p)
	}
	return strings.TrimSuffix(strings.TrimRight(h, "/"), ".")
}

// hostShape accepts labels with underscores, a leading "*", and a lone "@".
func hostShape(h string) bool {
	if h == "@" || h == "*" {
		return true
	}
	h = strings.TrimPrefix(h, "*.")
	if h == "" || len(h) > maxName {
		return false
	}
	for _, l := range strings.Split(h, ".") {
		if l == "" || len(l) > maxLabel || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for i := range len(l) {
			if !ldh(l[i]) && l[i] != '_' {
				return false
			}
		}
	}
	return true
}

func printable(s string) bool {
	for _, r := range s {
		if r < 0x20 || r > 0x7e {
			return false
		}
	}
	return true
}

// In returns the record with a host that is complete in the zone: "app" and "@"
// of a form become app.<zone> and <zone>.
func (r Record) In(zone string) Record {
	zone = strings.TrimSuffix(strings.ToLower(zone), ".")
	switch {
	case zone == "":
	case r.Host == "@":
		r.Host = zone
	case !under(r.Host, zone) && !complete(r.Host):
		r.Host += "." + zone
	}
	return r
}

// complete reports whether a host ends in a known public suffix, so that it is
// not meant relative to a zone.
func complete(host string) bool {
	_, icann := publicsuffix.PublicSuffix(host)
	return icann && strings.Contains(host, ".")
}

func isIPv4(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is4()
}
