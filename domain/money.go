package domain

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Rupiah is an amount in whole rupiah.
type Rupiah int64

// String writes the amount as the standard does: "Rp 55.500".
func (r Rupiah) String() string {
	d := strconv.FormatInt(int64(r), 10)
	sign := ""
	if d[0] == '-' {
		sign, d = "-", d[1:]
	}
	var b strings.Builder
	for i := range len(d) {
		if i > 0 && (len(d)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteByte(d[i])
	}
	return "Rp " + sign + b.String()
}

// Fee is the tariff of a service. The zero value is free of charge.
type Fee struct {
	PerYear       Rupiah   `toml:"per_year"`
	PPN           bool     `toml:"ppn"`             // value added tax comes on top
	FirstYearFree []string `toml:"first_year_free"` // suffixes whose first year costs nothing
	MaxYears      int      `toml:"max_years"`       // longest term, 0 for no bound
	As            string   `toml:"as"`              // the tariff of this service applies
	Note          Text     `toml:"note"`
}

// Free reports whether nothing is ever paid.
func (f Fee) Free() bool { return f.PerYear == 0 && f.As == "" }

// TaxRate is the rate of PPN from a date on. The tax is
// price x base / base_of x percent / 100, so that a law that lowers the base
// instead of the rate can be written down as it is.
type TaxRate struct {
	From    string `toml:"from"` // first day, 2006-01-02
	Percent int64  `toml:"percent"`
	Base    int64  `toml:"base"`    // numerator of the taxable part, 0 for the whole
	BaseOf  int64  `toml:"base_of"` // denominator
	Label   Text   `toml:"label"`
	Source  string `toml:"source"`
}

// of returns the tax on a price, rounded half up once.
func (t TaxRate) of(price Rupiah) Rupiah {
	num, den := t.Percent, int64(100)
	if t.Base > 0 && t.BaseOf > 0 {
		num, den = num*t.Base, den*t.BaseOf
	}
	n := new(big.Int).Mul(big.NewInt(int64(price)), big.NewInt(2*num))
	n.Add(n, big.NewInt(den))
	return Rupiah(n.Div(n, big.NewInt(2*den)).Int64())
}

// Quote is a computed fee. Total is Base plus Tax.
type Quote struct {
	Service          string // whose tariff applied
	Name             Name
	Years            int // asked for
	PaidYears        int // Years without the free one
	Base, Tax, Total Rupiah
	Rate             TaxRate // zero when there is no tax
	Notes            []Text
}

// Fee computes what a requester pays for a name over a number of years. first
// says that the name is new, which makes the first year of some suffixes free;
// at decides the tax rate (its date in its own location). The error wraps ErrFee.
func (c *Catalogue) Fee(service string, name Name, years int, first bool, at time.Time) (Quote, error) {
	s, ok := c.Service(service)
	if ok && s.Fee.As != "" {
		s, ok = c.Service(s.Fee.As)
	}
	if !ok {
		return Quote{}, fmt.Errorf("fee of service %q: unknown service: %w", service, ErrFee)
	}
	q := Quote{Service: s.ID, Name: name, Years: years}
	if s.Fee.Free() {
		q.Notes = append(q.Notes, Text{"Tidak dipungut biaya (gratis)", "Free of charge"})
		return q, nil
	}
	limit := s.Fee.MaxYears
	if limit == 0 {
		limit = 100
	}
	if years < 1 || years > limit {
		return Quote{}, &Refusal{What: Text{fmt.Sprintf("jangka waktu %d tahun tidak dilayani", years), fmt.Sprintf("a term of %d years is not offered", years)}, Do: Text{fmt.Sprintf("pilih 1 sampai %d tahun", limit), fmt.Sprintf("choose 1 to %d years", limit)}, kind: ErrFee}
	}
	q.PaidYears = years
	for _, z := range s.Fee.FirstYearFree {
		if first && name.Under(z) {
			q.PaidYears--
			q.Notes = append(q.Notes, Text{"Nama domain " + z + " gratis untuk tahun pertama", "A name in " + z + " is free for the first year"})
			break
		}
	}
	q.Base = s.Fee.PerYear * Rupiah(q.PaidYears)
	if err := c.tax(&q, s.Fee.PPN, at); err != nil {
		return Quote{}, err
	}
	return q, nil
}

func (c *Catalogue) tax(q *Quote, taxed bool, at time.Time) error {
	q.Total = q.Base
	if !taxed || q.Base == 0 {
		return nil
	}
	rate, ok := c.TaxAt(at)
	if !ok {
		return fmt.Errorf("no PPN rate is in force on %s: %w", at.Format(time.DateOnly), ErrFee)
	}
	q.Rate, q.Tax = rate, rate.of(q.Base)
	q.Total = q.Base + q.Tax
	q.Notes = append(q.Notes, rate.Label)
	return nil
}

// TaxAt returns the rate in force on the date of at.
func (c *Catalogue) TaxAt(at time.Time) (TaxRate, bool) {
	day, best, ok := at.Format(time.DateOnly), TaxRate{}, false
	for _, r := range c.Taxes {
		if r.From <= day && (!ok || r.From > best.From) {
			best, ok = r, true
		}
	}
	return best, ok
}
