package domain

// Lang is a language of the screens and letters.
type Lang string

// The languages of the catalogue.
const (
	Indonesian Lang = "id"
	English    Lang = "en"
)

// Text is a text in both languages; in TOML: { id = "...", en = "..." }.
type Text struct {
	ID string `toml:"id"`
	EN string `toml:"en"`
}

// In returns the text in the language, or in the other one where it is missing.
func (t Text) In(l Lang) string {
	if (l == English && t.EN != "") || t.ID == "" {
		return t.EN
	}
	return t.ID
}

// Empty reports whether there is no text in any language.
func (t Text) Empty() bool { return t.ID == "" && t.EN == "" }

// Level is the weight of a Problem.
type Level string

// Refuse stops, Warn asks a person to look.
const (
	Refuse Level = "refuse"
	Warn   Level = "warn"
)

// Problem is one finding about a catalogue file, a record or a name. File and
// Line are set for files only; Key is the TOML path or the record's owner. Code
// names the rule of a record ("cname-beside"); other findings have none.
type Problem struct {
	Level Level
	Code  string
	File  string
	Line  int
	Key   string
	What  Text // what is wrong
	Fix   Text // what to write or do instead
}

// In returns one line, "file:line: key: what; fix" with the parts that exist.
func (p Problem) In(l Lang) string {
	s := p.What.In(l)
	if p.Key != "" {
		s = p.Key + ": " + s
	}
	if p.File != "" {
		s = place(p.File, p.Line) + ": " + s
	}
	if !p.Fix.Empty() {
		s += "; " + p.Fix.In(l)
	}
	return s
}

// String returns the English line.
func (p Problem) String() string { return p.In(English) }
