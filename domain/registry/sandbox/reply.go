package sandbox

import (
	"strconv"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// reply is what the registry decides about a command.
type reply struct {
	code      int
	why       string     // of a refusal
	value     *wire.Node // that was not liked
	queue     *wire.Node // msgQ
	data      *wire.Node // the one element in resData
	extension []*wire.Node
}

func refuse(code int, why string, value *wire.Node) reply {
	return reply{code: code, why: why, value: value}
}

func eppEl(name string, kids ...*wire.Node) *wire.Node { return wire.El(wire.EPP, name, kids...) }
func eppLeaf(name, text string) *wire.Node             { return wire.Leaf(wire.EPP, name, text) }

// respond wraps a reply, with the next transaction id of the server.
func (s *Server) respond(r reply, clTRID string) *wire.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	return envelope(r, clTRID, s.book.nextTRID())
}

func envelope(r reply, clTRID, svTRID string) *wire.Node {
	result := eppEl("result", eppLeaf("msg", registry.Explain(strconv.Itoa(r.code)).RFC)).With("code", strconv.Itoa(r.code))
	if r.why != "" {
		value := r.value
		if value == nil {
			value = eppEl("undef")
		}
		result.Kids = append(result.Kids, eppEl("extValue", eppEl("value", value), eppLeaf("reason", r.why)))
	}
	var data, extension *wire.Node
	if r.data != nil {
		data = eppEl("resData", r.data)
	}
	if extension = eppEl("extension", r.extension...); len(extension.Kids) == 0 {
		extension = nil
	}
	ids := eppEl("trID", wire.Some(wire.EPP, "clTRID", clTRID), eppLeaf("svTRID", svTRID))
	return eppEl("epp", eppEl("response", result, r.queue, data, extension, ids))
}
