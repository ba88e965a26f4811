package ticket

import (
	"fmt"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"loket/domain"
)

// sure is the confidence from which a guessed service needs no person.
const sure = 0.5

// shortText is a body that says little: "tolong diproses" above a forward.
const shortText = 200

// Bounds on the names and addresses that a ticket keeps.
const (
	maxNames   = 100
	maxURLs    = 1000
	maxRecords = 200
)

// reading is what a request seems to be about. It follows from the message and
// the catalogue alone, so that a batch of mail is read before, not in, the
// transaction that keeps it.
type reading struct {
	matter SubjectMatterSet
	guess  Guess
	agency string
}

func (d *Desk) read(m *Message, requester string) reading {
	in := domain.GuessInput{Subject: m.Subject, Body: m.Text}
	if len(strings.TrimSpace(m.Text)) < shortText {
		in.Body += "\n" + m.Quoted
	}
	for _, a := range m.Attachments {
		in.Attachments = append(in.Attachments, a.Name)
		if a.Report != nil && a.Report.Text != "" {
			in.AttachmentText = append(in.AttachmentText, a.Report.Text)
		}
	}
	r := reading{d.matter(m, requester), d.guess(in), agencyOf(m)}
	switch s, ok := d.Catalogue.Service(r.guess.Service); {
	case ok && s.Renames:
		r.matter.Names, _ = domain.OldThenNew(whole(m), r.matter.Names)
	case ok && perURL(s):
		r.matter = r.matter.withListed(m)
	}
	return r
}

// whole is all that a message says, its documents too.
func whole(m *Message) string {
	parts := []string{m.Subject, m.Text}
	for _, a := range m.Attachments {
		if a.Report != nil {
			parts = append(parts, a.Report.Text)
		}
	}
	return strings.Join(parts, "\n")
}

// readAll reads what may become tickets, on every processor: it is most of the
// work of a new mail and must not keep the record locked.
func (d *Desk) readAll(mails []Incoming) []*reading {
	out := make([]*reading, len(mails))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i := range mails {
		m := &mails[i]
		if m.Machine != "" || m.Failed != "" {
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil { // a person reads what the program cannot
					out[i] = &reading{guess: Guess{NeedsHuman: true, Reasons: []string{fmt.Sprintf("reading it failed: %v", p)}}}
				}
				<-slots
			}()
			in := &intake{desk: d, mail: m}
			msg := in.message(FateNew)
			r := d.read(&msg, m.From.Email)
			out[i] = &r
		})
	}
	wg.Wait()
	return out
}

// understand reads a new request: what it is about, which service, by when.
func (d *decision) understand() error {
	return d.propose(d.desk.read(&d.t.Messages[0], d.t.Requester.Email))
}

// propose puts what was read on the ticket. All of it is a proposal that an
// officer can change.
func (d *decision) propose(r reading) error {
	s, ok := d.desk.Catalogue.Service(r.guess.Service)
	if ok && len(r.matter.Records) > 0 && !perURL(s) {
		r.matter.URLs = nil // pages that a form points to, not reported addresses
	}
	d.emit(r.matter)
	if !ok {
		d.emit(ServiceSet{Guess: &r.guess})
		return d.promise(d.desk.Site.Triage, "received")
	}
	return d.setService(s, &r.guess)
}

func (d *Desk) guess(in domain.GuessInput) Guess {
	list := d.Catalogue.Guess(in)
	if len(list) == 0 {
		return Guess{NeedsHuman: true, Reasons: []string{"no word of any service was found"}}
	}
	best := list[0]
	g := Guess{Service: best.Service, Confidence: best.Confidence, Reasons: best.Reasons}
	if best.Confidence < sure {
		g.NeedsHuman = true
		for _, other := range list[1:min(len(list), 3)] {
			g.Reasons = append(g.Reasons, "perhaps "+other.Service+": "+strings.Join(other.Reasons[:min(len(other.Reasons), 2)], ", "))
		}
		if best.Confidence < sure/2 {
			g.Service = ""
		}
	}
	return g
}

// matter finds names, addresses and records: in what was written first, in the
// documents where the mail itself names nothing.
func (d *Desk) matter(m *Message, requester string) SubjectMatterSet {
	text := m.Subject + "\n" + m.Text
	names := d.relevant(text)
	if m.Quoted != "" && len(names) == 0 {
		text += "\n" + m.Quoted // a superior's forward: the request is below
		names = d.relevant(text)
	}
	b := SubjectMatterSet{Names: names, URLs: domain.FindURLs(text), Records: domain.FindRecords(text)}
	for range b.Records {
		b.From = append(b.From, Origin{Mail: true})
	}
	for _, a := range m.Attachments {
		if a.Report == nil || a.Report.Text == "" {
			continue
		}
		said := domain.Unwrap(a.Report.Text)
		if len(b.Names) == 0 {
			b.Names = d.relevant(belowLetterhead(said))
		}
		b.URLs = union(b.URLs, domain.FindURLs(belowLetterhead(said)), maxURLs)
		if len(b.Records) == 0 {
			b.Records, b.From = recordsIn(&a)
		}
	}
	for _, r := range b.Records[:min(len(b.Records), maxRecords)] {
		if n, err := domain.ParseName(r.Host); err == nil && !slices.Contains(b.Names, string(n)) {
			b.Names = append(b.Names, string(n))
		}
	}
	if len(b.Records) > 0 { // a form came along: keep its fields beside its rows
		b.Form = findForm(text)
		for _, a := range m.Attachments {
			if a.Report != nil && len(b.Form) < maxFields {
				b.Form = append(b.Form, formIn(&a)...)
			}
		}
		b.Form = b.Form[:min(len(b.Form), maxFields)]
	}
	b.Names = asked(b, requester)
	b.Names = b.Names[:min(len(b.Names), maxNames)]
	b.URLs = b.URLs[:min(len(b.URLs), maxURLs)]
	b.Records, b.From = b.Records[:min(len(b.Records), maxRecords)], b.From[:min(len(b.From), maxRecords)]
	return b
}

// asked drops names that are only mentioned: the target of a record, the
// agency's zone above its host, a page of documentation that a form points to, and the host of
// a reported address whose registered name is listed itself.
func asked(b SubjectMatterSet, requester string) []string {
	_, agency, _ := strings.Cut(requester, "@")
	target, host, own := make(map[string]bool), make(map[string]bool), make(map[string]bool)
	for _, r := range b.Records {
		if w := strings.Fields(r.Value); len(w) > 0 {
			target[strings.ToLower(strings.TrimSuffix(w[len(w)-1], "."))] = true
		}
		h := strings.ToLower(strings.TrimSuffix(r.Host, "."))
		own[h] = true
		target[strings.TrimLeft(h, "_")] = true // the text's "_dmarc.a.go.id" is no name
		if zone := string(domain.Name(h).Registrable()); domain.Name(agency).Under(zone) {
			target[zone] = true
		}
	}
	for _, u := range b.URLs {
		if p, err := url.Parse(u); err == nil {
			host[p.Hostname()] = true
		}
	}
	left := slices.DeleteFunc(slices.Clone(b.Names), func(n string) bool {
		if len(b.Records) > 0 {
			return !own[n] && (target[n] || host[n])
		}
		parent := string(domain.Name(n).Registrable())
		return host[n] && parent != n && slices.Contains(b.Names, parent)
	})
	if len(left) == 0 {
		return b.Names
	}
	return left
}

// relevant returns the names in a text that are not the desk's own.
func (d *Desk) relevant(text string) []string {
	_, own, _ := strings.Cut(d.Site.Address, "@")
	return slices.DeleteFunc(names(d.Catalogue.FindNames(text)), func(n string) bool { return own != "" && n == own })
}

func union(a, b []string, limit int) []string {
	for _, s := range b {
		if len(a) >= limit {
			break
		}
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// resubmitted opens a rejected requirement again when a new file for it came: it
// is the desk's to judge, not the requester's to send.
func (d *decision) resubmitted(m *Message) {
	for _, a := range m.Attachments {
		i := slices.IndexFunc(d.t.Evidence, func(e Evidence) bool {
			return a.For(e.Requirement) && e.Verdict == Rejected && !slices.Contains(e.Attachments, a.SHA)
		})
		if i >= 0 {
			d.emit(VerdictGiven{Evidence: Evidence{Requirement: d.t.Evidence[i].Requirement}})
		}
	}
}

// speaksOfOther reports whether a document names domains, but none that has to
// do with the ticket. The letterhead (what stands above the letter's number) and
// the requester's own agency do not count.
func (d *decision) speaksOfOther(text string) bool {
	if len(d.t.Names) == 0 || text == "" {
		return false
	}
	said := d.desk.relevant(belowLetterhead(domain.Unwrap(text)))
	if len(said) == 0 || slices.ContainsFunc(said, d.related) {
		return false
	}
	_, agency, _ := strings.Cut(d.t.Requester.Email, "@")
	return slices.ContainsFunc(said, func(n string) bool {
		return agency == "" || !domain.Name(agency).Under(n) && !domain.Name(n).Under(agency)
	})
}

var letterNumber = regexp.MustCompile(`(?im)^[ \t]*(nomor|no\.?|number|perihal|hal)\b`)

func belowLetterhead(text string) string {
	if loc := letterNumber.FindStringIndex(text); loc != nil && strings.Count(text[:loc[0]], "\n") < 16 {
		return text[loc[0]:]
	}
	return text
}

// related reports whether a name is one of the ticket's, or above or below one.
func (d *decision) related(name string) bool {
	n := domain.Name(name)
	for _, t := range d.t.Names {
		if n.Under(t) || domain.Name(t).Under(name) {
			return true
		}
	}
	return false
}
