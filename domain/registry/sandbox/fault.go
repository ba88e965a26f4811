package sandbox

import (
	"strings"
)

// Kind is what goes wrong.
type Kind int

// The faults. Those that say "done" carry the command out first.
const (
	LoseRequest Kind = iota + 1 // the connection ends before the command is read
	LoseReply                   // done, then the connection ends
	HalfFrame                   // done, half of the answer, then the connection ends
	TwoFrames                   // done, the answer and one that nobody asked for, in one segment
	WrongTRID                   // done, the answer names another command
	WrongName                   // done, the answer is about another name
	Silence                     // done, and no answer ever
	Later                       // taken with 1001; Finish carries it out
	Fail                        // 2400, nothing done
	Full                        // 2502, nothing done, the connection ends
	Banner                      // plain text instead of an answer
	Huge                        // done, an answer that claims to be 1 GiB long
	Deep                        // done, an answer of a thousand elements within each other
	Doctype                     // done, an answer that defines entities
	Meddle                      // Fault.First runs, then the command as usual
)

// Fault is ordered for one command.
type Fault struct {
	Kind  Kind
	On    string // "renew" or "domain:renew", "login", "hello", "poll"; "" is the next command on an object
	First func() // runs before the command is decided, without any lock held
}

// Order lets a fault happen once, at the first command that it is meant for. Faults
// wait in the order in which they were ordered.
func (s *Server) Order(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f)
}

// take takes the fault that is meant for a command.
func (s *Server) take(verb string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		object, plain, ok := strings.Cut(verb, ":")
		if f.On == verb || ok && f.On == plain || f.On == "" && ok && object != "" {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			return f
		}
	}
	return Fault{}
}
