package payment

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/domain"
	"loket/domain/calendar"
)

func TestRead(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"mobile banking, labels above", "Transfer Berhasil\n22 November 2026, 10:15:33 WIB\nBank Tujuan\nBNI\nNominal\nRp 55.500\nBiaya Admin\nRp 2.500\nTotal\nRp 58.000\nNo. Ref\n20261122101533042", "Rp 55.500|2026-11-22|BNI||20261122101533042|done"},
		{"labels beside", "BUKTI TRANSFER\nTanggal        : 05/11/2026\nDari           : Bank Mandiri\nKe             : BCA\nJumlah         : Rp. 166.500,00\nBerita         : INV/2026/11/00042 contohkab.go.id\nStatus         : SUKSES", "Rp 166.500|2026-11-05|Mandiri,BCA|INV/2026/11/00042||done"},
		{"total and fee without a nominal", "Total bayar: Rp58.000\nBiaya transaksi: Rp2.500\n2026-11-22", "Rp 55.500|2026-11-22||||"},
		{"english", "Transaction successful\nAmount IDR 55,500.00\nDate 22-11-2026\nInvoice No: PND-2026-778\nTransaction ID: AB12CD34EF", "Rp 55.500|2026-11-22||PND-2026-778|AB12CD34EF|done"},
		{"cash machine", "BRI\n22/11/26   10:15\nRP 55.500\nSALDO RP 1.234.567", "Rp 55.500|2026-11-22|BRI|||"},
		{"a mail", "Yth. Tim, kami sudah transfer sebesar Rp55.500,- pada tanggal 3 Nov 2026 melalui Bank Jateng untuk tagihan nomor 1188/PANDI/XI/2026.", "Rp 55.500|2026-11-03|Bank Jateng|1188/PANDI/XI/2026||"},
		{"no currency", "Nominal : 55.500\nTgl 1/2/2026", "Rp 55.500|2026-02-01||||"},
		{"a tax invoice", "Harga Rp 50.000\nPPN 11% Rp 5.500\nTotal Rp 55.500", "Rp 55.500|||||"},
		{"failed", "Transaksi gagal\nRp 55.500", "Rp 55.500|||||failed"},
		{"to come", "Transfer terjadwal 30 Desember 2026\nNominal Rp 55.500", "Rp 55.500|2026-12-30||||pending"},
		{"balance alone", "Saldo Rp 9.000.000", "Rp 0|||||"},
		{"sen and odd groups", "Nominal Rp 55.500,50\nJumlah Rp 5.55.00", "Rp 0|||||"},
		{"ordinary words", "Kami mandiri, dana desa, tagihan listrik, permata.", "Rp 0|||||"},
		{"empty", "", "Rp 0|||||"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := Read(tc.text, false)
			day := ""
			if !p.Day.IsZero() {
				day = p.Day.String()
			}
			got := strings.Join([]string{p.Amount.String(), day, strings.Join(p.Banks, ","), p.Invoice, p.Reference, p.Status}, "|")
			if got != tc.want {
				t.Errorf("%s, want %s\n%+v", got, tc.want, p.Facts)
			}
		})
	}
}

func TestFactsHaveLines(t *testing.T) {
	want := []Fact{{Nominal, "55500", 2, 55500}, {Day, "2026-11-22", 4, 0}}
	if d := cmp.Diff(want, Read("Bukti\nNominal Rp 55.500\n\n22 November 2026", false).Facts); d != "" {
		t.Error(d)
	}
	if p := Read("Nominal Rp 55.500\n22 Nopenber 2O26", true); p.Day.String() != "2026-11-22" {
		t.Errorf("a misread month: %v", p.Day)
	}
}

func TestCheck(t *testing.T) {
	date := func(m time.Month, d int) calendar.Date { return calendar.Date{Year: 2026, Month: m, Day: d} }
	due := Due{Total: 55500, Invoice: "INV/2026/11/00042", From: date(11, 20), Today: date(11, 22)}
	good := Proof{Amount: 55500, Day: date(11, 22), Invoice: "inv-2026-11-00042", Status: Done}
	for _, tc := range []struct {
		name string
		edit func(*Proof)
		want string
	}{
		{"good", func(*Proof) {}, ""},
		{"nothing read", func(p *Proof) { *p = Proof{} }, "warn amount, warn day"},
		{"less", func(p *Proof) { p.Amount = 50000 }, "refuse amount"},
		{"more", func(p *Proof) { p.Amount = 111000 }, "warn amount"},
		{"failed", func(p *Proof) { p.Status = Failed }, "refuse status"},
		{"pending", func(p *Proof) { p.Status = Pending }, "warn status"},
		{"to come", func(p *Proof) { p.Day = date(11, 23) }, "refuse day"},
		{"before the invoice", func(p *Proof) { p.Day = date(11, 19) }, "warn day"},
		{"another invoice", func(p *Proof) { p.Invoice = "INV/2026/11/00043" }, "warn invoice"},
		{"no invoice told", func(p *Proof) { p.Invoice = "" }, ""},
	} {
		p := good
		tc.edit(&p)
		var got []string
		for _, f := range p.Check(due) {
			got = append(got, fmt.Sprintf("%s %s", f.Level, f.Key))
			if f.What.ID == "" || f.What.ID == f.What.EN || f.Fix.Empty() {
				t.Errorf("%s: %+v", tc.name, f)
			}
		}
		if strings.Join(got, ", ") != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, got, tc.want)
		}
	}
	less := good
	less.Amount = 50000
	if s := less.Check(due)[0].String(); s != "amount: Rp 50.000, which is Rp 5.500 less than Rp 55.500; ask for the rest" {
		t.Error(s)
	}
}

// TestOfTheFee reads a proof of every quote that the catalogue computes.
func TestOfTheFee(t *testing.T) {
	for _, total := range []domain.Rupiah{55500, 111000, 166500, 1234567} {
		for _, text := range []string{"Nominal " + total.String(), "Nominal " + total.String() + ",00", "Total: " + strings.TrimPrefix(total.String(), "Rp ")} {
			if got := Read(text, false).Amount; got != total {
				t.Errorf("%q: %s", text, got)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Nominal Rp 55.500\nNo. Ref\n123456789\nInvoice INV/1\n22/11/26", true)
	f.Fuzz(func(t *testing.T, s string, misread bool) {
		p := Read(s, misread)
		if p.Amount < 0 || len(p.Facts) > maxFacts {
			t.Fatalf("%+v", p)
		}
		for _, fact := range p.Facts {
			if fact.Line < 1 || fact.Value == "" {
				t.Fatalf("%+v", fact)
			}
		}
	})
}
