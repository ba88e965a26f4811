package command

import (
	"slices"

	"loket/ticket"
)

// Alerts are when people are told that a promise runs out.
type Alerts struct {
	Off  bool  `toml:"off"`
	At   []int `toml:"at"`   // percent of the time
	Mail *bool `toml:"mail"` // to officers with an address; unset: yes
}

// shares are what can be told of.
var shares = []int{int(ticket.Half), int(ticket.Most), int(ticket.Nearly), int(ticket.Overtime)}

func (a *Alerts) check(p *problems) {
	for _, share := range a.At {
		if !slices.Contains(shares, share) {
			p.add("alerts.at", "alerts.at = %d: write some of %v", share, shares)
		}
	}
}

// site is what the desk needs to know; posts says that letters can leave at all.
func (a *Alerts) site(posts bool) ticket.Alerts {
	out := ticket.Alerts{Off: a.Off, Mail: posts && (a.Mail == nil || *a.Mail)}
	for _, share := range a.At {
		out.At = append(out.At, ticket.Level(share)) //nolint:gosec // check has seen it
	}
	return out
}
