package driver

import (
	"cmp"
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
		out = append(out, action.Effect{Sign: sign, Words: action.Say(key, cmp.Or(after, before)), Before: before, After: after})
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
	case registry.Create:
		out = created(r)
	case registry.Renew:
		add("~", "registry.expiry", r.Until, later(r))
		out = append(out, charged(r.Fee)...)
	case registry.Restore:
		out = append([]action.Effect{{Sign: "+", Words: action.Say("registry.restore", string(r.Name))}}, charged(r.Fee)...)
	case registry.CreateContact:
		add("+", "registry.new-contact", "", strings.Join(slices.DeleteFunc([]string{r.ID, r.Name, r.Org, r.Email}, func(s string) bool { return s == "" }), ", "))
	case registry.CreateHost:
		add("+", "registry.new-host", "", strings.TrimSpace(r.Name+" "+strings.Join(texts(r.Addresses), " ")))
	}
	return out
}

// created are the effects of a registration.
func created(r registry.Create) []action.Effect {
	out := []action.Effect{
		{Sign: "+", Words: action.Say("registry.register", string(r.Name))},
	}
	if r.Registrant != "" {
		out = append(out, action.Effect{Sign: "+", Words: action.Say("registry.registrant"), After: r.Registrant})
	}
	for _, c := range r.Contacts {
		out = append(out, action.Effect{Sign: "+", Words: action.Say("registry.contact"), After: c.Role + " " + c.ID})
	}
	for _, h := range r.Hosts {
		out = append(out, action.Effect{Sign: "+", Words: action.Say("registry.host", h), After: h})
	}
	out = append(out, action.Effect{Sign: "+", Words: action.Say("registry.authcode-forgotten")})
	return append(out, charged(r.Fee)...)
}

// charged is what the registry takes from the registrar's account.
func charged(fee *registry.Fee) []action.Effect {
	if fee == nil {
		return nil
	}
	return []action.Effect{{Sign: "+", Words: action.Say("registry.fee"), After: fee.Currency + " " + fee.Amount}}
}

// later is the day until which a renewal lengthens the validity.
func later(r registry.Renew) string {
	until, err := time.Parse(time.DateOnly, r.Until)
	if err != nil { // Validate has seen it
		return ""
	}
	return until.AddDate(r.Years, 0, 0).Format(time.DateOnly)
}

// stays is what a plan shows that changes nothing.
func stays(o action.Order, s registry.State) (out []action.Effect) {
	keep := func(key, value string) {
		if value != "" {
			out = append(out, action.Effect{Sign: " ", Words: action.Say(key, value), Before: value, After: value})
		}
	}
	if o.Action == LiftHold || o.Reverts != nil { // the order names the reasons
		keep("registry.status", string(registry.ClientHold))
		return out
	}
	if o.Action == Hosts {
		for _, h := range s.Hosts {
			keep("registry.host", h)
		}
		return out
	}
	keep("registry.expiry", s.Day())
	if !s.Created.IsZero() {
		keep("registry.created", s.Created.UTC().Format(time.DateOnly))
	}
	keep("registry.registrant", s.Registrant)
	for _, st := range s.Statuses {
		keep("registry.status", string(st))
	}
	return out
}

// notes are what an officer should know before.
func notes(o action.Order, s registry.State) (out []action.Words) {
	if !s.Expires.IsZero() && o.Action != Renew && o.Action != Expiry { // those show it as what changes or stays
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
	differ := func(name, was, is string) {
		if was != is {
			facts = append(facts, action.Fact{Name: name + "-before", Value: cmp.Or(was, "–")}, action.Fact{Name: name + "-after", Value: cmp.Or(is, "–")})
		}
	}
	if before.Day() == now.Day() && now.Registered {
		if day := now.Day(); day != "" {
			facts = append(facts, action.Fact{Name: "expiry-after", Value: day})
		}
	} else {
		differ("expiry", before.Day(), now.Day())
	}
	differ("registrant", before.Registrant, now.Registrant)
	differ("hosts", strings.Join(before.Hosts, " "), strings.Join(now.Hosts, " "))
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

func whole(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
