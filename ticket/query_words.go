package ticket

import (
	"maps"
	"slices"
	"strings"

	"loket/domain"
)

// Words are what the values of a query are called, in Indonesian and in English:
// hasil:ditolak is outcome:refused. They come from the catalogue, so a site's own
// services and outcomes have theirs. The zero value and nil know no catalogue:
// services, outcomes and parties are then their ids.
type Words struct {
	values map[string][]queryWord
}

// queryWord is one value: its id and its names, in small letters and with "-" for
// a blank.
type queryWord struct{ id, indonesian, english string }

func (w queryWord) in(l domain.Lang) string {
	if l == domain.English {
		return w.english
	}
	return w.indonesian
}

// fixedWords are the values that no catalogue changes.
func fixedWords() map[string][]queryWord {
	return map[string][]queryWord{
		"state": {
			{"new", "baru", "new"}, {"open", "proses", "open"}, {"waiting-requester", "pemohon", "waiting-requester"},
			{"waiting-other", "lain", "waiting-other"}, {"closed", "selesai", "closed"}, {"merged", "gabung", "merged"},
		},
		"is": {
			{"late", "terlambat", "late"}, {"soon", "segera", "soon"}, {"breached", "lewat", "breached"}, {"paused", "jeda", "paused"},
			{"unread", "belum-dibaca", "unread"}, {"unsure", "ragu", "unsure"}, {"official", "resmi", "official"},
			{"complete", "lengkap", "complete"}, {"trouble", "masalah", "trouble"},
			{"approval", "persetujuan", "approval"}, {"unknown", "belum-pasti", "unknown"}, {"setback", "gagal", "setback"},
			{"quarantined", "karantina", "quarantined"}, {"unscanned", "belum-dipindai", "unscanned"},
			{"mention", "disebut", "mention"}, {"watched", "dipantau", "watched"}, {"drafted", "naskah", "drafted"},
		},
		"source": {{"mail", "surel", "mail"}, {"phone", "telepon", "phone"}, {"whatsapp", "whatsapp", "whatsapp"}, {"letter", "surat", "letter"}, {"register", "register", "register"}},
		"due":    {{"late", "lewat", "late"}},
		"since":  {{"today", "hari-ini", "today"}, {"yesterday", "kemarin", "yesterday"}},
		"owner":  {{"me", "saya", "me"}},
	}
}

// NewWords takes the words of a catalogue and the ids of officers; both may be nil.
func NewWords(c *domain.Catalogue, officers map[string]string) *Words {
	w := &Words{fixedWords()}
	for _, id := range slices.Sorted(maps.Keys(officers)) {
		w.values["owner"] = append(w.values["owner"], queryWord{id, id, id})
	}
	if c == nil {
		return w
	}
	add := func(key, id string, title domain.Text) {
		w.values[key] = append(w.values[key], queryWord{id, slug(title.ID), slug(title.EN)})
	}
	steps := map[string]bool{}
	for _, s := range c.Services {
		title := s.Short
		if title.Empty() {
			title = s.Title
		}
		add("service", s.ID, title)
		for _, st := range s.Steps {
			if !steps[st.ID] {
				steps[st.ID] = true
				add("step", st.ID, domain.Text{ID: st.ID, EN: st.ID})
			}
		}
	}
	for _, o := range c.Outcomes {
		add("outcome", o.ID, o.Title)
	}
	for _, a := range c.Actors {
		if a.ID != "desk" {
			add("waiting", a.ID, a.Title)
		}
	}
	return w
}

// slug is how a title is written in a query: "Dit. PAI" is dit-pai.
func slug(title string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return strings.ContainsRune(" .,;:/()\"'&-", r)
	}), "-")
}

// ids are the values that a word stands for: the one whose id or name it is, else
// all that begin with it, for somebody is still typing. None is nil.
func (w *Words) ids(key, word string) []string {
	word = slug(word)
	var exact, begun []string
	for _, v := range w.values[key] {
		switch {
		case slug(v.id) == word || v.indonesian == word || v.english == word:
			exact = append(exact, v.id)
		case word != "" && (strings.HasPrefix(v.id, word) || strings.HasPrefix(v.indonesian, word) || strings.HasPrefix(v.english, word)):
			begun = append(begun, v.id)
		}
	}
	if exact != nil {
		return exact
	}
	return begun
}

// translate puts ids for the words of an enumerated key. Patterns, "-" and what a
// nil Words cannot know stay as they are.
func (w *Words) translate(key string, values []string) ([]string, *QueryError) {
	if w == nil || len(w.values[key]) == 0 || key == "owner" || key == "step" {
		return values, nil
	}
	var out []string
	for _, v := range values {
		ids := w.ids(key, v)
		switch {
		case v == "" || v == "-" || strings.ContainsAny(v, "*?"):
			ids = []string{v}
		case ids == nil:
			return nil, &QueryError{Code: "unknown-value", Hint: w.choices(key)}
		}
		out = append(out, ids...)
	}
	return out, nil
}

// choices are the ids that a key knows.
func (w *Words) choices(key string) string {
	ids := make([]string, len(w.values[key]))
	for i, v := range w.values[key] {
		ids[i] = v.id
	}
	return strings.Join(ids, ", ")
}

// queryNames are the keys as completion writes them.
func queryNames() []queryWord {
	return []queryWord{
		{"service", "layanan", "service"}, {"owner", "pemilik", "owner"}, {"state", "status", "state"}, {"due", "sisa", "due"},
		{"is", "yang", "is"}, {"domain", "nama", "domain"}, {"agency", "instansi", "agency"}, {"from", "pemohon", "from"},
		{"subject", "perihal", "subject"}, {"since", "sejak", "since"}, {"outcome", "hasil", "outcome"}, {"waiting", "tunggu", "waiting"},
		{"step", "langkah", "step"}, {"source", "asal", "source"}, {"number", "nomor", "number"},
	}
}

// Complete returns how the last word of a query may go on, in the given language:
// head is what stays of the query, and each of tails is what may follow it. A key
// ends in its colon.
func (w *Words) Complete(s string, lang domain.Lang) (head string, tails []string) {
	if strings.Contains(s, `"`) || len(s) > maxQuery {
		return s, nil
	}
	at := strings.LastIndexAny(s, " \t") + 1
	if at < len(s) && s[at] == '-' {
		at++
	}
	key, value, isValue := strings.Cut(s[at:], ":")
	if !isValue {
		return s[:at], beginning(queryNames(), key, lang, ":")
	}
	if w == nil {
		return s, nil
	}
	value = value[strings.LastIndexByte(value, ',')+1:]
	return s[:len(s)-len(value)], beginning(w.values[queryKeys[strings.ToLower(key)]], value, lang, "")
}

// beginning returns the names that begin with a word: those of the language, or
// of the other where there is none, or the ids.
func beginning(words []queryWord, begun string, lang domain.Lang, end string) []string {
	begun = strings.ToLower(begun)
	other := domain.English
	if lang == domain.English {
		other = domain.Indonesian
	}
	for _, name := range []func(queryWord) string{
		func(w queryWord) string { return w.in(lang) }, func(w queryWord) string { return w.in(other) }, func(w queryWord) string { return w.id },
	} {
		var out []string
		for _, w := range words {
			if n := name(w); strings.HasPrefix(n, begun) && !slices.Contains(out, n+end) {
				out = append(out, n+end)
			}
		}
		if out != nil {
			return out
		}
	}
	return nil
}
