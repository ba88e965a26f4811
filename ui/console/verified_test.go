package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ticket/document"
	paper "loket/ticket/document/page"
	"loket/ticket/document/reading"
	"loket/ui/compose"
	"loket/ui/kit"
	"loket/ui/kit/picture"
	"loket/ui/ticketview"
)

// reasonLetters stand for the mailbox's templates: what is wrong, line by line.
type reasonLetters struct{}

func (reasonLetters) Draft(template string, in ticket.LetterInput) (ticket.Draft, error) {
	body := "Yth. " + in.Ticket.Requester.Name + "\n"
	for _, r := range in.Reasons {
		body += "\n- " + r.Requirement + ": " + r.Code
	}
	return ticket.Draft{Template: template, To: []string{in.Ticket.Requester.Email}, Subject: "Perihal [" + in.Ticket.Number + "]", Body: body}, nil
}

// whitePages are the files of a desk that has no bytes of them, and their pages.
type whitePages struct{ *ticket.Desk }

func (whitePages) Attachment(a *ticket.Attachment) ([]byte, error) { return []byte(a.Name), nil }

func (p whitePages) TakeFile(_ context.Context, _ string, _ ticket.ID, a *ticket.Attachment, _ string) ([]byte, error) {
	return p.Attachment(a)
}

func (whitePages) Page(_ context.Context, q paper.Request, _ []byte) (*paper.Bitmap, error) {
	b := paper.NewBitmap(q.Width, q.Width*1414/1000, true)
	b.Pages, b.By = 1, "pdfium"
	return b, nil
}

// onePage is a file of one page that was inspected.
func onePage(i int, name, text string, problems ...string) ticket.File {
	sum := sha256.Sum256([]byte(name))
	sha := hex.EncodeToString(sum[:])
	facts := reading.Read([]reading.Page{{Text: text}})
	return ticket.File{Index: i, Name: name, Size: 120 << 10, SHA: sha, Report: &document.Report{Version: document.Version, SHA256: sha, Name: name,
		Type: "application/pdf", Claimed: "application/pdf", Kind: document.KindPDF, Pages: 1, Text: text, Facts: &facts, Problems: problems}}
}

// registrationDesk is a console on a real desk with one registration in its queue.
func registrationDesk(t *testing.T, w, h int, files ...ticket.File) (*App, *ticket.Desk) {
	t.Helper()
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return start }
	names := map[string]string{"rina": "Rina Kartika"}
	d, err := ticket.OpenDesk(&ticket.Desk{Log: storetest.NewMemory(), Catalogue: cat, Calendar: cal, Letters: reasonLetters{}, Now: now,
		Site: ticket.Site{Name: "Helpdesk", Address: "helpdesk@contoh.go.id", Hold: 30 * time.Second, Staff: []staff.Officer{{ID: "rina", Name: names["rina"], Roles: []staff.Role{staff.Worker}}}, Key: []byte("key")}})
	if err != nil {
		t.Fatal(err)
	}
	in := ticket.Incoming{Key: ticket.MailKey("demo", "INBOX", 1, 1), Internal: start.Add(-time.Hour), MessageID: "satu@contohkab.go.id", Raw: []byte("satu"),
		Subject: "Permohonan pendaftaran nama domain contohkab.go.id", Text: "Bersama ini kami mengajukan pendaftaran nama domain contohkab.go.id.",
		From: ticket.Party{Name: "Andi Pratama", Email: "andi@contohprov.go.id"}, To: []string{"helpdesk@contoh.go.id"}, Attachments: files}
	if _, err := d.Receive(t.Context(), ticket.Batch{Account: "demo", Folder: "INBOX", Validity: 1, UID: 1, Mails: []ticket.Incoming{in}}); err != nil {
		t.Fatal(err)
	}
	white := whitePages{d}
	view := &ticketview.Options{Desk: white, Catalogue: cat, Officers: names, Pages: white, Local: true}
	letters := &compose.Options{Desk: d, Catalogue: cat, Hold: d.Site.Hold}
	a := New(Options{Desk: d, Catalogue: cat, Officer: "rina", Officers: names, Zone: cal.Zone(), Theme: "dark", Picture: string(picture.Quads), Now: now,
		Ticket:  func(env *kit.Env, id ticket.ID) kit.Screen { return ticketview.New(env, view, id) },
		Compose: func(env *kit.Env, c kit.Compose) kit.Screen { return compose.New(env, letters, c) }})
	t.Cleanup(a.changes.close)
	a.Update(tea.WindowSizeMsg{Width: w, Height: h})
	a.settle(a.do(a.queue().Apply(kit.Changes{All: true})))
	return a, d
}

// TestRegistrationVerifiedByKeys takes a registration of five documents from the
// queue to its next step or to the letter that returns it, by keys alone; each
// stroke is one key and what the screen says after it.
func TestRegistrationVerifiedByKeys(t *testing.T) {
	type stroke struct{ key, says string }
	letter := onePage(0, "Surat Permohonan.pdf", "DINAS KOMINFO KABUPATEN CONTOH\nNomor : 045/12/2026\nContoh, 19 November 2026\nHal : Permohonan Pendaftaran Nama Domain contohkab.go.id\n\nKami mengajukan pendaftaran nama domain contohkab.go.id.")
	basis := onePage(1, "Perda Dasar Pembentukan.pdf", "PERATURAN DAERAH KABUPATEN CONTOH\nNOMOR 7 TAHUN 2021")
	appointment := onePage(2, "SK Penunjukan Pejabat Nama Domain.pdf", "SURAT PENUNJUKAN PEJABAT NAMA DOMAIN\nNomor: 800/7/2026\nContoh, 18 November 2026\ncontohkab.go.id")
	card := onePage(3, "Kartu Pegawai.pdf", "KARTU PEGAWAI\nAndi Pratama")
	locked := onePage(3, "Kartu Pegawai.pdf", "", "encrypted")
	statement := onePage(4, "Surat Keterangan Layanan.pdf", "SURAT KETERANGAN\nNomor: 470/9/2026\nContoh, 18 November 2026\ncontohkab.go.id")
	opened := []stroke{{"enter", "▸ Periksa nama"}, {"n", "Hasil pencarian nama"}, {"ctrl+s", "Verifikasi dokumen — 0 dari 4 diterima"}, {"n", "045/12/2026"}}
	for _, c := range []struct {
		name  string
		files []ticket.File
		keys  []stroke
		most  int
		state ticket.State
	}{
		{"complete", []ticket.File{letter, basis, appointment, card, statement}, append(opened[:4:4],
			stroke{"v", "Surat permohonan pendaf"}, stroke{"a", "Diterima: Surat permohonan"}, stroke{"q", "1 dari 4 diterima"},
			stroke{"a", "2 dari 4 diterima"}, stroke{"a", "3 dari 4 diterima"}, stroke{"a", "4 dari 4 diterima"}, stroke{"a", "Diterima: Surat keterangan"},
			stroke{"n", "Anda menyatakan syarat berikut terpenuhi"}, stroke{"y", "▸ Setujui pendaftaran di aplikasi registrar"}), 15, ticket.Open},
		{"one locked", []ticket.File{letter, basis, appointment, locked, statement}, append(opened[:4:4],
			stroke{"a", "1 dari 4 diterima"}, stroke{"a", "2 dari 4 diterima"}, stroke{"a", "3 dari 4 diterima"},
			stroke{"x", "› 4 Terkunci sandi"}, stroke{"enter", "Terkunci sandi: Kartu pegawai"}, stroke{"enter", "ditolak · Terkunci sandi"},
			stroke{"a", "Kembalikan untuk perbaikan"}, stroke{"n", "staff-card: encrypted"}, stroke{"ctrl+s", "Kirim surat ini?"}, stroke{"enter", "menunggu pemohon"}), 16, ticket.WaitingRequester},
		{"one missing", []ticket.File{letter, basis, appointment, statement}, append(opened[:4:4],
			stroke{"a", "1 dari 4 diterima"}, stroke{"a", "2 dari 4 diterima"}, stroke{"a", "Kembalikan untuk perbaikan"},
			stroke{"n", "staff-card: missing"}, stroke{"ctrl+s", "Kirim surat ini?"}, stroke{"enter", "menunggu pemohon"}), 12, ticket.WaitingRequester},
	} {
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			t.Run(c.name, func(t *testing.T) {
				a, d := registrationDesk(t, size[0], size[1], c.files...)
				a.press("6")
				for i, s := range c.keys {
					a.press(s.key)
					if i == len(c.keys)-1 {
						a.hear(t)
					}
					if text := a.text(); !strings.Contains(text, s.says) {
						t.Fatalf("%q is not said after key %d, %s, at %dx%d:\n%s", s.says, i+1, s.key, size[0], size[1], text)
					}
				}
				if len(c.keys) > c.most {
					t.Errorf("%d keys, at most %d are fine", len(c.keys), c.most)
				}
				id := d.Queue(ticket.ViewAll, "rina", nil, ticket.SortNumber, true, start)[0].ID
				if got, err := d.Ticket(id); err != nil || got.State != c.state {
					t.Errorf("state %s, want %s: %v", got.State, c.state, err)
				}
			})
		}
	}
}
