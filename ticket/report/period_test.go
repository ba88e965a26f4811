package report_test

import (
	"testing"
	"time"

	"loket/ticket/report"
)

func TestPeriods(t *testing.T) {
	t.Parallel()
	wit := time.FixedZone("WIT", 9*60*60)
	for _, c := range []struct{ written, from, to, before, next, wider string }{
		{"2026-10", "2026-10-01", "2026-11-01", "2026-09", "2026-11", "2026-Q4"},
		{"2025-12", "2025-12-01", "2026-01-01", "2025-11", "2026-01", "2025-Q4"},
		{"2028-02", "2028-02-01", "2028-03-01", "2028-01", "2028-03", "2028-Q1"}, // 29 days
		{"2026-Q1", "2026-01-01", "2026-04-01", "2025-Q4", "2026-Q2", "2026-S1"},
		{"2026-Q4", "2026-10-01", "2027-01-01", "2026-Q3", "2027-Q1", "2026-S2"},
		{"2026-S2", "2026-07-01", "2027-01-01", "2026-S1", "2027-S1", "2026"},
		{"2026", "2026-01-01", "2027-01-01", "2025", "2027", "2026-01"},
	} {
		p, err := report.ParsePeriod(c.written, wit)
		if err != nil {
			t.Errorf("%s: %v", c.written, err)
			continue
		}
		got := []string{p.String(), p.From.Format(time.DateOnly), p.To.Format(time.DateOnly), p.Before().String(), p.Next().String(), p.Wider().String()}
		for i, want := range []string{c.written, c.from, c.to, c.before, c.next, c.wider} {
			if got[i] != want {
				t.Errorf("%s: %q, want %q", c.written, got[i], want)
			}
		}
		if _, offset := p.To.Zone(); offset != 9*60*60 {
			t.Errorf("%s ends in another zone: %v", c.written, p.To)
		}
	}
	for _, wrong := range []string{"", "2026-13", "2026-Q5", "2026-Q0", "2026-S3", "2026-", "26", "1999", "2200-01", "2026-10-01", "Q4-2026", "2026-X1"} {
		if p, err := report.ParsePeriod(wrong, wit); err == nil {
			t.Errorf("%q is %v", wrong, p)
		}
	}
}
