package ticket

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// The versions of the stored form: an event as it is, and one of which a part is
// sealed. An older one is upcast in DecodeEvent; stored bytes are never rewritten.
const (
	eventFormat  = 1
	sealedFormat = 2
)

// beforeBody stands between an event's head and its body.
const beforeBody = `,"body":`

type wireEvent struct {
	wireHead

	Body json.RawMessage `json:"body"`
}

type wireHead struct {
	Format  int       `json:"f"`
	Seq     uint64    `json:"seq"`
	Cmd     uint64    `json:"cmd"`
	Ticket  ID        `json:"ticket,omitempty"`
	Version uint32    `json:"version,omitempty"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Kind    string    `json:"kind"`
	Clear   int       `json:"clear,omitempty"` // of sealedFormat: the bytes of the body that are not sealed
}

// bodies lists every type of Body by its kind; it is the closed set.
var bodies = func() map[string]reflect.Type {
	m := make(map[string]reflect.Type)
	for _, b := range []Body{
		TicketOpened{}, MessageJoined{}, BodyFetched{}, MailFetched{}, MessageLeft{}, ServiceSet{}, SubjectMatterSet{}, FormConfirmed{}, RequesterSet{},
		Claimed{}, Released{}, DocumentInspected{}, MembersTaken{}, DocumentScanned{}, QuarantineLifted{}, DocumentMatched{}, VerdictGiven{}, ConditionChecked{},
		DeadlineSet{}, StepStarted{}, StepFinished{}, RevisionRequested{}, Waited{}, Resumed{}, NoteAdded{}, WatchSet{}, Heeded{}, WritingTaken{},
		LetterQueued{}, LetterMoved{}, URLMarked{}, LooksAsked{}, URLsSeen{}, RecordAdjusted{}, WantedSet{}, TaskScheduled{}, TaskFinished{},
		Linked{}, MergedAway{}, TicketClosed{}, TicketReopened{}, DocumentsDestroyed{}, HoldSet{}, SubjectErased{}, BreachRecorded{}, BreachExplained{}, AlertRaised{},
		ActProposed{}, ActApproved{}, ActTurned{}, ActStarted{}, ActMoved{},
		Probed{}, SurveyAnswered{},
		NameKept{}, StrayDestroyed{}, RegistrySaid{}, ZoneCompared{}, RecordsAccepted{}, NamesReminded{}, OfficerKept{}, SignedIn{}, SignedOut{}, SignInRefused{}, FileTaken{}, Looked{}, Undone{}, MailRecorded{}, MailMoved{}, MailboxChanged{},
	} {
		m[b.kind()] = reflect.TypeOf(b)
	}
	return m
}()

// Kinds names every type of event, in order.
func Kinds() []string { return slices.Sorted(maps.Keys(bodies)) }

// Kind names the event's type as it is stored, such as "verdict-given".
func (e *Event) Kind() string { return e.Body.kind() }

// EncodeEvent returns the stored form: one JSON object. What it says of persons is
// sealed where s has a key; s may be nil.
func EncodeEvent(e Event, s Sealer) ([]byte, error) {
	out, err := encodeSealed(&e, s)
	if err == nil && out == nil {
		var body []byte
		if body, err = json.Marshal(e.Body); err == nil {
			out, err = headed(&e, wireHead{Format: eventFormat}, body)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("encode event %s: %w", e.Body.kind(), err)
	}
	return append(out, '}'), nil
}

// headed is the stored form up to the end of the body, which may be a whole mail and
// is put behind the head as it is: json.Marshal of both would read it once more.
func headed(e *Event, w wireHead, body []byte) ([]byte, error) {
	w.Seq, w.Cmd, w.Ticket, w.Version, w.At, w.By, w.Kind = e.Seq, e.Cmd, e.Ticket, e.Version, e.At, e.By, e.Body.kind()
	head, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(head)+len(beforeBody)+len(body))
	out = append(out, head[:len(head)-1]...)
	out = append(out, beforeBody...)
	return append(out, body...), nil
}

// split parts head and body, as EncodeEvent put them together: the body, which may be a
// whole mail, is read once. No text can look like what is between, for its quotation
// marks have a stroke before them. Of sealedFormat, extra is what the seals are bound
// to and tail what follows; no other way to write one is read.
func split(data []byte) (w wireEvent, extra, tail []byte, err error) {
	head, _, ok := bytes.Cut(data[:min(len(data), maxHead)], []byte(beforeBody))
	if !ok || data[len(data)-1] != '}' {
		if err = json.Unmarshal(data, &w); err == nil && w.Format == sealedFormat {
			err = errSealedForm
		}
		return w, nil, nil, err
	}
	begin := len(head) + len(beforeBody)
	w.Body = data[begin : len(data)-1]
	if w.wireHead, ok = readHead(head); !ok {
		w.wireHead = wireHead{}
		err = json.Unmarshal(append(slices.Clip(head), '}'), &w.wireHead)
	}
	if err != nil || w.Format != sealedFormat {
		return w, nil, nil, err
	}
	if w.Clear <= 0 || w.Clear > len(w.Body) {
		return w, nil, nil, errSealedForm
	}
	end := begin + w.Clear
	w.Body = data[begin:end]
	return w, data[:end:end], data[end:], nil
}

// IsOf reports whether a stored event may be of one of the kinds: true where there are
// none. It looks at the head alone, where a quotation mark of a text has a stroke before
// it, so that what is not asked for need not be decoded.
func IsOf(data []byte, kinds []string) bool {
	if len(kinds) == 0 {
		return true
	}
	_, rest, ok := bytes.Cut(data[:min(len(data), maxHead)], []byte(`"kind":"`))
	kind, _, whole := bytes.Cut(rest, []byte(`"`))
	return !ok || !whole || slices.Contains(kinds, string(kind))
}

// maxHead bounds where the head of a stored event ends.
const maxHead = 2 << 10

// DecodeEvent reads the stored form. Of a part that is sealed and cannot be opened
// there is what may stay for ever; see Event.Seal. s may be nil. An unknown kind or a
// newer format is ErrNewer: the record was written by a later Loket.
func DecodeEvent(data []byte, s Sealer) (Event, error) {
	w, extra, tail, err := split(data)
	if err != nil {
		return Event{}, fmt.Errorf("decode event: %w", err)
	}
	typ, ok := bodies[w.Kind]
	if !ok || w.Format > sealedFormat {
		return Event{}, fmt.Errorf("event %d of kind %q, format %d: %w", w.Seq, w.Kind, w.Format, ErrNewer)
	}
	e := Event{Seq: w.Seq, Cmd: w.Cmd, Ticket: w.Ticket, Version: w.Version, At: w.At, By: w.By}
	text := []byte(w.Body)
	if w.Format == sealedFormat {
		if text, e.Seal, err = opened(&w, extra, tail, s); err != nil {
			return Event{}, fmt.Errorf("decode event %d %s: %w", w.Seq, w.Kind, err)
		}
	}
	body := reflect.New(typ)
	if err := json.Unmarshal(text, body.Interface()); err != nil {
		return Event{}, fmt.Errorf("decode event %d %s: %w", w.Seq, w.Kind, err)
	}
	e.Body = body.Elem().Interface().(Body)
	return e, nil
}
