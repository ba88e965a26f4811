package ticket

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestReadHead: a head as it is written is read without encoding/json, and whatever is
// read is what encoding/json reads, also where a byte was changed.
func TestReadHead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Uint64Range(0, 12), rapid.Uint64())
		zone := rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", 7*3600), time.FixedZone("", -90*60)}).Draw(t, "zone")
		w := wireHead{
			Format: rapid.IntRange(0, 3).Draw(t, "f"), Seq: number.Draw(t, "seq"), Cmd: number.Draw(t, "cmd"), Ticket: ID(number.Draw(t, "ticket")),
			Version: rapid.Uint32Max(math.MaxUint32).Draw(t, "version"), At: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "s"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns")).In(zone),
			By:   rapid.SampledFrom([]string{"", "ani", "desk", "é", "a.b-c@contohkab.go.id"}).Draw(t, "by"),
			Kind: rapid.SampledFrom(Kinds()).Draw(t, "kind"), Clear: rapid.IntRange(0, 3000).Draw(t, "clear"),
		}
		head, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		head = head[:len(head)-1]
		if got, ok := readHead(head); !ok || !sameHead(got, w) {
			t.Fatalf("%s is read as %+v (%v)", head, got, ok)
		}
		at := rapid.IntRange(0, len(head)-1).Draw(t, "at")
		head[at] = rapid.SampledFrom([]byte(" \"\\,:{}0129-.eEaZ\x00\x1f\x7f\xc3\xff")).Draw(t, "byte")
		got, ok := readHead(head)
		var want wireHead
		if err := json.Unmarshal(append(head[:len(head):len(head)], '}'), &want); ok && (err != nil || !sameHead(got, want)) {
			t.Fatalf("%s is read as %+v, encoding/json has %+v (%v)", head, got, want, err)
		}
	})
}

func sameHead(a, b wireHead) bool {
	at := a.At.Equal(b.At) && a.At.Format(time.RFC3339Nano) == b.At.Format(time.RFC3339Nano)
	a.At, b.At = time.Time{}, time.Time{}
	return at && a == b
}

func BenchmarkDecodeEvent(b *testing.B) {
	data, err := EncodeEvent(Event{Seq: 123456, Cmd: 123450, Ticket: 4711, Version: 12, At: time.Unix(1_790_000_000, 0).UTC(), By: "ani", Body: Claimed{Officer: "ani"}}, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeEvent(data, nil); err != nil {
			b.Fatal(err)
		}
	}
}
