package naming

import (
	"errors"
	"fmt"
	"strings"

	"loket/domain"
)

// Request is a name that somebody asks for and what is known of who asks.
type Request struct {
	Name string // as written
	// Region is the Kode Wilayah of the place, as written; "" where none was given. A
	// desa.id name needs one.
	Region string
	// Email is that of the responsible person of a subdomain.
	Email string
}

// Rules are what a name is judged by. The zero value knows no reserved names, no
// places and no neighbours.
type Rules struct {
	Reserved   List
	Places     Places
	Neighbours *Neighbours
	// Zone is the one that the desk manages itself, such as batam.go.id: names
	// below it are subdomains with rules of their own.
	Zone domain.Name
	// Deep lets subdomains have more than one label below the zone.
	Deep bool
}

// Shortest and longest label that the registry takes, in signs.
const (
	shortestLabel = 3
	mostAlike     = 5
)

// Verdict is what was found.
type Verdict struct {
	Name     domain.Name // "" where the form is wrong
	Findings []domain.Problem
	Alike    []Alike
	Instead  []domain.Name // that one could ask for, not known to be taken
}

// OK reports whether no rule forbids the name.
func (v Verdict) OK() bool {
	for _, p := range v.Findings {
		if p.Level == domain.Refuse {
			return false
		}
	}
	return v.Name != ""
}

// Judge looks at a name that is asked for. Key of a finding is the rule: form,
// subdomain, zone, length, digits, www, reserved, suffix, region, taken, alike,
// depth, email.
func (r Rules) Judge(q Request) Verdict {
	j := &judgement{rules: r, q: q}
	n, err := domain.ParseName(q.Name)
	var refusal *domain.Refusal
	if errors.As(err, &refusal) {
		j.say(domain.Refuse, "form", refusal.What, refusal.Do)
		return j.v
	}
	j.v.Name = n
	switch {
	case r.Zone != "" && n != r.Zone && n.Under(string(r.Zone)):
		j.subdomain(n)
	case n != n.Registrable():
		up := string(n.Registrable())
		j.say(domain.Refuse, "subdomain", domain.Text{ID: fmt.Sprintf("%s adalah subdomain %s, tidak didaftarkan di registri", n, up), EN: fmt.Sprintf("%s is a subdomain of %s and is not registered at the registry", n, up)},
			domain.Text{ID: "minta kepada pengelola " + up, EN: "ask whoever manages " + up})
	default:
		j.registered(n)
	}
	return j.v
}

type judgement struct {
	rules Rules
	q     Request
	v     Verdict
}

func (j *judgement) say(l domain.Level, rule string, what, fix domain.Text) {
	j.v.Findings = append(j.v.Findings, domain.Problem{Level: l, Key: rule, What: what, Fix: fix})
}

// registered judges a name at the registry.
func (j *judgement) registered(n domain.Name) {
	label, suffix := labelOf(n), n.Suffix()
	if !government(n) {
		j.say(domain.Refuse, "zone", domain.Text{ID: suffix + " bukan zona pemerintah", EN: suffix + " is no zone of the government"},
			domain.Text{ID: "di sini didaftarkan go.id dan desa.id", EN: "go.id and desa.id are registered here"})
		return
	}
	if len(label) < shortestLabel {
		j.say(domain.Refuse, "length", domain.Text{ID: fmt.Sprintf("%q lebih pendek dari %d karakter", label, shortestLabel), EN: fmt.Sprintf("%q is shorter than %d characters", label, shortestLabel)},
			domain.Text{ID: "pakai 3 sampai 63 karakter", EN: "use 3 to 63 characters"})
	}
	if strings.Trim(label, "0123456789-") == "" {
		j.say(domain.Refuse, "digits", domain.Text{ID: fmt.Sprintf("%q hanya angka", label), EN: fmt.Sprintf("%q is digits alone", label)},
			domain.Text{ID: "tambahkan huruf", EN: "add letters"})
	}
	j.reserved(label)
	j.www(label)
	j.suffixes(n, label)
	j.region(n)
	j.alike(n)
}

func (j *judgement) reserved(label string) {
	r, ok := j.rules.Reserved[label]
	if !ok {
		return
	}
	fix := domain.Text{ID: "pastikan pemohonnya instansi itu", EN: "make sure that the requester is that agency"}
	if r.Level == domain.Refuse {
		fix = domain.Text{ID: "pilih nama lain", EN: "choose another name"}
	}
	j.say(r.Level, "reserved", domain.Text{ID: fmt.Sprintf("%q dicadangkan: %s", label, r.Reason.ID), EN: fmt.Sprintf("%q is reserved: %s", label, r.Reason.EN)}, fix)
}

func (j *judgement) www(label string) {
	if _, reserved := j.rules.Reserved[label]; !reserved && strings.HasPrefix(label, "www") {
		j.say(domain.Refuse, "www", domain.Text{ID: "nama diawali www", EN: "the name begins with www"},
			domain.Text{ID: "tulis namanya saja; www adalah subdomain", EN: "write the name alone; www is a subdomain"})
	}
}

// suffixes advises on what names of regions are usually called. It is no rule
// since 2015.
func (j *judgement) suffixes(n domain.Name, label string) {
	if n.Suffix() != "go.id" {
		return
	}
	for _, w := range []string{"kab", "kota", "prov"} {
		rest, ok := strings.CutPrefix(plain(label), w)
		if !ok || len(rest) < 5 || strings.HasPrefix(plain(label), "kabupaten") || strings.HasPrefix(plain(label), "provinsi") {
			continue
		}
		usual := rest + w + ".go.id"
		j.say(domain.Warn, "suffix", domain.Text{ID: fmt.Sprintf("nama daerah biasanya ditulis %s", usual), EN: fmt.Sprintf("the name of a region is usually written %s", usual)},
			domain.Text{ID: "tawarkan; bukan keharusan sejak 2015", EN: "offer it; no rule since 2015"})
		j.offer(usual)
		return
	}
}

// offer adds a name to those that one could ask for.
func (j *judgement) offer(s string) {
	n, err := domain.ParseName(s)
	if err == nil && (j.rules.Neighbours == nil || !j.rules.Neighbours.names[n]) {
		j.v.Instead = append(j.v.Instead, n)
	}
}

// alike compares with the register.
func (j *judgement) alike(n domain.Name) {
	j.v.Alike = j.rules.Neighbours.Alike(n, mostAlike)
	var names []string
	for _, a := range j.v.Alike {
		if a.How != SameName {
			names = append(names, string(a.Name))
			continue
		}
		j.say(domain.Refuse, "taken", domain.Text{ID: fmt.Sprintf("%s sudah terdaftar", n), EN: fmt.Sprintf("%s is registered already", n)},
			domain.Text{ID: "yang mendaftar lebih dahulu berhak; pilih nama lain", EN: "first come, first served; choose another name"})
		j.instead(n)
	}
	if len(names) > 0 {
		list := strings.Join(names, ", ")
		j.say(domain.Warn, "alike", domain.Text{ID: "mirip dengan " + list, EN: "it looks like " + list},
			domain.Text{ID: "pastikan tidak menyesatkan", EN: "make sure that it does not mislead"})
	}
}

// instead offers names where one is taken: as regions are usually called, and for a
// desa with the name of its kecamatan, kabupaten or kota behind.
func (j *judgement) instead(n domain.Name) {
	label := labelOf(n)
	if n.Suffix() == "go.id" && core(label) == label {
		for _, w := range []string{"kab", "kota", "prov"} {
			j.offer(label + w + ".go.id")
		}
	}
	place, err := domain.ParseRegion(j.q.Region)
	if n.Suffix() != "desa.id" || err != nil {
		return
	}
	for up := place.Within(); up.Digits != ""; up = up.Within() {
		if name := slug(j.rules.Places[up.Digits]); name != "" {
			j.offer(label + "-" + name + ".desa.id")
		}
	}
}

// subdomain judges a name below the zone of the desk.
func (j *judgement) subdomain(n domain.Name) {
	zone := string(j.rules.Zone)
	rest := strings.TrimSuffix(string(n), "."+zone)
	if strings.Contains(rest, ".") && !j.rules.Deep {
		j.say(domain.Refuse, "depth", domain.Text{ID: fmt.Sprintf("%q lebih dari satu tingkat di bawah %s", rest, zone), EN: fmt.Sprintf("%q is more than one level below %s", rest, zone)},
			domain.Text{ID: "pakai satu bagian saja, atau minta persetujuan", EN: "use one part, or have it approved"})
	}
	first, _, _ := strings.Cut(rest, ".")
	if r, ok := j.rules.Reserved[first]; ok && r.Level == domain.Refuse {
		j.say(domain.Warn, "reserved", domain.Text{ID: fmt.Sprintf("%q: %s", first, r.Reason.ID), EN: fmt.Sprintf("%q: %s", first, r.Reason.EN)},
			domain.Text{ID: "pastikan memang untuk itu", EN: "make sure that it is meant for that"})
	}
	if j.q.Email == "" {
		return
	}
	host, err := domain.EmailHost(j.q.Email)
	if err != nil || host != j.rules.Zone {
		j.say(domain.Refuse, "email", domain.Text{ID: fmt.Sprintf("surel penanggung jawab tidak pada %s", zone), EN: fmt.Sprintf("the responsible person's mail address is not in %s", zone)},
			domain.Text{ID: "minta alamat nama@" + zone, EN: "ask for an address name@" + zone})
	}
}

// government reports whether a name is of the zones that the registrar serves.
func government(n domain.Name) bool { return n.Under("go.id") || n.Under("desa.id") }

// labelOf is the part before the zone: batam for kominfo.batam.go.id.
func labelOf(n domain.Name) string {
	return strings.TrimSuffix(string(n.Registrable()), "."+n.Suffix())
}
