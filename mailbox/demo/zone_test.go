package demo_test

import (
	"testing"

	"loket/domain/nameserver/sandbox"
	"loket/mailbox/demo"
)

// TestZone: the zone loads, the records that move stand where they move from, and
// the hosts that are asked for are free.
func TestZone(t *testing.T) {
	side, err := sandbox.Start(sandbox.Options{Zone: "batam.go.id", Records: demo.Zone})
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	for host, want := range map[string]int{"e-musrenbang-contoh": 1, "cctv-contoh": 1, "mx.surat-contoh": 1, "antrean-puskesmas": 0, "pustaka-contoh": 0, "katalog-contoh": 0, "parkir-contoh": 0} {
		if got := side.Set(host+".batam.go.id.", "A"); len(got) != want {
			t.Errorf("%s: %v", host, got)
		}
	}
}
