package ticket_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loket/domain/webcheck"
	"loket/ticket"
)

// Pages of a real server: one is shown to search engines alone, one sends on to a
// private network, one is gone. What was seen is kept whole.
func TestLooksAtServers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/cloaked":
			if strings.Contains(r.UserAgent(), "Googlebot") {
				fmt.Fprint(w, "<title>Slot</title><p>Daftar slot gacor maxwin hari ini")
				return
			}
			fmt.Fprint(w, "<title>Dinas</title><p>Selamat datang di laman dinas")
		case "/inside":
			http.Redirect(w, r, "http://10.0.0.1/admin", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	checker, err := webcheck.New(webcheck.Options{Loopback: true, Away: true})
	if err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, func(d *ticket.Desk) { d.Looker = checker })
	tk := o.open("access-termination", "contohkab.go.id")
	var list []string
	for _, path := range []string{"/cloaked", "/inside", "/gone"} {
		list = append(list, server.URL+path)
	}
	o.do("ani", tk.ID, ticket.SetSubjectMatter{URLs: append(list, "ftp://contohkab.go.id/x")})
	o.do("ani", tk.ID, ticket.AskLooks{})
	changed, done := o.Subscribe()
	defer done()
	go func() { o.RunLooks(t.Context(), nil) }()
	for {
		<-changed
		if urls := o.see(tk.ID).URLs; urls[0].Last() != nil && urls[3].Last() != nil {
			break
		}
	}
	var got []string
	for _, u := range o.see(tk.ID).URLs {
		b := u.Last().Brief
		got = append(got, fmt.Sprint(b.Verdict, " ", b.Browser.Failure, " ", u.Proposed()))
	}
	wantDiff(t, []string{"found  found", "unsure refused-address ", "gone  gone", "unsure refused-url "}, got)
	l, err := o.Look(o.see(tk.ID).URLs[0].Last().Look)
	if err != nil || l.Browser.Title != "Dinas" || !strings.Contains(l.Crawler.Text, "slot gacor") || len(l.Cloaking) == 0 {
		t.Errorf("%+v, %v", l, err)
	}
}
