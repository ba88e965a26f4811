package domain

import "testing"

func TestLoadCatalogue(t *testing.T) {
	c, err := LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(c.IDs(), c.Version)
}
