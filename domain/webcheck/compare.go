package webcheck

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loket/domain/term"
)

// Change is one thing that two pages do not have in common. What is a field of
// Page in lower case: failure, status, final, away, refresh, title, words,
// outwards, text, certificate, bytes.
type Change struct {
	Agent  string `json:"agent,omitempty"` // browser or crawler, where looks are compared
	What   string `json:"what"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// The names of the two looks.
const (
	ByBrowser = "browser"
	ByCrawler = "crawler"
)

// Difference returns what changed between two looks at one address, the earlier
// one first. Text counts only when more than a fifth of the words changed: dates
// and counters do all the time.
func Difference(before, after Look) []Change {
	const steady = 0.8
	var out []Change
	for _, pair := range []struct {
		agent string
		a, b  Page
	}{{ByBrowser, before.Browser, after.Browser}, {ByCrawler, before.Crawler, after.Crawler}} {
		for _, c := range compare(pair.a, pair.b, steady) {
			c.Agent = pair.agent
			out = append(out, c)
		}
	}
	return out
}

// cloaking returns what browser and crawler saw differently beyond what chance
// does: a title with a counter, a page that is half advertisement, and one that
// failed once are none.
func cloaking(browser, crawler Page) []Change {
	const alike = 0.5
	if passing(browser.Failure) || passing(crawler.Failure) {
		return nil
	}
	return slices.DeleteFunc(compare(browser, crawler, alike), func(c Change) bool {
		return c.What == "bytes" || c.What == "certificate" || c.What == "title" && similar(browser.Text, crawler.Text) > alike
	})
}

// passing reports whether a failure may be gone the next moment.
func passing(f Failure) bool {
	return f == TimedOut || f == ResolverFailed || f == Unreachable || f == BadAnswer || f == Unasked
}

func compare(a, b Page, alike float64) []Change {
	var out []Change
	note := func(what, before, after string) {
		if before != after {
			out = append(out, Change{What: what, Before: before, After: after})
		}
	}
	note("failure", string(a.Failure), string(b.Failure))
	note("status", status(a.Status), status(b.Status))
	note("final", a.Final, b.Final)
	note("away", a.Away, b.Away)
	note("refresh", a.Refresh, b.Refresh)
	note("title", a.Title, b.Title)
	note("words", listed(a.Found), listed(b.Found))
	note("outwards", strings.Join(a.Outwards, " "), strings.Join(b.Outwards, " "))
	if similar(a.Text, b.Text) <= alike {
		note("text", only(a.Text, b.Text), only(b.Text, a.Text))
	}
	note("certificate", certificate(a.TLS), certificate(b.TLS))
	note("bytes", a.SHA256, b.SHA256)
	return out
}

func status(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// listed writes the words without their numbers, in the order of the alphabet.
func listed(hits []Hit) string {
	var out []string
	for _, h := range hits {
		out = append(out, h.Phrase)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func certificate(t *TLS) string {
	if t == nil {
		return ""
	}
	return fmt.Sprintf("%s, %s", t.Subject, t.NotAfter.Format("2006-01-02"))
}

// similar is the share of the words of two texts that both have, from 0 to 1.
func similar(a, b string) float64 {
	x, y := term.Set(a), term.Set(b)
	if len(x)+len(y) == 0 {
		return 1
	}
	both := 0
	for w := range x {
		if y[w] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// only returns the first words of a text that the other does not have.
func only(text, other string) string {
	const most = 12
	has := term.Set(other)
	var out []string
	for w := range strings.FieldsSeq(text) {
		if len(out) == most {
			break
		}
		if !has[w] {
			has[w] = true
			out = append(out, w)
		}
	}
	return oneLine(strings.Join(out, " "), 200)
}
