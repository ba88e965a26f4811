package sandbox

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"loket/domain"
	"loket/domain/registry"
)

// Periods of a name's life. Registries differ; these are the usual ones.
const (
	addPeriod   = 5 * 24 * time.Hour
	redemption  = 30 * 24 * time.Hour
	purge       = 5 * 24 * time.Hour
	answerUntil = 5 * 24 * time.Hour // for the losing registrar of a transfer
	maxTerm     = 10                 // years ahead that a name can be held
)

// book is everything that the registry knows.
type book struct {
	opt      Options
	names    map[string]*name
	hosts    map[string]*host
	contacts map[string]*contact
	queues   map[string][]message // by account
	spent    map[string]int64     // by account, in rupiah
	objects  int
	answers  int
	messages int
}

// name is a registered name. The state is what Look sees of it.
type name struct {
	registry.State
	code     *[sha256.Size]byte // hash of the Authcode (RFC 9154); nil when unset
	notes    map[registry.Status]string
	transfer *registry.Transfer
	deleted  time.Time
}

type host struct {
	Handle    string
	Sponsor   string
	Created   time.Time
	Addresses []netip.Addr
}

type contact struct {
	Handle  string
	Sponsor string
	Created time.Time
	card    registry.CreateContact
}

func newBook(o Options) *book {
	return &book{opt: o, names: map[string]*name{}, hosts: map[string]*host{}, contacts: map[string]*contact{},
		queues: map[string][]message{}, spent: map[string]int64{}}
}

// clone copies everything that a command may change, so that one can be tried.
func (b *book) clone() *book {
	c := *b
	c.names, c.hosts, c.contacts = map[string]*name{}, maps.Clone(b.hosts), maps.Clone(b.contacts)
	for k, n := range b.names {
		c.names[k] = n.clone()
	}
	c.queues, c.spent = maps.Clone(b.queues), maps.Clone(b.spent)
	return &c
}

func (n *name) clone() *name {
	c := *n
	c.State = copyState(n.State)
	c.notes = maps.Clone(n.notes)
	return &c
}

func copyState(s registry.State) registry.State {
	s.Statuses, s.Grace = slices.Clone(s.Statuses), slices.Clone(s.Grace)
	s.Contacts, s.DS = slices.Clone(s.Contacts), slices.Clone(s.DS)
	s.Hosts, s.Below = slices.Clone(s.Hosts), slices.Clone(s.Below)
	return s
}

func (b *book) nextTRID() string {
	b.answers++
	return fmt.Sprintf("SANDBOX-%06d", b.answers)
}

func (b *book) handle(letter string) string {
	b.objects++
	return fmt.Sprintf("%s%06d-LOKET", letter, b.objects)
}

// set and clear change the statuses of a name; view puts ok and inactive right.
func (n *name) set(list *[]registry.Status, s registry.Status) {
	if !slices.Contains(*list, s) {
		*list = append(*list, s)
	}
}

func (n *name) clear(list *[]registry.Status, s registry.Status) {
	*list = slices.DeleteFunc(*list, func(x registry.Status) bool { return x == s })
}

// view is the state as it is told: ok stands alone, inactive without hosts.
func (b *book) view(n *name) registry.State {
	s := copyState(n.State)
	s.Registered = true
	if len(s.Hosts) == 0 {
		s.Statuses = append(s.Statuses, registry.Inactive)
	}
	if len(s.Statuses) == 0 {
		s.Statuses = []registry.Status{registry.OK}
	}
	for h := range b.hosts {
		if domain.Name(h).Under(s.Name.String()) {
			s.Below = append(s.Below, h)
		}
	}
	s.Source = "sandbox"
	s.Sort()
	return s
}

// age carries out what happens by itself.
func (b *book) age(now time.Time) {
	for key, n := range b.names {
		if n.Has(registry.AddPeriod) && now.Sub(n.Created) > addPeriod {
			n.clear(&n.Grace, registry.AddPeriod)
		}
		if n.deleted.IsZero() {
			continue
		}
		switch gone := now.Sub(n.deleted); {
		case gone > redemption+purge:
			delete(b.names, key)
		case gone > redemption && n.Has(registry.RedemptionPeriod):
			n.clear(&n.Grace, registry.RedemptionPeriod)
			n.set(&n.Grace, registry.PendingDelete)
		}
	}
}

// Put makes or replaces a name as the registry itself would, for a test to begin
// with. An empty sponsor is the first account; hosts and contacts that it names are
// made. The Authcode may be empty.
func (s *Server) Put(state registry.State, authcode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, now := s.book, s.opt.Now().UTC()
	n := &name{State: copyState(state), notes: map[registry.Status]string{}}
	n.Statuses = slices.DeleteFunc(n.Statuses, func(x registry.Status) bool { return x == registry.OK || x == registry.Inactive })
	if n.Sponsor == "" {
		n.Sponsor = s.opt.Accounts[0].ID
	}
	if n.CreatedBy == "" {
		n.CreatedBy = n.Sponsor
	}
	if n.Created.IsZero() {
		n.Created = now.AddDate(-1, 0, 0)
	}
	if n.Expires.IsZero() {
		n.Expires = now.AddDate(1, 0, 0)
	}
	n.Handle = b.handle("D")
	n.Created, n.Expires = n.Created.UTC().Truncate(time.Second), n.Expires.UTC().Truncate(time.Second)
	n.keep(authcode)
	for _, h := range n.Hosts {
		if b.hosts[h] == nil {
			b.hosts[h] = &host{Handle: b.handle("H"), Sponsor: n.Sponsor, Created: now}
		}
	}
	for _, id := range append(roleIDs(n.Contacts), n.Registrant) {
		if id != "" && b.contacts[id] == nil {
			b.contacts[id] = &contact{Handle: b.handle("C"), Sponsor: n.Sponsor, Created: now,
				card: registry.CreateContact{ID: id, Name: "Pejabat " + id, City: "Batam", Country: "ID", Email: "pejabat@contohkab.go.id"}}
		}
	}
	b.names[n.Name.String()] = n
}

func roleIDs(roles []registry.Role) (ids []string) {
	for _, r := range roles {
		ids = append(ids, r.ID)
	}
	return ids
}

// keep stores an Authcode as RFC 9154 wants it.
func (n *name) keep(authcode string) {
	n.code = nil
	if authcode != "" {
		sum := n.hash(authcode)
		n.code = &sum
	}
}

func (n *name) opens(authcode string) bool {
	return n.code != nil && *n.code == n.hash(authcode)
}

func (n *name) hash(authcode string) [sha256.Size]byte {
	return sha256.Sum256([]byte(n.Name.String() + "\n" + authcode))
}

// State returns what the registry knows of a name, false when it is not
// registered.
func (s *Server) State(of domain.Name) (registry.State, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.book.names[of.String()]
	if n == nil {
		return registry.State{Name: of}, false
	}
	return s.book.view(n), true
}

// Opens reports whether an Authcode would let the name go.
func (s *Server) Opens(of domain.Name, authcode string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.book.names[of.String()]
	return n != nil && n.opens(authcode)
}

// Change lets the registry itself change a name, behind the desk's back.
func (s *Server) Change(of domain.Name, do func(*registry.State)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.book.names[of.String()]; n != nil {
		do(&n.State)
	}
}
