package registry

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// record is a request as it is kept.
type record struct {
	Verb    Verb            `json:"verb"`
	Request json.RawMessage `json:"request"`
}

// Encode writes a request for a record, always the same bytes for the same
// request. Secrets are left out.
func Encode(r Request) ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode %s %s: %w", r.Verb(), r.Object(), err)
	}
	return json.Marshal(record{Verb: r.Verb(), Request: body})
}

// Decode reads what Encode wrote. Unknown fields and verbs are refused: a request
// that is only half understood must not be carried out.
func Decode(b []byte) (Request, error) {
	var rec record
	if err := json.Unmarshal(b, &rec); err != nil {
		return nil, fmt.Errorf("decode request: %w", err)
	}
	read, ok := readers[rec.Verb]
	if !ok {
		return nil, invalid("unknown verb %q", rec.Verb)
	}
	r, err := read(rec.Request)
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", rec.Verb, err)
	}
	return r, nil
}

var readers = map[Verb]func([]byte) (Request, error){
	VerbCreate:   read[Create],
	VerbRenew:    read[Renew],
	VerbUpdate:   read[Update],
	VerbTransfer: read[TransferName],
	VerbDelete:   read[Delete],
	VerbRestore:  read[Restore],
	VerbReport:   read[RestoreReport],
	VerbContact:  read[CreateContact],
	VerbHost:     read[CreateHost],
}

func read[T Request](b []byte) (Request, error) {
	var r T
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, err
	}
	return r, nil
}
