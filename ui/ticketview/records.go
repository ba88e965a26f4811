package ticketview

import (
	"loket/domain"
	"loket/domain/clean"
)

// recordProblem is what is wrong with a record as it will be made, empty if
// nothing is: a value that no name server would take, or one that does not go
// with the other records.
func (s *Screen) recordProblem(i int) (what clean.Text, level domain.Level) {
	rows := s.l.t.RecordRows()
	check := s.opt.Desk.RecordCheck(s.l.t)
	key := rows[i].Record().In(check.Zone)
	for _, p := range check.Rows(rows) {
		if p.Key == key.Host+" "+key.Type && (what.Empty() || p.Level == domain.Refuse && level != domain.Refuse) {
			what, level = glue(s.in(p.What), clean.Own("; "), s.in(p.Fix)), p.Level
		}
	}
	return what, level
}

// wrongRecords counts the records that no name server would take as they are.
func (s *Screen) wrongRecords() int {
	n := 0
	for i := range s.l.t.Records {
		if what, level := s.recordProblem(i); !what.Empty() && level == domain.Refuse {
			n++
		}
	}
	return n
}

// affected is what an action outside changes: the records as they will be made,
// else the names.
func (s *Screen) affected() []clean.Text {
	if len(s.l.t.Records) == 0 {
		return s.nameTexts()
	}
	out := make([]clean.Text, 0, len(s.l.t.Records))
	for _, r := range s.l.t.Records {
		made := r.Made
		if made == (domain.Record{}) {
			made = r.Asked
		}
		out = append(out, line(made.String()))
	}
	return out
}
