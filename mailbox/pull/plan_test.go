package pull

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPlanSettlesEveryNumberOnceAndInOrder(t *testing.T) {
	since := time.Unix(1_000_000, 0)
	rapid.Check(t, func(t *rapid.T) {
		maxSize := rapid.Int64Range(1, 4<<20).Draw(t, "max")
		most := rapid.IntRange(1, chunkCount).Draw(t, "most")
		var all []listed
		uid := uint32(0)
		for range rapid.IntRange(0, 300).Draw(t, "n") {
			uid += rapid.Uint32Range(1, 3).Draw(t, "gap")
			all = append(all, listed{
				uid: uid, size: rapid.Int64Range(0, 6<<20).Draw(t, "size"),
				internal: since.Add(time.Duration(rapid.IntRange(-2, 5).Draw(t, "age")) * time.Hour),
			})
		}
		var got []listed
		var last uint32
		for _, c := range plan(all, since, maxSize, most) {
			if c.upto <= last || len(c.want) > most || !c.oversize && len(c.want) > 1 && c.bytes > chunkBytes || c.oversize && len(c.want) != 1 {
				t.Fatalf("chunk %+v after %d", c, last)
			}
			for _, m := range c.want {
				if m.uid <= last || m.uid > c.upto || c.oversize != (m.size > maxSize) {
					t.Fatalf("message %+v in %+v", m, c)
				}
			}
			last = c.upto
			got = append(got, c.want...)
		}
		var want []listed
		for _, m := range all {
			if !m.internal.Before(since) {
				want = append(want, m)
			}
		}
		if len(got) != len(want) || last != uid {
			t.Fatalf("%d messages asked for of %d, settled to %d of %d", len(got), len(want), last, uid)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("message %d is %+v, want %+v", i, got[i], want[i])
			}
		}
	})
}

func TestBackoff(t *testing.T) {
	timing := Timing{}.orDefaults()
	tests := []struct {
		forPerson bool
		tries     int
		want      time.Duration
	}{
		{false, 0, 250 * time.Millisecond}, {false, 1, 500 * time.Millisecond}, {false, 7, 32 * time.Second},
		{false, 8, time.Minute}, {false, math.MaxInt, time.Minute},
		{true, 0, time.Minute}, {true, 3, 8 * time.Minute}, {true, 4, 10 * time.Minute}, {true, 1000, 10 * time.Minute},
	}
	for _, tt := range tests {
		low, high := timing.backoff(tt.forPerson, tt.tries, 0), timing.backoff(tt.forPerson, tt.tries, 0.999)
		if low != tt.want*3/4 || high <= tt.want || high > tt.want*5/4 {
			t.Errorf("%v, try %d: %v to %v, want about %v", tt.forPerson, tt.tries, low, high, tt.want)
		}
	}
}
