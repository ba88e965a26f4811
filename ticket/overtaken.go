package ticket

// Overtaken is the answer to a letter that was written before the requester, or a
// colleague to the requester, said something new.
type Overtaken struct {
	Message *Message // the newest of the requester; nil where none came
	Letter  *Letter  // the newest of somebody else; nil for none
}

// Error says what came.
func (o *Overtaken) Error() string {
	if o.Message != nil {
		return "a new message arrived while the letter was written; read it first"
	}
	return o.Letter.By + " sent a letter while this one was written; read it first"
}

// Overtakes gives what was said between the desk and the requester after a version,
// other than by the officer themselves; nil for nothing. What machines wrote and the
// desk sent by itself says nothing.
func (t *Ticket) Overtakes(seen uint32, by string) *Overtaken {
	var o Overtaken
	for i := range t.Messages {
		if m := &t.Messages[i]; m.Version > seen && m.Machine == "" {
			o.Message = m
		}
	}
	for i := range t.Letters {
		if l := &t.Letters[i]; l.Version > seen && !l.Auto && l.By != by && l.By != ByDesk && l.State != LetterCancelled {
			o.Letter = l
		}
	}
	if o.Message == nil && o.Letter == nil {
		return nil
	}
	return &o
}

// overtaken refuses a letter whose writer has not seen what was said since.
func overtaken(t *Ticket, by string, c Command) error {
	seen := uint32(0)
	switch c := c.(type) {
	case SendLetter:
		seen = c.Draft.Seen
	case ReturnForRevision:
		seen = c.Draft.Seen
	case FinishStep:
		if c.Draft != nil {
			seen = c.Draft.Seen
		}
	}
	if seen == 0 {
		return nil
	}
	if news := t.Overtakes(seen, by); news != nil {
		return news
	}
	return nil
}
