package access

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/table"
)

// Contact is whom to write to about a name and all names below it.
type Contact struct {
	Domain    domain.Name
	Agency    string
	Owner     []string // mail addresses of who runs the site
	CSIRT     []string // of the response team
	Phone     string
	PGP       string // fingerprint, upper-case hexadecimal
	RFC2350   string // where the team describes itself
	Confirmed string // day on which somebody asked, 2006-01-02
	Note      string
}

// Book finds contacts by name. The zero value is empty. It does not change and
// is safe for concurrent use.
type Book struct {
	contacts map[domain.Name]Contact
	fallback Contact // of all who have none of their own
}

// bookColumns are those of a site's book. The row whose domain is * is for
// whoever has none: the national response team, say.
var bookColumns = []table.Column{
	{ID: "domain", Titles: []string{"domain", "nama domain"}, Required: true},
	{ID: "agency", Titles: []string{"instansi", "agency", "nama instansi"}},
	{ID: "owner", Titles: []string{"pemilik", "owner", "email pemilik", "email", "surel"}},
	{ID: "csirt", Titles: []string{"csirt", "email csirt", "surel csirt"}},
	{ID: "phone", Titles: []string{"telepon", "phone", "no telepon", "wa", "whatsapp"}},
	{ID: "pgp", Titles: []string{"pgp", "sidik jari pgp", "pgp fingerprint"}},
	{ID: "rfc2350", Titles: []string{"rfc2350", "rfc 2350"}},
	{ID: "confirmed", Titles: []string{"dikonfirmasi", "confirmed", "tanggal konfirmasi"}},
	{ID: "note", Titles: []string{"catatan", "note", "keterangan"}},
}

// ReadBook reads the contact book that a site keeps as CSV. The problems name
// line and column and say what to write; a book with problems is not to be used,
// reading it is the dry run. The error is one of reading alone.
func ReadBook(in io.Reader) (*Book, []domain.Problem, error) {
	t, err := table.Read(in, bookColumns)
	if err != nil {
		return nil, nil, fmt.Errorf("contact book: %w", err)
	}
	r := &bookReader{book: &Book{contacts: map[domain.Name]Contact{}}, lines: map[domain.Name]int{}, problems: t.Problems}
	for _, row := range t.Rows {
		r.row(row)
	}
	slices.SortStableFunc(r.problems, func(a, b domain.Problem) int { return cmp.Compare(a.Line, b.Line) })
	return r.book, r.problems, nil
}

type bookReader struct {
	book     *Book
	lines    map[domain.Name]int
	problems []domain.Problem
}

func (r *bookReader) problem(row table.Row, column string, what, fix domain.Text) {
	r.problems = append(r.problems, domain.Problem{Level: domain.Refuse, Line: row.Line, Key: column, What: what, Fix: fix})
}

func (r *bookReader) row(row table.Row) {
	before := len(r.problems)
	c := Contact{
		Agency: row.Get("agency"), Phone: row.Get("phone"), Note: row.Get("note"), RFC2350: row.Get("rfc2350"),
		Owner: r.mail(row, "owner", "pemilik"), CSIRT: r.mail(row, "csirt", "csirt"),
		PGP: r.fingerprint(row), Confirmed: r.day(row),
	}
	all := row.Get("domain") == "*"
	if !all {
		c.Domain = r.name(row)
	}
	if len(c.Owner)+len(c.CSIRT) == 0 && len(r.problems) == before {
		r.problem(row, "pemilik", domain.Text{ID: "tidak ada alamat surel pemilik maupun csirt", EN: "there is a mail address neither of the owner nor of the csirt"},
			domain.Text{ID: "isi salah satunya", EN: "fill in one of them"})
	}
	switch {
	case len(r.problems) > before:
	case all:
		r.book.fallback = c
	default:
		r.book.contacts[c.Domain] = c
	}
}

func (r *bookReader) name(row table.Row) domain.Name {
	n, err := domain.ParseName(row.Get("domain"))
	if err != nil {
		r.problem(row, "domain", domain.Text{ID: row.Get("domain") + ": " + refusal(err, domain.Indonesian), EN: row.Get("domain") + ": " + refusal(err, domain.English)}, domain.Text{})
		return ""
	}
	if line, twice := r.lines[n]; twice {
		r.problem(row, "domain", domain.Text{ID: fmt.Sprintf("%s sudah ada di baris %d", n, line), EN: fmt.Sprintf("%s stands in line %d already", n, line)},
			domain.Text{ID: "gabungkan kedua baris", EN: "make one row of both"})
	}
	r.lines[n] = row.Line
	return n
}

// mail reads addresses parted by semicolons, commas or blanks.
func (r *bookReader) mail(row table.Row, id, title string) (out []string) {
	parted := func(c rune) bool { return c == ';' || c == ',' || c == ' ' }
	for _, a := range strings.FieldsFunc(row.Get(id), parted) {
		if _, err := domain.EmailHost(a); err != nil {
			r.problem(row, title, domain.Text{ID: fmt.Sprintf("%q bukan alamat surel", a), EN: fmt.Sprintf("%q is no mail address", a)},
				domain.Text{ID: "tulis nama@instansi.go.id; beberapa alamat dipisah titik koma", EN: "write name@agency.go.id; part several by semicolons"})
			continue
		}
		out = append(out, strings.ToLower(strings.Trim(a, "<>")))
	}
	return out
}

func (r *bookReader) fingerprint(row table.Row) string {
	s := strings.ToUpper(strings.NewReplacer(" ", "", ":", "", "0x", "").Replace(row.Get("pgp")))
	hexadecimal := strings.Trim(s, "0123456789ABCDEF") == ""
	if s != "" && (!hexadecimal || len(s) != 40 && len(s) != 64) {
		r.problem(row, "pgp", domain.Text{ID: "bukan sidik jari kunci", EN: "no fingerprint of a key"},
			domain.Text{ID: "tulis 40 atau 64 digit heksadesimal; id kunci yang pendek dapat dipalsukan", EN: "write 40 or 64 hexadecimal digits; a short key id can be forged"})
		return ""
	}
	return s
}

func (r *bookReader) day(row table.Row) string {
	s := row.Get("confirmed")
	if s == "" {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		r.problem(row, "dikonfirmasi", domain.Text{ID: fmt.Sprintf("%q bukan tanggal", s), EN: fmt.Sprintf("%q is no date", s)},
			domain.Text{ID: "tulis tahun-bulan-tanggal, misalnya 2026-11-22", EN: "write year-month-day, for example 2026-11-22"})
		return ""
	}
	return s
}

// refusal returns what an error of package domain says to a person.
func refusal(err error, l domain.Lang) string {
	var r *domain.Refusal
	if errors.As(err, &r) {
		return r.In(l)
	}
	return err.Error()
}

// Of returns the contact of a name: its own, that of the nearest name above it, or
// the one for all. The bool reports whether there is any. What the nearest row
// leaves open is taken from the rows above it.
func (b *Book) Of(n domain.Name) (Contact, bool) {
	if b == nil {
		return Contact{}, false
	}
	var out Contact
	found := false
	for at := string(n); at != ""; {
		if c, ok := b.contacts[domain.Name(at)]; ok {
			out, found = out.or(c), true
		}
		_, at, _ = strings.Cut(at, ".")
	}
	out = out.or(b.fallback)
	return out, found || len(out.Owner)+len(out.CSIRT) > 0
}

// or fills what c leaves open.
func (c Contact) or(o Contact) Contact {
	c.Domain, c.Agency = cmp.Or(c.Domain, o.Domain), cmp.Or(c.Agency, o.Agency)
	if len(c.Owner) == 0 {
		c.Owner, c.Phone = o.Owner, cmp.Or(c.Phone, o.Phone)
	}
	if len(c.CSIRT) == 0 {
		c.CSIRT, c.PGP, c.RFC2350 = o.CSIRT, cmp.Or(c.PGP, o.PGP), cmp.Or(c.RFC2350, o.RFC2350)
	}
	c.Confirmed = cmp.Or(c.Confirmed, o.Confirmed)
	return c
}

// Len is how many names have a contact of their own.
func (b *Book) Len() int { return len(b.contacts) }
