package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/domain"
)

// Pages are fetched only where the site says so, within its bounds.
func TestWebcheckIsOff(t *testing.T) {
	c := &Config{}
	c.complete(none)
	if out := c.Outside(none, time.Now, nil); out.Looker != nil || out.Book != nil && first(out.Book()) != nil {
		t.Errorf("by default: %+v", out)
	}
	c.Webcheck.Enabled = true
	if c.Outside(none, time.Now, nil).Looker == nil || c.TicketSite().LookBefore != 24*time.Hour {
		t.Error("it is on, and nothing looks")
	}
	c.Webcheck.Before = "0"
	if got := c.TicketSite().LookBefore; got >= 0 {
		t.Errorf("no look before: %s", got)
	}
	bad := &Config{Webcheck: Webcheck{Timeout: "soon", MaxSize: "much", Before: "-1h", Refuse: []string{"contoh"}, Parallel: 99}}
	bad.complete(none)
	err := bad.Validate()
	for _, key := range []string{"webcheck.timeout", "webcheck.before", "webcheck.refuse", "max_size"} {
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s is not named in %v", key, err)
		}
	}
	bad.Webcheck = Webcheck{Parallel: 99, Timeout: "3h", MaxSize: "1GB"}
	if err := bad.Validate(); err == nil || !strings.Contains(err.Error(), "parallel is 99") || !strings.Contains(err.Error(), "timeout") {
		t.Errorf("out of bounds: %v", err)
	}
}

func first[T any](v T, _ error) T { return v }

// The book is read again when its file changes; a bad one does not take the place of
// a good one.
func TestContactBook(t *testing.T) {
	file := filepath.Join(t.TempDir(), "contacts.csv")
	write := func(text string, at int) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Date(2026, 11, 22, at, 0, 0, 0, time.UTC)
		if err := os.Chtimes(file, when, when); err != nil {
			t.Fatal(err)
		}
	}
	c := &Config{Access: Access{Contacts: file}}
	if err := c.Access.CheckContacts(); err == nil {
		t.Error("a missing file is no problem")
	}
	book := c.Outside(none, time.Now, nil).Book
	owner := func() string {
		got, _ := first(book()).Of(domain.Name("contohkab.go.id"))
		return strings.Join(got.Owner, " ")
	}
	for i, step := range []struct{ text, want string }{
		{"domain,owner\ncontohkab.go.id,satu@contohkab.go.id\n", "satu@contohkab.go.id"},
		{"domain,owner\ncontohkab.go.id,bukan alamat\n", "satu@contohkab.go.id"},
		{"domain,owner\ncontohkab.go.id,dua@contohkab.go.id\n", "dua@contohkab.go.id"},
	} {
		write(step.text, i)
		if got := owner(); got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
		if _, err := book(); (err != nil) != strings.Contains(step.text, "bukan") {
			t.Errorf("step %d: the desk says %v", i, err)
		}
		if err := c.Access.CheckContacts(); (err == nil) == strings.Contains(step.text, "bukan") {
			t.Errorf("step %d: %v", i, err)
		}
	}
}
