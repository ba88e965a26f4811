package console

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/register"
	"loket/ticket"
	"loket/ui/kit"
)

func (f *fakeDesk) Reminders() (int, error) { return f.due, nil }

func (f *fakeDesk) Campaign(_, note string) (*ticket.Campaign, error) {
	all, err := f.Register()
	c := &ticket.Campaign{Progress: register.Reregistration(all, on(2026, 12, 31))}
	for _, p := range f.Radar(all) {
		if p.Stage == register.Lapsed || p.Stage == register.Expired {
			c.Lapsed = append(c.Lapsed, p)
		}
		if p.Due() && p.Entry.Name == "jalan.batam.go.id" {
			c.Underway = append(c.Underway, ticket.Underway{Position: p, Ticket: "2026-00003"})
		}
	}
	due := slices.DeleteFunc(f.Radar(all), func(p register.Position) bool { return p.Entry.Name == "jalan.batam.go.id" })
	for _, b := range register.Batches(due) {
		m := ticket.Mailing{Batch: b, Service: "subdomain-renewal", Draft: ticket.Draft{Subject: "Pengingat pendaftaran ulang [baru]", Body: "Dengan hormat,\n\n" + note + "\n\x1b[2JHormat kami,"}}
		if b.To.Email == "" {
			m.Lacks = "no-address"
		}
		c.Mailings = append(c.Mailings, m)
	}
	return c, err
}

func (f *fakeDesk) Remind(_ context.Context, by, note string, list []ticket.Mailing) (int, error) {
	for _, m := range list {
		f.did = append(f.did, fmt.Sprintf("%s reminds %s (%s)", by, m.Batch.To.Email, note))
		for _, p := range m.Batch.Positions {
			for i := range f.names {
				if f.names[i].Name == p.Entry.Name {
					f.names[i] = f.names[i].Remind(register.Reminder{End: p.End, Mark: p.Mark, At: start})
				}
			}
		}
	}
	f.renamed++
	return len(list), f.fail
}

func (f *fakeDesk) OpenLapse(_ context.Context, by string, name domain.Name) (*ticket.Ticket, error) {
	f.did = append(f.did, by+" opens the deletion of "+string(name))
	return &ticket.Ticket{ID: 5, Number: "2026-00099"}, f.fail
}

// campaigned has letters to two people and to nobody, a name that lapsed, one that is
// being renewed, and one that was reminded.
func campaigned(t *testing.T, w, h int, change ...func(*Options)) (*App, *fakeDesk) {
	t.Helper()
	a, f := registered(t, w, h, change...)
	end := on(2026, 12, 31)
	sub := func(name domain.Name, email string) register.Entry {
		return register.Entry{Name: name, Agency: "Dinas Contoh", Responsible: register.Person{Name: "Budi", Email: email}, Until: end}
	}
	told := sub("sudah.batam.go.id", "sari@batam.go.id")
	told.Reminders = []register.Reminder{{End: end, Mark: 60, At: start}}
	f.names = append(f.names, sub("a.batam.go.id", "budi@batam.go.id"), sub("b.batam.go.id", "budi@batam.go.id"), sub("tanpa.batam.go.id", ""), sub("jalan.batam.go.id", "x@batam.go.id"), told)
	f.names[5].Until, f.names[6].Until = end, end
	a.press("D", "R")
	return a, f
}

func TestGoldenCampaign(t *testing.T) {
	for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			a, _ := campaigned(t, size[0], size[1], func(o *Options) { o.Lang = lang })
			id := strconv.Itoa(size[0]) + "_" + string(lang)
			golden(t, "campaign_"+id, a.text())
			a.press("s")
			golden(t, "campaign_send_"+id, a.text())
		}
	}
}

func TestRemindersAreSentTogether(t *testing.T) {
	a, f := campaigned(t, 120, 40)
	a.press("N", "Loket tutup 24 Desember.", "ctrl+s")
	if text := a.text(); !strings.Contains(text, "Loket tutup 24 Desember.") {
		t.Fatalf("the note is in no letter:\n%s", text)
	}
	a.press("space", "s") // the first one is left out
	if text := a.text(); !strings.Contains(text, "1 surat untuk 1 nama") || !strings.Contains(text, "1 dilewati") {
		t.Fatalf("what is sent is not said:\n%s", text)
	}
	a.press("esc", "s", "n")
	if len(f.did) != 0 {
		t.Fatalf("sent without a yes: %v", f.did)
	}
	a.press("space", "s", "y")
	want := []string{"rina reminds budi@batam.go.id (Loket tutup 24 Desember.)", "rina reminds slamet@contohkota.go.id (Loket tutup 24 Desember.)"}
	if !slices.Equal(f.did, want) {
		t.Errorf("%q, want %q", f.did, want)
	}
	a.press("s")
	if len(f.did) != 2 || strings.Contains(a.text(), "budi@batam.go.id") {
		t.Errorf("they can be sent again: %v\n%s", f.did, a.text())
	}
}

func TestDeletionIsOffered(t *testing.T) {
	a, f := campaigned(t, 120, 40, func(o *Options) {
		o.Ticket = func(env *kit.Env, _ ticket.ID) kit.Screen { return newSettings(env, o) }
	})
	a.press("x")
	if len(f.did) != 0 {
		t.Fatalf("a letter was deleted: %v", f.did)
	}
	for range 3 {
		a.press("down")
	}
	a.press("x")
	if text := a.text(); !strings.Contains(text, "Nama belum dihapus") || len(f.did) != 0 {
		t.Fatalf("it does not ask: %v\n%s", f.did, text)
	}
	a.press("y")
	if len(f.did) != 1 || f.did[0] != "rina opens the deletion of lamakab.go.id" {
		t.Errorf("%v", f.did)
	}
}

// TestRegisterIsReadWhenItChanged and at no other change of the desk.
func TestRegisterIsReadWhenItChanged(t *testing.T) {
	now := start
	a, f := registered(t, 120, 40, func(o *Options) { o.Now = func() time.Time { return now } })
	a.press("D")
	read := f.read
	for range 5 {
		a.settle(a.do(a.top().Apply(kit.Changes{Rows: f.rows[:1]})))
	}
	if f.read != read {
		t.Errorf("read %d times more although nothing changed", f.read-read)
	}
	f.renamed++
	a.settle(a.do(a.top().Apply(kit.Changes{})))
	if f.read != read+1 {
		t.Errorf("read %d times after a change", f.read-read)
	}
	now = now.Add(24 * time.Hour)
	a.settle(a.do(a.tick()))
	if f.read != read+2 {
		t.Errorf("read %d times on a new day", f.read-read)
	}
}

// rub takes the last characters away.
func (a *App) rub(n int) {
	for range n {
		a.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
}

func TestNameIsAdded(t *testing.T) {
	a, f := registered(t, 120, 40)
	a.press("D", "a", "bukan nama", "ctrl+s")
	if len(f.did) != 0 {
		t.Fatalf("kept %v", f.did)
	}
	a.rub(10)
	a.press("baru.desa.id", "down", "Desa Baru")
	for range 10 {
		a.press("down")
	}
	a.press("Kelas A", "ctrl+s")
	if text := a.text(); !strings.Contains(text, "Tulis satu isian") || len(f.did) != 0 {
		t.Fatalf("a field without a label is kept: %v\n%s", f.did, text)
	}
	a.rub(2)
	a.press(": A", "ctrl+s")
	got := f.names[len(f.names)-1]
	if got.Name != "baru.desa.id" || got.Agency != "Desa Baru" || len(got.Fields) != 1 || got.Fields[0] != (register.Field{Label: "Kelas", Value: "A"}) {
		t.Errorf("kept %+v", got)
	}
	if text := a.text(); !strings.Contains(text, "baru.desa.id") {
		t.Errorf("it is not listed:\n%s", text)
	}
}
