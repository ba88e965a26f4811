package calendar

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// holidays are those of some years by date.
func holidays(c *Calendar, from, to int) []Holiday {
	var all []Holiday
	for date, h := range c.holidays {
		if from <= date.Year && date.Year <= to {
			all = append(all, *h)
		}
	}
	slices.SortFunc(all, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return all
}

func TestEmbeddedHolidays(t *testing.T) {
	c := wib(t)
	for year, want := range map[int][2]int{2025: {17, 11}, 2026: {17, 8}, 2027: {18, 8}} {
		var got [2]int
		for _, h := range holidays(c, year, year) {
			got[h.Kind-National]++
			if h.Verified != (year < 2027) || h.Source == "" || strings.HasPrefix(h.Source, "skb-") {
				t.Errorf("%s %s: verified %t, source %q", h.Date, h.Name, h.Verified, h.Source)
			}
		}
		if got != want {
			t.Errorf("%d: %v holidays and days of leave, want %v", year, got, want)
		}
		if !c.years[year] {
			t.Errorf("%d is not covered", year)
		}
	}
	if c.years[2028] {
		t.Error("2028 is covered")
	}
	if len(c.special) != 0 {
		t.Error("Ramadan hours are on by default")
	}
}

func TestZones(t *testing.T) {
	for zone, want := range map[string]string{"WIB": "WIB", "Asia/Jakarta": "WIB", "WITA": "WITA", "WIT": "WIT", "Asia/Jayapura": "WIT", "Asia/Singapore": "+08"} {
		c, err := Default(zone)
		if err != nil {
			t.Errorf("%s: %v", zone, err)
			continue
		}
		if got := at(t, c, "2026-01-02 00:00").Format("MST"); got != want {
			t.Errorf("%s is %s, want %s", zone, got, want)
		}
	}
	for _, zone := range []string{"", "Local", "Mars/Olympus", "../../etc/passwd"} {
		if _, err := Default(zone); !errors.Is(err, ErrZone) {
			t.Errorf("%q: %v", zone, err)
		}
	}
}

const siteFile = `# kalender kantor
zone = "WITA"
day = "calendar"
ends = "same-time"
workdays = [2026-12-24]
use_special = ["ramadan-2026"]

[hours]
friday = "07:30-11.30, 13:30-16:30"
saturday = "08:00-10:00,10:00-12:00"

[[holiday]]
date = 2026-12-18
name = "HUT kota"
source = "SK Wali Kota 1/2026"
verified = true

[[holiday]]
date = "2026-12-28"
to = 2026-12-29
name = "Pilkada"

[[special]]
name = "Tutup awal"
from = 2026-12-31
[special.hours]
thursday = "07:30-11:00"
`

func TestParseSite(t *testing.T) {
	c, err := Parse([]byte(siteFile), "calendar.toml")
	if err != nil {
		t.Fatal(err)
	}
	if c.Zone().String() != "WITA" || c.DayMeaning() != CalendarDays || c.Ends() != SameTime {
		t.Errorf("zone %s, day %d, ends %d", c.Zone(), c.DayMeaning(), c.Ends())
	}
	for date, want := range map[string]string{
		"2026-12-17": "07:30-12:00, 13:00-16:00",
		"2026-12-18": "closed",
		"2026-12-11": "07:30-11:30, 13:30-16:30",
		"2026-12-12": "08:00-12:00",
		"2026-12-13": "closed",
		"2026-12-24": "07:30-12:00, 13:00-16:00",
		"2026-12-29": "closed",
		"2026-12-31": "07:30-11:00",
		"2026-02-19": "08:00-12:00, 12:30-15:00",
		"2026-02-20": "08:00-11:30, 12:30-15:30",
		"2026-02-21": "08:00-12:00",
		"2026-02-18": "07:30-12:00, 13:00-16:00",
	} {
		d, err := ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Hours(d).String(); got != want {
			t.Errorf("%s: %s, want %s", date, got, want)
		}
	}
	if h := c.holidays[Date{2026, 12, 18}]; h == nil || h.Kind != Local || h.Source != "SK Wali Kota 1/2026" || !h.Verified {
		t.Errorf("local holiday %+v", h)
	}
}

// A week of Ramadan is 32.5 hours, an ordinary one 37.5 (Perpres 21/2023).
func TestHoursOfAWeek(t *testing.T) {
	c, err := Parse([]byte(`use_special = ["ramadan-2025", "ramadan-2026", "ramadan-2027"]`), "calendar.toml")
	if err != nil {
		t.Fatal(err)
	}
	for start, want := range map[string]float64{"2026-02-23 00:00": 32.5, "2026-02-02 00:00": 37.5} {
		monday := at(t, c, start)
		if got := c.WorkingTime(monday, monday.AddDate(0, 0, 7)).Hours(); got != want {
			t.Errorf("week of %s: %v hours, want %v", start, got, want)
		}
	}
}

func TestParseSaysWhatToWrite(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"zone", "\nzone = \"GMT+7\"", `site.toml:2: unknown time zone: "GMT+7": write "WIB"`},
		{"day", `day = "kerja"`, `site.toml:1: day "kerja": write "working" or "calendar"`},
		{"ends", `ends = "late"`, `write "closing-time" or "same-time"`},
		{"unknown key", "zone = \"WIB\"\nzona = \"WIB\"", `site.toml:2: "zona" is not known here: write zone, day`},
		{"unknown weekday", "[hours]\nsenin = \"\"", `site.toml:2: "hours.senin" is not known here: write monday`},
		{"hours", "[hours]\nmonday = \"8 to 4\"", `site.toml:2: hours "8 to 4": write "07:30-12:00, 13:00-16:00"`},
		{"clock", "[hours]\nmonday = \"08:00-25:00\"", `site.toml:2: time "25:00": write it as 07:30`},
		{"backwards", "[hours]\nmonday = \"16:00-08:00\"", "an interval must end after it begins"},
		{"overlap", "[hours]\nmonday = \"08:00-12:00,11:00-13:00\"", "overlap"},
		{"date", "[[holiday]]\nname = \"x\"\ndate = \"1 Mei\"", "site.toml:3:"},
		{"no date", "\n[[holiday]]\nname = \"x\"", "site.toml:2: a date is missing"},
		{"no name", "[[holiday]]\ndate = 2026-05-04\nname = \"x\"\n[[holiday]]\ndate = 2026-05-04", "site.toml:4: a holiday needs a name"},
		{"to before", "[[holiday]]\ndate = 2026-05-04\nto = 2026-05-01\nname = \"x\"", `"to" must come after`},
		{"kind", "[[holiday]]\ndate = 2026-05-04\nkind = \"cuti\"", `site.toml:3: kind "cuti": write "national", "leave" or "local"`},
		{"workday", "zone = \"WIB\"\nworkdays = [2026-05-04]", "site.toml:2: workdays: 2026-05-04 is not a holiday"},
		{"special id", "\n\nuse_special = [\"puasa\"]", `site.toml:3: use_special: "puasa" is not known: write one of "ramadan-2025"`},
		{"special hours", "[[special]]\nname = \"x\"\nfrom = 2026-05-04", "site.toml:1: special hours need hours"},
		{"syntax", "zone = ", "site.toml:1:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.file), "site.toml")
			if !errors.Is(err, ErrData) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestVersionFollowsContent(t *testing.T) {
	base := wib(t).Version()
	if again := wib(t).Version(); again != base || !strings.HasPrefix(base, "2026-11-22-") {
		t.Errorf("version %s, then %s", base, again)
	}
	seen := map[string]string{base: "default"}
	for _, text := range []string{
		`zone = "WIT"`, `day = "calendar"`, `ends = "same-time"`, "[hours]\nmonday = \"closed\"",
		"[[holiday]]\ndate = 2026-05-04\nname = \"x\"", `workdays = [2026-12-24]`, `use_special = ["ramadan-2026"]`,
	} {
		c, err := Parse([]byte(text), "site.toml")
		if err != nil {
			t.Fatal(err)
		}
		if other, same := seen[c.Version()]; same {
			t.Errorf("%q has the version of %q", text, other)
		}
		seen[c.Version()] = text
	}
	empty, err := Parse(nil, "site.toml")
	if err != nil || empty.Version() != base {
		t.Errorf("an empty file: %v, version %s, want %s", err, empty.Version(), base)
	}
}

func TestOpening(t *testing.T) {
	c := wib(t)
	tests := []struct {
		now     string
		open    bool
		opening string
	}{
		{"2026-03-17 07:29:59", false, "2026-03-17 07:30"},
		{"2026-03-17 07:30", true, "2026-03-17 07:30"},
		{"2026-03-17 12:00", false, "2026-03-17 13:00"},
		{"2026-03-17 15:59:59", true, "2026-03-17 15:59:59"},
		{"2026-03-17 16:00", false, "2026-03-25 07:30"},
	}
	for _, tt := range tests {
		now := at(t, c, tt.now)
		if got := c.Open(now); got != tt.open {
			t.Errorf("%s: open %t", tt.now, got)
		}
		opening, err := c.NextOpening(now)
		if err != nil {
			t.Fatal(err)
		}
		wantAt(t, c, opening, tt.opening)
	}
}

func TestTargets(t *testing.T) {
	for _, s := range []string{"1d", "4wd", "72h", "60min", "1000wd"} {
		got, err := ParseTarget(s)
		if err != nil || got.String() != s || got.IsZero() {
			t.Errorf("%s: %v, %v", s, got, err)
		}
		var back Target
		text, err := got.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		if err := back.UnmarshalText(text); err != nil || !cmp.Equal(back, got) {
			t.Errorf("%s comes back as %v, %v", s, back, err)
		}
	}
	for _, s := range []string{"", "d", "0d", "-1d", "1 d", "1D", "1.5h", "1w", "1001wd", "99999999999999999999h", "4wdx", "\x1b[31m1d"} {
		if _, err := ParseTarget(s); !errors.Is(err, ErrTarget) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v", s, err)
		}
	}
	var none Target
	if err := none.UnmarshalText(nil); err != nil || !none.IsZero() || none.String() != "" {
		t.Errorf("no target: %v %v", none, err)
	}
}
