package letter

import (
	"fmt"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/access"
	"loket/ticket"
)

// recipients resolves the roles and contacts of the step that sends the letter,
// the current one first. What cannot be resolved is named in open, in words for
// the officer.
func (w *Writer) recipients(id string, t *ticket.Ticket) (to, cc, open []string) {
	step := w.sender(id, t)
	find := func(list []string, field string) (out []string) {
		for _, who := range list {
			addr, missing := w.address(who, field, t)
			if missing != "" {
				open = append(open, missing)
			}
			if addr != "" && !contains(out, addr) {
				out = append(out, addr)
			}
		}
		return out
	}
	to = find(step.To, "Kepada")
	cc = find(copies(step, to, t), "Tembusan")
	if len(step.To) > 0 {
		return to, cc, open
	}
	if id == "reminder" && t.Clock.Waiting != "requester" {
		if c, ok := w.catalogue.Contact(t.Clock.Waiting); ok && c.Kind == "email" {
			addr, missing := w.address(c.ID, "Kepada", t)
			if missing != "" {
				return nil, cc, append(open, missing)
			}
			return []string{addr}, cc, open
		}
	}
	if t.Requester.Email != "" {
		return []string{t.Requester.Email}, cc, open
	}
	return nil, cc, append(open, "Alamat surel pemohon tidak diketahui. Tulis alamatnya pada kolom Kepada, lalu hapus baris ini.")
}

// owners are whom a letter goes to that is for one owner: who runs the site, and
// the response team. Nobody is known of one who is not in the contact book.
func owners(c *access.Contact) (to, cc, open []string) {
	if len(c.Owner) == 0 {
		return c.CSIRT, nil, nil
	}
	return c.Owner, c.CSIRT, nil
}

// copies are the roles that get a copy of a letter to these addresses. A requester
// without an address (by telephone) is told another way; one who gets the letter
// anyway needs no copy of it.
func copies(step domain.Step, to []string, t *ticket.Ticket) []string {
	return slices.DeleteFunc(slices.Clone(step.CC), func(who string) bool {
		return who == "requester" && (t.Requester.Email == "" || contains(to, t.Requester.Email))
	})
}

// sender finds the step that sends the letter.
func (w *Writer) sender(id string, t *ticket.Ticket) domain.Step {
	s, ok := w.catalogue.Service(t.Service)
	if !ok {
		return domain.Step{}
	}
	if cur := t.Step(); cur != nil {
		if st, _, ok := s.Step(cur.ID); ok && st.Letter == id {
			return st
		}
	}
	for _, st := range s.Steps {
		if st.Letter == id && (len(st.To) > 0 || len(st.CC) > 0) {
			return st
		}
	}
	return domain.Step{}
}

// address resolves one role or contact; missing says what an officer has to do
// where there is no address, or only a doubtful one.
func (w *Writer) address(who, field string, t *ticket.Ticket) (addr, missing string) {
	switch who {
	case "requester":
		if t.Requester.Email == "" {
			return "", "Alamat surel pemohon tidak diketahui. Tulis alamatnya pada kolom " + field + ", lalu hapus baris ini."
		}
		return t.Requester.Email, ""
	case "responsible", "new-officer":
		if o := t.Wanted.Officer; o != nil && who == "new-officer" && o.Email != "" {
			return o.Email, ""
		}
		if e := email(t.Field("email", "e-mail", "surel")); e != "" {
			return e, ""
		}
		return t.Requester.Email, fmt.Sprintf("Alamat surel %s tidak terbaca dari formulir; surat ditujukan kepada pemohon. Periksa kolom %s, lalu hapus baris ini.", w.title(who), field)
	}
	if c, ok := w.catalogue.Contact(who); ok {
		if c.Value != "" {
			return c.Value, ""
		}
		return "", fmt.Sprintf("Alamat %s belum diisi. Tulis alamatnya pada kolom %s, lalu hapus baris ini. Agar terisi selanjutnya: isi value pada [[contact]] id = %q dalam berkas .toml di direktori services milik situs.", c.Title.ID, field, who)
	}
	return "", fmt.Sprintf("Alamat %s tidak tercatat pada tiket. Tulis alamatnya pada kolom %s, lalu hapus baris ini.", w.title(who), field)
}

// title is what a role is called.
func (w *Writer) title(role string) string {
	for _, r := range w.catalogue.Roles {
		if r.ID == role {
			return r.Title.ID
		}
	}
	return role
}

// email takes the first address out of a form field.
func email(s string) string {
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || strings.ContainsRune(",;:<>()[]\"'", r) }) {
		f = strings.TrimSuffix(strings.ToLower(f), ".")
		local, host, ok := strings.Cut(f, "@")
		if ok && local != "" && len(f) <= 254 && strings.Contains(host, ".") && !strings.Contains(host, "@") && !strings.HasPrefix(host, ".") && plain(f) {
			return f
		}
	}
	return ""
}

func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}
