package domain

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// checker looks at one resolved service; a finding about an inherited value
// points at the nearest line of the service's own file.
type checker struct {
	*loader
	f *file
	s *Service
	k known
}

func (c checker) service() {
	s := c.s
	if !plainID(s.ID) {
		c.note(c.f, "id", Text{"id " + quote(s.ID) + " tidak sah", "the id " + quote(s.ID) + " is not valid"}, idRule)
	}
	if !s.Abstract {
		c.needTitle(c.f, "", s.Title)
		c.offered()
	}
	c.references()
	c.products()
	c.signals(c.f, "signals", s.Signals, []string{"", "any", "subject", "body", "attachment"})
	seen := map[string]bool{}
	for i, st := range s.Steps {
		p := fmt.Sprintf("steps[%d]", i)
		if !plainID(st.ID) || seen[st.ID] {
			c.note(c.f, p+".id", Text{"id langkah " + quote(st.ID) + " kosong, tidak sah atau ganda", "the step id " + quote(st.ID) + " is empty, not valid or there twice"}, idRule)
		}
		seen[st.ID] = true
		c.step(p, st)
	}
}

// offered are the rules for a service that requesters can get.
func (c checker) offered() {
	s := c.s
	if s.Summary.Empty() {
		c.note(c.f, "summary", Text{"ringkasan belum ada", "there is no summary"}, Text{`tulis summary = { id = "...", en = "..." }`, `write summary = { id = "...", en = "..." }`})
	}
	if s.Target.IsZero() {
		c.note(c.f, "target", Text{"jangka waktu belum ada", "there is no target"}, Text{`tulis misalnya target = "1d"`, `write for example target = "1d"`})
	}
	if len(s.Steps) == 0 {
		c.note(c.f, "steps", Text{"langkah belum ada", "there are no steps"}, Text{"tulis paling sedikit satu [[steps]]", "write at least one [[steps]]"})
	}
	if s.Staff < 0 || s.Staff > 1000 {
		c.note(c.f, "staff", Text{"jumlah petugas tidak masuk akal", "the number of officers makes no sense"}, Text{"tulis misalnya staff = 2", "write for example staff = 2"})
	}
	if s.Fee.PerYear < 0 || s.Fee.PerYear > 1e12 || s.Fee.MaxYears < 0 || s.Fee.MaxYears > 100 {
		c.note(c.f, "fee", Text{"biaya di luar batas", "the fee is out of bounds"}, Text{"tulis misalnya per_year = 50000", "write for example per_year = 50000"})
	}
}

func (c checker) references() {
	s := c.s
	c.all("conditions", s.Conditions, c.k.conditions)
	c.all("complaints", s.Complaints, c.k.contacts)
	c.all("letters", s.Letters, c.k.letters)
	c.opt("fee.as", s.Fee.As, c.k.services)
	c.opt("form", s.Form, c.k.requirements)
	c.opt("validity.opens", s.Validity.Opens, c.k.services)
	c.opt("validity.lapses", s.Validity.Lapses, c.k.services)
	for _, what := range s.Registers {
		c.opt("registers", what, []string{"officer", "registered", "until"})
	}
	if s.Fee.As == s.ID {
		c.note(c.f, "fee.as", Text{"biaya menunjuk dirinya sendiri", "the fee points at itself"}, Text{"tulis per_year", "write per_year"})
	}
	seen := map[string]bool{}
	for i, r := range s.Requirements {
		p := fmt.Sprintf("requirements[%d]", i)
		c.oneOf(c.f, p+".id", r.ID, c.k.requirements)
		c.opt(p+".when", r.When, c.k.circumstances)
		if seen[r.ID] {
			c.note(c.f, p+".id", Text{quote(r.ID) + " diminta dua kali", quote(r.ID) + " is asked for twice"}, Text{"hapus salah satu", "take one out"})
		}
		seen[r.ID] = true
	}
	for i, d := range s.Duties {
		c.opt(fmt.Sprintf("duties[%d].when", i), d.When, c.k.circumstances)
	}
	for _, v := range []struct{ key, value string }{{"until", s.Validity.Until}, {"grace", s.Validity.Grace}} {
		if v.value != "" && !monthDay.MatchString(v.value) {
			c.note(c.f, "validity."+v.key, Text{quote(v.value) + " bukan bulan-tanggal", quote(v.value) + " is not a month-day"}, Text{`tulis misalnya "12-31"`, `write for example "12-31"`})
		}
	}
}

func (c checker) products() {
	if c.s.Zone != "" {
		if _, err := ParseName(c.s.Zone); err != nil {
			c.note(c.f, "zone", Text{quote(c.s.Zone) + " bukan nama domain", quote(c.s.Zone) + " is not a domain name"}, Text{`tulis misalnya "contohkota.go.id"`, `write for example "contohkota.go.id"`})
		}
	}
	for _, v := range []struct {
		key  string
		list []string
	}{{"products.allow", c.s.Products.Allow}, {"products.deny", c.s.Products.Deny}, {"fee.first_year_free", c.s.Fee.FirstYearFree}} {
		for i, z := range v.list {
			if !isPublicSuffix(z) {
				c.note(c.f, fmt.Sprintf("%s[%d]", v.key, i), Text{quote(z) + " bukan akhiran umum", quote(z) + " is not a public suffix"}, Text{`tulis misalnya "go.id"`, `write for example "go.id"`})
			}
		}
	}
}

func (c checker) all(path string, got, valid []string) {
	for i, g := range got {
		c.oneOf(c.f, fmt.Sprintf("%s[%d]", path, i), g, valid)
	}
}

func (c checker) opt(path, got string, valid []string) {
	if got != "" {
		c.oneOf(c.f, path, got, valid)
	}
}

var afterForm = regexp.MustCompile(`^[1-9][0-9]{0,3}(h|d|wd|mo)$`)

var (
	kinds = []string{string(KindVerify), string(KindCheck), string(KindLetter), string(KindWait), string(KindAct), string(KindTask), string(KindRecord)}
	// probes are those of package probe, which imports this one; a test compares them.
	probes = []string{"name", "new-name", "name-servers", "payment"}
	clocks = []string{"", string(ClockRun), string(ClockPause)}
)

func (c checker) step(p string, st Step) {
	c.needTitle(c.f, p, st.Title)
	c.oneOf(c.f, p+".kind", string(st.Kind), kinds)
	c.oneOf(c.f, p+".clock", string(st.Clock), clocks)
	c.oneOf(c.f, p+".actor", st.Actor, c.k.actors)
	c.opt(p+".letter", st.Letter, c.k.letters)
	c.opt(p+".opens", st.Opens, c.k.services)
	for _, id := range st.Lifts {
		c.opt(p+".lifts", id, c.k.services)
	}
	c.all(p+".tells", st.Tells, OrderParts)
	c.opt(p+".sets_outcome", st.SetsOutcome, c.k.outcomes)
	c.all(p+".to", st.To, c.k.recipients)
	c.all(p+".cc", st.CC, c.k.recipients)
	for _, from := range slices.Sorted(maps.Keys(st.SetsURLs)) {
		c.oneOf(c.f, p+".sets_urls", from, URLStates)
		c.oneOf(c.f, p+".sets_urls", st.SetsURLs[from], URLStates)
	}
	c.opt(p+".probe", st.Probe, probes)
	for i, after := range st.Remind {
		if !afterForm.MatchString(after) {
			c.notAfter(fmt.Sprintf("%s.remind[%d]", p, i), after)
		}
	}
	if st.After != "" && !afterForm.MatchString(st.After) {
		c.notAfter(p+".after", st.After)
	}
	c.needs(p, st)
}

func (c checker) notAfter(path, got string) {
	c.note(c.f, path, Text{quote(got) + " bukan jangka waktu", quote(got) + " is not a time"}, Text{`tulis misalnya "72h", "14d", "4wd" atau "24mo"`, `write for example "72h", "14d", "4wd" or "24mo"`})
}

// needs are the keys that a kind of step cannot do without.
func (c checker) needs(p string, st Step) {
	var missing []string
	need := func(key string, ok bool) {
		if !ok {
			missing = append(missing, key)
		}
	}
	need("letter", st.Kind != KindLetter || st.Letter != "")
	need("action", st.Kind != KindAct || plainID(st.Action))
	need("instructions", st.Kind != KindAct || !st.Instructions.Empty())
	need("after", st.Kind != KindTask || st.After != "")
	need("skip_when", !st.Skippable || !st.SkipWhen.Empty())
	for _, key := range missing {
		what := strings.Join([]string{string(st.Kind), key}, " / ")
		c.note(c.f, p+"."+key, Text{"langkah ini memerlukan " + key + " (" + what + ")", "this step needs " + key + " (" + what + ")"},
			Text{"tambahkan " + key + " pada langkah " + quote(st.ID), "add " + key + " to the step " + quote(st.ID)})
	}
}
