package domain_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The arrows between the rooms, as README draws them:
//
//	main ──> ui ──────┐
//	  │──> mailbox ───┼──> ticket ──> domain
//	  └──> store ─────┘
var arrows = map[string][]string{
	"main":    {"ui", "mailbox", "store", "ticket", "domain"},
	"ui":      {"ui", "ticket", "domain"},
	"mailbox": {"mailbox", "ticket", "domain"},
	"store":   {"store", "ticket", "domain"},
	"ticket":  {"ticket", "domain"},
	"domain":  {"domain"},
}

// doubles are servers, stores and disks made for tests; any test may use them in
// any room.
var doubles = []string{"loket/store/storetest", "loket/store/storetest/disktest", "loket/mailbox/demo"}

// wholes are what a test outside its package may use as well: mail that goes
// all the way into a real record, screens over one, and the drivers that a
// configuration names.
var wholes = []string{"loket/store"}

// libraries says which rooms may know a library that stands for something
// outside the program: a screen, a mail server, a database.
var libraries = map[string][]string{
	"charm.land/":               {"ui"},
	"github.com/charmbracelet/": {"ui"},
	"github.com/spf13/":         {"ui"},
	"github.com/emersion/":      {"mailbox"},
	"github.com/miekg/dns":      {"domain"},
	"go.etcd.io/":               {"store"},
	"github.com/google/go-cmp":  {"store/storetest"},
	"pgregory.net/rapid":        {"store/storetest"},
}

// worldly are the parts of the standard library that reach out of the process.
var worldly = []string{"net", "net/http", "net/smtp", "os", "os/exec", "os/user", "syscall"}

// reaching are the packages of domain and ticket that may use them.
var reaching = []string{
	"loket/ticket/document/worker", "loket/ticket/document/page/render", "loket/ticket/document/ocr", "loket/ticket/document/clamd",
	"loket/domain/webcheck", "loket/domain/nameserver/rfc2136", "loket/domain/nameserver/nameservertest",
	"loket/domain/nameserver/delegation", "loket/domain/nameserver/sandbox",
	"loket/domain/registry/epp", "loket/domain/registry/sandbox", "loket/domain/registry/rdap", "loket/domain/registry/internal/epptest",
}

// listed is what "go list" says about a package.
type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func TestArrows(t *testing.T) {
	for _, system := range []string{"linux", "darwin", "windows"} {
		t.Run(system, func(t *testing.T) {
			for _, p := range listPackages(t, system) {
				for _, problem := range judge(p) {
					t.Error(problem)
				}
			}
		})
	}
}

// TestArrowsAreNoticed breaks every rule once.
func TestArrowsAreNoticed(t *testing.T) {
	for _, c := range []struct {
		name string
		p    listed
		want string
	}{
		{"a room beside", listed{ImportPath: "loket/ui/console", Imports: []string{"loket/store"}}, "loket/ui/console imports loket/store"},
		{"against the arrow", listed{ImportPath: "loket/domain", Imports: []string{"loket/ticket"}}, "loket/domain imports loket/ticket"},
		{"the screens", listed{ImportPath: "loket/mailbox/pull", Imports: []string{"loket/ui/kit"}}, "loket/mailbox/pull imports loket/ui/kit"},
		{"main", listed{ImportPath: "loket/ui/command", Imports: []string{"loket"}}, "loket/ui/command imports loket"},
		{"an unknown room", listed{ImportPath: "loket/helper", Imports: []string{"fmt"}}, "loket/helper is in no room"},
		{"a test inside", listed{ImportPath: "loket/ui/console", TestImports: []string{"loket/store"}}, "a test of loket/ui/console imports loket/store"},
		{"a test outside", listed{ImportPath: "loket/ui/console", XTestImports: []string{"loket/mailbox/pull"}}, "an outside test of loket/ui/console imports loket/mailbox/pull"},
		{"a library", listed{ImportPath: "loket/ticket", Imports: []string{"go.etcd.io/bbolt"}}, "loket/ticket imports go.etcd.io/bbolt"},
		{"the world", listed{ImportPath: "loket/domain", Imports: []string{"net/http"}}, "loket/domain imports net/http"},
		{"allowed", listed{ImportPath: "loket/ui", Imports: []string{"loket/ticket", "os", "charm.land/bubbletea/v2"}, XTestImports: []string{"loket/mailbox/demo"}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(judge(c.p), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// judge returns every arrow of p that is not drawn.
func judge(p listed) (problems []string) {
	from := room(p.ImportPath)
	if arrows[from] == nil {
		return []string{p.ImportPath + " is in no room: every package lives in ui, ticket, domain, mailbox or store"}
	}
	report := func(who, path string) {
		problems = append(problems, fmt.Sprintf("%s imports %s; allowed are %v and the libraries of its room", who, path, arrows[from]))
	}
	for _, path := range p.Imports {
		if !mayImport(p.ImportPath, path) {
			report(p.ImportPath, path)
		}
	}
	for _, path := range p.TestImports {
		if ours(path) && !drawn(from, path) && !slices.Contains(doubles, path) {
			report("a test of "+p.ImportPath, path)
		}
	}
	for _, path := range p.XTestImports {
		if ours(path) && !drawn(from, path) && !slices.Contains(doubles, path) && !slices.Contains(wholes, path) {
			report("an outside test of "+p.ImportPath, path)
		}
	}
	return problems
}

func mayImport(pkg, path string) bool {
	from := room(pkg)
	if ours(path) {
		return drawn(from, path)
	}
	if from == "domain" || from == "ticket" {
		if slices.Contains(worldly, path) && !slices.Contains(reaching, pkg) {
			return false
		}
	}
	for library, rooms := range libraries {
		if !strings.HasPrefix(path, library) {
			continue
		}
		if from != "main" && !slices.Contains(rooms, from) && !slices.Contains(rooms, strings.TrimPrefix(pkg, "loket/")) {
			return false
		}
	}
	return true
}

func drawn(from, path string) bool { return slices.Contains(arrows[from], room(path)) }

func ours(path string) bool { return path == "loket" || strings.HasPrefix(path, "loket/") }

// room returns the first element below the module, "main" for the module itself.
func room(path string) string {
	rest, _ := strings.CutPrefix(strings.TrimPrefix(path, "loket"), "/")
	first, _, _ := strings.Cut(rest, "/")
	return cmp.Or(first, "main")
}

func listPackages(t *testing.T, system string) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "loket/...")
	cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		list = append(list, p)
	}
	if len(list) < 10 {
		t.Fatalf("go list found only %d packages", len(list))
	}
	return list
}
