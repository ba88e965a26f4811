package webcheck

import "time"

// Brief is a look without its texts, some hundred bytes: what a record keeps beside
// the whole look, which is kept as a file.
type Brief struct {
	URL     string    `json:"url"`
	At      time.Time `json:"at"`
	Verdict Verdict   `json:"verdict"` // suggested
	Why     string    `json:"why"`
	Browser Sight     `json:"browser"`
	Crawler Sight     `json:"crawler"`
	Cloaked []string  `json:"cloaked,omitempty"` // what the two saw differently, as Change.What
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
	for _, c := range l.Cloaking {
		b.Cloaked = append(b.Cloaked, c.What)
	}
	return b
}

func (p Page) sight() Sight {
	const most = 5
	s := Sight{Failure: p.Failure, Status: p.Status, Title: p.Title, Away: p.Away, SHA256: p.SHA256}
	for _, h := range p.Found[:min(len(p.Found), most)] {
		s.Words = append(s.Words, h.Phrase)
	}
	return s
}
