package naming

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/domain"
)

func rules(t *testing.T) Rules {
	t.Helper()
	reserved, err := ReservedNames()
	if err != nil {
		t.Fatal(err)
	}
	places, problems, err := ReadPlaces(strings.NewReader("kode;nama\n33.22.05.2003;Desa Sukajaya\n33.22.05;Kecamatan Contoh Barat\n33.22;Kabupaten Pangandaran\n21.71.01.1001;Kelurahan Tiban\n"))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	return Rules{
		Reserved: reserved, Places: places, Zone: "batam.go.id",
		Neighbours: NewNeighbours([]domain.Name{"contohkab.go.id", "semarangkota.go.id", "sukajaya.desa.id", "batam.go.id", "www.maju-jaya.desa.id", "luar.example.com", "jombang.go.id", "modernkab.go.id"}),
	}
}

func TestJudge(t *testing.T) {
	r := rules(t)
	for _, tc := range []struct {
		name, region, email string
		ok                  bool
		says                string // rules, "!" before those that refuse
	}{
		{name: "barukab.go.id", ok: true},
		{name: "Kepulauan-Contoh.go.id.", ok: true},
		{name: "bat\u0430m.go.id", says: "!form"}, {name: "toko\u200bx.go.id", says: "!form"}, {name: "ab--cd.go.id", says: "!form"}, {name: "go.id", says: "!form"}, {name: "xn--batm-73d.go.id", says: "!form"},
		{name: "a.b.go.id", says: "!subdomain"}, {name: "pesonaindonesia.id", says: "!zone"}, {name: "contoh.co.id", says: "!zone"},
		{name: "ab.go.id", says: "!length"}, {name: "2026.go.id", says: "!digits"}, {name: "20-26.go.id", says: "!digits"}, {name: "c19.go.id", ok: true},
		{name: "mail.go.id", says: "!reserved"}, {name: "pajak.go.id", ok: true, says: "reserved"}, {name: "jabar.go.id", ok: true, says: "reserved"},
		{name: "www.go.id", says: "!reserved"}, {name: "wwwkita.go.id", says: "!www"}, {name: "www-kita.go.id", says: "!www"},
		{name: "kabmerdeka.go.id", ok: true, says: "suffix"}, {name: "kotasehat.go.id", ok: true, says: "suffix"}, {name: "kabinet.go.id", ok: true},
		{name: "contohkab.go.id", says: "!taken"}, {name: "contohkot.go.id", ok: true}, {name: "contohkap.go.id", ok: true, says: "alike"},
		{name: "contoh-kab.go.id", ok: true, says: "alike"}, {name: "contohkota.go.id", ok: true, says: "alike"}, {name: "semarang.go.id", ok: true, says: "alike"}, {name: "c0ntohkab.go.id", ok: true, says: "alike"},
		{name: "modemkab.go.id", ok: true, says: "alike"}, {name: "majujaya.desa.id", region: "33.22.05.2004", ok: true, says: "region alike"},
		{name: "sukajayabaru.desa.id", region: "33.22.05.2003", ok: true},
		{name: "sukajaya.desa.id", region: "33.22.05.2003", says: "!taken"},
		{name: "lain.desa.id", region: "33.22.05.2003", ok: true, says: "region"},
		{name: "tiban.desa.id", region: "21.71.01.1001", says: "!region"}, {name: "tiban.desa.id", region: "21.71.01", says: "!region"}, {name: "tiban.desa.id", region: "x", says: "!region"},
		{name: "tiban.desa.id", ok: true, says: "region"}, {name: "kel-tiban.desa.id", ok: true, says: "region"}, {name: "kelapa.desa.id", ok: true, says: "region"},
		{name: "sukajaya.go.id", region: "33.22.05.2003", ok: true, says: "region alike"},
		{name: "dinas.batam.go.id", email: "budi@batam.go.id", ok: true}, {name: "app.dinas.batam.go.id", says: "!depth"},
		{name: "dinas.batam.go.id", email: "budi@batam.go.id.example.com", says: "!email"}, {name: "dinas.batam.go.id", email: "budi@dinas.batam.go.id", says: "!email"}, {name: "dinas.batam.go.id", email: "budi", says: "!email"},
		{name: "mail.batam.go.id", ok: true, says: "reserved"},
	} {
		v := r.Judge(Request{Name: tc.name, Region: tc.region, Email: tc.email})
		var says []string
		for _, p := range v.Findings {
			s := p.Key
			if p.Level == domain.Refuse {
				s = "!" + s
			}
			says = append(says, s)
			if p.What.ID == "" || p.What.ID == p.What.EN || p.Fix.Empty() {
				t.Errorf("%s: %s is not said in both languages with what to do: %+v", tc.name, p.Key, p)
			}
		}
		if got := strings.Join(says, " "); got != tc.says || v.OK() != tc.ok {
			t.Errorf("%s %s: %q, ok %v; want %q, %v", tc.name, tc.region, got, v.OK(), tc.says, tc.ok)
		}
	}
}

func TestInstead(t *testing.T) {
	r := rules(t)
	for _, tc := range []struct {
		q    Request
		want string
	}{
		{Request{Name: "jombang.go.id"}, "jombangkab.go.id jombangkota.go.id jombangprov.go.id"},
		{Request{Name: "sukajaya.desa.id", Region: "33.22.05.2003"}, "sukajaya-contohbarat.desa.id sukajaya-pangandaran.desa.id"},
		{Request{Name: "kabmerdeka.go.id"}, "merdekakab.go.id"},
		{Request{Name: "barukab.go.id"}, ""},
	} {
		var got []string
		for _, n := range r.Judge(tc.q).Instead {
			got = append(got, string(n))
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %q, want %q", tc.q.Name, got, tc.want)
		}
	}
}

func TestAlike(t *testing.T) {
	n := NewNeighbours([]domain.Name{"contohkab.go.id", "contoh.desa.id", "contokhab.go.id", "kabcontoh.go.id", "con-tohkab.go.id", "contohkota.go.id", "xyz.go.id"})
	want := []Alike{{"contohkab.go.id", SameName}, {"con-tohkab.go.id", OneSlip}, {"contokhab.go.id", OneSlip}, {"contoh.desa.id", SameRegion}, {"contohkota.go.id", SameRegion}, {"kabcontoh.go.id", SameRegion}}
	if d := cmp.Diff(want, n.Alike("contohkab.go.id", 10)); d != "" {
		t.Error(d)
	}
	if got := n.Alike("contohkab.go.id", 2); len(got) != 2 {
		t.Errorf("bound: %v", got)
	}
	if got := n.Alike("xya.go.id", 10); len(got) != 0 {
		t.Errorf("short labels are near each other anyway: %v", got)
	}
	if got := n.Alike("contoh.go.id", 10); len(got) == 0 || got[0].How != SameRegion && got[0].How != OtherZone {
		t.Errorf("%v", got)
	}
	if got := (*Neighbours)(nil).Alike("contoh.go.id", 10); got != nil {
		t.Errorf("without a register: %v", got)
	}
}

func TestReservedNames(t *testing.T) {
	list, err := ReservedNames([]byte(`
[[reserved]]
labels = ["jabar"]
level = "free"
[[reserved]]
labels = ["festival"]
level = "refuse"
reason = { id = "sudah dipakai", en = "in use" }
`))
	if err != nil || list["jabar"].Level != "" || list["festival"].Level != domain.Refuse || list["www"].Level != domain.Refuse {
		t.Errorf("%v, %v", list["festival"], err)
	}
	for in, want := range map[string]string{
		"[[reserved]]\nlabels=[\"a.b c\"]\nlevel=\"warn\"": "without dots", "[[reserved]]\nlabels=[\"abc\"]\nlevel=\"x\"": "refuse, warn or free",
		"[[reserved]]\nlabels=[\"abc\"]\nlevel=\"warn\"": "no reason", "x": "site's reserved",
	} {
		if _, err := ReservedNames([]byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestReadPlacesProblems(t *testing.T) {
	places, problems, err := ReadPlaces(strings.NewReader("kode,nama\n3322052003,Sukajaya\n33.22.05.9,Salah\n3322,\n"))
	if err != nil || len(places) != 1 || len(problems) != 2 || problems[0].Line != 3 || problems[1].Line != 4 {
		t.Errorf("%v, %v, %v", places, problems, err)
	}
}

func FuzzJudge(f *testing.F) {
	reserved, err := ReservedNames()
	if err != nil {
		f.Fatal(err)
	}
	r := Rules{Reserved: reserved, Neighbours: NewNeighbours([]domain.Name{"contohkab.go.id"}), Zone: "batam.go.id"}
	f.Add("kabcontoh.go.id", "3322052003", "a@batam.go.id")
	f.Fuzz(func(t *testing.T, name, region, email string) {
		v := r.Judge(Request{name, region, email})
		if v.OK() && !government(v.Name) {
			t.Fatalf("%q is fine", v.Name)
		}
	})
}
