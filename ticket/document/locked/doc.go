// Package locked opens what is locked with a password: members of ZIP archives
// and whole office files.
//
// Rules: each function is pure, bounds what it decodes and the work that a file
// may ask of it, and never panics on hostile bytes. A wrong password is
// ErrPassword where the format can tell. Nothing is kept: neither a password nor
// what it opened.
//
// It does not guess passwords, and it does not know PDF, RAR and 7z, whose
// libraries take a password themselves.
package locked

import "errors"

var (
	// ErrPassword says that the password does not open it.
	ErrPassword = errors.New("the password does not open it")
	// ErrUnknown says that it is locked in a way that is not known here.
	ErrUnknown = errors.New("locked in a way that is not known here")
	// ErrDamaged says that what is locked is damaged.
	ErrDamaged = errors.New("what is locked is damaged")
)

// MaxSize is the most bytes that a file is decrypted to.
const MaxSize = 64 << 20
