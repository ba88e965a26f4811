package driver

import (
	"context"
	"errors"
	"slices"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/probe"
	"loket/domain/registry"
)

// CheckFree asks a registry by its check whether names are free (RFC 5731 section
// 3.1.1), and keeps the price where it tells one.
func CheckFree(c registry.Checker, target string) func(context.Context, domain.Name) probe.Answer {
	return func(ctx context.Context, name domain.Name) probe.Answer {
		list, err := c.Check(ctx, []domain.Name{name}, 1)
		if err != nil || len(list) != 1 {
			return unanswered(err, "epp", target)
		}
		v := list[0]
		out := probe.Answer{Verdict: probe.Good, Source: "epp", Target: target, Facts: []action.Fact{{Name: "available", Value: yesNo(v.Available)}}}
		fact := func(name, value string) {
			if value != "" {
				out.Facts = append(out.Facts, action.Fact{Name: name, Value: value})
			}
		}
		fact("reason", v.Reason)
		fact("class", v.Class)
		if fee, ok := v.Fees[registry.VerbCreate]; ok {
			fact("fee", fee.Currency+" "+fee.Amount)
		}
		fact("svTRID", v.SvTRID)
		fact("answer-sha256", v.Evidence)
		if !v.Available {
			out.Verdict = probe.Bad
			out.Findings = []probe.Finding{taken(v.Reason)}
		}
		return out
	}
}

// LookFree asks whoever shows what is registered, RDAP for one: 404 is a name that
// is not registered.
func LookFree(l Looker, target string) func(context.Context, domain.Name) probe.Answer {
	return func(ctx context.Context, name domain.Name) probe.Answer {
		s, err := l.Look(ctx, name)
		if err != nil {
			return unanswered(err, "rdap", target)
		}
		out := probe.Answer{Verdict: probe.Good, Source: s.Source, Target: target, Facts: []action.Fact{{Name: "available", Value: yesNo(!s.Registered)}}}
		if s.Evidence != "" {
			out.Facts = append(out.Facts, action.Fact{Name: "answer-sha256", Value: s.Evidence})
		}
		if s.Registered {
			out.Verdict = probe.Bad
			out.Findings = []probe.Finding{taken("")}
			if day := s.Day(); day != "" {
				out.Facts = append(out.Facts, action.Fact{Name: "expires", Value: day})
			}
		}
		return out
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func taken(reason string) probe.Finding {
	if reason != "" {
		reason = " (" + reason + ")"
	}
	return probe.Finding{Level: domain.Refuse, Code: "registered",
		What: domain.Text{ID: "nama sudah terdaftar di registri" + reason, EN: "the name is registered at the registry" + reason},
		Do:   domain.Text{ID: "yang mendaftar lebih dahulu berhak; minta nama lain", EN: "first come, first served; ask for another name"}}
}

// unanswered is the answer of a service that could not be asked.
func unanswered(err error, source, target string) probe.Answer {
	f := probe.Finding{Level: domain.Warn, Code: "no-answer",
		What: domain.Text{ID: "registri tidak dapat ditanya", EN: "the registry could not be asked"},
		Do:   domain.Text{ID: "tanyakan lagi nanti", EN: "ask again later"}}
	var p *registry.Problem
	if errors.As(err, &p) {
		w := words(p.Explain(), p.Code(), p.Detail)
		f.What, f.Do = w.What, w.Do
	}
	return probe.Answer{Verdict: probe.Open, Source: source, Target: target, Findings: []probe.Finding{f}}
}

// Delegated gives the name servers that a registry has for a name.
func Delegated(l Looker) func(context.Context, domain.Name) ([]string, error) {
	return func(ctx context.Context, name domain.Name) ([]string, error) {
		s, err := l.Look(ctx, name)
		return slices.Clone(s.Hosts), err
	}
}
