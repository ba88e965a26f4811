package command

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"loket/ticket"
	"loket/ui/console"
)

// Health is how a desk that runs does. Times are UTC; zero is never or unknown.
type Health struct {
	At       time.Time `json:"at"`
	Since    time.Time `json:"since"`              // when it was started
	Mailbox  string    `json:"mailbox"`            // as console.Status.State
	Error    string    `json:"error,omitempty"`    // of the mailbox
	Read     time.Time `json:"read,omitzero"`      // when every folder was last read to its end
	Record   string    `json:"record"`             // "" where everything is kept, else why not
	Sessions int       `json:"sessions"`           // over SSH
	Address  string    `json:"address,omitempty"`  // where officers come in over SSH
	Open     int       `json:"open"`               // tickets
	Late     int       `json:"late"`               // of them, past a deadline that runs
	Today    int       `json:"today"`              // of them, due within 24 hours
	Outbox   int       `json:"outbox"`             // letters that have not left
	Failed   int       `json:"failed"`             // of them, for good
	Oldest   time.Time `json:"oldest,omitzero"`    // since when the oldest of them waits
	Parked   int       `json:"parked"`             // mails that wait for a person
	Unknown  int       `json:"unknown"`            // actions of which nobody knows whether they were done
	Book     string    `json:"book,omitempty"`     // what is wrong with the contact book
	Problems []string  `json:"problems,omitempty"` // what a person should look at
}

// Pulse tells how the desk that is open here does.
type Pulse struct {
	Desk   *ticket.Desk
	Status func() console.Status

	began  time.Time
	served atomic.Pointer[served]
}

// served is the server that lets officers in.
type served struct {
	address  string
	sessions func() int
}

// NewPulse begins now.
func NewPulse(d *ticket.Desk, status func() console.Status) *Pulse {
	return &Pulse{Desk: d, Status: status, began: d.Now().UTC()}
}

// quiet is how long a mailbox may go unread before somebody should look.
const quiet = 15 * time.Minute

// Health looks.
func (p *Pulse) Health() (Health, error) {
	now, st := p.Desk.Now().UTC(), p.Status()
	h := Health{At: now, Since: p.began, Mailbox: st.State, Error: st.Error, Read: st.Read.UTC(), Record: st.Record.State, Parked: p.Desk.Parked()}
	if by := p.served.Load(); by != nil {
		h.Address, h.Sessions = by.address, by.sessions()
	}
	for _, r := range p.Desk.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, now) {
		h.Open++
		if r.Unsure {
			h.Unknown++
		}
		switch l := ticket.TimeLeft(r, now); {
		case l.State == "late":
			h.Late++
		case l.State != "paused" && l.State != "none" && l.D < 24*time.Hour:
			h.Today++
		}
	}
	if err := p.Desk.BookFault(); err != nil {
		h.Book, _, _ = strings.Cut(err.Error(), "\n")
	}
	items, err := p.Desk.Outbox()
	if err != nil {
		return h, err
	}
	for i := range items {
		l := &items[i].Letter
		if h.Outbox++; l.State == ticket.LetterFailed {
			h.Failed++
		}
		if h.Oldest.IsZero() || l.At.Before(h.Oldest) {
			h.Oldest = l.At.UTC()
		}
	}
	h.judge()
	return h, nil
}

// judge says what a person should look at.
func (h *Health) judge() {
	say := func(wrong bool, text string, args ...any) {
		if wrong {
			h.Problems = append(h.Problems, fmt.Sprintf(text, args...))
		}
	}
	say(h.Record != "", "the record: %s", h.Record)
	say(slices.Contains([]string{"failed", "error"}, h.Mailbox), "the mailbox: %s", h.Error)
	waits := h.At.Sub(h.Read)
	say(h.Mailbox != "off" && !h.Read.IsZero() && waits > quiet, "the mailbox was not read for %s", waits.Round(time.Minute))
	say(h.Book != "", "the contact book: %s", h.Book)
	say(h.Failed > 0, "%d letters failed", h.Failed)
	say(h.Unknown > 0, "of %d actions nobody knows whether they were done", h.Unknown)
}

// Metrics writes health as Prometheus reads it, text format 0.0.4.
func (h *Health) Metrics(w io.Writer) error {
	age := func(t time.Time) float64 {
		if t.IsZero() {
			return 0
		}
		return h.At.Sub(t).Seconds()
	}
	yes := map[bool]float64{true: 1}
	out := bufio.NewWriter(w)
	for _, m := range []struct {
		name, help string
		value      float64
	}{
		{"loket_up_seconds", "Time since the desk was started.", age(h.Since)},
		{"loket_mail_failed", "1 while the mailbox cannot be read.", yes[h.Mailbox == "failed" || h.Mailbox == "error"]},
		{"loket_mail_unread_seconds", "Time since every folder was read to its end.", age(h.Read)},
		{"loket_mail_parked", "Mails that wait for a person.", float64(h.Parked)},
		{"loket_record_fault", "1 while something cannot be kept.", yes[h.Record != ""]},
		{"loket_outbox_letters", "Letters that have not left.", float64(h.Outbox)},
		{"loket_outbox_failed", "Letters that failed for good.", float64(h.Failed)},
		{"loket_outbox_oldest_seconds", "Time that the oldest letter waits.", age(h.Oldest)},
		{"loket_tickets_open", "Open tickets.", float64(h.Open)},
		{"loket_tickets_late", "Open tickets past their deadline.", float64(h.Late)},
		{"loket_tickets_due_today", "Open tickets due within 24 hours.", float64(h.Today)},
		{"loket_actions_unknown", "Actions of which nobody knows whether they were done.", float64(h.Unknown)},
		{"loket_sessions", "Sessions over SSH.", float64(h.Sessions)},
	} {
		fmt.Fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %g\n", m.name, m.help, m.name, m.name, m.value)
	}
	return out.Flush()
}

// ServeHTTP answers /metrics and /healthz, which is 200 or 503.
func (p *Pulse) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	h, err := p.Health()
	if err != nil {
		http.Error(w, "the record cannot be read", http.StatusInternalServerError)
		return
	}
	switch q.URL.Path {
	case "/metrics":
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_ = h.Metrics(w)
	case "/healthz":
		w.Header().Set("Content-Type", "application/json")
		if len(h.Problems) > 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(h)
	default:
		http.NotFound(w, q)
	}
}

// serveMetrics answers on an address of this machine until ctx ends.
func (p *Pulse) serveMetrics(ctx context.Context, address string, logger *slog.Logger) error {
	if address == "" {
		return nil
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("serve.metrics: %w; write another address, or leave it out", err)
	}
	s := &http.Server{Handler: p, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelInfo)}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	go func() { _ = s.Serve(l) }()
	return nil
}

// health asks the process that holds the record.
func (r *root) health() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "health", Short: "How the desk that runs does", Args: cobra.NoArgs,
		Long: `Asks the process that holds the record. Exit code 5 says that a person should look;
3 that nobody serves the desk.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			h, err := askHealth(cmd.Context(), c.Dir)
			if errors.Is(err, os.ErrNotExist) {
				return &exit{ExitNotFound, fmt.Errorf("no desk runs on the record in %s; start one with loket serve", c.Dir)}
			}
			if err != nil {
				return err
			}
			if asJSON {
				err = writeJSON(r.doors.Out, h)
			} else {
				h.print(r.doors.Out)
			}
			if err == nil && len(h.Problems) > 0 {
				err = &exit{ExitProblems, errors.New(strings.Join(h.Problems, "; "))}
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}

func askHealth(ctx context.Context, dir string) (h Health, err error) {
	conn, in, err := ask(ctx, dir, "health")
	if err != nil {
		return h, err
	}
	defer conn.Close()
	text, err := in.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(text, &h)
	}
	if err != nil {
		return h, fmt.Errorf("the process that holds the record did not answer: %w", err)
	}
	return h, nil
}

func (h *Health) print(w io.Writer) {
	line(w, "mailbox", strings.TrimSpace(h.Mailbox+" "+h.Error))
	if !h.Read.IsZero() {
		line(w, "read", h.At.Sub(h.Read).Round(time.Second).String()+" ago")
	}
	if h.Record != "" {
		line(w, "record", h.Record)
	}
	line(w, "tickets", fmt.Sprintf("%d open, %d late, %d due within a day", h.Open, h.Late, h.Today))
	line(w, "outbox", fmt.Sprintf("%d letters, %d failed", h.Outbox, h.Failed))
	line(w, "parked", fmt.Sprintf("%d mails", h.Parked))
	line(w, "actions", fmt.Sprintf("%d unknown", h.Unknown))
	line(w, "sessions", strings.TrimSpace(fmt.Sprint(h.Sessions)+" "+h.Address))
	line(w, "running", h.At.Sub(h.Since).Round(time.Second).String())
}
