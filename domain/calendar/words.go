package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// words is the vocabulary of explanations in one language.
type words struct {
	days                          [7]string
	months                        [13]string
	units                         [5]string
	kinds                         [4]string
	hours, minutes, seconds       string
	received, opening, due        string
	weekend, closed, holiday      string
	zero, dayN, counted, clock    string
	paused, pausedOpen            string
	noReason, verified, doubtful  string
	uncharted, version, sourceOff string
}

var indonesian = words{
	days: [7]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
	months: [13]string{"", "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
		"Oktober", "November", "Desember"},
	units:   [5]string{"", "hari", "hari kerja", "jam (siang dan malam)", "menit kerja"},
	kinds:   [4]string{"", "libur nasional", "cuti bersama", "libur setempat"},
	hours:   "jam",
	minutes: "menit", seconds: "detik",
	received:   "Diterima %s; target %s",
	opening:    "Waktu mulai dihitung %s, saat layanan buka",
	due:        "Jatuh tempo %s",
	weekend:    "%s: bukan hari kerja",
	closed:     "%s: tutup (%s)",
	holiday:    "%s: %s (%s; %s; %s)",
	zero:       "%s: hari ke-0, %s (%s)",
	dayN:       "%s: hari kerja ke-%d, %s (%s)",
	counted:    "%s: dihitung %s (%s)",
	clock:      "%s sampai %s: dihitung %s",
	paused:     "Jeda %s sampai %s: %s; tenggat bergeser %s",
	pausedOpen: "Jeda sejak %s, masih berlangsung, dihitung sampai %s: %s; tenggat bergeser %s",
	noReason:   "tanpa keterangan",
	verified:   "terverifikasi",
	doubtful:   "belum terverifikasi",
	uncharted:  "Perhatian: hari libur nasional tahun %s belum dimuat dalam kalender",
	version:    "Kalender versi %s",
	sourceOff:  "sumber tidak disebut",
}

var english = words{
	days: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	months: [13]string{"", "January", "February", "March", "April", "May", "June", "July", "August", "September",
		"October", "November", "December"},
	units:   [5]string{"", "days", "working days", "hours (day and night)", "working minutes"},
	kinds:   [4]string{"", "national holiday", "collective leave", "local holiday"},
	hours:   "h",
	minutes: "min", seconds: "s",
	received:   "Received %s; target %s",
	opening:    "The clock began %s, when the desk opened",
	due:        "Due %s",
	weekend:    "%s: not a working day",
	closed:     "%s: closed (%s)",
	holiday:    "%s: %s (%s; %s; %s)",
	zero:       "%s: day 0, %s (%s)",
	dayN:       "%s: working day %d, %s (%s)",
	counted:    "%s: counted %s (%s)",
	clock:      "%s to %s: counted %s",
	paused:     "Paused %s to %s: %s; moves the deadline by %s",
	pausedOpen: "Paused since %s, still lasting, reckoned to %s: %s; moves the deadline by %s",
	noReason:   "no reason given",
	verified:   "verified",
	doubtful:   "not verified",
	uncharted:  "Note: the national holidays of %s are not in the calendar",
	version:    "Calendar version %s",
	sourceOff:  "no source given",
}

// day writes "Rabu 25 Maret 2026".
func (w *words) day(t time.Time) string {
	return fmt.Sprintf("%s %d %s %d", w.days[t.Weekday()], t.Day(), w.months[t.Month()], t.Year())
}

// instant writes "Rabu 25 Maret 2026 16:00 WIB".
func (w *words) instant(t time.Time) string {
	return w.day(t) + " " + hourMinute(t) + " " + t.Format("MST")
}

func hourMinute(t time.Time) string {
	if t.Second() != 0 {
		return t.Format(time.TimeOnly)
	}
	return t.Format("15:04")
}

// target writes "4 hari kerja".
func (w *words) target(t Target) string {
	unit := ""
	if int(t.Unit) < len(w.units) {
		unit = w.units[t.Unit]
	}
	if w == &english && t.N == 1 {
		unit = strings.Replace(strings.Replace(unit, "days", "day", 1), "hours", "hour", 1)
	}
	return strconv.Itoa(t.N) + " " + unit
}

// length writes "7 jam 30 menit"; a fraction of a second is left out.
func (w *words) length(d time.Duration) string {
	h, m, s := int(d/time.Hour), int(d/time.Minute)%60, int(d/time.Second)%60
	var parts []string
	if h > 0 {
		parts = append(parts, strconv.Itoa(h), w.hours)
	}
	if m > 0 || h == 0 && s == 0 {
		parts = append(parts, strconv.Itoa(m), w.minutes)
	}
	if s > 0 {
		parts = append(parts, strconv.Itoa(s), w.seconds)
	}
	return strings.Join(parts, " ")
}

// holidayMarks writes kind, source and whether it is verified.
func (w *words) holidayMarks(h *Holiday) (kind, source, verified string) {
	kind, source, verified = w.kinds[Local], h.Source, w.doubtful
	if int(h.Kind) < len(w.kinds) && h.Kind > 0 {
		kind = w.kinds[h.Kind]
	}
	if source == "" {
		source = w.sourceOff
	}
	if h.Verified {
		verified = w.verified
	}
	return kind, source, verified
}
