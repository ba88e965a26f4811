package pull

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/emersion/go-imap/v2"

	"loket/domain/clean"
)

// Code names a kind of refusal; screens map it to their catalogue.
type Code string

// The kinds of refusal.
const (
	BadCredentials Code = "credentials"   // the server does not accept user and password
	NoSecret       Code = "secret"        // the password could not be read
	NoMechanism    Code = "mechanism"     // the server offers no such way to sign in
	UnknownFolder  Code = "folder"        // Folders lists those that exist
	MoveRefused    Code = "move"          // MoveTo cannot be used
	TLSMissing     Code = "tls-missing"   // STARTTLS was asked and is not offered
	TLSName        Code = "tls-name"      // certificate of another host: Names
	TLSExpired     Code = "tls-expired"   // outside its validity: From, Until
	TLSIssuer      Code = "tls-issuer"    // not signed by a trusted authority: Issuer
	TLSOther       Code = "tls"           // any other failure to agree on TLS
	NotTLS         Code = "not-tls"       // the port speaks without TLS
	Plaintext      Code = "plaintext"     // a password would cross the network in clear
	HostNotFound   Code = "host"          // no such name
	ConnRefused    Code = "refused"       // nothing listens there
	Unreachable    Code = "unreachable"   // no way there, or no answer in time
	Stalled        Code = "stalled"       // connected, then silence
	Closed         Code = "closed"        // the server hung up
	Protocol       Code = "protocol"      // not understood
	ServerSays     Code = "server"        // any other NO of the server: Detail
	NotKept        Code = "not-kept"      // the sink could not keep the batch; mail stays on the server
	Renumbered     Code = "renumbered"    // UIDVALIDITY changed: read again from the start
	Restored       Code = "restored"      // UIDNEXT went back: read again from the start
	Gone           Code = "gone"          // a message fetched by hand is not there any more
	TooLarge       Code = "too-large"     // a message fetched by hand is above MaxFetch
	BadAccount     Code = "configuration" // Validate or CAFile
	Internal       Code = "internal"      // a defect here, contained
)

// Refusal says in plain words what was refused and what to do next.
type Refusal struct {
	Code            Code
	Account, Folder string // what was being done, where known
	Host            string // host:port
	Text            string // plain English: what, and what to do next
	Detail          string // the other side's words, cleaned and bounded
	Folders         []string
	Names           []string // names the certificate is for
	From, Until     time.Time
	Issuer          string
	Err             error
}

// Error gives the text with the other side's words.
func (r *Refusal) Error() string {
	var b strings.Builder
	if r.Account != "" {
		b.WriteString(r.Account + ": ")
	}
	b.WriteString(r.Text)
	if r.Detail != "" {
		fmt.Fprintf(&b, " (%s)", r.Detail)
	}
	return b.String()
}

// Unwrap gives the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// ForPerson reports whether only a person can end the refusal: trying again
// soon is of no use.
func (r *Refusal) ForPerson() bool {
	switch r.Code {
	case BadCredentials, NoSecret, NoMechanism, UnknownFolder, MoveRefused, TLSMissing, TLSName, TLSExpired,
		TLSIssuer, TLSOther, NotTLS, Plaintext, BadAccount:
		return true
	default:
		return false
	}
}

// words cleans and bounds what another side said.
func words(s string) string { return clean.Line(s, 300).String() }

// explainDial turns an error of connecting or of the TLS handshake into a
// Refusal.
func explainDial(e Endpoint, err error) *Refusal {
	if r := new(Refusal); errors.As(err, &r) {
		return r
	}
	r := &Refusal{Host: e.addr(), Detail: words(err.Error()), Err: err}
	if explainTLS(r, e, err) {
		return r
	}
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		r.Code, r.Text = HostNotFound, fmt.Sprintf("there is no host %s; check its name", e.Host)
	case errors.Is(err, syscall.ECONNREFUSED):
		r.Code, r.Text = ConnRefused, fmt.Sprintf("nothing answers at %s; check host and port", e.addr())
	case errors.Is(err, ErrStalled):
		r.Code, r.Text = Stalled, fmt.Sprintf("%s was reached but says nothing; check port and tls setting", e.addr())
	default:
		r.Code, r.Text = Unreachable, fmt.Sprintf("%s cannot be reached; check the network", e.addr())
	}
	return r
}

func explainTLS(r *Refusal, e Endpoint, err error) bool {
	var (
		name    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		verify  *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &name):
		describe(r, name.Certificate)
		r.Code, r.Text = TLSName, fmt.Sprintf("the certificate of %s is for %s, not for %s; use the name it is for as host",
			e.addr(), strings.Join(r.Names, ", "), e.Host)
	case errors.As(err, &unknown):
		describe(r, unknown.Cert)
		r.Code, r.Text = TLSIssuer, fmt.Sprintf("the certificate of %s was issued by %s, which this machine does not trust; give that authority's certificate as ca_file", e.addr(), r.Issuer)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		describe(r, invalid.Cert)
		r.Code, r.Text = TLSExpired, fmt.Sprintf("the certificate of %s is valid from %s to %s only; the server's keeper must renew it (or this machine's clock is wrong)",
			e.addr(), r.From.UTC().Format(time.DateOnly), r.Until.UTC().Format(time.DateOnly))
	case errors.As(err, &record):
		r.Code, r.Text = NotTLS, fmt.Sprintf("%s does not speak TLS; set tls to starttls or use the TLS port", e.addr())
	case errors.As(err, &alert), errors.As(err, &verify):
		r.Code, r.Text = TLSOther, fmt.Sprintf("%s and this machine do not agree on TLS", e.addr())
	default:
		return false
	}
	return true
}

func describe(r *Refusal, cert *x509.Certificate) {
	if cert == nil {
		return
	}
	for _, n := range cert.DNSNames[:min(len(cert.DNSNames), 10)] {
		r.Names = append(r.Names, words(n))
	}
	for _, ip := range cert.IPAddresses[:min(len(cert.IPAddresses), 10)] {
		r.Names = append(r.Names, ip.String())
	}
	if len(r.Names) == 0 {
		r.Names = []string{words(cert.Subject.CommonName)}
	}
	r.From, r.Until, r.Issuer = cert.NotBefore, cert.NotAfter, words(cert.Issuer.String())
}

// explain turns an error met on an open connection into a Refusal.
func (l *Link) explain(err error) error {
	if err == nil {
		return nil
	}
	if r := new(Refusal); errors.As(err, &r) {
		return err
	}
	r := &Refusal{Account: l.account.Name, Host: l.endpoint.addr(), Err: err}
	var status *imap.Error
	switch {
	case l.watch.stalled.Load():
		r.Code, r.Text = Stalled, fmt.Sprintf("%s stopped answering", r.Host)
		r.Err = fmt.Errorf("%w: %w", ErrStalled, err)
	case errors.As(err, &status):
		r.Code, r.Text, r.Detail = ServerSays, fmt.Sprintf("%s refused a request", r.Host), words(statusText(status))
	case l.watch.ended.Load() && (l.stream == nil || !l.stream.refused.Load()):
		r.Code, r.Text, r.Detail = Closed, fmt.Sprintf("%s closed the connection", r.Host), words(err.Error())
		r.Err = fmt.Errorf("%w: %w", ErrClosed, err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		r.Code, r.Text = Stalled, fmt.Sprintf("%s stopped answering", r.Host)
	default:
		r.Code, r.Text, r.Detail = Protocol, fmt.Sprintf("an answer of %s was not understood", r.Host), words(err.Error())
		r.Err = fmt.Errorf("%w: %w", ErrProtocol, err)
	}
	return r
}

func statusText(e *imap.Error) string {
	if e.Code != "" {
		return fmt.Sprintf("%s [%s] %s", e.Type, e.Code, e.Text)
	}
	return fmt.Sprintf("%s %s", e.Type, e.Text)
}
