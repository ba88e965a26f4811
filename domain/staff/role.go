package staff

import "slices"

// Role is what somebody is at the desk.
type Role string

// The roles, with the standard's words for them.
const (
	Worker        Role = "officer"        // petugas
	Verifier      Role = "verifier"       // verifikator, PIC
	DomainOfficer Role = "domain-officer" // Pejabat Nama Domain
	Supervisor    Role = "supervisor"     // ketua tim
	Overseer      Role = "overseer"       // pengawas
	Auditor       Role = "auditor"
	Administrator Role = "administrator"
)

// Right is one thing that somebody may do.
type Right string

// The rights.
const (
	Read      Right = "read"      // queue, tickets, register, reports
	Personal  Right = "personal"  // open documents of persons: cards, letters with their numbers
	Work      Right = "work"      // claim, write, send, move steps
	Verify    Right = "verify"    // give verdicts on documents
	Act       Right = "act"       // ask for actions on the registry and the name server
	Approve   Right = "approve"   // approve somebody else's action
	Supervise Right = "supervise" // exceptions, other people's work, causes of breaches
	Trail     Right = "trail"     // the whole log, sign-ins too
	Manage    Right = "manage"    // officers, their keys and roles
)

// rights is the table of what a role may do.
var rights = map[Role][]Right{
	Worker:        {Read, Personal, Work, Verify, Act, Approve},
	Verifier:      {Read, Personal, Work, Verify, Approve},
	DomainOfficer: {Read, Personal, Work, Verify, Act, Approve},
	Supervisor:    {Read, Personal, Work, Verify, Act, Approve, Supervise, Trail},
	Overseer:      {Read},
	Auditor:       {Read, Personal, Trail},
	Administrator: {Read, Trail, Manage},
}

// Roles gives every role, in the order of the standard's tiers.
func Roles() []Role {
	return []Role{Worker, Verifier, DomainOfficer, Supervisor, Overseer, Auditor, Administrator}
}

// Valid reports whether the role is one of Roles.
func (r Role) Valid() bool { return rights[r] != nil }

// May reports whether the role has a right.
func (r Role) May(right Right) bool { return slices.Contains(rights[r], right) }
