package domain

import (
	"slices"
	"strings"
)

// RecordRow is one row of a form: what was asked for beside what is made, and
// why they differ. The zero Made is what was asked.
type RecordRow struct {
	Asked  Record `json:"asked"`
	Made   Record `json:"made"`
	Reason string `json:"reason,omitempty"`
}

// Record is what is made of the row.
func (r RecordRow) Record() Record {
	if r.Made == (Record{}) {
		return r.Asked
	}
	return r.Made
}

// Rows judges the records that are made of the rows of a form, and their Reasons.
func (c RecordCheck) Rows(rows []RecordRow) []Problem {
	made := make([]Record, len(rows))
	for i, row := range rows {
		made[i] = row.Record()
	}
	return append(c.Records(made), c.Reasons(rows)...)
}

// Reasons judges whether what an officer did is explained: what is made differs
// from what was asked, or a wildcard, without a reason is refused.
func (c RecordCheck) Reasons(rows []RecordRow) []Problem {
	var found []Problem
	for _, row := range rows {
		r := row.Record().In(c.Zone)
		key := r.Host + " " + r.Type
		if strings.TrimSpace(row.Reason) != "" {
			continue
		}
		if asked := row.Asked.In(c.Zone); asked != r {
			found = append(found, Finding("reason-missing", key, asked.String()))
		}
		if strings.HasPrefix(r.Host, "*") {
			found = append(found, Finding("wildcard-reason", key))
		}
	}
	return found
}

// Records judges the records of one request, each by itself and all of them
// together. The order of the findings is that of the records.
func (c RecordCheck) Records(records []Record) []Problem {
	s := &recordSet{zone: strings.TrimSuffix(strings.ToLower(c.Zone), "."), types: map[string][]string{}, seen: map[Record]bool{}, spf: map[string]int{}}
	for _, r := range records {
		s.found = append(s.found, c.Record(r)...)
		s.add(r.In(s.zone))
	}
	s.coexistence()
	return s.found
}

type recordSet struct {
	zone  string
	all   []Record
	types map[string][]string
	seen  map[Record]bool
	spf   map[string]int
	found []Problem
}

func (s *recordSet) say(code string, r Record, args ...string) {
	s.found = append(s.found, Finding(code, r.Host+" "+r.Type, args...))
}

func (s *recordSet) add(r Record) {
	same := r
	if s.zone != "" && slices.Contains([]string{"CNAME", "NS", "PTR"}, r.Type) {
		same.Value = Absolute(r.Value, s.zone)
	}
	if s.seen[same] {
		s.say("twice", r)
		return
	}
	s.seen[same] = true
	s.all = append(s.all, r)
	s.types[r.Host] = append(s.types[r.Host], r.Type)
	if parts, err := TextStrings(r.Value); r.Type == "TXT" && err == nil && isSPF(strings.Join(parts, "")) {
		if s.spf[r.Host]++; s.spf[r.Host] == 2 {
			s.say("spf-two", r)
		}
	}
}

// coexistence applies RFC 1034 section 3.6.2: beside a CNAME there is nothing
// else, and nothing points at one. Name servers answer NOERROR to such an update
// and do nothing.
func (s *recordSet) coexistence() {
	done := map[string]bool{}
	for _, r := range s.all {
		if r.Type == "CNAME" && !done[r.Host] {
			done[r.Host] = true
			s.beside(r)
			if r.Host == s.zone {
				s.say("cname-apex", r)
			}
		}
		if target := s.target(r); target != "" && target != r.Host && slices.Contains(s.types[target], "CNAME") {
			s.say("target-cname", r, target)
		}
	}
}

// beside says what stands with a CNAME.
func (s *recordSet) beside(r Record) {
	others := slices.Clone(s.types[r.Host])
	slices.Sort(others)
	others = slices.DeleteFunc(slices.Compact(others), func(typ string) bool { return typ == "CNAME" })
	switch {
	case len(others) > 0:
		s.say("cname-beside", r, strings.Join(others, ", "))
	case len(s.types[r.Host]) > 1:
		s.say("cname-two", r)
	}
}

// target is the name in a value that must not be a CNAME itself, complete and
// without its dot.
func (s *recordSet) target(r Record) string {
	f := strings.Fields(r.Value)
	if len(f) == 0 || !slices.Contains([]string{"CNAME", "NS", "MX", "SRV"}, r.Type) {
		return ""
	}
	return strings.TrimSuffix(Absolute(f[len(f)-1], s.zone), ".")
}
