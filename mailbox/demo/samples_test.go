package demo

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

var testNow = time.Date(2026, 11, 18, 10, 30, 0, 0, wib) // a Wednesday

func TestDump(t *testing.T) {
	dir := os.Getenv("DUMP")
	if dir == "" {
		t.Skip()
	}
	for _, m := range mailings() {
		for _, f := range m.files {
			_ = os.WriteFile(filepath.Join(dir, m.key+"__"+filepath.Base(f.name)), f.make(testNow), 0o644)
		}
	}
	start := time.Now()
	n := 0
	for _, s := range Samples(testNow) {
		n += len(s.Raw)
		t.Log(s.Internal.Format("Mon 02 15:04"), s.Key, len(s.Raw), s.Want)
	}
	t.Log(time.Since(start), n)
}

func BenchmarkSamples(b *testing.B) {
	for b.Loop() {
		Samples(testNow)
	}
}
