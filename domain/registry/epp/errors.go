package epp

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

var (
	errMismatch = errors.New("the answer belongs to another request")
	errAnswer   = errors.New("not an EPP answer")
)

// Result codes: those from failure on refuse, those from closing on end the connection.
const (
	failure       = 2000
	wrongPassword = 2200
	closing       = 2500
	wrongAgain    = 2501
)

func notSent(key string, cause error) *registry.Problem {
	return registry.NewProblem(registry.ErrNotSent, key, detail(cause), cause)
}

// unreached is a failure before the request's turn: silence is no lost answer then.
func unreached(cause error) *registry.Problem {
	key := diagnose(cause)
	if key == registry.KeyNoAnswer {
		key = registry.KeyUnreachable
	}
	return notSent(key, cause)
}

func unknown(cause error) *registry.Problem {
	return registry.NewProblem(registry.ErrUnknown, diagnose(cause), detail(cause), cause)
}

func detail(cause error) string {
	if cause == nil {
		return ""
	}
	return cause.Error()
}

// diagnose finds the key of what went wrong on a connection.
func diagnose(err error) string {
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var op *net.OpError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return registry.KeyServerExpired
	case errors.As(err, &verify):
		return registry.KeyTLS
	case errors.As(err, &record), errors.Is(err, wire.ErrNotEPP), errors.Is(err, errGreeting):
		return registry.KeyNotEPP
	case errors.Is(err, errMismatch):
		return registry.KeyMismatch
	case errors.Is(err, wire.ErrFrame), errors.Is(err, wire.ErrDocument), errors.Is(err, errAnswer):
		return registry.KeyGarbled
	case errors.As(err, &op) && op.Op == "remote error":
		return refusedUs(op)
	case errors.As(err, &op) && op.Op == "dial":
		return registry.KeyUnreachable
	}
	return registry.KeyNoAnswer
}

// refusedUs reads the TLS alert that the server sent. crypto/tls gives alerts over
// TCP no type of their own, only these words.
func refusedUs(op *net.OpError) string {
	alert := op.Err.Error()
	switch {
	case strings.Contains(alert, "expired certificate"):
		return registry.KeyClientExpired
	case strings.Contains(alert, "certificate"), strings.Contains(alert, "access denied"), strings.Contains(alert, "handshake failure"):
		return registry.KeyClientRefused
	}
	return registry.KeyTLS
}
