package ticket

// The bare forms of what officers do and letters say, see bare.go.

func (b StepFinished) bare() Body {
	b.Note, b.Reference = "", ""
	return b
}

func (b Waited) bare() Body {
	b.Reason = ""
	return b
}

func (b NoteAdded) bare() Body {
	b.Text = ""
	return b
}

func (b LetterQueued) bare() Body {
	l := &b.Letter
	b.Letter = Letter{ID: l.ID, Template: l.Template, Step: l.Step, Auto: l.Auto, Attach: l.Attach, MessageID: l.MessageID, By: l.By, At: l.At,
		NotBefore: l.NotBefore, State: l.State, SentAt: l.SentAt, Tries: l.Tries, Code: l.Code, HasSecret: l.HasSecret, Vault: l.Vault, Version: l.Version,
		Copy: l.Copy, Settled: l.Settled, Made: bareFiles(l.Made)}
	return b
}

func bareFiles(list []MadeFile) (out []MadeFile) {
	for _, f := range list {
		out = append(out, MadeFile{SHA: f.SHA, Size: f.Size})
	}
	return out
}

// bare keeps of recipients only that they were told, which makes a letter sent.
func (b LetterMoved) bare() Body {
	b.Error, b.Args = "", nil
	var told []RecipientResult
	for _, r := range b.Results {
		if r.State == LetterSent {
			told = []RecipientResult{{State: LetterSent, At: r.At}}
		}
	}
	b.Results = told
	return b
}

func (b URLMarked) bare() Body {
	b.Note = ""
	return b
}

func (b RecordAdjusted) bare() Body {
	b.Reason = hint(b.Reason)
	return b
}

func (b WantedSet) bare() Body {
	b.Wanted.Registrant, b.Wanted.Officer = "", nil
	return b
}

func (b TaskScheduled) bare() Body {
	b.Task.Text = ""
	return b
}

func (b TaskFinished) bare() Body {
	b.Note = ""
	return b
}

func (b TicketClosed) bare() Body {
	b.Note = ""
	return b
}

func (b TicketReopened) bare() Body {
	if b.Reason != "reply" { // the program's
		b.Reason = ""
	}
	return b
}

func (b HoldSet) bare() Body {
	b.Reason = ""
	return b
}

func (b SurveyAnswered) bare() Body {
	b.Comment = ""
	return b
}

func (b FileTaken) bare() Body {
	b.Name = ""
	return b
}

func (b MailRecorded) bare() Body {
	m := &b.Mail
	return MailRecorded{MailRecord{Key: m.Key, Hash: m.Hash, Internal: m.Internal, Size: m.Size, Fate: m.Fate, Code: m.Code, Ticket: m.Ticket,
		Number: m.Number, Proposal: m.Proposal, Attachments: m.Attachments, At: m.At, Destroyed: m.Destroyed}}
}

func (b MailMoved) bare() Body {
	b.Reason, b.Args = "", nil
	return b
}
