package ticket

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/action"
)

// Wanted is what the registry is to be told about a ticket's names, beside the names.
type Wanted struct {
	Years      int               `json:"years,omitempty"`      // 0: one
	Registrant string            `json:"registrant,omitempty"` // the registry's id of who is to hold the names
	Officer    *Party            `json:"officer,omitempty"`    // who that is, where the registry does not know the id
	Hosts      []string          `json:"hosts,omitempty"`      // name servers, see action.Order
	Expires    map[string]string `json:"expires,omitempty"`    // by name: the last day, as an officer saw it
}

// WantedSet says what the registry is to be told, all of it anew.
type WantedSet struct {
	Wanted Wanted `json:"wanted"`
}

func (WantedSet) kind() string { return "wanted-set" }

// SetWanted replaces what the registry is to be told.
type SetWanted struct{ Wanted Wanted }

// maxYears is how long a name can be registered or renewed at once (RFC 5731 allows
// more; no registry does).
const (
	maxYears = 10
	maxHosts = 13
)

func (c SetWanted) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	w := c.Wanted
	w.Registrant = strings.TrimSpace(w.Registrant)
	if w.Years < 0 || w.Years > maxYears {
		return refuse("bad-years", fmt.Sprintf("%d years", w.Years), "write a number from 1 to 10")
	}
	if n := len(w.Registrant); w.Registrant != "" && (n < 3 || n > 16 || strings.ContainsAny(w.Registrant, " \t\r\n")) {
		return refuse("bad-registrant", fmt.Sprintf("%q is no id of a contact", w.Registrant), "it has 3 to 16 characters and no spaces", w.Registrant)
	}
	for _, h := range w.Hosts {
		words := strings.Fields(h)
		if len(words) == 0 || len(w.Hosts) > maxHosts {
			return refuse("bad-host", "too many name servers, or an empty one", "write up to 13, one on a line", h)
		}
		if _, err := domain.ParseName(words[0]); err != nil {
			return refuse("bad-host", fmt.Sprintf("%s is no name of a server", words[0]), "correct it", words[0])
		}
	}
	for _, day := range w.Expires {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return refuse("bad-day", fmt.Sprintf("%q is no day", day), "write it as 2027-01-15", day)
		}
	}
	d.own()
	d.emit(WantedSet{w})
	return nil
}

// tell puts into an order what its step tells the registry, as far as the ticket has
// it. Whoever does it says what it cannot do without.
func (t *Ticket) tell(o *action.Order, s domain.Step, service *domain.Service) {
	for _, part := range s.Tells {
		switch part {
		case "years":
			o.Years = max(t.Wanted.Years, 1)
		case "registrant":
			o.Registrant, o.Officer = t.Wanted.Registrant, t.officer(service)
		case "hosts":
			o.Hosts = t.hosts()
		case "expires":
			o.Expires = t.expiry(o.Name)
		}
	}
}

// officer is who is to hold the name: whom an officer named, or who asks for a new
// name. Who asks for a change of officer may be the old one.
func (t *Ticket) officer(service *domain.Service) *action.Person {
	p := t.Wanted.Officer
	if p == nil && slices.Contains(service.Registers, "registered") {
		p = &t.Requester
	}
	if p == nil || p.Name == "" || p.Email == "" {
		return nil
	}
	return &action.Person{Name: p.Name, Agency: p.Agency, Email: p.Email, Phone: p.Phone}
}

// hosts are the name servers that an officer wrote down, or those of the form.
func (t *Ticket) hosts() []string {
	if len(t.Wanted.Hosts) > 0 {
		return t.Wanted.Hosts
	}
	var out []string
	for _, w := range strings.FieldsFunc(t.Field("name server", "nameserver"), func(r rune) bool { return strings.ContainsRune(" ,;\t", r) }) {
		if n, err := domain.ParseName(w); err == nil && len(out) < maxHosts {
			out = append(out, n.String())
		}
	}
	return out
}

var dayForm = regexp.MustCompile(`\b20[0-9]{2}-[01][0-9]-[0-3][0-9]\b`)

// expiry is the last day of a name's validity as somebody saw it for this ticket:
// as an officer wrote it down, or as a look at the registry showed it before
// anything was renewed.
func (t *Ticket) expiry(name string) string {
	if day := t.Wanted.Expires[name]; day != "" {
		return day
	}
	day := ""
	for i := range t.Acts {
		o := &t.Acts[i].Plan.Order
		switch {
		case o.Name != name:
		case o.Action == renewName && t.Acts[i].Tries > 0:
			return day
		case o.Action == lookExpiry && o.Expires == "" && t.Acts[i].State == ActDone:
			day = t.Acts[i].sawExpiry()
		}
	}
	return day
}

// The actions at the registry that the desk itself has to know.
const (
	lookExpiry = "expiry"
	renewName  = "renew"
)

// sawExpiry is the expiry that an action showed, "" for none.
func (a *Act) sawExpiry() (day string) {
	for _, f := range a.Evidence {
		switch f.Name {
		case "expiry-after":
			day = f.Value
		case "reference":
			if found := dayForm.FindString(f.Value); found != "" && day == "" {
				day = found
			}
		}
	}
	return day
}
