package ticket_test

import (
	"context"
	"slices"
	"testing"

	"loket/ticket"
	"loket/ticket/document"
)

// TestListsReportHosts: a sheet may name subdomains alone. What the letter says
// already is not reported twice, and the same sheet with another request reports
// nothing.
func TestListsReportHosts(t *testing.T) {
	const sheet = "No    Alamat    Keterangan\n1    https://contohkab.go.id/slot    judi\n2    arsip.contohkab.go.id    judi\n3    https://majujaya.desa.id/x/    judi\n"
	for _, c := range []struct {
		name, subject, text string
		file                string
		kind                document.Kind
		urls, names         []string
	}{
		{
			"a sheet", "Permohonan pemutusan akses situs judi online", "Mohon pemutusan akses http://contohkab.go.id/slot/ dan daftar URL terlampir yang memuat judi online.", "daftar.xlsx", document.KindXLSX,
			[]string{"http://contohkab.go.id/slot/", "https://majujaya.desa.id/x/", "arsip.contohkab.go.id"}, []string{"contohkab.go.id"},
		},
		{
			"a letter", "Permohonan pemutusan akses situs judi online", "Mohon pemutusan akses http://contohkab.go.id/slot/ dan daftar URL terlampir yang memuat judi online.", "surat.pdf", document.KindPDF,
			[]string{"http://contohkab.go.id/slot/", "https://contohkab.go.id/slot", "https://majujaya.desa.id/x/"}, []string{"contohkab.go.id"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t)
			m := o.mail(c.subject, c.text, c.file)
			m.Attachments[0].Await = true
			o.receive(m)
			r := &document.Report{Version: document.Version, SHA256: m.Attachments[0].SHA, Kind: c.kind, Pages: 1, Text: sheet}
			if err := o.Inspect(context.Background(), []ticket.Inspected{{Ticket: 1, Files: []ticket.Inspection{{SHA: r.SHA256, Report: r}}}}); err != nil {
				t.Fatal(err)
			}
			tk := o.see(1)
			var urls []string
			for _, u := range tk.URLs {
				urls = append(urls, u.URL)
			}
			if tk.Service != "access-termination" || !slices.Equal(urls, c.urls) || !slices.Equal(tk.Names, c.names) {
				t.Errorf("service %q, addresses %q, names %q", tk.Service, urls, tk.Names)
			}
		})
	}
}
