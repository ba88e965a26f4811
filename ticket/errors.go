package ticket

import (
	"errors"
	"fmt"
	"time"

	"loket/domain/action"
)

// Sentinels of this package.
var (
	// ErrNotFound says that there is no such ticket, mail or letter.
	ErrNotFound = errors.New("not found")
	// ErrDestroyed says that bytes were destroyed: what the record says of them is all
	// that is left.
	ErrDestroyed = errors.New("destroyed; only what the record says of it is left")
	// ErrNewer says that the record was written by a later version of Loket.
	ErrNewer = errors.New("written by a newer version of Loket")
)

// Refusal is a no to a person: what was refused and what to do next. Code is
// the key of the text in the screen's catalogues; Args fill its places. Error
// gives plain English for logs and scripts.
type Refusal struct {
	Code string
	Args []string
	Text string
	Next string
	// Words are a driver's own, in both languages, instead of the catalogues'.
	Words action.Words
	Apart []action.Apart // what stands in the way, three ways
}

// Error returns the refusal and what to do next in English.
func (r *Refusal) Error() string {
	if r.Next == "" {
		return r.Text
	}
	return r.Text + "; " + r.Next
}

func refuse(code, text, next string, args ...string) *Refusal {
	return &Refusal{Code: code, Args: args, Text: text, Next: next}
}

// Stale is the answer to a command on a ticket that somebody changed first.
type Stale struct {
	By   string
	At   time.Time
	Kind string
}

// Error says who acted first.
func (s *Stale) Error() string {
	return fmt.Sprintf("%s acted on this ticket first (%s); look again", s.By, s.Kind)
}

// IsRefusal returns the refusal in err, nil if there is none.
func IsRefusal(err error) *Refusal {
	var r *Refusal
	if errors.As(err, &r) {
		return r
	}
	return nil
}
