package ticket

import "testing"

// What a mail's own text may stand for: a filled form is one, a wish is not.
func TestInText(t *testing.T) {
	form := "FORMULIR PA-16\nI. PENANGGUNG JAWAB:\nNama : Wulandari\nNIP : 199612012022031009\nEmail : wulandari@batam.go.id\n" +
		"Server dikelola Diskominfo : Ya\nII. DATA DNS RECORD\nHost : cctv-contoh.batam.go.id\nTipe : A\nValue : 203.0.113.10\n"
	for _, c := range []struct {
		kind, text, why string
	}{
		{"form", form, "form"},
		{"form", "Bang tolong A record cctv-contoh.batam.go.id arahkan ke 203.0.113.101 ya", ""},
		{"form", "Yth. Admin,\n\nMohon bantuannya.\n\nWulandari\nHP: 0812\nEmail: wulandari@batam.go.id\n", ""},
		{"urls", "Mohon diblokir:\nhttps://contohkab.go.id/slot\nhttps://contohkab.go.id/gacor", "urls"},
		{"urls", "Daftar terlampir.", ""},
		{"letter", "Nomor : 555/12/2026\nPerihal : Permohonan\n\nYth. Direktur LAIP", "letter"},
		{"letter", "Perihal : Permohonan\nSurat terlampir.", ""},
		{"", form, ""},
	} {
		got := inText(c.kind, c.text)
		if (got == nil) != (c.why == "") || got != nil && got.Why != c.why {
			t.Errorf("%s in %.40q: %+v, want %q", c.kind, c.text, got, c.why)
		}
	}
}
