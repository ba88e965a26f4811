package webcheck

import "net/http"

// Verdict is what a look suggests. An officer decides.
type Verdict string

// The closed set of verdicts.
const (
	Unsure     Verdict = "unsure" // a person has to look
	StillThere Verdict = "found"  // strong words, seen by one of the two or both
	Clean      Verdict = "clean"  // a page that both see alike, without a word of the list
	Gone       Verdict = "gone"   // no such host, or no such page, for both
)

// Suggest proposes a verdict and the words that speak for it, in a few words of
// English for the record. Weak words alone, cloaking, a page that leads away and
// whatever could not be looked at are for a person: an agency's warning against
// gambling has the words of gambling.
func (l Look) Suggest() (Verdict, string) {
	first, found := l.strongest()
	switch {
	case found && !first.Weak:
		return StillThere, "found: " + first.Phrase
	case l.Browser.gone() && l.Crawler.gone():
		return Gone, "no such page"
	case l.Browser.Failure != Answered || l.Crawler.Failure != Answered:
		return Unsure, "could not be looked at"
	case len(l.Cloaking) > 0:
		return Unsure, "browser and crawler saw different pages"
	case l.Browser.Away != "" || l.Browser.Refresh != "":
		return Unsure, "leads to another page"
	case found:
		return Unsure, "found: " + first.Phrase
	case l.Browser.Status != http.StatusOK || l.Crawler.Status != http.StatusOK:
		return Unsure, "status " + status(l.Browser.Status)
	case l.Browser.Cut || l.Crawler.Cut:
		return Unsure, "the page is longer than what was read"
	case l.Browser.Text == "":
		return Unsure, "no text without JavaScript"
	}
	return Clean, "no word of the list"
}

func (p Page) gone() bool {
	return p.Failure == NoSuchHost || p.Status == http.StatusNotFound || p.Status == http.StatusGone
}

// strongest returns the most telling word of both pages, if there is any.
func (l Look) strongest() (first Hit, found bool) {
	for _, p := range []Page{l.Browser, l.Crawler} {
		if len(p.Found) > 0 && (!found || first.Weak && !p.Found[0].Weak) {
			first, found = p.Found[0], true
		}
	}
	return first, found
}
