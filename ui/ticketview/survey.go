package ticketview

import (
	"strconv"
	"strings"

	"loket/domain/clean"
	"loket/domain/survey"
	"loket/ticket"
)

// surveyEvent says in the history how the requester found the service.
func (s *Screen) surveyEvent(b ticket.Body) clean.Text {
	a, ok := b.(ticket.SurveyAnswered)
	if !ok {
		return clean.Text{}
	}
	marks := make([]string, len(a.Marks))
	for i, m := range a.Marks {
		marks[i] = "–"
		if m != 0 {
			marks[i] = strconv.Itoa(int(m))
		}
	}
	var sum survey.Sum
	sum.Add(a.Marks)
	r := sum.Result()
	return list(s.env.T("survey.answered", strings.Join(marks, " "), s.env.Lang.Decimal(r.Index, 2), string(r.Grade)), line(a.Comment))
}
