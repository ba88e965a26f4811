package payment

import (
	"regexp"
	"strconv"
	"strings"

	"loket/domain"
)

var (
	money  = regexp.MustCompile(`(?i)(?:\brp\.?|\bidr)\s*(-?[0-9][0-9.,]{0,19})|([0-9][0-9.,]{0,19})\s*(?:\brupiah\b|\bidr\b)`)
	number = regexp.MustCompile(`^\s*[:=]?\s*([0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,][0-9]{2})?)\s*(?:,-)?\s*$`)
)

// labels say what an amount is; the first that stands before it counts. They are
// looked for from the most telling to the least.
var labels = []struct {
	kind    Kind
	written *regexp.Regexp
}{
	{Balance, regexp.MustCompile(`(?i)\bsaldo\b|\bbalance\b|limit`)},
	{BankFee, regexp.MustCompile(`(?i)\b(?:biaya|fee|admin|administrasi|ongkos)\b`)},
	{Tax, regexp.MustCompile(`(?i)\bppn\b|\bpajak\b|\bdpp\b|\bvat\b|\btax\b`)},
	{Total, regexp.MustCompile(`(?i)\btotal\b`)},
	{Nominal, regexp.MustCompile(`(?i)\b(?:nominal|jumlah|amount|nilai|sebesar|senilai|transfer|bayar|pembayaran|setor|setoran)\b`)},
}

// amounts takes the amounts of a line. What one is stands before it, or in the line
// above.
func (r *reader) amounts(line string) {
	from := 0
	for _, m := range money.FindAllStringSubmatchIndex(line, 8) {
		at := m[2:4]
		if at[0] < 0 {
			at = m[4:6]
		}
		r.amount(line[from:m[0]], line[at[0]:at[1]])
		from = m[1]
	}
	if from > 0 {
		return
	}
	for _, l := range labels { // "Total : 55.500", without the currency
		at := l.written.FindStringIndex(line)
		if at == nil {
			continue
		}
		rest := line[at[1]:]
		if colon := strings.LastIndexByte(rest, ':'); colon >= 0 {
			rest = rest[colon:]
		}
		if m := number.FindStringSubmatch(rest); m != nil {
			r.amount(line, m[1])
		}
		return
	}
	if m := number.FindStringSubmatch(line); m != nil && label(r.above) != Amount {
		r.amount("", m[1])
	}
}

func (r *reader) amount(before, written string) {
	v, ok := rupiah(written)
	if !ok {
		return
	}
	k := label(before)
	if k == Amount && strings.TrimSpace(strings.Trim(before, ":=. ")) == "" {
		k = label(r.above)
	}
	r.add(k, strconv.FormatInt(int64(v), 10), v)
}

// label says what a text before an amount calls it.
func label(s string) Kind {
	for _, l := range labels {
		if l.written.MatchString(s) {
			return l.kind
		}
	}
	return Amount
}

// rupiah reads an amount: points or commas part thousands, two digits after the
// last one are sen. Sen that are not zero are no rupiah amount.
func rupiah(s string) (domain.Rupiah, bool) {
	s = strings.TrimRight(s, ".,")
	if strings.HasPrefix(s, "-") {
		return 0, false
	}
	if at := strings.LastIndexAny(s, ".,"); at >= 0 && len(s)-at == 3 {
		if s[at+1:] != "00" {
			return 0, false
		}
		s = s[:at]
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	for i, p := range parts {
		if i > 0 && len(p) != 3 {
			return 0, false
		}
	}
	v, err := strconv.ParseInt(strings.Join(parts, ""), 10, 64)
	return domain.Rupiah(v), err == nil && v < 1e12
}
