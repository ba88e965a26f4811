package kit

import (
	"regexp"
	"strings"

	"loket/domain/clean"
)

// guessed is how the program keeps a reason: where it looked, the phrase of the
// catalogue that it found there, and what that weighed.
var guessed = regexp.MustCompile(`^(subject|body|attachment|content|name): "(.*)" [+-][0-9.e+-]+$`)

// Reason puts why the program guessed a service or a requirement into words.
// service names a service by its id. What the program never wrote is shown as it
// is, cleaned.
func (e *Env) Reason(reason string, service func(id string) clean.Text) clean.Text {
	if reason == "no word of any service was found" {
		return e.T("reason.none")
	}
	if rest, ok := strings.CutPrefix(reason, "perhaps "); ok {
		id, _, _ := strings.Cut(rest, ":")
		return e.T("reason.perhaps", service(id))
	}
	g := guessed.FindStringSubmatch(reason)
	if g == nil {
		return clean.Line(reason, 200)
	}
	return own(e.Lang.Word("reason.", g[1]).String() + ": \u201c" + clean.Line(strings.ReplaceAll(g[2], " .. ", " \u2026 "), 120).String() + "\u201d")
}
