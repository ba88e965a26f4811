package calendar

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ics wraps events, each given as its lines, into a file.
func ics(events ...string) []byte {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
	for _, e := range events {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(e, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	return []byte(b.String())
}

func TestAddICal(t *testing.T) {
	tests := []struct {
		name, event string
		want        []string
		warning     string
	}{
		{"one day", "DTSTART;VALUE=DATE:20260504\nDTEND;VALUE=DATE:20260505\nSUMMARY:HUT", []string{"2026-05-04 local HUT"}, ""},
		{"no value parameter", "DTSTART:20260504\nSUMMARY:HUT", []string{"2026-05-04 local HUT"}, ""},
		{"end is the first day", "DTSTART:20260504\nDTEND:20260504\nSUMMARY:HUT", []string{"2026-05-04 local HUT"}, ""},
		{"several days", "DTSTART;VALUE=DATE:20260730\nDTEND;VALUE=DATE:20260801\nSUMMARY:Pekan", []string{"2026-07-30 local Pekan", "2026-07-31 local Pekan"}, ""},
		{"duration", "DTSTART:20260504\nDURATION:P2D\nSUMMARY:HUT", []string{"2026-05-04 local HUT", "2026-05-05 local HUT"}, ""},
		{"folded and escaped", "DTSTART:20260504\nSUMMARY:Hari \n jadi\\, kota", []string{"2026-05-04 local Hari jadi, kota"}, ""},
		{"quoted colon", "DTSTART;X-A=\"a:b\";VALUE=DATE:20260504\nSUMMARY:HUT", []string{"2026-05-04 local HUT"}, ""},
		{"yearly", "DTSTART:20260504\nRRULE:FREQ=YEARLY;COUNT=2\nSUMMARY:HUT", []string{"2026-05-04 local HUT", "2027-05-04 local HUT"}, ""},
		{"until", "DTSTART:20260504\nRRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20280504T000000Z\nSUMMARY:HUT", []string{"2026-05-04 local HUT", "2028-05-04 local HUT"}, ""},
		{"exception", "DTSTART:20260504\nRRULE:FREQ=YEARLY;COUNT=2\nEXDATE;VALUE=DATE:20260504\nSUMMARY:HUT", []string{"2027-05-04 local HUT"}, ""},
		{"leap day", "DTSTART:20280229\nRRULE:FREQ=YEARLY;UNTIL=20330101\nSUMMARY:HUT", []string{"2028-02-29 local HUT", "2032-02-29 local HUT"}, ""},
		{"monthly", "DTSTART:20260504\nRRULE:FREQ=MONTHLY\nSUMMARY:HUT", []string{"2026-05-04 local HUT"}, "only its first day"},
		{"third Monday", "DTSTART:20260504\nRRULE:FREQ=YEARLY;BYDAY=3MO\nSUMMARY:HUT", []string{"2026-05-04 local HUT"}, "only its first day"},
		{"leave", "DTSTART:20260504\nSUMMARY:Cuti Bersama Waisak", []string{"2026-05-04 leave Cuti Bersama Waisak"}, ""},
		{"public holiday", "DTSTART:20260504\nSUMMARY:HUT\nDESCRIPTION:Public holiday", []string{"2026-05-04 national HUT"}, ""},
		{"observance", "DTSTART:20260421\nSUMMARY:Hari Kartini\nDESCRIPTION:Observance\\nTo hide", nil, "no day off"},
		{"cancelled", "DTSTART:20260504\nSUMMARY:HUT\nSTATUS:CANCELLED", nil, ""},
		{"with a clock time", "DTSTART:20260504T080000Z\nSUMMARY:Rapat", nil, "not an all-day event"},
		{"no date", "SUMMARY:Rapat", nil, "not an all-day event"},
		{"impossible date", "DTSTART:20260231\nSUMMARY:Rapat", nil, "not an all-day event"},
		{"ends before it begins", "DTSTART:20260504\nDTEND:20260501\nSUMMARY:HUT", nil, "no length"},
		{"endless", "DTSTART:20260504\nDTEND:21000101\nSUMMARY:HUT", nil, "no length"},
		{"already a holiday", "DTSTART:20260319\nSUMMARY:Nyepi", nil, ""},
		{"escape sequence", "DTSTART:20260504\nSUMMARY:\x1b[31mHUT\x1b[0m", []string{"2026-05-04 local HUT"}, ""},
		{"alarm inside", "DTSTART:20260504\nSUMMARY:HUT\nBEGIN:VALARM\nSUMMARY:Ingat\nEND:VALARM", []string{"2026-05-04 local HUT"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := wib(t)
			before := c.Version()
			added, warnings, err := c.AddICal(ics(tt.event), "daerah.ics")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range holidays(c, 2026, 2039) {
				if h.Source == "daerah.ics" && !h.Verified {
					got = append(got, h.Date.String()+" "+h.Kind.String()+" "+h.Name)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if added != len(tt.want) || (added > 0) == (before == c.Version()) {
				t.Errorf("added %d, version %s to %s", added, before, c.Version())
			}
			if said := strings.Join(warnings, "\n"); (tt.warning == "") != (said == "") || !strings.Contains(said, tt.warning) {
				t.Errorf("warnings %q, want %q", said, tt.warning)
			}
		})
	}
}

func TestAddICalRefuses(t *testing.T) {
	century := "DTSTART:20280101\nDURATION:P8W\nRRULE:FREQ=YEARLY\nSUMMARY:x"
	for name, data := range map[string][]byte{
		"no calendar":   []byte("<html>Not found</html>"),
		"empty":         nil,
		"too large":     make([]byte, maxFile+1),
		"deep":          []byte(strings.Repeat("BEGIN:VCALENDAR\n", 100)),
		"many events":   ics(make([]string, maxEvents+1)...),
		"many holidays": ics(century, strings.Replace(century, "0101", "0301", 1), strings.Replace(century, "0101", "0501", 1)),
	} {
		c := wib(t)
		before := c.Version()
		added, _, err := c.AddICal(data, "daerah.ics")
		if !errors.Is(err, ErrData) || added != 0 || c.Version() != before {
			t.Errorf("%s: added %d, %v, version %s to %s", name, added, err, before, c.Version())
		}
	}
}
