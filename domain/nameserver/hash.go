package nameserver

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Hash identifies the plan for the officer who approves it: zone, serial, what
// stood and what shall stand. It is the SHA-256, in hexadecimal, of every part
// with its length in front, so that no two plans run into one another.
func (p Plan) Hash() string {
	var b strings.Builder
	part := func(fields ...string) {
		for _, f := range fields {
			b.WriteString(strconv.Itoa(len(f)))
			b.WriteByte(':')
			b.WriteString(f)
		}
	}
	number := func(n int) string { return strconv.Itoa(n) }
	part("loket dns plan 1", p.Zone, strconv.FormatUint(uint64(p.Serial), 10), p.SOA, strconv.FormatBool(p.Pin), number(len(p.Names)))
	for _, n := range p.Names {
		part(n.Name)
		for _, sets := range [][]RRset{n.Before, n.After} {
			part(number(len(sets)))
			for _, s := range sets {
				part(s.Name, s.Type, strconv.FormatUint(uint64(s.TTL), 10), number(len(s.Data)))
				part(s.Data...)
			}
		}
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}
