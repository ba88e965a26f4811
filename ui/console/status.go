package console

import (
	"context"
	"strconv"
	"strings"
	"time"

	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

// statusLine is what the last but one line shows. It is drawn again only when
// something on it changed.
type statusLine struct {
	Status
	parked  int
	bad     int    // open tickets with a letter that failed
	again   int    // letters that the server did not take yet
	lost    int    // memos that did not arrive, or of which nobody knows
	counted bool   // they were read: from then on they are counted in memory
	remind  int    // names whose end is to be written about
	day     int    // of the year, on which they were counted
	names   uint64 // the register's rev then
	alerts  int    // promises that run out of which the officer has not looked at the alert
	asked   int    // tickets with a plan that waits for a second officer
	unsure  int    // tickets with an action of which nobody knows the outcome
	book    string // what is wrong with the contact book
	minute  time.Time
	line    lineHealth
	began   time.Time // when the pulling that goes on was seen first
	calm    Status    // what is said while a few mails come in
	drawn   string
	width   int
}

// look asks how the mailbox does.
func (a *App) look() {
	s := &a.status
	was := *s
	if a.opt.Status != nil {
		now := a.opt.Status()
		if now.Read = (time.Time{}); now.Record.State == "" { // neither is on the line: no reason to draw it
			now.Record = Record{}
		}
		s.Status = a.calmed(now)
	}
	s.parked, s.alerts = a.opt.Desk.Parked(), len(a.alarm.unseen)
	s.bad = a.queue().bad
	s.asked, s.unsure = a.queue().counts[ticket.ViewApproval], a.queue().unsure
	if !a.env.Bar(staff.Approve, "").Empty() {
		s.asked = 0 // it is nothing to them
	}
	if s.counted {
		s.again, s.lost, _ = a.opt.Desk.Unsent()
	}
	s.book = ""
	if err := a.opt.Desk.BookFault(); err != nil {
		s.book, _, _ = strings.Cut(err.Error(), "\n") // the first of what is wrong
	}
	s.line = healthOf(a.opt.Desk, a.env.Now)
	s.minute = a.env.Now.Truncate(time.Minute)
	if *s != was {
		s.drawn = ""
	}
}

// unsent counts the letters that are tried again, and the memos that are lost: while
// the mail server is away nothing else on the screen would say so. The first time they are read.
func (a *App) unsent() kit.Intent {
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		_, _, err := a.opt.Desk.Unsent()
		return func() kit.Intent {
			a.status.counted = err == nil
			a.look()
			return nil
		}, err
	}}
}

// The pull of a few mails takes less than a look and is not worth a word.
const (
	fewMails = 5
	slowPull = time.Second
)

// calmed keeps what was said before while a few mails come in.
func (a *App) calmed(now Status) Status {
	s := &a.status
	if now.State != "pulling" {
		s.began, s.calm = time.Time{}, now
		return now
	}
	if s.began.IsZero() {
		s.began = a.env.Now
	}
	if now.Total > fewMails || a.env.Now.Sub(s.began) > slowPull || s.calm.State == "" {
		return now
	}
	quiet := s.calm
	quiet.Record, quiet.Scanner = now.Record, now.Scanner
	return quiet
}

// due counts the names whose end is to be written about, where the register changed
// since, or the day: a campaign comes back by itself, and nobody may miss its day.
func (a *App) due() kit.Intent {
	s, day, rev := &a.status, a.env.Now.In(a.env.Place()).YearDay(), a.opt.Desk.RegisterRev()
	if s.day == day && s.names == rev {
		return nil
	}
	s.day, s.names = day, rev
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		n, err := a.opt.Desk.Reminders()
		return func() kit.Intent {
			if a.status.remind != n {
				a.status.remind, a.status.drawn = n, ""
			}
			return nil
		}, err
	}}
}

func (a *App) statusView(w int) string {
	th, s := a.env.Theme, &a.status
	if !a.toast.text.Empty() {
		return a.toastView(w)
	}
	if s.drawn != "" && s.width == w {
		return s.drawn
	}
	left, ink := a.pullText()
	record, how := clean.Text{}, kit.Ink{}
	if s.Record.State != "" {
		record, how = a.recordText()
	}
	if s.Record.bad() { // the mailbox waits for it and has nothing to add
		left, ink, record = record, how, clean.Text{}
	}
	cells := []kit.Cell{{Text: clean.Own(""), Width: 1}}
	used := 2
	add := func(t clean.Text, ink kit.Ink) {
		cells = append(cells, kit.Cell{Text: t, Width: kit.Width(t) + 2, Ink: ink})
		used += kit.Width(t) + 3
	}
	add(left, ink)
	if !record.Empty() {
		add(record, how)
	}
	if scanner, how := a.scannerText(); !scanner.Empty() {
		add(scanner, how)
	}
	if line, how := a.lineText(); !line.Empty() {
		add(line, how)
	}
	for _, b := range a.badges() {
		add(b.Text, b.Ink)
	}
	room := w - used - 1
	for _, who := range a.whoAndWhen() {
		if kit.Width(who) <= room {
			cells = append(cells, kit.Cell{Text: who, Width: room, Ink: th.Muted, Right: true})
			break
		}
	}
	s.drawn, s.width = kit.Row(th.Strip, w, cells...), w
	return s.drawn
}

// badges are what somebody should look at, with the key that leads there.
func (a *App) badges() []kit.Cell {
	e, th, s := a.env, a.env.Theme, &a.status
	var badges []kit.Cell
	if s.alerts > 0 {
		badges = append(badges, kit.Cell{Text: clean.Own(" ! " + e.T("status.alerts", s.alerts).String() + " "), Ink: th.Late})
	}
	if s.parked > 0 {
		badges = append(badges, kit.Cell{Text: clean.Own(" p ? " + e.T("status.parked", s.parked).String() + " "), Ink: th.Active})
	}
	if s.asked > 0 {
		badges = append(badges, kit.Cell{Text: clean.Own(" 8 ? " + e.T("status.asked", s.asked).String() + " "), Ink: th.Active})
	}
	if s.unsure > 0 {
		badges = append(badges, kit.Cell{Text: clean.Own("! " + e.T("status.unsure", s.unsure).String()), Ink: th.Late})
	}
	if s.bad > 0 {
		badges = append(badges, kit.Cell{Text: clean.Own("! " + e.T("status.letters", s.bad).String()), Ink: th.Late})
	}
	if s.lost > 0 {
		badges = append(badges, kit.Cell{Text: clean.Own(" O ! " + e.T("status.lost", s.lost).String() + " "), Ink: th.Late})
	}
	if s.remind > 0 {
		badges = append(badges, kit.Cell{Text: clean.Own("D R ~ " + e.T("status.remind", s.remind).String()), Ink: th.Soon})
	}
	if s.again > 0 {
		badges = append(badges, kit.Cell{Text: clean.Own("~ " + e.T("status.again", s.again).String()), Ink: th.Soon})
	}
	if s.book != "" {
		badges = append(badges, kit.Cell{Text: clean.Own("! " + e.T("status.book", clean.Line(s.book, 160)).String()), Ink: th.Late})
	}
	return badges
}

// whoAndWhen is the officer and the clock, in shorter and shorter forms.
func (a *App) whoAndWhen() []clean.Text {
	e := a.env
	name, now := e.OfficerName(e.Officer), e.Time(e.Now)
	day, clock, _ := strings.Cut(now.String(), " "+strconv.Itoa(e.Now.In(e.Place()).Year())+" ")
	return []clean.Text{
		clean.Own(name.String() + "  ·  " + now.String()),
		clean.Own(firstName(name).String() + "  ·  " + day + " " + clock),
		clean.Own(firstName(name).String() + "  ·  " + clock),
		clean.Own(clock),
	}
}

// pullText says how the mailbox does: glyph, words, ink.
func (a *App) pullText() (clean.Text, kit.Ink) {
	e, th, s := a.env, a.env.Theme, a.status
	say := func(glyph string, t clean.Text) clean.Text { return clean.Own(glyph + " " + t.String()) }
	switch s.State {
	case "error", "failed":
		return say("!", e.T("status.error", a.pullError())), th.Late
	case "waiting":
		return say("~", e.T("status.waiting", a.pullError(), e.Moment(s.Next))), th.Soon
	case "pulling":
		if s.Total > 0 {
			return clean.Own(say("↓", e.T("status.progress", s.Done, s.Total)).String() + " " + bar(s.Done, s.Total, 10)), th.Accent
		}
		return say("↓", e.T("status.pulling")), th.Accent
	case "connecting":
		return say("~", e.T("status.connecting")), th.Soon
	case "idle":
		return say("✓", e.T("status.idle")), th.OK
	case "polling":
		return say("✓", e.T("status.polling")), th.OK
	}
	return say("–", e.T("status.off")), th.Muted
}

// pullError is what is wrong, in the officer's language where the catalogue
// has it.
func (a *App) pullError() clean.Text {
	if s := a.status; s.Code == "" || !a.env.Lang.Has("pull."+s.Code) {
		return clean.Line(s.Error, 120)
	}
	return a.env.T("pull." + a.status.Code)
}

// bar is a bar of n cells, filled by done of total.
func bar(done, total, n int) string {
	full := 0
	if total > 0 {
		full = min(max(done, 0)*n/total, n)
	}
	return strings.Repeat("━", full) + strings.Repeat("·", n-full)
}

func (a *App) toastView(w int) string {
	th, glyph, ink := a.env.Theme, "✓", a.env.Theme.OK
	switch a.toast.level {
	case kit.Note:
		glyph, ink = "·", th.Accent
	case kit.Warn:
		glyph, ink = "~", th.Soon
	case kit.Bad:
		glyph, ink = "!", th.Late
	case kit.Good:
	}
	text := glyph + " " + a.toast.text.String()
	if !a.undoHint() {
		return kit.Row(th.Strip, w, kit.Cell{Text: clean.Own(""), Width: 1}, kit.Cell{Text: clean.Own(text), Width: w - 3, Ink: ink.And(th.Bold)})
	}
	hint := clean.Own("· " + a.env.T("did.undo-hint").String()) // stays whole where the text is long
	room := w - 4 - kit.Width(hint)
	return kit.Row(th.Strip, w, kit.Cell{Text: clean.Own(""), Width: 1},
		kit.Cell{Text: clean.Own(text), Width: min(kit.Width(clean.Own(text)), room), Ink: ink.And(th.Bold)}, kit.Cell{Text: hint, Width: kit.Width(hint), Ink: th.Muted})
}
