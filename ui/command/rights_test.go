package command

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"loket/domain/staff"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ui/ssh"
)

// manned is a desk with one officer of each role, named as the role is, and one who
// works on another service.
func manned(t *testing.T) *ticket.Desk {
	t.Helper()
	var all []staff.Officer
	for _, role := range staff.Roles() {
		all = append(all, staff.Officer{ID: string(role), Name: string(role), Roles: []staff.Role{role}})
	}
	all = append(all, staff.Officer{ID: "bound", Name: "Bound", Roles: []staff.Role{staff.Worker}, Services: []string{"transfer"}})
	return storetest.OpenDesk(t, storetest.NewMemory(), time.Now, all...)
}

// words are those of a command line; N stands for a ticket, and a key is one word.
func words(line, number string) (out []string) {
	for i, w := range strings.Fields(line) {
		switch {
		case w == "N":
			w = number
		case strings.HasPrefix(w, "AAAA"):
			out[i-1] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

// TestEachRoleAndCommandLine does, for each role, the command lines that may be given
// over SSH: what the role may not is refused in words and changes nothing. A command
// that is not in the table fails the test.
func TestEachRoleAndCommandLine(t *testing.T) {
	const line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHqfoMc6BmFqPuq7ZTRGJSv3JVoiXS1WkqWoSvjdsbxN"
	lines := map[string]staff.Right{
		"take N": staff.Work, "field N names lain.go.id": staff.Work, "verify N request-letter reject --reason expired": staff.Verify, "probe N": staff.Work,
		"step N finish --note x": staff.Work, "act N approve": staff.Approve, "letter N plain --send --subject x --body -": staff.Work, "url N mark found": staff.Work,
		"note N catatan": staff.Work, "close N withdrawn --note x": staff.Work, "reopen N --note x": staff.Work, "answer N 4 4 4 4 4 4 4 4 4": staff.Work,
		"list": staff.Read, "search x": staff.Read, "show N": staff.Read, "log": staff.Trail, "urls N": staff.Read, "export --json": staff.Read, "board": staff.Read,
		"whatif": staff.Read, "report": staff.Read, "register list": staff.Read, "registry messages": staff.Read, "officer list": staff.Read,
		"officer add baru --name Baru": staff.Manage, "officer disable verifier": staff.Manage, "officer key verifier --line " + line: staff.Manage,
		"officer leave verifier --from 2026-01-01 --to 2026-01-02": staff.Manage, "dns drift": staff.Work,
		"subject report budi@contohkab.go.id": staff.Supervise, "subject erase budi@contohkab.go.id --reason permintaan": staff.Supervise,
	}
	tried := map[string]bool{}
	for _, role := range append(staff.Roles(), "bound") {
		d := manned(t)
		made, err := d.OpenByHand(t.Context(), ticket.ByDesk, ticket.Manual{Source: ticket.ByPhone, Service: "deactivation", Subject: "x", Names: []string{"contohkab.go.id"}})
		if err != nil {
			t.Fatal(err)
		}
		do := Signed(&Config{}, d)
		who := d.Staff()[string(role)]
		for typed, right := range lines {
			before, _, err := d.Head()
			if err != nil {
				t.Fatal(err)
			}
			args := words(typed, made.Number)
			tried[args[0]] = true
			var out, errs bytes.Buffer
			code := do(t.Context(), ssh.Guest{Officer: string(role), Env: map[string]string{"LANG": "en"}}, args, strings.NewReader("Yth."), &out, &errs)
			after, _, err := d.Head()
			if err != nil {
				t.Fatal(err)
			}
			barred := strings.Contains(errs.String(), " may not ")
			service := "deactivation"
			if !strings.Contains(typed, " N") { // about no ticket
				service = ""
			}
			if may := who.MayOn(right, service); barred == may {
				t.Errorf("%s, %s: code %d, %s%s", role, typed, code, out.String(), errs.String())
			}
			if barred && (code == ExitDone || after != before) || !who.MayOn(staff.Work, service) && right != staff.Manage && after != before {
				t.Errorf("%s, %s: code %d, %d events kept", role, typed, code, after-before)
			}
		}
	}
	var help bytes.Buffer
	Signed(&Config{}, manned(t))(context.Background(), ssh.Guest{Officer: "auditor"}, []string{"help"}, nil, &help, &help)
	for l := range strings.Lines(help.String()) {
		if name := strings.Fields(l); strings.HasPrefix(l, "  ") && len(name) > 1 && name[0] != "help" && !strings.HasPrefix(name[0], "-") && name[0] != "loket" && !tried[name[0]] {
			t.Errorf("nobody tried %q", l)
		}
	}
}
