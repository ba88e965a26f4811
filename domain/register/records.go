package register

import (
	"errors"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/table"
)

// recordsTitle is the column of the DNS records of a name.
const recordsTitle = "rekaman"

// records writes those of an entry in one cell, as "host type value; host type value".
func records(e Entry) string {
	list := make([]string, len(e.Records))
	for i, r := range e.Records {
		list[i] = r.String()
	}
	return strings.Join(list, "; ")
}

// splitRecords parts a cell. A semicolon inside a value, as TXT has them, parts
// nothing: a record begins with a host and a type.
func splitRecords(cell string) (list []string) {
	for part := range strings.SplitSeq(cell, ";") {
		f := strings.Fields(part)
		begins := len(f) > 1 && slices.Contains(domain.RecordTypes(), f[1])
		switch last := len(list) - 1; {
		case begins || last < 0:
			list = append(list, strings.TrimSpace(part))
		default:
			list[last] += ";" + part
		}
	}
	return list
}

// records reads those of a row; nil for an empty cell, which leaves what is known.
func (i *importer) records(row table.Row) (out []domain.Record) {
	cell := row.Get("records")
	if cell == "" {
		return nil
	}
	if strings.HasSuffix(cell, "…") { // no record ends so: the table cuts what is too long for it
		i.refuse(row.Line, recordsTitle, domain.Text{ID: "terlalu panjang untuk satu sel", EN: "too long for one cell"},
			domain.Text{ID: "kosongkan; catat record lewat tiket, atau terima pada layar zona", EN: "leave it empty; record them by a ticket, or accept them on the zone's screen"})
		return nil
	}
	for _, text := range splitRecords(cell) {
		host, rest, _ := strings.Cut(text, " ")
		typ, value, _ := strings.Cut(strings.TrimSpace(rest), " ")
		r, err := domain.ParseRecord(host, typ, value)
		var no *domain.Refusal
		switch {
		case errors.As(err, &no):
			i.refuse(row.Line, recordsTitle, no.What, no.Do)
		case err != nil:
			i.refuse(row.Line, recordsTitle, domain.Text{ID: err.Error(), EN: err.Error()}, domain.Text{})
		default:
			out = append(out, r)
		}
	}
	return out
}
