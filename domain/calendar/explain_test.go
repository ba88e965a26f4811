package calendar

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExplain(t *testing.T) {
	c := wib(t)
	d := due(t, c, "2026-03-20 16:30", "1d", pause(t, c, "2026-03-25 10:00", "2026-03-25 14:30"))
	d.Version = "v"
	want := []string{
		"Diterima Jumat 20 Maret 2026 16:30 WIB; target 1 hari",
		"Jumat 20 Maret 2026: Cuti bersama Idulfitri (cuti bersama; SKB 3 Menteri 1497/2/5-2025; terverifikasi)",
		"Sabtu 21 Maret 2026: Idulfitri 1447 Hijriah (libur nasional; SKB 3 Menteri 1497/2/5-2025; terverifikasi)",
		"Minggu 22 Maret 2026: Idulfitri 1447 Hijriah (libur nasional; SKB 3 Menteri 1497/2/5-2025; terverifikasi)",
		"Senin 23 Maret 2026: Cuti bersama Idulfitri (cuti bersama; SKB 3 Menteri 1497/2/5-2025; terverifikasi)",
		"Selasa 24 Maret 2026: Cuti bersama Idulfitri (cuti bersama; SKB 3 Menteri 1497/2/5-2025; terverifikasi)",
		"Waktu mulai dihitung Rabu 25 Maret 2026 07:30 WIB, saat layanan buka",
		"Rabu 25 Maret 2026: hari ke-0, 07:30-10:00 (2 jam 30 menit)",
		"Jeda Rabu 25 Maret 2026 10:00 WIB sampai Rabu 25 Maret 2026 14:30 WIB: menunggu pemohon; tenggat bergeser 3 jam 30 menit",
		"Rabu 25 Maret 2026: hari ke-0, 14:30-16:00 (1 jam 30 menit)",
		"Kamis 26 Maret 2026: hari kerja ke-1, 07:30-12:00, 13:00-16:00 (7 jam 30 menit)",
		"Jumat 27 Maret 2026: dihitung 07:30-11:00 (3 jam 30 menit)",
		"Jatuh tempo Jumat 27 Maret 2026 11:00 WIB",
		"Kalender versi v",
	}
	if diff := cmp.Diff(want, d.Explain("id")); diff != "" {
		t.Error(diff)
	}
}

func TestExplainHours(t *testing.T) {
	c := wib(t)
	now := at(t, c, "2026-03-19 10:00")
	d, err := c.Deadline(at(t, c, "2026-03-17 16:30"), target(t, "72h"), []Pause{{From: at(t, c, "2026-03-18 10:00"), Reason: "PANDI\x1b[2J"}}, now)
	if err != nil {
		t.Fatal(err)
	}
	d.Version = "v"
	want := []string{
		"Received Tuesday 17 March 2026 16:30 WIB; target 72 hours (day and night)",
		"Tuesday 17 March 2026 16:30 WIB to Wednesday 18 March 2026 10:00 WIB: counted 17 h 30 min",
		"Paused since Wednesday 18 March 2026 10:00 WIB, still lasting, reckoned to Thursday 19 March 2026 10:00 WIB: PANDI; moves the deadline by 24 h",
		"Thursday 19 March 2026 10:00 WIB to Saturday 21 March 2026 16:30 WIB: counted 54 h 30 min",
		"Due Saturday 21 March 2026 16:30 WIB",
		"Calendar version v",
	}
	if diff := cmp.Diff(want, d.Explain("en")); diff != "" {
		t.Error(diff)
	}
}

// A deadline that reaches a year without holiday data says so, an unverified
// holiday is marked, and special hours are named.
func TestExplainDoubts(t *testing.T) {
	c, err := Parse([]byte("use_special = [\"ramadan-2027\"]\n"), "site.toml")
	if err != nil {
		t.Fatal(err)
	}
	lines := func(start string) map[string]bool {
		set := map[string]bool{}
		for _, line := range due(t, c, start, "2wd").Explain("en") {
			set[line] = true
		}
		return set
	}
	for start, want := range map[string]string{
		"2027-12-30 10:30": "Note: the national holidays of 2028 are not in the calendar",
		"2027-05-14 09:00": "Monday 17 May 2027: Iduladha 1448 Hijriah (national holiday; SKB 3 Menteri tahun 2027 (nomor belum diketahui); not verified)",
		"2027-02-17 09:00": "Friday 19 February 2027: working day 2, 08:00-11:30, 12:30-15:30, Ramadan 1448 Hijriah (6 h 30 min)",
	} {
		if got := lines(start); !got[want] {
			t.Errorf("from %s: no line %q in %v", start, want, got)
		}
	}
}

// The example in the contract: four hours of pause move a close at 16:00 to
// 11:30 of the next working day; a whole day moves it to the next close.
func TestPauseMovesTheClose(t *testing.T) {
	c := wib(t)
	wantAt(t, c, due(t, c, "2026-06-08 09:00", "1d", pause(t, c, "2026-06-08 10:00", "2026-06-08 15:00")).At, "2026-06-10 11:30")
	wantAt(t, c, due(t, c, "2026-06-08 09:00", "1d", pause(t, c, "2026-06-08 10:00", "2026-06-09 10:00")).At, "2026-06-10 16:00")
	wantAt(t, c, due(t, c, "2026-06-08 09:00", "1d", pause(t, c, "2026-06-08 16:00", "2026-06-09 07:30")).At, "2026-06-09 16:00")
	wantAt(t, c, due(t, c, "2026-06-08 09:00", "1d", pause(t, c, "2026-06-09 16:00", "2026-06-30 07:30")).At, "2026-06-09 16:00")
	wantAt(t, c, due(t, c, "2026-06-08 09:00", "1d", pause(t, c, "2026-06-09 15:00", "2026-06-09 08:00")).At, "2026-06-09 16:00")
	wantAt(t, c, due(t, c, "2026-06-08 09:00", "72h", pause(t, c, "2026-06-08 20:00", "2026-06-09 01:30")).At, "2026-06-11 14:30")
}

func TestSameTimeIsDrawnIntoHours(t *testing.T) {
	c := wib(t).With(WorkingDays, SameTime)
	for start, want := range map[string]string{
		"2026-06-11 11:45": "2026-06-12 11:30", // Friday's break
		"2026-06-12 16:20": "2026-06-15 16:00", // Friday closes later
		"2026-06-14 22:00": "2026-06-17 07:30", // Sunday night; the 16th is a holiday
		"2026-06-11 16:00": "2026-06-12 16:00",
	} {
		wantAt(t, c, due(t, c, start, "1wd").At, want)
	}
	// Stopped in the night before a due opening: due at the opening after the stop.
	night := pause(t, c, "2026-06-10 20:00", "2026-06-13 10:00")
	wantAt(t, c, due(t, c, "2026-06-10 07:30", "1wd", night).At, "2026-06-15 07:30")
}

// A deadline kept as JSON comes back with the same instants and lines.
func TestDeadlineAsJSON(t *testing.T) {
	c := wib(t)
	d := due(t, c, "2026-03-17 16:30", "4wd", pause(t, c, "2026-03-25 10:00", "2026-03-25 14:30"))
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var back Deadline
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, back); diff != "" {
		t.Error(diff)
	}
	if len(back.Explain("id")) != len(d.Explain("id")) {
		t.Error("the explanation changed its length")
	}
}
