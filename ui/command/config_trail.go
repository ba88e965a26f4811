package command

import (
	"time"

	"loket/ticket"
)

// Trail is how the record's chain is witnessed outside of the desk.
type Trail struct {
	Mail  bool   `toml:"mail"`  // each day its head to the supervisors who have an address
	After string `toml:"after"` // the office closes
}

func (t *Trail) site() ticket.HeadMail {
	after, _ := time.ParseDuration(t.After) // Validate has seen it
	return ticket.HeadMail{On: t.Mail, After: after}
}

// longestAfter keeps the hour of the mail before the office opens again.
const longestAfter = 12 * time.Hour

func (c *Config) checkTrail(p *problems) {
	if after, err := time.ParseDuration(c.Trail.After); err != nil || after < 0 || after > longestAfter {
		p.add("trail.after", "trail.after = %q: write a time such as \"1h\", at most \"12h\"", c.Trail.After)
	}
	if c.Trail.Mail && c.SMTP.Host == "" {
		p.add("trail.mail", "trail.mail: set [smtp], which mail leaves through")
	}
}
