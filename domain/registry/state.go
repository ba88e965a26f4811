package registry

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/domain"
)

// State is what a registry says of a name. Lists are sorted, so that two states
// compare; texts are cleaned and bounded. An Authcode is never part of it.
type State struct {
	Name       domain.Name `json:"name"`
	Registered bool        `json:"registered"`
	Handle     string      `json:"handle,omitempty"`   // the registry's own id of the object
	Statuses   []Status    `json:"statuses,omitempty"` // without those of Grace
	Grace      []Status    `json:"grace,omitempty"`    // RFC 3915
	Registrant string      `json:"registrant,omitempty"`
	Contacts   []Role      `json:"contacts,omitempty"`
	Hosts      []string    `json:"hosts,omitempty"`      // its name servers, lower case
	Below      []string    `json:"below,omitempty"`      // host objects below the name
	Sponsor    string      `json:"sponsor,omitempty"`    // registrar
	CreatedBy  string      `json:"created_by,omitempty"` // registrar
	DS         []DS        `json:"ds,omitempty"`         // RFC 5910
	Created    time.Time   `json:"created,omitzero"`     // UTC
	Updated    time.Time   `json:"updated,omitzero"`     // UTC, of the last change
	Moved      time.Time   `json:"moved,omitzero"`       // UTC, of the last transfer
	Expires    time.Time   `json:"expires,omitzero"`     // UTC
	AsOf       time.Time   `json:"as_of,omitzero"`       // UTC, how new the source says its data is
	Source     string      `json:"source"`               // "epp", "rdap", "manual"
	Evidence   string      `json:"evidence,omitempty"`   // SHA-256 in hex of the answer as it came
	SvTRID     string      `json:"svTRID,omitempty"`     // of the answer
	Redacted   bool        `json:"redacted,omitempty"`   // the source hides registrant, contacts or hosts
}

// Role is a contact in one of its roles.
type Role struct {
	Role string `json:"role"` // admin, tech, billing
	ID   string `json:"id"`
}

// DS is a delegation signer record; the digest is upper-case hex.
type DS struct {
	KeyTag     uint16 `json:"key_tag"`
	Algorithm  uint8  `json:"algorithm"`
	DigestType uint8  `json:"digest_type"`
	Digest     string `json:"digest"`
}

// Has reports whether the name has the status, one of its grace periods included.
func (s State) Has(status Status) bool {
	return slices.Contains(s.Statuses, status) || slices.Contains(s.Grace, status)
}

// Day returns the expiry as a renewal has to state it: "2027-01-15", the day in
// UTC. It is empty when no expiry is known.
func (s State) Day() string {
	if s.Expires.IsZero() {
		return ""
	}
	return s.Expires.UTC().Format(time.DateOnly)
}

// Sort puts every list in order and takes doubles out.
func (s *State) Sort() {
	s.Statuses = ordered(s.Statuses)
	s.Grace = ordered(s.Grace)
	s.Hosts = ordered(s.Hosts)
	s.Below = ordered(s.Below)
	slices.SortFunc(s.Contacts, func(a, b Role) int { return strings.Compare(a.Role+" "+a.ID, b.Role+" "+b.ID) })
	s.Contacts = slices.Compact(s.Contacts)
	slices.SortFunc(s.DS, func(a, b DS) int { return strings.Compare(a.key(), b.key()) })
	s.DS = slices.Compact(s.DS)
}

func ordered[T ~string](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}

func (d DS) key() string {
	return fmt.Sprintf("%05d %03d %03d %s", d.KeyTag, d.Algorithm, d.DigestType, d.Digest)
}
