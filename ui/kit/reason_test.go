package kit

import (
	"testing"

	"loket/domain/clean"
)

func TestReason(t *testing.T) {
	name := func(id string) clean.Text { return clean.Own("<" + id + ">") }
	for in, want := range map[string][2]string{
		`content: "hal .. permohonan" +4`:      {"isi berkas: “hal … permohonan”", "file's text: “hal … permohonan”"},
		`subject: "masa aktif" +2.5`:           {"perihal: “masa aktif”", "subject: “masa aktif”"},
		`name: "kartu pegawai" -1e-05`:         {"nama berkas: “kartu pegawai”", "file name: “kartu pegawai”"},
		`perhaps renewal: body: "habis" +3, x`: {"mungkin <renewal>", "perhaps <renewal>"},
		"no word of any service was found":     {"tidak ada kata layanan yang dikenal", "no word of any service was found"},
		"form\x1b[2J":                          {"form", "form"},
		`elsewhere: "masa aktif" +2`:           {`elsewhere: "masa aktif" +2`, `elsewhere: "masa aktif" +2`},
		"body: \"a\x1b]0;x\x07\u202eb\" +1":    {"isi: “ab”", "mail: “ab”"},
	} {
		for i, lang := range []Lang{Indonesian, English} {
			e := testEnv()
			e.Lang = lang
			if got := e.Reason(in, name).String(); got != want[i] {
				t.Errorf("%q in %s: %q, want %q", in, lang, got, want[i])
			}
		}
	}
}
