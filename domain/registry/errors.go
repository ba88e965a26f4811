package registry

import "errors"

// What became of a request that did not succeed. Every *Problem wraps exactly
// one of the first three.
var (
	// ErrRefused: the registry answered and did not do it.
	ErrRefused = errors.New("the registry refused")
	// ErrNotSent: the request never left; it may be tried again.
	ErrNotSent = errors.New("nothing was sent to the registry")
	// ErrUnknown: the request may have been carried out. Look before anything else.
	ErrUnknown = errors.New("the registry's answer was lost")

	// ErrRequest: the request is not one that can be sent at all.
	ErrRequest = errors.New("not a valid request to a registry")
)
