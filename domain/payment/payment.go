// Package payment reads a proof of payment: a bank's receipt, a screen of mobile
// banking, a mail that says what was paid. It finds facts, amount, day, bank,
// invoice, reference and whether the bank says that it is done, each with its
// line, and compares them with what was to be paid.
//
// Rules: Read is a pure function of the text, never panics, and bounds what it
// looks at. A fact is what stands there; whether money arrived only the payee's
// bank can tell, so nothing here says "paid". Account numbers are not kept.
//
// What it does not do: recognise characters in a picture, decide.
package payment

import (
	"regexp"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/clean"
)

// Bounds of one reading.
const (
	maxText  = 64 << 10
	maxLine  = 400
	maxFacts = 60
)

// Kind says what a fact is.
type Kind string

// The closed set of kinds.
const (
	Nominal   Kind = "nominal"   // what goes to the payee
	Total     Kind = "total"     // with the bank's fee, where it takes one
	BankFee   Kind = "bank-fee"  // of the bank
	Tax       Kind = "tax"       // PPN, or what it is computed from
	Balance   Kind = "balance"   // of the account
	Amount    Kind = "amount"    // of money without a word of what it is
	Day       Kind = "day"       // 2026-11-22
	Bank      Kind = "bank"      // or wallet
	Invoice   Kind = "invoice"   // number
	Reference Kind = "reference" // number of the transaction
	Status    Kind = "status"    // done, pending, failed
)

// Fact is one thing that the text says.
type Fact struct {
	Kind  Kind          `json:"kind"`
	Value string        `json:"value"` // amounts in digits alone
	Line  int           `json:"line"`  // from 1
	Money domain.Rupiah `json:"-"`
}

// The values of a Status.
const (
	Done    = "done"
	Pending = "pending"
	Failed  = "failed"
)

// Proof is what was read. The zero values say that it is not told.
type Proof struct {
	Amount    domain.Rupiah // that goes to the payee
	Day       calendar.Date
	Banks     []string // in their order: the payer's and the payee's, as a rule
	Invoice   string
	Reference string
	Status    string
	Facts     []Fact // all of it, in the order of the lines
}

// Read reads the text of one document or mail. misread says that its characters
// were recognised in a picture.
func Read(text string, misread bool) Proof {
	r := &reader{misread: misread}
	before := ""
	for i, line := range strings.Split(clean.Block(text, maxText).String(), "\n") {
		line = strings.TrimSpace(line[:min(len(line), maxLine)])
		if line == "" {
			continue
		}
		r.line, r.above = i+1, before
		r.read(strings.ToValidUTF8(line, ""))
		before = line
	}
	r.settle()
	return r.p
}

type reader struct {
	p       Proof
	misread bool
	line    int
	above   string // the line before, a label where values stand below theirs
}

func (r *reader) add(k Kind, value string, money domain.Rupiah) {
	if len(r.p.Facts) < maxFacts {
		r.p.Facts = append(r.p.Facts, Fact{k, value, r.line, money})
	}
}

func (r *reader) read(line string) {
	r.amounts(line)
	if d, _, _ := calendar.FindDate(line, r.misread); !d.IsZero() {
		r.add(Day, d.String(), 0)
	} else if m := shortYear.FindStringSubmatch(line); m != nil {
		if d, _, _ := calendar.FindDate(m[1]+"/"+m[2]+"/20"+m[3], false); !d.IsZero() {
			r.add(Day, d.String(), 0)
		}
	}
	for _, b := range banks {
		if b.written.MatchString(line) {
			r.add(Bank, b.name, 0)
		}
	}
	r.number(line, Invoice, invoice, bareInvoice)
	r.number(line, Reference, reference)
	for _, s := range statuses {
		if s.written.MatchString(line) {
			r.add(Status, s.value, 0)
			break
		}
	}
}

// shortYear is how receipts of cash machines write a day.
var shortYear = regexp.MustCompile(`(?:^|\s)(\d{1,2})[/-](\d{1,2})[/-](\d{2})(?:\s|$)`)

var (
	invoice     = regexp.MustCompile(`(?i)\b(?:invoice|inv|tagihan|faktur)\b\s*(?:no\b\.?|nomor|number|id|num)?\s*[:#.]?\s*([a-z0-9][a-z0-9/._-]{3,40})`)
	bareInvoice = regexp.MustCompile(`\b(INV[-/.]?[0-9][0-9A-Za-z/.-]{2,40})`)
	reference   = regexp.MustCompile(`(?i)\b(?:(?:no\.?|nomor|id)\s*(?:ref\.?|referensi|transaksi|resi|struk|arsip)|ref(?:erensi|erence)?(?:\s*(?:no\.?|number|id))?|rrn|transaction id)\b\s*[:#.]?\s*([a-z0-9][a-z0-9/-]{5,40})`)
	digit       = regexp.MustCompile(`\d`)
)

// number takes what one of the patterns finds, where it has a digit.
func (r *reader) number(line string, k Kind, patterns ...*regexp.Regexp) {
	for _, p := range patterns {
		for _, text := range []string{line, r.above + " " + line} {
			m := p.FindStringSubmatchIndex(text)
			if m == nil || m[2] < len(text)-len(line) {
				continue // it stands in the line before, which was read
			}
			v := strings.TrimRight(text[m[2]:m[3]], ".-/_")
			if digit.MatchString(v) {
				r.add(k, v, 0)
				return
			}
		}
	}
}

var statuses = []struct {
	value   string
	written *regexp.Regexp
}{
	{Failed, regexp.MustCompile(`(?i)\b(?:gagal|failed|ditolak|rejected|dibatalkan|kedaluwarsa|expired)\b`)},
	{Pending, regexp.MustCompile(`(?i)\b(?:pending|sedang diproses|dalam proses|menunggu|terjadwal|scheduled|belum (?:di)?bayar)\b`)},
	{Done, regexp.MustCompile(`(?i)\b(?:berhasil|sukses|success(?:ful)?|completed|lunas|paid)\b`)},
}

// banks are those that agencies pay through. What is an ordinary word, too,
// needs another beside it.
var banks = []struct {
	name    string
	written *regexp.Regexp
}{
	{"BCA", regexp.MustCompile(`(?i)\bbca\b|bank central asia`)},
	{"Mandiri", regexp.MustCompile(`(?i)bank mandiri|\blivin\b`)},
	{"BRI", regexp.MustCompile(`\bBRI\b|(?i:bank rakyat indonesia|\bbrimo\b)`)},
	{"BNI", regexp.MustCompile(`(?i)\bbni\b|bank negara indonesia`)},
	{"BSI", regexp.MustCompile(`(?i)\bbsi\b|bank syariah indonesia`)},
	{"BTN", regexp.MustCompile(`(?i)\bbtn\b|bank tabungan negara`)},
	{"CIMB Niaga", regexp.MustCompile(`(?i)cimb`)},
	{"Permata", regexp.MustCompile(`(?i)bank permata|permatabank`)},
	{"Danamon", regexp.MustCompile(`(?i)danamon`)},
	{"BJB", regexp.MustCompile(`(?i)\bbjb\b`)},
	{"Bank Jateng", regexp.MustCompile(`(?i)bank jateng`)},
	{"Bank Jatim", regexp.MustCompile(`(?i)bank jatim`)},
	{"Bank Jakarta", regexp.MustCompile(`(?i)bank dki|bank jakarta`)},
	{"BRK Syariah", regexp.MustCompile(`(?i)riau kepri|brk syariah`)},
	{"Bank Nagari", regexp.MustCompile(`(?i)bank nagari`)},
	{"Bank Sumut", regexp.MustCompile(`(?i)bank sumut`)},
	{"BPD", regexp.MustCompile(`\bBPD\b|(?i:bank pembangunan daerah)`)},
	{"QRIS", regexp.MustCompile(`(?i)\bqris\b`)},
	{"GoPay", regexp.MustCompile(`(?i)\bgo-?pay\b`)},
	{"OVO", regexp.MustCompile(`\bOVO\b`)},
}

// settle chooses among the facts what the proof says as a whole.
func (r *reader) settle() {
	p := &r.p
	for _, f := range p.Facts {
		switch f.Kind {
		case Day:
			if d, err := calendar.ParseDate(f.Value); err == nil && p.Day.IsZero() {
				p.Day = d
			}
		case Bank:
			if !slices.Contains(p.Banks, f.Value) {
				p.Banks = append(p.Banks, f.Value)
			}
		case Invoice:
			first(&p.Invoice, f.Value)
		case Reference:
			first(&p.Reference, f.Value)
		case Status:
			first(&p.Status, f.Value)
		default: // amounts
		}
	}
	p.Amount = p.paid()
}

func first(at *string, value string) {
	if *at == "" {
		*at = value
	}
}

// paid is what goes to the payee: what is called so, else the total without the
// bank's fee, else the first amount that is nothing else.
func (p *Proof) paid() domain.Rupiah {
	of := func(k Kind) domain.Rupiah {
		i := slices.IndexFunc(p.Facts, func(f Fact) bool { return f.Kind == k && f.Money > 0 })
		if i < 0 {
			return 0
		}
		return p.Facts[i].Money
	}
	switch nominal, total, fee := of(Nominal), of(Total), of(BankFee); {
	case nominal > 0:
		return nominal
	case total > fee:
		return total - fee
	default:
		return of(Amount)
	}
}
