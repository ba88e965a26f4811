package command

import (
	"context"
	_ "embed" // the unit
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/ticket"
	"loket/ui/ssh"
)

//go:embed loket.service
var systemdUnit string

func (r *root) serve() *cobra.Command {
	var anew bool
	cmd := &cobra.Command{
		Use: "serve", Short: "Hold the record and the mailbox, and let officers in over SSH", Args: cobra.NoArgs,
		Long: `Pulls the mailbox, sends letters, runs actions, and serves the console to every officer
with a key ('loket officer key ID FILE.pub'):

  ssh -p 2222 DESK                     the console
  ssh -p 2222 DESK list 'due:<4h'      a command, as 'loket list' does it
  scp -P 2222 DESK:2026-00042/surat.pdf .`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			return r.doors.Serve(cmd.Context(), c, anew)
		},
	}
	cmd.Flags().BoolVar(&anew, "new-host-key", false, "take the host key that is there, although the desk was known by another")
	return cmd
}

// ServeOver serves a desk as configured until ctx ends; out is told where. newHostKey
// takes a host key that the desk was not known by.
func ServeOver(ctx context.Context, c *Config, p *Pulse, newHostKey bool, o ssh.Options, out io.Writer, env func(string) string) error {
	d := p.Desk
	if newHostKey {
		if err := d.KeepHostKey(""); err != nil {
			return err
		}
	}
	server, l, words, err := c.Server(ctx, d, o)
	if err != nil {
		return err
	}
	p.served.Store(&served{l.Addr().String(), server.Sessions})
	if err := p.serveMetrics(ctx, c.Serve.Metrics, o.Logger); err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprint(out, words)
	if err := notify(ctx, env, "READY=1"); err != nil {
		o.Logger.Warn("tell the service manager", "error", err)
	}
	err = server.Serve(ctx, l)
	if nerr := notify(context.WithoutCancel(ctx), env, "STOPPING=1"); nerr != nil {
		o.Logger.Warn("tell the service manager", "error", nerr)
	}
	return err
}

// notify tells systemd how the service does, where one started it.
func notify(ctx context.Context, env func(string) string, state string) error {
	path := env("NOTIFY_SOCKET")
	if path == "" {
		return nil
	}
	if path[0] == '@' { // abstract
		path = "\x00" + path[1:]
	}
	var dial net.Dialer
	conn, err := dial.DialContext(ctx, "unixgram", path)
	if err != nil {
		return err
	}
	_, err = conn.Write([]byte(state))
	return errors.Join(err, conn.Close())
}

// Signed does command lines of officers who signed in, on a desk that is open here.
func Signed(c *Config, d *ticket.Desk) func(ctx context.Context, g ssh.Guest, args []string, in io.Reader, out, err io.Writer) int {
	return func(ctx context.Context, g ssh.Guest, args []string, in io.Reader, out, err io.Writer) int {
		own := *c
		if own.Screen.Lang == "" {
			own.Screen.Lang = string(Locale(func(k string) string { return g.Env[k] }))
		}
		env := func(k string) string {
			if k == "LOKET_OFFICER" {
				return g.Officer
			}
			return ""
		}
		r := &root{as: g.Officer, args: args, open: d, settings: &own, doors: Doors{Env: env, Catalogue: func(*Config) (*domain.Catalogue, error) { return d.Catalogue, nil }, In: in, Out: out, Err: err}}
		cmd := r.bare()
		cmd.Short = "The desk's commands; without one, and with a terminal, the console"
		cmd.AddCommand(r.deeds()...)
		cmd.AddGroup(&cobra.Group{ID: onTickets, Title: "Work on a ticket:"})
		cmd.AddCommand(r.readers()...)
		strict(cmd)
		return r.execute(ctx, cmd, args)
	}
}
