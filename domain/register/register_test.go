package register

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/calendar"
)

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestHolds(t *testing.T) {
	e := Entry{Name: "contohkab.go.id"}
	e = e.Hold(action.Hold{Ticket: "2026-00001", Reason: "access-termination"})
	e = e.Hold(action.Hold{Ticket: "2026-00002", Reason: "deactivation"})
	again := e.Hold(action.Hold{Ticket: "2026-00001", Reason: "access-termination"})
	if len(again.Holds) != 2 || again.Holds[0].Name != "contohkab.go.id" {
		t.Errorf("holds %+v", again.Holds)
	}
	restored, ok := e.Lift("2026-00001")
	if !ok || !restored.Held() || len(restored.Holds) != 1 || len(e.Holds) != 2 {
		t.Errorf("a restoration lifts its own reason alone: %+v of %+v", restored.Holds, e.Holds)
	}
	if _, ok := restored.Lift("2026-00001"); ok {
		t.Error("lifted twice")
	}
	if free, ok := restored.Lift("2026-00002"); !ok || free.Held() {
		t.Errorf("the last reason: %+v", free.Holds)
	}
}

// TestHoldsAreASet lifts and holds at random and compares with a map.
func TestHoldsAreASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, want := Entry{Name: "contohkab.go.id"}, map[string]bool{}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			ticket := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "ticket")
			if rapid.Bool().Draw(t, "hold") {
				e, want[ticket] = e.Hold(action.Hold{Ticket: ticket, Reason: "deactivation"}), true
			} else {
				var ok bool
				if e, ok = e.Lift(ticket); ok != want[ticket] {
					t.Fatalf("lifted %v, want %v", ok, want[ticket])
				}
				delete(want, ticket)
			}
			if len(e.Holds) != len(want) || e.Held() != (len(want) > 0) {
				t.Fatalf("%+v, want %v", e.Holds, want)
			}
		}
	})
}

func TestMerge(t *testing.T) {
	old := Entry{
		Name: "dinas.contohkab.go.id", Agency: "Dinas Contoh", Responsible: Person{"Budi", "budi@contohkab.go.id", "081"}, Registered: day(t, "2025-02-01"),
		Until: day(t, "2025-12-31"), Tickets: []string{"1"}, Fields: []Field{{"Server", "lama"}}, Records: []domain.Record{{Host: "a"}},
		Updated: time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC), UpdatedBy: "1",
	}
	later := Entry{
		Responsible: Person{Name: "Sari"}, Registered: day(t, "2026-01-01"), Until: day(t, "2026-12-31"), Tickets: []string{"1", "2"},
		Fields: []Field{{"server", "baru"}, {"Wiki", "x"}}, Updated: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), UpdatedBy: "2",
	}
	want := Entry{
		Name: "dinas.contohkab.go.id", Agency: "Dinas Contoh", Responsible: Person{Name: "Sari"}, Registered: day(t, "2025-02-01"), Until: day(t, "2026-12-31"),
		Tickets: []string{"1", "2"}, Fields: []Field{{"Server", "baru"}, {"Wiki", "x"}}, Records: []domain.Record{{Host: "a"}}, Updated: later.Updated, UpdatedBy: "2",
	}
	got := old.Merge(later)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(got, got.Merge(got)); d != "" {
		t.Errorf("merging an entry with itself: %s", d)
	}
	if old.Fields[0].Value != "lama" {
		t.Error("the old entry changed")
	}
	if p := old.Merge(Entry{Responsible: Person{Email: "baru@contohkab.go.id"}}).Responsible; p != (Person{"Budi", "baru@contohkab.go.id", "081"}) {
		t.Errorf("a new address of the same person: %+v", p)
	}
}

func TestEntryAsJSON(t *testing.T) {
	b, err := json.Marshal(Entry{Name: "contohkab.go.id", Until: day(t, "2026-12-31")})
	if err != nil || string(b) != `{"name":"contohkab.go.id","until":"2026-12-31"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var e Entry
	if err := json.Unmarshal(b, &e); err != nil || e.Until != day(t, "2026-12-31") {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestMatches(t *testing.T) {
	e := Entry{Name: "contohkab.go.id", Agency: "Dinas Kominfo", Tickets: []string{"2026-00042"}, Fields: []Field{{"Server", "Diskominfo"}}}
	for q, want := range map[string]bool{"": true, "CONTOH kominfo": true, "00042": true, "diskominfo": true, "contoh lain": false} {
		if e.Matches(q) != want {
			t.Errorf("%q: %v", q, !want)
		}
	}
}

func TestImport(t *testing.T) {
	known := map[domain.Name]Entry{
		"contohkab.go.id": {Name: "contohkab.go.id", Agency: "Kab. Contoh", Until: day(t, "2027-01-15"), Fields: []Field{{"Kelas", "A"}}},
		"samakab.go.id":   {Name: "samakab.go.id", Agency: "Kab. Sama"},
	}
	plan, err := Import(strings.NewReader(`Nama Domain;Instansi;Email Pejabat;Berlaku Sampai;Terdaftar;Kelas
contohkab.go.id;;pnd@contohkab.go.id;15/01/2028;;B
samakab.go.id;Kab. Sama;;;;
baru.desa.id;Desa Baru;;2027-05-01;1/5/2026;
app.lainkab.go.id;Dinas;;31 Desember 2026;;
`), known)
	if err != nil || plan.Refused() {
		t.Fatal(plan.Problems, err)
	}
	var got []string
	for _, c := range slices.Concat(plan.New, plan.Changed) {
		got = append(got, strings.Join([]string{string(c.After.Name), c.After.Agency, c.After.Until.String(), c.After.Registered.String(), strings.Join(c.Fields, ",")}, "|"))
	}
	want := []string{
		"baru.desa.id|Desa Baru|2027-05-01|2026-05-01|instansi,terdaftar,berlaku sampai",
		"app.lainkab.go.id|Dinas|2026-12-31|0000-00-00|instansi,berlaku sampai",
		"contohkab.go.id|Kab. Contoh|2028-01-15|0000-00-00|pejabat,berlaku sampai,Kelas",
	}
	if d := cmp.Diff(want, got); d != "" || plan.Same != 1 {
		t.Error(d, plan.Same)
	}
	if len(plan.Problems) != 1 || plan.Problems[0].Level != domain.Warn || plan.Problems[0].Line != 5 {
		t.Errorf("a subdomain without its parent: %v", plan.Problems)
	}
}

func TestImportProblems(t *testing.T) {
	known := map[domain.Name]Entry{"contohkab.go.id": {Name: "contohkab.go.id", Until: day(t, "2027-01-15")}}
	plan, err := Import(strings.NewReader(`domain,email pejabat,terdaftar,berlaku sampai
bat`+"\u0430"+`m.go.id,,,
a.go.id,bukan,,
b.go.id,,,akhir tahun
c.go.id,,2027-01-01,2026-01-01
c.go.id,,,
contohkab.go.id,,,2026-01-15
`), known)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range plan.Problems {
		p.File = "register.csv"
		got = append(got, string(p.Level)+" "+p.String())
	}
	want := []string{
		"refuse register.csv:2: domain: character 4 is U+0430, not a letter a-z, a digit or a hyphen; type the name again with plain Latin letters",
		`refuse register.csv:3: email pejabat: "bukan" is no mail address; write one address, for example name@contohkab.go.id`,
		`refuse register.csv:4: berlaku sampai: "akhir tahun" is no date; write year-month-day, for example 2026-12-31, or day/month/year`,
		"refuse register.csv:5: berlaku sampai: 2026-01-01 is before the day of registration 2027-01-01; check both dates",
		"refuse register.csv:6: domain: c.go.id stands in line 5 already; make one row of both",
		"warn register.csv:7: berlaku sampai: earlier than what is recorded, 2027-01-15; check at the registry",
	}
	if d := cmp.Diff(want, got); d != "" || !plan.Refused() || len(plan.New) != 0 || len(plan.Changed) != 1 {
		t.Errorf("%s\n%+v", d, plan)
	}
}

func TestExportIsImported(t *testing.T) {
	entries := []Entry{
		{Name: "contohkab.go.id", Agency: "=Kab; \"Contoh\"", Officer: Person{"Sari", "sari@contohkab.go.id", "+62811"}, Registered: day(t, "2020-01-02"), Until: day(t, "2027-01-15"), Fields: []Field{{"Kelas", "A"}}},
		{Name: "app.contohkab.go.id", Responsible: Person{"Budi", "budi@contohkab.go.id", ""}, Until: day(t, "2026-12-31"), Ended: day(t, "2027-04-02"), Fields: []Field{{"Server", "-"}}},
	}
	var b bytes.Buffer
	if err := Export(&b, entries); err != nil {
		t.Fatal(err)
	}
	plan, err := Import(&b, nil)
	if err != nil || len(plan.Problems) > 0 {
		t.Fatal(plan.Problems, err)
	}
	var got []Entry
	for _, c := range plan.New {
		got = append(got, c.After)
	}
	if d := cmp.Diff(entries, got); d != "" {
		t.Error(d)
	}
}

func FuzzImport(f *testing.F) {
	f.Add([]byte("domain;berlaku sampai\ncontohkab.go.id;31/12/2026\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		plan, err := Import(bytes.NewReader(b), nil)
		if err != nil {
			return
		}
		for _, c := range plan.New {
			if n, err := domain.ParseName(string(c.After.Name)); err != nil || n != c.After.Name {
				t.Fatalf("%+v", c.After)
			}
		}
	})
}
