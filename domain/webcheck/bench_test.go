package webcheck

import (
	"strings"
	"testing"
)

func BenchmarkFind(b *testing.B) {
	c, err := New(Options{})
	if err != nil {
		b.Fatal(err)
	}
	for name, line := range map[string]string{"latin": "Pelayanan publik Dinas Komunikasi dan Informatika\n", "han": "公共服務資訊網站政府機關\n"} {
		text := strings.Repeat(line, (1<<20)/len(line))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				c.find(text)
			}
		})
	}
}
