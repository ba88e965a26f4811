package ticket

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/term"
	"loket/ticket/document"
	facts "loket/ticket/document/reading"
)

// What is found in a document is compared with the ticket. The codes of a Doubt
// and what their Args are:
//
//	other-service    the service that the letter's subject speaks of
//	other-agency     the letter's agency, the requester's
//	nip-differs      NIP of the card, NIP of the letter (both masked)
//	nip-impossible   the number (masked)
//	letter-old       date, days
//	letter-future    date
//	letter-undated, letter-unnumbered, not-signed, identity-card
//	addressee-wrong  whom it is for
//	sent-before      number of the other ticket, verdict there ("" for none)
//	sent-elsewhere   number of the other ticket, its agency
//	person-elsewhere the same, for the NIP on a card
//	poor-scan        percent that the recognition is sure of
const (
	doubtService  = "other-service"
	doubtAgency   = "other-agency"
	doubtNIP      = "nip-differs"
	doubtBadNIP   = "nip-impossible"
	doubtOld      = "letter-old"
	doubtFuture   = "letter-future"
	doubtNoDate   = "letter-undated"
	doubtNoNumber = "letter-unnumbered"
	doubtUnsigned = "not-signed"
	doubtKTP      = "identity-card"
	doubtTo       = "addressee-wrong"
	doubtBefore   = "sent-before"
	doubtOther    = "sent-elsewhere"
	doubtPerson   = "person-elsewhere"
	doubtScan     = "poor-scan"
)

// maxDoubts bounds those of one file.
const maxDoubts = 12

// poorScan is the confidence below which a recognised page is to be read by eye.
const poorScan = 60

// compared gathers the doubts of one file.
type compared struct {
	d    *decision
	a    *Attachment
	came time.Time // with its message: a letter that is sent later is dated later
	f    *facts.Facts
	list []Doubt
}

// doubts compares what a file of a message says with the ticket and with what
// came before.
func (d *decision) doubts(m *Message, a *Attachment) ([]Doubt, error) {
	c := &compared{d: d, a: a, came: m.Date, f: &facts.Facts{}}
	if c.came.IsZero() {
		c.came = d.t.Received
	}
	if a.Report != nil && a.Report.Facts != nil {
		c.f = a.Report.Facts
	}
	for i := range c.f.Parts {
		c.part(&c.f.Parts[i])
	}
	if a.Report != nil && a.Report.OCR != nil && a.Report.OCR.Words > 0 && a.Report.OCR.Confidence < poorScan {
		c.add(0, doubtScan, strconv.Itoa(int(a.Report.OCR.Confidence)))
	}
	if err := c.before(); err != nil {
		return nil, err
	}
	return c.list, nil
}

func (c *compared) add(page int, code string, args ...string) {
	n := Doubt{Code: code, Args: args, Page: page}
	if len(c.list) < maxDoubts && !slices.ContainsFunc(c.list, n.equal) {
		c.list = append(c.list, n)
	}
}

func (c *compared) part(p *facts.Part) {
	page := p.From
	if len(c.f.Parts) == 1 {
		page = 0
	}
	for _, n := range c.f.All(*p, facts.NIP) {
		if _, err := domain.ParseNIP(n); err != nil && len(n) >= 16 {
			c.add(page, doubtBadNIP, masked(n))
		}
	}
	switch p.Kind {
	case facts.Request, facts.Letter:
		c.request(p, page)
		c.letter(p, page)
	case facts.Appointment, facts.Statement:
		c.letter(p, page)
	case facts.StaffCard:
		c.card(p, page)
	case facts.IdentityCard:
		if c.a.For("staff-card") || c.a.Requirement == "" {
			c.add(page, doubtKTP)
		}
	case facts.Unknown, facts.Decree, facts.PA16, facts.URLList:
	}
}

// masked hides what a number says of a person beside the birth date, of which a
// number of another length has none.
func masked(n string) string {
	if len(n) == 18 {
		return domain.MaskNIP(n)
	}
	return n[:4] + strings.Repeat("•", max(len(n)-4, 0))
}

// letter looks at what every official letter has.
func (c *compared) letter(p *facts.Part, page int) {
	ocr := c.a.Report.OCR != nil && c.a.Report.OCR.Confidence < 80
	date := c.f.First(*p, facts.Date)
	switch at, err := time.Parse("2006-01-02", date); {
	case date == "" && !ocr:
		c.add(page, doubtNoDate)
	case err != nil:
	case at.After(c.came.AddDate(0, 0, 1)):
		c.add(page, doubtFuture, date)
	default:
		days := int(c.came.Sub(at).Hours() / 24)
		if limit := c.d.desk.Site.LetterDays; limit > 0 && days > limit && p.Kind == facts.Request {
			c.add(page, doubtOld, date, strconv.Itoa(days))
		}
	}
	if c.f.First(*p, facts.Number) == "" && !ocr {
		c.add(page, doubtNoNumber)
	}
	if p.Signature == facts.SignatureNone && c.a.Report.Signatures == 0 {
		c.add(page, doubtUnsigned)
	}
	if said, own := c.f.First(*p, facts.Agency), c.d.t.Requester.Agency; said != "" && own != "" && otherAgency(said, own) {
		c.add(page, doubtAgency, said, own)
	}
}

// request looks at what a letter asks for, and of whom.
func (c *compared) request(p *facts.Part, page int) {
	cat := c.d.desk.Catalogue
	if to := c.f.First(*p, facts.Addressee); to != "" && p.Kind == facts.Request && !cat.Addressed(to) {
		c.add(page, doubtTo, to)
	}
	subject := c.f.First(*p, facts.Subject)
	if subject == "" || c.d.t.Service == "" {
		return
	}
	list := cat.Guess(domain.GuessInput{Subject: subject})
	if len(list) == 0 || list[0].Confidence < sure || list[0].Service == c.d.t.Service {
		return
	}
	for _, g := range list {
		if g.Service == c.d.t.Service && 2*g.Score >= list[0].Score {
			return
		}
	}
	c.add(page, doubtService, list[0].Service)
}

// card compares a staff card with the letters of the ticket, the appointment
// before the request.
func (c *compared) card(p *facts.Part, page int) {
	own := c.f.All(*p, facts.NIP)
	if len(own) == 0 {
		return
	}
	for _, kind := range [...]facts.Kind{facts.Appointment, facts.Request} {
		said := c.d.numbersIn(kind)
		if len(said) == 0 {
			continue
		}
		if !slices.ContainsFunc(own, func(n string) bool { return slices.Contains(said, n) }) {
			c.add(page, doubtNIP, masked(own[0]), masked(said[0]))
		}
		return
	}
}

// numbersIn returns the NIPs in the ticket's documents of a kind, without those
// of who signed them.
func (d *decision) numbersIn(kind facts.Kind) []string {
	var out []string
	for i := range d.t.Messages {
		for j := range d.t.Messages[i].Attachments {
			r := d.t.Messages[i].Attachments[j].Report
			if r == nil || r.Facts == nil {
				continue
			}
			for _, p := range r.Facts.Parts {
				if p.Kind != kind {
					continue
				}
				signed := r.Facts.All(p, facts.SignerNIP)
				for _, n := range r.Facts.All(p, facts.NIP) {
					if len(n) >= 16 && !(slices.Contains(signed, n) && len(signed) == 1) {
						out = append(out, n)
					}
				}
			}
		}
	}
	return out
}

// before looks for the same file, and the same person's card, in other tickets.
func (c *compared) before() error {
	seen := map[ID]bool{c.d.t.ID: true}
	look := func(index Index, key string, of func(o *Ticket)) error {
		ids, err := c.d.tx.Lookup(index, key)
		if err != nil {
			return err
		}
		for _, id := range ids[max(0, len(ids)-5):] {
			if seen[id] {
				continue
			}
			seen[id] = true
			o, err := c.d.tx.Ticket(id)
			if err != nil {
				return err
			}
			of(o)
		}
		return nil
	}
	err := look(ByDocument, c.a.SHA, func(o *Ticket) {
		if c.d.stranger(o) {
			c.add(0, doubtOther, o.Number, o.Requester.Agency)
		} else if o.MergedInto == 0 {
			c.add(0, doubtBefore, o.Number, string(o.VerdictOn(c.a.SHA)))
		}
	})
	if err != nil {
		return err
	}
	for _, n := range cardNumbers(c.a.Report) {
		err := look(ByPerson, personKey(n), func(o *Ticket) {
			if c.d.stranger(o) {
				c.add(0, doubtPerson, o.Number, o.Requester.Agency)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// personKey is under which key a NIP is filed: an index needs no birth dates.
func personKey(nip string) string {
	sum := sha256.Sum256([]byte("nip " + nip))
	return hex.EncodeToString(sum[:16])
}

// cardNumbers are the NIPs on the staff cards of a file.
func cardNumbers(r *document.Report) []string {
	if r == nil || r.Facts == nil {
		return nil
	}
	var out []string
	for _, p := range r.Facts.Parts {
		if p.Kind == facts.StaffCard {
			for _, n := range r.Facts.All(p, facts.NIP) {
				if _, err := domain.ParseNIP(n); err == nil && len(out) < 5 {
					out = append(out, n)
				}
			}
		}
	}
	return out
}

// stranger reports whether another ticket is another agency's.
func (d *decision) stranger(o *Ticket) bool {
	a, b := d.t.Requester, o.Requester
	if a.Email == b.Email || d.desk.Catalogue.SameAgency(a.Email, b.Email) {
		return false
	}
	if d.agencyMail(a.Email) && d.agencyMail(b.Email) {
		return true // before the names, which may have been read off the very file
	}
	return a.Agency != "" && b.Agency != "" && otherAgency(a.Agency, b.Agency)
}

// agencyMail reports whether an address is an agency's own.
func (d *decision) agencyMail(email string) bool {
	return d.desk.official(email) && !slices.Contains(d.desk.Catalogue.Official.Shared, string(domain.AgencyDomain(email)))
}

// VerdictOn is what was decided with a file.
func (t *Ticket) VerdictOn(sha string) Verdict {
	for _, e := range t.Evidence {
		if slices.Contains(e.Attachments, sha) {
			return e.Verdict
		}
	}
	return Unjudged
}

// otherAgency reports whether two names are of different agencies: of different
// regions where both name one, else of no word in common.
func otherAgency(a, b string) bool {
	x, y := region(a), region(b)
	if x != "" && y != "" {
		return x != y && !strings.Contains(x, y) && !strings.Contains(y, x)
	}
	for _, w := range agencyWords(a) {
		if slices.Contains(agencyWords(b), w) {
			return false
		}
	}
	return len(agencyWords(a)) > 0 && len(agencyWords(b)) > 0
}

var regionWords = term.Set("kabupaten kab kab. kota provinsi prov prov. desa kecamatan kec. kelurahan nagari gampong pemkab pemkot pemprov pemdes")

// region is what follows the word for a region: "majujaya" of "Dinas Sosial
// Kabupaten Majujaya".
func region(s string) string {
	words := strings.Fields(strings.ToLower(strings.NewReplacer(",", " ", "(", " ", ")", " ").Replace(s)))
	for i := len(words) - 2; i >= 0; i-- {
		if regionWords[words[i]] {
			return strings.Join(words[i+1:], " ")
		}
	}
	return ""
}

var commonWords = term.Set("dinas badan kementerian pemerintah pemerintahan daerah republik indonesia dan komunikasi informatika bidang bagian sekretariat kantor direktorat jenderal biro pusat balai unit pelaksana teknis kabupaten kota provinsi desa kecamatan statistik persandian diskominfo kominfo")

func agencyWords(s string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r < 'a' || r > 'z' }), func(w string) bool {
		return len(w) < 4 || commonWords[w]
	})
}
