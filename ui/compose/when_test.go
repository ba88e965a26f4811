package compose

import (
	"testing"
	"time"
)

func TestParseWhen(t *testing.T) {
	zone := time.FixedZone("WIB", 7*3600)
	now := time.Date(2026, 11, 20, 10, 30, 40, 0, zone) // a Friday
	at := func(mo time.Month, d, h, m int) time.Time { return time.Date(2026, mo, d, h, m, 0, 0, zone) }
	for text, want := range map[string]time.Time{
		"besok": at(11, 21, 8, 0), "Besok 09:15": at(11, 21, 9, 15), "tomorrow 14.00": at(11, 21, 14, 0), "lusa": at(11, 22, 8, 0),
		"hari ini 16:00": at(11, 20, 16, 0), "today 16:00": at(11, 20, 16, 0), "14:00": at(11, 20, 14, 0), "08:00": at(11, 21, 8, 0),
		"senin": at(11, 23, 8, 0), "hari Senin  9.30": at(11, 23, 9, 30), "jumat 11:00": at(11, 27, 11, 0), "friday": at(11, 27, 8, 0), "sabtu": at(11, 21, 8, 0),
		"25/11": at(11, 25, 8, 0), "25/11 09:00": at(11, 25, 9, 0), "2026-11-25 09:00": at(11, 25, 9, 0), "25/11/2026 9:00": at(11, 25, 9, 0),
		"5/1 07:00": time.Date(2027, 1, 5, 7, 0, 0, 0, zone),
		"+2h":       at(11, 20, 12, 30), "+2 jam": at(11, 20, 12, 30), "+90m": at(11, 20, 12, 0), "+ 30 menit": at(11, 20, 11, 0), "+1 hari": at(11, 21, 10, 30), "+3d": at(11, 23, 10, 30),
	} {
		if got, ok := parseWhen(text, now, zone); !ok || !got.Equal(want) {
			t.Errorf("%q is %v (%v), want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "besok 25:00", "besok 8:60", "31/11", "30/2/2027", "2026-11-19", "20/11/2026 10:00", "hari ini 09:00", "+0h", "+2", "nanti", "besok pagi", "12/2026", "-2h", "99999h"} {
		if got, ok := parseWhen(text, now, zone); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, s := range []string{"besok 08:00", "25/11 09:00", "+2h", "senin", "2026-11-25"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 20, 10, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		if at, ok := parseWhen(s, now, time.UTC); ok && !at.After(now) {
			t.Errorf("%q is over: %v", s, at)
		}
	})
}
