package console

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"loket/domain"
	"loket/domain/register"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

var bound = regexp.MustCompile(`(?:kit\.|= |\()Bind\("([a-z-]+)"`)

// boundIn lists the ids of the keys that the sources of a folder bind.
func boundIn(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	ids := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range bound.FindAllStringSubmatch(string(text), -1) {
			ids[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// TestEveryKeyHasARight: no key of the console is forgotten, and none is there twice.
func TestEveryKeyHasARight(t *testing.T) {
	ids := append(boundIn(t, "."), "cancel-letter", "retry-letter", "settle-letter") // of kit, for letters
	slices.Sort(ids)
	if got := slices.Sorted(maps.Keys(rightsOf)); !slices.Equal(got, ids) {
		t.Errorf("rights of %v\nkeys are  %v", got, ids)
	}
	if needs("nobody-knows") != staff.Manage {
		t.Error("a key that nobody knows is everybody's")
	}
}

// guarded is a desk with something on every screen that fails the test where it is
// told to do what its officer may not.
type guarded struct {
	*fakeDesk

	t       *testing.T
	officer staff.Officer
	screen  string
}

func (g *guarded) May(_ string, r staff.Right, service string) bool {
	return g.officer.MayOn(r, service)
}

func (g *guarded) HandsOver(by, owner string) staff.Right {
	if owner == "" || owner == by {
		return staff.Work
	}
	return staff.Supervise
}

func (g *guarded) want(r staff.Right, what string) {
	g.t.Helper()
	if !g.officer.MayOn(r, "") {
		g.t.Errorf("%v on %s does %s, which needs %s", g.officer.Roles, g.screen, what, r)
	}
}

func (g *guarded) Do(ctx context.Context, by string, id ticket.ID, version uint32, c ticket.Command) (*ticket.Ticket, error) {
	g.want(ticket.Right(c), "a command")
	if _, gives := c.(ticket.Assign); gives {
		g.want(g.HandsOver(by, g.Row(id).Owner), "the giving away of a ticket")
	}
	return g.fakeDesk.Do(ctx, by, id, version, c)
}

func (g *guarded) OpenByHand(ctx context.Context, by string, m ticket.Manual) (*ticket.Ticket, error) {
	g.want(staff.Work, "a ticket")
	return g.fakeDesk.OpenByHand(ctx, by, m)
}

func (g *guarded) MailToTicket(ctx context.Context, by, key string) (*ticket.Ticket, error) {
	g.want(staff.Work, "a ticket of a mail")
	return g.fakeDesk.MailToTicket(ctx, by, key)
}

func (g *guarded) RawMail(by, hash string) ([]byte, error) {
	g.want(staff.Personal, "the reading of a mail")
	return g.fakeDesk.RawMail(by, hash)
}

func (g *guarded) SetEntry(ctx context.Context, by string, e register.Entry) error {
	g.want(staff.Work, "a change of the register")
	return g.fakeDesk.SetEntry(ctx, by, e)
}

func (g *guarded) Remind(ctx context.Context, by, note string, list []ticket.Mailing) (int, error) {
	g.want(staff.Work, "letters")
	return g.fakeDesk.Remind(ctx, by, note, list)
}

func (g *guarded) CompareZone(ctx context.Context, by, zone string) (ticket.Comparison, error) {
	g.want(staff.Work, "a comparison")
	return g.fakeDesk.CompareZone(ctx, by, zone)
}

func (g *guarded) AcceptRecords(ctx context.Context, by, zone string, list []domain.Record, reason string) error {
	g.want(staff.Supervise, "an approval of records")
	return g.fakeDesk.AcceptRecords(ctx, by, zone, list, reason)
}

// screens lead to every screen of the console.
var screens = map[string][]string{
	"queue": {"6"}, "journal": {"J", "down", "down"}, "outbox": {"O"}, "names": {"D"}, "name": {"D", "enter"}, "campaign": {"D", "R"},
	"what-if": {"B", "w"}, "line": {"E"}, "zone": {"Z"}, "board": {"B", "6"}, "alerts": {"!"}, "report": {"M"}, "settings": {","}, "search": {"f"},
}

// TestEachRoleAndKey presses, for each role, every key of its own that every screen
// offers, and goes through with what opens: the desk is told nothing that the role may not. What
// is barred is in no list.
func TestEachRoleAndKey(t *testing.T) {
	for _, role := range staff.Roles() {
		t.Run(string(role), func(t *testing.T) {
			for name, way := range screens {
				g := &guarded{t: t, officer: staff.Officer{ID: "rina", Roles: []staff.Role{role}}, screen: name}
				begin := func() *App {
					_, g.fakeDesk = registered(t, 120, 40)
					a := testApp(t, g.fakeDesk, 120, 40, func(o *Options) { o.Desk, o.PullNow = g, func() { g.want(staff.Work, "a pull") } })
					a.press(way...)
					return a
				}
				a := begin()
				own := len(a.top().Bindings()) // they come first
				for i, b := range a.bindings() {
					if b.Barred {
						offeredNowhere(t, a, &b)
						continue
					}
					if !g.officer.May(needs(b.ID)) {
						t.Errorf("%s offers %s", name, b.ID)
					}
					if b.Why.Empty() && (i < own || needs(b.ID) != staff.Read) {
						a = begin()
						a.settle(a.do(a.bindings()[i].Press()))
						a.press("x", "ctrl+s", "enter", "y")
					}
				}
			}
		})
	}
}

// offeredNowhere looks for a key that is barred in the hints, the help and the palette.
func offeredNowhere(t *testing.T, a *App, b *kit.Binding) {
	t.Helper()
	for _, h := range a.hints {
		if h.Binding.ID == b.ID {
			t.Errorf("%s is in the hints", b.ID)
		}
	}
	for _, e := range kit.BindingEntries(a.bindings()) {
		if e.Text.Equal(b.Name) && e.Key == b.Label().String() {
			t.Errorf("%s is in the lists", b.ID)
		}
	}
}
