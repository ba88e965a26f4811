// Package reading finds the facts of an official letter, card or form in its
// text: number and date, addressee, subject, agency, signatory, names, NIP, rank,
// domain names, addresses; each with its place. It tells what kind of document a
// text is and where in a file one document ends and the next begins.
//
// Rules: Read is a pure function of the pages, never panics and bounds what it
// looks at and returns. It knows how Indonesian offices write letters, not which
// documents a service asks for: that is the catalogue's. A fact is what stands
// there, not what is right: a NIP that cannot be one is reported as it stands.
//
// What it does not do: decode files, recognise characters, decide anything.
package reading

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of one reading.
const (
	maxPages = 100 // pages read
	maxLines = 400 // lines of one page
	maxLine  = 600 // bytes of one line
	maxFacts = 300 // facts kept
	maxField = 40  // facts of one field
	maxValue = 300 // bytes of a value
	maxParts = 40  // documents in one file
)

// Page is one page of a file.
type Page struct {
	Text string // lines; columns are kept apart by two spaces or more
	// Boxes are where the lines of Text stand; nil where nobody knows.
	Boxes []Box
	// Marks are where pictures and curves are drawn, such as a signature; nil
	// with Drawn false says that nobody looked.
	Marks []Box
	Drawn bool
	OCR   bool // the text was recognised in a picture
}

// Box is a place on a page: left, top, right, bottom in thousandths of the
// page's width and height, from the top left.
type Box [4]int

// Field says what a fact is about.
type Field string

// The closed set of fields.
const (
	Number      Field = "number"       // of the letter, as written
	Date        Field = "date"         // of the letter, 2026-11-12
	Addressee   Field = "addressee"    // lines joined by ", "
	Subject     Field = "subject"      // hal, perihal, tentang
	Agency      Field = "agency"       // of the letterhead
	Signer      Field = "signer"       // name below the signature
	SignerTitle Field = "signer-title" // above it
	SignerNIP   Field = "signer-nip"   // 18 digits
	Name        Field = "name"         // of a person, beside a label
	NIP         Field = "nip"          // digits alone; 18, or another number of them beside the label
	Rank        Field = "rank"         // pangkat, golongan
	Title       Field = "title"        // jabatan, beside a label
	Domain      Field = "domain"
	Email       Field = "email"
	Phone       Field = "phone"
	URL         Field = "url"
)

// Kind is what a document is.
type Kind string

// The closed set of kinds. Unknown is a document that says nothing of itself.
const (
	Unknown      Kind = ""
	Letter       Kind = "letter"        // a letter of no kind below
	Request      Kind = "request"       // permohonan
	Appointment  Kind = "appointment"   // penunjukan, surat tugas
	Statement    Kind = "statement"     // keterangan, pernyataan
	Decree       Kind = "decree"        // keputusan, peraturan
	StaffCard    Kind = "staff-card"    // kartu pegawai
	IdentityCard Kind = "identity-card" // KTP
	PA16         Kind = "pa16"          // formulir PA-16
	URLList      Kind = "url-list"      // daftar URL
)

// Signature is what can be told of a signature without judging it.
type Signature string

// What Part.Signature says.
const (
	SignatureUnknown Signature = ""
	SignatureNone    Signature = "none"  // a signatory's block with nothing drawn in it
	SignatureDrawn   Signature = "drawn" // a picture or curves there
	SignatureNoted   Signature = "noted" // the text says that it is signed electronically
)

// Part is one document within a file.
type Part struct {
	From      int       `json:"from"` // first page, from 1
	To        int       `json:"to"`   // last page
	Kind      Kind      `json:"kind,omitempty"`
	Score     float64   `json:"score,omitempty"` // 0 to 1
	Why       string    `json:"why,omitempty"`   // the words that weighed most
	Signature Signature `json:"signature,omitempty"`
}

// Fact is one thing that was found.
type Fact struct {
	Field Field  `json:"f"`
	Value string `json:"v"`
	Page  int    `json:"p"`          // from 1
	Line  int    `json:"l"`          // of the page's text, from 1
	Box   Box    `json:"b,omitzero"` // where it is known
}

// Facts is all that was found in a file.
type Facts struct {
	Parts []Part `json:"parts,omitempty"`
	Found []Fact `json:"found,omitempty"` // by page and line; of one field the likeliest first
	OCR   bool   `json:"ocr,omitempty"`   // any of it comes from recognised characters
}

// Read reads the pages of one file.
func Read(pages []Page) Facts {
	var out Facts
	r := &reader{seen: map[Fact]bool{}, count: map[Field]int{}}
	sheets := make([]sheet, min(len(pages), maxPages))
	for i := range sheets {
		sheets[i] = newSheet(&pages[i], i+1)
		out.OCR = out.OCR || pages[i].OCR && len(sheets[i].lines) > 0
	}
	for _, span := range divide(sheets) {
		d := newPaper(sheets[span[0]:span[1]])
		p := d.classify()
		p.From, p.To = span[0]+1, span[1]
		d.kind = p.Kind
		r.read(d)
		p.Signature = d.signature()
		out.Parts = append(out.Parts, p)
	}
	out.Found = r.found
	return out
}

// First returns the likeliest value of a field in the pages of a part, all pages
// for the zero Part; "" for none.
func (f *Facts) First(p Part, field Field) string {
	for i := range f.Found {
		if g := &f.Found[i]; g.Field == field && p.has(g.Page) {
			return g.Value
		}
	}
	return ""
}

// All returns the values of a field in the pages of a part, all pages for the
// zero Part, each once.
func (f *Facts) All(p Part, field Field) []string {
	var out []string
	for i := range f.Found {
		if g := &f.Found[i]; g.Field == field && p.has(g.Page) && !slices.Contains(out, g.Value) {
			out = append(out, g.Value)
		}
	}
	return out
}

func (p Part) has(page int) bool { return p.To == 0 || page >= p.From && page <= p.To }

// reader gathers facts within the bounds.
type reader struct {
	found []Fact
	seen  map[Fact]bool
	count map[Field]int
}

func (r *reader) read(d *paper) {
	from := len(r.found)
	r.head(d)
	r.signers(d)
	r.people(d)
	r.contacts(d)
	// By field in the order of likelihood that each finder gave, then by place.
	slices.SortStableFunc(r.found[from:], func(a, b Fact) int { return cmp.Compare(a.Field, b.Field) })
}

// add keeps a fact at a span of a line; value and place are bounded here.
func (r *reader) add(f Field, value string, l *line, from, to int) {
	value = strings.Trim(strings.Join(strings.Fields(value), " "), " ,;:-_")
	for len(value) > maxValue {
		_, n := utf8.DecodeLastRuneInString(value)
		value = value[:len(value)-n]
	}
	once := Fact{Field: f, Value: value, Page: l.page}
	if value == "" || len(r.found) >= maxFacts || r.count[f] >= maxField || r.seen[once] {
		return
	}
	r.seen[once] = true
	r.count[f]++
	r.found = append(r.found, Fact{Field: f, Value: value, Page: l.page, Line: l.n, Box: l.part(from, to)})
}
