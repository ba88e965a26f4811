package ticketview

import (
	"context"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/probe"
	"loket/ticket"
	"loket/ui/kit"
)

// asks reports whether a step is one about which the desk can ask.
func (s *Screen) asks(st domain.Step) bool {
	return st.Probe != "" && s.opt.Desk.Asks(probe.Kind(st.Probe))
}

// noAsk says why nothing can be asked about a step now.
func (s *Screen) noAsk(id string) clean.Text {
	if len(s.l.t.Names) == 0 {
		return s.env.T("ticketview.no-names")
	}
	if st := s.l.t.Step(); st != nil && st.ID == id && !s.l.t.State.Done() || s.later(id) {
		return clean.Text{}
	}
	return s.env.T("probe.why-later")
}

// ask asks in the background and keeps the answers; the screen reads them anew.
func (s *Screen) askNow(st domain.Step, hint string) kit.Intent {
	kind, id, by := probe.Kind(st.Probe), s.id, s.env.Officer
	return kit.Many{kit.Toast{Text: s.env.T("probe.asking"), Level: kit.Note}, s.work(func(ctx context.Context) (func() kit.Intent, error) {
		if _, err := s.opt.Desk.Probe(ctx, by, id, kind, hint); err != nil {
			return nil, err
		}
		return s.load, nil
	})}
}

// askMenu asks at once where nobody can know more, else offers to say what is
// known: the Kode Wilayah of a desa, or the name servers.
func (s *Screen) askMenu(st domain.Step) kit.Intent {
	return kit.Show{Overlay: kit.NewChoose(s.env, kit.Choose{Title: s.in(st.Title), Entries: s.askEntries(st)})}
}

// askEntries are the ways to ask about a step, and the letter for what was found.
func (s *Screen) askEntries(st domain.Step) []kit.Entry {
	if !s.asks(st) {
		return nil
	}
	e := s.env
	with := kit.Entry{Key: "k", Text: e.T("probe.do.with-region"), Then: func() kit.Intent { return s.askWith(st, e.T("probe.form.region"), clean.Own("33.22.05.2003")) }}
	if probe.Kind(st.Probe) == probe.Servers {
		with = kit.Entry{Key: "k", Text: e.T("probe.do.with-servers"), Then: func() kit.Intent {
			return s.askWith(st, e.T("probe.form.servers"), clean.Own("ns1.contohkab.go.id 192.0.2.1, ns2.contoh.id"))
		}}
	}
	out := []kit.Entry{{Key: "o", Text: e.T("probe.do.ask"), Then: func() kit.Intent { return s.askNow(st, "") }}, with}
	if st.Letter != "" && s.l.t.Requester.Email != "" {
		out = append(out, kit.Entry{Key: "r", Text: s.letterTitle(st.Letter), Then: s.compose(st.Letter, false)})
	}
	return out
}

func (s *Screen) askWith(st domain.Step, label, example clean.Text) kit.Intent {
	form := kit.NewForm(s.env, kit.Input{ID: "hint", Label: label, Hint: example, Max: 500, Required: true})
	return kit.Show{Overlay: kit.NewSheet(s.env, kit.Sheet{Title: s.in(st.Title), Form: form, Then: func(f *kit.Form) kit.Intent {
		return s.askNow(st, f.Value("hint"))
	}})}
}

// unfree is the first answer that speaks against a name of the current step, nil
// for none.
func (s *Screen) unfree() *ticket.Probe {
	for _, a := range s.answers(probe.Kind(s.l.next.Step.Probe)) {
		if a.Verdict == probe.Bad && a.Kind != probe.Payment {
			return a
		}
	}
	return nil
}

// nameStep ends the check of a name with one key where every answer is good and
// nothing wants a look; else it offers the ways on.
func (s *Screen) nameStep() kit.Intent {
	e, st := s.env, s.l.next.Step
	title := s.in(st.Title)
	names, answers := s.l.t.ProbeNames(probe.Kind(st.Probe)), s.answers(probe.Kind(st.Probe))
	switch {
	case len(names) == 0:
		return s.finishSheet()
	case len(answers) < len(names) && s.unfree() == nil:
		return s.askNow(st, "")
	}
	fine := !slices.ContainsFunc(answers, func(a *ticket.Probe) bool { return a.Verdict != probe.Good || a.Warned() })
	if fine && st.Kind == domain.KindCheck {
		quotes := make([]string, len(answers))
		for i, a := range answers {
			quotes[i] = a.Quote()
		}
		return s.finish(ticket.FinishStep{Step: st.ID, Reference: strings.Join(quotes, " | ")}, title)
	}
	var entries []kit.Entry
	if bad := s.unfree(); bad != nil {
		entries = append(entries,
			kit.Entry{Key: "p", Text: e.T("ticketview.do.refuse"), Note: e.T("probe.refuse-note"), Then: s.compose("refusal", false)},
			kit.Entry{Key: "e", Text: e.T("probe.do.other-name"), Note: e.T("probe.other-note"), Then: s.compose("plain", false)})
	}
	entries = append(append(entries, s.askEntries(st)...), kit.Entry{Key: "d", Text: e.T("probe.do.finish"), Then: s.finishSheet})
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: title, Note: s.firstFinding(answers), Entries: entries})}
}

// firstFinding is the heaviest that was found.
func (s *Screen) firstFinding(answers []*ticket.Probe) clean.Text {
	for _, level := range []domain.Level{domain.Refuse, domain.Warn} {
		for _, a := range answers {
			for i := range a.Findings {
				if f := &a.Findings[i]; f.Level == level {
					return glue(line(a.Subject), clean.Own(": "), s.in(f.What))
				}
			}
		}
	}
	return clean.Text{}
}

// probeWords say how it stands with the question of the current step, and whether
// that holds it up.
func (s *Screen) probeWords(st domain.Step) (note clean.Text, wrong bool) {
	answers := s.answers(probe.Kind(st.Probe))
	if len(answers) == 0 || st.Kind != domain.KindCheck && s.unfree() == nil {
		return clean.Text{}, false
	}
	worst := answers[0]
	order := []probe.Verdict{probe.Bad, probe.Open, probe.Good}
	for _, a := range answers {
		if slices.Index(order, a.Verdict) < slices.Index(order, worst.Verdict) {
			worst = a
		}
	}
	return list(s.probeMark(worst).Word, s.source(&worst.Answer), s.firstFinding(answers)), worst.Verdict == probe.Bad
}

// proofEntries offer to take a proof of payment as the evidence of the step.
func (s *Screen) proofEntries(st domain.Step) []kit.Entry {
	if probe.Kind(st.Probe) != probe.Payment {
		return nil
	}
	var out []kit.Entry
	for i, a := range s.answers(probe.Payment) {
		en := kit.Entry{Text: s.env.T("probe.do.accept-proof"), Note: list(s.probeMark(a).Word, line(a.Quote()), s.firstFinding([]*ticket.Probe{a})), Then: func() kit.Intent {
			return s.do(ticket.FinishStep{Step: st.ID, Reference: a.Quote()}, s.env.T("ticketview.did.step", s.in(st.Title)))
		}}
		if i < 9 {
			en.Key = itoa(i + 1)
		}
		out = append(out, en)
	}
	return out
}

// taskDone ends dated work; where a letter is due it is offered first.
func (s *Screen) taskDone(k *ticket.Task) kit.Intent {
	e, id := s.env, k.ID
	finish := func() kit.Intent { return s.doLatest(ticket.FinishTask{ID: id}, e.T("ticketview.did.finish-task")) }
	if st := s.step(id); s.drives(st) && s.opt.Desk.Seconds(st.Action) { // nobody does it alone
		finish = func() kit.Intent { return s.carryOut(id) }
	}
	if k.Letter == "" || s.l.t.Requester.Email == "" {
		return finish()
	}
	entries := []kit.Entry{{Key: "r", Text: s.letterTitle(k.Letter), Then: s.compose(k.Letter, false)}}
	if st := s.step(k.ID); s.asks(st) {
		entries = append(entries, kit.Entry{Key: "o", Text: e.T("probe.do.ask"), Then: func() kit.Intent { return s.askNow(st, "") }})
	}
	entries = append(entries, s.may(doing(s.step(id)), kit.Entry{Key: "d", Text: e.T("ticketview.do.finish-task"), Then: finish})...)
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: s.stepWords(k.Text), Entries: entries})}
}
