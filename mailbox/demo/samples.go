package demo

import (
	"slices"
	"time"
)

// Sample is one mail of the sample mailbox, with the truth about it.
type Sample struct {
	// Key names the sample for people: tests print it.
	Key string
	// Gist says in English what the mail is.
	Gist     string
	Raw      []byte
	Internal time.Time // INTERNALDATE, in WIB
	Want     Want
}

// Want is what a careful officer would say of a mail.
type Want struct {
	// Service is the id of the service asked for. It is "" where a person must decide, and for machine mail. A mail that
	// joins another ticket has the service of that ticket.
	Service string
	// Domains are the names the request is about, lower-case and sorted, without names that occur only in addresses,
	// letterheads or signatures.
	Domains []string
	// Fate is new, joined, machine or duplicate.
	Fate string
	// Documents gives the requirement a file is offered for, by the file's name, without path, control and bidi characters
	// where the mail declares a hostile one. A PDF that holds several has them all, separated by commas. Files that serve
	// none are absent.
	Documents map[string]string
	// Problems gives what is wrong with a file: not-pdf encrypted corrupt empty javascript wrong-domain. A file that need
	// not be a PDF (a PA-16 form, a proof of payment) is not faulted for being none, nor an empty one.
	Problems map[string][]string
}

// Samples returns the sample mailbox as of now, ordered by Internal; no mail is younger than now. The same instant gives
// the same bytes. With lang "en" each says in a Comments field what it is about.
func Samples(now time.Time, lang string) []Sample {
	all := mailings()
	byKey := make(map[string]mailing, len(all))
	for _, m := range all {
		byKey[m.key] = m
	}
	out := make([]Sample, 0, len(all))
	for _, m := range all {
		out = append(out, m.sample(now, lang, byKey))
	}
	slices.SortStableFunc(out, func(a, b Sample) int { return a.Internal.Compare(b.Internal) })
	return out
}

// mailings are all tables in one.
func mailings() []mailing {
	return slices.Concat(registrations(), names(), access(), batam(), questions(), machines(), hostile())
}

func (m mailing) sample(now time.Time, lang string, byKey map[string]mailing) Sample {
	if first, ok := byKey[m.again]; ok {
		m.subject, m.body, m.files, m.via = first.subject, first.body, first.files, first.via
		m.drawn = first.written(first.when.at(now))
	}
	internal := m.when.at(now)
	var parents []mailing
	for up := m.reply; up != ""; up = byKey[up].reply {
		parents = slices.Insert(parents, 0, byKey[up])
	}
	return Sample{Key: m.key, Gist: m.gist, Internal: internal, Raw: m.compose(internal, lang, parents), Want: m.want()}
}

func (m mailing) want() Want {
	w := Want{Service: m.service, Domains: slices.Sorted(slices.Values(m.domains)), Fate: m.fate,
		Documents: map[string]string{}, Problems: map[string][]string{}}
	if w.Fate == "" {
		w.Fate = "new"
	}
	for _, f := range m.files {
		if f.req != "" {
			w.Documents[f.shown()] = f.req
		}
		if len(f.bad) > 0 {
			w.Problems[f.shown()] = f.bad
		}
	}
	return w
}

// Registered are the names of the sample mailbox, and of the mail that comes
// later, that a registry has already, each with whether it is held there.
func Registered() map[string]bool {
	held := make(map[string]bool)
	for _, m := range slices.Concat(mailings(), arrivals()) {
		switch m.service {
		case "deactivation", "renewal", "name-change", "officer-change", "transfer", "access-termination", "access-restoration":
			for i, d := range m.domains {
				if i > 0 && m.service == "name-change" {
					continue // the new name is still free
				}
				held[d] = held[d] || m.service == "access-restoration"
			}
		}
	}
	return held
}
