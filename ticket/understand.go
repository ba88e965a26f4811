package ticket

import (
	"regexp"
	"slices"
	"strings"

	"loket/domain"
)

// sure is the confidence from which a guessed service needs no person.
const sure = 0.55

// maxMatter bounds the names and addresses that a ticket keeps.
const (
	maxNames   = 100
	maxURLs    = 1000
	maxRecords = 200
)

// understand reads a new request: what it is about, which service, by when.
// Everything it finds is a proposal that an officer can change.
func (d *decision) understand() error {
	m := &d.t.Messages[0]
	d.emit(d.matter(m))
	in := domain.GuessInput{Subject: m.Subject, Body: m.Text}
	for _, a := range m.Attachments {
		in.Attachments = append(in.Attachments, a.Name)
		if a.Report != nil && a.Report.Text != "" {
			in.AttachmentText = append(in.AttachmentText, a.Report.Text)
		}
	}
	g := d.guess(in)
	s, ok := d.desk.Catalogue.Service(g.Service)
	if !ok {
		d.emit(ServiceSet{Guess: &g})
		return d.promise(d.desk.Site.Triage, "received")
	}
	return d.setService(s, &g)
}

func (d *decision) guess(in domain.GuessInput) Guess {
	list := d.desk.Catalogue.Guess(in)
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
func (d *decision) matter(m *Message) SubjectMatterSet {
	text := m.Subject + "\n" + m.Text
	b := SubjectMatterSet{Names: d.relevant(text), URLs: domain.FindURLs(text), Records: domain.FindRecords(text)}
	for _, a := range m.Attachments {
		if a.Report == nil || a.Report.Text == "" {
			continue
		}
		if len(b.Names) == 0 {
			b.Names = d.relevant(a.Report.Text)
		}
		b.URLs = union(b.URLs, domain.FindURLs(a.Report.Text), maxURLs)
		if len(b.Records) == 0 {
			b.Records = domain.FindRecords(a.Report.Text)
		}
	}
	for _, r := range b.Records[:min(len(b.Records), maxRecords)] {
		if n, err := domain.ParseName(r.Host); err == nil && !slices.Contains(b.Names, string(n)) {
			b.Names = append(b.Names, string(n))
		}
	}
	b.Names = b.Names[:min(len(b.Names), maxNames)]
	b.URLs = b.URLs[:min(len(b.URLs), maxURLs)]
	b.Records = b.Records[:min(len(b.Records), maxRecords)]
	return b
}

// relevant returns the names in a text that are not the desk's own.
func (d *decision) relevant(text string) []string {
	_, own, _ := strings.Cut(d.desk.Site.Address, "@")
	return slices.DeleteFunc(names(d.desk.Catalogue.FindNames(text)), func(n string) bool { return own != "" && n == own })
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

// match offers files for requirements by what they say and what they are
// called, and notes what is wrong with them. A choice by an officer stands.
func (d *decision) match() {
	s := d.service()
	for _, m := range d.t.Messages {
		if m.Machine != "" {
			continue
		}
		for _, a := range m.Attachments {
			if a.Why == "officer" {
				continue
			}
			var ids []string
			if s != nil {
				ids = s.RequirementIDs()
			}
			text := ""
			if a.Report != nil {
				text = a.Report.Text
			}
			req, _, why := d.desk.Catalogue.MatchRequirement(ids, a.Name, text)
			problems := d.problems(&a, text)
			if req != a.Requirement || !slices.Equal(problems, a.Problems) {
				d.emit(DocumentMatched{SHA: a.SHA, Requirement: req, Why: why, Problems: problems})
			}
		}
	}
}

// problems adds what only the ticket can know: the document speaks of other
// names than the request.
func (d *decision) problems(a *Attachment, text string) []string {
	var out []string
	if a.Report != nil {
		out = slices.Clone(a.Report.Problems)
	}
	if len(d.t.Names) == 0 || text == "" {
		return out
	}
	said := d.relevant(text)
	if len(said) > 0 && !slices.ContainsFunc(said, d.related) {
		out = append(out, "wrong-domain")
	}
	return out
}

// related reports whether a name is one of the ticket's, or of the requester's
// own agency (its letterhead), or above or below one of them.
func (d *decision) related(name string) bool {
	n := domain.Name(name)
	for _, t := range d.t.Names {
		if n.Under(t) || domain.Name(t).Under(name) {
			return true
		}
	}
	return false
}

var agencyStart = regexp.MustCompile(`(?i)\b((?:pemerintah (?:kabupaten|kota|provinsi|daerah|desa|kab\.?|prov\.?|nagari|gampong)|dinas|badan|kementerian|sekretariat|kecamatan|kelurahan|inspektorat|diskominfo|bappeda|rsud|puskesmas|kantor|kedutaan|embassy|komisi|balai|biro|bagian|universitas|politeknik|pengadilan|kejaksaan|polres|polda|kodim|desa|direktorat|lembaga|perwakilan|unit pelaksana|uptd|satuan polisi|setda|bkpsdm|bpkad|dprd)\b[^\n,;:|<>()]{2,80})`)

// findAgency reads the agency out of a signature or a sender's name. The last
// mention wins in a text: signatures stand at the end.
func findAgency(text, name string) string {
	if m := agencyStart.FindString(name); m != "" {
		return tidyAgency(m)
	}
	lines := strings.Split(text, "\n")
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-12; i-- {
		if loc := agencyStart.FindStringIndex(lines[i]); loc != nil && loc[0] <= 24 && len(lines[i]) < 120 {
			return tidyAgency(lines[i][loc[0]:loc[1]])
		}
	}
	if m := agencyStart.FindString(text); m != "" {
		return tidyAgency(m)
	}
	return ""
}

var agencyEnd = regexp.MustCompile(`(?i)\s+(dengan|yang|untuk|mengajukan|memohon|bermaksud|melalui|telah|akan|dan nama|perihal|sebagai|nomor|no\.|tanggal|agar|berikut|kami|mohon|ingin|hendak)\b.*|\s{2,}.*|[.!?]\s.*|[.\s"'*_-]+$`)

func tidyAgency(s string) string {
	s = strings.TrimSpace(agencyEnd.ReplaceAllString(strings.TrimSpace(s), ""))
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80])
	}
	return s
}
