package domain

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
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

// Validate judges one record by itself against the rules that need no server.
// Sources: RFC 1035, 2181, 2782, 8659; the zone is where it will live.
func (r Record) Validate(zone string) []Problem {
	r = r.In(zone)
	v := &validation{r: r}
	v.host(zone)
	switch r.Type {
	case "A":
		v.address4()
	case "AAAA":
		v.address6()
	case "CNAME", "NS", "PTR":
		v.target(r.Value, zone)
		if strings.TrimSuffix(r.Value, ".") == r.Host {
			v.refuse("menunjuk dirinya sendiri", "points at itself", "tulis nama lain", "write another name")
		}
	case "MX":
		v.exchange(zone)
	case "TXT":
		v.text()
	case "SRV":
		v.service(zone)
	case "CAA":
		v.authority()
	}
	if r.Type == "NS" {
		v.warn("mengubah pendelegasian zona", "changes the delegation of the zone", "perlu petugas kedua", "needs a second officer")
	}
	return v.found
}

type validation struct {
	r     Record
	found []Problem
}

func (v *validation) add(l Level, id, en, doID, doEN string) {
	v.found = append(v.found, Problem{Level: l, Key: v.r.Host + " " + v.r.Type, What: Text{id, en}, Fix: Text{doID, doEN}})
}

func (v *validation) refuse(id, en, doID, doEN string) { v.add(Refuse, id, en, doID, doEN) }
func (v *validation) warn(id, en, doID, doEN string)   { v.add(Warn, id, en, doID, doEN) }

func (v *validation) host(zone string) {
	h := v.r.Host
	if zone != "" && !under(strings.TrimPrefix(h, "*."), strings.TrimSuffix(strings.ToLower(zone), ".")) {
		v.refuse("host di luar zona "+zone, "the host is outside the zone "+zone, "tulis nama di bawah "+zone, "write a name below "+zone)
	}
	if strings.HasPrefix(h, "*") {
		v.warn("wildcard berlaku untuk semua nama yang belum ada", "a wildcard holds for every name that does not exist", "catat alasannya", "record the reason")
	}
	if !strings.Contains(h, "_") {
		return
	}
	switch v.r.Type {
	case "A", "AAAA", "MX", "NS":
		v.refuse("garis bawah tidak boleh di nama host", "an underscore may not stand in a host name", "ganti dengan tanda hubung", "use a hyphen")
	}
}

func (v *validation) address4() {
	a, err := netip.ParseAddr(v.r.Value)
	if err != nil || !a.Is4() {
		v.refuse(fmt.Sprintf("%q bukan alamat IPv4", cut(v.r.Value, 60)), fmt.Sprintf("%q is not an IPv4 address", cut(v.r.Value, 60)), "tulis misalnya 203.0.113.10; untuk IPv6 pakai AAAA, untuk nama pakai CNAME", "write for example 203.0.113.10; use AAAA for IPv6, CNAME for a name")
		return
	}
	v.scope(a)
}

func (v *validation) address6() {
	a, err := netip.ParseAddr(v.r.Value)
	if err != nil || !a.Is6() || a.Is4In6() || a.Zone() != "" {
		v.refuse(fmt.Sprintf("%q bukan alamat IPv6", cut(v.r.Value, 60)), fmt.Sprintf("%q is not an IPv6 address", cut(v.r.Value, 60)), "tulis misalnya 2001:db8::10", "write for example 2001:db8::10")
		return
	}
	v.scope(a)
}

var documentation = []netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32"),
}

// scope warns of addresses that the public cannot reach.
func (v *validation) scope(a netip.Addr) {
	private := a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified() || a.IsMulticast()
	for _, p := range documentation {
		if p.Contains(a) {
			v.warn("alamat khusus contoh dokumen", "the address is kept for documentation", "pastikan alamat server yang sebenarnya", "make sure of the server's real address")
		}
	}
	if private {
		v.warn("alamat tidak dapat dicapai dari internet", "the address cannot be reached from the internet", "pastikan alamat publik server", "make sure of the server's public address")
	}
}

// target checks a name in a value, and the trailing dot that nobody else misses:
// in a zone file "server.example.com" becomes server.example.com.<zone>.
func (v *validation) target(name, zone string) {
	bare := strings.TrimSuffix(strings.ToLower(name), ".")
	if _, err := netip.ParseAddr(bare); err == nil {
		v.refuse("value adalah alamat IP, seharusnya nama", "the value is an IP address, it must be a name", "pakai tipe A atau AAAA untuk alamat", "use the type A or AAAA for an address")
		return
	}
	if name == "." || bare == "@" {
		return
	}
	if !hostShape(bare) || strings.HasPrefix(bare, "*") {
		v.refuse(fmt.Sprintf("%q bukan nama", cut(name, 60)), fmt.Sprintf("%q is not a name", cut(name, 60)), "tulis misalnya server.contohkota.go.id.", "write for example server.contohkota.go.id.")
		return
	}
	_, icann := publicsuffix.PublicSuffix(bare)
	if !strings.HasSuffix(name, ".") && strings.Contains(bare, ".") && icann {
		v.warn("tanpa titik di akhir, nama ini dapat terbaca sebagai "+bare+"."+zone, "without a dot at the end this can be read as "+bare+"."+zone, "tulis "+bare+".", "write "+bare+".")
	}
}

func (v *validation) exchange(zone string) {
	f := strings.Fields(v.r.Value)
	if len(f) == 1 {
		v.warn("prioritas MX belum ditulis", "the MX preference is missing", "tulis misalnya 10 "+f[0], "write for example 10 "+f[0])
		v.target(f[0], zone)
		return
	}
	if n, err := strconv.ParseUint(f[0], 10, 16); err != nil || len(f) != 2 || n > 65535 {
		v.refuse("MX terdiri atas prioritas dan nama", "an MX is a preference and a name", "tulis misalnya 10 mail.contohkota.go.id.", "write for example 10 mail.contohkota.go.id.")
		return
	}
	v.target(f[1], zone)
}
