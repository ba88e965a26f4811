package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCourse(t *testing.T) {
	c := wib(t)
	for _, k := range []struct{ name, start, target, half, most string }{
		// Monday 09:00 to Tuesday 16:00: 3 h, 3 h; 4.5 h, 3 h. Half of 13.5 h is 6:45.
		{"a day", "2026-05-04 09:00", "1d", "2026-05-05 08:15", "2026-05-05 14:39"},
		{"three days and nights", "2026-05-04 09:00", "72h", "2026-05-05 21:00", "2026-05-07 01:48"},
		// It begins with the desk.
		{"in the evening", "2026-05-04 20:00", "1d", "2026-05-05 16:00", "2026-05-06 14:30"},
	} {
		t.Run(k.name, func(t *testing.T) {
			target, err := ParseTarget(k.target)
			if err != nil {
				t.Fatal(err)
			}
			start := at(t, c, k.start)
			dl, err := c.Deadline(start, target, nil, start)
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.Course(start, target, dl.At, 50, 90, 100)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range []time.Time{at(t, c, k.half), at(t, c, k.most), dl.At} {
				if !got.At[i].Equal(want) {
					t.Errorf("mark %d at %v, want %v", i, got.At[i], want)
				}
			}
		})
	}
}

// TestCourseAgreesWithTheClock: after every pause has ended the share that is used is
// the time the clock has run, whatever the pauses were.
func TestCourseAgreesWithTheClock(t *testing.T) {
	c := wib(t)
	monday := at(t, c, "2026-05-04 08:00")
	rapid.Check(t, func(t *rapid.T) {
		target, err := ParseTarget(rapid.SampledFrom([]string{"1d", "4wd", "72h", "3wd"}).Draw(t, "target"))
		if err != nil {
			t.Fatal(err)
		}
		minutes := func(name string, most int) time.Duration {
			return time.Duration(rapid.IntRange(0, most).Draw(t, name)) * time.Minute
		}
		start := monday.Add(minutes("start", 7*24*60))
		from := start.Add(minutes("paused after", 600))
		to := from.Add(minutes("for", 4000))
		dl, err := c.Deadline(start, target, []Pause{{From: from, To: to}}, to)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Course(start, target, dl.At, 50)
		if err != nil {
			t.Fatal(err)
		}
		now := to.Add(minutes("later", 3*24*60))
		left := dl.At.Sub(now)
		if got.Working {
			left = c.WorkingTime(now, dl.At)
		}
		if used := got.Total - left; now.Before(dl.At) && (used*2 >= got.Total) != !now.Before(got.At[0]) {
			t.Fatalf("at %v %v of %v are used, half at %v", now, used, got.Total, got.At[0])
		}
	})
}

func TestClosing(t *testing.T) {
	c := wib(t)
	now := at(t, c, "2026-05-08 10:00") // a Friday
	if close, open := c.Closing(now); !open || !close.Equal(at(t, c, "2026-05-08 16:30")) {
		t.Errorf("closes at %v, %v", close, open)
	}
	if _, open := c.Closing(at(t, c, "2026-05-09 10:00")); open {
		t.Error("open on a Saturday")
	}
	if got := c.Midnight(now); !got.Equal(at(t, c, "2026-05-09 00:00")) {
		t.Errorf("midnight is %v", got)
	}
}
