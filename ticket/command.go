package ticket

import (
	"time"

	"loket/domain"
)

// Command is what somebody wants done to one ticket; the set is closed. A
// console makes one from a keypress and gives it to Desk.Do, so its fields are
// all there is to know.
type Command interface {
	decide(*decision) error
}

// The commands on one ticket. Their decisions are in decide_*.go.
type (
	// Claim takes the ticket. Taking one over from a colleague needs Steal.
	Claim struct{ Steal bool }
	// Release puts it back.
	Release struct{}
	// Assign gives it to an officer. Note is shown to them first.
	Assign struct{ Officer, Note string }
	// Look marks what is new as read, and what was said to the actor.
	Look struct{}
	// SetService chooses the service; the clock follows it from the start.
	SetService struct{ Service string }
	// SetSubjectMatter replaces names, URLs and records; nil leaves a list as it is.
	SetSubjectMatter struct {
		Names   []string
		URLs    []string
		Records []domain.Record
	}
	// SetRequester corrects who asks.
	SetRequester struct{ Requester Party }
	// Match says which requirement an attachment is for, "" for none: all of it, or
	// the pages from From to To, from 1; the file's other pages stay what they are.
	Match struct {
		SHA, Requirement string
		From, To         int
	}
	// GiveVerdict judges a requirement. Attachments are hashes; none takes those
	// matched to the requirement. InMail is the message whose own text is accepted
	// instead of a file. Doubts, of Desk.Objections, are a reason with words ready
	// for the letter; the code follows from them. Unjudged takes a verdict back.
	GiveVerdict struct {
		Requirement string
		Verdict     Verdict
		Reason      string // code, for Rejected and NotApplicable
		Note        string
		Doubts      []Doubt
		Attachments []string
		InMail      uint32
	}
	// Bring puts files of a linked ticket on this one, by their hashes. They are
	// judged here anew.
	Bring struct {
		From ID
		SHAs []string
	}
	// CheckCondition says whether a condition on the requester holds.
	CheckCondition struct {
		Condition string
		OK        bool
		Note      string
	}
	// GrantException lets a requirement pass without acceptance, or a condition
	// that does not hold; for supervisors.
	GrantException struct{ Requirement, Reason string }
	// ReturnForRevision sends the revision letter and waits for the requester.
	ReturnForRevision struct {
		Draft    Draft
		ReviseBy time.Time
	}
	// FinishStep ends the current step. Draft is the letter that a letter step sends.
	FinishStep struct {
		Step      string
		Note      string
		Reference string // evidence: a number or an answer from the other side
		Confirm   string // the name as typed, for dangerous steps
		Draft     *Draft
	}
	// SkipStep passes over a step with a reason.
	SkipStep struct{ Step, Reason string }
	// BackToStep makes an earlier step the current one again.
	BackToStep struct{ Step, Reason string }
	// Wait says that another party has the next move.
	Wait struct {
		Party  string
		Pause  bool
		Reason string
	}
	// Resume ends waiting.
	Resume struct{ Why string }
	// AddNote keeps an internal remark. It calls the officers whom it names; see Named.
	AddNote struct{ Text string }
	// SendLetter queues a letter.
	SendLetter struct{ Draft Draft }
	// CancelLetter takes a held letter back.
	CancelLetter struct{ Letter uint64 }
	// RetryLetter sends a letter now that is held, or sends one again that failed,
	// came back or is unknown: to those recipients who did not get it. An unknown
	// one may then arrive twice.
	RetryLetter struct{ Letter uint64 }
	// SettleLetter says that a letter of unknown fate arrived, or that nothing more
	// need be done about one that did not reach everybody.
	SettleLetter struct{ Letter uint64 }
	// MarkURLs sets the state of reported addresses.
	MarkURLs struct {
		URLs        []string
		State, Note string
	}
	// AskLooks wants looks at addresses, nil for all; the desk makes them as it can.
	AskLooks struct{ URLs []string }
	// AcceptLooks gives addresses the state that their newest look proposes, nil for
	// all with a proposal. What was judged after its look stays as it is. Seen are the
	// looks that the officer saw, as Sight.Look, one for each address: where there is a
	// newer one, its proposal waits. Without Seen the newest counts.
	AcceptLooks struct{ URLs, Seen []string }
	// TellOwners sends letters to the owners of addresses, each about its own, and
	// ends the step that does so once all were told. An address is told of once.
	TellOwners struct{ Letters []OwnerLetter }
	// AdjustRecord makes a record otherwise than asked, with the reason.
	AdjustRecord struct {
		Index  int
		Made   domain.Record
		Reason string
	}
	// ScheduleTask dates work; FinishTask ends it.
	ScheduleTask struct {
		Text string
		Due  time.Time
	}
	// FinishTask ends dated work.
	FinishTask struct{ ID, Note string }
	// CloseTicket ends the ticket: done, refused, withdrawn, duplicate, no-answer, other.
	CloseTicket struct{ Outcome, Note string }
	// Reopen takes it up again.
	Reopen struct{ Reason string }
	// NoteAnswer writes down how a requester found it who said so by telephone, or in a
	// mail that no program reads. Marks are what survey.Parse reads; the answer counts
	// like any other and says who wrote it down.
	NoteAnswer struct{ Marks, Comment string }
	// ExplainBreach gives the cause of a missed target.
	ExplainBreach struct{ What, Cause string }
	// UndoLast takes back the last command, where nothing left the house.
	UndoLast struct{}
)
