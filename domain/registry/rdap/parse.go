package rdap

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/registry"
)

const (
	source  = "rdap"
	maxText = 120 // runes of a name or a status
	maxList = 100 // of anything
)

// object is an answer about a domain (RFC 9083 section 5.3). Its parts are read one
// by one, so that one of a wrong type does not spoil the others.
type object struct {
	Class       string          `json:"objectClassName"`
	LDHName     string          `json:"ldhName"`
	Handle      json.RawMessage `json:"handle"`
	Status      json.RawMessage `json:"status"`
	Events      json.RawMessage `json:"events"`
	Nameservers json.RawMessage `json:"nameservers"`
	Entities    json.RawMessage `json:"entities"`
	SecureDNS   json.RawMessage `json:"secureDNS"`
}

type event struct {
	Action string `json:"eventAction"`
	Date   string `json:"eventDate"`
}

type entity struct {
	Handle string          `json:"handle"`
	Roles  []string        `json:"roles"`
	VCard  json.RawMessage `json:"vcardArray"`
}

type secure struct {
	DS []struct {
		KeyTag     uint16 `json:"keyTag"`
		Algorithm  uint8  `json:"algorithm"`
		DigestType uint8  `json:"digestType"`
		Digest     string `json:"digest"`
	} `json:"dsData"`
}

// part reads one part of an object: its zero value when that is missing or of
// another type, its first maxList elements when it is a list.
func part[T any](raw json.RawMessage) (v T) {
	if json.Unmarshal(raw, &v) != nil {
		var zero T
		return zero
	}
	return v
}

func list[T any](raw json.RawMessage) []T {
	all := part[[]json.RawMessage](raw)
	out := make([]T, 0, min(len(all), maxList))
	for _, one := range all[:min(len(all), maxList)] {
		var v T
		if json.Unmarshal(one, &v) == nil {
			out = append(out, v)
		}
	}
	return out
}

func line(s string) string { return clean.Line(s, maxText).String() }

// parse reads an answer about a name. The error wraps errAnswer.
func parse(name domain.Name, body []byte) (registry.State, error) {
	var o object
	if err := json.Unmarshal(body, &o); err != nil {
		return registry.State{}, fmt.Errorf("%w: %w", errAnswer, err)
	}
	if o.Class != "domain" || strings.TrimSuffix(strings.ToLower(o.LDHName), ".") != name.String() {
		return registry.State{}, fmt.Errorf("%w: asked for %s, told of %s %q", errAnswer, name, o.Class, o.LDHName)
	}
	s := registry.State{Name: name, Registered: true, Source: source, Redacted: true, Handle: line(part[string](o.Handle))}
	s.Statuses, s.Grace = statuses(o.Status)
	for _, e := range list[event](o.Events) {
		happened(&s, e)
	}
	for _, n := range list[struct {
		LDHName string `json:"ldhName"`
	}](o.Nameservers) {
		if host := strings.TrimSuffix(strings.ToLower(line(n.LDHName)), "."); host != "" {
			s.Hosts = append(s.Hosts, host)
		}
	}
	for _, e := range list[entity](o.Entities) {
		for _, role := range e.Roles {
			if role == "registrar" && s.Sponsor == "" {
				s.Sponsor = line(e.name())
			}
		}
	}
	for _, d := range part[secure](o.SecureDNS).DS {
		if len(s.DS) < maxList {
			s.DS = append(s.DS, registry.DS{KeyTag: d.KeyTag, Algorithm: d.Algorithm, DigestType: d.DigestType, Digest: strings.ToUpper(line(d.Digest))})
		}
	}
	s.Sort()
	return s, nil
}

// happened notes an event of RFC 9083 section 10.2.3. The latest of two counts.
func happened(s *registry.State, e event) {
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(e.Date))
	if err != nil {
		return
	}
	at = at.UTC()
	var into *time.Time
	switch strings.ToLower(strings.TrimSpace(e.Action)) {
	case "registration":
		into = &s.Created
	case "expiration":
		into = &s.Expires
	case "last changed":
		into = &s.Updated
	case "transfer":
		into = &s.Moved
	case "last update of rdap database":
		into = &s.AsOf
	default:
		return
	}
	if at.After(*into) {
		*into = at
	}
}

// name is the full name on the card of an entity (RFC 7095), or its handle.
func (e entity) name() string {
	card := part[[]json.RawMessage](e.VCard)
	if len(card) < 2 {
		return e.Handle
	}
	for _, p := range list[[]json.RawMessage](card[1]) {
		if len(p) >= 4 && part[string](p[0]) == "fn" && part[string](p[3]) != "" {
			return part[string](p[3])
		}
	}
	return e.Handle
}

// isError reports an error document of RFC 9083 section 6.
func isError(body []byte) bool {
	o := part[struct {
		Code int `json:"errorCode"`
	}](body)
	return o.Code == 404
}

// isHelp reports an answer that says that it is RDAP.
func isHelp(body []byte) bool {
	o := part[struct {
		Conformance []string `json:"rdapConformance"`
	}](body)
	return len(o.Conformance) > 0
}
