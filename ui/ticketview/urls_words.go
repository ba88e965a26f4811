package ticketview

import (
	"loket/domain/clean"
	"loket/ticket"
)

// urlEvent says what happened to reported addresses.
func (s *Screen) urlEvent(b ticket.Body) clean.Text {
	e := s.env
	switch b := b.(type) {
	case ticket.URLMarked:
		what := list(e.T("ticketview.event.url-marked", b.URL, s.urlMark(b.State).Word), line(b.Note))
		if b.Look != "" {
			what = list(what, e.T("urls.by-look"))
		}
		if b.Untold {
			what = list(what, e.T("urls.untold"))
		}
		return what
	case ticket.LooksAsked:
		return e.T("urls.event.asked", len(b.URLs))
	case ticket.URLsSeen:
		return e.T("urls.event.seen", len(b.Seen), s.sightCounts(b.Seen))
	}
	return clean.Text{}
}

// sightCounts sums up what looks propose.
func (s *Screen) sightCounts(seen []ticket.URLSight) clean.Text {
	counts := make(map[string]int)
	for i := range seen {
		counts[string(seen[i].Brief.Verdict)]++
	}
	var parts []clean.Text
	for _, v := range [...]string{"found", "clean", "gone", "unsure"} {
		if n := counts[v]; n > 0 {
			parts = append(parts, glue(clean.Own(itoa(n)+" "), s.env.Lang.Word("urls.verdict.", v)))
		}
	}
	return commas(parts)
}
