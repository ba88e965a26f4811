package letter

import (
	"fmt"
	"strings"
	"text/template"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/clean"
	"loket/ticket"
)

// Matter is what a template may speak of. Texts from mails are cleaned.
type Matter struct {
	Number     string // 2026-00042
	Subject    string // of the request
	Service    string // title in Indonesian
	Requester  string // name, "" if unknown
	Agency     string
	Names      []string
	Received   time.Time
	Deadline   time.Time // zero: none
	Target     string    // in words: "1 (satu) hari kerja"
	Now        time.Time
	Reasons    []Line // what is wrong
	ReviseBy   time.Time
	Note       string // the officer's own words
	Officer    string
	Site       ticket.Site
	Fee        *domain.Quote // nil where nothing is to be paid
	Records    []ticket.Record
	Adjusted   bool // a record was made otherwise than asked
	Duties     []string
	URLs       []ticket.URL
	Documents  []string // what is asked for
	Contacts   []string // complaint channels
	Product    string
	Secret     string // the mark where the secret goes
	Step       string
	References []string // references of finished actions: "clientHold: PANDI-123"
}

// Line is a point of a list with its explanation.
type Line struct{ Title, Text string }

func (w *Writer) matter(id string, in ticket.LetterInput) Matter {
	t := in.Ticket
	m := Matter{
		Number: t.Number, Subject: clean.Line(t.Subject, 160).String(), Requester: clean.Line(t.Requester.Name, 80).String(),
		Agency: clean.Line(t.Requester.Agency, 120).String(), Names: t.Names, Received: t.Received, Deadline: t.Clock.Deadline,
		Target: targetWords(t.Clock.Target), Now: in.Now, ReviseBy: in.ReviseBy, Note: clean.Block(in.Note, 8<<10).String(),
		Officer: w.site.Officer(in.Officer), Site: w.site, Records: t.Records, URLs: t.URLs, Secret: ticket.SecretMark,
	}
	if in.Officer == ticket.ByDesk {
		m.Officer = ""
	}
	for _, r := range t.Records {
		m.Adjusted = m.Adjusted || r.Made != r.Asked
	}
	s, ok := w.catalogue.Service(t.Service)
	if !ok {
		m.Service = "nama domain"
		m.Reasons = w.reasons(nil, in.Reasons)
		m.Contacts = w.site.Contacts
		return m
	}
	m.Service, m.Product = s.Title.ID, s.Products.Label.ID
	m.Reasons = w.reasons(s, in.Reasons)
	for _, r := range s.Requirements {
		m.Documents = append(m.Documents, w.catalogue.RequirementTitle(s, r.ID).ID)
	}
	m.Duties = duties(s, t)
	m.Contacts = w.contacts(s)
	m.Fee = w.fee(t, in.Now)
	if st := t.Step(); st != nil {
		if step, _, ok := s.Step(st.ID); ok {
			m.Step = step.Title.ID
		}
	}
	for _, st := range t.Steps {
		if st.Reference != "" {
			m.References = append(m.References, clean.Line(st.Reference, 120).String())
		}
	}
	return m
}

func (w *Writer) contacts(s *domain.Service) []string {
	if len(w.site.Contacts) > 0 {
		return w.site.Contacts
	}
	var out []string
	for _, id := range s.Complaints {
		if c, ok := w.catalogue.Contact(id); ok && c.Value != "" {
			out = append(out, c.Title.ID+": "+c.Value)
		}
	}
	return out
}

// fee quotes one year for the ticket's first name.
func (w *Writer) fee(t *ticket.Ticket, now time.Time) *domain.Quote {
	if len(t.Names) == 0 {
		return nil
	}
	q, err := w.catalogue.Fee(t.Service, domain.Name(t.Names[0]), 1, t.Service == "registration", now)
	if err != nil {
		return nil
	}
	return &q
}

// duties are those that apply: the form says who runs the server.
func duties(s *domain.Service, t *ticket.Ticket) []string {
	managed := strings.HasPrefix(strings.ToLower(t.Field("server dikelola", "server yang dikelola", "dikelola oleh diskominfo")), "ya")
	var out []string
	for _, d := range s.Duties {
		if d.When == "server-managed" && !managed || d.When == "server-own" && managed {
			continue
		}
		for _, item := range d.Items {
			out = append(out, item.ID)
		}
	}
	return out
}

// reasonWords say what is wrong in words that a requester understands.
var reasonWords = map[string]string{
	"missing":        "belum dilampirkan",
	"unreadable":     "tidak dapat dibaca; mohon dikirim ulang dengan jelas",
	"not-pdf":        "tidak dalam format PDF; mohon dikirim ulang dalam format PDF",
	"encrypted":      "terkunci dengan kata sandi; mohon dikirim ulang tanpa kata sandi",
	"wrong-document": "bukan dokumen yang dimaksud",
	"wrong-name":     "memuat nama domain yang berbeda dengan permohonan",
	"wrong-agency":   "memuat nama instansi yang berbeda dengan permohonan",
	"not-signed":     "belum ditandatangani oleh pejabat yang berwenang",
	"expired":        "sudah tidak berlaku",
	"incomplete":     "belum lengkap",
	"other":          "",
}

func (w *Writer) reasons(s *domain.Service, list []ticket.Reason) []Line {
	var out []Line
	for _, r := range list {
		title := r.Requirement
		if s != nil {
			title = w.catalogue.RequirementTitle(s, r.Requirement).ID
		}
		words := reasonWords[r.Code]
		if len(r.Files) > 0 && r.Code != "missing" {
			names := make([]string, len(r.Files))
			for i, f := range r.Files {
				names[i] = clean.Line(f, 80).String()
			}
			words = "berkas " + strings.Join(names, ", ") + " " + words
		}
		note := clean.Line(r.Note, 400).String()
		switch {
		case words == "":
			words = note
		case note != "":
			words = strings.TrimSpace(words) + ". Catatan petugas: " + note
		}
		out = append(out, Line{title, strings.TrimSpace(words)})
	}
	return out
}

var months = [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
var weekdays = [...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}

func (w *Writer) funcs() template.FuncMap {
	return template.FuncMap{
		"date": func(t time.Time) string {
			t = t.In(w.zone)
			return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
		},
		"when": func(t time.Time) string {
			t = t.In(w.zone)
			return fmt.Sprintf("%s, %d %s %d pukul %02d.%02d %s", weekdays[t.Weekday()], t.Day(), months[t.Month()-1], t.Year(), t.Hour(), t.Minute(), t.Format("MST"))
		},
		"join": strings.Join,
		"add":  func(a, b int) int { return a + b },
	}
}

var numberWords = [...]string{"nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas", "dua belas"}

// targetWords writes a promise as the standard does: "4 (empat) hari kerja".
func targetWords(t calendar.Target) string {
	if t.IsZero() {
		return ""
	}
	n := fmt.Sprint(t.N)
	if t.N < len(numberWords) {
		n = fmt.Sprintf("%d (%s)", t.N, numberWords[t.N])
	}
	switch t.Unit {
	case calendar.Hour:
		if t.N%24 == 0 {
			return fmt.Sprintf("%d x 24 jam", t.N/24)
		}
		return n + " jam"
	case calendar.WorkingDay:
		return n + " hari kerja"
	case calendar.Minute:
		return n + " menit kerja"
	case calendar.Day:
	}
	return n + " hari"
}
