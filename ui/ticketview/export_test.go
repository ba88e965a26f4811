package ticketview

import "context"

// NewOutsideWith is an Outside on a desktop that tells what it would start.
func NewOutsideWith(dir string, env map[string]string, start func(...string)) *Outside {
	o := NewOutside(dir, func(k string) string { return env[k] })
	o.os, o.look = "linux", func(name string) (string, error) { return name, nil }
	o.start = func(_ context.Context, name string, args ...string) error {
		start(append([]string{name}, args...)...)
		return nil
	}
	return o
}

// RightsOf is the table of rights.
var RightsOf = rightsOf
