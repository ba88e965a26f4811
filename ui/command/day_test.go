package command_test

import (
	"encoding/json"
	"fmt"
	"loket/domain/registry"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestDay plays a working day at one desk: an officer, a verifier for two services, a
// domain name officer and a supervisor, each with OpenSSH in a terminal of their own
// and with nothing but keys. Mail comes meanwhile. In the evening the record must be
// valid, say who did what, and have every mail once.
func TestDay(t *testing.T) {
	d := openDay(t)
	sari, bima, dewi := d.sits("sari", "id", 120, 40), d.sits("bima", "id", 120, 40), d.sits("dewi", "id", 100, 30)
	ratna := d.sits("ratna", "en", 80, 24)
	for _, scene := range []struct {
		name string
		play func()
	}{
		{"a claim and what others see of it", func() { d.claim(sari, bima) }},
		{"a dispute", func() { d.dispute(sari, bima) }},
		{"verified by another officer", func() { d.verify(sari, bima) }},
		{"returned for revision", func() { d.revise(bima) }},
		{"an act and a second officer", func() { d.act(dewi, sari) }},
		{"handed over", func() { d.handOver(sari, bima, dewi) }},
		{"a letter taken over", func() { d.takeOver(sari, dewi) }},
		{"overtaken by a mail", func() { d.overtaken(dewi) }},
		{"a link that dies", func() { d.killed(sari, dewi) }},
		{"supervised", func() { d.supervise(ratna, bima) }},
	} {
		began := time.Now()
		d.arrives()
		scene.play()
		t.Logf("%-36s %.1f s", scene.name, time.Since(began).Seconds())
	}
	d.judge()
}

// press sends keys by their names.
func (p *person) press(keys ...string) {
	p.day.t.Helper()
	p.tmux(append([]string{"send-keys"}, keys...)...)
}

// types sends a text.
func (p *person) types(text string) { p.day.t.Helper(); p.tmux("send-keys", "-l", "--", text) }

// does presses keys, one after the other, and waits after each for what the screen
// says then.
func (p *person) does(strokes ...string) {
	p.day.t.Helper()
	for i := 0; i+1 < len(strokes); i += 2 {
		p.press(strokes[i])
		p.until(strokes[i+1], p.id+" pressed "+strokes[i])
	}
}

// insists presses a key until the screen says something: what opened by itself takes
// no key while somebody types.
func (p *person) insists(key, what string, there func(screen string) bool) {
	p.day.t.Helper()
	var last time.Time
	p.await(fmt.Sprintf("%s after %s pressed %s", what, p.id, key), func(screen string) bool {
		if there(screen) {
			return true
		}
		if time.Since(last) > time.Second {
			p.press(key)
			last = time.Now()
		}
		return false
	})
}

// confirms types the name that a dangerous act asks for.
func (p *person) confirms(name string) {
	p.day.t.Helper()
	p.insists("Enter", "the question for the name", func(screen string) bool { return strings.Contains(screen, "Ketik "+name) })
	p.types(name)
}

// sees waits for what somebody else caused.
func (p *person) sees(says string) { p.day.t.Helper(); p.until(says, p.id+" waits") }

// files waits until so many requirements have a file: files are looked at after their
// mail was kept.
func (p *person) files(n int) {
	p.day.t.Helper()
	p.await(fmt.Sprintf("%d files", n), func(screen string) bool { return strings.Count(screen, "· 1 berkas") >= n })
}

// finds goes back to the list of all open tickets and filters it by a name.
func (p *person) finds(name string) {
	p.day.t.Helper()
	for was, end := p.top(), time.Now().Add(patience); !strings.Contains(was, "domain:*.desa.id"); was = p.top() {
		if time.Now().After(end) {
			p.day.t.Fatalf("%s does not come back to the list:\n%s", p.id, was)
		}
		p.press("Escape")
		pressed := time.Now() // what closed may have been above these lines
		p.await("something else after Escape", func(string) bool { return p.top() != was || time.Since(pressed) > time.Second })
	}
	p.press("6")
	p.types("/" + name)
	p.until("/ "+name, p.id+" filters")
	p.press("Enter")
	p.await("one row, chosen", func(screen string) bool { return strings.Contains(screen, "› ") })
}

// opens is finds, and the ticket on the screen.
func (p *person) opens(name string) {
	p.day.t.Helper()
	p.finds(name)
	p.press("Enter")
	p.await(name+" on the screen", func(screen string) bool {
		head, _, _ := strings.Cut(screen, "\n")
		return strings.HasPrefix(strings.TrimSpace(head), "2026-")
	})
}

// top is the first two lines: a ticket's, or the views and the filter of the list.
func (p *person) top() string { return p.tmux("capture-pane", "-p", "-E", "1") }

func (d *day) claim(sari, bima *person) {
	bima.finds("pasarmajujaya")
	sari.opens("pasarmajujaya")
	bima.sees("◦ Sari")
	sari.does("c", "Tiket diambil")
	bima.sees("Petugas    Sari")
	sari.sees("bebas · registri") // the registry was asked when the request came
	sari.does("n", "Verifikasi dokumen — 0 dari 4 diterima")
}

// dispute has two officers take one ticket at the same time: one has it, the other is
// told whose it is.
func (d *day) dispute(sari, bima *person) {
	for _, p := range []*person{sari, bima} {
		p.finds("festivalbahari")
	}
	var both sync.WaitGroup
	for _, p := range []*person{sari, bima} {
		both.Go(func() { p.press("c") })
	}
	both.Wait()
	told := map[*person]bool{}
	for _, p := range []*person{sari, bima} {
		other := map[*person]string{sari: "Bima", bima: "Sari"}[p]
		p.await("an outcome", func(screen string) bool {
			told[p] = strings.Contains(screen, other+" mendahului") || strings.Contains(screen, "sedang dikerjakan "+other)
			return told[p] || strings.Contains(screen, "Anda ambil")
		})
	}
	if told[sari] == told[bima] {
		d.t.Errorf("the other was first: sari was told so %v, bima %v", told[sari], told[bima])
	}
}

// verify judges five documents on a ticket of somebody else, who sees it.
func (d *day) verify(sari, bima *person) {
	sari.opens("pasarmajujaya")
	bima.opens("pasarmajujaya")
	bima.does("2", "Kelengkapan · 0 dari 4")
	bima.files(5)
	bima.does("a", "Kelengkapan · 1 dari 4", "a", "Kelengkapan · 2 dari 4", "a", "Kelengkapan · 3 dari 4", "a", "Kelengkapan · 4 dari 4",
		"a", "Kelengkapan · 5 dari 5", "n", "Anda menyatakan syarat berikut terpenuhi", "y", "▸ Setujui pendaftaran")
	sari.sees("▸ Setujui pendaftaran")
}

// revise rejects a letter for what was found in it and returns the request; the
// requester's answer comes back to the ticket.
func (d *day) revise(bima *person) {
	bima.opens("binangunsiaga")
	bima.does("c", "Tiket diambil", "2", "Kelengkapan · 0 dari 4")
	bima.files(5)
	bima.does("x", "Tolak: Surat permohonan", "Enter", "ditolak · Nama domain berbeda",
		"a", "Kelengkapan · 1 dari 4", "a", "Kelengkapan · 2 dari 4", "a", "Kelengkapan · 3 dari 4", "R", "binangunsiap.go.id, sedangkan",
		"C-s", "Kirim surat ini?", "Enter", "menunggu pemohon")
	subject := d.letter("siti.rahmawati@binangunkota.go.id", "binangunsiap.go.id, sedangkan")
	d.writes("siti.rahmawati@binangunkota.go.id", "Re: "+subject, "", "Baik, surat akan kami perbaiki hari ini.", d.now())
	bima.does("1", "surat akan kami perbaiki")
}

// act has a name held at the registry: one officer proposes, another approves.
func (d *day) act(dewi, sari *person) {
	dewi.opens("binanguncerdas")
	dewi.does("c", "Tiket diambil", "2", "Kelengkapan · 0 dari 3")
	dewi.files(3)
	dewi.does("a", "Kelengkapan · 1 dari 3", "a", "Kelengkapan · 2 dari 3", "a", "Kelengkapan · 3 dari 3",
		"n", "rencananya dilihat dulu", "n", "Yang akan berubah")
	dewi.confirms("binanguncerdas.go.id")
	dewi.does("Enter", "Rencana menunggu petugas kedua")
	sari.finds("pasarmajujaya")
	sari.does("Escape", "domain:*.desa.id", "8", "2026-00015 ?", "Enter", "diajukan Dewi", "3", "menunggu persetujuan", "a", "enter setujui")
	sari.confirms("binanguncerdas.go.id")
	sari.does("Enter", "▸ Kirim hasil")
	dewi.sees("▸ Kirim hasil")
	if s, _ := d.registry.State("binanguncerdas.go.id"); !slices.Contains(s.Statuses, registry.ClientHold) {
		d.t.Errorf("the registry has %v", s.Statuses)
	}
}

// handOver gives a ticket away with a word for who gets it; a note names a third
// officer, who is told.
func (d *day) handOver(sari, bima, dewi *person) {
	sari.opens("karangelok")
	sari.does("c", "Tiket diambil", "i", "Hanya dibaca petugas")
	sari.types("Mohon @dewi lihat daftar situsnya.")
	sari.does("C-s", "Catatan disimpan")
	dewi.sees("Mohon @dewi lihat")
	sari.does("A", "tugaskan")
	sari.types("bima")
	sari.does("Enter", "Serahkan kepada Bima")
	sari.types("Tinggal menunggu bukti bersih.")
	sari.does("C-s", "@Bima")
	bima.sees("Tinggal menunggu bukti bersih.")
}

// takeOver: one officer writes, another takes the letter over with what is in it.
func (d *day) takeOver(sari, dewi *person) {
	sari.opens("lumbungdaerah")
	sari.does("r", "Surat biasa")
	sari.types("Permohonan sedang kami periksa.")
	dewi.opens("lumbungdaerah")
	dewi.sees("Sari menulis")
	dewi.does("r", "Ambil alih")
	dewi.does("y", "Permohonan sedang kami periksa.")
	sari.sees("Dewi mengambil alih surat")
}

// overtaken: a mail comes while its answer is being written. The letter does not leave
// before it was read, and nothing of it is lost.
func (d *day) overtaken(dewi *person) {
	d.writes("csirt@nusabahariprov.go.id", "Alamat tambahan", d.sample("lumbungdaerah.go.id"), "Dua alamat lagi menyusul sore ini.", d.now())
	dewi.sees("pesan baru datang")
	dewi.does("C-s", "Dua alamat lagi menyusul")
	dewi.insists("Enter", "the letter", func(screen string) bool { return !strings.Contains(screen, "kirim surat seperti adanya") })
	dewi.types(" Dua alamat lagi kami tunggu.")
	dewi.does("C-s", "Kirim surat ini?", "Enter", "Surat masuk kotak keluar")
	d.letter("csirt@nusabahariprov.go.id", "Permohonan sedang kami periksa. Dua alamat lagi kami tunggu.")
}

// killed: the line of an officer who writes is cut, after the terminal became smaller.
// The claim, and the letter as it was, are there again.
func (d *day) killed(sari, dewi *person) {
	sari.opens("kopritirtakencana")
	sari.does("c", "Tiket diambil", "r", "Surat biasa")
	sari.types("Baris sebelum putus,")
	dewi.finds("kopritirtakencana")
	dewi.sees("✎ Sari")
	sari.tmux("resize-window", "-x", "80", "-y", "24")
	sari.types(" dan sesudah layar mengecil.")
	sari.sees("sesudah layar mengecil.")
	pid, err := strconv.Atoi(strings.TrimSpace(sari.tmux("display-message", "-p", "#{pane_pid}")))
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	sari.ended()
	dewi.sees("✐ naskah")
	sari.comes()
	sari.opens("kopritirtakencana")
	sari.sees("tiket Anda")
	sari.does("r", "Draf dipulihkan")
	sari.sees("Baris sebelum putus, dan sesudah layar mengecil.")
}

// supervise: the board, tickets given to another officer at once, the cause of a missed
// promise, one that is missed meanwhile, the month's report.
func (d *day) supervise(ratna, bima *person) {
	d.writes("csirt@nusabahariprov.go.id", "Permohonan pemutusan akses lombasakti.go.id", "",
		"Mohon pemutusan akses https://lombasakti.go.id/slot/ yang memuat judi daring.", d.now().Add(-72*time.Hour+3*time.Second))
	ratna.does("B", " at risk ", "3", "late -", "Space", "1 marked", "Space", "2 marked", "A", "Give 2 tickets", "Tab", "Why, what to know")
	ratna.types("Beban dibagi.")
	ratna.does("C-s", "Handed over: 2 tickets")
	bima.sees("lainnya)") // one toast for both
	ratna.does("6", " no cause ", "C", "Why 1 ticket was late", "Tab", "Comment")
	ratna.types("tiga orang cuti")
	ratna.does("C-s", "Cause: 1 ticket")
	alert := regexp.MustCompile(`is late|promises run out|! \d+ alerts?`)
	ratna.await("an alert", alert.MatchString)
	ratna.does("q", "due:<4h", "M", "Report  2026-11")
	if report := d.asks("ratna", "report", "--month", "2026-11"); !strings.Contains(report, "tiga orang cuti") {
		d.t.Errorf("the report does not say why:\n%s", report)
	}
}

// judge stops the desk and reads its record: it is whole, says of each act who did it,
// and has every mail that came once.
func (d *day) judge() {
	loket := d.evening()
	loket("check")
	did := map[string]int{}
	for line := range strings.Lines(loket("log", "--json")) {
		var e struct {
			By, Kind string
			Body     struct{ Why string }
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			d.t.Fatalf("%v: %s", err, line)
		}
		did[strings.TrimSpace(e.By+" "+e.Kind+" "+e.Body.Why)]++
	}
	for what, want := range map[string]int{
		"sari signed-in": 2, "sari signed-out link": 1, "sari signed-out stopped": 1, "bima signed-in": 1, "bima signed-out stopped": 1, "dewi signed-out stopped": 1,
		"ratna signed-in": 2, "ratna signed-out left": 1, "ratna signed-out stopped": 1,
		"bima verdict-given": 9, "bima revision-requested": 1, "bima letter-queued": 1,
		"dewi act-proposed": 1, "sari act-approved": 1, "sari note-added": 1,
		"dewi writing-taken": 1, "dewi letter-queued": 1, "ratna claimed": 2, "ratna breach-explained": 1,
	} {
		if did[what] != want {
			d.t.Errorf("%q is %d times in the record, want %d", what, did[what], want)
		}
	}
	if n := did["sari claimed"] + did["bima claimed"]; n != 6 { // one of the two in the dispute
		d.t.Errorf("sari and bima took or gave %d tickets, want 6", n)
	}
	if d.t.Failed() {
		d.t.Logf("the record has %v", did)
	}
	var journal []struct{ UID, Fate, Ticket string }
	if err := json.Unmarshal([]byte(loket("export", "--journal")), &journal); err != nil {
		d.t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range journal {
		if seen[m.UID] || m.Fate == "" || (m.Fate == "new" || m.Fate == "joined") && m.Ticket == "" {
			d.t.Errorf("mail %s: %s, ticket %q", m.UID, m.Fate, m.Ticket)
		}
		seen[m.UID] = true
	}
	if len(journal) != d.arrived {
		d.t.Errorf("%d mails are in the record, %d came", len(journal), d.arrived)
	}
}
