package ticket_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/domain/probe"
	"loket/ticket"
	"loket/ticket/document"
)

// receipt is what a bank prints.
func receipt(amount, day, status string) string {
	return fmt.Sprintf("BANK CONTOH\nTransfer %s\nBank Mandiri ke BCA\nTanggal %s\nNominal: Rp %s\nBiaya admin: Rp 2.500\nNo. Referensi: 2026050712345\n", status, day, amount)
}

// pay sends a file in the ticket's thread.
func (o *office) pay(id ticket.ID, name, text string) ticket.Incoming {
	m := o.reply(id, "Terlampir bukti pembayaran.")
	m.Attachments = []ticket.File{{Name: name, Size: 1000, SHA: fmt.Sprintf("sha-%d", o.uid), Report: &document.Report{Kind: document.KindPDF, Text: text, Pages: 1}}}
	return m
}

// TestProofMovesTheStep: only a proof that fits in every point ends the wait by
// itself, and only from somebody who is believed.
func TestProofMovesTheStep(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		change           func(*ticket.Incoming)
		verdict          probe.Verdict
		codes            string
		moved            bool
	}{
		{name: "fits", file: "bukti.pdf", text: receipt("55.500", "07-05-2026", "berhasil"), verdict: probe.Good, moved: true},
		{name: "too little", file: "bukti.pdf", text: receipt("50.000", "07-05-2026", "berhasil"), verdict: probe.Bad, codes: "amount"},
		{name: "too much", file: "bukti.pdf", text: receipt("111.000", "07-05-2026", "berhasil"), verdict: probe.Open, codes: "amount"},
		{name: "failed", file: "bukti.pdf", text: receipt("55.500", "07-05-2026", "gagal"), verdict: probe.Bad, codes: "status"},
		{name: "pending", file: "bukti.pdf", text: receipt("55.500", "07-05-2026", "sedang diproses"), verdict: probe.Open, codes: "status"},
		{name: "of an older invoice", file: "bukti.pdf", text: receipt("55.500", "07-04-2026", "berhasil"), verdict: probe.Open, codes: "day"},
		{name: "of tomorrow", file: "bukti.pdf", text: receipt("55.500", "08-05-2026", "berhasil"), verdict: probe.Bad, codes: "day"},
		{name: "unreadable", file: "bukti transfer.pdf", text: "", verdict: probe.Open, codes: "amount day"},
		{name: "no proof", file: "surat.pdf", text: "Surat permohonan\nNomor 12"},
		{name: "doubtful", file: "bukti.pdf", text: receipt("55.500", "07-05-2026", "berhasil"), verdict: probe.Good,
			change: func(m *ticket.Incoming) { m.Sender = &ticket.Judgement{Level: ticket.SenderDoubtful} }},
		{name: "of a machine", file: "bukti.pdf", text: receipt("55.500", "07-05-2026", "berhasil"), change: func(m *ticket.Incoming) { m.Machine = "auto-reply" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t)
			id := o.open("registration", "contohkab.go.id").ID
			o.work(id, "payment")
			o.clock.add(3 * 24 * time.Hour)
			m := o.pay(id, c.file, c.text)
			if c.change != nil {
				c.change(&m)
			}
			o.receive(m)
			tk := o.see(id)
			if moved := tk.Step().ID == "activation"; moved != c.moved {
				t.Errorf("the step is %s", tk.Step().ID)
			}
			p := tk.Probe(probe.Payment, m.Attachments[0].SHA)
			if c.verdict == "" {
				if p != nil {
					t.Errorf("read as a proof: %+v", p)
				}
				return
			}
			var codes []string
			for _, f := range p.Findings {
				codes = append(codes, f.Code)
			}
			if got := strings.Join(codes, " "); p.Verdict != c.verdict || got != c.codes {
				t.Errorf("%s %q", p.Verdict, got)
			}
			if !c.moved {
				return
			}
			const want = "Rp 55.500; 2026-05-07; BCA, Mandiri; 2026050712345; bukti.pdf"
			i := len(tk.Steps) - 4
			if st := tk.Steps[i]; st.ID != "payment" || st.Reference != want || st.By != ticket.ByDesk || tk.Clock.Waiting != "pandi" || len(tk.Tasks) != 0 {
				t.Errorf("%+v, waits for %q, %+v", st, tk.Clock.Waiting, tk.Tasks)
			}
			if tk = o.do("ani", id, ticket.BackToStep{Step: "payment", Reason: "bukti salah"}); tk.Step().ID != "payment" || tk.Clock.Waiting != "requester" {
				t.Errorf("not taken back: %+v", tk.Step())
			}
		})
	}
}

// TestProofIsInspectedLater: the file is read when its inspection is done, once.
func TestProofIsInspectedLater(t *testing.T) {
	o := newOffice(t)
	id := o.open("renewal", "contohkab.go.id").ID
	o.work(id, "payment")
	o.clock.add(24 * time.Hour)
	m := o.pay(id, "bukti.jpg", "")
	m.Attachments[0].Report, m.Attachments[0].Await = nil, true
	o.receive(m)
	if tk := o.see(id); tk.Step().ID != "payment" || len(tk.Probes) != 0 {
		t.Fatalf("before it was read: %+v %+v", tk.Step(), tk.Probes)
	}
	r := &document.Report{Kind: document.KindImage, Text: receipt("55.500", "05-05-2026", "berhasil"), Pages: 1, SHA256: m.Attachments[0].SHA}
	if err := o.Inspect(t.Context(), []ticket.Inspected{{Ticket: id, Files: []ticket.Inspection{{SHA: m.Attachments[0].SHA, Report: r}}}}); err != nil {
		t.Fatal(err)
	}
	if tk := o.see(id); tk.Step().ID != "renew" || len(tk.Probes) != 1 {
		t.Errorf("%+v %+v", tk.Step(), tk.Probes)
	}
}

// TestEarlyProof: one that came before anything was to be paid is shown when it
// is, and moves nothing.
func TestEarlyProof(t *testing.T) {
	o := newOffice(t)
	m := o.mail("Perpanjangan", "Mohon perpanjangan contohkab.go.id.")
	m.Attachments = []ticket.File{{Name: "bukti.pdf", Size: 1000, SHA: "early", Report: &document.Report{Kind: document.KindPDF, Text: receipt("55.500", "04-05-2026", "berhasil"), Pages: 1}}}
	o.receive(m)
	o.do("ani", 1, ticket.SetSubjectMatter{Names: []string{"contohkab.go.id"}})
	o.do("ani", 1, ticket.SetService{Service: "renewal"})
	o.work(1, "payment")
	if tk := o.see(1); tk.Step().ID != "payment" || tk.Probe(probe.Payment, "early") == nil {
		t.Errorf("%+v %+v", tk.Step(), tk.Probes)
	}
}

// TestFees: years as asked for or written down, the first year of a desa.id name,
// the rate of its day.
func TestFees(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		service, names, text string
		years                int // as an officer wrote it down
		want                 string
	}{
		{"registration", "contohkab.go.id", "Mohon pendaftaran.", 0, "1: Rp 55.500"},
		{"registration", "contohkab.go.id", "Mohon didaftarkan untuk jangka waktu 3 (tiga) tahun.", 0, "3: Rp 166.500"},
		{"renewal", "contohkab.go.id", "Kami perpanjang selama 2 tahun.", 0, "2: Rp 111.000"},
		{"renewal", "contohkab.go.id", "Please renew it for 5 years.", 0, "5: Rp 277.500"},
		{"renewal", "contohkab.go.id", "Perpanjangan sesuai Keputusan Nomor 14 Tahun 2024.", 0, "1: Rp 55.500"},
		{"renewal", "contohkab.go.id", "Kami perpanjang selama 2 tahun.", 4, "4: Rp 222.000"},
		{"renewal", "contohkab.go.id", "Kami perpanjang selama 99 tahun.", 0, "1: Rp 55.500"},
		{"registration", "majujaya.desa.id", "", 0, "1: Rp 0"},
		{"registration", "majujaya.desa.id", "", 3, "3: Rp 111.000"},
		{"renewal", "majujaya.desa.id", "", 1, "1: Rp 55.500"},
		{"name-change", "lama.go.id baru.go.id", "", 0, "1: Rp 55.500"},
		{"deactivation", "contohkab.go.id", "", 0, "1:"},
		{"registration", "", "", 0, "1:"},
	} {
		tk := &ticket.Ticket{Service: c.service, Names: strings.Fields(c.names), Messages: []ticket.Message{{Text: c.text}}, Wanted: ticket.Wanted{Years: c.years}}
		got := fmt.Sprintf("%d:", tk.Years())
		for _, q := range ticket.Fees(cat, tk, monday) {
			got += " " + q.Total.String()
		}
		if got != c.want {
			t.Errorf("%s %s %q: %s, want %s", c.service, c.names, c.text, got, c.want)
		}
	}
}
