package calendar

import (
	"errors"
	"testing"
	"time"
)

// at reads "2026-03-17 10:00" or with seconds in the zone of c.
func at(t testing.TB, c *Calendar, s string) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04"
	if len(s) > len(layout) {
		layout = time.DateTime
	}
	instant, err := time.ParseInLocation(layout, s, c.zone)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

// wib is the embedded calendar in western Indonesia.
func wib(t testing.TB) *Calendar {
	t.Helper()
	c, err := Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// golden has the ordinary hours and only the holidays of the golden vectors.
func golden(t testing.TB) *Calendar {
	t.Helper()
	c := wib(t)
	c.holidays = map[Date]*Holiday{}
	for _, s := range []string{"2025-03-28", "2025-03-31", "2025-04-01", "2025-04-02", "2025-04-03", "2025-04-04", "2025-04-07", "2025-04-18"} {
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.addHoliday(Holiday{Date: d, Name: "libur " + s, Kind: National, Source: "fixture"}); err != nil {
			t.Fatal(err)
		}
	}
	return c.seal()
}

func target(t testing.TB, s string) Target {
	t.Helper()
	parsed, err := ParseTarget(s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func due(t testing.TB, c *Calendar, start, promise string, pauses ...Pause) Deadline {
	t.Helper()
	d, err := c.Deadline(at(t, c, start), target(t, promise), pauses, at(t, c, "2026-12-31 00:00"))
	if err != nil {
		t.Fatalf("%s + %s: %v", start, promise, err)
	}
	return d
}

func wantAt(t testing.TB, c *Calendar, got time.Time, want string) {
	t.Helper()
	if !got.Equal(at(t, c, want)) {
		t.Errorf("got %s, want %s", got.Format("Mon 2006-01-02 15:04:05"), want)
	}
}

func pause(t testing.TB, c *Calendar, from, to string) Pause {
	t.Helper()
	p := Pause{From: at(t, c, from), Reason: "menunggu pemohon"}
	if to != "" {
		p.To = at(t, c, to)
	}
	return p
}

// The deadlines of 2026 in the reference on registry rules, section 8.
func TestDeadlines2026(t *testing.T) {
	c := wib(t)
	tests := []struct{ start, target, started, want string }{
		{"2026-03-17 10:00", "1wd", "2026-03-17 10:00", "2026-03-25 16:00"},
		{"2026-03-17 16:30", "1wd", "2026-03-25 07:30", "2026-03-26 16:00"},
		{"2026-05-13 15:59", "1wd", "2026-05-13 15:59", "2026-05-18 16:00"},
		{"2026-05-13 16:01", "4wd", "2026-05-18 07:30", "2026-05-22 16:30"},
		{"2026-12-23 09:00", "4wd", "2026-12-23 09:00", "2026-12-31 16:00"},
		{"2026-08-14 16:10", "1wd", "2026-08-14 16:10", "2026-08-18 16:00"},
		{"2026-11-20 16:45", "1wd", "2026-11-23 07:30", "2026-11-24 16:00"},
		{"2026-03-17 16:30", "72h", "2026-03-17 16:30", "2026-03-20 16:30"},
		{"2026-03-17 16:30", "1d", "2026-03-25 07:30", "2026-03-26 16:00"},
		{"2026-03-17 05:00", "1d", "2026-03-17 07:30", "2026-03-25 16:00"},
		{"2026-03-17 12:20", "1d", "2026-03-17 13:00", "2026-03-25 16:00"},
	}
	for _, tt := range tests {
		t.Run(tt.start+" "+tt.target, func(t *testing.T) {
			d := due(t, c, tt.start, tt.target)
			wantAt(t, c, d.Started, tt.started)
			wantAt(t, c, d.At, tt.want)
		})
	}
}

func TestWorkingDays2026(t *testing.T) {
	c := wib(t)
	open := 0
	for d := (Date{2026, 1, 1}); d.Year == 2026; d = d.AddDays(1) {
		if c.IsWorkingDay(d) {
			open++
		}
	}
	if open != 240 {
		t.Errorf("2026 has %d working days, want 240", open)
	}
}

func TestG1ThreeReadings(t *testing.T) {
	c := golden(t)
	wantAt(t, c, due(t, c.With(CalendarDays, ClosingTime), "2025-03-27 15:30", "1d").At, "2025-03-28 15:30")
	wantAt(t, c, due(t, c, "2025-03-27 15:30", "1d").At, "2025-04-08 16:00")
	wantAt(t, c, due(t, c.With(WorkingDays, SameTime), "2025-03-27 15:30", "1d").At, "2025-04-08 15:30")
	wantAt(t, c, due(t, c, "2025-03-27 15:30", "450min").At, "2025-04-08 15:30")
}

func TestG2ToG8(t *testing.T) {
	c := golden(t)
	tests := []struct {
		name, start, target string
		pauses              []Pause
		want                string
	}{
		{"G2", "2025-03-27 15:30", "4wd", nil, "2025-04-11 16:30"},
		{"G3", "2025-03-27 15:30", "72h", nil, "2025-03-30 15:30"},
		{"G4", "2025-03-27 10:00", "450min", []Pause{pause(t, c, "2025-03-27 15:00", "2025-04-08 09:00")}, "2025-04-08 13:30"},
		{"G5", "2025-06-16 10:00", "60min", []Pause{pause(t, c, "2025-06-16 10:30", "2025-06-17 07:00")}, "2025-06-17 08:00"},
		{"G6", "2025-06-15 22:00", "60min", nil, "2025-06-16 08:30"},
		{"G7", "2025-06-20 11:20", "30min", nil, "2025-06-20 13:20"},
		{"G8", "2025-06-16 16:00", "60min", nil, "2025-06-17 08:30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantAt(t, c, due(t, c, tt.start, tt.target, tt.pauses...).At, tt.want) })
	}
}

func TestG9StepsFollowOneAnother(t *testing.T) {
	c := golden(t)
	start := at(t, c, "2025-06-16 09:00")
	for _, step := range []struct{ target, want string }{
		{"1wd", "2025-06-17 16:00"}, {"3wd", "2025-06-20 16:30"}, {"1wd", "2025-06-23 16:00"}, {"1wd", "2025-06-24 16:00"},
	} {
		d, err := c.Deadline(start, target(t, step.target), nil, start)
		if err != nil {
			t.Fatal(err)
		}
		wantAt(t, c, d.At, step.want)
		start = d.At
	}
}

// G10: a pause that ends in the act that resolves still counts in full.
func TestG10PauseEndsWithResolution(t *testing.T) {
	c := golden(t)
	d := due(t, c, "2025-06-16 10:00", "60min", pause(t, c, "2025-06-16 10:30", "2025-06-18 09:00"))
	resolved := at(t, c, "2025-06-18 09:00")
	if got := c.WorkingTime(resolved, d.At); got != 30*time.Minute {
		t.Errorf("remaining at the resolution = %s, want 30m", got)
	}
}

// G11: pauses that begin in the same minute both count, the overlap once.
func TestG11PausesInTheSameMinute(t *testing.T) {
	c := golden(t)
	a, b := pause(t, c, "2025-06-16 10:00:10", "2025-06-16 10:00:20"), pause(t, c, "2025-06-16 10:00:30", "2025-06-16 10:10:30")
	wantAt(t, c, due(t, c, "2025-06-16 09:00", "120min", b, a).At, "2025-06-16 11:10:10")
	longer := pause(t, c, "2025-06-16 10:00:30", "2025-06-16 10:15:30")
	wantAt(t, c, due(t, c, "2025-06-16 09:00", "120min", b, longer).At, "2025-06-16 11:15")
}

// G12: the target changes while the clock stands still; the pause survives.
func TestG12TargetChangesDuringPause(t *testing.T) {
	c := golden(t)
	open := pause(t, c, "2025-06-16 10:00", "")
	now := at(t, c, "2025-06-17 07:30") // four and a half, less the break: 5 h paused
	for promise, want := range map[string]string{"1wd": "2025-06-18 13:30", "4wd": "2025-06-23 13:30"} {
		d, err := c.Deadline(at(t, c, "2025-06-16 09:00"), target(t, promise), []Pause{open}, now)
		if err != nil {
			t.Fatal(err)
		}
		wantAt(t, c, d.At, want)
	}
}

// G13: leave inserted after the promise moves it and changes the version.
func TestG13CalendarChangesAfterPromise(t *testing.T) {
	c := golden(t)
	before := due(t, c, "2025-06-16 09:00", "1d")
	added, warnings, err := c.AddICal([]byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20250617\r\nSUMMARY:Cuti bersama\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"), "surat edaran")
	if added != 1 || len(warnings) != 0 || err != nil {
		t.Fatalf("added %d, %v, %v", added, warnings, err)
	}
	after := due(t, c, "2025-06-16 09:00", "1d")
	wantAt(t, c, before.At, "2025-06-17 16:00")
	wantAt(t, c, after.At, "2025-06-18 16:00")
	if before.Version == after.Version {
		t.Errorf("version %s did not change", after.Version)
	}
}

// G14: reopened; the closed span is a pause, nothing restarts.
func TestG14Reopened(t *testing.T) {
	c := golden(t)
	closed := pause(t, c, "2025-06-17 09:00", "2025-06-23 09:00")
	wantAt(t, c, due(t, c, "2025-06-16 09:00", "1d", closed).At, "2025-06-23 16:00")
}

// G15: the clock starts when the server received the mail, whenever it was pulled.
func TestG15ReceiptNotImport(t *testing.T) {
	c := golden(t)
	d, err := c.Deadline(at(t, c, "2025-06-16 09:00"), target(t, "60min"), nil, at(t, c, "2025-06-16 11:00"))
	if err != nil {
		t.Fatal(err)
	}
	wantAt(t, c, d.Started, "2025-06-16 09:00")
	wantAt(t, c, d.At, "2025-06-16 10:00")
}

func TestG16NeverOpenAndOld(t *testing.T) {
	c := golden(t)
	old := due(t, c, "2023-01-02 09:00", "4wd")
	if got := c.WorkingTime(old.At, at(t, c, "2026-01-02 09:00")); got <= 0 || got > 3*366*24*time.Hour {
		t.Errorf("three years late: %s of working time", got)
	}
	c.weekly = [7]Hours{}
	for _, promise := range []string{"1d", "4wd", "1000wd", "60min"} {
		if _, err := c.Deadline(at(t, c, "2025-06-16 09:00"), target(t, promise), nil, time.Time{}); !errors.Is(err, ErrNeverOpen) {
			t.Errorf("%s with every day closed: %v", promise, err)
		}
	}
	if _, err := c.Deadline(at(t, c, "2025-06-16 09:00"), target(t, "72h"), nil, time.Time{}); err != nil {
		t.Errorf("hours need no opening: %v", err)
	}
}

// G17: the requester's zone changes nothing but how instants are written.
func TestG17RequesterInAnotherZone(t *testing.T) {
	c := golden(t)
	wit := time.FixedZone("WIT", 9*3600)
	start := time.Date(2025, 6, 16, 17, 59, 0, 0, wit) // 15:59 at the desk
	for _, sent := range []time.Time{start, start.UTC()} {
		d, err := c.Deadline(sent, target(t, "1d"), nil, sent)
		if err != nil {
			t.Fatal(err)
		}
		wantAt(t, c, d.At, "2025-06-17 16:00")
		if d.At.Location() != c.Zone() {
			t.Errorf("zone %s, want the desk's", d.At.Location())
		}
	}
}
