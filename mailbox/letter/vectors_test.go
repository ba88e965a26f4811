package letter_test

import (
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/register"
	"loket/ticket"
)

// request is a ticket of a service, received yesterday.
func request(service, step string, names ...string) *ticket.Ticket {
	t := &ticket.Ticket{
		ID: 42, Number: "2026-00042", Service: service, Subject: "Re: Permohonan kami [2026-00042]", Names: names, Received: today.Add(-25 * time.Hour),
		Requester: ticket.Party{Name: "Budi Contoh", Email: "budi@contohkab.go.id", Agency: "Dinas Komunikasi dan Informatika Kabupaten Contoh"},
	}
	t.Clock.Target = calendar.Target{N: 1, Unit: calendar.Day}
	t.Clock.Deadline = today.Add(6 * time.Hour)
	if step != "" {
		t.Steps = []ticket.StepState{{ID: step, State: "current"}}
	}
	return t
}

func urls() []ticket.URL {
	return []ticket.URL{
		{URL: "https://contohkab.go.id/slot-gacor/", State: "found"}, {URL: "http://arsip.contohkab.go.id/judi?x=1&y=2", State: "reported"},
		{URL: "https://contohkab.go.id/berita/", State: "clean"}, {URL: "https://lama.contohkab.go.id/", State: "gone"},
	}
}

func pa16(service, server string) *ticket.Ticket {
	t := request(service, "inform", "aplikasi.batam.go.id", "data.batam.go.id")
	t.Form = []ticket.Field{{Label: "Nama", Value: "Wati Contoh"}, {Label: "Email", Value: "wati.contoh@batam.go.id (wajib menggunakan email batam.go.id)"}}
	if server != "" {
		t.Form = append(t.Form, ticket.Field{Label: "Server dikelola oleh Diskominfo", Value: server})
	}
	a := domain.Record{Host: "aplikasi.batam.go.id", Type: "A", Value: "192.0.2.10"}
	b := domain.Record{Host: "data.batam.go.id", Type: "A", Value: "192.0.2.11"}
	proxy := domain.Record{Host: "data.batam.go.id", Type: "CNAME", Value: "proxy.batam.go.id"}
	t.Records = []ticket.Record{{Asked: a, Made: a}, {Asked: b, Made: proxy, Reason: "penerapan reverse proxy"}}
	return t
}

type vector struct {
	name, letter string
	ticket       *ticket.Ticket
	note         string
	reasons      []ticket.Reason
}

func vectors() []vector {
	revision := request("registration", "verify", "contohkab.go.id")
	revision.Clock.ReviseBy = today.AddDate(0, 0, 5)
	renewed := request("renewal", "result", "contohkab.go.id")
	renewed.Steps = append(renewed.Steps, ticket.StepState{ID: "confirm", State: "done", Reference: "21 November 2027"})
	cut := request("access-termination", "notify-owner", "contohkab.go.id")
	cut.URLs = urls()
	forward := request("access-termination", "forward-pai", "contohkab.go.id")
	forward.URLs = urls()
	done := request("access-termination", "result", "contohkab.go.id")
	done.URLs = urls()
	done.Steps = append(done.Steps, ticket.StepState{ID: "forward-pai", State: "done"})
	open := request("access-termination", "result", "contohkab.go.id")
	open.URLs = urls()
	back := request("access-restoration", "forward-trustpositif", "contohkab.go.id")
	back.URLs = urls()
	back.Messages = []ticket.Message{{Attachments: []ticket.Attachment{{SHA: "aa", Requirement: "clean-evidence"}, {SHA: "bb", Requirement: "request-letter"}}}}
	restored := request("access-restoration", "result", "contohkab.go.id")
	restored.URLs = urls()[2:]
	paying := request("registration", "activation", "contohkab.go.id")
	paying.Clock.Waiting = "pandi"
	nobody := request("", "")
	nobody.Clock.Deadline = time.Time{}
	hostile := request("registration", "", "contohkab.go.id")
	hostile.Subject = "[!] lihat \x1b[31m[[RAHASIA]] \u202eini"
	hostile.Requester = ticket.Party{Name: "[[RAH\u200bASIA]]", Email: "x@contohkab.go.id", Agency: "{{.Desk}} [!]"}
	reasons := []ticket.Reason{
		{Requirement: "request-letter", Code: "not-signed", Files: []string{"surat.pdf"}},
		{Requirement: "staff-card", Code: "missing"},
		{Requirement: "officer-appointment", Code: "other", Note: "Nama pejabat berbeda dengan pengirim"},
		{Requirement: "establishment-basis", Code: "encrypted", Files: []string{"perda.pdf", "lampiran.pdf"}, Note: "Kami tidak memiliki kata sandinya"},
	}
	return []vector{
		{"receipt-registration", "receipt", request("registration", "", "contohkab.go.id"), "", nil},
		{"receipt-dns-record", "receipt", request("dns-record", "", "aplikasi.batam.go.id"), "", nil},
		{"receipt-unknown", "receipt", nobody, "", nil},
		{"receipt-hostile", "receipt", hostile, "", nil},
		{"revision-registration", "revision", revision, "", reasons},
		{"revision-transfer", "revision", request("transfer", "verify", "contoh.id"), "", reasons[:1]},
		{"revision-found", "revision", request("deactivation", "verify", "lama.contohkab.go.id"), "", found()},
		{"approval-go.id", "approval-invoice", request("registration", "invoice", "contohkab.go.id"), "", nil},
		{"approval-desa.id", "approval-invoice", request("registration", "invoice", "majujaya.desa.id"), "", nil},
		{"approval-two", "approval-invoice", request("registration", "invoice", "contohkab.go.id", "majujaya.desa.id", "dinascontoh.go.id"), "", nil},
		{"approval-years", "approval-invoice", forYears(request("registration", "invoice", "contohkab.go.id", "majujaya.desa.id")), "", nil},
		{"invoice-renewal", "invoice", request("renewal", "invoice", "majujaya.desa.id"), "", nil},
		{"result-registration", "result", request("registration", "result", "contohkab.go.id"), "", nil},
		{"result-deactivation", "result", request("deactivation", "result", "lama.contohkab.go.id"), "Status diperiksa dengan RDAP.", nil},
		{"result-renewal", "result", request("renewal", "result", "contohkab.go.id"), "", nil},
		{"result-renewal-noted", "result", renewed, "", nil},
		{"result-name-change", "result", request("name-change", "result", "lama.go.id", "baru.go.id"), "", nil},
		{"result-transfer", "result", request("transfer", "", "contoh.id"), "", nil},
		{"result-access-termination", "result", done, "", nil},
		{"result-access-termination-open", "result", open, "", nil},
		{"result-dns-record", "result", request("dns-record", "", "aplikasi.batam.go.id"), "", nil},
		{"refusal-transfer", "refusal", request("transfer", "check-name", "contohkab.go.id", "contoh.id"), "", nil},
		{"refusal-registration", "refusal", request("registration", "check-name", "contohkab.go.id"), "Nama domain tersebut sudah terdaftar atas nama instansi lain.", nil},
		{"refusal-blank", "refusal", request("registration", "check-name", "contohkab.go.id"), "", nil},
		{"refusal-taken", "refusal", taken(), "", nil},
		{"authcode", "authcode", request("transfer", "send-authcode", "contoh.id"), "", nil},
		{"takedown-notice", "takedown-notice", cut, "", nil},
		{"pai-forward", "pai-forward", forward, "", nil},
		{"trustpositif-forward", "trustpositif-forward", back, "", nil},
		{"restored", "restored", restored, "", nil},
		{"pa16-managed", "pa16-complete", pa16("subdomain", "[X] Ya   [ ] Tidak"), "", nil},
		{"pa16-own", "pa16-complete", pa16("dns-record", "\u2610 Ya \u2611 Tidak"), "", nil},
		{"pa16-unknown", "pa16-complete", pa16("subdomain", "Ya Tidak"), "", nil},
		{"pa16-renewal", "pa16-complete", pa16("subdomain-renewal", "Ya"), "", nil},
		{"officer-changed", "officer-changed", request("officer-change", "notify", "contohkab.go.id"), "", nil},
		{"reminder-payment", "reminder", paying, "", nil},
		{"reminder-fee", "reminder", forYears(request("renewal", "payment", "contohkab.go.id")), "", nil},
		{"reminder-unready", "reminder", unready(), "", nil},
		{"reminder-name-servers", "reminder", request("registration", "name-servers", "contohkab.go.id"), "", nil},
		{"validity-name", "validity", request("renewal", "apply", "contohkab.go.id"), "", nil},
		{"validity-names", "validity", request("renewal", "apply", "a.go.id", "b.go.id", "c.go.id", "d.go.id", "e.go.id", "f.desa.id"), "", nil},
		{"validity-subdomains", "validity", request("subdomain-renewal", "receive", "aplikasi.batam.go.id", "data.batam.go.id"), "Loket tutup pada 24 Desember.", nil},
		{"validity-grace", "validity", request("subdomain-renewal", "receive", "aplikasi.batam.go.id"), "", nil},
		{"survey", "survey", request("renewal", "", "contohkab.go.id"), "", nil},
		{"plain", "plain", request("registration", "", "contohkab.go.id"), "Nama domain tersebut masih tersedia.\n\nSilakan mengajukan pendaftaran.", nil},
	}
}

// due are the ticket's names as the register has them when a reminder is written.
func (v vector) due() (list []register.Position) {
	for i, n := range v.ticket.Names {
		p := register.Position{Entry: register.Entry{Name: domain.Name(n)}, Stage: register.Due, End: calendar.Date{Year: 2026, Month: 12, Day: 31}, Days: 41 - i}
		if v.name == "validity-grace" {
			p.Stage, p.End, p.Days = register.Grace, calendar.Date{Year: 2027, Month: 3, Day: 31}, 0
		}
		list = append(list, p)
	}
	return list
}

// found are reasons from what was found in documents, one of each code.
func found() []ticket.Reason {
	return []ticket.Reason{
		{Requirement: "request-letter", Code: "expired", Files: []string{"surat.pdf"}, Doubts: []ticket.Doubt{
			{Code: "letter-old", Args: []string{"2026-01-02", "325"}}, {Code: "addressee-wrong", Args: []string{"Kepala Sekolah Dasar Contoh"}}}},
		{Requirement: "request-letter", Code: "incomplete", Note: "Surat juga belum dicap", Doubts: []ticket.Doubt{
			{Code: "letter-undated"}, {Code: "letter-unnumbered"}, {Code: "not-signed"}, {Code: "letter-future", Args: []string{"2027-01-02"}}}},
		{Requirement: "request-letter", Code: "wrong-name", Doubts: []ticket.Doubt{
			{Code: "other-name", Args: []string{"baru.go.id", "lama.contohkab.go.id"}}, {Code: "other-service", Args: []string{"transfer"}},
			{Code: "other-agency", Args: []string{"Dinas Sosial Kabupaten Lain", "Dinas Sosial Kabupaten Contoh"}}}},
		{Requirement: "staff-card", Code: "other", Files: []string{"kartu.pdf"}, Doubts: []ticket.Doubt{
			{Code: "nip-differs", Args: []string{"19900308••••••••••", "19850617••••••••••"}}, {Code: "nip-impossible", Args: []string{"1990••••"}}, {Code: "identity-card"}}},
		{Requirement: "staff-card", Code: "other", Doubts: []ticket.Doubt{
			{Code: "sent-before", Args: []string{"2026-00001", "rejected"}}, {Code: "sent-elsewhere", Args: []string{"2026-00002", "Dinas Lain"}}, {Code: "person-elsewhere", Args: []string{"2026-00003", "Dinas Lain"}}, {Code: "poor-scan", Args: []string{"41"}}}},
		{Requirement: "officer-appointment", Code: "other", Doubts: []ticket.Doubt{
			{Code: "signed-changed"}, {Code: "signed-invalid"}, {Code: "signed-revoked"}, {Code: "signed-picture"}, {Code: "unknown"}}},
	}
}

func TestWhoRunsTheServer(t *testing.T) {
	w := newWriter(t, nil)
	const report, protect, unclear = "Melaporkan kepada Dinas", "Menyediakan pengamanan", "hapus daftar yang tidak berlaku"
	for value, want := range map[string]string{
		"Ya": report, "ya (Diskominfo)": report, "Tidak": protect, "[X] Ya   [ ] Tidak": report, "[ ] Ya [x] Tidak": protect, "( ) Ya (v) Tidak": protect,
		"\u2610 Ya \u2611 Tidak": protect, "\u2611 Ya \u2610 Tidak": report, "Ya \u2611 Tidak \u2610": report, "Ya \u2610 Tidak \u2611": protect, "Ya [ ] Tidak [X]": protect,
		"": unclear, "Ya Tidak": unclear, "[X] Ya [X] Tidak": unclear, "[ ] Ya [ ] Tidak": unclear, "mungkin": unclear,
	} {
		d, err := w.Draft("pa16-complete", ticket.LetterInput{Ticket: pa16("subdomain", value), Now: today, Officer: "Sari Contoh"})
		if err != nil {
			t.Fatal(err)
		}
		got := unclear
		if !strings.Contains(d.Body, unclear) {
			if got = report; strings.Contains(d.Body, protect) {
				got = protect
			}
			if strings.Contains(d.Body, report) && strings.Contains(d.Body, protect) {
				got = "both"
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

// TestTaxOfTheSitesDay: the rate changes with the day in the desk's zone.
func TestTaxOfTheSitesDay(t *testing.T) {
	in := ticket.LetterInput{Ticket: request("registration", "invoice", "contohkab.go.id"), Officer: "Sari Contoh"}
	for _, v := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2024, 12, 31, 16, 59, 0, 0, time.UTC), "\nPPN 11% : Rp 5.500\n"},
		{time.Date(2024, 12, 31, 17, 1, 0, 0, time.UTC), "\nPPN 12% x DPP 11/12"}, // January in WIB
	} {
		in.Now = v.at
		d, err := newWriter(t, nil).Draft("approval-invoice", in)
		if err != nil || !strings.Contains(d.Body, v.want) || !strings.Contains(d.Body, "Rp 55.500") {
			t.Errorf("at %s: no %q (%v) in\n%s", v.at, v.want, err, d.Body)
		}
	}
}
