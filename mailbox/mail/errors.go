package mail

import "errors"

// ErrNoAttachment is returned by Open for an index out of range.
var ErrNoAttachment = errors.New("no such attachment")
