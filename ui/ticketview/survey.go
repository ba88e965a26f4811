package ticketview

import (
	"strconv"
	"strings"

	"loket/domain/clean"
	"loket/domain/survey"
	"loket/ticket"
	"loket/ui/kit"
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

// noteAnswer asks how the requester found the service, as they told an officer.
func (s *Screen) noteAnswer() kit.Intent {
	e := s.env
	form := kit.NewForm(e, kit.Input{ID: "marks", Label: e.T("survey.marks"), Hint: e.T("survey.hint"), Required: true, Max: 200},
		kit.Input{ID: "comment", Label: e.T("survey.comment"), Max: 1000})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("survey.do"), Note: e.T("survey.note"), Form: form, Then: func(f *kit.Form) kit.Intent {
		return s.doLatest(ticket.NoteAnswer{Marks: f.Value("marks"), Comment: f.Value("comment")}, e.T("survey.did"))
	}})}
}
