package ticket

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update-bare", false, "write the list of what stays anew")

// whose stands in every text of a filled body.
const whose = "budi-santoso"

// fill puts something into every field.
func fill(v reflect.Value, deep int) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(1_790_000_000, 0).UTC()))
		return
	case json.RawMessage:
		v.SetBytes([]byte(`"` + whose + `"`))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(whose)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		v.SetInt(1)
	case reflect.Uint, reflect.Uint64, reflect.Uint32, reflect.Uint16, reflect.Uint8:
		v.SetUint(1)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Pointer:
		if deep > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), deep-1)
		}
	case reflect.Slice:
		if deep > 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), deep-1)
		}
	case reflect.Map:
		key, val := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, deep-1)
		fill(val, deep-1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, val)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), deep-1)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), deep-1)
		}
	}
}

// filled is a body of a kind with something in every field. What has its own way of
// being written may be no JSON then, and is left empty.
func filled(t *testing.T, typ reflect.Type) Body {
	t.Helper()
	for deep := 12; deep > 0; deep-- {
		v := reflect.New(typ).Elem()
		fill(v, deep)
		b := v.Interface().(Body)
		if _, err := json.Marshal(b); err == nil {
			return b
		}
	}
	t.Fatalf("%s cannot be filled", typ)
	return nil
}

// texts lists where the word stands in a body.
func texts(t *testing.T, b Body) []string {
	t.Helper()
	data, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case string:
			if strings.Contains(v, whose) {
				found[path] = true
			}
		case []any:
			for _, x := range v {
				walk(path, x)
			}
		case map[string]any:
			for k, x := range v {
				walk(strings.TrimPrefix(path+"."+k, "."), x)
			}
		}
	}
	walk("", v)
	return slices.Sorted(maps.Keys(found))
}

// TestBare: the list of every text that stays when a key is destroyed is the one that
// somebody has looked at. A new field of an event has to be decided on: add it to the
// kind's bare() or, with -update-bare, to the list.
func TestBare(t *testing.T) {
	var got strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(bodies)) {
		b := filled(t, bodies[kind])
		if p, ok := b.(personal); ok {
			before := fmt.Sprintf("%+v", texts(t, b))
			bare := p.bare()
			fmt.Fprintf(&got, "%s: %s\n", kind, strings.Join(texts(t, bare), " "))
			if fmt.Sprintf("%+v", texts(t, b)) != before {
				t.Errorf("%s: its bare form changed it", kind)
			}
			again := bare.(personal).bare()
			if !reflect.DeepEqual(again, bare) {
				t.Errorf("%s: its bare form has one of its own", kind)
			}
			sameWritten(t, kind, bare)
		} else {
			fmt.Fprintf(&got, "%s stays\n", kind)
		}
		if f, ok := b.(filed); ok {
			_, without := f.files()
			if again, _ := without.(filed).files(); len(again) > 0 && !reflect.DeepEqual(without, second(without.(filed))) {
				t.Errorf("%s without files has files", kind)
			}
			if !reflect.DeepEqual(without.(personal).bare(), b.(personal).bare()) {
				t.Errorf("%s: bare is more than without files", kind)
			}
			sameWritten(t, kind, without)
		}
	}
	name := filepath.Join("testdata", "bare.txt")
	if *update {
		if err := os.WriteFile(name, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(got.String(), "\n") {
		if list := strings.Split(string(want), "\n"); i >= len(list) || list[i] != line {
			t.Errorf("%s stays, which nobody has looked at", line)
		}
	}
}

func second(f filed) Body {
	_, without := f.files()
	return without
}

// sameWritten fails where a body that was written and read is another one: what is
// folded with keys must be what is folded without.
func sameWritten(t *testing.T, kind string, b Body) {
	t.Helper()
	data, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	back := reflect.New(bodies[kind])
	if err := json.Unmarshal(data, back.Interface()); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(back.Elem().Interface()); err != nil || !bytes.Equal(again, data) {
		t.Errorf("%s is read as %s, was %s (%v)", kind, again, data, err)
	}
}

// turned is a Sealer that keeps the keys that are destroyed.
type turned struct {
	gone map[string]bool // "t5", or a mail
	none bool            // there is no key at all
}

func (s turned) name(k KeyOf) (name string, ok bool) {
	names := slices.Clone(k.Mails)
	if k.Ticket != 0 {
		names = append(names, "t"+k.Ticket.String())
	}
	slices.Sort(names)
	return strings.Join(names, ","), !s.none && !slices.ContainsFunc(names, func(n string) bool { return s.gone[n] })
}

func (s turned) Seal(k KeyOf, plain, extra []byte) ([]byte, error) {
	name, ok := s.name(k)
	if !ok {
		return nil, nil
	}
	return []byte(name + "|" + base64.StdEncoding.EncodeToString(extra) + "|" + base64.StdEncoding.EncodeToString(plain)), nil
}

var errOther = errors.New("sealed for something else")

func (s turned) Open(k KeyOf, sealed, extra []byte) ([]byte, bool, error) {
	name, ok := s.name(k)
	if !ok {
		return nil, false, nil
	}
	part := strings.Split(string(sealed), "|")
	if len(part) != 3 || part[0] != name || part[1] != base64.StdEncoding.EncodeToString(extra) {
		return nil, false, errOther
	}
	plain, err := base64.StdEncoding.DecodeString(part[2])
	return plain, err == nil, err
}

// TestSealedForm: an event comes back as a whole with its keys, without what was read
// in files where their mail's is gone, and bare without the ticket's; in the stored
// form nothing of it is to be read but what stays.
func TestSealedForm(t *testing.T) {
	for kind, typ := range bodies {
		e := Event{Seq: 7, Cmd: 6, Ticket: 5, Version: 4, At: time.Unix(1_790_000_000, 123).UTC(), By: "ani", Body: filled(t, typ)}
		data, err := EncodeEvent(e, turned{})
		if err != nil {
			t.Fatal(err)
		}
		list := levels(e.Body)
		if list == nil {
			if !bytes.HasPrefix(data, []byte(`{"f":1`)) {
				t.Errorf("%s: %s", kind, data)
			}
			continue
		}
		if bytes.Count(data, []byte(whose)) != strings.Count(marshal(t, list[len(list)-1].body), whose)+strings.Count(string(data[bytes.Index(data, []byte(beforeSealed)):]), whose) {
			t.Errorf("%s: more can be read than what stays: %s", kind, data)
		}
		part := Sealed // what is left without the mail's key
		if len(list) == 3 {
			part = InPart
		}
		if len(list) == 3 && marshal(t, list[1].body) == marshal(t, list[2].body) {
			part = Bare
		}
		for _, c := range []struct {
			s    Sealer
			want Body
			seal Seal
		}{
			{turned{}, e.Body, Sealed},
			{turned{gone: map[string]bool{"t5": true}}, list[len(list)-1].body, Bare},
			{turned{gone: map[string]bool{whose: true}}, list[len(list)-2].body, part},
			{nil, list[len(list)-1].body, Bare},
		} {
			if kind == (MailRecorded{}).kind() || kind == (MailMoved{}).kind() || kind == (FileTaken{}).kind() {
				continue // of the desk, see TestSealedJournal
			}
			got, err := DecodeEvent(data, c.s)
			if err != nil || got.Seal != c.seal || marshal(t, got.Body) != marshal(t, c.want) || got.Seq != e.Seq || got.By != e.By {
				t.Errorf("%s with %+v: %v, %d; %s, want %s", kind, c.s, err, got.Seal, marshal(t, got.Body), marshal(t, c.want))
			}
		}
	}
}

func marshal(t *testing.T, b Body) string {
	t.Helper()
	data, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestSealedJournal: a row of the journal is sealed with the ticket's key where its
// mail is on one, else with the mail's.
func TestSealedJournal(t *testing.T) {
	for _, c := range []struct {
		body Body
		key  string
	}{
		{MailRecorded{MailRecord{Key: "k", Hash: "h", Ticket: 5, From: whose}}, "t5"},
		{MailRecorded{MailRecord{Key: "k", Hash: "h", From: whose}}, "h"},
		{MailRecorded{MailRecord{Key: "k", From: whose}}, ""},
		{MailMoved{Key: "k", Ticket: 5, Reason: whose}, "t5"},
		{MailMoved{Key: "k", Reason: whose}, ""},
		{FileTaken{Ticket: 5, Name: whose}, "t5"},
	} {
		data, err := EncodeEvent(Event{Seq: 1, Body: c.body}, turned{})
		if err != nil || bytes.Contains(data, []byte(whose)) != (c.key == "") {
			t.Errorf("%s: %v", data, err)
		}
		if e, err := DecodeEvent(data, turned{}); err != nil || !reflect.DeepEqual(e.Body, c.body) {
			t.Errorf("%+v, %v", e, err)
		}
		if e, err := DecodeEvent(data, turned{gone: map[string]bool{c.key: true}}); err != nil || strings.Contains(marshal(t, e.Body), whose) != (c.key == "") {
			t.Errorf("%+v, %v", e, err)
		}
	}
}

// TestSealedSwapped: a seal counts for its own event only.
func TestSealedSwapped(t *testing.T) {
	one := Event{Seq: 7, Cmd: 6, Ticket: 5, Version: 4, By: "ani", Body: NoteAdded{Text: whose}}
	data, err := EncodeEvent(one, turned{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{{`"seq":7`, `"seq":8`}, {`"version":4`, `"version":3`}, {`"by":"ani"`, `"by":"adi"`}, {`"text":""`, `"text":"","named":["x"]`}} {
		other := bytes.Replace(data, []byte(c[0]), []byte(c[1]), 1)
		if bytes.Equal(other, data) {
			t.Fatalf("%s has no %s", data, c[0])
		}
		if e, err := DecodeEvent(other, turned{}); err == nil {
			t.Errorf("%s is taken: %+v", other, e)
		}
	}
}

// FuzzSealedEvent: no bytes make the decoding of a sealed event fail in another way
// than by an error, and what can be read can be written again.
func FuzzSealedEvent(f *testing.F) {
	for _, b := range []Body{
		NoteAdded{Text: whose}, DocumentMatched{SHA: "s", Mail: "m", Problems: []string{whose}},
		MessageJoined{Message{Hash: "h", Text: whose, Attachments: []Attachment{{Mail: "m", SHA: "s", Problems: []string{whose}}}}},
	} {
		data, err := EncodeEvent(Event{Seq: 1, Ticket: 5, Body: b}, turned{})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(data[:len(data)-1])
		f.Add(bytes.Replace(data, []byte(`"clear":`), []byte(`"clear":-`), 1))
		f.Add(bytes.Replace(data, []byte(`"clear":`), []byte(`"clear":9`), 1))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, s := range []Sealer{turned{}, turned{none: true}, turned{gone: map[string]bool{"m": true}}, nil} {
			e, err := DecodeEvent(data, s)
			if err != nil {
				continue
			}
			Fold([]Event{e})
			again, err := EncodeEvent(e, turned{})
			if err != nil {
				t.Fatal(err)
			}
			if back, err := DecodeEvent(again, turned{}); err != nil || back.Kind() != e.Kind() {
				t.Fatalf("%s: %v", again, err)
			}
		}
	})
}
