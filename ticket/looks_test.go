package ticket_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/domain/access"
	"loket/domain/webcheck"
	"loket/ticket"
)

// web is the pages of the tests: what each shows, and how often it was looked at.
type web struct {
	mu     sync.Mutex
	now    func() time.Time
	shows  map[string]webcheck.Page // by address; others are gone
	looked []string
	gate   chan struct{} // nil: pages come at once
}

func (w *web) LookAll(ctx context.Context, addresses []string, done func(webcheck.Result)) error {
	if w.gate != nil {
		<-w.gate
	}
	for _, a := range addresses {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		w.mu.Lock()
		p, ok := w.shows[a]
		if !ok {
			p = webcheck.Page{Status: 404}
		}
		w.looked = append(w.looked, a)
		w.mu.Unlock()
		done(webcheck.Result{Asked: a, Look: webcheck.Look{URL: a, At: w.now(), Browser: p, Crawler: p}})
	}
	return nil
}

func (w *web) times() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.looked)
}

func (w *web) show(p webcheck.Page, addresses ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range addresses {
		w.shows[a] = p
	}
}

func pageWith(words ...string) webcheck.Page {
	p := webcheck.Page{Status: 200, Title: "Beranda", Text: "isi " + strings.Join(words, " "), SHA256: fmt.Sprint(words)}
	for _, word := range words {
		p.Found = append(p.Found, webcheck.Hit{Word: webcheck.Word{Phrase: word, Category: "perjudian"}, Times: 1})
	}
	return p
}

// inWeb runs a test in a bubble with a desk that looks at pages by itself.
func inWeb(t *testing.T, test func(*testing.T, *bureau, *web), change ...func(*ticket.Desk)) {
	t.Helper()
	w := &web{shows: map[string]webcheck.Page{}}
	inBureau(t, func(t *testing.T, b *bureau) { test(t, b, w) }, append(change, func(d *ticket.Desk) {
		w.now, d.Looker = d.Now, w
	})...)
}

func urls(n int, state func(int) string) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("https://%s/%d", state(i), i))
	}
	return list
}

// takedown opens a request to cut addresses that is at the given step.
func (b *bureau) takedown(step string, addresses ...string) *ticket.Ticket {
	b.t.Helper()
	tk := b.open("access-termination", "contohkab.go.id")
	b.do("ani", tk.ID, ticket.SetSubjectMatter{URLs: addresses})
	b.work(tk.ID, step)
	return b.see(tk.ID)
}

// An officer asks for looks at all addresses, sees what they propose and accepts it
// with one command; nothing is set before.
func TestLooksProposeStates(t *testing.T) {
	inWeb(t, func(t *testing.T, b *bureau, w *web) {
		const slot, fine, gone, hidden = "https://contohkab.go.id/slot", "hxxps://contohkab[.]go[.]id/baik", "https://contohkab.go.id/hilang", "https://contohkab.go.id/lama"
		w.show(pageWith("slot gacor"), slot)
		w.show(pageWith(), "https://contohkab.go.id/baik")
		w.show(webcheck.Page{Failure: webcheck.TimedOut}, hidden)
		tk := b.takedown("check-urls", slot, fine, gone, hidden)
		w.gate = make(chan struct{})
		b.do("ani", tk.ID, ticket.AskLooks{})
		b.refused("bayu", tk.ID, ticket.AskLooks{URLs: []string{slot}}, "looks-asked")
		close(w.gate)
		b.wait(time.Second)
		tk = b.see(tk.ID)
		var got []string
		for _, u := range tk.URLs {
			got = append(got, u.State+" "+u.Proposed())
		}
		wantDiff(t, []string{"reported found", "reported clean", "reported gone", "reported "}, got)
		u := tk.URLs[0]
		if !u.Asked.IsZero() || u.Last().By != "ani" || u.Last().Why != ticket.LookAsked || u.Against.Category != "perjudian" {
			t.Errorf("%+v", u)
		}
		if l, err := b.Look(u.Last().Look); err != nil || l.Browser.Text != "isi slot gacor" {
			t.Errorf("the whole look: %+v, %v", l, err)
		}
		b.do("ani", tk.ID, ticket.MarkURLs{URLs: []string{gone}, State: "clean"}) // an officer knows better
		b.refused("ani", tk.ID, ticket.AcceptLooks{URLs: []string{slot}, Seen: []string{"an older look"}}, "no-proposal")
		b.do("ani", tk.ID, ticket.AcceptLooks{})
		b.refused("ani", tk.ID, ticket.AcceptLooks{}, "no-proposal")
		got = nil
		for _, u := range b.see(tk.ID).URLs {
			got = append(got, u.State)
		}
		wantDiff(t, []string{"found", "clean", "clean", "reported"}, got)
		if _, err := b.Do(context.Background(), "ani", tk.ID, tk.Version-1, ticket.AskLooks{}); err != nil {
			t.Errorf("what a look brought makes a command stale: %v", err)
		}
	})
}

// Owners who were told are looked after by the desk: before their time is over and
// after it, each once, also when the program did not run meanwhile.
func TestLooksByThemselves(t *testing.T) {
	const a, b2 = "https://contohkab.go.id/slot", "https://contohkab.go.id/b"
	told := func(t *testing.T, b *bureau, w *web) *ticket.Ticket {
		w.show(pageWith("slot gacor"), a, b2)
		tk := b.takedown("check-urls", a, b2)
		b.do("ani", tk.ID, ticket.MarkURLs{URLs: []string{a, b2}, State: "found"})
		b.work(tk.ID, "wait-owner")
		return b.see(tk.ID)
	}
	t.Run("before and after", func(t *testing.T) {
		inWeb(t, func(t *testing.T, b *bureau, w *web) {
			tk := told(t, b, w)
			b.wait(47 * time.Hour)
			if n := w.times(); n != 0 {
				t.Fatalf("%d looks too early", n)
			}
			b.wait(2 * time.Hour)
			u := b.see(tk.ID).URLs[0]
			if w.times() != 2 || u.Last().Why != ticket.LookBefore || u.State != "notified" {
				t.Fatalf("%d looks, %+v", w.times(), u)
			}
			w.show(pageWith(), b2)
			b.wait(24 * time.Hour)
			tk = b.see(tk.ID)
			var got []string
			for _, u := range tk.URLs {
				got = append(got, fmt.Sprint(u.Last().Why, " ", u.Proposed(), " ", len(u.Sights), " ", u.Last().Changed))
			}
			wantDiff(t, []string{"after still 2 []", "after clean 2 [words text bytes]"}, got)
			b.wait(200 * time.Hour)
			if n := w.times(); n != 4 {
				t.Errorf("%d looks, want 4", n)
			}
		})
	})
	t.Run("a program that was away", func(t *testing.T) {
		inWeb(t, func(t *testing.T, b *bureau, w *web) {
			tk := told(t, b, w)
			b.stop()
			time.Sleep(90 * time.Hour)
			b.run()
			b.wait(time.Second)
			if u := b.see(tk.ID).URLs[0]; w.times() != 2 || u.Last().Why != ticket.LookAfter {
				t.Errorf("%d looks, %+v", w.times(), u.Last())
			}
		})
	})
	t.Run("no answer", func(t *testing.T) {
		inWeb(t, func(t *testing.T, b *bureau, w *web) {
			told(t, b, w)
			w.show(webcheck.Page{Failure: webcheck.Unreachable}, a, b2)
			b.wait(71 * time.Hour)
			if n := w.times(); n != 6 {
				t.Errorf("%d looks in vain, want three at each address", n)
			}
		})
	})
	t.Run("settled meanwhile", func(t *testing.T) {
		inWeb(t, func(t *testing.T, b *bureau, w *web) {
			tk := told(t, b, w)
			b.do("ani", tk.ID, ticket.MarkURLs{URLs: []string{a}, State: "clean"})
			b.wait(100 * time.Hour)
			if n := w.times(); n != 2 || slices.Contains(w.looked, a) {
				t.Errorf("looked at %v", w.looked)
			}
		})
	})
}

// A desk without a way to pages says so, and does nothing.
func TestLooksOff(t *testing.T) {
	o := newOffice(t)
	tk := o.open("access-termination", "contohkab.go.id")
	o.do("ani", tk.ID, ticket.SetSubjectMatter{URLs: []string{"https://contohkab.go.id/x"}})
	o.refused("ani", tk.ID, ticket.AskLooks{}, "looks-off")
	o.RunLooks(t.Context(), nil)
}

const contacts = `domain;instansi;pemilik;csirt
contohkab.go.id;Kab. Contoh;admin@contohkab.go.id;csirt@contohkab.go.id
rsud.contohkab.go.id;RSUD Contoh;it@rsud.contohkab.go.id;
majujaya.desa.id;Desa Maju Jaya;admin@majujaya.desa.id;
`

func withBook(t testing.TB) func(*ticket.Desk) {
	book, problems, err := access.ReadBook(strings.NewReader(contacts))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	return func(d *ticket.Desk) {
		d.Book, d.Letters = func() (*access.Book, error) { return book, nil }, ownerLetters{}
	}
}

// ownerLetters writes to the owner that a letter is for.
type ownerLetters struct{ letters }

func (w ownerLetters) Draft(template string, in ticket.LetterInput) (ticket.Draft, error) {
	d, err := w.letters.Draft(template, in)
	if in.Owner != nil {
		d.To, d.Cc = in.Owner.Contact.Owner, in.Owner.Contact.CSIRT
		d.Body += strings.Join(in.Owner.URLs, "\n")
	}
	return d, err
}

// Each owner gets one letter with its own addresses and none else, once; the last
// of them ends the step.
func TestTellOwners(t *testing.T) {
	inWeb(t, func(t *testing.T, b *bureau, w *web) {
		tk := b.takedown("check-urls", "https://contohkab.go.id/a", "https://rsud.contohkab.go.id/b", "hxxp://majujaya[.]desa[.]id/c", "https://contohkab.go.id/d", "https://takdikenal.go.id/e")
		all := []string{}
		for _, u := range tk.URLs {
			all = append(all, u.URL)
		}
		b.do("ani", tk.ID, ticket.MarkURLs{URLs: all, State: "found"})
		b.do("ani", tk.ID, ticket.MarkURLs{URLs: all[3:4], State: "clean"})
		b.work(tk.ID, "notify-owner")
		tk = b.see(tk.ID)
		list, err := b.OwnerLetters(tk, "ani", "")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range list {
			got = append(got, fmt.Sprintf("%s%s%s", l.Owner, l.URLs, l.Draft.To))
		}
		wantDiff(t, []string{
			"contohkab.go.id[https://contohkab.go.id/a][admin@contohkab.go.id]", "rsud.contohkab.go.id[https://rsud.contohkab.go.id/b][it@rsud.contohkab.go.id]",
			"majujaya.desa.id[hxxp://majujaya[.]desa[.]id/c][admin@majujaya.desa.id]", "takdikenal.go.id[https://takdikenal.go.id/e][]",
		}, got)
		b.refused("ani", tk.ID, ticket.TellOwners{Letters: list}, "no-recipient")
		b.refused("ani", tk.ID, ticket.TellOwners{}, "letters-at-once")
		b.do("ani", tk.ID, ticket.TellOwners{Letters: list[:3]})
		b.refused("ani", tk.ID, ticket.TellOwners{Letters: list[:1]}, "urls-told")
		tk = b.see(tk.ID)
		if s := tk.Step(); s.ID != "notify-owner" || len(tk.Letters) != 3 {
			t.Fatalf("step %s, %d letters", s.ID, len(tk.Letters))
		}
		l := tk.Letters[1]
		data, err := b.Raw(l.Made[0].SHA)
		if err != nil || len(l.Made) != 1 || l.Step != "notify-owner" || !strings.Contains(string(data), "hxxps://rsud[.]contohkab[.]go[.]id/b") || strings.Contains(string(data), "majujaya") {
			t.Errorf("%+v: %s, %v", l, data, err)
		}
		if u := tk.URLs[1]; u.State != "notified" || u.Letter != l.ID || u.Told.IsZero() {
			t.Errorf("%+v", u)
		}
		left, err := b.OwnerLetters(tk, "ani", "")
		if err != nil || len(left) != 1 {
			t.Fatalf("%d letters left, %v", len(left), err)
		}
		left[0].Draft.To = []string{"admin@takdikenal.go.id"}
		tk = b.do("ani", tk.ID, ticket.TellOwners{Letters: left})
		if s := tk.Step(); s.ID != "suspend-parent" || tk.URLs[3].State != "clean" {
			t.Errorf("step %s, %+v", s.ID, tk.URLs[3])
		}
		if got := b.do("ani", tk.ID, ticket.UndoLast{}); got.Step().ID != "notify-owner" || got.URLs[4].State != "found" {
			t.Errorf("after undoing: %s, %+v", got.Step().ID, got.URLs[4])
		}
	}, withBook(t))
}

// Only what is still there goes to Dit. PAI, as a text and a table.
func TestForwardOnlyWhatIsThere(t *testing.T) {
	inWeb(t, func(t *testing.T, b *bureau, w *web) {
		const still, clean = "https://contohkab.go.id/slot", "https://contohkab.go.id/b"
		w.show(pageWith("slot gacor"), still, clean)
		tk := b.takedown("check-urls", still, clean)
		b.do("ani", tk.ID, ticket.MarkURLs{URLs: []string{still, clean}, State: "found"})
		b.work(tk.ID, "wait-owner")
		w.show(pageWith(), clean)
		b.wait(73 * time.Hour)
		b.do("ani", tk.ID, ticket.AcceptLooks{})
		b.work(tk.ID, "forward-pai")
		d := draft("pai@contoh.go.id")
		d.Annex = &ticket.Annex{Kind: ticket.AnnexPAI}
		tk = b.do("ani", tk.ID, ticket.FinishStep{Draft: &d})
		l := tk.Letters[len(tk.Letters)-1]
		if len(l.Made) != 2 || l.Made[0].Name != "daftar-url-"+tk.Number+".csv" {
			t.Fatalf("%+v", l.Made)
		}
		for _, f := range l.Made {
			data, err := b.Raw(f.SHA)
			if err != nil || int64(len(data)) != f.Size || !strings.Contains(string(data), still) || strings.Contains(string(data), clean) {
				t.Errorf("%s: %s, %v", f.Name, data, err)
			}
		}
		if data, _ := b.Raw(l.Made[1].SHA); !strings.Contains(string(data), "kategori perjudian; ditemukan: slot gacor; diverifikasi 04-05-2026 09.00 WIB") {
			t.Errorf("without evidence: %s", data)
		}
		if tk.URLs[0].State != "forwarded" || tk.URLs[1].State != "clean" {
			t.Errorf("%+v", tk.URLs)
		}
		d.Annex = &ticket.Annex{Kind: ticket.AnnexTrustPositif, URLs: []string{still}}
		b.refused("ani", tk.ID, ticket.SendLetter{Draft: d}, "empty-list")
	})
}

// 500 addresses of one mail are looked at, accepted and told of without a look too
// many, also when the program ends in between.
func TestFiveHundredAddresses(t *testing.T) {
	inWeb(t, func(t *testing.T, b *bureau, w *web) {
		list := urls(500, func(i int) string { return fmt.Sprintf("d%d.kab%02d.go.id", i%3, i%40) })
		w.show(pageWith("slot gacor"), list...)
		tk := b.takedown("check-urls", list...)
		b.do("ani", tk.ID, ticket.AskLooks{})
		b.again()
		b.wait(time.Minute)
		tk = b.see(tk.ID)
		if n := len(tk.Proposed()); n != 500 || w.times() < 500 || w.times() > 500+60 {
			t.Fatalf("%d proposals, %d looks", n, w.times())
		}
		b.do("ani", tk.ID, ticket.AcceptLooks{})
		b.work(tk.ID, "notify-owner")
		letters, err := b.OwnerLetters(b.see(tk.ID), "ani", "")
		if err != nil || len(letters) != 40 {
			t.Fatalf("%d letters, %v", len(letters), err)
		}
		for i := range letters {
			letters[i].Draft.To = []string{"admin@" + letters[i].Owner}
		}
		tk = b.do("ani", tk.ID, ticket.TellOwners{Letters: letters})
		if s := tk.Step(); s.ID == "notify-owner" || len(tk.Letters) != 40 || tk.URLs[499].State != "notified" {
			t.Errorf("step %s, %d letters, %+v", s.ID, len(tk.Letters), tk.URLs[499])
		}
	}, withBook(t))
}
