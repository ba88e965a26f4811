package ticket

import "loket/domain"

// Judgement is what a program could find out about who really wrote a mail, at
// the time it came. It is a help to an officer, not a verdict.
type Judgement struct {
	Level   string    `json:"level"`          // trusted, plausible, unknown, doubtful, forged-likely
	Head    *Finding  `json:"head,omitempty"` // what says most
	Reasons []Finding `json:"reasons,omitempty"`
	Proof   string    `json:"proof,omitempty"`  // dkim, dmarc, arc, site, spf; "" for none
	Server  string    `json:"server,omitempty"` // whose results in Message.Auth were believed
	// Line is the one line of records from before there were codes.
	Line domain.Text `json:"line,omitzero"`
}

// Finding is one thing that was found about a sender: a code of the screens'
// catalogue ("sender.<code>") with its arguments, which are clean. Weight is
// negative for what speaks against the sender, positive for what speaks for.
type Finding struct {
	Code   string   `json:"code,omitempty"`
	Args   []string `json:"args,omitempty"`
	Weight int      `json:"weight,omitempty"`
	// ID and EN are the sentences of records from before there were codes.
	ID string `json:"ID,omitempty"`
	EN string `json:"EN,omitempty"`
}

// The levels as the record has them; mailbox/sender says what each means.
const (
	SenderTrusted   = "trusted"
	SenderPlausible = "plausible"
	SenderUnknown   = "unknown"
	SenderDoubtful  = "doubtful"
	SenderForged    = "forged-likely"
)
