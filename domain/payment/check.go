package payment

import (
	"fmt"
	"strings"

	"loket/domain"
	"loket/domain/calendar"
)

// Due is what was to be paid.
type Due struct {
	Total   domain.Rupiah
	Invoice string        // number, "" where none is known
	From    calendar.Date // of the invoice; zero where it is not known
	Today   calendar.Date
}

// Check compares a proof with what was to be paid. Key is the fact: status, amount,
// day, invoice. Refuse is for what speaks against the payment, Warn for what has to
// be looked at; no finding says no more than that the paper fits.
func (p Proof) Check(d Due) []domain.Problem {
	var out []domain.Problem
	say := func(l domain.Level, key string, what, fix domain.Text) {
		out = append(out, domain.Problem{Level: l, Key: key, What: what, Fix: fix})
	}
	look := domain.Text{ID: "lihat dokumennya", EN: "look at the document"}
	switch p.Status {
	case Failed:
		say(domain.Refuse, "status", domain.Text{ID: "bank menyatakan transaksi gagal", EN: "the bank says that the transaction failed"}, domain.Text{ID: "minta bukti yang baru", EN: "ask for a new proof"})
	case Pending:
		say(domain.Warn, "status", domain.Text{ID: "transaksi belum selesai menurut bank", EN: "the transaction is not done, says the bank"}, domain.Text{ID: "minta bukti setelah selesai", EN: "ask for a proof once it is"})
	}
	switch {
	case p.Amount == 0:
		say(domain.Warn, "amount", domain.Text{ID: "jumlah tidak terbaca", EN: "no amount was read"}, look)
	case p.Amount < d.Total:
		say(domain.Refuse, "amount", domain.Text{ID: fmt.Sprintf("%s, kurang %s dari %s", p.Amount, d.Total-p.Amount, d.Total), EN: fmt.Sprintf("%s, which is %s less than %s", p.Amount, d.Total-p.Amount, d.Total)},
			domain.Text{ID: "minta kekurangannya dibayar", EN: "ask for the rest"})
	case p.Amount > d.Total:
		say(domain.Warn, "amount", domain.Text{ID: fmt.Sprintf("%s, lebih %s dari %s", p.Amount, p.Amount-d.Total, d.Total), EN: fmt.Sprintf("%s, which is %s more than %s", p.Amount, p.Amount-d.Total, d.Total)},
			domain.Text{ID: "mungkin untuk beberapa nama; periksa", EN: "perhaps for several names; check"})
	}
	switch {
	case p.Day.IsZero():
		say(domain.Warn, "day", domain.Text{ID: "tanggal tidak terbaca", EN: "no day was read"}, look)
	case d.Today.Before(p.Day):
		say(domain.Refuse, "day", domain.Text{ID: fmt.Sprintf("tanggal %s belum tiba", p.Day), EN: fmt.Sprintf("the day %s is still to come", p.Day)}, look)
	case p.Day.Before(d.From):
		say(domain.Warn, "day", domain.Text{ID: fmt.Sprintf("tanggal %s sebelum tagihan %s", p.Day, d.From), EN: fmt.Sprintf("the day %s is before the invoice of %s", p.Day, d.From)},
			domain.Text{ID: "mungkin bukti tagihan lain", EN: "perhaps the proof of another invoice"})
	}
	if d.Invoice != "" && p.Invoice != "" && !sameNumber(d.Invoice, p.Invoice) {
		say(domain.Warn, "invoice", domain.Text{ID: fmt.Sprintf("nomor tagihan %s, bukan %s", p.Invoice, d.Invoice), EN: fmt.Sprintf("invoice %s, not %s", p.Invoice, d.Invoice)},
			domain.Text{ID: "mungkin bukti tagihan lain", EN: "perhaps the proof of another invoice"})
	}
	return out
}

// sameNumber compares numbers by their letters and digits.
func sameNumber(a, b string) bool {
	bare := func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}
	return strings.Map(bare, strings.ToUpper(a)) == strings.Map(bare, strings.ToUpper(b))
}
