package rdap

import (
	"crypto/tls"
	"crypto/x509"
	"errors"

	"loket/domain/registry"
)

var errAnswer = errors.New("not an RDAP answer about the name")

func notSent(key string, cause error) *registry.Problem {
	return registry.NewProblem(registry.ErrNotSent, key, cause.Error(), cause)
}

// diagnose finds the key of a request that has failed.
func diagnose(err error) string {
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return registry.KeyServerExpired
	case errors.As(err, &verify):
		return registry.KeyTLS
	}
	return registry.KeyUnreachable
}
