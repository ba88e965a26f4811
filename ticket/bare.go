package ticket

import (
	"slices"

	"loket/domain/action"
	"loket/ticket/document"
)

// What of each kind of event may stay for ever (see personal). Whatever a person
// outside the desk wrote or is called goes, and so do officers' free words, in which
// persons are spoken of; codes, numbers, hashes, names of domains, agencies and the
// addresses of reported pages stay. TestBare has the list of all that stays.

// wasThere stands for words whose being there counts.
const wasThere = "…"

func hint(words string) string {
	if words == "" {
		return ""
	}
	return wasThere
}

func (b TicketOpened) bare() Body {
	b.Subject, b.Requester = "", b.Requester.bare()
	return b
}

func (p Party) bare() Party { return Party{Agency: p.Agency} }

func (b MessageJoined) bare() Body { return MessageJoined{b.Message.bare()} }

func (b MessageJoined) files() (mails []string, without Body) {
	mails, m := b.Message.files()
	return mails, MessageJoined{m}
}

func (b BodyFetched) bare() Body { return BodyFetched{b.Version, b.Message.bare()} }

func (b BodyFetched) files() (mails []string, without Body) {
	mails, m := b.Message.files()
	return mails, BodyFetched{b.Version, m}
}

func (m Message) bare() Message {
	out := Message{Hash: m.Hash, Date: m.Date, Machine: m.Machine, Version: m.Version, Fate: m.Fate, Stub: m.Stub, Quiet: m.Quiet}
	for _, a := range m.Attachments {
		out.Attachments = append(out.Attachments, a.bare())
	}
	return out
}

func (m Message) files() (mails []string, without Message) {
	for _, a := range m.Attachments {
		if a.read() && !slices.Contains(mails, a.Mail) {
			mails = append(mails, a.Mail)
		}
	}
	if mails == nil {
		return nil, m
	}
	m.Attachments = slices.Clone(m.Attachments)
	for i := range m.Attachments {
		m.Attachments[i] = m.Attachments[i].unread()
	}
	return mails, m
}

// bare is a file of which nothing is known but that it came, what it was for and
// whether it did harm.
func (a Attachment) bare() Attachment {
	out := Attachment{Mail: a.Mail, Index: a.Index, Size: a.Size, SHA: a.SHA, Inline: a.Inline, Await: a.Await, Requirement: a.Requirement}
	if a.Scan != nil {
		s := bareScan(*a.Scan)
		out.Scan = &s
	}
	if a.Member != nil {
		out.Member = &Member{Archive: a.Member.Archive, Place: a.Member.Place}
	}
	if a.Lifted != nil {
		out.Lifted = &Lifted{By: a.Lifted.By, At: a.Lifted.At, Signature: a.Lifted.Signature}
	}
	out.Parts = bareParts(a.Parts)
	return out
}

// bareScan says nothing of what files in an archive are called.
func bareScan(s document.Scan) document.Scan {
	s.Why = ""
	if s.Where != document.ScanMail {
		s.Where = ""
	}
	return s
}

// read reports whether something is there that was read in the file.
func (a *Attachment) read() bool {
	return a.Report != nil || len(a.Problems) > 0 || len(a.Doubts) > 0
}

// unread is the file as it came, with what it was for.
func (a Attachment) unread() Attachment {
	a.Report, a.Problems, a.Doubts = nil, nil, nil
	return a
}

func bareParts(parts []Part) (out []Part) {
	for _, p := range parts {
		p.Why = ""
		out = append(out, p)
	}
	return out
}

func bareDoubts(doubts []Doubt) (out []Doubt) {
	for _, d := range doubts {
		d.Args = nil
		out = append(out, d)
	}
	return out
}

func (b ServiceSet) bare() Body {
	if b.Guess != nil {
		g := *b.Guess
		g.Reasons = nil
		b.Guess = &g
	}
	return b
}

func (b SubjectMatterSet) bare() Body {
	b.Form = nil
	return b
}

func (b SubjectMatterSet) files() (mails []string, without Body) {
	mails = b.Mails
	b.Form = slices.DeleteFunc(slices.Clone(b.Form), func(f Field) bool { return f.File != "" })
	if len(b.Form) == 0 {
		b.Form = nil
	}
	return mails, b
}

func (b RequesterSet) bare() Body {
	b.Requester = b.Requester.bare()
	return b
}

func (b Claimed) bare() Body {
	b.Note = ""
	return b
}

func (b DocumentInspected) bare() Body { return DocumentInspected{SHA: b.SHA, Mail: b.Mail} }

func (b DocumentInspected) files() (mails []string, without Body) { return some(b.Mail), b.bare() }

func (b MembersTaken) bare() Body {
	out := MembersTaken{Archive: b.Archive}
	for _, a := range b.Files {
		out.Files = append(out.Files, a.bare())
	}
	return out
}

func (b DocumentScanned) bare() Body {
	b.Scan = bareScan(b.Scan)
	return b
}

func (b QuarantineLifted) bare() Body {
	b.Reason = ""
	return b
}

func (b DocumentMatched) bare() Body {
	return DocumentMatched{SHA: b.SHA, Mail: b.Mail, Requirement: b.Requirement, Parts: bareParts(b.Parts)}
}

func (b DocumentMatched) files() (mails []string, without Body) {
	mails = some(b.Mail)
	b.Problems, b.Doubts = nil, nil
	return mails, b
}

func some(mail string) []string {
	if mail == "" {
		return nil
	}
	return []string{mail}
}

func (b VerdictGiven) bare() Body {
	ev := &b.Evidence
	ev.Note, ev.Exception, ev.Doubts = "", hint(ev.Exception), bareDoubts(ev.Doubts)
	return b
}

func (b VerdictGiven) files() (mails []string, without Body) {
	mails = b.Mails
	b.Evidence.Doubts = bareDoubts(b.Evidence.Doubts)
	return mails, b
}

func (b ConditionChecked) bare() Body {
	b.Condition.Note, b.Condition.Exception = "", hint(b.Condition.Exception)
	return b
}

func (b ActProposed) bare() Body {
	p, o := &b.Plan, &b.Plan.Order
	b.Plan = action.Plan{Driver: p.Driver, Target: p.Target, Made: p.Made, Settled: p.Settled, ByHand: p.ByHand, Order: action.Order{
		Action: o.Action, Ticket: o.Ticket, Step: o.Step, Name: o.Name, Years: o.Years, Expires: o.Expires, Hosts: o.Hosts, Records: slices.Clone(o.Records), Holds: o.Holds}}
	for i := range b.Plan.Order.Records {
		b.Plan.Order.Records[i].Reason = ""
	}
	return b
}

func (b ActTurned) bare() Body {
	b.Reason = ""
	return b
}

func (b ActMoved) bare() Body {
	return ActMoved{ID: b.ID, State: b.State, Words: action.Words{Key: b.Words.Key}, Code: b.Code, Proved: b.Proved, Looked: b.Looked, Next: b.Next, Vault: b.Vault}
}

func (b Probed) bare() Body {
	out := Probed{Kind: b.Kind, Subject: b.Subject, Next: b.Next}
	out.Verdict, out.Source, out.Blind = b.Verdict, b.Source, b.Blind
	return out
}
