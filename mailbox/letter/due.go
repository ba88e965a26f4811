package letter

import (
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/register"
)

// Due is a name whose validity ends.
type Due struct {
	Name  string
	End   time.Time // of the validity, or of the grace
	Grace time.Time // that follows the validity; zero for none
	Days  int       // from today to End
}

// due lists the names of whose end the letter reminds.
func (w *Writer) due(m *Matter, s *domain.Service, list []register.Position) {
	for _, p := range list {
		d := Due{Name: line(string(p.Entry.Name), 253), End: noon(p.End, w.zone), Days: p.Days}
		if m.Over = p.Stage == register.Grace; !m.Over {
			d.Grace = noon(domain.Yearly(s.Validity.Grace, p.End), w.zone)
		}
		m.Due = append(m.Due, d)
	}
}

// noon of a day in the site's zone; zero for no day.
func noon(d calendar.Date, zone *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, zone)
}
