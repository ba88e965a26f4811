package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/clean"
	"loket/ticket"
)

// Outside puts what a driver of the outside world says into words: the driver's
// own, with what to do about it, or those of its key below "outside.". A key that
// no catalogue has is shown as it is with what belongs to it: what a driver says is
// never lost, and never trusted.
func (l Lang) Outside(w action.Words) clean.Text {
	if !w.What.Empty() {
		what, do := w.What.In(domain.Lang(l)), w.Do.In(domain.Lang(l))
		return clean.Line(strings.TrimSpace(strings.TrimRight(what, ". ")+". "+sentence(do)), 900)
	}
	if w.Key == "" {
		return clean.Text{}
	}
	if !l.Has("outside." + w.Key) {
		return clean.Line(bare(w.Key, w.Args), 300)
	}
	return l.T("outside."+w.Key, anys(w.Args)...)
}

// sentence begins a text with a capital letter.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// Refusal puts a refusal of the desk into the console's language. A driver's
// refusal of an order has the driver's own key.
func (l Lang) Refusal(r *ticket.Refusal) clean.Text {
	switch {
	case !r.Words.What.Empty():
		return l.Outside(r.Words)
	case l.Has("refusal." + r.Code):
		return l.T("refusal."+r.Code, anys(r.Args)...)
	case l.Has("outside." + r.Code):
		return l.T("outside."+r.Code, anys(r.Args)...)
	}
	return clean.Line(r.Error()+" ("+bare(r.Code, r.Args)+")", 300)
}

// bare is a key without words and what belongs to it.
func bare(key string, args []string) string { return strings.Join(append([]string{key}, args...), " ") }

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// Fact is what a piece of evidence is called.
func (l Lang) Fact(name string) clean.Text { return l.Word("fact.", name) }
