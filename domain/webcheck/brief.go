package webcheck

import (
	"slices"
	"time"
)

// Brief is a look without its texts, some hundred bytes: what a record keeps beside
// the whole look, which is kept as a file.
type Brief struct {
	URL     string    `json:"url"`
	At      time.Time `json:"at"`
	Verdict Verdict   `json:"verdict"` // suggested
	Why     string    `json:"why"`
	// Category is that of the strongest word found, "" for none.
	Category string   `json:"category,omitempty"`
	Browser  Sight    `json:"browser"`
	Crawler  Sight    `json:"crawler"`
	Cloaked  []string `json:"cloaked,omitempty"` // what the two saw differently, as Change.What
}

// Sight is what a brief keeps of a page.
type Sight struct {
	Failure Failure  `json:"failure,omitempty"`
	Status  int      `json:"status,omitempty"`
	Title   string   `json:"title,omitempty"`
	Away    string   `json:"away,omitempty"`
	SHA256  string   `json:"sha256,omitempty"`
	Words   []string `json:"words,omitempty"` // at most five, the most telling first
}

// Brief shortens a look.
func (l Look) Brief() Brief {
	b := Brief{URL: l.URL, At: l.At, Browser: l.Browser.sight(), Crawler: l.Crawler.sight()}
	b.Verdict, b.Why = l.Suggest()
	if first, ok := l.strongest(); ok {
		b.Category = first.Category
	}
	for _, c := range l.Cloaking {
		b.Cloaked = append(b.Cloaked, c.What)
	}
	return b
}

// Short is what is kept of a look once there is a newer one.
func (b Brief) Short() Brief {
	return Brief{At: b.At, Verdict: b.Verdict, Why: b.Why, Browser: Sight{Failure: b.Browser.Failure}, Crawler: Sight{Failure: b.Crawler.Failure}}
}

// Words are those of both pages, each once, the most telling first.
func (b Brief) Words() []string {
	out := slices.Clone(b.Crawler.Words)
	for _, w := range b.Browser.Words {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// Passing reports whether neither look came to anything, for a reason that may be
// over soon: a look for nothing.
func (b Brief) Passing() bool {
	return passing(b.Browser.Failure) && passing(b.Crawler.Failure)
}

func (p Page) sight() Sight {
	const most = 5
	s := Sight{Failure: p.Failure, Status: p.Status, Title: p.Title, Away: p.Away, SHA256: p.SHA256}
	for _, h := range p.Found[:min(len(p.Found), most)] {
		s.Words = append(s.Words, h.Phrase)
	}
	return s
}
