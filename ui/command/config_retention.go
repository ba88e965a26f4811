package command

import "loket/ticket"

// Retention is how long is kept what has no requirement that says it, and who starts
// the destruction.
type Retention struct {
	Daily *bool `toml:"daily"` // the desk by itself; unset: yes
	Mails int   `toml:"mails"` // days that mails on no ticket are kept; 0: for good
}

func (r *Retention) site() ticket.Retention {
	return ticket.Retention{Off: r.Daily != nil && !*r.Daily, Mails: r.Mails}
}

func (c *Config) checkRetention(p *problems) {
	if c.Retention.Mails < 0 {
		p.add("retention.mails", "retention.mails = %d: write a number of days, or 0 to keep them for good", c.Retention.Mails)
	}
	if c.Retention.Mails > 0 && c.SiteKey(nil) == nil {
		p.add("retention.mails", "retention.mails: set personal.key_file or key_command; only what is sealed can be destroyed")
	}
}
