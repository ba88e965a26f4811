// Command loket is the helpdesk console for government domain names: it pulls
// the helpdesk's mailbox into a queue of tickets, helps to verify the
// attachments, counts down the promised times and keeps the record.
//
// This file wires the rooms together: configuration, record, desk, mailbox and
// screens. Everything else is in ui, ticket, domain, mailbox and store.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"loket/domain"
	"loket/mailbox"
	"loket/mailbox/bench"
	"loket/mailbox/bench/paper"
	"loket/mailbox/demo"
	"loket/mailbox/dispatch"
	"loket/mailbox/intake"
	"loket/mailbox/letter"
	"loket/mailbox/mail"
	"loket/mailbox/pull"
	"loket/mailbox/send"
	"loket/mailbox/sender"
	"loket/store"
	"loket/store/search"
	"loket/ticket"
	"loket/ticket/document/ocr"
	"loket/ticket/document/page/render"
	"loket/ticket/document/signature/trust"
	"loket/ticket/document/worker"
	"loket/ui/command"
	"loket/ui/compose"
	"loket/ui/console"
	"loket/ui/kit"
	"loket/ui/ssh"
	"loket/ui/ticketview"
)

// version is set by the linker of a release: -ldflags "-X main.version=1.2.3".
var version = ""

func main() {
	for argument, child := range map[string]func([]string, io.Reader, io.Writer) error{worker.Argument: worker.Main, render.Argument: render.Main} {
		if len(os.Args) > 1 && os.Args[1] == argument {
			if child(os.Args[2:], os.Stdin, os.Stdout) != nil {
				os.Exit(1)
			}
			return
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// house holds what every room shares while one command runs.
type house struct {
	env      func(string) string
	in       io.Reader
	arrivals func() []console.Arrival // of the demonstration
	out, err io.Writer
}

// run does one command line and returns the exit code.
func run(ctx context.Context, args []string, env func(string) string, in io.Reader, out, err io.Writer) int {
	h := &house{env: env, in: in, out: out, err: err}
	return command.Run(ctx, args, command.Doors{
		Version: command.VersionWords(version), Env: env, In: in, Out: out, Err: err,
		Catalogue: h.catalogue, Calendar: (*command.Config).OpenCalendar, Register: sender.CheckRegister, Desk: h.openDesk, Console: h.console, Serve: h.listen, Demo: h.demo,
		Pull: h.pullOnce, Work: h.work, Check: h.check, Inspect: h.inspect, Backup: h.backup, Bench: h.bench(),
		Restore: func(_ context.Context, c *command.Config, file string) error { return store.Restore(file, c.Dir) },
		Held:    func(err error) bool { var held *store.HeldError; return errors.As(err, &held) },
	})
}

func (h *house) catalogue(c *command.Config) (*domain.Catalogue, error) {
	cat, err := domain.LoadCatalogue(c.SiteFiles("services"))
	if err != nil {
		return nil, err
	}
	return cat, cat.FillContacts(c.Contacts)
}

// site is an open desk with everything that belongs to it.
type site struct {
	config  *command.Config
	store   *store.Store
	pulse   *command.Pulse
	desk    *ticket.Desk
	index   *search.Index
	reader  *intake.Reader
	pool    *worker.Pool
	trust   *trust.Folder
	pages   *render.Pool
	zone    *time.Location
	logger  *slog.Logger
	closers []io.Closer
}

func (h *house) open(c *command.Config) (_ *site, err error) {
	now := command.Clock(h.env)
	cat, err := h.catalogue(c)
	if err != nil {
		return nil, err
	}
	cal, err := c.OpenCalendar()
	if err != nil {
		return nil, err
	}
	letters, err := letter.New(cat, c.TicketSite(), cal.Zone(), c.SiteFiles("letters"))
	if err != nil {
		return nil, err
	}
	s := &site{config: c, zone: cal.Zone()}
	if s.store, err = store.Open(c.Dir, store.Options{Now: now, Key: c.SiteKey(h.env)}); err != nil {
		return nil, err
	}
	s.closers = []io.Closer{s.store}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if err := s.store.Project(ticket.Projection, ticket.Project); err != nil {
		return nil, err
	}
	log := command.OpenLog(c.Dir)
	s.logger = slog.New(slog.NewTextHandler(log, nil))
	s.pool, s.trust = worker.New(worker.Own(), 2), trust.New(c.TrustFiles())
	s.pool.Trust, s.pool.Now = s.trust.Trust, now
	s.pages = render.New(render.Options{Exe: worker.Own(), Dir: render.EngineDir(), Poppler: render.FindPoppler(), Parallel: 2, Keys: s.pool.Keys})
	outside := c.Outside(h.env, now, s.logger)
	s.closers = []io.Closer{log, s.store, s.pages, s.pool, outside}
	s.reader = &intake.Reader{Mail: mail.Options{AuthServID: c.Desk.AuthServID, OwnAddresses: append([]string{c.Desk.Address}, c.Desk.Aliases...)}, Inspector: s.pool, Unpacker: s.pool, Trust: s.trust.ID, Scans: &ocr.Reader{Pages: s.pages, Inspect: s.pool}, Log: s.store,
		Sender: sender.Options{Official: append(cat.Official.Suffixes, c.Desk.Official...), Shared: cat.Official.Shared, Sealers: c.Desk.ARCSealers}}
	if c.Desk.AsksKeys() {
		s.reader.Sender.LookupTXT = net.DefaultResolver.LookupTXT
	}
	if s.reader.Sender.Agencies, err = sender.OpenRegister(c.SiteFile("register.csv")); err != nil {
		return nil, err
	}
	s.index = search.New(filepath.Join(c.Dir, "search"), s.store, s.reader, s.logger)
	s.closers = append(s.closers, s.index)
	s.desk, err = ticket.OpenDesk(&ticket.Desk{Log: s.store, Drivers: outside.Drivers, Line: outside.Line, Probes: outside.Probes, Looker: outside.Looker, Book: outside.Book, Finder: s.index, Catalogue: cat, Calendar: cal, Letters: letters, Memos: letters, Reader: s.reader, Site: c.TicketSite(), Scanner: c.Scanner(now), Now: now})
	s.reader.Desk = s.desk
	return s, err
}

// Close ends what was opened, in reverse.
func (s *site) Close() (err error) {
	for _, c := range slices.Backward(s.closers) {
		err = errors.Join(err, c.Close())
	}
	return err
}

// serve lets other processes ask for backups, readings and health until ctx ends.
func (s *site) serve(ctx context.Context, x *mailbox.Exchange) {
	s.pulse = command.NewPulse(s.desk, func() console.Status { return s.status(x) })
	command.Control{Dir: s.config.Dir, Backup: s.store.Backup, Read: command.Reader(s.config, s.desk), Health: s.pulse.Health}.Serve(ctx, s.logger)
}

func (s *site) status(x *mailbox.Exchange) console.Status {
	st, h := x.Status(), s.store.Health()
	out := console.Status{State: st.State, Done: st.Done, Total: st.Total, Next: st.Next, Read: st.Read, Code: st.Code, Error: st.Error,
		Record: console.Record{State: h.State, Dir: h.Dir, Free: h.Free, Took: h.Took.Round(time.Second)}}
	out.Scanner, _ = s.desk.ScannerStatus()
	return out
}

func (h *house) openDesk(_ context.Context, c *command.Config) (*ticket.Desk, func() error, error) {
	s, err := h.open(c)
	if err != nil {
		return nil, nil, err
	}
	return s.desk, s.Close, nil
}

// exchange is the desk's traffic as configured.
func (h *house) exchange(s *site) *mailbox.Exchange {
	x := &mailbox.Exchange{Desk: s.desk, Accounts: h.accounts(s.config, s.zone), Sink: s.reader, Files: s.reader, Logger: s.logger}
	if m := &s.config.SMTP; m.Host != "" {
		x.Post = &dispatch.Post{Desk: s.desk, Folder: m.Sent, Zone: s.zone, Logger: s.logger,
			Server: send.Server{Host: m.Host, Port: m.Port, TLS: m.TLS, User: m.User, Secret: m.Reveal(h.env), Auth: m.Auth, CAFile: m.CAFile, HELO: m.HELO}}
	}
	return x
}

// console serves the mailbox beside the screens until the officer leaves.
func (h *house) console(ctx context.Context, c *command.Config, officer string) error {
	if err := console.CanDraw(h.in, h.out, h.env("TERM")); err != nil {
		return err
	}
	return h.attended(ctx, c, func(ctx context.Context, s *site, x *mailbox.Exchange) error {
		outside := ticketview.NewOutside(filepath.Join(c.Dir, "opened"), h.env)
		defer outside.Close()
		return console.Run(ctx, console.New(h.screen(s, x, command.WhoActs(officer, h.env), h.env, outside)), h.in, h.out)
	})
}

// listen serves the desk to officers who come over SSH, until ctx ends.
func (h *house) listen(ctx context.Context, c *command.Config, newHostKey bool) error {
	return h.attended(ctx, c, func(ctx context.Context, s *site, x *mailbox.Exchange) error {
		show := func(_ context.Context, g ssh.Guest) *console.App {
			return console.New(h.screen(s, x, g.Officer, func(k string) string { return g.Env[k] }, nil))
		}
		return command.ServeOver(ctx, c, s.pulse, newHostKey, ssh.Options{Console: show, Command: command.Signed(c, s.desk), Logger: s.logger}, h.out, h.env)
	})
}

// attended is the desk with people at it: its own work goes on beside fn.
func (h *house) attended(ctx context.Context, c *command.Config, fn func(context.Context, *site, *mailbox.Exchange) error) error {
	return h.serving(ctx, c, func(ctx context.Context, s *site, x *mailbox.Exchange) error {
		ctx, cancel := context.WithCancel(ctx)
		s.pages.Warm()
		go func() { _, _ = s.pool.Confinement(ctx) }() // the first child is ready before the first file
		wait := s.beside(ctx, x)
		err := fn(ctx, s, x)
		cancel()
		wait()
		return err
	})
}

// beside does the desk's own work until ctx ends: mail in and out, the search index,
// actions, and the record's upkeep. wait returns when all of it has ended.
func (s *site) beside(ctx context.Context, x *mailbox.Exchange) (wait func()) {
	changed, _ := s.desk.Subscribe()
	go s.index.Run(ctx, changed) // Close waits for it
	var parts sync.WaitGroup
	parts.Go(func() { x.Run(ctx) })
	parts.Go(func() { s.desk.Run(ctx, s.logger) })
	parts.Go(func() { s.store.LookAfter(ctx, s.logger, func() { s.desk.Wake(); x.Now() }) })
	return parts.Wait
}

// work is the desk without a screen: until ctx ends, or until nothing is left to do.
func (h *house) work(ctx context.Context, c *command.Config, w command.Work) (got map[ticket.Fate]int, err error) {
	err = h.serving(ctx, c, func(ctx context.Context, s *site, x *mailbox.Exchange) (err error) {
		if w.UntilIdle {
			got, err = x.UntilIdle(ctx, s.reader, w.Scans, w.Report)
			return err
		}
		s.beside(ctx, x)()
		return nil
	})
	return got, err
}

// serving opens the desk for what others may read it meanwhile.
func (h *house) serving(ctx context.Context, c *command.Config, fn func(context.Context, *site, *mailbox.Exchange) error) error {
	s, err := h.open(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	x := h.exchange(s)
	s.serve(ctx, x)
	err = fn(ctx, s, x)
	cancel()
	return errors.Join(err, s.Close())
}

// screen is what one console is made of; outside is nil for one far away.
func (h *house) screen(s *site, x *mailbox.Exchange, officer string, env func(string) string, outside *ticketview.Outside) console.Options {
	view := &ticketview.Options{Desk: s.desk, Catalogue: s.desk.Catalogue, Officers: s.desk.OfficerNames(), Inspector: s.pool, Opener: s.pool, Unpacker: s.pool, Pages: s.pages, Trust: s.trust.ID, Outside: outside, Local: outside != nil}
	if len(x.Accounts) > 0 {
		view.Bodies = &mailbox.Bodies{Accounts: x.Accounts, Reader: s.reader}
	}
	letters := &compose.Options{Desk: s.desk, Catalogue: s.desk.Catalogue, Hold: s.desk.Site.Hold, Editor: h.env("EDITOR")}
	return console.Options{
		Ticket:  func(env *kit.Env, id ticket.ID) kit.Screen { return ticketview.New(env, view, id) },
		Compose: func(env *kit.Env, c kit.Compose) kit.Screen { return compose.New(env, letters, c) },
		Desk:    s.desk, Catalogue: s.desk.Catalogue, Officer: officer, Officers: s.desk.OfficerNames(), Zone: s.zone, Local: outside != nil,
		Lang: kit.Lang(cmp.Or(s.config.Screen.Lang, string(command.Locale(env)))), LangAsked: s.config.LangAsked(), Plain: kit.PlainTerminal(env), Theme: s.config.Screen.Theme, Picture: s.config.Screen.Picture, Logger: s.logger, Now: s.desk.Now, PullNow: x.Now, Settings: func() console.Settings { return append(s.config.Settings(s.desk), console.Confinement(s.pool)) }, Unset: s.config.Unset(h.env), Arrivals: h.arrivals,
		Status: s.pulse.Status,
	}
}

// demo is a desk with a sample mailbox on a throw-away record.
func (h *house) demo(ctx context.Context, lang string, headless bool) error {
	dir, err := os.MkdirTemp("", "loket-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server, err := demo.Start(ctx, demo.Options{Lang: lang, Live: !headless})
	if err != nil {
		return err
	}
	defer server.Close()
	c, err := command.DemoConfig(ctx, dir, command.Screen{Lang: lang, Theme: h.env("LOKET_THEME")}, server.Address(), server.User, server.IMAPAddr(), server.SMTPAddr(), demo.Registered(), demo.Zone, h.openDesk)
	if err != nil {
		return err
	}
	h.env = command.DemoEnv(h.env, server.Password)
	if !headless {
		h.arrivals = func() []console.Arrival { return arrivals(server) }
		return h.console(ctx, c, "sari")
	}
	got, err := h.pullOnce(ctx, c, 0, func(s string) { fmt.Fprintln(h.err, s) })
	if fmt.Fprintln(h.out, command.Fates(got)); err != nil {
		return err
	}
	return command.ListQueue(ctx, c, h.openDesk, h.out)
}

// arrivals are the letters that the demonstration's requesters got.
func arrivals(server *demo.Server) (out []console.Arrival) {
	for _, l := range server.Outgoing() {
		m := mail.Parse(l.Raw, mail.Options{})
		out = append(out, console.Arrival{At: l.At, To: l.To, Subject: m.Subject, Text: m.Text})
	}
	return out
}

// accounts are the configured mailboxes.
func (h *house) accounts(c *command.Config, zone *time.Location) (out []pull.Account) {
	for i := range c.IMAP {
		a := &c.IMAP[i]
		out = append(out, pull.Account{Name: a.Name, Host: a.Host, Port: a.Port, TLS: a.TLS, User: a.User, Secret: a.Reveal(h.env), Auth: a.Auth,
			Folders: a.Folders, CAFile: a.CAFile, MoveTo: a.MoveTo, MaxSize: a.MaxBytes(), MaxFetch: a.FetchBytes(), Compress: a.Compress, Since: a.SinceTime(zone)})
	}
	return out
}

func (h *house) pullOnce(ctx context.Context, c *command.Config, scans time.Duration, report func(string)) (got map[ticket.Fate]int, err error) {
	err = h.serving(ctx, c, func(ctx context.Context, s *site, _ *mailbox.Exchange) (err error) {
		got, err = mailbox.Once(ctx, h.accounts(c, s.zone), s.reader, s.desk, scans, report)
		return err
	})
	return got, err
}

// inspect looks again at the files whose report an older version made.
func (h *house) inspect(ctx context.Context, c *command.Config, all bool, say func(string)) (tickets, files, failed int, err error) {
	s, err := h.open(c)
	if err != nil {
		return 0, 0, 0, err
	}
	defer s.Close()
	done, err := s.reader.InspectAgain(ctx, s.desk, all, say)
	return done.Tickets, done.Files, done.Failed, err
}

// bench is what "loket bench" measures with.
func (h *house) bench() command.Bench {
	return command.Bench{
		Mailbox: func(c *command.Config) command.BenchMailbox { return bench.Box{Account: h.accounts(c, time.UTC)[0]} },
		Pull: func(ctx context.Context, c *command.Config, report func(string)) (p command.Pulled, err error) {
			begin := time.Now()
			s, err := h.open(c)
			if err != nil {
				return p, err
			}
			p.Messages, err = mailbox.Timed(ctx, h.accounts(c, s.zone), s.reader, s.desk, report, func() { p.Kept = time.Since(begin) })
			p.Inspected = time.Since(begin)
			return p, errors.Join(err, s.Close())
		},
		Documents: func(ctx context.Context, out io.Writer, o command.DocumentSamples) error {
			return paper.Measure{Seed: o.Seed, Text: o.Text, Scans: o.Scans, Turns: o.Turns, Mistakes: o.Mistakes}.RunApart(ctx, worker.Own(), out)
		},
	}
}

// check looks the whole record over: pages, chain, raw mail, and whether every
// ticket is what its events make it.
func (h *house) check(ctx context.Context, c *command.Config, kept []ticket.Head, report func(string)) (int, error) {
	s, err := store.Open(c.Dir, store.Options{ReadOnly: true, Key: c.SiteKey(h.env)})
	if err != nil {
		return 0, err
	}
	defer s.Close()
	worker.Tell(ctx, worker.Own(), report)
	return s.Audit(ctx, ticket.Fold, report, kept...)
}

func (h *house) backup(ctx context.Context, c *command.Config, file string) error {
	s, err := store.Open(c.Dir, store.Options{Command: "loket backup", Key: c.SiteKey(h.env)})
	if err == nil {
		err = errors.Join(s.Backup(ctx, file), s.Close())
	}
	return err
}
