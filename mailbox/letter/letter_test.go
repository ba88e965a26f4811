package letter_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/domain"
	"loket/domain/access"
	"loket/mailbox/letter"
	"loket/ticket"
)

var update = flag.Bool("update", false, "write the golden letters anew")

var wib = time.FixedZone("WIB", 7*3600)

// today is a Friday.
var today = time.Date(2026, 11, 20, 10, 15, 0, 0, wib)

func catalogue(t testing.TB, own fstest.MapFS) *domain.Catalogue {
	t.Helper()
	if own == nil {
		own = fstest.MapFS{}
	}
	c, err := domain.LoadCatalogue(own)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var site = ticket.Site{
	Name: "Helpdesk Nama Domain Pemerintah", Unit: "Tim Nama Domain", City: "Jakarta", Address: "helpdesk@domain-contoh.go.id",
}

func newWriter(t testing.TB, own fstest.MapFS) *letter.Writer {
	t.Helper()
	var from fstest.MapFS
	if own != nil {
		from = own
	}
	w, err := open(catalogue(t, nil), from)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func open(c *domain.Catalogue, own fstest.MapFS) (*letter.Writer, error) {
	if own == nil {
		return letter.New(c, site, wib, nil)
	}
	return letter.New(c, site, wib, own)
}

func (v vector) input() ticket.LetterInput {
	officer := "Sari Contoh"
	if v.letter == "receipt" {
		officer = ""
	}
	return ticket.LetterInput{Ticket: v.ticket, Now: today.UTC(), Officer: officer, Note: v.note, Reasons: v.reasons, ReviseBy: v.ticket.Clock.ReviseBy, Due: v.due()}
}

func TestGoldenLetters(t *testing.T) {
	w := newWriter(t, nil)
	used := make(map[string]bool)
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			d, err := w.Draft(v.letter, v.input())
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprintf("To: %s\nCc: %s\nAttach: %s\nSubject: %s\n\n%s", strings.Join(d.To, ", "), strings.Join(d.Cc, ", "), strings.Join(d.Attach, ", "), d.Subject, d.Body)
			golden(t, v.name, got)
		})
		used[v.letter] = true
	}
	for _, l := range catalogue(t, nil).Letters {
		if !used[l.ID] {
			t.Errorf("no golden letter of %q", l.ID)
		}
	}
}

// TestEveryLetterOfEveryService drafts whatever a service may send, bare and full.
func TestEveryLetterOfEveryService(t *testing.T) {
	w, c := newWriter(t, nil), catalogue(t, nil)
	for _, s := range c.Services {
		for _, id := range s.Letters {
			full := request(s.ID, "", "contohkab.go.id")
			full.URLs, full.Records = urls(), pa16("subdomain", "Ya").Records
			for _, tk := range []*ticket.Ticket{full, {Number: "2026-00001", Service: s.ID, Requester: ticket.Party{Email: "a@contohkab.go.id"}}} {
				d, err := w.Draft(id, ticket.LetterInput{Ticket: tk, Now: today, Officer: "Sari Contoh"})
				if err != nil {
					t.Errorf("%s of %s: %v", id, s.ID, err)
					continue
				}
				if !strings.HasSuffix(d.Subject, " ["+tk.Number+"]") {
					t.Errorf("%s of %s: subject %q does not end with the number", id, s.ID, d.Subject)
				}
				for _, want := range []string{"Nomor tiket : " + tk.Number, "Dengan hormat,", "Hormat kami,", "Sari Contoh", site.Name} {
					if !strings.Contains(d.Body, want) {
						t.Errorf("%s of %s lacks %q:\n%s", id, s.ID, want, d.Body)
					}
				}
				if s.Scope == "national" && !strings.Contains(d.Body, "helpdeskdmain@mail.kominfo.go.id") {
					t.Errorf("%s of %s does not name the complaint channels", id, s.ID)
				}
				if strings.Contains(d.Body, "\n\n\n") || strings.Contains(d.Body, " \n") || strings.Contains(d.Body, "<no value>") {
					t.Errorf("%s of %s is untidy:\n%s", id, s.ID, d.Body)
				}
			}
		}
	}
}

func TestMarksDoNotComeFromOutside(t *testing.T) {
	w := newWriter(t, nil)
	for _, v := range vectors() {
		evil := "[!] [[RAHASIA]] [\u200b!] [[RAH\u200bASIA]]\x1b[2J"
		tk := *v.ticket
		tk.Subject, tk.Requester.Name, tk.Requester.Agency = evil, evil, evil
		tk.Names = []string{evil}
		tk.URLs = []ticket.URL{{URL: evil, State: evil}, {URL: evil, State: "clean"}}
		tk.Records = []ticket.Record{{Made: domain.Record{Host: evil, Type: evil, Value: evil}, Reason: evil}}
		in := v.input()
		in.Ticket, in.Note, in.Reasons = &tk, "", []ticket.Reason{{Requirement: evil, Code: "unreadable", Files: []string{evil}, Note: evil}}
		d, err := w.Draft(v.letter, in)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(d.Subject+d.Body, ticket.SecretMark); n > 1 || n == 1 && v.letter != "authcode" {
			t.Errorf("%s: %d secret marks", v.name, n)
		}
		if strings.Contains(d.Subject+d.Body, "\x1b") {
			t.Errorf("%s: an escape sequence came through", v.name)
		}
		for l := range strings.SplitSeq(d.Body, "\n") {
			if strings.Contains(l, letter.OpenMark) && strings.Contains(l, "RAHASIA") {
				t.Errorf("%s: a mark came from outside: %q", v.name, l)
			}
		}
	}
}

func TestMandatoryCopies(t *testing.T) {
	in := ticket.LetterInput{Ticket: pa16("subdomain", "Ya"), Now: today, Officer: "Sari Contoh"}
	d, err := newWriter(t, nil).Draft("pa16-complete", in)
	if err != nil {
		t.Fatal(err)
	}
	first, rest, _ := strings.Cut(d.Body, "\n")
	second, _, _ := strings.Cut(rest, "\n")
	if !slices.Equal(d.Cc, []string{"budi@contohkab.go.id"}) || !strings.HasPrefix(first, letter.OpenMark) || !strings.Contains(first, `"head-diskominfo"`) || !strings.Contains(second, `"head-egov"`) {
		t.Errorf("cc %v, body begins\n%s\n%s", d.Cc, first, second)
	}
	own := fstest.MapFS{"batam.toml": {Data: []byte("[[contact]]\nid = \"head-diskominfo\"\nkind = \"email\"\nvalue = \"kadis@contohkab.go.id\"\ntitle = { id = \"Kepala Dinas\", en = \"Head\" }\n" +
		"[[contact]]\nid = \"head-egov\"\nkind = \"email\"\nvalue = \"kabid@contohkab.go.id\"\ntitle = { id = \"Kepala Bidang\", en = \"Head\" }\n")}}
	w, err := open(catalogue(t, own), nil)
	if err != nil {
		t.Fatal(err)
	}
	// The copies are mandatory wherever the ticket stands.
	for _, step := range []string{"inform", "register", ""} {
		in.Ticket.Steps = []ticket.StepState{{ID: step, State: "current"}}
		if d, err = w.Draft("pa16-complete", in); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(d.Cc, []string{"kadis@contohkab.go.id", "kabid@contohkab.go.id", "budi@contohkab.go.id"}) || !slices.Equal(d.To, []string{"wati.contoh@batam.go.id"}) || strings.Contains(d.Body, letter.OpenMark) {
			t.Errorf("at step %q: to %v cc %v\n%s", step, d.To, d.Cc, d.Body)
		}
	}
	// The requester's copy is left out where there is no address, or it is the same.
	for _, address := range []string{"", "wati.contoh@batam.go.id"} {
		in.Ticket.Requester.Email = address
		if d, err = w.Draft("pa16-complete", in); err != nil {
			t.Fatal(err)
		}
		if len(d.Cc) != 2 || strings.Contains(d.Body, "Pemohon\n") || strings.Contains(d.Body, letter.OpenMark) {
			t.Errorf("requester %q: cc %v\n%s", address, d.Cc, d.Body)
		}
	}
}

func TestValidityYear(t *testing.T) {
	w := newWriter(t, nil)
	for _, v := range []struct {
		service string
		now     time.Time
		want    string
	}{
		{"subdomain", time.Date(2026, 3, 2, 9, 0, 0, 0, wib), "31 Desember 2026, dengan masa tenggang sampai dengan 31 Maret 2027"},
		{"subdomain", time.Date(2026, 12, 31, 9, 0, 0, 0, wib), "31 Desember 2026, dengan"},
		{"subdomain-renewal", time.Date(2026, 11, 20, 9, 0, 0, 0, wib), "31 Desember 2027, dengan masa tenggang sampai dengan 31 Maret 2028"},
		{"subdomain-renewal", time.Date(2027, 2, 1, 9, 0, 0, 0, wib), "31 Desember 2027, dengan"},
		{"subdomain", time.Date(2026, 12, 31, 18, 0, 0, 0, time.UTC), "31 Desember 2027, dengan"}, // already January in WIB
	} {
		d, err := w.Draft("pa16-complete", ticket.LetterInput{Ticket: pa16(v.service, "Ya"), Now: v.now, Officer: "Sari Contoh"})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(d.Body, v.want) {
			t.Errorf("%s at %s: no %q in\n%s", v.service, v.now, v.want, d.Body)
		}
	}
}

func TestSiteOverrides(t *testing.T) {
	w := newWriter(t, fstest.MapFS{
		"result-deactivation.txt": {Data: []byte("Nonaktif [{{.Number}}]\r\nIsi {{.Service}}\r\n{{template \"close\" .}}")},
		"_close.txt":              {Data: []byte(`{{define "close"}}PENUTUP SITUS{{end}}`)},
		"README.md":               {Data: []byte("not a letter")},
	})
	d, err := w.Draft("result", ticket.LetterInput{Ticket: request("deactivation", "", "a.go.id"), Now: today})
	if err != nil {
		t.Fatal(err)
	}
	if d.Subject != "Nonaktif [2026-00042]" || d.Body != "Isi penonaktifan nama domain\nPENUTUP SITUS\n" {
		t.Errorf("subject %q body %q", d.Subject, d.Body)
	}
	d, err = w.Draft("survey", ticket.LetterInput{Ticket: request("renewal", "", "a.go.id"), Now: today})
	if err != nil || !strings.Contains(d.Body, "PENUTUP SITUS") || !strings.Contains(d.Body, "U9.") {
		t.Errorf("a shared part does not reach the other letters: %v\n%s", err, d.Body)
	}
}

func TestSiteMistakesNameTheFile(t *testing.T) {
	for name, v := range map[string]struct{ file, text, want string }{
		"syntax":        {"result.txt", "Hasil\n{{if}}", "result.txt:2"},
		"unknown field": {"result.txt", "Hasil\n{{.Nomor}}", "Nomor"},
		"only there":    {"result-renewal.txt", "Hasil\n{{if eq .ServiceID \"renewal\"}}{{.Nomor}}{{end}}", "result-renewal.txt"},
		"no subject":    {"result.txt", "\n\nHasil", "first line is the subject"},
		"unknown name":  {"recipt.txt", "Tanda\nterima", "recipt.txt"},
		"number loop":   {"result.txt", "Hasil\n{{range 1000000000000}}{{end}}", "runs too long"},
		"quiet loop":    {"result.txt", "Hasil\n{{$n := 0}}{{range 2000000000}}{{$n = add $n 1}}{{end}}", "runs too long"},
		"nested loop":   {"result.txt", "Hasil\n{{range 100000}}{{range 100000}}x{{end}}{{end}}", "runs too long"},
		"recursion":     {"result.txt", "Hasil\n{{define \"a\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}", "runs too long"},
		"tree":          {"result.txt", "Hasil\n{{define \"a\"}}{{template \"a\" .}}{{template \"a\" .}}{{end}}{{template \"a\" .}}", "runs too long"},
		"much text":     {"result.txt", "Hasil\n{{range 1000}}" + strings.Repeat("x", 1000) + "{{end}}", "more than"},
		"doubling":      {"result.txt", "Hasil\n{{$x := \"xxxxxxxx\"}}{{range 40}}{{$x = print $x $x}}{{end}}", "more than"},
		"wide":          {"result.txt", "Hasil\n{{printf \"%900000d\" 1}}", "more than"},
		"function":      {"result.txt", "Hasil\n{{js \"x\"}}", "not offered"},
		"shared part":   {"_parts.txt", "{{define \"close\"}}{{.Nomor}}{{end}}", "_parts.txt"},
		"shared loop":   {"_x.txt", "{{define \"close\"}}{{range 1000000000}}{{end}}{{end}}", "runs too long"},
		"large":         {"result.txt", strings.Repeat("x", 70<<10), "result.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(catalogue(t, nil), fstest.MapFS{v.file: {Data: []byte(v.text)}})
			if err == nil || !strings.Contains(err.Error(), v.want) || !strings.Contains(err.Error(), "letters/") {
				t.Errorf("error %v, want one that names the file and %q", err, v.want)
			}
		})
	}
}

func TestUnknownLetterIsARefusal(t *testing.T) {
	_, err := newWriter(t, nil).Draft("tiada", ticket.LetterInput{Ticket: request("", "")})
	if !errors.Is(err, letter.ErrNoTemplate) || ticket.IsRefusal(err) == nil {
		t.Errorf("error %v", err)
	}
}

// A letter to one owner speaks of that owner's addresses alone, so that no program
// makes links of them, and goes to whom the contact book names.
func TestOwnersLetter(t *testing.T) {
	tk := request("access-termination", "notify-owner")
	tk.Names = []string{"contohkab.go.id", "majujaya.desa.id"}
	tk.URLs = []ticket.URL{
		{URL: "https://contohkab.go.id/slot", State: "found"}, {URL: "hxxps://contohkab[.]go[.]id/b", State: "found"},
		{URL: "https://contohkab.go.id/bersih", State: "clean"}, {URL: "https://majujaya.desa.id/x", State: "found"},
	}
	g := &ticket.Owner{URLs: []string{tk.URLs[0].URL, tk.URLs[1].URL, tk.URLs[2].URL}, Group: access.Group{Name: "contohkab.go.id",
		Contact: access.Contact{Owner: []string{"admin@contohkab.go.id"}, CSIRT: []string{"csirt@contohkab.go.id"}}}}
	d, err := newWriter(t, nil).Draft("takedown-notice", ticket.LetterInput{Ticket: tk, Now: today, Officer: "sari", Owner: g})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(d.To, []string{"admin@contohkab.go.id"}) || !slices.Equal(d.Cc, []string{"csirt@contohkab.go.id"}) {
		t.Errorf("to %v, cc %v", d.To, d.Cc)
	}
	if !strings.Contains(d.Body, "1. hxxps://contohkab[.]go[.]id/slot\n2. hxxps://contohkab[.]go[.]id/b\n") ||
		strings.Contains(d.Subject+d.Body, "majujaya") || strings.Contains(d.Body, "https://contoh") || strings.Contains(d.Body, "bersih\n") {
		t.Errorf("subject %q\n%s", d.Subject, d.Body)
	}
	if strings.Contains(d.Body, letter.OpenMark) {
		t.Error("the letter has open places")
	}
	g.Contact = access.Contact{}
	if d, err = newWriter(t, nil).Draft("takedown-notice", ticket.LetterInput{Ticket: tk, Now: today, Owner: g}); err != nil || len(d.To)+len(d.Cc) > 0 {
		t.Errorf("nobody is known: to %v, %v", d.To, err)
	}
}

// TestNinth has more of everything than a letter usually holds.
func TestManyAddresses(t *testing.T) {
	tk := request("access-termination", "result")
	for i := range 1000 {
		tk.Names = append(tk.Names, fmt.Sprintf("n%d.contohkab.go.id", i))
		tk.URLs = append(tk.URLs, ticket.URL{URL: fmt.Sprintf("https://contohkab.go.id/%d/%s", i, strings.Repeat("a", 100)), State: "found"})
	}
	d, err := newWriter(t, nil).Draft("takedown-notice", ticket.LetterInput{Ticket: tk, Now: today, Officer: "Sari Contoh"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(d.Body, "1000. hxxps://") || len([]rune(d.Subject)) > 200 || !strings.HasSuffix(d.Subject, "[2026-00042]") {
		t.Errorf("subject %q, %d bytes", d.Subject, len(d.Body))
	}
}

func BenchmarkDraft(b *testing.B) {
	w := newWriter(b, nil)
	in := ticket.LetterInput{Ticket: pa16("subdomain", "Ya"), Now: today, Officer: "Sari Contoh"}
	for b.Loop() {
		if _, err := w.Draft("pa16-complete", in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	c := catalogue(b, nil)
	for b.Loop() {
		if _, err := letter.New(c, site, wib, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// Addresses whose access was cut need no further word in the result.
func TestCutAddressesAreSettled(t *testing.T) {
	tk := request("access-termination", "result", "contohkab.go.id")
	tk.URLs = []ticket.URL{{URL: "https://contohkab.go.id/slot", State: "blocked"}, {URL: "https://contohkab.go.id/", State: "gone"}}
	for state, open := range map[string]bool{"blocked": false, "found": true} {
		tk.URLs[0].State = state
		d, err := newWriter(t, nil).Draft("result", ticket.LetterInput{Ticket: tk, Now: today, Officer: "Sari Contoh"})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(d.Body, letter.OpenMark) != open {
			t.Errorf("%s: still to be filled in: %v\n%s", state, !open, d.Body)
		}
	}
}

// golden compares a letter with what it was when somebody looked at it last.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("letter changed; look, then run with -update:\n%s", diff)
	}
}
