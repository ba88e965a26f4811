package driver

import (
	"errors"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/nameserver"
)

// refused makes a server's failure, or rows that do not fit, the reason why there
// is no plan.
func refused(err error) error {
	var f *nameserver.Failure
	if errors.As(err, &f) {
		what, do := f.Texts()
		return &action.Refused{Words: action.Words{Key: "dns." + string(f.Code), What: what, Do: do}, Code: string(f.Code), Text: f.Error(), Apart: apart(f.Differences)}
	}
	var unfit *nameserver.Unfit
	if errors.As(err, &unfit) && len(unfit.Problems) > 0 {
		var id, en []string
		for _, p := range unfit.Problems {
			id, en = append(id, p.In(domain.Indonesian)), append(en, p.In(domain.English))
		}
		first := unfit.Problems[0]
		return &action.Refused{Words: action.Words{Key: "dns." + first.Code, What: domain.Text{ID: strings.Join(id, ".\n"), EN: strings.Join(en, ".\n")}},
			Code: first.Code, Text: unfit.Error()} // each says what to do about it
	}
	return err
}

// failed is a server's failure as the outcome of a try.
func failed(err error) action.Outcome {
	out := action.Outcome{State: action.Unknown, Words: action.Say("act.unknown")}
	var f *nameserver.Failure
	if !errors.As(err, &f) {
		return out
	}
	what, do := f.Texts()
	out.Words, out.Code, out.Now = action.Words{Key: "dns." + string(f.Code), What: what, Do: do}, string(f.Code), differences(f.Differences)
	switch {
	case slices.Contains(moved, f.Code):
		out.State = action.Stale
	case f.Fate == nameserver.NoEffect:
		out.State = action.Failed
	}
	return out
}

// moved are the failures that say that the zone is not as the plan saw it, whether
// the desk or the server noticed. Nothing was done.
var moved = []nameserver.Code{nameserver.Stale, nameserver.YXDomain, nameserver.YXRRset, nameserver.NXRRset}

// differences are what the plan saw and what is there now.
func differences(diffs []nameserver.Difference) []action.Effect {
	var out []action.Effect
	for _, d := range diffs {
		e := action.Effect{Sign: "~", Words: action.Say("dns.record", d.Name, d.Type), Before: whole(d.Approved), After: whole(d.Now)}
		switch {
		case e.Before == "":
			e.Sign = "+"
		case e.After == "":
			e.Sign = "-"
		}
		out = append(out, e)
	}
	return out
}

// apart are the same of what should be taken back, with what would come back.
func apart(diffs []nameserver.Difference) []action.Apart {
	var out []action.Apart
	for _, d := range diffs {
		out = append(out, action.Apart{Words: action.Say("dns.record", d.Name, d.Type), Left: whole(d.Approved), Now: whole(d.Now), Wanted: whole(d.Wanted)})
	}
	return out
}

// whole writes a set on one line, "" for none.
func whole(s nameserver.RRset) string {
	if len(s.Data) == 0 {
		return ""
	}
	return timed(strings.Join(s.Data, ", "), s.TTL)
}

// undone turns what an order would do again into what came between.
func undone(effects []action.Effect) []action.Effect {
	out := slices.Clone(effects)
	for i, e := range out {
		out[i].Before, out[i].After = e.After, e.Before
		switch e.Sign {
		case "+":
			out[i].Sign = "-"
		case "-":
			out[i].Sign = "+"
		}
	}
	return out
}
