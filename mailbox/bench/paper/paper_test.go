package paper

import (
	"os"
	"testing"

	"loket/ticket/document"
	"loket/ticket/document/reading"
)

// What the reading of text reaches on these samples; below it something broke.
var floors = map[reading.Field]float64{
	Kind: 0.95, Pages: 0.95, reading.Number: 0.95, reading.Date: 0.95, reading.NIP: 0.95, reading.SignerNIP: 0.95,
}

func TestTextRates(t *testing.T) {
	list, err := Samples(1, 104, false)
	if err != nil {
		t.Fatal(err)
	}
	tally := Tally{}
	n := 0
	for i := range list {
		r := document.Inspect(list[i].Name, "application/pdf", list[i].Data)
		tally.Compare(&list[i], &r, func(s string) {
			if n++; n <= 60 {
				t.Log(s)
			}
		})
	}
	Table(t.Output(), []string{"text"}, []Tally{tally})
	for f, floor := range floors {
		if got := tally[f].Rate(); got < floor {
			t.Errorf("%s: %.1f%%, at least %.1f%% is expected", f, 100*got, 100*floor)
		}
	}
	if dir := os.Getenv("PAPER_DIR"); dir != "" {
		for i := range list {
			_ = os.WriteFile(dir+"/"+string(rune('a'+i%26))+list[i].Name, list[i].Data, 0o600)
		}
	}
}
