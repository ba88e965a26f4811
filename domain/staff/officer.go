package staff

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Officer is one person at the desk.
type Officer struct {
	ID       string   `json:"id"` // short, a-z 0-9 . _ -; signs everything in the record
	Name     string   `json:"name"`
	Email    string   `json:"email,omitempty"` // for alerts; "" sends none
	Lang     string   `json:"lang,omitempty"`  // of mail to the officer: id, en; "" is id
	Roles    []Role   `json:"roles"`
	Services []string `json:"services,omitempty"` // ids of the catalogue; none: all
	Keys     []Key    `json:"keys,omitempty"`
	Leaves   []Leave  `json:"leaves,omitempty"` // in the order of their days
	Disabled bool     `json:"disabled,omitempty"`
}

// Leave is a time in which somebody is not here, from the first day to the last,
// both with it, as the desk's calendar has its days.
type Leave struct {
	From    string `json:"from"` // 2006-01-02
	To      string `json:"to"`
	StandIn string `json:"stand_in,omitempty"` // id of who has the work meanwhile
}

// The things that can be wrong with what was entered.
var (
	ErrID    = errors.New("an officer's id is 1 to 32 of a-z, 0-9, '.', '_' and '-', and begins with a letter")
	ErrName  = errors.New("an officer needs a name of at most 80 characters")
	ErrLang  = errors.New("an officer's language is id or en")
	ErrRole  = errors.New("an officer needs a role: officer, verifier, domain-officer, supervisor, overseer, auditor or administrator")
	ErrLeave = errors.New("a leave is two days as 2006-01-02, the first not after the last, with somebody else to stand in")
)

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9._-]{0,31}$`)

// Check reports what is wrong with an entry, nil where nothing is.
func (o *Officer) Check() error {
	switch {
	case !idPattern.MatchString(o.ID):
		return fmt.Errorf("%q: %w", o.ID, ErrID)
	case strings.TrimSpace(o.Name) == "" || len([]rune(o.Name)) > 80:
		return fmt.Errorf("%s: %w", o.ID, ErrName)
	case o.Lang != "" && o.Lang != "id" && o.Lang != "en":
		return fmt.Errorf("%s: %q: %w", o.ID, o.Lang, ErrLang)
	case len(o.Roles) == 0:
		return fmt.Errorf("%s: %w", o.ID, ErrRole)
	}
	for _, r := range o.Roles {
		if !r.Valid() {
			return fmt.Errorf("%s: %q: %w", o.ID, r, ErrRole)
		}
	}
	for _, l := range o.Leaves {
		from, err1 := time.Parse(time.DateOnly, l.From)
		to, err2 := time.Parse(time.DateOnly, l.To)
		if err1 != nil || err2 != nil || to.Before(from) || l.StandIn == o.ID {
			return fmt.Errorf("%s: %s to %s: %w", o.ID, l.From, l.To, ErrLeave)
		}
	}
	return nil
}

// May reports whether the officer has a right.
func (o *Officer) May(right Right) bool {
	return !o.Disabled && slices.ContainsFunc(o.Roles, func(r Role) bool { return r.May(right) })
}

// MayOn reports whether the officer has a right on tickets of a service; "" is a
// ticket whose service nobody knows yet. Reading is not bounded by services, nor is
// who supervises.
func (o *Officer) MayOn(right Right, service string) bool {
	if !o.May(right) {
		return false
	}
	free := right == Read || right == Trail || service == "" || len(o.Services) == 0 || o.May(Supervise)
	return free || slices.Contains(o.Services, service)
}

// Away gives the leave that covers a day, written 2006-01-02; ok is false where the
// officer is here.
func (o *Officer) Away(day string) (l Leave, ok bool) {
	for _, l := range o.Leaves {
		if l.From <= day && day <= l.To {
			return l, true
		}
	}
	return Leave{}, false
}

// Roster is everybody, by id.
type Roster map[string]Officer

// List gives everybody in the order of their ids.
func (r Roster) List() []Officer {
	out := make([]Officer, 0, len(r))
	for _, o := range r {
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b Officer) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// ByKey finds whose key has a fingerprint, of those who are not disabled.
func (r Roster) ByKey(fingerprint string) (Officer, Key, bool) {
	for _, o := range r {
		for _, k := range o.Keys {
			if k.Fingerprint == fingerprint && !o.Disabled {
				return o, k, true
			}
		}
	}
	return Officer{}, Key{}, false
}

// StandsFor gives the ids of those whose work an officer has on a day.
func (r Roster) StandsFor(id, day string) []string {
	var out []string
	for _, o := range r.List() {
		if l, away := o.Away(day); away && l.StandIn == id {
			out = append(out, o.ID)
		}
	}
	return out
}
