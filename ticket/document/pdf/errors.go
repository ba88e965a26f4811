package pdf

import "errors"

var (
	// ErrPassword says that the file cannot be read without a password.
	ErrPassword = errors.New("a password is needed to read the file")
	// ErrUnreadable says that no page could be read.
	ErrUnreadable = errors.New("no page can be read")
	// ErrNoPages says that the structure can be read and has no page.
	ErrNoPages = errors.New("no page in the page tree")
)
