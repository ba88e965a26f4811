package calendar

import (
	"errors"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzParseTarget(f *testing.F) {
	for _, s := range []string{"1d", "4wd", "72h", "60min", "0d", "9999999999999999999h", "d", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseTarget(s)
		if err != nil {
			if !errors.Is(err, ErrTarget) || !got.IsZero() {
				t.Fatalf("%q: %v, %v", s, got, err)
			}
			return
		}
		if back, err := ParseTarget(got.String()); err != nil || back != got || got.check() != nil {
			t.Fatalf("%q reads as %v, then as %v, %v", s, got, back, err)
		}
	})
}

func FuzzAddICal(f *testing.F) {
	f.Add(ics("DTSTART;VALUE=DATE:20260504\nDTEND;VALUE=DATE:20260506\nRRULE:FREQ=YEARLY;COUNT=3\nEXDATE:20260504\nSUMMARY:HUT\\, kota"))
	f.Add(ics("DTSTART:20260504\nDURATION:P2W\nSUMMARY:a\n b\nDESCRIPTION:Observance"))
	f.Add([]byte("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:X\n :\n:"))
	base := wib(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		c := base.With(WorkingDays, ClosingTime)
		before := len(c.holidays)
		added, warnings, err := c.AddICal(data, "fuzz.ics")
		if err != nil && (!errors.Is(err, ErrData) || added != 0) {
			t.Fatalf("added %d: %v", added, err)
		}
		if len(c.holidays) != before+added || len(c.holidays) > maxHolidays || len(warnings) > maxWarnings {
			t.Fatalf("%d holidays and %d added make %d; %d warnings", before, added, len(c.holidays), len(warnings))
		}
		for d, h := range c.holidays {
			if !d.charted() || h.Date != d || !utf8.ValidString(h.Name) || utf8.RuneCountInString(h.Name) > maxNameRunes || h.Name == "" {
				t.Fatalf("holiday %+v on %s", h, d)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(siteFile))
	f.Add([]byte("[hours]\nmonday = \"\"\ntuesday = \"00:00-24:00\""))
	f.Add([]byte("[[special]]\nname = \"x\"\nfrom = 2026-01-01\nto = 2026-12-31\nhours = {monday = \"closed\"}"))
	f.Add([]byte("holiday = [{date = 2026-05-04, name = \"x\"}]"))
	start := time.Date(2026, 5, 4, 3, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data, "site.toml")
		if err != nil {
			if !errors.Is(err, ErrData) {
				t.Fatal(err)
			}
			return
		}
		d, err := c.Deadline(start, Target{4, WorkingDay}, []Pause{{From: start}}, start.AddDate(0, 0, 3))
		if err != nil && !errors.Is(err, ErrNeverOpen) {
			t.Fatal(err)
		}
		if err == nil && (d.At.Before(d.Started) || len(d.Explain("id")) < 3) {
			t.Fatalf("%+v", d)
		}
	})
}

func BenchmarkDeadline(b *testing.B) {
	c := wib(b)
	start := at(b, c, "2026-06-08 09:00")
	pauses := []Pause{pause(b, c, "2026-06-08 10:00", "2026-06-08 15:00"), pause(b, c, "2026-06-09 10:00", "")}
	now := at(b, c, "2026-06-09 14:00")
	for _, bench := range []struct {
		name   string
		target Target
		pauses []Pause
	}{{"1d", Target{1, Day}, nil}, {"4wd", Target{4, WorkingDay}, nil}, {"4wd paused twice", Target{4, WorkingDay}, pauses}, {"72h", Target{72, Hour}, nil}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Deadline(start, bench.target, bench.pauses, now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	d := due(b, wib(b), "2026-03-17 16:30", "4wd")
	for b.Loop() {
		d.Explain("id")
	}
}

func BenchmarkDefault(b *testing.B) {
	for b.Loop() {
		if _, err := Default("WIB"); err != nil {
			b.Fatal(err)
		}
	}
}
