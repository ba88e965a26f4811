package ticket_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/ticket"
)

var (
	record  = domain.Record{Host: "app.batam.go.id", Type: "A", Value: "192.0.2.10"}
	proxied = domain.Record{Host: "app.batam.go.id", Type: "A", Value: "192.0.2.20"}
)

// commandCase is one command on a ticket that setup made ready.
type commandCase struct {
	name  string
	setup func(o *office) ticket.ID
	by    string
	do    ticket.Command
	want  string // kinds of the events, or "!code" of the refusal
}

func fresh(o *office) ticket.ID { return o.open("").ID }

func at(service, step string, names ...string) func(o *office) ticket.ID {
	return func(o *office) ticket.ID {
		id := o.open(service, names...).ID
		if step != "" {
			o.work(id, step)
		}
		return id
	}
}

func after(setup func(*office) ticket.ID, commands ...ticket.Command) func(o *office) ticket.ID {
	return func(o *office) ticket.ID {
		id := setup(o)
		for _, c := range commands {
			o.do("ani", id, c)
		}
		return id
	}
}

// withFile opens a deactivation with one file on it.
func withFile(sha string, problems ...string) func(o *office) ticket.ID {
	return func(o *office) ticket.ID {
		m := o.mail("Permohonan", "Mohon bantuannya.", "scan.pdf")
		m.Attachments[0].SHA = sha
		if len(problems) > 0 {
			m.Attachments[0].Report = report(problems...)
		}
		o.receive(m)
		o.do("ani", 1, ticket.SetService{Service: "deactivation"})
		return 1
	}
}

func runCommands(t *testing.T, cases []commandCase) {
	for _, c := range cases {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			o := newOffice(t)
			id := c.setup(o)
			if code, ok := strings.CutPrefix(c.want, "!"); ok {
				o.refused(c.by, id, c.do, code)
				return
			}
			before := o.events(id)
			tk := o.do(c.by, id, c.do)
			if got := strings.Join(o.kinds(id, before), " "); got != c.want {
				t.Errorf("events %q, want %q", got, c.want)
			}
			wantDiff(t, o.see(id), tk)
		})
	}
}

func TestWorkCommands(t *testing.T) {
	closed := after(at("deactivation", ""), ticket.CloseTicket{Outcome: "withdrawn", Note: "x"})
	yesterday := monday.Add(-24 * time.Hour)
	runCommands(t, []commandCase{
		{"claim", fresh, "ani", ticket.Claim{}, "claimed"},
		{"claim own", after(fresh, ticket.Claim{}), "ani", ticket.Claim{}, "!yours-already"},
		{"claim of another", after(fresh, ticket.Claim{}), "bayu", ticket.Claim{}, "!claimed"},
		{"steal", after(fresh, ticket.Claim{}), "bayu", ticket.Claim{Steal: true}, "claimed"},
		{"claim closed", closed, "bayu", ticket.Claim{}, "!closed"},
		{"release", after(fresh, ticket.Claim{}), "ani", ticket.Release{}, "released"},
		{"release nobody's", fresh, "ani", ticket.Release{}, "!unclaimed"},
		{"release closed", closed, "ani", ticket.Release{}, "!closed"},
		{"assign", fresh, "ani", ticket.Assign{Officer: "bayu"}, "claimed"},
		{"assign stranger", fresh, "ani", ticket.Assign{Officer: "dedi"}, "!unknown-officer"},
		{"assign to the owner", after(fresh, ticket.Claim{}), "ani", ticket.Assign{Officer: "ani"}, "!nothing-changes"},
		{"look", fresh, "ani", ticket.Look{}, "looked"},
		{"look again", after(fresh, ticket.Look{}), "ani", ticket.Look{}, ""},
		{"service", after(fresh, ticket.Claim{}), "ani", ticket.SetService{Service: "deactivation"}, "service-set step-started"},
		{"service of nobody's", fresh, "ani", ticket.SetService{Service: "access-termination"}, "claimed service-set deadline-set step-started"},
		{"no such service", fresh, "ani", ticket.SetService{Service: "nonsense"}, "!unknown-service"},
		{"same service", at("renewal", ""), "ani", ticket.SetService{Service: "renewal"}, "!nothing-changes"},
		{"names", fresh, "ani", ticket.SetSubjectMatter{Names: []string{"Contohkab.GO.ID", "contohkab.go.id"}}, "subject-matter-set"},
		{"bad name", fresh, "ani", ticket.SetSubjectMatter{Names: []string{"tidak ada"}}, "!bad-name"},
		{"requester", fresh, "ani", ticket.SetRequester{Requester: ticket.Party{Email: " Siti@Contohkab.go.id"}}, "requester-set"},
		{"bad address", fresh, "ani", ticket.SetRequester{Requester: ticket.Party{Email: "siti"}}, "!bad-address"},
		{"wait", at("renewal", ""), "ani", ticket.Wait{Party: "pandi", Pause: true}, "waited"},
		{"wait for the desk", at("renewal", ""), "ani", ticket.Wait{Party: "desk"}, "!no-party"},
		{"resume", after(at("renewal", ""), ticket.Wait{Party: "pai"}), "ani", ticket.Resume{}, "resumed"},
		{"resume nothing", at("renewal", ""), "ani", ticket.Resume{}, "!not-waiting"},
		{"note", closed, "ani", ticket.AddNote{Text: "x"}, "note-added"},
		{"empty note", fresh, "ani", ticket.AddNote{Text: " \n"}, "!empty-note"},
		{"task", fresh, "ani", ticket.ScheduleTask{Text: "telepon", Due: monday}, "task-scheduled"},
		{"task without date", fresh, "ani", ticket.ScheduleTask{Text: "telepon"}, "!bad-task"},
		{"finish task", after(fresh, ticket.ScheduleTask{Text: "telepon", Due: yesterday}), "ani", ticket.FinishTask{ID: "t1"}, "task-finished"},
		{"finish task twice", after(fresh, ticket.ScheduleTask{Text: "telepon", Due: yesterday}, ticket.FinishTask{ID: "t1"}), "ani", ticket.FinishTask{ID: "t1"}, "!unknown-task"},
		{"close", at("deactivation", ""), "ani", ticket.CloseTicket{Outcome: "withdrawn", Note: "x"}, "ticket-closed"},
		{"close twice", closed, "ani", ticket.CloseTicket{Outcome: "withdrawn", Note: "x"}, "!closed"},
		{"close a duplicate", fresh, "ani", ticket.CloseTicket{Outcome: "duplicate"}, "claimed ticket-closed"},
		{"close badly", fresh, "ani", ticket.CloseTicket{Outcome: "gone", Note: "x"}, "!bad-outcome"},
		{"close without reason", fresh, "ani", ticket.CloseTicket{Outcome: "refused"}, "!no-reason"},
		{"done without service", fresh, "ani", ticket.CloseTicket{Outcome: "done"}, "!no-service"},
		{"done before the end", at("deactivation", ""), "ani", ticket.CloseTicket{Outcome: "done"}, "!steps-left"},
		{"reopen", closed, "ani", ticket.Reopen{Reason: "x"}, "ticket-reopened"},
		{"reopen open", fresh, "ani", ticket.Reopen{Reason: "x"}, "!not-closed"},
		{"reopen without reason", closed, "ani", ticket.Reopen{}, "!no-reason"},
		{"note an answer", closed, "ani", ticket.NoteAnswer{Marks: "4 4 3 4 4 4 3 4 4", Comment: "Lewat telepon."}, "survey-answered"},
		{"note no answer", closed, "ani", ticket.NoteAnswer{Marks: "bagus"}, "!no-marks"},
		{"note an answer too soon", fresh, "ani", ticket.NoteAnswer{Marks: "semua 4"}, "!not-closed"},
		{"explain nothing", fresh, "citra", ticket.ExplainBreach{What: "service", Cause: "x"}, "!no-breach"},
		{"undo nothing", fresh, "ani", ticket.UndoLast{}, "!not-yours"},
	})
}

func TestDocumentCommands(t *testing.T) {
	file, reject := withFile("s1"), ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Rejected, Reason: "expired"}
	matched := after(file, ticket.Match{SHA: "s1", Requirement: "staff-card"})
	runCommands(t, []commandCase{
		{"match", file, "ani", ticket.Match{SHA: "s1", Requirement: "staff-card"}, "document-matched"},
		{"match nothing", file, "ani", ticket.Match{SHA: "s2", Requirement: "staff-card"}, "!unknown-file"},
		{"match for what nobody asks", file, "ani", ticket.Match{SHA: "s1", Requirement: "pa16"}, "!unknown-requirement"},
		{"unmatch", matched, "ani", ticket.Match{SHA: "s1"}, "document-matched"},
		{"accept", matched, "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Accepted}, "verdict-given"},
		{"accept without file", file, "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Accepted}, "!no-file"},
		{"accept a file of another ticket", file, "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Accepted, Attachments: []string{"s2"}}, "!unknown-file"},
		{"accept what nobody can read", withFile("s1", "encrypted"), "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Accepted, Attachments: []string{"s1"}}, "!unreadable-file"},
		{"accept with a flaw", withFile("s1", "javascript"), "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Accepted, Attachments: []string{"s1"}}, "verdict-given"},
		{"reject", file, "ani", reject, "verdict-given"},
		{"reject without reason", file, "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Rejected}, "!no-reason"},
		{"reject for other without words", file, "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Rejected, Reason: "other"}, "!no-reason"},
		{"not applicable without words", file, "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.NotApplicable}, "!no-reason"},
		{"not applicable", file, "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.NotApplicable, Note: "sudah ada"}, "verdict-given"},
		{"take back", after(file, reject), "ani", ticket.GiveVerdict{Requirement: "staff-card"}, "verdict-given"},
		{"no verdict", file, "ani", ticket.GiveVerdict{Requirement: "staff-card", Verdict: "perhaps"}, "!bad-verdict"},
		{"judge what nobody asks", file, "ani", ticket.GiveVerdict{Requirement: "pa16", Verdict: ticket.Rejected, Reason: "expired"}, "!unknown-requirement"},
		{"judge without service", fresh, "ani", reject, "!no-service"},
		{"condition", at("registration", ""), "ani", ticket.CheckCondition{Condition: "official-email", OK: true}, "condition-checked"},
		{"no such condition", at("deactivation", ""), "ani", ticket.CheckCondition{Condition: "official-email"}, "!unknown-condition"},
		{"exception", file, "citra", ticket.GrantException{Requirement: "staff-card", Reason: "x"}, "verdict-given"},
		{"exception by an officer", file, "ani", ticket.GrantException{Requirement: "staff-card", Reason: "x"}, "!not-allowed-supervise"},
		{"exception without reason", file, "citra", ticket.GrantException{Requirement: "staff-card"}, "!no-reason"},
		{"exception for nothing", file, "citra", ticket.GrantException{Requirement: "pa16", Reason: "x"}, "!unknown-requirement"},
		{"return", file, "ani", ticket.ReturnForRevision{Draft: draft(), ReviseBy: monday.Add(time.Hour)}, "verdict-given verdict-given verdict-given revision-requested letter-queued waited"},
		{"return in the past", file, "ani", ticket.ReturnForRevision{Draft: draft(), ReviseBy: monday}, "!past-date"},
		{"return to nobody", file, "ani", ticket.ReturnForRevision{Draft: draft("nobody"), ReviseBy: monday.Add(time.Hour)}, "!no-recipient"},
		{"return without service", fresh, "ani", ticket.ReturnForRevision{Draft: draft(), ReviseBy: monday.Add(time.Hour)}, "!no-service"},
		{"return what is right", at("renewal", ""), "ani", ticket.ReturnForRevision{Draft: draft(), ReviseBy: monday.Add(time.Hour)}, "!nothing-wrong"},
	})
}

func TestStepCommands(t *testing.T) {
	letter, secret, toOther := draft(), draft(), draft("budi@surat.example")
	secret.Body, secret.Secret = "Kode: "+ticket.SecretMark, "x"
	toOther.Body, toOther.Secret = secret.Body, "x"
	marked := draft()
	marked.Body = ticket.SecretMark
	empty := ticket.Draft{To: []string{asker}, Subject: "x"}
	transfer := func(step string) func(*office) ticket.ID { return at("transfer", step, "contohkab.id") }
	urls := after(at("access-termination", ""), ticket.SetSubjectMatter{URLs: []string{"https://contohkab.go.id/slot"}})
	dns := after(at("dns-record", ""), ticket.SetSubjectMatter{Records: []domain.Record{record}})
	runCommands(t, []commandCase{
		{"finish check", at("registration", "check-name", "contohkab.go.id"), "ani", ticket.FinishStep{Step: "check-name"}, "step-finished step-started"},
		{"finish another", at("registration", ""), "ani", ticket.FinishStep{Step: "approve"}, "!other-step"},
		{"verify with gaps", at("deactivation", ""), "ani", ticket.FinishStep{}, "!requirements-open"},
		{"skip verify with gaps", at("deactivation", ""), "citra", ticket.SkipStep{Reason: "x"}, "!requirements-open"},
		{"finish without service", fresh, "ani", ticket.FinishStep{}, "!no-step"},
		{"letter step without letter", at("subdomain", ""), "ani", ticket.FinishStep{}, "!no-letter"},
		{"letter step", at("subdomain", ""), "ani", ticket.FinishStep{Draft: &letter}, "letter-queued step-finished step-started deadline-set"},
		{"act without evidence", at("registration", "approve", "contohkab.go.id"), "ani", ticket.FinishStep{}, "!no-evidence"},
		{"act unconfirmed", at("deactivation", "hold", "contohkab.go.id"), "ani", ticket.FinishStep{Note: "x", Confirm: "contoh.go.id"}, "!not-confirmed"},
		{"act", at("deactivation", "hold", "contohkab.go.id"), "ani", ticket.FinishStep{Note: "x", Confirm: " Contohkab.go.id"}, "step-finished step-started"},
		{"last letter before a task", at("deactivation", "result", "contohkab.go.id"), "ani", ticket.FinishStep{Draft: &letter}, "letter-queued step-finished step-started task-scheduled"},
		{"payment waits", at("registration", "invoice", "contohkab.go.id"), "ani", ticket.FinishStep{Draft: &letter}, "letter-queued step-finished step-started waited task-scheduled task-scheduled"},
		{"paid at once", at("registration", "payment", "contohkab.go.id"), "ani", ticket.SkipStep{Reason: "gateway"}, "step-finished resumed step-started waited"},
		{"skip without reason", at("registration", "payment", "contohkab.go.id"), "ani", ticket.SkipStep{}, "!no-reason"},
		{"skip another", at("registration", "", "contohkab.go.id"), "ani", ticket.SkipStep{Step: "name-servers", Reason: "x"}, "!other-step"},
		{"skip by an officer", at("deactivation", "hold", "contohkab.go.id"), "ani", ticket.SkipStep{Reason: "x"}, "!not-skippable"},
		{"back", at("deactivation", "hold", "contohkab.go.id"), "ani", ticket.BackToStep{Step: "verify", Reason: "x"}, "note-added step-started"},
		{"back without reason", at("deactivation", "hold", "contohkab.go.id"), "ani", ticket.BackToStep{Step: "verify"}, "!no-reason"},
		{"back to nowhere", at("deactivation", ""), "ani", ticket.BackToStep{Step: "pay", Reason: "x"}, "!no-step"},
		{"letter", fresh, "ani", ticket.SendLetter{Draft: letter}, "letter-queued"},
		{"letter to nobody", fresh, "ani", ticket.SendLetter{Draft: draft("a b@x", "x\n@y")}, "!no-recipient"},
		{"empty letter", fresh, "ani", ticket.SendLetter{Draft: empty}, "!empty-letter"},
		{"mark without secret", fresh, "ani", ticket.SendLetter{Draft: marked}, "!secret-mark"},
		{"cancel", after(fresh, ticket.SendLetter{Draft: letter}), "ani", ticket.CancelLetter{Letter: 1}, "letter-moved"},
		{"cancel nothing", fresh, "ani", ticket.CancelLetter{Letter: 1}, "!unknown-letter"},
		{"cancel twice", after(fresh, ticket.SendLetter{Draft: letter}, ticket.CancelLetter{Letter: 1}), "ani", ticket.CancelLetter{Letter: 1}, "!letter-gone"},
		{"send a held letter now", after(fresh, ticket.SendLetter{Draft: letter}), "ani", ticket.RetryLetter{Letter: 1}, "letter-moved"},
		{"retry what was taken back", after(fresh, ticket.SendLetter{Draft: letter}, ticket.CancelLetter{Letter: 1}), "ani", ticket.RetryLetter{Letter: 1}, "!letter-fine"},
		{"settle what is fine", after(fresh, ticket.SendLetter{Draft: letter}), "ani", ticket.SettleLetter{Letter: 1}, "!letter-fine"},
		{"settle nothing", fresh, "ani", ticket.SettleLetter{Letter: 1}, "!unknown-letter"},
		{"retry nothing", fresh, "ani", ticket.RetryLetter{Letter: 1}, "!unknown-letter"},
		{"transfer of go.id", at("transfer", "", "contohkab.go.id"), "ani", ticket.FinishStep{Note: "x"}, "!name-not-served"},
		{"transfer of go.id later", after(at("transfer", "verify", "x.id"), ticket.SetSubjectMatter{Names: []string{"contohkab.go.id"}}), "ani", ticket.FinishStep{}, "!name-not-served"},
		{"skip verifying go.id", after(at("transfer", "verify", "x.id"), ticket.SetSubjectMatter{Names: []string{"x.id", "majujaya.desa.id"}}), "citra", ticket.SkipStep{Reason: "x"}, "!name-not-served"},
		{"authcode to a private address", transfer("send-authcode"), "ani", ticket.FinishStep{Draft: &toOther, Confirm: "contohkab.id"}, "!not-official"},
		{"authcode unconfirmed", transfer("send-authcode"), "ani", ticket.FinishStep{Draft: &secret}, "!not-confirmed"},
		{"authcode", transfer("send-authcode"), "ani", ticket.FinishStep{Draft: &secret, Confirm: "contohkab.id"}, "letter-queued step-finished step-started waited"},
		{"url", urls, "ani", ticket.MarkURLs{URLs: []string{"https://contohkab.go.id/slot"}, State: "gone"}, "url-marked"},
		{"url of another", urls, "ani", ticket.MarkURLs{URLs: []string{"https://contohkab.go.id/"}, State: "gone"}, "!unknown-url"},
		{"url state", urls, "ani", ticket.MarkURLs{URLs: []string{"https://contohkab.go.id/slot"}, State: "lost"}, "!bad-url-state"},
		{"record", dns, "ani", ticket.AdjustRecord{Made: proxied, Reason: "reverse proxy"}, "record-adjusted"},
		{"record without reason", dns, "ani", ticket.AdjustRecord{Made: proxied}, "!no-reason"},
		{"record back", after(dns, ticket.AdjustRecord{Made: proxied, Reason: "x"}), "ani", ticket.AdjustRecord{Made: record}, "record-adjusted"},
		{"no such record", dns, "ani", ticket.AdjustRecord{Index: 1, Made: proxied, Reason: "x"}, "!unknown-record"},
	})
}

// An optional requirement counts only while somebody judged it.
func TestOptionalRequirement(t *testing.T) {
	o := newOffice(t)
	id := o.open("registration", "contohkab.go.id").ID
	missing := len(o.Missing(o.see(id)))
	judge := func(v ticket.Verdict) int {
		o.do("ani", id, ticket.GiveVerdict{Requirement: "statement-letter", Verdict: v, Reason: "expired"})
		if row := o.Row(id).Missing; int(row) != len(o.Missing(o.see(id))) {
			t.Errorf("the row says %d", row)
		}
		return len(o.Missing(o.see(id)))
	}
	if got := []int{judge(ticket.Rejected), judge(ticket.Unjudged)}; !slices.Equal(got, []int{missing + 1, missing}) {
		t.Errorf("missing %v, want one more than %d and then that", got, missing)
	}
}

// The states of the addresses of an access termination, and of a restoration.
func TestURLStates(t *testing.T) {
	o := newOffice(t)
	id := o.open("access-termination").ID
	a, b := "https://contohkab.go.id/slot", "https://contohkab.go.id/judi"
	o.do("ani", id, ticket.SetSubjectMatter{URLs: []string{a, b}})
	for _, state := range []string{"found", "gone"} {
		o.clock.add(time.Hour)
		o.do("ani", id, ticket.MarkURLs{URLs: []string{a}, State: state, Note: "dilihat"})
	}
	tk := o.do("ani", id, ticket.SetSubjectMatter{URLs: []string{b, a, a + "/2"}})
	var got []string
	for _, u := range tk.URLs {
		got = append(got, u.State+" "+u.By)
	}
	wantDiff(t, []string{"reported ", "gone ani", "reported "}, got)
	if tk.Clock.Target.String() != "72h" {
		t.Errorf("target %s", tk.Clock.Target)
	}
}
