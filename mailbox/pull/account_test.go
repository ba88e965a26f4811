package pull_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
)

func TestValidateNamesEveryProblem(t *testing.T) {
	good := newAccount(993, "")
	if err := good.Validate(); err != nil {
		t.Errorf("a good account: %v", err)
	}
	bad := pull.Account{Port: 70000, TLS: "ssl", Auth: "cram", MoveTo: "INBOX"}
	err := bad.Validate()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"without a name", "no host", "70000", "ssl", "cram", "no password", "INBOX"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not named in: %v", want, err)
		}
	}
}

func TestOnlyLoopbackMayGoWithoutTLS(t *testing.T) {
	for ip, want := range map[string]bool{"127.0.0.1": true, "127.8.8.8": true, "::1": true, "192.0.2.7": false, "::ffff:203.0.113.9": false} {
		if got := pull.Loopback(&net.TCPAddr{IP: net.ParseIP(ip)}); got != want {
			t.Errorf("%s: %v", ip, got)
		}
	}
	if pull.Loopback(&net.UnixAddr{}) {
		t.Error("an address of another kind counts as loopback")
	}
}

// A wrong password is shown, and mending it ends the trouble without a restart.
func TestRunGoesOnWhenThePasswordIsMended(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		put(t, other(t, w), "INBOX", at, letter(1))
		var mended atomic.Bool
		a, s := w.account(), newSink()
		a.Secret = func(context.Context) (string, error) {
			if mended.Load() {
				return dovecottest.Password, nil
			}
			return "salah", nil
		}
		states := running(t, a, s)
		st := state(t, states, "failed", is(pull.Failed))
		if code(t, st.Err) != pull.BadCredentials || st.Next.IsZero() {
			t.Errorf("%+v", st)
		}
		mended.Store(true)
		s.until(t, 1)
	})
}

// One folder that is not there does not hold up the others.
func TestFoldersAreIndependent(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		c := other(t, w)
		must(t, c.Create("Aduan é", nil).Wait())
		put(t, c, "INBOX", at, letter(1))
		put(t, c, "Aduan é", at, letter(2))
		a, s := w.account(), newSink()
		a.Folders = []string{"INBOX", "Tiada", "Aduan é"}
		states := running(t, a, s)
		st := state(t, states, "failed", is(pull.Failed))
		if st.Folder != "Tiada" || code(t, st.Err) != pull.UnknownFolder || !strings.Contains(st.Err.Error(), "Aduan é") {
			t.Errorf("%+v", st)
		}
		s.until(t, 2)
	})
}

func TestCancelEndsEveryWait(t *testing.T) {
	t.Parallel()
	for _, silentAt := range []int64{0, 20, 600, 100_000} {
		m := newMemory(t)
		port := dovecottest.NewProxy(t, m.plainPort(), dovecottest.Stall(silentAt)).Port
		a := m.account()
		a.Port, a.TLS, a.Timing.Silence = port, "none", time.Hour
		ctx, cancel := context.WithCancel(t.Context())
		states, done := make(chan pull.Status, 100), make(chan error, 1)
		go func() { done <- pull.Run(ctx, []pull.Account{a}, newSink(), func(s pull.Status) { states <- s }) }()
		state(t, states, "connecting", is(pull.Connecting))
		cancel()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		case <-time.After(time.Minute):
			t.Fatalf("Run did not end, silent after %d bytes", silentAt)
		}
	}
}
