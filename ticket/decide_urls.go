package ticket

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/access"
)

func (c MarkURLs) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if !slices.Contains(URLStates, c.State) {
		return refuse("bad-url-state", fmt.Sprintf("an address cannot be %q", c.State), "choose one of "+strings.Join(URLStates, ", "), c.State)
	}
	marks := make([]URLMarked, len(c.URLs))
	for i, u := range c.URLs {
		have := d.t.url(u)
		if have == nil {
			return noURL(u)
		}
		marks[i] = URLMarked{URL: u, State: seen(have.State, c.State), Note: c.Note}
	}
	d.own()
	for _, m := range marks {
		d.emit(m)
	}
	return nil
}

// seen tells content that is there from content that is still there: an officer who
// looks again marks both alike.
func seen(was, state string) string {
	next, err := access.Next(access.State(was), access.SeenThere)
	if state == string(access.Verified) && err == nil && next == access.Still {
		return string(next)
	}
	return state
}

// URLStates are the states of a reported address, in their usual order.
var URLStates = domain.URLStates

func (c AskLooks) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if !d.desk.Looking() {
		return refuse("looks-off", "this desk does not fetch pages", "open the addresses yourself, or have enabled = true set in [webcheck]")
	}
	list := c.URLs
	if list == nil {
		for _, u := range d.t.URLs {
			list = append(list, u.URL)
		}
	}
	var ask []string
	for _, address := range list {
		u := d.t.url(address)
		if u == nil {
			return noURL(address)
		}
		if u.Asked.IsZero() {
			ask = append(ask, address)
		}
	}
	if len(ask) == 0 {
		return refuse("looks-asked", "these addresses are being looked at", "wait for what the looks show")
	}
	d.own()
	d.emit(LooksAsked{URLs: ask})
	return nil
}

func noURL(address string) *Refusal {
	return refuse("unknown-url", "that address is not on the ticket", "add it to the list first", address)
}

func (c AcceptLooks) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	list := c.URLs
	if list == nil {
		list = d.t.Proposed()
	}
	var marks []URLMarked
	for i, address := range list {
		u := d.t.url(address)
		if u == nil {
			return noURL(address)
		}
		newer := i < len(c.Seen) && u.Last() != nil && u.Last().Look != c.Seen[i]
		if state := u.Proposed(); state != "" && !newer {
			marks = append(marks, URLMarked{URL: address, State: state, Look: u.Last().Look})
		}
	}
	if len(marks) == 0 {
		return refuse("no-proposal", "no look proposes anything about these addresses", "have them looked at, or judge them yourself")
	}
	d.own()
	for _, m := range marks {
		d.emit(m)
	}
	return nil
}

func (c TellOwners) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	step, ok := d.desk.tellStep(d.t)
	if !ok {
		return refuse("no-step", "the service has no such step", "")
	}
	if n := len(c.Letters); n == 0 || n > LettersAtOnce {
		return refuse("letters-at-once", fmt.Sprintf("%d letters cannot be sent at once", n), fmt.Sprintf("send from 1 to %d", LettersAtOnce), strconv.Itoa(n), strconv.Itoa(LettersAtOnce))
	}
	d.own()
	for _, l := range c.Letters {
		if err := d.tell(step, l); err != nil {
			return err
		}
	}
	cur, ok := d.step()
	if !ok || cur.ID != step.ID || len(d.desk.toTell(d.t, step)) > 0 {
		return nil
	}
	if blocked := d.desk.blocked(d.t, step); blocked != nil {
		return blocked
	}
	return d.finish(step, "", "", 0)
}

// tell queues one owner's letter and marks its addresses. One that was told of
// already refuses it: the letter went out before.
func (d *decision) tell(step domain.Step, l OwnerLetter) error {
	if len(l.URLs) == 0 {
		return refuse("empty-list", "none of the ticket's addresses belongs on the list of this letter", "set the state of the addresses first, or skip the step")
	}
	for _, address := range l.URLs {
		u := d.t.url(address)
		if u == nil {
			return noURL(address)
		}
		if step.SetsURLs[u.State] == "" {
			return refuse("urls-told", fmt.Sprintf("the owner of %s is not to be told of an address that is %q", l.Owner, u.State), "look at the list again", l.Owner)
		}
	}
	l.Draft.Template, l.Draft.Annex = step.Letter, &Annex{Kind: AnnexOwner, URLs: l.URLs}
	id, err := d.queue(l.Draft, step.ID, false)
	if err != nil {
		return fmt.Errorf("letter to the owner of %s: %w", l.Owner, err)
	}
	for _, address := range l.URLs {
		u := d.t.url(address)
		d.emit(URLMarked{URL: address, State: step.SetsURLs[u.State], Note: u.Note, Letter: id})
	}
	return nil
}
