package command_test

import (
	"fmt"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"loket/domain/nameserver/sandbox"
)

// nameserver starts a primary with the records of a file for batam.go.id and makes
// it the desk's, with its key in TSIG.
func nameserver(ts *testscript.TestScript, _ bool, args []string) {
	side, err := sandbox.Start(sandbox.Options{Zone: "batam.go.id", Records: ts.ReadFile(args[0])})
	ts.Check(err)
	ts.Defer(func() { _ = side.Close() })
	ts.Setenv("TSIG", sandbox.Secret)
	file := ts.MkAbs("loket.toml")
	config := fmt.Sprintf("%s\n[dns]\nbackend = \"rfc2136\"\naddress = %q\nkey = %q\npassword_env = \"TSIG\"\n", ts.ReadFile("loket.toml"), side.Address, sandbox.KeyName)
	ts.Check(os.WriteFile(file, []byte(config), 0o600))
}
