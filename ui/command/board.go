package command

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

func (r *root) board() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "board", Short: "Show what is late, at risk and waiting", Args: cobra.NoArgs,
		Long: `Shows the supervisor's board: open tickets by how much of their promised time is used
(50, 75 and 90 percent, each by its own clock), what is late, who is waited for, and what
becomes late today if nothing happens: working time until the desk closes, hours until
midnight.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				if !d.May(r.who(""), staff.Read, "") {
					return fmt.Errorf("%s may not read this", r.who(""))
				}
				b := d.Board(d.Now().In(d.Calendar.Zone()))
				if asJSON {
					return writeJSON(r.doors.Out, toBoard(b))
				}
				boardText(r.doors.Out, d, b, kit.Lang(r.language(c)))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}

// boarded is the board as scripts read it.
type boarded struct {
	At       string        `json:"at"`
	Closing  string        `json:"closing"` // "" on a day on which the desk does not open
	Midnight string        `json:"midnight"`
	Sum      tallied       `json:"sum"`
	Services []tallied     `json:"services"`
	Steps    []tallied     `json:"steps"`
	Owners   []tallied     `json:"owners"`
	Waiting  []tallied     `json:"waiting"`
	Tickets  []boardTicket `json:"tickets"`
}

type tallied struct {
	ID      string `json:"id"`
	Open    int    `json:"open"`
	Half    int    `json:"used_50"`
	Most    int    `json:"used_75"`
	Nearly  int    `json:"used_90"`
	Late    int    `json:"late"`
	Paused  int    `json:"paused"`
	Waiting int    `json:"waiting"`
	Today   int    `json:"late_today"`
	Clock   int    `json:"late_today_by_hours"`
	Oldest  string `json:"waiting_since"`
}

type boardTicket struct {
	Number  string `json:"number"`
	Service string `json:"service"`
	Step    string `json:"step"`
	Owner   string `json:"owner"`
	Used    int    `json:"used"` // percent reached: 0, 50, 75, 90, 100
	Promise string `json:"promise"`
	Due     string `json:"due"`
	Paused  bool   `json:"paused"`
	Waiting string `json:"waiting"`
	Since   string `json:"waiting_since"`
	Today   bool   `json:"late_today"`
}

func toTallied(list []ticket.Tally) []tallied {
	out := make([]tallied, 0, len(list))
	for _, t := range list {
		out = append(out, tallied{t.ID, t.Open, t.Half, t.Most, t.Nearly, t.Late, t.Paused, t.Waiting, t.Today, t.Clock, stamp(t.Oldest)})
	}
	return out
}

func toBoard(b *ticket.Board) boarded {
	out := boarded{At: stamp(b.At), Closing: stamp(b.Closing), Midnight: stamp(b.Midnight), Sum: toTallied([]ticket.Tally{b.Sum})[0], Services: toTallied(b.Services),
		Steps: toTallied(b.Steps), Owners: toTallied(b.Owners), Waiting: toTallied(b.Waiting), Tickets: make([]boardTicket, 0, len(b.Items))}
	for _, p := range b.Items {
		out.Tickets = append(out.Tickets, boardTicket{p.Row.Number, p.Row.Service, p.Row.Step, p.Row.Owner, int(p.Level), p.What,
			stamp(p.Due), !p.Row.PausedAt.IsZero(), p.Row.Waiting, stamp(p.Since), p.Today})
	}
	return out
}

// boardText writes the counts, then the tickets that anybody has to worry about.
func boardText(w io.Writer, d *ticket.Desk, b *ticket.Board, lang kit.Lang) {
	fmt.Fprintln(w, lang.T("board.sum", b.Sum.Open, b.Sum.Late, b.Sum.Nearly, b.Sum.Most, b.Sum.Half, b.Sum.Waiting))
	fmt.Fprintln(w, lang.T("board.forecast", b.Sum.Today, b.Sum.Today-b.Sum.Clock, b.Sum.Clock))
	parts := []struct {
		title string
		list  []ticket.Tally
		name  func(string) string
	}{
		{"board.services", b.Services, func(id string) string { return serviceName(d.Catalogue, id, lang) }},
		{"board.officers", b.Owners, func(id string) string { return cmp.Or(d.OfficerName(id), lang.T("board.nobody").String()) }},
		{"board.waiting", b.Waiting, func(id string) string { return actorName(d.Catalogue, id, lang) }},
	}
	for _, p := range parts {
		fmt.Fprintf(w, "\n%s %6s %5s %5s %5s %5s %5s\n", fit(lang.T(p.title).String(), 34), lang.T("board.open"), "50%", "75%", "90%", "!", "=")
		for _, t := range p.list {
			fmt.Fprintf(w, "%s %6d %5d %5d %5d %5d %5d\n", fit(p.name(t.ID), 34), t.Open, t.Half, t.Most, t.Nearly, t.Late, t.Paused)
		}
	}
	fmt.Fprintln(w)
	for _, p := range b.Items {
		if p.Level > ticket.Calm || p.Today {
			boardLine(w, d, &p, b.At, lang)
		}
	}
}

func boardLine(w io.Writer, d *ticket.Desk, p *ticket.Placed, now time.Time, lang kit.Lang) {
	mark := fmt.Sprintf("%d%%", p.Level)
	switch {
	case p.Late():
		mark = "!"
	case !p.Row.PausedAt.IsZero():
		mark = "= " + mark
	}
	waits := ""
	if p.Row.Waiting != "" {
		waits = "» " + actorName(d.Catalogue, p.Row.Waiting, lang)
		if !p.Since.IsZero() {
			waits += " " + lang.Span(now.Sub(p.Since)).String()
		}
	}
	fmt.Fprintf(w, "%s %s %s %s %s %s\n", p.Row.Number, fit(mark, 6), p.Due.In(now.Location()).Format("2006-01-02 15:04"),
		fit(serviceName(d.Catalogue, p.Row.Service, lang), 24), fit(d.OfficerName(p.Row.Owner), 16), strings.TrimRight(fit(waits, 30), " "))
}

func serviceName(c *domain.Catalogue, id string, lang kit.Lang) string {
	s, ok := c.Service(id)
	if !ok {
		return cmp.Or(id, lang.T("board.no-service").String())
	}
	title := s.Short
	if title.Empty() {
		title = s.Title
	}
	return title.In(domain.Lang(lang))
}

func actorName(c *domain.Catalogue, id string, lang kit.Lang) string {
	for _, a := range c.Actors {
		if a.ID == id {
			return a.Title.In(domain.Lang(lang))
		}
	}
	return id
}
