package access

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"loket/domain/clean"
	"loket/domain/table"
)

// Sheet is a list that goes to somebody, as an annex of a letter. Its words are
// Indonesian: those who read it are.
type Sheet struct {
	Title  string
	Ticket string // number
	Day    string // of the list, as it is to be shown
	Groups []Group
	Defang bool // write addresses so that no program makes links of them
}

// ForPAI is the list of what is still there, for Dit. PAI to cut: also what was
// found while nobody was told, as in an urgent case.
func ForPAI(ticket, day string, items []Item, book *Book) Sheet {
	return sheet("Daftar URL/subdomain untuk pemutusan akses", ticket, day, items, book, Verified, Still, Forwarded)
}

// ForTrustPositif is the list of what is clean, for its admin to restore.
func ForTrustPositif(ticket, day string, items []Item, book *Book) Sheet {
	return sheet("Daftar URL/subdomain untuk normalisasi", ticket, day, items, book, Clean, Gone)
}

// ForOwner is the list of what one owner and response team are told to take down;
// items are those of that owner.
func ForOwner(ticket, day string, items []Item, book *Book) Sheet {
	s := sheet("Daftar URL/subdomain yang memuat konten negatif", ticket, day, items, book, Verified, Notified, Still)
	s.Defang = true
	return s
}

func sheet(title, ticket, day string, items []Item, book *Book, states ...State) Sheet {
	var in []Item
	for _, it := range items {
		if slices.Contains(states, it.State) {
			in = append(in, it)
		}
	}
	return Sheet{Title: title, Ticket: ticket, Day: day, Groups: GroupByOwner(in, book)}
}

// Len is the number of addresses.
func (s Sheet) Len() (n int) {
	for _, g := range s.Groups {
		n += len(g.Items)
	}
	return n
}

// Text writes the list to be read. Everything in it is cleaned.
func (s Sheet) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nNomor tiket : %s\nTanggal     : %s\nJumlah      : %d alamat pada %d nama domain\n", s.Title, line(s.Ticket), line(s.Day), s.Len(), len(s.Groups))
	n := 0
	for _, g := range s.Groups {
		fmt.Fprintf(&b, "\n%s", line(g.Title()))
		if g.Contact.Agency != "" {
			fmt.Fprintf(&b, " (%s)", line(g.Contact.Agency))
		}
		b.WriteString("\n")
		for _, it := range g.Items {
			n++
			fmt.Fprintf(&b, "%4d. %s\n", n, line(s.write(it.URL)))
			fmt.Fprintf(&b, "      %s\n", evidence(it))
		}
	}
	return b.String()
}

func (s Sheet) write(address string) string {
	if s.Defang {
		return Defang(address)
	}
	return address
}

// evidence puts what is known of an item into one line.
func evidence(it Item) string {
	parts := []string{it.State.Title().ID}
	for _, p := range []struct{ label, value string }{
		{"kategori ", it.Category}, {"ditemukan: ", it.Words}, {"diverifikasi ", it.Verified}, {"diberitahukan ", it.Notified},
		{"diperiksa ulang ", it.Looked},
	} {
		if v := line(p.value); v != "" {
			parts = append(parts, p.label+v)
		}
	}
	return strings.Join(parts, "; ")
}

// CSV writes the list for a program or a spreadsheet, one address a row.
func (s Sheet) CSV(out io.Writer) error {
	titles := []string{"No", "URL", "Host", "Nama domain", "Instansi", "Keadaan", "Kategori", "Kata ditemukan", "Diverifikasi", "Diberitahukan", "Diperiksa ulang", "SHA-256", "Nomor tiket"}
	var rows [][]string
	for _, g := range s.Groups {
		for _, it := range g.Items {
			rows = append(rows, []string{
				strconv.Itoa(len(rows) + 1), s.write(it.URL), it.Host, string(it.Name), g.Contact.Agency, it.State.Title().ID,
				it.Category, it.Words, it.Verified, it.Notified, it.Looked, it.SHA256, s.Ticket,
			})
		}
	}
	return table.Write(out, titles, rows)
}

func line(s string) string { return clean.Line(s, 0).String() }
