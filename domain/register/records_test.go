package register

import (
	"bytes"
	"strings"
	"testing"

	"loket/domain"

	"github.com/google/go-cmp/cmp"
)

// Records come in by a column of their own, go out as they came, and are known to
// be changed; an empty cell leaves them, a wrong one keeps the row out.
func TestRecordsOfAnImport(t *testing.T) {
	want := []domain.Record{
		{Host: "_dmarc.app.batam.go.id", Type: "TXT", Value: "v=DMARC1; p=none; sp=none"},
		{Host: "app.batam.go.id", Type: "A", Value: "203.0.113.7"},
	}
	read := func(text string, known ...Entry) Plan {
		t.Helper()
		p, err := Import(strings.NewReader(text), ByName(known))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := read("domain,record dns\napp.batam.go.id,\"_dmarc.app.batam.go.id TXT v=DMARC1; p=none; sp=none;\nApp.batam.go.id. A 203.0.113.7\"\n")
	if len(p.New) != 1 || !cmp.Equal(p.New[0].After.Records[1:], want[1:]) {
		t.Fatalf("%+v", p)
	}
	entry := Entry{Name: "app.batam.go.id", Records: want}
	var table bytes.Buffer
	if err := Export(&table, []Entry{entry}); err != nil {
		t.Fatal(err)
	}
	if p := read(table.String(), entry); p.Same != 1 {
		t.Errorf("what was written reads otherwise: %+v\n%s", p, table.String())
	}
	if p := read("domain,rekaman\napp.batam.go.id,\n", entry); p.Same != 1 {
		t.Errorf("an empty cell: %+v", p)
	}
	p = read("domain,rekaman\napp.batam.go.id,app.batam.go.id A 203.0.113.8\n", entry)
	if len(p.Changed) != 1 || len(p.Changed[0].After.Records) != 1 || !cmp.Equal(p.Changed[0].Fields, []string{recordsTitle}) {
		t.Errorf("another record: %+v", p)
	}
	if before, after := p.Changed[0].Values(recordsTitle); !strings.Contains(before, "DMARC1; p=none") || after != "app.batam.go.id A 203.0.113.8" {
		t.Errorf("%q becomes %q", before, after)
	}
	for _, cell := range []string{"app.batam.go.id NONSENSE x", "app.batam.go.id TXT " + strings.Repeat("x", 1000)} {
		if p := read("domain,rekaman\napp.batam.go.id,"+cell+"\n", entry); !p.Refused() {
			t.Errorf("%.40q is taken: %+v", cell, p)
		}
	}
}
