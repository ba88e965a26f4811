package command_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"loket/domain"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/registry"
	"loket/domain/registry/sandbox"
	"loket/mailbox/demo"
)

// The scripts below testdata/service play each service of the catalogue from the
// requester's mail to closed, step by step as the standard has it, on the real program.
// Only its clock is another: it goes by LOKET_CLOCK, so that months can pass. Beside
// the commands of the other scripts they have
//
//	desk [epp] [rfc2136]     a mail server and loket.toml; with a registry that speaks
//	                         EPP, with BIND for batam.go.id; by hand what is not named;
//	                         contacts.csv is its contact book
//	clock TIME | +SPAN       sets the desk's clock, RFC 3339, or turns it on
//	mail FILE [ATTACHMENT]   delivers a mail; a .txt is attached as a PDF of its text
//	letters ADDRESS          writes what arrived at an address to stdout
//	registered NAME [STATUS] makes a name of this registrar at the registry
//	registry NAME            writes the registry's statuses and date of a name to stdout
//	dns TYPE HOST            asks BIND and writes the answer to stdout
//	typed FILE               runs the script for nsupdate in a plan that was printed
//	opens NAME FILE CODE     finds the word in FILE that is the name's Authcode, writes
//	                         it to the file CODE
//	unsaid CODE PATH...      fails where what CODE holds is in a file at or below PATH

func TestServices(t *testing.T) {
	dir := build(t, "-tags=testclock")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/service",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Condition:           condition,
		Setup: func(e *testscript.Env) error {
			return scriptEnv(e, dir)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "desk": func(ts *testscript.TestScript, _ bool, args []string) { desk(t, ts, args) }, "clock": clock, "mail": post, "letters": letters,
			"registered": registered, "registry": atRegistry, "dns": atNameServer, "typed": typed, "opens": opens, "unsaid": unsaid,
		},
	})
}

// condition knows [bind] and [nsupdate]: the script runs where there is a name server,
// and the program to change it by hand. In CI there has to be.
func condition(name string) (bool, error) {
	program := map[string]string{"bind": "named", "nsupdate": "nsupdate"}[name]
	if program == "" {
		return false, fmt.Errorf("condition %q is unknown", name)
	}
	_, err := exec.LookPath(program)
	_, sbin := os.Stat("/usr/sbin/" + program)
	if err != nil && sbin != nil && os.Getenv("CI") == "true" {
		return false, fmt.Errorf("%s is missing; install bind9 and bind9-dnsutils", program)
	}
	return err == nil || sbin == nil, nil
}

// dayOne is when each script begins, a Monday.
const dayOne = "2026-11-23T09:00:00+07:00"

// turned is what the desk's clock of a script showed at an instant.
type turned struct{ showed, at time.Time }

func (t *turned) now() time.Time { return t.showed.Add(time.Since(t.at)) }

func now(ts *testscript.TestScript) time.Time { return beside(ts).clock.Load().now() }

func clock(ts *testscript.TestScript, _ bool, args []string) {
	var to time.Time
	if span, ok := strings.CutPrefix(args[0], "+"); ok {
		d, err := time.ParseDuration(span)
		ts.Check(err)
		to = now(ts).Add(d).Truncate(time.Second)
	} else {
		var err error
		to, err = time.Parse(time.RFC3339, args[0])
		ts.Check(err)
	}
	at := time.Now()
	beside(ts).clock.Store(&turned{to, at})
	ts.Setenv("LOKET_CLOCK", to.Format(time.RFC3339)+" "+at.UTC().Format(time.RFC3339Nano))
}

// desk begins a desk. What a script needs of the outside world runs beside it.
func desk(t *testing.T, ts *testscript.TestScript, args []string) {
	server, err := demo.Start(context.Background(), demo.Options{Empty: true})
	ts.Check(err)
	ts.Defer(func() { _ = server.Close() })
	o := beside(ts)
	o.server = server
	clock(ts, false, []string{dayOne})
	config := fmt.Sprintf(deskConfig, server.Address(), port(ts, server.IMAPAddr()), server.User, port(ts, server.SMTPAddr()))
	if slices.Contains(args, "epp") {
		o.registry, err = sandbox.Start(sandbox.Options{Now: func() time.Time { return o.clock.Load().now() }})
		ts.Check(err)
		ts.Defer(func() { _ = o.registry.Close() })
		ca, cert, key, err := o.registry.WriteFiles(ts.MkAbs("."))
		ts.Check(err)
		config += fmt.Sprintf("[registry]\nbackend = \"epp\"\naddress = %q\nuser = %q\npassword_env = \"EPP_PASSWORD\"\ncert = %q\nkey = %q\nca_file = %q\n",
			o.registry.Address, sandbox.Desk.ID, cert, key, ca)
		ts.Setenv("EPP_PASSWORD", sandbox.Desk.Password)
	}
	if slices.Contains(args, "rfc2136") {
		o.bind = nameservertest.BIND(t, nameservertest.Records)
		config += fmt.Sprintf("[dns]\nbackend = \"rfc2136\"\naddress = %q\nkey = %q\npassword_env = \"TSIG_SECRET\"\n", o.bind.Address, nameservertest.KeyName)
		ts.Setenv("TSIG_SECRET", nameservertest.Secret)
	}
	if _, err := os.Stat(ts.MkAbs("contacts.csv")); err == nil {
		config += "[access]\ncontacts = \"contacts.csv\"\n"
	}
	file := ts.MkAbs("loket.toml")
	ts.Check(os.WriteFile(file, []byte(config), 0o600))
	ts.Setenv("LOKET_CONFIG", file)
	ts.Setenv("DESK_PASSWORD", server.Password)
}

// deskConfig is a desk with two officers and a supervisor. A letter leaves at once, and
// the mail server says who really wrote.
const deskConfig = `[desk]
address = %q
hold = "0s"
authserv_id = "mx.domain-contoh.go.id"
[contacts]
pai = "pai@contoh.go.id"
pandi = "admin@pandi.contoh.id"
csirt = "csirt@contoh.go.id"
head-diskominfo = "kadis.kominfo@batam.go.id"
head-egov = "kabid.egov@batam.go.id"
[[imap]]
name = "helpdesk"
host = "127.0.0.1"
port = %s
tls = "none"
user = %q
password_env = "DESK_PASSWORD"
[smtp]
host = "127.0.0.1"
port = %s
tls = "none"
[[officer]]
id = "sari"
name = "Sari"
[[officer]]
id = "bima"
name = "Bima"
[[officer]]
id = "ratna"
name = "Ratna"
supervisor = true
`

func port(ts *testscript.TestScript, address string) string {
	_, port, err := net.SplitHostPort(address)
	ts.Check(err)
	return port
}

func registered(ts *testscript.TestScript, _ bool, args []string) {
	s := registry.State{Name: domain.Name(args[0]), Registered: true, Sponsor: sandbox.Desk.ID, Registrant: "PND-LAMA"}
	for _, status := range args[1:] {
		s.Statuses = append(s.Statuses, registry.Status(status))
	}
	beside(ts).registry.Put(s, "")
}

func atRegistry(ts *testscript.TestScript, _ bool, args []string) {
	s, ok := beside(ts).registry.State(domain.Name(args[0]))
	if !ok {
		fmt.Fprintln(ts.Stdout(), "not registered")
		return
	}
	fmt.Fprintln(ts.Stdout(), "statuses", s.Statuses)
	fmt.Fprintln(ts.Stdout(), "registrant", s.Registrant)
	fmt.Fprintln(ts.Stdout(), "hosts", s.Hosts)
	fmt.Fprintln(ts.Stdout(), "until", s.Expires.Format(time.DateOnly))
}

func atNameServer(ts *testscript.TestScript, _ bool, args []string) {
	address := beside(ts).bind.Address
	r := net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	var got []string
	var err error
	switch host := args[1] + "."; args[0] {
	case "A":
		got, err = r.LookupHost(context.Background(), host)
	case "CNAME":
		var one string
		one, err = r.LookupCNAME(context.Background(), host)
		got = []string{one}
	case "TXT":
		got, err = r.LookupTXT(context.Background(), host)
	default:
		ts.Fatalf("usage: dns A|CNAME|TXT HOST")
	}
	var none *net.DNSError
	if errors.As(err, &none) && none.IsNotFound {
		got, err = []string{"none"}, nil
	}
	ts.Check(err)
	slices.Sort(got)
	fmt.Fprintln(ts.Stdout(), strings.Join(got, "\n"))
}

// typed does what a plan by hand prints for nsupdate.
func typed(ts *testscript.TestScript, _ bool, args []string) {
	_, script, _ := strings.Cut(ts.ReadFile(args[0]), "\nserver ")
	script, _, found := strings.Cut(script, "\nsend\n")
	if !found {
		ts.Fatalf("%s holds no script for nsupdate", args[0])
	}
	out, err := beside(ts).bind.Run("server "+script+"\nsend\n", "nsupdate", "-y", "hmac-sha256:"+nameservertest.KeyName+":"+nameservertest.Secret)
	ts.Logf("%s", out)
	ts.Check(err)
}

func opens(ts *testscript.TestScript, _ bool, args []string) {
	for word := range strings.FieldsSeq(ts.ReadFile(args[1])) {
		if beside(ts).registry.Opens(domain.Name(args[0]), word) {
			ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(word), 0o600))
			return
		}
	}
	ts.Fatalf("no word of %s is the Authcode of %s", args[1], args[0])
}

func unsaid(ts *testscript.TestScript, _ bool, args []string) {
	code := []byte(ts.ReadFile(args[0]))
	files := 0
	for _, path := range args[1:] {
		ts.Check(filepath.WalkDir(ts.MkAbs(path), func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(path)
			if files++; bytes.Contains(data, code) {
				ts.Fatalf("%s holds the secret", path)
			}
			return err
		}))
	}
	ts.Logf("[not in %d files]", files)
}
