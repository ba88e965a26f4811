package naming

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/glyph"
	"loket/domain/table"
)

// Places are the names of places by the digits of their Kode Wilayah. Which there
// are changes by decree, so the list is the site's; nil where it has none.
type Places map[string]string

// ReadPlaces reads a list of places: CSV with the columns kode and nama. The
// problems name the lines and say what to write; reading is the dry run.
func ReadPlaces(in io.Reader) (Places, []domain.Problem, error) {
	t, err := table.Read(in, []table.Column{
		{ID: "code", Titles: []string{"kode", "kode wilayah", "code"}, Required: true},
		{ID: "name", Titles: []string{"nama", "nama wilayah", "name"}, Required: true},
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list of places: %w", err)
	}
	out := Places{}
	for _, row := range t.Rows {
		r, err := domain.ParseRegion(row.Get("code"))
		if err != nil {
			t.Problems = append(t.Problems, domain.Problem{Level: domain.Refuse, Line: row.Line, Key: "kode",
				What: domain.Text{ID: fmt.Sprintf("%q bukan kode wilayah", row.Get("code")), EN: fmt.Sprintf("%q is no Kode Wilayah", row.Get("code"))},
				Fix:  domain.Text{ID: "tulis seperti 33.22.05.2003; simpan kolom itu sebagai teks", EN: "write it as 33.22.05.2003; keep the column as text"}})
			continue
		}
		out[r.Digits] = row.Get("name")
	}
	slices.SortStableFunc(t.Problems, func(a, b domain.Problem) int { return cmp.Compare(a.Line, b.Line) })
	return out, t.Problems, nil
}

// region judges the place that a name is for.
func (j *judgement) region(n domain.Name) {
	village := n.Suffix() == "desa.id"
	if j.q.Region == "" {
		j.withoutCode(n, village)
		return
	}
	r, err := domain.ParseRegion(j.q.Region)
	switch {
	case err != nil:
		j.say(domain.Refuse, "region", domain.Text{ID: fmt.Sprintf("Kode Wilayah %q tidak sah", j.q.Region), EN: fmt.Sprintf("Kode Wilayah %q is not valid", j.q.Region)},
			domain.Text{ID: "tulis sepuluh angka seperti 33.22.05.2003", EN: "write ten digits as in 33.22.05.2003"})
	case village && r.Level == domain.Kelurahan:
		j.say(domain.Refuse, "region", domain.Text{ID: fmt.Sprintf("%s adalah kelurahan, bukan desa", r), EN: fmt.Sprintf("%s is a kelurahan, not a desa", r)},
			domain.Text{ID: "kelurahan memakai subdomain kota atau kabupatennya", EN: "a kelurahan uses a subdomain of its kota or kabupaten"})
	case village && !r.HasVillageName():
		j.say(domain.Refuse, "region", domain.Text{ID: fmt.Sprintf("%s adalah %s, bukan desa", r, r.Level), EN: fmt.Sprintf("%s is a %s, not a desa", r, r.Level)},
			domain.Text{ID: "tulis kode desanya, sepuluh angka", EN: "write the code of the desa, ten digits"})
	case !village && r.HasVillageName():
		j.say(domain.Warn, "region", domain.Text{ID: fmt.Sprintf("%s adalah desa", r), EN: fmt.Sprintf("%s is a desa", r)},
			domain.Text{ID: "desa memakai desa.id", EN: "a desa uses desa.id"})
	default:
		j.place(n, r)
	}
}

// withoutCode judges by the words of the name alone.
func (j *judgement) withoutCode(n domain.Name, village bool) {
	if !village {
		return
	}
	label := plain(labelOf(n))
	for _, w := range []string{"kelurahan", "lurah", "kecamatan", "kel"} {
		if rest, ok := strings.CutPrefix(label, w); ok && (len(w) > 3 || strings.HasPrefix(labelOf(n), w+"-")) && rest != "" {
			j.say(domain.Warn, "region", domain.Text{ID: "menurut namanya ini bukan desa", EN: "by its name it is no desa"},
				domain.Text{ID: "minta Kode Wilayahnya; kelurahan memakai subdomain kota atau kabupatennya", EN: "ask for its Kode Wilayah; a kelurahan uses a subdomain of its kota or kabupaten"})
			return
		}
	}
	j.say(domain.Warn, "region", domain.Text{ID: "Kode Wilayah belum diketahui", EN: "the Kode Wilayah is not known"},
		domain.Text{ID: "minta sepuluh angkanya: angka ketujuh 2 atau 3 untuk desa, 1 untuk kelurahan", EN: "ask for its ten digits: the seventh is 2 or 3 for a desa, 1 for a kelurahan"})
}

// place compares the name with that of the place, where the site has a list.
func (j *judgement) place(n domain.Name, r domain.Region) {
	if len(j.rules.Places) == 0 {
		return
	}
	name, known := j.rules.Places[r.Digits]
	if !known {
		j.say(domain.Warn, "region", domain.Text{ID: fmt.Sprintf("%s tidak ada di daftar wilayah", r), EN: fmt.Sprintf("%s is not in the list of places", r)},
			domain.Text{ID: "periksa kodenya, atau perbarui daftarnya", EN: "check the code, or bring the list up to date"})
		return
	}
	if s := slug(name); !strings.Contains(plain(labelOf(n)), s) && !glyph.OneEdit(core(labelOf(n)), s) {
		j.say(domain.Warn, "region", domain.Text{ID: fmt.Sprintf("%s adalah %s, nama yang diminta lain", r, name), EN: fmt.Sprintf("%s is %s, the name asked for is another", r, name)},
			domain.Text{ID: "singkatan boleh; pastikan tempatnya benar", EN: "an abbreviation is fine; make sure of the place"})
	}
}

// slug is the name of a place as it would stand in a domain name: without its kind,
// letters and digits alone.
func slug(place string) string {
	words := strings.Fields(strings.ToLower(place))
	if len(words) > 1 && slices.Contains([]string{"desa", "kelurahan", "kecamatan", "kabupaten", "kab.", "kab", "kota", "provinsi", "adat"}, words[0]) {
		words = words[1:]
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.Join(words, ""))
}
