package ticket

import "fmt"

// reason is why a mail has its fate: in English for the record and those who read
// it without a screen, and as a code with arguments, which a screen words in its
// own language. A reason without a code is somebody else's words: a person's, a
// server's, another program's.
type reason struct {
	code, words string
	args        []string
}

var (
	sameBytes   = reason{code: "same-bytes", words: "the same bytes came before"}
	sameMessage = reason{code: "same-message", words: "the same message, delivered again"}

	ownLetter  = reason{code: "own", words: "our own letter"}
	ownByList  = reason{code: "own-list", words: "our own letter, through a list"}
	ownOtherID = reason{code: "own-other-id", words: "our own letter, under another id"}

	ofReply   = reason{code: "reply", words: "a reply to our letter"}
	ofPlus    = reason{code: "plus", words: "the address that it was sent to"}
	ofThread  = reason{code: "thread", words: "a reply in the thread"}
	ofAnswer  = reason{code: "answered", words: "an earlier mail answers this one"}
	ofNumber  = reason{code: "number", words: "the number in the subject"}
	ofSubject = reason{code: "subject", words: "the subject"}

	ofWriter    = reason{code: "erased", words: "destroyed: who wrote it wanted that"}
	ofRetention = reason{code: "retention", words: "destroyed: it was kept as long as it had to be"}

	ofMemo = reason{code: "memo", words: "an answer to a letter that the desk wrote to its own officers"}
)

// said is a reason in somebody else's words.
func said(words string) reason { return reason{words: words} }

func wrongCheck(number string) reason {
	return reason{"wrong-check", number + ": the check of the number in the subject is wrong", []string{number}}
}

func noCheck(number string) reason {
	return reason{"no-check", number + ": the number in the subject has no check, which our letters have", []string{number}}
}

func spokenOf(number string) reason {
	return reason{"spoken-of", number + ": the subject speaks of the ticket, but is no reply to it", []string{number}}
}

func forged(by reason, number, from string) reason {
	return reason{"forged", fmt.Sprintf("%s names %s, but the mail looks forged: who wrote is not %s, as far as can be told", by.words, number, from), []string{number, from}}
}

func stranger(by reason, number, from string) reason {
	return reason{"stranger", fmt.Sprintf("%s names %s, but %s has no part in it", by.words, number, from), []string{number, from}}
}

func reopenedOften(number string) reason {
	times := fmt.Sprint(reopensADay)
	return reason{"reopened-often", fmt.Sprintf("%s was reopened by mail %s times within a day", number, times), []string{number, times}}
}

func answerUnclear(number string) reason {
	return reason{"answer-unclear", "an answer to the survey of " + number + " that cannot be read", []string{number}}
}

func byOfficer(id string) reason { return reason{"by", "by " + id, []string{id}} }

func fetchedBy(id string) reason {
	return reason{"fetched", "the body was fetched by " + id, []string{id}}
}

// because puts a reason on a row of the journal.
func (m *MailRecord) because(r reason) { m.Reason, m.Code, m.Args = r.words, r.code, r.args }
