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

// eventFormat is the version of the stored form. An older one is upcast in
// DecodeEvent; stored bytes are never rewritten.
const eventFormat = 1

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
}

// bodies lists every type of Body by its kind; it is the closed set.
var bodies = func() map[string]reflect.Type {
	m := make(map[string]reflect.Type)
	for _, b := range []Body{
		TicketOpened{}, MessageJoined{}, BodyFetched{}, MailFetched{}, MessageLeft{}, ServiceSet{}, SubjectMatterSet{}, FormConfirmed{}, RequesterSet{},
		Claimed{}, Released{}, DocumentInspected{}, MembersTaken{}, DocumentScanned{}, QuarantineLifted{}, DocumentMatched{}, VerdictGiven{}, ConditionChecked{},
		DeadlineSet{}, StepStarted{}, StepFinished{}, RevisionRequested{}, Waited{}, Resumed{}, NoteAdded{}, WatchSet{}, Heeded{}, WritingTaken{},
		LetterQueued{}, LetterMoved{}, URLMarked{}, LooksAsked{}, URLsSeen{}, RecordAdjusted{}, WantedSet{}, TaskScheduled{}, TaskFinished{},
		Linked{}, MergedAway{}, TicketClosed{}, TicketReopened{}, DocumentsDestroyed{}, HoldSet{}, BreachRecorded{}, BreachExplained{}, AlertRaised{},
		ActProposed{}, ActApproved{}, ActTurned{}, ActStarted{}, ActMoved{},
		Probed{}, SurveyAnswered{},
		NameKept{}, RegistrySaid{}, ZoneCompared{}, RecordsAccepted{}, NamesReminded{}, OfficerKept{}, SignedIn{}, SignedOut{}, SignInRefused{}, FileTaken{}, Looked{}, Undone{}, MailRecorded{}, MailMoved{}, MailboxChanged{},
	} {
		m[b.kind()] = reflect.TypeOf(b)
	}
	return m
}()

// Kinds names every type of event, in order.
func Kinds() []string { return slices.Sorted(maps.Keys(bodies)) }

// Kind names the event's type as it is stored, such as "verdict-given".
func (e *Event) Kind() string { return e.Body.kind() }

// EncodeEvent returns the stored form: one JSON object. The body, which may be a
// whole mail, is put behind the head as it is: json.Marshal of both would read it
// once more.
func EncodeEvent(e Event) ([]byte, error) {
	body, err := json.Marshal(e.Body)
	if err != nil {
		return nil, fmt.Errorf("encode event %s: %w", e.Body.kind(), err)
	}
	head, err := json.Marshal(wireHead{eventFormat, e.Seq, e.Cmd, e.Ticket, e.Version, e.At, e.By, e.Body.kind()})
	if err != nil {
		return nil, fmt.Errorf("encode event %s: %w", e.Body.kind(), err)
	}
	out := make([]byte, 0, len(head)+len(beforeBody)+len(body))
	out = append(out, head[:len(head)-1]...)
	out = append(out, beforeBody...)
	out = append(out, body...)
	return append(out, '}'), nil
}

// split parts head and body, as EncodeEvent put them together: the body, which may be a
// whole mail, is read once. No text can look like what is between, for its quotation
// marks have a stroke before them.
func split(data []byte) (w wireEvent, err error) {
	head, _, ok := bytes.Cut(data[:min(len(data), maxHead)], []byte(beforeBody))
	if !ok || data[len(data)-1] != '}' {
		return w, json.Unmarshal(data, &w)
	}
	w.Body = data[len(head)+len(beforeBody) : len(data)-1]
	return w, json.Unmarshal(append(slices.Clip(head), '}'), &w.wireHead)
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

// DecodeEvent reads the stored form. An unknown kind or a newer format is
// ErrNewer: the record was written by a later Loket.
func DecodeEvent(data []byte) (Event, error) {
	w, err := split(data)
	if err != nil {
		return Event{}, fmt.Errorf("decode event: %w", err)
	}
	typ, ok := bodies[w.Kind]
	if !ok || w.Format > eventFormat {
		return Event{}, fmt.Errorf("event %d of kind %q, format %d: %w", w.Seq, w.Kind, w.Format, ErrNewer)
	}
	body := reflect.New(typ)
	if err := json.Unmarshal(w.Body, body.Interface()); err != nil {
		return Event{}, fmt.Errorf("decode event %d %s: %w", w.Seq, w.Kind, err)
	}
	return Event{w.Seq, w.Cmd, w.Ticket, w.Version, w.At, w.By, body.Elem().Interface().(Body)}, nil
}
