package ticket_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/ticket"
	"loket/ticket/document"
)

// guard is a malware scanner: what holds "bad" is bad.
type guard struct {
	down  bool
	base  string // of its signatures
	worse string // what is bad by these signatures, too
	asked int
	not   *document.Scan // what it says of everything
	now   func() time.Time
}

func (g *guard) Scan(_ context.Context, data []byte) document.Scan {
	g.asked++
	s := document.Scan{State: document.ScanClean, Engine: "ClamAV 1.4.6", Base: g.base, At: g.now()}
	switch {
	case g.down:
		s.State, s.Code = document.ScanNot, document.ScanDown
	case g.not != nil:
		s = *g.not
	case bytes.Contains(data, []byte("bad")), g.worse != "" && bytes.Contains(data, []byte(g.worse)):
		s.State, s.Signature = document.ScanFound, "Loket.Test"
	}
	return s
}

func (g *guard) Ask(context.Context) document.ScannerStatus {
	return document.ScannerStatus{Asked: true, Up: !g.down, Base: g.base, At: g.now(), Why: "no answer"}
}
func (g *guard) Status() document.ScannerStatus { return g.Ask(context.Background()) }

// shelf is a reader whose files are what their mail's raw bytes say behind "files:".
type shelf struct{}

func (shelf) Read(_ context.Context, raw []byte, _ ticket.MailRecord) ticket.Incoming {
	return ticket.Incoming{Raw: raw}
}

func (shelf) File(raw []byte, index int, _ string) ([]byte, error) {
	_, files, _ := strings.Cut(string(raw), "files:")
	list := strings.Split(files, ",")
	if index >= len(list) {
		return nil, errors.New("no such file")
	}
	return []byte(list[index]), nil
}

// guarded is a desk with a scanner and one request whose files hold what is given.
func guarded(t *testing.T, contents ...string) (*office, *guard, []ticket.File) {
	t.Helper()
	g := &guard{}
	o := newOffice(t, func(d *ticket.Desk) { d.Scanner, d.Reader, g.now = g, shelf{}, d.Now })
	names := make([]string, len(contents))
	for i := range names {
		names[i] = string(rune('a'+i)) + ".pdf"
	}
	m := o.mail("Surat", "Terlampir surat kami.", names...)
	m.Raw = []byte("raw files:" + strings.Join(contents, ","))
	for i := range m.Attachments {
		m.Attachments[i].Await = true
	}
	o.receive(m)
	return o, g, m.Attachments
}

// look scans and inspects as the intake does.
func (o *office) look(id ticket.ID, text string) {
	o.t.Helper()
	t := o.see(id)
	in := ticket.Inspected{Ticket: id}
	for _, m := range t.Messages {
		raw, err := o.Raw(m.Hash)
		if err != nil {
			o.t.Fatal(err)
		}
		scans := o.ScanFiles(context.Background(), raw, m.Attachments, func(a *ticket.Attachment) ([]byte, error) { return shelf{}.File(raw, a.Index, a.SHA) })
		for _, a := range m.Attachments {
			in.Files = append(in.Files, ticket.Inspection{SHA: a.SHA, Scan: scans[a.SHA], Report: &document.Report{SHA256: a.SHA, Kind: document.KindPDF, Text: text}})
		}
	}
	if err := o.Inspect(context.Background(), []ticket.Inspected{in}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) file(id ticket.ID, sha string) *ticket.Attachment { return o.see(id).Attachment(sha) }

func code(err error) string {
	if r := ticket.IsRefusal(err); r != nil {
		return r.Code
	}
	return ""
}

// TestQuarantine: nothing of a bad file comes out, whichever way.
func TestQuarantine(t *testing.T) {
	o, _, files := guarded(t, "bad", "good")
	o.look(1, letterText)
	bad, good := files[0].SHA, files[1].SHA
	a := o.file(1, bad)
	if !a.Quarantined() || a.Report != nil || a.Await || !slices.Equal(a.Problems, []string{"malware"}) || a.Scan.Signature != "Loket.Test" {
		t.Fatalf("the file is %+v", a)
	}
	if b := o.file(1, good); b.Quarantined() || b.Report == nil || b.Scan.State != document.ScanClean {
		t.Errorf("the other one is %+v", b)
	}
	before := *a
	before.Scan = nil // as somebody still sees it who looked before
	if data, err := o.Attachment(&before); code(err) != "quarantined" || data != nil {
		t.Errorf("its bytes: %q, %v", data, err)
	}
	if _, err := o.Attachment(o.file(1, good)); err != nil {
		t.Error(err)
	}
	if err := o.Reinspect(t.Context(), ticket.ByDesk, 1, ticket.Inspection{SHA: bad, Report: &document.Report{SHA256: bad, Text: "isi"}}); code(err) != "quarantined" {
		t.Errorf("a later inspection: %v", err)
	}
	o.do("ani", 1, ticket.SetService{Service: "registration"})
	req := o.Missing(o.see(1))[0]
	o.do("ani", 1, ticket.Match{SHA: bad, Requirement: req})
	o.refused("ani", 1, ticket.GiveVerdict{Requirement: req, Verdict: ticket.Accepted}, "quarantined")
	d := draft()
	d.Attach = []string{bad}
	o.refused("ani", 1, ticket.SendLetter{Draft: d}, "quarantined")
	o.do("ani", 1, ticket.GiveVerdict{Requirement: req, Verdict: ticket.Rejected, Reason: "malware"})
	if !slices.ContainsFunc(o.Reasons(o.see(1)), func(r ticket.Reason) bool { return r.Code == "malware" && slices.Contains(r.Files, "a.pdf") }) {
		t.Errorf("the revision letter does not say it: %+v", o.Reasons(o.see(1)))
	}
	if r := o.Row(1); !r.Quarantined || r.Unscanned {
		t.Errorf("row %+v", r)
	}
}

// TestQuarantineLifted: by a supervisor, with a reason, for what was found then.
func TestQuarantineLifted(t *testing.T) {
	o, g, files := guarded(t, "bad")
	o.look(1, letterText)
	sha := files[0].SHA
	o.refused("ani", 1, ticket.LiftQuarantine{SHA: sha, Reason: "salah duga"}, "not-allowed-supervise")
	o.refused("citra", 1, ticket.LiftQuarantine{SHA: sha, Reason: " "}, "no-reason")
	o.refused("citra", 1, ticket.LiftQuarantine{SHA: "other", Reason: "salah duga"}, "unknown-file")
	o.do("citra", 1, ticket.LiftQuarantine{SHA: sha, Reason: "salah duga, sudah ditanyakan"})
	a := o.file(1, sha)
	if a.Quarantined() || a.Lifted == nil || a.Lifted.By != "citra" || !a.Await || len(a.Problems) > 0 {
		t.Fatalf("the file is %+v", a)
	}
	o.look(1, letterText) // found again, and known
	if a = o.file(1, sha); a.Quarantined() || a.Report == nil || a.Await {
		t.Errorf("after the inspection: %+v", a)
	}
	if _, err := o.Attachment(a); err != nil {
		t.Error(err)
	}
	o.refused("citra", 1, ticket.LiftQuarantine{SHA: sha, Reason: "lagi"}, "not-quarantined")
	if tk := o.do("citra", 1, ticket.UndoLast{}); !tk.Attachment(sha).Quarantined() || tk.Attachment(sha).Report != nil {
		t.Errorf("taken back: %+v", tk.Attachment(sha))
	}
	o.do("citra", 1, ticket.LiftQuarantine{SHA: sha, Reason: "salah duga"})
	g.not = &document.Scan{State: document.ScanFound, Signature: "Another"}
	if err := o.Rescan(t.Context(), "ani", 1, sha); err != nil {
		t.Fatal(err)
	}
	if a = o.file(1, sha); !a.Quarantined() || a.Report != nil {
		t.Errorf("another finding: %+v", a)
	}
}

// TestScannerDown: files are inspected and said not to be scanned, and are
// scanned when it returns; what is found then is in quarantine.
func TestScannerDown(t *testing.T) {
	o, g, files := guarded(t, "good", "bad")
	g.down = true
	o.look(1, letterText)
	a, b := o.file(1, files[0].SHA), o.file(1, files[1].SHA)
	if a.Report == nil || b.Report == nil || b.Scan.State != document.ScanNot || b.Scan.Code != document.ScanDown || !o.Row(1).Unscanned {
		t.Fatalf("the files are %+v, %+v", a, b)
	}
	if _, err := o.Attachment(b); err != nil {
		t.Errorf("the desk is held up: %v", err)
	}
	if err := o.Rescan(t.Context(), "ani", 1, ""); code(err) != "scanner-down" {
		t.Error(err)
	}
	before := o.head()
	if more, err := o.ScanSome(t.Context()); more || err != nil || o.head() != before {
		t.Errorf("while it is down: %v, %v, %d events", more, err, o.head()-before)
	}
	g.down = false
	if _, err := o.ScanSome(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a, b := o.file(1, files[0].SHA), o.file(1, files[1].SHA); a.Scan.State != document.ScanClean || a.Report == nil || !b.Quarantined() || b.Report != nil {
		t.Errorf("after its return: %+v, %+v", a, b)
	}
	if o.Row(1).Unscanned {
		t.Error("it is still to be scanned")
	}
	g.down = true // silence takes no earlier word back
	o.look(1, letterText)
	if !o.file(1, files[1].SHA).Quarantined() {
		t.Error("the quarantine ended with the scanner")
	}
}

// TestSameFileElsewhere: bytes that were found bad once are bad on every ticket,
// also while the scanner is down.
func TestSameFileElsewhere(t *testing.T) {
	o, g, files := guarded(t, "bad")
	o.look(1, letterText)
	m := o.mail("Permohonan lain", "Terlampir.", "lain.pdf")
	m.Attachments[0].SHA, m.Attachments[0].Await = files[0].SHA, true
	m.Raw = []byte("raw, another, files:bad")
	m.From = ticket.Party{Name: "Wati", Email: "wati@majujaya.desa.id"}
	if got := o.receive(m); got[ticket.FateNew] != 1 {
		t.Fatalf("it came as %v", got)
	}
	if _, err := o.Attachment(o.file(2, files[0].SHA)); code(err) != "quarantined" {
		t.Errorf("before it is scanned there: %v", err)
	}
	g.down = true
	o.look(2, letterText)
	if a := o.file(2, files[0].SHA); !a.Quarantined() || a.Report != nil {
		t.Errorf("the file is %+v", a)
	}
}

// TestOpenedBeforeItsTurn: a file is scanned before anybody sees it.
func TestOpenedBeforeItsTurn(t *testing.T) {
	o, g, files := guarded(t, "bad", "good")
	if _, err := o.Attachment(o.file(1, files[0].SHA)); code(err) != "quarantined" {
		t.Errorf("bad: %v", err)
	}
	if _, err := o.Attachment(o.file(1, files[1].SHA)); err != nil || g.asked != 2 {
		t.Errorf("good: %v, %d scans", err, g.asked)
	}
}

// TestBadMail: what is found in the mail alone is found in all its files.
func TestBadMail(t *testing.T) {
	o, _, files := guarded(t, "good", "good")
	raw := []byte("raw bad files:good,good")
	got := o.ScanFiles(t.Context(), raw, o.see(1).Messages[0].Attachments, func(a *ticket.Attachment) ([]byte, error) { return shelf{}.File(raw, a.Index, a.SHA) })
	for _, f := range files {
		if s := got[f.SHA]; s == nil || s.State != document.ScanFound || s.Where != document.ScanMail {
			t.Errorf("%s: %+v", f.Name, s)
		}
	}
}

// TestScannedInVain: a file on which the scanner fails is tried less and less
// often, says so once, and one that is too large is not tried again.
func TestScannedInVain(t *testing.T) {
	o, g, files := guarded(t, "good")
	g.not = &document.Scan{State: document.ScanNot, Code: document.ScanError, Why: "out of memory"}
	o.look(1, letterText)
	before, asked := o.head(), g.asked
	for range 120 {
		if _, err := o.ScanSome(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.clock.add(time.Minute)
	}
	if n := (g.asked - asked) / 2; n < 5 || n > 9 { // the file and its mail each time
		t.Errorf("%d tries in two hours", n)
	}
	if o.head() != before {
		t.Errorf("%d events that say nothing new", o.head()-before)
	}
	g.not = &document.Scan{State: document.ScanNot, Code: document.ScanLarge}
	if err := o.Rescan(t.Context(), "ani", 1, files[0].SHA); err != nil || o.file(1, files[0].SHA).Scan.Code != document.ScanLarge {
		t.Errorf("%v, %+v", err, o.file(1, files[0].SHA).Scan)
	}
	asked = g.asked
	o.clock.add(24 * time.Hour)
	if _, err := o.ScanSome(t.Context()); err != nil || g.asked != asked || o.Row(1).Unscanned {
		t.Errorf("a file that is too large is tried again: %v", err)
	}
}

// TestScanSurvivesAnEnd: a desk that is opened again knows what to scan, and what
// is in quarantine.
func TestScanSurvivesAnEnd(t *testing.T) {
	o, g, files := guarded(t, "bad")
	g.down = true
	o.look(1, letterText)
	again := openOffice(t, o.log, o.clock, func(d *ticket.Desk) { d.Scanner, d.Reader = g, shelf{} })
	g.down = false
	if _, err := again.ScanSome(t.Context()); err != nil {
		t.Fatal(err)
	}
	plain := openOffice(t, o.log, o.clock, func(d *ticket.Desk) { d.Reader = shelf{} }) // the scanner is no longer configured
	if _, err := plain.Attachment(plain.file(1, files[0].SHA)); code(err) != "quarantined" {
		t.Error(err)
	}
	if err := plain.Rescan(t.Context(), "ani", 1, ""); code(err) != "no-scanner" {
		t.Error(err)
	}
}
