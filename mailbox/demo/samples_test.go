package demo

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"pgregory.net/rapid"
)

var testNow = time.Date(2026, 11, 18, 10, 30, 0, 0, wib) // a Wednesday

// testSamples are Samples(testNow, ""), made once for all tests.
var testSamples = sync.OnceValue(func() []Sample { return Samples(testNow, "") })

var allServices = []string{"registration", "deactivation", "renewal", "name-change", "officer-change", "transfer",
	"access-termination", "access-restoration", "subdomain", "dns-record", "subdomain-renewal"}

func TestSamplesCoverEverything(t *testing.T) {
	all := testSamples()
	if len(all) < 48 {
		t.Errorf("%d samples, want 48 or more", len(all))
	}
	services, fates, problems, requirements := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	keys := map[string]bool{}
	for _, s := range all {
		if keys[s.Key] {
			t.Errorf("key %s twice", s.Key)
		}
		keys[s.Key] = true
		fates[s.Want.Fate]++
		if s.Want.Fate == "new" {
			services[s.Want.Service]++
		}
		for _, list := range s.Want.Problems {
			for _, p := range list {
				problems[p]++
			}
		}
		for _, reqs := range s.Want.Documents {
			for _, r := range strings.Split(reqs, ",") {
				requirements[r]++
			}
		}
	}
	atLeast := func(what string, have map[string]int, n int, names ...string) {
		t.Helper()
		for _, name := range names {
			if have[name] < n {
				t.Errorf("%s %q: %d samples, want %d", what, name, have[name], n)
			}
		}
	}
	atLeast("service", services, 2, append(slices.Clone(allServices), "")...)
	atLeast("fate", fates, 2, "new", "joined", "machine", "duplicate")
	atLeast("problem", problems, 1, badNotPDF, badEncrypted, badCorrupt, badEmpty, badJavaScript, badDomain)
	atLeast("requirement", requirements, 1, reqLetter, reqBasis, reqAppointment, reqCard, reqStatement, reqURLs, reqClean, reqPA16, reqApp, reqPayment)
}

func TestSamplesAreTheSameForTheSameNow(t *testing.T) {
	first, second := testSamples(), Samples(testNow, "")
	for i, s := range second {
		if !bytes.Equal(s.Raw, first[i].Raw) {
			t.Errorf("%s: two runs differ", s.Key)
		}
		want := first[i]
		want.Raw, s.Raw = nil, nil
		if d := cmp.Diff(want, s); d != "" {
			t.Errorf("two runs differ:\n%s", d)
		}
	}
}

func TestSamplesParse(t *testing.T) {
	seen := map[string]bool{}
	var before time.Time
	for _, s := range testSamples() {
		m, err := mail.ReadMessage(bytes.NewReader(s.Raw))
		if err != nil {
			t.Errorf("%s: %v", s.Key, err)
			continue
		}
		if s.Internal.Before(before) {
			t.Errorf("%s: not in order of arrival", s.Key)
		}
		before = s.Internal
		if up := m.Header.Get("In-Reply-To"); up != "" && s.Want.Fate == "joined" && !seen[up] {
			t.Errorf("%s answers %s, which has not arrived", s.Key, up)
		}
		id := m.Header.Get("Message-Id")
		if seen[id] && s.Want.Fate != "duplicate" {
			t.Errorf("%s: Message-ID %s twice", s.Key, id)
		}
		seen[id] = true
		if i := bytes.IndexByte(bytes.ReplaceAll(s.Raw, []byte("\r\n"), nil), '\n'); i >= 0 {
			t.Errorf("%s: a line ends without CR", s.Key)
		}
	}
}

// Every file of the tables is in its mail, byte for byte, under its name.
func TestAttachmentsSurviveTheMail(t *testing.T) {
	for _, s := range testSamples() {
		m, err := mail.ReadMessage(bytes.NewReader(s.Raw))
		if err != nil {
			t.Fatal(err)
		}
		kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
		if err != nil || kind != "multipart/mixed" || strings.HasPrefix(s.Key, "evil") {
			if len(s.Want.Documents) > 0 && !strings.HasPrefix(s.Key, "evil") {
				t.Errorf("%s: %s (%v), but documents are wanted", s.Key, kind, err)
			}
			continue
		}
		names := map[string]bool{}
		for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
			p, err := parts.NextRawPart()
			if err != nil {
				break
			}
			_, disposition, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
			name := decoded(disposition["filename"])
			names[name] = true
			if name == "" {
				continue
			}
			data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
			if err != nil {
				t.Errorf("%s: %s: %v", s.Key, name, err)
			}
			if empty := slices.Contains(s.Want.Problems[name], badEmpty); empty != (len(data) == 0) {
				t.Errorf("%s: %s has %d bytes", s.Key, name, len(data))
			}
		}
		for name := range s.Want.Documents {
			if !names[name] {
				t.Errorf("%s: %q is not in the mail; there are %v", s.Key, name, names)
			}
		}
	}
}

func everyFile() map[string]file {
	out := map[string]file{}
	for _, m := range slices.Concat(mailings(), arrivals()) {
		for _, f := range m.files {
			out[m.key+"/"+f.name] = f
		}
	}
	return out
}

func TestPDFsAreWhatTheyClaim(t *testing.T) {
	api.DisableConfigDir()
	for name, f := range everyFile() {
		if f.typ != "application/pdf" {
			continue
		}
		conf := model.NewDefaultConfiguration()
		conf.Offline = true
		data := f.make(testNow)
		err := api.Validate(bytes.NewReader(data), conf)
		broken := slices.ContainsFunc(f.bad, func(p string) bool {
			return p == badNotPDF || p == badEncrypted || p == badCorrupt || p == badEmpty
		})
		if broken != (err != nil) {
			t.Errorf("%s: problems %v, but Validate says %v", name, f.bad, err)
		}
		if js := bytes.Contains(data, []byte("/JavaScript")); js != slices.Contains(f.bad, badJavaScript) {
			t.Errorf("%s: JavaScript %v", name, js)
		}
	}
}

func TestLockedPDFOpensWithItsPassword(t *testing.T) {
	api.DisableConfigDir()
	for name, f := range everyFile() {
		if !slices.Contains(f.bad, badEncrypted) {
			continue
		}
		conf := model.NewDefaultConfiguration()
		conf.Offline, conf.UserPW = true, "rahasia-kantor"
		if err := api.Validate(bytes.NewReader(f.make(testNow)), conf); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNIPsAreValid(t *testing.T) {
	for _, who := range []official{hartono, ratih, bonar, suparman, lalu, dewi, fransis, mulyadi, yohana, zulfikar, norma, gunawan, erlina,
		agus, siti, dedi, komang, melati, teguh, rudi, anisa, jefri, wulan, bayu, priyo, linda, hendra} {
		n := who.NIP
		if len(n) != 18 {
			t.Errorf("%s: NIP has %d digits", who.Name, len(n))
			continue
		}
		born, err1 := time.Parse("20060102", n[:8])
		from, err2 := time.Parse("200601", n[8:14])
		if err1 != nil || err2 != nil || from.Sub(born) < 18*365*24*time.Hour || n[14] != '1' && n[14] != '2' {
			t.Errorf("%s: NIP %s: %v %v", who.Name, n, err1, err2)
		}
	}
}

// However the present lies, nothing is younger, order holds, and the queue is mixed.
func TestMomentsForAnyPresent(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		now := testNow.Add(time.Duration(rapid.IntRange(0, 14*24*60).Draw(r, "minutes")) * time.Minute)
		today := dueDay(now)
		at := map[string]time.Time{}
		for _, m := range mailings() {
			at[m.key] = m.when.at(now)
		}
		late, soon, fine := 0, 0, 0
		for _, m := range mailings() {
			got := at[m.key]
			if got.After(now) || now.Sub(got) > 12*24*time.Hour {
				r.Fatalf("%s at %s, now %s", m.key, got, now)
			}
			if up, ok := at[m.reply]; ok && got.Before(up) {
				r.Fatalf("%s at %s comes before what it answers, %s", m.key, got, up)
			}
			if up, ok := at[m.again]; ok && got.Before(up) {
				r.Fatalf("%s at %s comes before what it repeats, %s", m.key, got, up)
			}
			switch day := midnight(got); {
			case day.Before(workdaysBack(today, 1)):
				late++
			case day.Equal(workdaysBack(today, 1)) && got.Sub(day) < closes:
				soon++
			default:
				fine++
			}
		}
		if late < 6 || soon < 6 || late > 15 {
			r.Fatalf("now %s: %d late, %d soon, %d fine", now, late, soon, fine)
		}
	})
}

func TestEnglishGist(t *testing.T) {
	for _, s := range Samples(testNow, "en") {
		m, err := mail.ReadMessage(bytes.NewReader(s.Raw))
		if err != nil || s.Gist == "" || m.Header.Get("Comments") != s.Gist {
			t.Errorf("%s: Comments %q, want %q (%v)", s.Key, m.Header.Get("Comments"), s.Gist, err)
		}
	}
}

func BenchmarkSamples(b *testing.B) {
	for b.Loop() {
		Samples(testNow, "")
	}
}

// TestExport writes every file where DEMO_EXPORT says, to be looked at.
func TestExport(t *testing.T) {
	dir := os.Getenv("DEMO_EXPORT")
	if dir == "" {
		t.Skip("set DEMO_EXPORT to a directory to look at the files")
	}
	n := 0
	for name, f := range everyFile() {
		n++
		safe := strings.Map(func(r rune) rune {
			if r < ' ' || r > '~' || r == '/' || r == '\\' {
				return '_'
			}
			return r
		}, name)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%.120s", safe)), f.make(testNow), 0o600); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d files", n)
}
