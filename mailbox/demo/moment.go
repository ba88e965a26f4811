package demo

import "time"

// wib is Jakarta's time, fixed so that no zone database is needed.
var wib = time.FixedZone("WIB", 7*60*60)

// The desk's hours, which the moments below are chosen against: 07:30-16:00 WIB, Monday to Friday. Holidays are not known
// here, so around one the share of late requests differs.
const (
	opens  = 7*time.Hour + 30*time.Minute
	closes = 16 * time.Hour
)

// moment is when a sample arrived, told relative to the mailbox's present. The working day in which a request made on
// the day before falls due is called today below: the present day, or the next working day once the desk has closed.
type moment struct {
	back  int           // working days before today: 1 is due today, 2 and more are late for a target of one day
	clock time.Duration // with back > 0: time of that day
	share float64       // with back == 0: position between the last closing and the present, 0 to 1
	ago   time.Duration // takes precedence: exactly so long before the present
}

// days is n working days before today at hour:minute, in office hours.
func days(n, hour, minute int) moment {
	return moment{back: n, clock: time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute}
}

// lately is in the time that leaves a whole working day or more: 0 is long ago, 1 is just now.
func lately(share float64) moment { return moment{share: share} }

// ago is an exact time before the present.
func ago(d time.Duration) moment { return moment{ago: d} }

func (m moment) at(now time.Time) time.Time {
	now = now.In(wib)
	today := dueDay(now)
	switch {
	case m.ago > 0:
		return now.Add(-m.ago).Truncate(time.Second)
	case m.back > 0:
		return workdaysBack(today, m.back).Add(m.clock)
	}
	begin := workdaysBack(today, 1).Add(closes)
	if awake(begin, now) < time.Hour {
		begin = workdaysBack(today, 1).Add(opens)
	}
	part := time.Duration(m.share * float64(awake(begin, now)))
	return earlier(afterAwake(begin, part), now).Truncate(time.Second)
}

// midnight begins t's day in WIB.
func midnight(t time.Time) time.Time {
	y, m, d := t.In(wib).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, wib)
}

func working(day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// dueDay is the working day that is on, or the next one when the desk has closed.
func dueDay(now time.Time) time.Time {
	day := midnight(now)
	if working(day) && now.Sub(day) < closes {
		return day
	}
	for {
		day = day.AddDate(0, 0, 1)
		if working(day) {
			return day
		}
	}
}

func workdaysBack(day time.Time, n int) time.Time {
	for n > 0 {
		day = day.AddDate(0, 0, -1)
		if working(day) {
			n--
		}
	}
	return day
}

// pace says how much people write in a stretch of the day: most in office hours, little in the evening and on days off,
// nothing at night.
type pace struct {
	from, to time.Duration
	weight   float64
}

func paces(day time.Time) []pace {
	if !working(day) {
		return []pace{{7 * time.Hour, 21 * time.Hour, 0.1}}
	}
	return []pace{{6 * time.Hour, opens, 0.3}, {opens, closes, 1}, {closes, 21 * time.Hour, 0.15}}
}

// awake is the time between two instants, weighed by how much people write in it.
func awake(from, to time.Time) time.Duration {
	var sum time.Duration
	for day := midnight(from); day.Before(to); day = day.AddDate(0, 0, 1) {
		for _, p := range paces(day) {
			a, b := later(from, day.Add(p.from)), earlier(to, day.Add(p.to))
			sum += time.Duration(p.weight * float64(max(b.Sub(a), 0)))
		}
	}
	return sum
}

// afterAwake is the instant at which d of such time has passed since from.
func afterAwake(from time.Time, d time.Duration) time.Time {
	for day := midnight(from); ; day = day.AddDate(0, 0, 1) {
		for _, p := range paces(day) {
			a := later(from, day.Add(p.from))
			span := time.Duration(p.weight * float64(max(day.Add(p.to).Sub(a), 0)))
			if d <= span && span > 0 {
				return a.Add(time.Duration(float64(d) / p.weight))
			}
			d -= span
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
