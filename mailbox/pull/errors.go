package pull

import "errors"

var (
	// ErrStalled: the server kept the connection but stopped answering.
	ErrStalled = errors.New("the server stopped answering")
	// ErrClosed: the connection ended before the answer did.
	ErrClosed = errors.New("the server closed the connection")
	// ErrProtocol: the server sent what IMAP does not allow.
	ErrProtocol = errors.New("the server's answer was not understood")
	// ErrPlaintext: a password would have crossed the network unencrypted.
	ErrPlaintext = errors.New("unencrypted connections are allowed to this machine only")
	// errNoBody: a listed message came without its body.
	errNoBody = errors.New("the server gave no body for the message")
)
