package nameserver

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"loket/domain"
)

// Fate is what is known about the effect of a failed Apply.
type Fate string

// NoEffect: nothing changed, the plan may be made anew. Unknown: the message went
// out and nobody knows; Resolve before anything else. Partly: the server said yes
// and what stands is neither before nor after; a person looks.
const (
	NoEffect Fate = "no-effect"
	Unknown  Fate = "unknown"
	Partly   Fate = "partly"
)

// Failure says why a server did not do something, what that means and what to do.
// It is plain data, so that an event can keep it.
type Failure struct {
	Code        Code              `json:"code"`
	Fate        Fate              `json:"fate"`
	Server      string            `json:"server,omitempty"`
	Args        map[string]string `json:"args,omitempty"` // see the texts
	Signed      bool              `json:"signed,omitempty"`
	Differences []Difference      `json:"differences,omitempty"` // of a plan that has moved
	Err         error             `json:"-"`
}

// Code names a reason; Texts explains it.
type Code string

// The codes of failures, in the words of RFC 2136 and 8945 where they come from
// there.
const (
	Unreachable  Code = "unreachable"   // no connection
	NoAnswer     Code = "no-answer"     // the message went out, no answer came
	NotAuth      Code = "notauth"       // not the server of this zone, or a wrong key without saying so
	BadTime      Code = "badtime"       // args: skew, there, here
	BadKey       Code = "badkey"        // unknown key; Knot: also a type or name that its rules do not allow
	BadSig       Code = "badsig"        // wrong secret
	BadTrunc     Code = "badtrunc"      // MAC too short
	YXDomain     Code = "yxdomain"      // a name that should be free is not
	YXRRset      Code = "yxrrset"       // a set that should not be there is
	NXRRset      Code = "nxrrset"       // a set is not as approved
	NotZone      Code = "notzone"       // a name outside the zone
	Refused      Code = "refused"       // against the server's rules
	NoTransfer   Code = "no-transfer"   // the zone is not given to the key
	ServFail     Code = "servfail"      // trouble inside the server
	FormErr      Code = "formerr"       // the server does not understand the message
	NotImp       Code = "notimp"        // no dynamic updates there
	OtherRcode   Code = "rcode"         // args: rcode
	Unsigned     Code = "unsigned"      // a yes without a signature
	BadAnswer    Code = "bad-answer"    // something that is no answer to the question
	Forged       Code = "forged"        // a signature that does not hold
	NotEffective Code = "not-effective" // NOERROR, and nothing changed
	Stale        Code = "stale"         // the plan has moved
	Overtaken    Code = "overtaken"     // what should be taken back is no longer as it was left
	TooLarge     Code = "too-large"     // more than one message holds
	Lame         Code = "lame"          // the server does not answer with authority
	Wildcard     Code = "wildcard"      // a wildcard covers the name and the zone cannot be transferred
	TooBig       Code = "zone-too-large"
	NoReader     Code = "no-reader" // by hand, and no server to look at
	BadPlan      Code = "bad-plan"
)

// Error gives the English sentence, the code and the cause.
func (f *Failure) Error() string {
	what, do := f.Texts()
	s := string(f.Code) + ": " + what.EN + "; " + do.EN
	if f.Err != nil {
		s += " (" + f.Err.Error() + ")"
	}
	return s
}

// Unwrap gives the cause; a stale plan is ErrMoved.
func (f *Failure) Unwrap() []error {
	var errs []error
	if f.Code == Stale || f.Code == Overtaken {
		errs = append(errs, ErrMoved)
	}
	if f.Code == BadPlan {
		errs = append(errs, ErrPlan)
	}
	if f.Err != nil {
		errs = append(errs, f.Err)
	}
	return errs
}

// Texts say what happened and what to do, in both languages.
func (f *Failure) Texts() (what, do domain.Text) {
	r, ok := reasons[f.Code]
	if !ok {
		r = reasons[OtherRcode]
	}
	args := []string{"{server}", cmp.Or(f.Server, "-"), "{code}", string(f.Code)}
	for k, v := range f.Args {
		args = append(args, "{"+k+"}", v)
	}
	fill := strings.NewReplacer(args...)
	apart, err := time.ParseDuration(f.Args["skew"])
	in := func(t domain.Text) domain.Text {
		if err == nil { // each language has its own words for it
			lasts := lasting(apart)
			t.ID, t.EN = strings.ReplaceAll(t.ID, "{skew}", lasts.ID), strings.ReplaceAll(t.EN, "{skew}", lasts.EN)
		}
		return domain.Text{ID: fill.Replace(t.ID), EN: fill.Replace(t.EN)}
	}
	what = in(r.what)
	if !f.Signed && answered[f.Code] {
		what.ID += " (tanda tangan jawabannya tidak terbukti)"
		what.EN += " (the answer's signature is not proved)"
	}
	return what, in(r.do)
}

// lasting is a time of clocks in words, to the second.
func lasting(d time.Duration) (t domain.Text) {
	d = d.Abs().Round(time.Second)
	for _, u := range []struct {
		n      time.Duration
		id, en string
	}{{d / time.Hour, "jam", "h"}, {d / time.Minute % 60, "menit", "min"}, {d / time.Second % 60, "detik", "s"}} {
		if u.n > 0 {
			t.ID, t.EN = fmt.Sprintf("%s %d %s", t.ID, u.n, u.id), fmt.Sprintf("%s %d %s", t.EN, u.n, u.en)
		}
	}
	return domain.Text{ID: strings.TrimSpace(t.ID), EN: strings.TrimSpace(t.EN)}
}

// answered are the codes of answers whose signature could be proved. That of a
// wrong key or time cannot.
var answered = map[Code]bool{
	YXDomain: true, YXRRset: true, NXRRset: true,
	NotZone: true, Refused: true, NoTransfer: true, ServFail: true, FormErr: true, NotImp: true, OtherRcode: true,
}
