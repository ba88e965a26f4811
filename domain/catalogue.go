package domain

import (
	"slices"
	"sort"
	"strings"
)

// Catalogue is everything the desk can do, as data. It is read-only after
// LoadCatalogue and safe for concurrent use.
type Catalogue struct {
	Services      []Service     // by Order, then id; abstract ones are not in it
	Requirements  []Requirement // in the order of the files
	Conditions    []Condition
	Circumstances []Labelled // for "when"
	Actors        []Labelled
	Letters       []Labelled
	Outcomes      []Labelled
	Roles         []Labelled // recipients that only a ticket knows: requester, responsible, owner
	Contacts      []Contact
	Taxes         []TaxRate
	Official      Official
	Version       string // hash of all files, 12 hex digits

	bases   map[string]*Service // every service, abstract ones too
	guesses []compiled          // signals of Services, same order
	matches map[string]compiled // signals of requirements
	lexicon *lexicon            // the words of both
}

// Requirement is a kind of document.
type Requirement struct {
	ID          string   `toml:"id"`
	Title       Text     `toml:"title"`
	Description Text     `toml:"description"`
	Formats     []string `toml:"formats"`      // accepted kinds of file, "pdf"; empty: any
	NamesDomain bool     `toml:"names_domain"` // must speak of the name that is asked for
	Checks      []Text   `toml:"checks"`       // what the officer looks at
	Reasons     []Text   `toml:"reasons"`      // ready reasons for sending it back
	InMail      string   `toml:"in_mail"`      // what of it a mail's own text may hold: urls, form, letter; empty: it has to be a file
	Personal    bool     `toml:"personal"`     // personal data: kept short, views recorded
	KeepDays    int      `toml:"keep_days"`    // how long after closing its documents are kept; 0: for good
	Kinds       []string `toml:"kinds"`        // kinds of document that it is, as their reading calls them: request, staff-card ...
	Signals     []Signal `toml:"signals"`
}

// Condition is something that must hold for the requester; never a document.
type Condition struct {
	ID          string `toml:"id"`
	Title       Text   `toml:"title"`
	Description Text   `toml:"description"`
	Check       string `toml:"check"`     // "official-email": the program compares the sender; empty: an officer looks
	Exception   Text   `toml:"exception"` // how a supervisor may let it pass; empty: never
}

// Labelled is an id with its words.
type Labelled struct {
	ID    string `toml:"id"`
	Title Text   `toml:"title"`
}

// Contact is an address outside or of the desk. A site changes the values; an
// empty value has to be filled in before a letter can go there.
type Contact struct {
	ID    string `toml:"id"`
	Kind  string `toml:"kind"` // email, web, whatsapp, phone
	Value string `toml:"value"`
	Title Text   `toml:"title"`
}

// Official says which senders count as an agency and which names are the
// desk's own surroundings.
type Official struct {
	Suffixes []string `toml:"suffixes"` // for OfficialEmail
	Shared   []string `toml:"shared"`   // mail services many agencies share
	Ignore   []string `toml:"ignore"`   // names in every mail that are never its matter
	// Addressees are words of which one stands in whom a letter to the desk is for;
	// empty: anybody.
	Addressees []string `toml:"addressees"`
}

// Service returns the service with the id.
func (c *Catalogue) Service(id string) (*Service, bool) {
	for i := range c.Services {
		if c.Services[i].ID == id {
			return &c.Services[i], true
		}
	}
	return nil, false
}

// Requirement returns the requirement with the id.
func (c *Catalogue) Requirement(id string) (*Requirement, bool) {
	for i := range c.Requirements {
		if c.Requirements[i].ID == id {
			return &c.Requirements[i], true
		}
	}
	return nil, false
}

// Condition returns the condition with the id.
func (c *Catalogue) Condition(id string) (*Condition, bool) {
	for i := range c.Conditions {
		if c.Conditions[i].ID == id {
			return &c.Conditions[i], true
		}
	}
	return nil, false
}

// Contact returns the contact with the id.
func (c *Catalogue) Contact(id string) (*Contact, bool) {
	for i := range c.Contacts {
		if c.Contacts[i].ID == id {
			return &c.Contacts[i], true
		}
	}
	return nil, false
}

// IDs returns the ids of the services in the order of Services.
func (c *Catalogue) IDs() []string {
	ids := make([]string, len(c.Services))
	for i := range c.Services {
		ids[i] = c.Services[i].ID
	}
	return ids
}

// RequirementTitle returns what the service calls a requirement.
func (c *Catalogue) RequirementTitle(s *Service, id string) Text {
	for _, u := range s.Requirements {
		if u.ID == id && !u.Title.Empty() {
			return u.Title
		}
	}
	if r, ok := c.Requirement(id); ok {
		return r.Title
	}
	return Text{id, id}
}

// OfficialEmail reports whether the address is one of an agency or of a mail
// service for agencies, by the catalogue's suffixes.
func (c *Catalogue) OfficialEmail(email string) bool {
	return OfficialEmail(email, c.Official.Suffixes)
}

// Addressed reports whether a letter to so-and-so is meant for the desk.
func (c *Catalogue) Addressed(to string) bool {
	to = strings.ToLower(strings.Join(strings.Fields(to), " "))
	for _, w := range c.Official.Addressees {
		if strings.Contains(to, strings.ToLower(w)) {
			return true
		}
	}
	return len(c.Official.Addressees) == 0
}

// SameAgency is the function of this name with the catalogue's shared services.
func (c *Catalogue) SameAgency(a, b string) bool {
	return SameAgency(a, b, c.Official.Shared...)
}

// FindNames is the function of this name without the desk's own surroundings
// (the registrar application, the service desk).
func (c *Catalogue) FindNames(text string) []Name {
	return slices.DeleteFunc(FindNames(text), func(n Name) bool {
		return slices.ContainsFunc(c.Official.Ignore, n.Under)
	})
}

// Letter returns the words for a letter id, or the id itself.
func (c *Catalogue) Letter(id string) Text { return word(c.Letters, id) }

// Actor returns the words for an actor id, or the id itself.
func (c *Catalogue) Actor(id string) Text { return word(c.Actors, id) }

// Outcome returns the words for an outcome id, or the id itself.
func (c *Catalogue) Outcome(id string) Text { return word(c.Outcomes, id) }

// Circumstance returns the words for a circumstance id, or the id itself.
func (c *Catalogue) Circumstance(id string) Text { return word(c.Circumstances, id) }

func word(list []Labelled, id string) Text {
	for _, l := range list {
		if l.ID == id {
			return l.Title
		}
	}
	return Text{id, id}
}

func (c *Catalogue) sortServices() {
	sort.SliceStable(c.Services, func(i, j int) bool {
		a, b := c.Services[i], c.Services[j]
		if a.Order != b.Order {
			return a.Order < b.Order
		}
		return a.ID < b.ID
	})
}
