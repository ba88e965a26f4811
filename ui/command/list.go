package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"loket/domain/clean"
	"loket/domain/table"
	"loket/ticket"
)

func (r *root) list() *cobra.Command {
	var asJSON, asCSV bool
	var view, sort, officer string
	cmd := &cobra.Command{
		Use: "list [QUERY]", Short: "List tickets of the queue",
		Long: `List tickets. The query is the console's: terms joined by "and", a comma in a
value is "or", "-" negates.

  loket list 'service:transfer due:<4h owner:me domain:*.desa.id "teks"'
  loket list 'layanan:registration sisa:<1hari -status:pemohon'

Keys: ` + strings.Join(ticket.QueryKeys(), " "),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				if asJSON && asCSV {
					return usage(errors.New("--json and --csv: choose one"))
				}
				now := d.Now().In(d.Calendar.Zone())
				q, err := ticket.NewWords(d.Catalogue, d.OfficerNames()).Parse(strings.Join(args, " "), now)
				if err != nil {
					return usage(err)
				}
				// Reading the closed ones takes longer the older the desk is.
				if q != nil || slices.Contains(withClosed, ticket.View(view)) {
					if err := d.LoadClosed(); err != nil {
						return err
					}
				}
				rows, err := selectRows(d, view, r.who(officer), q, sort, now)
				if err != nil {
					return usage(err)
				}
				switch {
				case asJSON:
					return r.listJSON(d, rows, now)
				case asCSV:
					return r.listCSV(d, rows, now)
				}
				listText(r.doors.Out, d, rows, now)
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&asJSON, "json", false, "as JSON")
	f.BoolVar(&asCSV, "csv", false, "as CSV")
	f.StringVar(&view, "view", "", "mine, unclaimed, due, requester, others, all, closed, approval (default: all, or every ticket with a query on its state)")
	f.StringVar(&sort, "sort", "due", "due, received, updated, number, agency, service; a leading - reverses")
	f.StringVar(&officer, "officer", "", "who \"me\" is")
	return cmd
}

// withClosed are the views that show closed tickets, too: their dated work comes back.
var withClosed = []ticket.View{ticket.ViewClosed, ticket.ViewDue, ticket.ViewApproval}

// WhoActs returns who acts: the flag, LOKET_OFFICER, the user's name.
func WhoActs(flag string, env func(string) string) string {
	for _, s := range []string{flag, env("LOKET_OFFICER"), env("USER"), env("LOGNAME")} {
		if s != "" {
			return strings.ToLower(s)
		}
	}
	return "petugas"
}

func selectRows(d *ticket.Desk, view, officer string, q *ticket.Query, sort string, now time.Time) ([]*ticket.Row, error) {
	order, desc := strings.CutPrefix(sort, "-")
	if !slices.Contains(ticket.Sorts, ticket.Sort(order)) {
		return nil, fmt.Errorf("--sort %q: write one of %v", sort, ticket.Sorts)
	}
	if view != "" {
		if !slices.Contains(ticket.Views, ticket.View(view)) {
			return nil, fmt.Errorf("--view %q: write one of %v", view, ticket.Views)
		}
		return d.Queue(ticket.View(view), officer, q, ticket.Sort(order), desc, now), nil
	}
	rows := d.Queue(ticket.ViewAll, officer, q, ticket.Sort(order), desc, now)
	if q != nil {
		rows = append(rows, d.Queue(ticket.ViewClosed, officer, q, ticket.Sort(order), desc, now)...)
		ticket.SortRows(rows, ticket.Sort(order), desc)
	}
	return rows, nil
}

func listText(w io.Writer, d *ticket.Desk, rows []*ticket.Row, now time.Time) {
	for _, r := range rows {
		left := d.Left(r, now)
		due := ""
		if !r.Due().IsZero() {
			due = r.Due().In(now.Location()).Format("2006-01-02 15:04")
		}
		fmt.Fprintf(w, "%s %-7s %-16s %s %s %s %s\n", r.Number, left.State, due, fit(r.Service, 18), fit(strings.Join(r.Names, ","), 28),
			fit(who(r), 28), clean.Line(r.Subject, 80))
	}
}

func who(r *ticket.Row) string {
	if r.Agency != "" {
		return r.Agency
	}
	return r.Requester
}

// fit cleans and pads to a width in cells.
func fit(s string, width int) string {
	s = ansi.Truncate(clean.Line(s, 200).String(), width, "…")
	return s + strings.Repeat(" ", max(width-ansi.StringWidth(s), 0))
}

// listed is a row as scripts read it.
type listed struct {
	ID        string   `json:"id"`
	Number    string   `json:"number"`
	State     string   `json:"state"`
	Service   string   `json:"service"`
	Subject   string   `json:"subject"`
	Requester string   `json:"requester"`
	Email     string   `json:"email"`
	Agency    string   `json:"agency"`
	Owner     string   `json:"owner"`
	Domains   []string `json:"domains"`
	Received  string   `json:"received"`
	Deadline  string   `json:"deadline"`
	Left      string   `json:"left"`
	Seconds   int64    `json:"left_seconds"`
	Breached  bool     `json:"breached"`
	Waiting   string   `json:"waiting"`
	Step      string   `json:"step"`
	Missing   int      `json:"missing"`
}

func toListed(d *ticket.Desk, r *ticket.Row, now time.Time) listed {
	left := d.Left(r, now)
	return listed{
		ID: r.ID.String(), Number: r.Number, State: string(r.State), Service: r.Service, Subject: r.Subject,
		Requester: r.Requester, Email: r.Email, Agency: r.Agency, Owner: r.Owner, Domains: nonNil(r.Names),
		Received: stamp(r.Received), Deadline: stamp(r.Due()), Left: left.State, Seconds: int64(left.D / time.Second),
		Breached: r.Breached, Waiting: r.Waiting, Step: r.Step, Missing: int(r.Missing),
	}
}

func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (r *root) listJSON(d *ticket.Desk, rows []*ticket.Row, now time.Time) error {
	out := make([]listed, 0, len(rows))
	for _, row := range rows {
		out = append(out, toListed(d, row, now))
	}
	return writeJSON(r.doors.Out, out)
}

func writeJSON(w io.Writer, v any) error {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(inertJSON(buf.Bytes()))
	return err
}

// inertJSON writes what a terminal would act on, or not show, as \u escapes:
// C1 controls, DEL, bidi and other format characters. The values stay the same.
func inertJSON(data []byte) []byte {
	if !bytes.ContainsFunc(data, hidden) {
		return data
	}
	out := make([]byte, 0, len(data)+64)
	for _, r := range string(data) {
		switch {
		case !hidden(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			out = fmt.Appendf(out, "\\u%04x\\u%04x", hi, lo)
		default:
			out = fmt.Appendf(out, "\\u%04x", r)
		}
	}
	return out
}

func hidden(r rune) bool { return r == 0x7f || r >= 0x80 && unicode.In(r, unicode.Cc, unicode.Cf) }

func (r *root) listCSV(d *ticket.Desk, rows []*ticket.Row, now time.Time) error {
	cells := make([][]string, len(rows))
	for i, row := range rows {
		l := toListed(d, row, now)
		cells[i] = []string{l.Number, l.State, l.Service, l.Subject, l.Requester, l.Email, l.Agency, l.Owner, strings.Join(l.Domains, " "), l.Received, l.Deadline, l.Left, fmt.Sprint(l.Breached)}
	}
	return table.Write(r.doors.Out, []string{"number", "state", "service", "subject", "requester", "email", "agency", "owner", "domains", "received", "deadline", "left", "breached"}, cells)
}
