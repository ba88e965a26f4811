package delegation

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"loket/domain"
)

// rules explain the findings. {0} is what each says.
var rules = map[string]domain.Rule{
	"too-many": {Level: domain.Warn,
		What: domain.Text{ID: "lebih dari 13 server nama", EN: "more than 13 name servers"},
		Fix:  domain.Text{ID: "daftarkan paling banyak 13", EN: "register at most 13"}},
	"few": {Level: domain.Warn,
		What: domain.Text{ID: "hanya satu server nama yang menjawab", EN: "only one name server answers"},
		Fix:  domain.Text{ID: "sediakan paling sedikit dua, di jaringan yang berbeda", EN: "have at least two, in different networks"}},
	"same-network": {Level: domain.Warn,
		What: domain.Text{ID: "semua server nama berada di satu jaringan {0}", EN: "all name servers are in one network {0}"},
		Fix:  domain.Text{ID: "tempatkan satu di jaringan lain", EN: "put one into another network"}},
	"name": {Level: domain.Refuse,
		What: domain.Text{ID: "bukan nama server yang sah", EN: "not a valid name of a server"},
		Fix:  domain.Text{ID: "tulis nama lengkap, misalnya ns1.contohkab.go.id", EN: "write the whole name, for example ns1.contohkab.go.id"}},
	"no-address": {Level: domain.Refuse,
		What: domain.Text{ID: "nama server ini tidak mempunyai alamat", EN: "the name of this server has no address"},
		Fix:  domain.Text{ID: "periksa ejaannya, atau buat record A-nya lebih dulu", EN: "check the spelling, or make its A record first"}},
	"glue-missing": {Level: domain.Refuse,
		What: domain.Text{ID: "server ini berada di dalam domain yang didaftarkan, alamatnya harus disebut (glue)", EN: "the server is inside the domain that is registered, so its address must be given (glue)"},
		Fix:  domain.Text{ID: "minta alamat IP-nya", EN: "ask for its IP address"}},
	"glue-differs": {Level: domain.Warn,
		What: domain.Text{ID: "alamat yang disebut bukan yang dikatakan server itu sendiri ({0})", EN: "the address given is not what the server itself says ({0})"},
		Fix:  domain.Text{ID: "samakan keduanya", EN: "make them the same"}},
	"alias": {Level: domain.Refuse,
		What: domain.Text{ID: "nama server ini sebuah CNAME", EN: "the name of this server is a CNAME"},
		Fix:  domain.Text{ID: "beri record A atau AAAA (RFC 2181 bagian 10.3)", EN: "give it an A or AAAA (RFC 2181 section 10.3)"}},
	"private": {Level: domain.Refuse,
		What: domain.Text{ID: "alamat {0} tidak dapat dicapai dari internet", EN: "the address {0} cannot be reached from the Internet"},
		Fix:  domain.Text{ID: "pakai alamat publik", EN: "use a public address"}},
	"silent": {Level: domain.Refuse,
		What: domain.Text{ID: "{0} tidak menjawab", EN: "{0} does not answer"},
		Fix:  domain.Text{ID: "nyalakan server dan buka port 53 UDP", EN: "start the server and open port 53 for UDP"}},
	"lame": {Level: domain.Refuse,
		What: domain.Text{ID: "{0} tidak melayani domain ini ({1})", EN: "{0} does not serve the domain ({1})"},
		Fix:  domain.Text{ID: "pasang zonanya pada server itu", EN: "put the zone onto that server"}},
	"no-tcp": {Level: domain.Warn,
		What: domain.Text{ID: "{0} tidak menjawab lewat TCP", EN: "{0} does not answer over TCP"},
		Fix:  domain.Text{ID: "buka port 53 TCP (RFC 7766)", EN: "open port 53 for TCP (RFC 7766)"}},
	"recursion": {Level: domain.Warn,
		What: domain.Text{ID: "{0} bersedia mencarikan nama lain untuk siapa saja", EN: "{0} offers to look other names up for anybody"},
		Fix:  domain.Text{ID: "matikan rekursi untuk umum; server demikian dipakai untuk menyerang", EN: "switch recursion off for the public; such servers are used for attacks"}},
	"soa-differs": {Level: domain.Refuse,
		What: domain.Text{ID: "server-server berbeda isi SOA: {0}", EN: "the servers differ in the SOA: {0}"},
		Fix:  domain.Text{ID: "pastikan semua melayani zona yang sama", EN: "make sure that all serve the same zone"}},
	"serial-differs": {Level: domain.Warn,
		What: domain.Text{ID: "serial zona berbeda: {0}", EN: "the serials of the zone differ: {0}"},
		Fix:  domain.Text{ID: "tunggu transfer zona selesai, lalu periksa lagi", EN: "wait for the zone transfer, then check again"}},
	"ns-differs": {Level: domain.Warn,
		What: domain.Text{ID: "di zona tertulis server nama {0}", EN: "the zone itself names the servers {0}"},
		Fix:  domain.Text{ID: "samakan NS di zona dengan yang didaftarkan", EN: "make the NS in the zone those that are registered"}},
}

// judge looks at each answer, then at all of them side by side.
func (c *check) judge(asked []question) {
	var serials, soas []string
	live := map[string]bool{}
	for i, a := range c.report.Answers {
		at := a.Address.String()
		switch {
		case a.Rcode == "":
			c.say("silent", a.Server, at)
			continue
		case !a.Authority || a.Rcode != "NOERROR" || a.SOA == "":
			c.say("lame", a.Server, at, a.Rcode)
			if a.Recursion {
				c.say("recursion", a.Server, at)
			}
			continue
		}
		live[a.Server] = true
		serials, soas = append(serials, strconv.FormatUint(uint64(a.Serial), 10)), append(soas, a.SOA)
		if a.Recursion {
			c.say("recursion", a.Server, at)
		}
		if a.Alias {
			c.say("alias", a.Server)
		} else if q := asked[i]; q.inside && !slices.Equal(a.Addresses, q.glue) {
			c.say("glue-differs", a.Server, joined(a.Addresses))
		}
		if !a.TCP {
			c.say("no-tcp", a.Server, at)
		} else if !slices.Equal(a.Names, c.names) {
			c.say("ns-differs", a.Server, strings.Join(a.Names, ", "))
		}
	}
	c.together(asked, len(live), distinct(soas), distinct(serials))
}

func (c *check) together(asked []question, live int, soas, serials []string) {
	if len(soas) > 1 {
		c.say("soa-differs", c.report.Domain, strings.Join(soas, " / "))
	}
	if len(serials) > 1 {
		c.say("serial-differs", c.report.Domain, strings.Join(serials, ", "))
	}
	if live == 1 {
		c.say("few", c.report.Domain)
	}
	var networks []string
	for _, q := range asked {
		networks = append(networks, network(q.address).String())
	}
	if networks = distinct(networks); live > 1 && len(networks) == 1 {
		c.say("same-network", c.report.Domain, networks[0])
	}
}

// network is what fails together: a /24 of IPv4, a /48 of IPv6.
func network(a netip.Addr) netip.Prefix {
	bits := 24
	if a.Is6() {
		bits = 48
	}
	p, _ := a.Prefix(bits)
	return p
}

func distinct(list []string) []string {
	list = slices.Sorted(slices.Values(list))
	return slices.Compact(list)
}

func joined(addresses []netip.Addr) string {
	s := make([]string, len(addresses))
	for i, a := range addresses {
		s[i] = a.String()
	}
	return strings.Join(s, ", ")
}
