package ticket

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/calendar"
	"loket/domain/payment"
	"loket/domain/probe"
)

// What is to be paid, and the proof that a requester sends of it. A proof is read
// when its file was inspected. One that fits in every point ends the step that
// waits for it: whether the money arrived only the payee's bank can tell, and the
// step after it is the payee's. Any other is shown with what does not fit, and an
// officer decides.

var termWords = regexp.MustCompile(`(?i)\b(?:selama|jangka waktu|masa (?:berlaku|aktif|sewa)|perpanjang\w*|diperpanjang|for|renew\w*)\b[^.\n]{0,60}?\b(\d{1,2})\s*(?:\([\pL ]{2,20}\)\s*)?(?:tahun|thn|years?)\b(\s*\d{4})?`)

// yearWords are those of which termWords needs one: looking for them takes a
// hundredth of the time, and most requests have none.
var yearWords = []string{"tahun", "thn", "year"}

// Years is the term in years: as an officer wrote it down, else as the request
// asks; 1 where it does not say.
func (t *Ticket) Years() int {
	if t.Wanted.Years > 0 || len(t.Messages) == 0 {
		return max(t.Wanted.Years, 1)
	}
	text := bound(whole(&t.Messages[0]), maxPassage)
	if lower := strings.ToLower(text); !slices.ContainsFunc(yearWords, func(w string) bool { return strings.Contains(lower, w) }) {
		return 1
	}
	for _, m := range termWords.FindAllStringSubmatch(text, 8) {
		n, err := strconv.Atoi(m[1])
		if err == nil && n >= 1 && n <= maxYears && m[2] == "" { // "Nomor 14 Tahun 2024" is a decree
			return n
		}
	}
	return 1
}

// Fees quotes what is paid for the names of a ticket over its years, one quote for
// each name; nil where nothing is ever paid or no name is known. at decides the
// rate of PPN, in its own location.
func Fees(c *domain.Catalogue, t *Ticket, at time.Time) []domain.Quote {
	s, ok := c.Service(t.Service)
	if !ok || s.Fee.Free() {
		return nil
	}
	names := t.Names
	if s.Renames && len(names) > 1 {
		names = names[len(names)-1:] // nothing is paid for the old one
	}
	first := slices.Contains(s.Registers, "registered") || s.Renames
	var out []domain.Quote
	for _, n := range names {
		q, err := c.Fee(t.Service, domain.Name(n), t.Years(), first, at)
		if err != nil {
			return nil
		}
		out = append(out, q)
	}
	return out
}

// due is what is to be paid, as far as the ticket knows.
func (d *Desk) due(t *Ticket, now time.Time) payment.Due {
	zone := d.Calendar.Zone()
	out := payment.Due{Today: calendar.DateOf(now, zone)}
	for _, q := range Fees(d.Catalogue, t, now.In(zone)) {
		out.Total += q.Total
	}
	for _, l := range t.Letters {
		template := l.Template
		if s, ok := d.Catalogue.Service(t.Service); ok {
			if st, _, ok := s.Step(l.Step); ok { // an officer may have begun from an empty letter
				template = st.Letter
			}
		}
		if strings.HasSuffix(template, "invoice") && l.State != LetterCancelled {
			out.From = calendar.DateOf(l.At, zone)
		}
	}
	return out
}

// proofRequirement is what the catalogue calls a proof of payment.
const proofRequirement = "payment-proof"

// proof reads a file as a proof of payment; ok is false for one that is none.
func (d *Desk) proof(a *Attachment) (p payment.Proof, ok bool) {
	if a.Inline || a.Await || a.Report == nil || a.Quarantined() {
		return p, false
	}
	p = payment.Read(a.Report.Text, a.Report.OCR != nil && a.Report.OCR.Words > 0)
	if a.For(proofRequirement) {
		return p, true
	}
	if p.Amount > 0 && (p.Status != "" || len(p.Banks) > 0 || p.Reference != "") {
		return p, true
	}
	requirement, score, _ := d.Catalogue.MatchRequirement([]string{proofRequirement}, a.Name, a.Report.Text)
	return p, requirement != "" && score >= faint
}

// paid reads the proofs in a message while the ticket waits for one, and ends the
// step with the first that fits.
func (d *decision) paid(m *Message) error {
	s := d.t.Step()
	if s == nil || s.Probe != probe.Payment || d.t.State.Done() || m.Machine != "" {
		return nil
	}
	step, since := s.ID, s.From
	proof := d.readProofs(m)
	if proof == "" || m.Date.Before(since) || !d.believed(m) {
		return nil
	}
	d.emit(StepFinished{Step: step, Reference: proof})
	if err := d.resume("step"); err != nil {
		return err
	}
	return d.advance()
}

// readProofs keeps what the proofs in a message say, each file once, and returns
// the first that fits, "" for none.
func (d *decision) readProofs(m *Message) (fits string) {
	due := d.desk.due(d.t, d.now)
	for i := range m.Attachments {
		a := &m.Attachments[i]
		p, ok := d.desk.proof(a)
		if !ok || d.t.Probe(probe.Payment, a.SHA) != nil {
			continue
		}
		answer := proofAnswer(a, &p, due)
		d.emit(Probed{Kind: probe.Payment, Subject: a.SHA, Answer: answer})
		if answer.Verdict == probe.Good && fits == "" {
			fits = d.t.Probe(probe.Payment, a.SHA).Quote()
		}
	}
	return fits
}

// believed reports whether nothing speaks against the sender of a mail.
func (d *decision) believed(m *Message) bool {
	if m.Sender != nil && (m.Sender.Level == SenderDoubtful || m.Sender.Level == SenderForged) {
		return false
	}
	return d.t.Participant(m.From.Email)
}

// proofAnswer compares a proof with what was to be paid.
func proofAnswer(a *Attachment, p *payment.Proof, due payment.Due) probe.Answer {
	out := probe.Answer{Verdict: probe.Good, Source: "document", Target: a.Name}
	fact := func(name, value string) {
		if value != "" {
			out.Facts = append(out.Facts, action.Fact{Name: name, Value: value})
		}
	}
	if p.Amount > 0 {
		fact("amount", p.Amount.String())
	}
	if due.Total > 0 {
		fact("expected", due.Total.String())
	}
	if !p.Day.IsZero() {
		fact("day", p.Day.String())
	}
	fact("bank", strings.Join(p.Banks, ", "))
	fact("invoice", p.Invoice)
	fact("payment-reference", p.Reference)
	fact("payment-status", p.Status)
	problems := p.Check(due)
	if due.Total == 0 {
		problems = append(problems, domain.Problem{Level: domain.Warn, Key: "due",
			What: domain.Text{ID: "tidak diketahui berapa yang harus dibayar", EN: "it is not known what was to be paid"},
			Fix:  domain.Text{ID: "catat nama domainnya, atau periksa apakah layanan ini berbayar", EN: "set the domain name, or see whether the service costs anything"}})
	}
	for _, f := range problems {
		out.Findings = append(out.Findings, probe.Finding{Level: f.Level, Code: f.Key, What: f.What, Do: f.Fix})
		switch {
		case f.Level == domain.Refuse:
			out.Verdict = probe.Bad
		case out.Verdict == probe.Good:
			out.Verdict = probe.Open
		}
	}
	return out.Tidy()
}
