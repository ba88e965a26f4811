package command_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"loket/domain/registry"
	"loket/domain/registry/sandbox"
)

// registryserver starts a registry on loopback and writes it into loket.toml. With
// -soon its certificates end in 20 days, with -full it has no session left; with
// -says TEXT that waits in its queue.
func registryserver(ts *testscript.TestScript, _ bool, args []string) {
	o := sandbox.Options{}
	if slices.Contains(args, "-soon") {
		o.Life = 20 * 24 * time.Hour
	}
	side, err := sandbox.Start(o)
	ts.Check(err)
	ts.Defer(func() { _ = side.Close() })
	if slices.Contains(args, "-full") {
		side.Order(sandbox.Fault{Kind: sandbox.Full, On: "login"})
	}
	if i := slices.Index(args, "-says"); i >= 0 {
		side.Tell(sandbox.Desk.ID, args[i+1])
	}
	side.Put(registry.State{Name: "contohkab.go.id", Sponsor: sandbox.Desk.ID}, "")
	dir := ts.MkAbs("epp")
	ts.Check(os.MkdirAll(dir, 0o700))
	ca, cert, key, err := side.WriteFiles(dir)
	ts.Check(err)
	file := ts.Getenv("LOKET_CONFIG")
	old, err := os.ReadFile(file)
	ts.Check(err)
	before, _, _ := strings.Cut(string(old), "\n[registry]")
	secret := filepath.Join(dir, "secret")
	ts.Check(os.WriteFile(secret, []byte(sandbox.Desk.Password), 0o600))
	ts.Check(os.WriteFile(file, fmt.Appendf([]byte(before), "\n[registry]\nbackend = \"epp\"\naddress = %q\nuser = %q\ncert = %q\nkey = %q\nca_file = %q\npassword_file = %q\n",
		side.Address, sandbox.Desk.ID, cert, key, ca, secret), 0o600))
}
