package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain/clean"
	"loket/domain/registry"
	"loket/ticket"
)

// registry is how the way to the registry does and what the registry said.
func (r *root) registry() *cobra.Command {
	cmd := &cobra.Command{Use: "registry", Short: "The connection to the registry and what the registry said"}
	cmd.AddCommand(r.registryMessages())
	if r.open == nil {
		cmd.AddCommand(r.registryStatus())
	}
	return cmd
}

func (r *root) registryStatus() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Connect to the registry and say how that went", Args: cobra.NoArgs,
		Long: `Connects and logs in as the desk does, and prints what the server says of itself,
until when its certificate and the desk's are good, and how many messages wait. It
takes no message off and changes nothing. The exit code is 5 where a certificate ends
within 30 days. EPP tells no balance of the deposit: that is on the registrar console.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			return r.tellRegistry(cmd.Context(), c)
		},
	}
}

func (r *root) tellRegistry(ctx context.Context, c *Config) error {
	say := func(label, format string, args ...any) {
		fmt.Fprintf(r.doors.Out, "%-17s %s\n", label+":", clean.Line(fmt.Sprintf(format, args...), maxError))
	}
	if c.Registry.Backend != "epp" {
		say("registry", "by hand, at %s", c.Registry.Console)
		if c.Registry.RDAP != "" {
			say("proof", "RDAP, %s", c.Registry.RDAP)
		}
		return nil
	}
	way := &lazyEPP{config: &c.Registry, reveal: c.Registry.Reveal(r.doors.Env)}
	defer way.Close()
	say("registry", "%s over EPP, as %s", c.Registry.Address, c.Registry.User)
	offer, err := way.offer(ctx)
	now := time.Now()
	st := ticket.LineState{Certificates: way.Certificates()}
	if err == nil {
		say("server", "%s", offer.Server)
		say("languages", "%s", strings.Join(offer.Languages, " "))
		say("objects", "%s", shortURIs(offer.Objects))
		say("extensions", "%s", shortURIs(offer.Extensions))
	}
	for i := range st.Certificates {
		cert := &st.Certificates[i]
		say(map[bool]string{true: "our certificate", false: "their certificate"}[cert.Ours], "%s, until %s", cert.Subject, ends(cert, now))
	}
	if err != nil {
		return r.explained(c, err)
	}
	m, waits, err := way.Next(ctx)
	if err != nil {
		return r.explained(c, err)
	}
	waiting := 0
	if waits {
		waiting = max(m.Waiting, 1)
	}
	say("messages waiting", "%d", waiting)
	if cert := st.Ending(now); cert != nil {
		return &exit{ExitProblems, fmt.Errorf("a certificate ends soon or has ended: %s, %s", cert.Subject, ends(cert, now))}
	}
	return nil
}

// ends is the last day of a certificate and how far away it is.
func ends(c *registry.Certificate, now time.Time) string {
	days := int(c.Until.Sub(now).Hours() / 24)
	if !now.Before(c.Until) {
		return fmt.Sprintf("%s (expired)", c.Until.Format(time.DateOnly))
	}
	return fmt.Sprintf("%s (%d d)", c.Until.Format(time.DateOnly), days)
}

// shortURIs are the last parts of namespaces: "domain-1.0 host-1.0".
func shortURIs(list []string) string {
	out := make([]string, len(list))
	for i, uri := range list {
		out[i] = uri[strings.LastIndexAny(uri, ":/")+1:]
	}
	return strings.Join(out, " ")
}

// explained says a registry's failure in the person's language.
func (r *root) explained(c *Config, err error) error {
	var p *registry.Problem
	if errors.As(err, &p) {
		return errors.New(p.In(r.language(c)))
	}
	return err
}

func (r *root) registryMessages() *cobra.Command {
	var ack, asJSON bool
	cmd := &cobra.Command{
		Use: "messages", Short: "What the registry said, newest first", Args: cobra.NoArgs,
		Long: `Prints the messages of the registry that the desk has kept. An open console reads the
registry's queue by itself; --ack does it now, without one: each message is kept in
the record first, and only then taken off the registry's queue.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			show := func(d *ticket.Desk, _ *Config) error { return r.showMessages(d, asJSON) }
			if !ack || r.open != nil {
				return r.reading(cmd.Context(), show)
			}
			return r.withRecord(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				n, err := d.ReadInbox(cmd.Context())
				if err != nil {
					return r.explained(c, err)
				}
				fmt.Fprintf(r.doors.Err, "%d new\n", n)
				return show(d, c)
			})
		},
	}
	cmd.Flags().BoolVar(&ack, "ack", false, "read the queue: keep what waits, then take it off there")
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}

func (r *root) showMessages(d *ticket.Desk, asJSON bool) error {
	list, err := d.RegistrySaid()
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(r.doors.Out, nonNil(list))
	}
	for i := range list {
		m := &list[i]
		fmt.Fprintf(r.doors.Out, "%s  %-8s  %s  %s  %s\n", m.At.In(d.Calendar.Zone()).Format("2006-01-02 15:04"), clean.Line(m.ID, 20), fit(m.Number, 10), fit(m.Name, 28), clean.Line(m.Text, 200))
	}
	return nil
}
