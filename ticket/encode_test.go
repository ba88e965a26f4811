package ticket

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

// TestEncodeEvent: the stored form is what json.Marshal makes of the whole, for
// every kind of event, so that its bytes do not depend on how it is put together.
func TestEncodeEvent(t *testing.T) {
	for kind, typ := range bodies {
		for _, e := range []Event{
			{Seq: 7, Cmd: 6, Ticket: 5, Version: 4, At: time.Unix(1_790_000_000, 123).UTC(), By: `a <"b">&`},
			{},
		} {
			e.Body = reflect.New(typ).Elem().Interface().(Body)
			if n, ok := e.Body.(NoteAdded); ok {
				n.Text = "<b>\u2028\n\"}{"
				e.Body = n
			}
			got, err := EncodeEvent(e, nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := json.Marshal(e.Body)
			if err != nil {
				t.Fatal(err)
			}
			want, err := json.Marshal(wireEvent{wireHead{eventFormat, e.Seq, e.Cmd, e.Ticket, e.Version, e.At, e.By, kind, 0}, body})
			if err != nil || string(got) != string(want) {
				t.Errorf("%s: %s, want %s (%v)", kind, got, want, err)
			}
			if back, err := DecodeEvent(got, nil); err != nil || back.Kind() != kind || back.Seq != e.Seq {
				t.Errorf("%s is not read again: %+v, %v", kind, back, err)
			}
		}
	}
}
