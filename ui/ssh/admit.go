package ssh

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	wire "charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"loket/domain/staff"
	"loket/ticket"
)

// Why somebody is kept out, for the record. The other side is told nothing.
var (
	errUnknownKey = errors.New("unknown key")
	errForeign    = errors.New("the user name is another officer's")
	errKeyRule    = errors.New("the key is not good here or no longer")
	errCert       = errors.New("certificate not good")
	errMany       = errors.New("too many sessions")
)

// pass is who a key is.
type pass struct {
	officer string
	key     string // fingerprint
	cert    string // what a certificate calls itself, and its number
}

// known says while keys are offered whether one could open the door. It keeps
// nothing that says who somebody is: which key signs is decided later.
func (s *Server) known(ctx wire.Context, key wire.PublicKey) bool {
	peer := addrOf(ctx.RemoteAddr())
	_, err := s.admit(ctx.User(), key, peer, s.opt.Desk.Staff())
	if err != nil {
		at := ctx.RemoteAddr().String()
		s.mu.Lock()
		if _, worse := s.refused[at]; !worse || !errors.Is(err, errUnknownKey) { // beside a certificate its bare key is offered
			s.refused[at] = offer{user: ctx.User(), key: gossh.FingerprintSHA256(key), why: err.Error()}
		}
		s.mu.Unlock()
	}
	return err == nil
}

// admit finds whose a key is and whether it may come in from there, now.
func (s *Server) admit(user string, key gossh.PublicKey, peer netip.Addr, r staff.Roster) (pass, error) {
	if err := s.good(key); err != nil {
		return pass{}, err
	}
	if c, ok := key.(*gossh.Certificate); ok {
		return s.certified(user, c, peer, r)
	}
	fingerprint := gossh.FingerprintSHA256(key)
	o, k, ok := r.ByKey(fingerprint)
	if !ok {
		return pass{}, errUnknownKey
	}
	if !k.Good(peer, s.opt.Now()) {
		return pass{}, errKeyRule
	}
	if _, officer := r[user]; officer && user != o.ID {
		return pass{}, errForeign
	}
	return pass{officer: o.ID, key: fingerprint}, nil
}

// certified admits a certificate of one of the authorities. It must be one for
// users, name whom it is for, and end; of what it may ask for only the addresses
// that it may come from are understood.
func (s *Server) certified(user string, c *gossh.Certificate, peer netip.Addr, r staff.Roster) (pass, error) {
	if c.CertType != gossh.UserCert || len(c.ValidPrincipals) == 0 || c.ValidBefore == gossh.CertTimeInfinity {
		return pass{}, fmt.Errorf("%w: it must be for users, name them and end", errCert)
	}
	if !slices.ContainsFunc(s.opt.Authorities, func(a gossh.PublicKey) bool { return bytes.Equal(a.Marshal(), c.SignatureKey.Marshal()) }) {
		return pass{}, fmt.Errorf("%w: signed by %s, which is no authority here", errCert, gossh.FingerprintSHA256(c.SignatureKey))
	}
	var names []string
	for _, p := range c.ValidPrincipals {
		if o, known := r[p]; known && !o.Disabled {
			names = append(names, p)
		}
	}
	officer := user
	if !slices.Contains(names, user) {
		if _, other := r[user]; other || len(names) != 1 {
			return pass{}, fmt.Errorf("%w: it is for %s", errCert, strings.Join(c.ValidPrincipals, ", "))
		}
		officer = names[0]
	}
	checker := gossh.CertChecker{Clock: s.opt.Now, SupportedCriticalOptions: []string{"source-address"}}
	if err := checker.CheckCert(officer, c); err != nil {
		return pass{}, fmt.Errorf("%w: %w", errCert, err)
	}
	if from, bound := c.CriticalOptions["source-address"]; bound {
		k := staff.Key{From: strings.Split(from, ",")}
		if !k.Good(peer, s.opt.Now()) {
			return pass{}, fmt.Errorf("%w: not from this address", errCert)
		}
	}
	return pass{officer: officer, key: gossh.FingerprintSHA256(c.Key), cert: fmt.Sprintf("%s #%d", c.KeyId, c.Serial)}, nil
}

// offer is a key that was turned away: the last one that says more than that nobody
// knows it, else the first.
type offer struct{ user, key, why string }

// failed is a connection that ended before anybody was known.
func (s *Server) failed(conn net.Conn, err error) {
	at := conn.RemoteAddr().String()
	s.mu.Lock()
	o, offered := s.refused[at]
	delete(s.refused, at)
	s.mu.Unlock()
	if !offered {
		o = offer{why: "no key"}
	}
	s.opt.Logger.Info("SSH connection failed", "peer", at, "user", o.user, "key", o.key, "why", o.why, "error", err)
	s.flush(s.door.fail(addrOf(conn.RemoteAddr()), o))
}

// left is a connection that ended, however.
func (s *Server) left(conn net.Conn) {
	s.mu.Lock()
	delete(s.refused, conn.RemoteAddr().String())
	s.mu.Unlock()
	s.door.leave(addrOf(conn.RemoteAddr()))
}

// flush puts refusals into the record.
func (s *Server) flush(list []ticket.SignInRefused) {
	for _, r := range list {
		if err := s.opt.Desk.NoteAccess(context.Background(), "", r); err != nil {
			s.opt.Logger.Error("note a refused sign-in", "error", err)
		}
	}
}

func addrOf(a net.Addr) netip.Addr {
	if a == nil {
		return netip.Addr{}
	}
	p, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Addr{}
	}
	return p.Addr().Unmap()
}

// sameRoster reports whether two are one and the same: the desk makes a new one for
// every change.
func sameRoster(a, b staff.Roster) bool {
	return len(a) == len(b) && fmt.Sprintf("%p", a) == fmt.Sprintf("%p", b)
}
