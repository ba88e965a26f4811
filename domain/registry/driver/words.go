package driver

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/registry"
)

// words are an explanation with the other side's own words.
func words(e registry.Explanation, code int, said string) action.Words {
	w := action.Words{Key: "registry.answer", What: e.What, Do: e.Do}
	number := ""
	if code != 0 {
		number = strconv.Itoa(code) + " "
	}
	if said != "" {
		said = " (" + said + ")"
	}
	w.What = domain.Text{ID: number + e.What.ID + said, EN: number + e.What.EN + said}
	return w
}

// refused makes a registry's problem the reason why there is no plan.
func refused(err error) error {
	var p *registry.Problem
	if !errors.As(err, &p) {
		return err
	}
	return &action.Refused{Words: words(p.Explain(), p.Code(), p.Detail), Code: p.Key, Text: p.Error()}
}

// failed is a problem as the outcome of a try.
func failed(err error, state action.State) action.Outcome {
	out := action.Outcome{State: state, Words: action.Say("act.unknown")}
	var p *registry.Problem
	if errors.As(err, &p) {
		out.Words, out.Code = words(p.Explain(), p.Code(), p.Detail), p.Key
	}
	return out
}

// effects are what a request changes of a name.
func effects(r registry.Request, s registry.State) (out []action.Effect) {
	add := func(sign, key, before, after string) {
		out = append(out, action.Effect{Sign: sign, Words: action.Say(key, cmpOr(after, before)), Before: before, After: after})
	}
	switch r := r.(type) {
	case registry.Update:
		for _, st := range r.Remove.Statuses {
			add("-", "registry.status", string(st), "")
		}
		for _, st := range r.Add.Statuses {
			add("+", "registry.status", "", string(st))
		}
		if r.Registrant != "" {
			add("~", "registry.registrant", s.Registrant, r.Registrant)
		}
		for _, c := range r.Remove.Contacts {
			add("-", "registry.contact", c.Role+" "+c.ID, "")
		}
		for _, c := range r.Add.Contacts {
			add("+", "registry.contact", "", c.Role+" "+c.ID)
		}
		for _, h := range r.Remove.Hosts {
			add("-", "registry.host", h, "")
		}
		for _, h := range r.Add.Hosts {
			add("+", "registry.host", "", h)
		}
		switch {
		case !r.Authcode.Empty():
			out = append(out, action.Effect{Sign: "~", Words: action.Say("registry.authcode-set", string(r.Name))})
		case r.NoAuthcode:
			out = append(out, action.Effect{Sign: "-", Words: action.Say("registry.authcode-unset", string(r.Name))})
		}
	case registry.Delete:
		out = append(out, action.Effect{Sign: "-", Words: action.Say("registry.delete", string(r.Name))})
		for _, h := range s.Hosts {
			add(" ", "registry.host", h, h)
		}
	}
	return out
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// notes are what an officer should know before.
func notes(o action.Order, s registry.State) (out []action.Words) {
	if !s.Expires.IsZero() {
		out = append(out, action.Say("registry.expires", s.Day()))
	}
	if o.Action == Delete && len(s.Below) > 0 {
		out = append(out, action.Say("registry.below", strings.Join(s.Below, ", ")))
	}
	if s.Sponsor != "" {
		out = append(out, action.Say("registry.sponsor", s.Sponsor))
	}
	return out
}

// seen is what a plan is bound to: of the answer itself nothing.
func seen(s registry.State) registry.State {
	s.Evidence, s.SvTRID = "", ""
	s.Created, s.Updated, s.Moved, s.Expires = whole(s.Created), whole(s.Updated), whole(s.Moved), whole(s.Expires)
	return s
}

func whole(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func same(a, b registry.State) bool {
	return len(difference(a, b)) == 0 && a.Registered == b.Registered
}

// difference is what became other than it was, of what a plan hangs on.
func difference(was, is registry.State) (out []action.Effect) {
	lists := func(key string, was, is []string) {
		for _, v := range was {
			if !slices.Contains(is, v) {
				out = append(out, action.Effect{Sign: "-", Words: action.Say(key, v), Before: v})
			}
		}
		for _, v := range is {
			if !slices.Contains(was, v) {
				out = append(out, action.Effect{Sign: "+", Words: action.Say(key, v), After: v})
			}
		}
	}
	one := func(key, was, is string) {
		if was != is {
			out = append(out, action.Effect{Sign: "~", Words: action.Say(key, is), Before: was, After: is})
		}
	}
	lists("registry.status", texts(was.Statuses), texts(is.Statuses))
	lists("registry.status", texts(was.Grace), texts(is.Grace))
	lists("registry.host", was.Hosts, is.Hosts)
	lists("registry.contact", texts(was.Contacts), texts(is.Contacts))
	one("registry.registrant", was.Registrant, is.Registrant)
	one("registry.expiry", was.Day(), is.Day())
	one("registry.sponsor", was.Sponsor, is.Sponsor)
	return out
}

func texts[T any](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		switch v := any(v).(type) {
		case registry.Role:
			out[i] = v.Role + " " + v.ID
		default:
			out[i] = fmt.Sprint(v)
		}
	}
	return out
}

// states are the evidence of what stood before and what stands now.
func states(before, now registry.State) []action.Fact {
	line := func(s registry.State) string {
		if !s.Registered {
			return "–"
		}
		return strings.Join(append(texts(s.Statuses), texts(s.Grace)...), " ")
	}
	facts := []action.Fact{{Name: "status-before", Value: line(before)}, {Name: "status-after", Value: line(now)}}
	if now.Evidence != "" {
		facts = append(facts, action.Fact{Name: "answer-sha256", Value: now.Evidence})
	}
	return facts
}

// answered is the evidence of an answer.
func answered(o registry.Outcome) (facts []action.Fact) {
	put := func(name, value string) {
		if value != "" {
			facts = append(facts, action.Fact{Name: name, Value: value})
		}
	}
	put("clTRID", o.ClTRID)
	put("svTRID", o.SvTRID)
	if o.Code != 0 {
		put("code", strconv.Itoa(o.Code))
	}
	put("sent-sha256", o.Sent)
	put("answer-sha256", o.Answered)
	return facts
}
