package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"

	"loket/domain/nameserver/nameservertest"
	"loket/domain/registry/sandbox"
	"loket/mailbox/demo"
)

// The scripts below testdata/script run the real program. Beside
// testscript's own commands they have
//
//	exits CODE PROGRAM ARGS...  runs a program and compares its exit code
//	mailserver [-empty]         starts the demo's mail server, writes loket.toml
//	deliver FILE                puts a mail into its mailbox
//	stall NAME                  listens, accepts and never answers; NAME is host:port
//	stalled                     waits until somebody is connected to it
//	unstall                     drops that connection
//	shape FILE                  writes the keys and kinds of a JSON file to stdout
//	inert FILE...               fails on bytes that a terminal would act on
//	damage FILE                 turns one bit in the middle of a file
//	nameserver FILE             starts a name server with a zone and adds it to loket.toml

// programs are the directories of what was built for all tests, by its flags: linking
// takes as long as many a script.
var programs = struct {
	sync.Mutex

	home string
	made map[string]string
}{made: make(map[string]string)}

func TestMain(m *testing.M) {
	home, err := os.MkdirTemp("", "loket")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	programs.home = home
	code := m.Run()
	_ = os.RemoveAll(home)
	os.Exit(code)
}

// build makes the program, once with the same flags, and returns its directory.
func build(t *testing.T, flags ...string) string {
	t.Helper()
	programs.Lock()
	defer programs.Unlock()
	key := strings.Join(flags, " ")
	if dir := programs.made[key]; dir != "" {
		return dir
	}
	dir := filepath.Join(programs.home, strconv.Itoa(len(programs.made)))
	cmd := exec.CommandContext(t.Context(), "go", slices.Concat([]string{"build", "-o", filepath.Join(dir, "loket")}, flags, []string{"loket"})...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build loket: %v\n%s", err, out)
	}
	programs.made[key] = dir
	return dir
}

func TestScripts(t *testing.T) {
	dir := build(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup:               func(e *testscript.Env) error { return scriptEnv(e, dir) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "mailserver": mailserver, "deliver": deliver, "stall": stall, "stalled": stalled, "unstall": unstall,
			"shape": shape, "inert": inert, "nameserver": nameserver, "damage": damage, "registryserver": registryserver,
		},
	})
}

// scriptEnv is what every script begins with; the program is in dir.
func scriptEnv(e *testscript.Env, dir string) error {
	e.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	e.Setenv("HOME", e.WorkDir)
	e.Setenv("LANG", "en_GB.UTF-8")
	e.Setenv("LOKET_DIR", filepath.Join(e.WorkDir, "desk"))
	e.Setenv("LOKET_OFFICER", "sari")
	readme, err := filepath.Abs("../../README.md")
	e.Setenv("README", readme)
	return err
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	ts.Logf("[exit code %d]", got)
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// outside is what a script has running beside the program.
type outside struct {
	server   *demo.Server
	stalled  chan net.Conn
	registry *sandbox.Server        // of a script about a service
	bind     *nameservertest.Server // likewise
	clock    atomic.Pointer[turned] // of the desk, likewise
}

// Scripts run side by side; each finds its own by its directory.
var outsides sync.Map

func beside(ts *testscript.TestScript) *outside {
	o, _ := outsides.LoadOrStore(ts.Getenv("WORK"), &outside{stalled: make(chan net.Conn, 1)})
	return o.(*outside)
}

func mailserver(ts *testscript.TestScript, _ bool, args []string) {
	server, err := demo.Start(context.Background(), demo.Options{Empty: slices.Contains(args, "-empty")})
	ts.Check(err)
	ts.Defer(func() { _ = server.Close() })
	beside(ts).server = server
	host, port, err := net.SplitHostPort(server.IMAPAddr())
	ts.Check(err)
	_, smtp, err := net.SplitHostPort(server.SMTPAddr())
	ts.Check(err)
	file := ts.MkAbs("loket.toml")
	ts.Check(os.WriteFile(file, fmt.Appendf(nil, `[desk]
address = %q
[[imap]]
name = "helpdesk"
host = %q
port = %s
tls = "none"
user = %q
password_env = "DESK_PASSWORD"
[smtp]
host = %[2]q
port = %[5]s
tls = "none"
[[officer]]
id = "sari"
name = "Sari"
`, server.Address(), host, port, server.User, smtp), 0o600))
	ts.Setenv("LOKET_CONFIG", file)
	ts.Setenv("DESK_PASSWORD", server.Password)
}

func deliver(ts *testscript.TestScript, _ bool, args []string) {
	raw := strings.ReplaceAll(ts.ReadFile(args[0]), "\\e", "\x1b")
	raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\\b", "\u202e"), "\n", "\r\n")
	ts.Check(beside(ts).server.Deliver([]byte(raw), time.Time{}))
}

func stall(ts *testscript.TestScript, _ bool, args []string) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	o := beside(ts)
	go func() {
		if c, err := l.Accept(); err == nil {
			o.stalled <- c
		}
	}()
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	ts.Setenv(args[0], port)
}

func stalled(ts *testscript.TestScript, _ bool, _ []string) {
	o := beside(ts)
	select {
	case c := <-o.stalled:
		o.stalled <- c
	case <-time.After(time.Minute):
		ts.Fatalf("nobody connected")
	}
}

func unstall(ts *testscript.TestScript, _ bool, _ []string) { ts.Check((<-beside(ts).stalled).Close()) }

func shape(ts *testscript.TestScript, _ bool, args []string) {
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &v))
	found := make(map[string]bool)
	walk(v, "", found)
	var lines []string
	for line := range found {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	_, err := fmt.Fprintln(ts.Stdout(), strings.Join(lines, "\n"))
	ts.Check(err)
}

func walk(v any, path string, found map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			walk(value, path+"."+key, found)
		}
	case []any:
		found[path+"[]"] = true
		for _, value := range v {
			walk(value, path+"[]", found)
		}
	default:
		found[fmt.Sprintf("%s %T", path, v)] = true
	}
}

func inert(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		for i, r := range ts.ReadFile(name) {
			if r != '\n' && (unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar) {
				ts.Fatalf("%s holds %U at byte %d", name, r, i)
			}
		}
	}
}

func damage(ts *testscript.TestScript, _ bool, args []string) {
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(files) == 0 {
		ts.Fatalf("no file %s", args[0])
	}
	data, err := os.ReadFile(files[0])
	ts.Check(err)
	data[len(data)/2] ^= 1
	ts.Check(os.WriteFile(files[0], data, 0o600))
}
