package sender

import (
	"strings"
	"testing"
)

func TestReadRegister(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []Agency
		bad  string
	}{
		"commas":     {"domain,name\ncontohkab.go.id,Pemerintah Kabupaten Contoh\n# lama\n\nBatam.GO.ID.,\"Kota Batam, Kepri\"\n", []Agency{{"contohkab.go.id", "Pemerintah Kabupaten Contoh"}, {"batam.go.id", "Kota Batam, Kepri"}}, ""},
		"semicolons": {"\ufeffDomain;Nama;Catatan\r\nmajujaya.desa.id;Desa  Maju Jaya;x\r\n", []Agency{{"majujaya.desa.id", "Desa Maju Jaya"}}, ""},
		"no titles":  {"contohkab.go.id", []Agency{{Domain: "contohkab.go.id"}}, ""},
		"empty":      {"", nil, ""},
		"below":      {"a.go.id\ndinas.contohkab.go.id\n", nil, "line 2"},
		"suffix":     {"go.id,Semua\n", nil, "line 1"},
		"quote":      {"a.go.id,\"x\n", nil, "double quotes"},
	} {
		r, err := ReadRegister(strings.NewReader(c.text))
		if c.bad != "" {
			if err == nil || !strings.Contains(err.Error(), c.bad) {
				t.Errorf("%s: %v, want %s", name, err, c.bad)
			}
			continue
		}
		if err != nil || len(r.agencies) != len(c.want) {
			t.Errorf("%s: %d agencies, %v", name, len(r.agencies), err)
			continue
		}
		for _, a := range c.want {
			if got, ok := r.of(a.Domain); !ok || got != a {
				t.Errorf("%s: %+v, want %+v", name, got, a)
			}
		}
	}
}
