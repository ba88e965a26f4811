package domain

import (
	"errors"
	"strings"
	"testing"
)

func TestFillContacts(t *testing.T) {
	c, err := LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := c.Contact("helpdesk")
	was := before.Value
	err = c.FillContacts(map[string]string{"head-egov": "kabid@contoh.go.id", "head-of-egov": "x@contoh.go.id", "pai": "Dit. PAI <pai@contoh.go.id>"})
	if !errors.Is(err, ErrCatalogue) || !strings.Contains(err.Error(), "contacts.head-of-egov") || !strings.Contains(err.Error(), "contacts.pai") {
		t.Fatalf("problems: %v", err)
	}
	if got, _ := c.Contact("head-egov"); got.Value != "" {
		t.Fatal("half of a wrong configuration was taken")
	}
	if err := c.FillContacts(map[string]string{"head-egov": "kabid@contoh.go.id"}); err != nil {
		t.Fatal(err)
	}
	if got, _ := c.Contact("head-egov"); got.Value != "kabid@contoh.go.id" {
		t.Errorf("head-egov is %q", got.Value)
	}
	if got, _ := c.Contact("helpdesk"); got.Value != was {
		t.Errorf("helpdesk became %q", got.Value)
	}
	if again, _ := LoadCatalogue(nil); again != nil {
		if got, _ := again.Contact("head-egov"); got.Value != "" {
			t.Error("a value crossed into another catalogue")
		}
	}
}
