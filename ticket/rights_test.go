package ticket_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"loket/domain/register"
	"loket/domain/staff"
	"loket/ticket"
)

// needed are the commands with the right that each needs on a ticket that is nobody's
// and at no step. The others of the closed set are the desk's own.
var needed = map[staff.Right][]ticket.Command{
	staff.Read:      {ticket.Look{}, ticket.Watch{On: true}},
	staff.Verify:    {ticket.GiveVerdict{}, ticket.CheckCondition{}, ticket.ReturnForRevision{}},
	staff.Act:       {ticket.ProposeAct{}, ticket.WithdrawAct{}, ticket.ConfirmAct{}, ticket.SettleAct{}, ticket.LookAct{}},
	staff.Approve:   {ticket.ApproveAct{}, ticket.RejectAct{}},
	staff.Supervise: {ticket.GrantException{}, ticket.LiftQuarantine{}, ticket.ExplainBreach{}, ticket.SetHold{}},
	staff.Work: {ticket.Claim{}, ticket.Release{}, ticket.Assign{}, ticket.SetService{}, ticket.SetSubjectMatter{}, ticket.SetWanted{},
		ticket.ConfirmForm{}, ticket.SetRequester{}, ticket.Match{}, ticket.Bring{}, ticket.TakeMembers{}, ticket.FinishStep{}, ticket.SkipStep{},
		ticket.BackToStep{}, ticket.Wait{}, ticket.Resume{}, ticket.AddNote{}, ticket.SendLetter{}, ticket.CancelLetter{}, ticket.RetryLetter{},
		ticket.SettleLetter{}, ticket.MarkURLs{}, ticket.AskLooks{}, ticket.AcceptLooks{}, ticket.TellOwners{}, ticket.AdjustRecord{},
		ticket.ScheduleTask{}, ticket.FinishTask{}, ticket.CloseTicket{}, ticket.Reopen{}, ticket.NoteAnswer{}, ticket.UndoLast{}},
}

// ownCommands are those that only the desk itself gives.
var ownCommands = []string{"destroyMail", "takeWriting"}

// source parses the package.
func source(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// methods calls fn with every method, by the name of its receiver's type.
func methods(t *testing.T, fn func(of string, m *ast.FuncDecl)) {
	t.Helper()
	for _, f := range source(t) {
		for _, d := range f.Decls {
			m, ok := d.(*ast.FuncDecl)
			if !ok || m.Recv == nil {
				continue
			}
			of := m.Recv.List[0].Type
			if p, ok := of.(*ast.StarExpr); ok {
				of = p.X
			}
			if id, ok := of.(*ast.Ident); ok {
				fn(id.Name, m)
			}
		}
	}
}

// TestEveryCommandHasARight: no command of the closed set is forgotten, here or in
// Right.
func TestEveryCommandHasARight(t *testing.T) {
	known := slices.Clone(ownCommands)
	for right, list := range needed {
		for _, c := range list {
			known = append(known, reflect.TypeOf(c).Name())
			if got := ticket.Right(c); got != right {
				t.Errorf("%T needs %q, want %q", c, got, right)
			}
		}
	}
	var all, cases []string
	methods(t, func(of string, m *ast.FuncDecl) {
		if m.Name.Name == "decide" {
			all = append(all, of)
		}
	})
	for _, f := range source(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			if fn, ok := n.(*ast.FuncDecl); ok && fn.Name.Name == "Right" {
				ast.Inspect(fn, func(n ast.Node) bool {
					if c, ok := n.(*ast.CaseClause); ok {
						for _, e := range c.List {
							cases = append(cases, e.(*ast.Ident).Name)
						}
					}
					return true
				})
			}
			return true
		})
	}
	slices.Sort(known)
	slices.Sort(all)
	slices.Sort(cases)
	wantDiff(t, all, known)
	wantDiff(t, all, cases)
	if got := ticket.Right(nil); got != "" {
		t.Errorf("what nobody knows needs %q: somebody may have that", got)
	}
}

// crew is one officer of each role beside those of the office, one who works on
// another service, and one who is disabled.
func crew(o *office) (ids []string) {
	o.t.Helper()
	for _, role := range staff.Roles() {
		o.keep("ani", staff.Officer{ID: "r-" + string(role), Name: "Contoh", Roles: []staff.Role{role}})
	}
	admin := "r-" + string(staff.Administrator)
	o.keep(admin, staff.Officer{ID: "bound", Name: "Contoh", Roles: []staff.Role{staff.Worker}, Services: []string{"subdomain"}})
	o.keep(admin, staff.Officer{ID: "gone", Name: "Contoh", Roles: []staff.Role{staff.Supervisor, staff.Administrator}, Disabled: true})
	return slices.Sorted(maps.Keys(o.Staff()))
}

// allowed is the table of the roles, written out once more.
func allowed(id string, right staff.Right) bool {
	all := map[string]string{
		"ani": "rpwvab", "bayu": "rpwvab", "citra": "rpwvabs", "r-officer": "rpwvab", "r-verifier": "rpwvb", "r-domain-officer": "rpwvab",
		"r-supervisor": "rpwvabst", "r-overseer": "r", "r-auditor": "rpt", "r-administrator": "rtm", "bound": "rt", "gone": "",
	}
	letter := map[staff.Right]string{staff.Read: "r", staff.Personal: "p", staff.Work: "w", staff.Verify: "v", staff.Act: "a",
		staff.Approve: "b", staff.Supervise: "s", staff.Trail: "t", staff.Manage: "m"}[right]
	return strings.Contains(all[id], letter) && (id != "bound" || right == staff.Read)
}

// TestEachRoleAndCommand drives each role with each command: what the table does not
// allow is refused for that reason, and nothing is kept.
func TestEachRoleAndCommand(t *testing.T) {
	o := newOffice(t)
	ids := crew(o)
	for _, by := range ids {
		for right, list := range needed {
			for _, c := range list {
				id := o.open("deactivation", "contohkab.go.id").ID
				o.do("ani", id, ticket.Release{})
				before := o.head()
				_, err := o.Do(context.Background(), by, id, 0, c)
				no := ticket.IsRefusal(err)
				barred := no != nil && strings.HasPrefix(no.Code, "not-allowed-")
				if barred == allowed(by, right) {
					t.Errorf("%s gives %T, which needs %s: %v", by, c, right, err)
				}
				if barred && o.head() != before {
					t.Errorf("%s was refused %T, and something was kept", by, c)
				}
			}
		}
	}
}

// onlyReading are the methods of the desk that name who asks and change nothing.
var onlyReading = []string{"Queue", "Counts", "Told", "May", "MayApprove", "HandsOver", "Files", "Trail", "Campaign", "Draft", "Revision", "OwnerLetters", "Write", "RawMail"}

// TestEachRoleAndMethod does the same with what is no command: every method of the
// desk that says who asks is here or only reads.
func TestEachRoleAndMethod(t *testing.T) {
	ctx := context.Background()
	type call struct {
		right staff.Right
		do    func(o *office, by string, id ticket.ID) error
	}
	calls := map[string]call{
		"OpenByHand": {staff.Work, func(o *office, by string, _ ticket.ID) error {
			_, err := o.OpenByHand(ctx, by, ticket.Manual{Service: "deactivation"})
			return err
		}},
		"Link":  {staff.Work, func(o *office, by string, id ticket.ID) error { return o.Link(ctx, by, id, 1, "x") }},
		"Merge": {staff.Work, func(o *office, by string, id ticket.ID) error { return o.Merge(ctx, by, id, 1) }},
		"Split": {staff.Work, func(o *office, by string, id ticket.ID) error { _, err := o.Split(ctx, by, id, nil); return err }},
		"OpenLinked": {staff.Work, func(o *office, by string, id ticket.ID) error {
			_, err := o.OpenLinked(ctx, by, id, "deactivation")
			return err
		}},
		"FetchBody":    {staff.Work, func(o *office, by string, id ticket.ID) error { return o.FetchBody(ctx, by, id, 99, nil) }},
		"Probe":        {staff.Work, func(o *office, by string, id ticket.ID) error { _, err := o.Probe(ctx, by, id, "", ""); return err }},
		"AttachMail":   {staff.Work, func(o *office, by string, id ticket.ID) error { return o.AttachMail(ctx, by, "x", id) }},
		"MailToTicket": {staff.Work, func(o *office, by string, _ ticket.ID) error { _, err := o.MailToTicket(ctx, by, "x"); return err }},
		"IgnoreMail":   {staff.Work, func(o *office, by string, _ ticket.ID) error { return o.IgnoreMail(ctx, by, "x", "") }},
		"RetryMail":    {staff.Work, func(o *office, by string, _ ticket.ID) error { return o.RetryMail(ctx, by, "x") }},
		"KeepDraft": {staff.Work, func(o *office, by string, id ticket.ID) error {
			return o.KeepDraft(nil, by, id, "plain", &ticket.LetterDraft{})
		}},
		"Remind": {staff.Work, func(o *office, by string, _ ticket.ID) error {
			_, err := o.Remind(ctx, by, "", []ticket.Mailing{{Service: "deactivation", Batch: register.Batch{}}})
			return err
		}},
		"OpenLapse": {staff.Work, func(o *office, by string, _ ticket.ID) error {
			_, err := o.OpenLapse(ctx, by, "contohkab.go.id")
			return err
		}},
		"SetEntry": {staff.Work, func(o *office, by string, _ ticket.ID) error { return o.SetEntry(ctx, by, register.Entry{}) }},
		"Import": {staff.Work, func(o *office, by string, _ ticket.ID) error {
			_, err := o.Import(ctx, by, register.Plan{})
			return err
		}},
		"CompareZone":   {staff.Work, func(o *office, by string, _ ticket.ID) error { _, err := o.CompareZone(ctx, by, "x"); return err }},
		"AcceptRecords": {staff.Supervise, func(o *office, by string, _ ticket.ID) error { return o.AcceptRecords(ctx, by, "x", nil, "") }},
		"DestroyExpired": {staff.Supervise, func(o *office, by string, id ticket.ID) error {
			_, err := o.DestroyExpired(ctx, by, []ticket.Expired{{Ticket: id}})
			return err
		}},
		"EraseSubject": {staff.Supervise, func(o *office, by string, _ ticket.ID) error {
			_, err := o.EraseSubject(ctx, by, ticket.Person{Name: "tidak ada"}, "x", true)
			return err
		}},
		"Holding": {staff.Supervise, func(o *office, by string, _ ticket.ID) error {
			_, err := o.Holding(ctx, by, ticket.Person{Name: "tidak ada"})
			return err
		}},
		"DestroyStrays": {staff.Supervise, func(o *office, by string, _ ticket.ID) error { _, err := o.DestroyStrays(ctx, by, nil); return err }},
		"Retain":        {staff.Supervise, func(o *office, by string, _ ticket.ID) error { _, err := o.Retain(ctx, by); return err }},
		"Rescan":        {staff.Work, func(o *office, by string, id ticket.ID) error { return o.Rescan(ctx, by, id, "") }},
		"Reinspect":     {staff.Work, func(o *office, by string, id ticket.ID) error { return o.Reinspect(ctx, by, id, ticket.Inspection{}) }},
		"TakeFile": {staff.Personal, func(o *office, by string, id ticket.ID) error {
			_, err := o.TakeFile(ctx, by, id, &ticket.Attachment{}, ticket.TakenView)
			return err
		}},
		"TakeReport": {staff.Read, func(o *office, by string, _ ticket.ID) error {
			return o.TakeReport(ctx, by, "report/2026-10.csv", nil, ticket.TakenCopy)
		}},
		"KeepOfficer": {staff.Manage, func(o *office, by string, _ ticket.ID) error {
			return o.KeepOfficer(ctx, by, staff.Officer{}, "", true)
		}},
		"NoteAccess": {"", func(*office, string, ticket.ID) error { return nil }}, // the door's own, for whoever stands there
	}
	known := append(slices.Clone(onlyReading), slices.Collect(maps.Keys(calls))...)
	var all []string
	methods(t, func(of string, m *ast.FuncDecl) {
		if of == "Desk" && ast.IsExported(m.Name.Name) && m.Name.Name != "Do" && names(m.Type.Params, "by") {
			all = append(all, m.Name.Name)
		}
	})
	slices.Sort(known)
	slices.Sort(all)
	wantDiff(t, all, known)
	o := newOffice(t)
	ids := crew(o)
	o.open("deactivation", "a.go.id")
	id := o.open("deactivation", "contohkab.go.id").ID
	for _, by := range ids {
		for name, c := range calls {
			if c.right == "" || by == "bound" { // of the methods that touch no ticket some are anybody's who works
				continue
			}
			before := o.head()
			err := c.do(o, by, id)
			no := ticket.IsRefusal(err)
			barred := no != nil && strings.HasPrefix(no.Code, "not-allowed-")
			if name == "OpenLapse" && no != nil { // says first that there is nothing to be deleted
				continue
			}
			if barred == allowed(by, c.right) {
				t.Errorf("%s calls %s, which needs %s: %v", by, name, c.right, err)
			}
			if barred && o.head() != before {
				t.Errorf("%s was refused %s, and something was kept", by, name)
			}
		}
	}
}

func names(params *ast.FieldList, name string) bool {
	return slices.ContainsFunc(params.List, func(f *ast.Field) bool {
		return slices.ContainsFunc(f.Names, func(n *ast.Ident) bool { return n.Name == name })
	})
}

// TestServicesBoundTheWork: who works on other services neither ties tickets of this
// one nor writes on them.
func TestServicesBoundTheWork(t *testing.T) {
	o := newOffice(t)
	crew(o)
	a, b := o.open("deactivation", "a.go.id").ID, o.open("deactivation", "b.go.id").ID
	ctx := context.Background()
	refusal(t, o.Link(ctx, "bound", a, b, "x"), "not-allowed-work")
	refusal(t, o.Merge(ctx, "bound", a, b), "not-allowed-work")
	refusal(t, o.KeepDraft(nil, "bound", a, "plain", &ticket.LetterDraft{Body: "x"}), "not-allowed-work")
	_, err := o.Split(ctx, "bound", a, nil)
	refusal(t, err, "not-allowed-work")
	_, err = o.OpenByHand(ctx, "bound", ticket.Manual{Source: ticket.ByPhone, Subject: "x", Service: "deactivation"})
	refusal(t, err, "not-allowed-work")
	_, err = o.OpenLinked(ctx, "bound", a, "subdomain")
	refusal(t, err, "not-allowed-work")
	if begun, err := o.LettersBegun(a); err != nil || len(begun) != 0 {
		t.Errorf("%v, %v", begun, err)
	}
}

// TestWhoOnlyReadsHoldsNoLetter: no lease, no draft and no taking over.
func TestWhoOnlyReadsHoldsNoLetter(t *testing.T) {
	o := newOffice(t)
	crew(o)
	id := o.open("deactivation", "a.go.id").ID
	writer, reader := o.Sit("ani"), o.Sit("r-overseer")
	if _, ok := reader.Write(id); !ok {
		t.Fatal("somebody else is said to write")
	}
	reader.Writes(id, "plain", &ticket.LetterDraft{Body: "bukan saya"})
	if _, ok := writer.Write(id); !ok {
		t.Error("who only reads holds the letter")
	}
	before := o.head()
	refusal(t, reader.TakeOver(context.Background(), id), "not-allowed-work")
	if len(writer.Notices()) > 0 || o.head() != before {
		t.Error("who only reads took the letter over")
	}
	if err := reader.Leave(); err != nil {
		t.Fatal(err)
	}
	if begun, err := o.LettersBegun(id); err != nil || len(begun) != 0 {
		t.Errorf("kept %v, %v", begun, err)
	}
}
