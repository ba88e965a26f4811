package pull_test

import (
	"bytes"
	"strings"
	"testing"

	"loket/mailbox/pull"
)

func TestGuard(t *testing.T) {
	mega := strings.Repeat("x", 1<<20)
	for _, tt := range []struct {
		name, stream string
		refused      bool
	}{
		{"body of 5 MB", "* 1 FETCH (UID 1 BODY[] {5242880}\r\n" + strings.Repeat(mega, 5) + ")\r\n* OK\r\n", false},
		{"part of a header", "* 1 FETCH (BODY[HEADER]<0> {2097152}\r\n" + mega + mega + ")\r\n", false},
		{"a thousand lines", strings.Repeat("* OK hai\r\n", 300_000), false},
		{"small strings", "* LIST () \"/\" {5}\r\nINBOX\r\n", false},
		{"braces in a text", "* OK look {900000000} here\r\n* NO {12a}\r\n* OK {}\r\n* OK {\r\n}\r\n", false},
		{"endless line", "* OK " + mega + "\r\n", true},
		{"endless line behind a body", "* 1 FETCH (BODY[] {3}\r\nabc " + mega, true},
		{"large string", "* LIST () \"/\" {70000}\r\n", true},
		{"string of a body's looks", "* 1 FETCH (ENVELOPE (\"] \" {70000}\r\n", true},
		{"many small strings", "* 1 FETCH (ENVELOPE (" + strings.Repeat("{60000}\r\n"+mega[:60000]+" ", 20), true},
		{"a body's inside is not read", "* 1 FETCH (BODY[] {20}\r\nabc {900000000}\r\nxyz)\r\n", false},
	} {
		for _, size := range []int{len(tt.stream), 4096, 7} {
			if at, _ := pull.Guarded([]byte(tt.stream), size); at >= 0 != tt.refused {
				t.Errorf("%s, in pieces of %d: refused at %d", tt.name, size, at)
			}
		}
	}
}

// FuzzGuard: where the network cuts a stream does not matter to the guard, and
// what is held of one response is bounded.
func FuzzGuard(f *testing.F) {
	f.Add([]byte("* 1 FETCH (BODY[] {5}\r\n12345 UID 4)\r\n"), 3)
	f.Add([]byte("* LIST () {70000}\r\n"), 1)
	f.Add([]byte("{1}\n{1}\n{18446744073709551615}\r\n"), 2)
	f.Fuzz(func(t *testing.T, stream []byte, size int) {
		size = max(1, min(size, 4096))
		stream = bytes.ReplaceAll(stream, []byte("M"), bytes.Repeat([]byte("m"), 300_000))
		whole, _ := pull.Guarded(stream, len(stream)+1)
		pieces, held := pull.Guarded(stream, size)
		if whole >= 0 != (pieces >= 0) || held > 1<<20+size {
			t.Fatalf("whole %d, in pieces of %d %d, held %d", whole, size, pieces, held)
		}
	})
}
