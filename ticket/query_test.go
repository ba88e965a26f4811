package ticket_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/ticket"
)

// queryRows are rows by number, for the tables below.
func queryRows() []*ticket.Row {
	rows := []*ticket.Row{
		{Number: "1", State: ticket.New, Service: "transfer", Names: []string{"majujaya.desa.id"}, Deadline: monday.Add(3 * time.Hour), Received: monday.Add(-21 * time.Hour), Missing: 2, Unread: true, Source: ticket.ByMail, Unsure: true},
		{Number: "2", State: ticket.Open, Service: "registration", Owner: "ani", Agency: "Pemerintah Kota Maju", Names: []string{"app.contohkab.go.id", "contohkab.go.id"}, Deadline: monday.Add(-time.Hour), Received: monday.Add(-50 * time.Hour), Breached: true, Official: true},
		{Number: "3", State: ticket.WaitingRequester, Service: "dns-record", Owner: "Bayu", Waiting: "requester", PausedAt: monday.Add(-time.Hour), Deadline: monday.Add(40 * time.Hour), Received: monday.Add(-30 * 24 * time.Hour), Step: "verify"},
		{Number: "4", State: ticket.Closed, Service: "transfer", Owner: "ani", Outcome: "done", Received: monday.Add(-90 * 24 * time.Hour), Source: ticket.ByPhone, Setback: true},
		{Number: "5", State: ticket.WaitingOther, Waiting: "pandi", NeedsHuman: true, LetterBad: true, Approval: true, Received: monday, Email: "siti@contohkab.go.id", Requester: "Siti", Subject: "Àla à carte"},
	}
	for i, r := range rows {
		r.ID = ticket.ID(i + 1)
		r.Search = strings.ToLower(strings.Join(append([]string{r.Number, r.Requester, r.Email, r.Agency, r.Subject}, r.Names...), "\n"))
	}
	return rows
}

// parseQuery reads a query that knows no catalogue.
func parseQuery(s string, now time.Time) (*ticket.Query, error) {
	return (*ticket.Words)(nil).Parse(s, now)
}

func TestQuery(t *testing.T) {
	rows := queryRows()
	for _, c := range []struct{ query, want string }{
		{"", "1 2 3 4 5"}, {"   ", "1 2 3 4 5"},
		{"service:transfer", "1 4"}, {"layanan:transfer", "1 4"}, {"LAYANAN:Transfer", "1 4"},
		{"service:transfer,registration", "1 2 4"}, {"-service:transfer", "2 3 5"}, {"service:-", "5"},
		{"owner:me", "2 4"}, {"pemilik:saya", "2 4"}, {"petugas:bayu", "3"}, {"owner:-", "1 5"}, {"-owner:-", "2 3 4"},
		{"state:new", "1"}, {"status:baru,proses", "1 2"}, {"status:pemohon", "3"}, {"status:lain", "5"}, {"state:selesai", "4"}, {"state:waiting", "3 5"}, {"-status:closed", "1 2 3 5"},
		{"domain:*.desa.id", "1"}, {"nama:contohkab.go.id", "2"}, {"domain:*.go.id", "2"}, {"domain:-", "3 4 5"}, {"domain:contoh*", "2"}, {"domain:*[", ""}, {"owner:saya,bayu", "2 3 4"},
		{"due:<4h", "1 2"}, {"sisa:<4j", "1 2"}, {"due:4h", "1 2"}, {"due:>1d", "3"}, {"tenggat:>1hari", "3"}, {"due:late", "2"}, {"sisa:lewat", "2"}, {"due:-", "4 5"},
		{"is:late", "2"}, {"yang:terlambat", "2"}, {"is:paused", "3"}, {"yang:jeda", "3"}, {"is:unread,unsure", "1 5"}, {"yang:belum-dibaca", "1"}, {"is:breached", "2"}, {"yang:lewat", "2"},
		{"is:official", "2"}, {"yang:resmi", "2"}, {"-is:complete", "1"}, {"yang:masalah", "1 2 4 5"}, {"is:approval", "5"}, {"yang:persetujuan", "5"}, {"is:unknown", "1"}, {"yang:belum-pasti,gagal", "1 4"}, {"is:setback", "4"}, {"is:soon", "1"}, {"yang:segera", "1"},
		{"since:2d", "1 5"}, {"sejak:kemarin", "1 5"}, {"since:today", "5"}, {"since:2026-05-01", "1 2 5"},
		{`agency:"Kota Maju"`, "2"}, {`-agency:"Kota Maju"`, "1 3 4 5"}, {"instansi:maju", "2"},
		{"from:siti", "5"}, {"pemohon:contohkab", "5"}, {"dari:siti", "5"}, {"waiting:pandi", "5"}, {"menunggu:requester", "3"},
		{"langkah:verify", "3"}, {"asal:phone", "4"}, {"hasil:done", "4"}, {"outcome:-", "1 2 3 5"},
		{"contohkab", "2 5"}, {"-contohkab", "1 3 4"}, {`"kota maju"`, "2"}, {`-"kota maju"`, "1 3 4 5"}, {`"maju\ncontoh`, ""}, {"siti@contohkab.go.id", "5"},
		{"à", "5"}, {"perihal:à", "5"}, {`"service:transfer"`, ""}, {"https://contohkab.go.id", ""},
		{"service:transfer owner:me", "4"}, {"layanan:transfer sisa:<4j -pemilik:saya", "1"},
		{"service:", "1 2 3 4 5"}, {"due:<", "1 2 3 4 5"}, {"is:", "1 2 3 4 5"}, {"is:late,", "2"}, {`agency:"Kota M`, "2"},
	} {
		q, err := parseQuery(c.query, monday)
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		var got []string
		for _, r := range rows {
			if q.Match(r, "ani", monday) {
				got = append(got, r.Number)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s selects %q, want %q", c.query, s, c.want)
		}
		if q != nil && q.String() != c.query {
			t.Errorf("%q is written %q", c.query, q.String())
		}
	}
}

// Merged tickets are closed ones, and the values of enumerated keys have words in
// both languages.
func TestQueryWords(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	rows := []*ticket.Row{
		{Number: "1", State: ticket.Closed, Outcome: "refused", Service: "registration", Source: ticket.ByMail},
		{Number: "2", State: ticket.Merged, Service: "subdomain", Source: ticket.ByPhone},
		{Number: "3", State: ticket.WaitingOther, Waiting: "pai", Service: "subdomain-renewal", Source: ticket.ByLetter},
		{Number: "4", State: ticket.Closed, Outcome: "done", Service: "name-change", Source: ticket.ByWhatsApp},
	}
	words := ticket.NewWords(cat, map[string]string{"ani": "Ani"})
	for _, c := range []struct{ query, want string }{
		{"state:closed", "1 2 4"}, {"status:selesai", "1 2 4"}, {"status:tutup", "1 2 4"}, {"state:merged", "2"}, {"status:gab", "2"}, {"state:waiting", "3"},
		{"hasil:ditolak", "1"}, {"hasil:refused", "1"}, {"outcome:Refused", "1"}, {"hasil:selesai", "4"}, {"hasil:dito", "1"}, {"-hasil:ditolak", "2 3 4"},
		{"hasil:ditolak,selesai", "1 4"}, {"hasil:-", "2 3"}, {"outcome:re*", "1"},
		{"tunggu:dit-pai", "3"}, {`tunggu:"Dit. PAI"`, "3"}, {"waiting:pai", "3"},
		{"asal:telepon", "2"}, {"source:phone", "2"}, {"asal:surat", "3"}, {"asal:surel", "1"},
		{"layanan:registration", "1"}, {"service:subdomain", "2"}, {"layanan:pendaftaran", "1"},
		{"langkah:apa-saja", ""}, {"hasil:", "1 2 3 4"},
	} {
		q, err := words.Parse(c.query, monday)
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		var got []string
		for _, r := range rows {
			if q.Match(r, "ani", monday) {
				got = append(got, r.Number)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s selects %q, want %q", c.query, s, c.want)
		}
	}
	var e *ticket.QueryError
	if _, err := words.Parse("hasil:entah", monday); !errors.As(err, &e) || e.Code != "unknown-value" || !strings.Contains(e.Hint, "refused") {
		t.Errorf("an outcome that there is not: %v", err)
	}
}

func TestQueryIsCompleted(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	words := ticket.NewWords(cat, map[string]string{"ani": "Ani"})
	for _, c := range []struct {
		query string
		lang  domain.Lang
		head  string
		tail  string // one that is offered; "" for none at all
	}{
		{"ha", domain.Indonesian, "", "hasil:"}, {"ou", domain.English, "", "outcome:"}, {"ou", domain.Indonesian, "", "outcome:"},
		{"owner:me -st", domain.English, "owner:me -", "state:"},
		{"hasil:dit", domain.Indonesian, "hasil:", "ditolak"}, {"outcome:ref", domain.English, "outcome:", "refused"}, {"hasil:ref", domain.Indonesian, "hasil:", "refused"},
		{"hasil:ditolak,g", domain.Indonesian, "hasil:ditolak,", "ganda"}, {"state:", domain.English, "state:", "merged"},
		{"owner:a", domain.English, "owner:", "ani"}, {"is:la", domain.English, "is:", "late"}, {"langkah:ver", domain.Indonesian, "langkah:", "verify"},
		{"agency:ko", domain.English, "agency:", ""}, {"zz", domain.English, "", ""}, {`"ha`, domain.English, `"ha`, ""},
	} {
		head, tails := words.Complete(c.query, c.lang)
		if head != c.head || c.tail == "" && tails != nil || c.tail != "" && !slices.Contains(tails, c.tail) {
			t.Errorf("%q in %s goes on as %q %q, want %q %q", c.query, c.lang, head, tails, c.head, c.tail)
		}
	}
}

func TestQueryErrors(t *testing.T) {
	for _, c := range []struct {
		query, code, word, hint string
		pos                     int
	}{
		{"servis:transfer", "unknown-key", "servis", "service", 0},
		{"owner:me  foo:x", "unknown-key", "foo", "pemilik", 10},
		{"à -foo:x", "unknown-key", "foo", "owner", 3},
		{"state:sibuk", "unknown-state", "state:sibuk", "waiting-other", 0},
		{"teks is:hilang", "unknown-is", "is:hilang", "late", 5},
		{"due:<soon", "bad-duration", "due:<soon", "due:<4h", 0},
		{"sisa:<4abad", "bad-duration", "sisa:<4abad", "sisa:<2hari", 0},
		{"due:<999999h", "bad-duration", "due:<999999h", "due", 0},
		{"sejak:besok", "bad-since", "sejak:besok", "since:3d", 0},
		{strings.Repeat("a", 501), "too-long", "…", "500", 500},
		{"\xff", "not-text", "?", "letters", 0},
	} {
		_, err := parseQuery(c.query, monday)
		var e *ticket.QueryError
		if !errors.As(err, &e) {
			t.Errorf("%s: no error", c.query)
			continue
		}
		if e.Code != c.code || e.Pos != c.pos || e.Word != c.word || !strings.Contains(e.Hint, c.hint) || !strings.Contains(e.Error(), c.hint) || strings.Contains(e.Error(), c.code) {
			t.Errorf("%s: got %+v", c.query, e)
		}
	}
}

func TestQueryKeysAreOfBothLanguages(t *testing.T) {
	keys := ticket.QueryKeys()
	for _, k := range []string{"service", "layanan", "owner", "pemilik", "due", "sisa"} {
		if !slices.Contains(keys, k) {
			t.Errorf("%s is missing", k)
		}
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{`layanan:transfer sisa:<4j -pemilik:saya "teks`, `-agency:"Kota Maju"`, "due:>", "à:b", "domain:*[", "since:0d", "-", `""`, `-"":x`, `" `} {
		f.Add(s)
	}
	rows := queryRows()
	f.Fuzz(func(t *testing.T, s string) {
		q, err := parseQuery(s, monday)
		var e *ticket.QueryError
		if err != nil && (!errors.As(err, &e) || e.Pos < 0 || e.Pos > len(s) || e.Hint == "") {
			t.Fatalf("%q: %v", s, err)
		}
		again, err2 := parseQuery(q.String(), monday)
		if err == nil && err2 != nil {
			t.Fatalf("%q is written as %q, which cannot be read: %v", s, q.String(), err2)
		}
		for _, r := range rows {
			if err == nil && q.Match(r, "ani", monday) != again.Match(r, "ani", monday) {
				t.Fatalf("%q and %q select differently", s, q.String())
			}
		}
	})
}
