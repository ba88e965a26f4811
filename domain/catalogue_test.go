package domain

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"loket/domain/calendar"

	"github.com/google/go-cmp/cmp"
)

func TestServicesOfTheDocuments(t *testing.T) {
	c := catalogue(t)
	want := []string{"registration", "deactivation", "renewal", "name-change", "officer-change", "transfer", "access-termination", "access-restoration", "subdomain", "dns-record", "subdomain-renewal"}
	if diff := cmp.Diff(want, c.IDs()); diff != "" {
		t.Fatal(diff)
	}
	for _, tc := range []struct {
		id, target, revision string
		staff                int
		survey               bool
		reqs, conds          string
		steps                string
	}{
		{"registration", "1d", "4wd", 2, true, "request-letter establishment-basis officer-appointment staff-card statement-letter", "official-email civil-servant registrar-account", "check-name verify revise approve invoice payment activation result name-servers"},
		{"deactivation", "1d", "", 2, false, "request-letter officer-appointment staff-card", "", "verify revise hold result delete"},
		{"renewal", "1d", "", 2, true, "payment-proof", "registrar-account", "apply check-expiry invoice payment renew confirm result"},
		{"name-change", "1d", "", 2, false, "request-letter establishment-basis officer-appointment staff-card statement-letter", "registrar-account", "verify revise result register-new delete-old"},
		{"officer-change", "1d", "", 2, true, "request-letter", "registrar-account", "account request verify revise approve notify"},
		{"transfer", "1d", "", 2, false, "request-letter officer-appointment staff-card", "", "check-name verify revise authcode send-authcode transfer"},
		{"access-termination", "72h", "", 3, false, "request-letter url-list", "", "verify revise check-urls notify-owner suspend-parent wait-owner recheck forward-pai pai result"},
		{"access-restoration", "1d", "", 3, false, "request-letter url-list clean-evidence", "", "verify revise check-urls forward-trustpositif trustpositif lift-hold result"},
		{"subdomain", "6d", "", 0, false, "pa16 app-documentation", "", "receive verify revise dns-update inform register"},
		{"dns-record", "6d", "", 0, false, "pa16 app-documentation", "", "receive verify revise dns-update inform register"},
		{"subdomain-renewal", "6d", "", 0, false, "pa16 app-documentation", "", "receive verify revise dns-update register inform"},
	} {
		s, ok := c.Service(tc.id)
		if !ok {
			t.Errorf("%s is missing", tc.id)
			continue
		}
		got := []any{s.Target.String(), s.RevisionTarget.String(), s.Staff, s.Survey, strings.Join(s.RequirementIDs(), " "), strings.Join(s.Conditions, " "), strings.Join(ids(s.Steps, func(x Step) string { return x.ID }), " ")}
		want := []any{tc.target, tc.revision, tc.staff, tc.survey, tc.reqs, tc.conds, tc.steps}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", tc.id, diff)
		}
		for what, n := range map[string]int{"legal basis": len(s.LegalBasis), "facilities": len(s.Facilities), "competence": len(s.Competence), "letters": len(s.Letters), "signals": len(s.Signals)} {
			if n == 0 {
				t.Errorf("%s: no %s", tc.id, what)
			}
		}
		if s.Source.Document.Empty() || s.Fee.Note.Empty() || s.Products.Label.Empty() || s.Short.Empty() {
			t.Errorf("%s: source, fee note, product or short title is missing", tc.id)
		}
	}
}

func TestStepsOfTheDocuments(t *testing.T) {
	c := catalogue(t)
	step := func(service, id string) Step {
		s, _ := c.Service(service)
		st, _, ok := s.Step(id)
		if !ok {
			t.Fatalf("%s has no step %s", service, id)
		}
		return st
	}
	if st := step("subdomain", "inform"); !slices.Equal(st.CC, []string{"head-diskominfo", "head-egov", "requester"}) || !slices.Equal(st.To, []string{"responsible"}) {
		t.Errorf("the two mandatory copies: %v %v", st.To, st.CC)
	}
	if st := step("registration", "revise"); st.Pauses() {
		t.Error("registration's revision must not pause")
	}
	if st := step("name-change", "delete-old"); st.After != "24mo" || st.Kind != KindTask {
		t.Errorf("%+v", st)
	}
	if st := step("transfer", "authcode"); !st.Secret || !st.Dangerous {
		t.Error("the Authcode is a secret")
	}
	for _, s := range [][2]string{{"access-restoration", "lift-hold"}, {"access-termination", "suspend-parent"}} {
		if st := step(s[0], s[1]); !st.SecondOfficer || !st.Dangerous {
			t.Errorf("%v needs a second officer", s)
		}
	}
	for _, s := range c.Services {
		if !slices.ContainsFunc(s.Steps, func(st Step) bool { return st.SetsOutcome == "done" }) {
			t.Errorf("%s never ends", s.ID)
		}
	}
}

func TestProducts(t *testing.T) {
	c := catalogue(t)
	for _, tc := range []struct {
		service string
		name    Name
		want    bool
	}{
		{"transfer", "batam.go.id", false}, {"transfer", "majujaya.desa.id", false}, {"transfer", "pesonaindonesia.id", true},
		{"registration", "batam.go.id", true}, {"registration", "majujaya.desa.id", true}, {"registration", "x.co.id", false}, {"registration", "pesonaindonesia.id", false},
	} {
		s, _ := c.Service(tc.service)
		if ok, why := s.Products.Accepts(tc.name); ok != tc.want || ok != why.Empty() {
			t.Errorf("%s %s: %v %v", tc.service, tc.name, ok, why)
		}
	}
}

const goodService = `id = "wifi"
title = { id = "Wi-Fi", en = "Wi-Fi" }
summary = { id = "x", en = "x" }
target = "2wd"

[[steps]]
id = "verify"
title = { id = "Periksa", en = "Check" }
actor = "desk"
kind = "verify"
`

func TestSiteAddsAndOverrides(t *testing.T) {
	c, err := LoadCatalogue(fstest.MapFS{
		"wifi.toml":  {Data: []byte(goodService)},
		"zone.toml":  {Data: []byte("id = \"batam\"\nextends = \"batam\"\nzone = \"contohkota.go.id\"\n")},
		"fee.toml":   {Data: []byte("id = \"renewal\"\nextends = \"renewal\"\ntarget = \"2d\"\n[fee]\nper_year = 60000\n")},
		"desk.toml":  {Data: []byte("[official]\nshared = [\"surel.go.id\"]\n[[contact]]\nid = \"pai\"\nkind = \"email\"\nvalue = \"pai@contoh.go.id\"\ntitle = { id = \"PAI\", en = \"PAI\" }\n")},
		"notes.txt":  {Data: []byte("not read")},
		"copy.toml":  {Data: []byte("id = \"subdomain-kab\"\nextends = \"subdomain\"\norder = 140\n")},
		"alone.toml": {Data: []byte("[[requirement]]\nid = \"sketch\"\ntitle = { id = \"Denah\", en = \"Sketch\" }\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	plain := catalogue(t)
	if c.Version == plain.Version || len(c.Version) != 12 {
		t.Errorf("version %q and %q", c.Version, plain.Version)
	}
	if s, _ := c.Service("subdomain"); s.Zone != "contohkota.go.id" || len(s.Steps) != 6 {
		t.Errorf("zone %q, %d steps", s.Zone, len(s.Steps))
	}
	if s, _ := c.Service("renewal"); s.Fee.PerYear != 60000 || s.Fee.PPN || s.Target != target(t, "2d") || len(s.Steps) != 7 {
		t.Errorf("%+v", s.Fee)
	}
	if s, ok := c.Service("subdomain-kab"); !ok || s.Title.EN != "New subdomain" || c.IDs()[len(c.IDs())-1] != "subdomain-kab" {
		t.Errorf("%v", c.IDs())
	}
	if s, ok := c.Service("wifi"); !ok || s.Target != target(t, "2wd") {
		t.Error("wifi")
	}
	if p, _ := c.Contact("pai"); p.Value != "pai@contoh.go.id" || len(c.Contacts) != len(plain.Contacts) {
		t.Error(p)
	}
	if !slices.Equal(c.Official.Shared, []string{"surel.go.id"}) || len(c.Official.Suffixes) != 2 {
		t.Errorf("%+v", c.Official)
	}
	if _, ok := c.Requirement("sketch"); !ok {
		t.Error("sketch")
	}
}

func target(t *testing.T, s string) calendar.Target {
	t.Helper()
	v, err := calendar.ParseTarget(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCheckFileNamesLineAndCure(t *testing.T) {
	for _, tc := range []struct {
		name, from, to string // replaced in goodService
		line           int
		says           string
	}{
		{"bad target", `"2wd"`, `"soon"`, 4, `write for example "1d"`},
		{"unknown key", `target =`, `targett =`, 4, `perhaps you mean "target"`},
		{"unknown key in a step", `actor =`, `actr =`, 9, `perhaps you mean "actor"`},
		{"unknown actor", `"desk"`, `"dekk"`, 9, `perhaps you mean "desk"`},
		{"kind", `kind = "verify"`, `kind = "verfy"`, 10, `perhaps you mean "verify"`},
		{"missing language", `{ id = "Wi-Fi", en = "Wi-Fi" }`, `{ id = "Wi-Fi" }`, 2, `the text in "en" is missing`},
		{"missing language in a step", `{ id = "Periksa", en = "Check" }`, `{ en = "Check" }`, 8, `the text in "id" is missing`},
		{"missing title", `title = { id = "Periksa", en = "Check" }`, ``, 6, `there is no title`},
		{"missing summary", `summary = { id = "x", en = "x" }`, ``, 0, `there is no summary`},
		{"bad id", `"wifi"`, `"Wi Fi"`, 1, `lower-case letters`},
		{"syntax", `"2wd"`, `"2wd`, 4, `cannot read the TOML`},
		{"wrong type", `"2wd"`, `2`, 4, `write for example "1d"`},
		{"unknown letter", `kind = "verify"`, "kind = \"letter\"\nletter = \"recipt\"", 11, `perhaps you mean "receipt"`},
		{"letter without letter", `kind = "verify"`, `kind = "letter"`, 6, `add letter to the step "verify"`},
		{"act without instructions", `kind = "verify"`, "kind = \"act\"\naction = \"x\"", 6, `add instructions`},
		{"skippable without when", `kind = "verify"`, "kind = \"verify\"\nskippable = true", 6, `add skip_when`},
		{"bad after", `kind = "verify"`, "kind = \"task\"\nafter = \"2y\"", 11, `"24mo"`},
		{"unknown requirement", "\n[[steps]]", "\n[[requirements]]\nid = \"request-leter\"\n[[steps]]", 7, `perhaps you mean "request-letter"`},
		{"unknown condition", `target =`, "conditions = [\"official-emial\"]\ntarget =", 4, `perhaps you mean "official-email"`},
		{"unknown complaint", `target =`, "complaints = [\n\"helpdesk\",\n\"nobody\"]\ntarget =", 6, `choose one of`},
		{"bad signal", `target =`, "signals = [{ phrase = \"x\", weight = 0 }]\ntarget =", 4, `weight`},
		{"bad suffix", `target =`, "products = { allow = [\"batam.go.id\"] }\ntarget =", 4, `public suffix`},
		{"extends nothing", `target =`, "extends = \"natoinal\"\ntarget =", 4, `"national"`},
		{"extends itself", `target =`, "extends = \"wifi\"\ntarget =", 4, `extends names no service`},
		{"step twice", "[[steps]]\n", "[[steps]]\nid = \"verify\"\ntitle = { id = \"x\", en = \"x\" }\nactor = \"desk\"\nkind = \"verify\"\n[[steps]]\n", 12, `twice`},
		{"bad validity", "\n[[steps]]", "\n[validity]\nuntil = \"31-12\"\n[[steps]]", 7, `"12-31"`},
		{"bad contact", "\n[[steps]]", "\n[[contact]]\nid = \"x\"\nkind = \"email\"\nvalue = \"x\"\ntitle = { id = \"x\", en = \"x\" }\n[[steps]]", 9, `name@agency.go.id`},
		{"bad tax", "\n[[steps]]", "\n[[tax]]\nfrom = \"2025\"\npercent = 11\n[[steps]]", 7, `2022-04-01`},
	} {
		text := strings.Replace(goodService, tc.from, tc.to, 1)
		if text == goodService {
			t.Errorf("%s: nothing replaced", tc.name)
		}
		_, problems := CheckFile("wifi.toml", []byte(text))
		ok := false
		for _, p := range problems {
			at := fmt.Sprintf("wifi.toml:%d:", tc.line)
			if tc.line == 0 {
				at = "wifi.toml"
			}
			ok = ok || strings.HasPrefix(p.String(), at) && strings.Contains(p.String(), tc.says) && p.In(Indonesian) != ""
		}
		if !ok {
			t.Errorf("%s: want line %d and %q, got:\n%v", tc.name, tc.line, tc.says, problems)
		}
	}
	s, problems := CheckFile("wifi.toml", []byte(goodService))
	if s == nil || len(problems) > 0 || s.ID != "wifi" {
		t.Errorf("%v %v", s, problems)
	}
}

func TestLoadCatalogueRefuses(t *testing.T) {
	_, err := LoadCatalogue(fstest.MapFS{
		"a.toml": {Data: []byte(goodService)},
		"b.toml": {Data: []byte(strings.Replace(goodService, `"desk"`, `"nobody"`, 1))},
	})
	var ce *CatalogueError
	if !errors.As(err, &ce) || !errors.Is(err, ErrCatalogue) {
		t.Fatal(err)
	}
	if !strings.Contains(err.Error(), `b.toml:1: id: the service wifi is already in a.toml:1`) {
		t.Error(err)
	}
	if _, err := LoadCatalogue(fstest.MapFS{
		"a.toml": {Data: []byte("id = \"a\"\nextends = \"b\"\n")},
		"b.toml": {Data: []byte("id = \"b\"\nextends = \"a\"\n")},
	}); err == nil || !strings.Contains(err.Error(), "circle") {
		t.Error(err)
	}
}

// No Go file may know a service by its id.
func TestNoServiceInCode(t *testing.T) {
	ids := catalogue(t).IDs()
	pattern := regexp.MustCompile(`"(` + strings.Join(ids, "|") + `)"`)
	for _, f := range sources(t) {
		if m := pattern.FindString(f.text); m != "" {
			t.Errorf("%s names the service %s", f.name, m)
		}
	}
}

func FuzzCheckFile(f *testing.F) {
	f.Add([]byte(goodService))
	f.Add([]byte("id = \"batam\"\nextends = \"batam\"\n[[requirement]]\n[[tax]]\n[validity]\nuntil=\"x\""))
	f.Add([]byte("[[steps]]\n[[steps.x]]\na.b.c = [{d=1},[[{e='f'}]]]"))
	base, err := readFiles(embedded, "services", false)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, problems := checkFile(base, "f.toml", data)
		for _, p := range problems {
			if p.What.Empty() || p.String() == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}

func BenchmarkLoadCatalogue(b *testing.B) {
	for b.Loop() {
		catalogue(b)
	}
}
