package command

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"loket/domain/webcheck"
)

// demoContacts is the contact book of the demonstration.
const demoContacts = `domain;agency;owner;csirt;phone;confirmed;note
lumbungdaerah.go.id;Pemkab Lumbung Daerah (contoh);admin@lumbungdaerah.go.id;csirt@lumbungdaerah.go.id;021-5550100;2026-10-05;
pasarlumbung.go.id;Dinas Pasar Lumbung (contoh);web@pasarlumbung.go.id;;;2026-09-14;
*;;csirt-nasional@contoh.go.id;;;;CSIRT nasional (contoh)
`

// demoWeb has the pages of the demonstration: nothing is fetched. Addresses that
// sound of gambling show it to search engines alone, as hacked sites do.
type demoWeb struct{ now func() time.Time }

var demoGambling = regexp.MustCompile(`slot|gacor|judi|togel|maxwin|rtp`)

// LookAll shows every address as it is, in the order of the list.
func (w demoWeb) LookAll(ctx context.Context, addresses []string, done func(webcheck.Result)) error {
	for _, a := range addresses {
		if ctx.Err() != nil {
			break
		}
		done(webcheck.Result{Asked: a, Look: w.look(a)})
	}
	return ctx.Err()
}

func (w demoWeb) look(address string) webcheck.Look {
	l := webcheck.Look{URL: address, At: w.now(), Browser: demoPage("Beranda", "Selamat datang di laman resmi kami. Berita, layanan, dan pengumuman.")}
	l.Crawler = l.Browser
	if demoGambling.MatchString(address) {
		l.Crawler = demoPage("Situs Slot Gacor Maxwin Hari Ini", "Daftar slot gacor maxwin, RTP live tertinggi, deposit pulsa tanpa potongan.")
		l.Crawler.Found = []webcheck.Hit{{Word: webcheck.Word{Phrase: "slot gacor", Category: "perjudian"}, Times: 3}, {Word: webcheck.Word{Phrase: "maxwin", Category: "perjudian"}, Times: 2}}
		l.Cloaking = []webcheck.Change{{What: "title", Before: l.Browser.Title, After: l.Crawler.Title}, {What: "words", After: "maxwin, slot gacor"}, {What: "text", Before: l.Browser.Text, After: l.Crawler.Text}}
	}
	return l
}

func demoPage(title, text string) webcheck.Page {
	sum := sha256.Sum256([]byte(text))
	return webcheck.Page{Status: 200, Type: "text/html", Title: title, Text: text, Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:])}
}

// demo makes a contact book, and pages that need no network.
func (a *Access) demo(dir string) error {
	a.Contacts = filepath.Join(dir, "contacts.csv")
	return os.WriteFile(a.Contacts, []byte(demoContacts), 0o600)
}
