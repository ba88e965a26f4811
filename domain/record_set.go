package domain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (v *validation) text() {
	s := strings.Trim(v.r.Value, `"`)
	if len(s) > 255 && !strings.Contains(v.r.Value, `" "`) {
		v.warn(fmt.Sprintf("TXT %d karakter, akan dipecah per 255", len(s)), fmt.Sprintf("a TXT of %d characters is split at 255", len(s)), "periksa hasil pecahannya", "look at how it was split")
	}
	if !strings.HasPrefix(strings.ToLower(s), "v=spf1") {
		return
	}
	lookups := 0
	for _, term := range strings.Fields(strings.ToLower(s))[1:] {
		term = strings.TrimLeft(term, "+-~?")
		name, _, _ := strings.Cut(term, ":")
		name, _, _ = strings.Cut(name, "/")
		if strings.HasPrefix(term, "redirect=") || slices.Contains([]string{"include", "a", "mx", "ptr", "exists"}, name) {
			lookups++
		}
	}
	if lookups > 10 {
		v.refuse(fmt.Sprintf("SPF meminta %d pencarian, paling banyak 10", lookups), fmt.Sprintf("the SPF asks for %d look-ups, the most is 10", lookups), "kurangi include", "use fewer includes")
	}
}

func (v *validation) service(zone string) {
	f := strings.Fields(v.r.Value)
	ok := len(f) == 4
	for i := 0; ok && i < 3; i++ {
		_, err := strconv.ParseUint(f[i], 10, 16)
		ok = err == nil
	}
	if !ok {
		v.refuse("SRV terdiri atas prioritas, bobot, port dan nama", "an SRV is priority, weight, port and name", "tulis misalnya 0 5 443 server.contohkota.go.id.", "write for example 0 5 443 server.contohkota.go.id.")
		return
	}
	if l := strings.Split(v.r.Host, "."); len(l) < 2 || l[0][0] != '_' || !strings.HasPrefix(l[1], "_") {
		v.refuse("host SRV diawali _layanan._protokol", "the host of an SRV begins with _service._protocol", "tulis misalnya _sip._tcp", "write for example _sip._tcp")
	}
	v.target(f[3], zone)
}

func (v *validation) authority() {
	f := strings.Fields(v.r.Value)
	flag := 256
	if len(f) >= 3 {
		if n, err := strconv.Atoi(f[0]); err == nil && n >= 0 {
			flag = n
		}
	}
	if flag > 255 || !slices.Contains([]string{"issue", "issuewild", "iodef", "issuemail"}, strings.ToLower(f[1])) {
		v.refuse("CAA terdiri atas angka, issue/issuewild/iodef, dan nilai", "a CAA is a number, issue/issuewild/iodef, and a value", `tulis misalnya 0 issue "letsencrypt.org"`, `write for example 0 issue "letsencrypt.org"`)
	}
}

// ValidateRecords judges the records of one request, each by itself and all of
// them together. The order of the findings is that of the records.
func ValidateRecords(records []Record, zone string) []Problem {
	var found []Problem
	types := map[string][]string{}
	byKey := map[Record]bool{}
	spf := map[string]int{}
	for _, r := range records {
		r = r.In(zone)
		found = append(found, r.Validate(zone)...)
		if byKey[r] {
			found = append(found, setProblem(Warn, r, Text{"record ini tertulis dua kali", "this record is there twice"}, Text{"cukup sekali", "once is enough"}))
			continue
		}
		byKey[r] = true
		types[r.Host] = append(types[r.Host], r.Type)
		if r.Type == "TXT" && strings.HasPrefix(strings.ToLower(strings.Trim(r.Value, `"`)), "v=spf1") {
			spf[r.Host]++
			if spf[r.Host] == 2 {
				found = append(found, setProblem(Refuse, r, Text{"ada dua record SPF", "there are two SPF records"}, Text{"satukan menjadi satu", "join them into one"}))
			}
		}
	}
	return append(found, coexistence(records, types, zone)...)
}

// coexistence applies RFC 1034 section 3.6.2: beside a CNAME there is nothing
// else. Name servers answer NOERROR to such an update and do nothing.
func coexistence(records []Record, types map[string][]string, zone string) []Problem {
	var found []Problem
	done := map[string]bool{}
	cname := map[string]bool{}
	for _, r := range records {
		r = r.In(zone)
		cname[r.Host] = cname[r.Host] || r.Type == "CNAME"
	}
	for _, r := range records {
		r = r.In(zone)
		if r.Type == "CNAME" && !done[r.Host] {
			done[r.Host] = true
			if len(types[r.Host]) > 1 {
				found = append(found, setProblem(Refuse, r, Text{"CNAME tidak boleh bersama record lain pada host yang sama", "a CNAME may not stand beside other records of the same host"}, Text{"pilih CNAME saja atau record lainnya saja", "choose either the CNAME or the others"}))
			}
			if r.Host == strings.ToLower(strings.TrimSuffix(zone, ".")) {
				found = append(found, setProblem(Refuse, r, Text{"CNAME tidak boleh pada puncak zona", "a CNAME may not stand at the top of the zone"}, Text{"pakai A atau AAAA", "use A or AAAA"}))
			}
		}
		if target := aliasTarget(r); target != "" && cname[target] {
			found = append(found, setProblem(Refuse, r, Text{"menunjuk ke CNAME " + target, "points at the CNAME " + target}, Text{"tunjuk langsung ke tujuan akhirnya", "point at its final target"}))
		}
	}
	return found
}

// aliasTarget is the name in a value that must not be a CNAME itself.
func aliasTarget(r Record) string {
	f := strings.Fields(r.Value)
	switch r.Type {
	case "CNAME", "NS", "MX", "SRV":
		if len(f) > 0 {
			t := strings.TrimSuffix(strings.ToLower(f[len(f)-1]), ".")
			if t != r.Host {
				return t
			}
		}
	}
	return ""
}

func setProblem(l Level, r Record, what, fix Text) Problem {
	return Problem{Level: l, Key: r.Host + " " + r.Type, What: what, Fix: fix}
}
