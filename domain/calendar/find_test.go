package calendar

import "testing"

func TestFindDate(t *testing.T) {
	for _, tc := range []struct {
		in      string
		misread bool
		want    string // "" for none
		written string
	}{
		{in: "Jakarta, 22 November 2026", want: "2026-11-22", written: "22 November 2026"},
		{in: "1 Pebruari 2026 pukul 10", want: "2026-02-01", written: "1 Pebruari 2026"},
		{in: "03 Agt. 2026", want: "2026-08-03", written: "03 Agt. 2026"},
		{in: "tgl 5/7/2026.", want: "2026-07-05", written: "5/7/2026"},
		{in: "22-11-2026 10:15", want: "2026-11-22", written: "22-11-2026"},
		{in: "waktu 2026-11-22T10:15", want: "2026-11-22", written: "2026-11-22"},
		{in: "2O Nopenber 2O26", misread: true, want: "2026-11-20", written: "2O Nopenber 2O26"},
		{in: "20 Nopenber 2026"}, {in: "30 Februari 2026"}, {in: "31/4/2026"}, {in: "13/13/2026"}, {in: "2026-02-30"}, {in: "0 Mei 2026"},
		{in: "1/2/3/2026"}, {in: "surat 12/345/2026"}, {in: ""}, {in: "1.11.2026", want: "2026-11-01", written: "1.11.2026"},
	} {
		d, from, to := FindDate(tc.in, tc.misread)
		got := ""
		if !d.IsZero() {
			got = d.String()
		}
		if got != tc.want || tc.in[from:to] != tc.written {
			t.Errorf("%q: %q at %q; want %q at %q", tc.in, got, tc.in[from:to], tc.want, tc.written)
		}
	}
}
