package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
)

// officer is who works at the desk.
func (r *root) officer() *cobra.Command {
	cmd := &cobra.Command{
		Use: "officer", Short: "Who works at the desk: roles, rights, keys, leave",
		Long: `Officers are named in the configuration to begin with. What is changed here is kept in
the record, with who changed it and when, and wins over the configuration. Until
somebody is an administrator whoever has the record may change officers.`,
	}
	cmd.AddCommand(r.officerList(), r.officerAdd(), r.officerKey(), r.officerLeave(),
		r.officerSwitch("disable", "Let an officer in no more; the record keeps the name", true),
		r.officerSwitch("enable", "Let an officer in again", false))
	return cmd
}

func (r *root) officerList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List officers with their roles and keys", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				all := d.Staff().List()
				if asJSON {
					return writeJSON(r.doors.Out, nonNil(all))
				}
				for i := range all {
					printOfficer(r.doors.Out, &all[i])
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}

func printOfficer(w io.Writer, o *staff.Officer) {
	state := ""
	if o.Disabled {
		state = "  disabled"
	}
	services := "all services"
	if len(o.Services) > 0 {
		services = strings.Join(o.Services, ",")
	}
	fmt.Fprintf(w, "%-16s %-28s %-24s %s%s\n", o.ID, fit(o.Name, 28), joined(o.Roles), services, state)
	for _, k := range o.Keys {
		fmt.Fprintf(w, "    key   %s %s\n", k.Fingerprint, clean.Line(k.Comment, 80))
	}
	for _, l := range o.Leaves {
		fmt.Fprintf(w, "    leave %s to %s, stand-in %s\n", l.From, l.To, l.StandIn)
	}
}

func joined(roles []staff.Role) string {
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = string(role)
	}
	return strings.Join(words, ",")
}

func (r *root) officerAdd() *cobra.Command {
	var name, email, lang string
	var roles, services []string
	cmd := &cobra.Command{
		Use: "add ID", Short: "Enter an officer, or change one that is there", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.changeOfficer(cmd, args[0], "add", func(d *ticket.Desk, o *staff.Officer) error {
				changed := cmd.Flags().Changed
				if changed("name") {
					o.Name = name
				}
				if changed("email") {
					o.Email = email
				}
				if changed("mail-lang") {
					o.Lang = lang
				}
				if changed("role") {
					o.Roles = nil
					for _, role := range roles {
						o.Roles = append(o.Roles, staff.Role(role))
					}
				}
				if len(o.Roles) == 0 {
					o.Roles = []staff.Role{staff.Worker}
				}
				if changed("service") {
					o.Services = slices.DeleteFunc(services, func(s string) bool { return s == "all" })
				}
				for _, s := range o.Services {
					if _, ok := d.Catalogue.Service(s); !ok {
						return usage(fmt.Errorf("there is no service %q; 'loket service list' names them", s))
					}
				}
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&name, "name", "", "as it stands in letters")
	f.StringVar(&email, "email", "", "for alerts")
	f.StringVar(&lang, "mail-lang", "", "id or en: of what the desk mails to the officer")
	f.StringSliceVar(&roles, "role", nil, strings.ReplaceAll(joined(staff.Roles()), ",", ", "))
	f.StringSliceVar(&services, "service", nil, "works only on these; all: on every one")
	return cmd
}

func (r *root) officerKey() *cobra.Command {
	var line, remove string
	cmd := &cobra.Command{
		Use: "key ID [FILE.pub]", Short: "Give an officer a key to sign in with, or take one away", Args: cobra.RangeArgs(1, 2),
		Long: `Reads one line of an OpenSSH .pub or authorized_keys file; "-" reads standard input. Of
the options from= and expiry-time= are carried out.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 && r.open == nil {
				text, err := r.keyFile(args[1])
				if err != nil {
					return err
				}
				line, r.args = text, append(r.without(args[1]), "--line", text)
			}
			if (line == "") == (remove == "") {
				return usage(errors.New("give the key's file, or --remove and a fingerprint"))
			}
			return r.changeOfficer(cmd, args[0], "key", func(d *ticket.Desk, o *staff.Officer) error {
				if remove != "" {
					n := len(o.Keys)
					o.Keys = slices.DeleteFunc(o.Keys, func(k staff.Key) bool { return k.Fingerprint == remove })
					if len(o.Keys) == n {
						return &exit{ExitNotFound, fmt.Errorf("%s has no key %s", o.ID, remove)}
					}
					return nil
				}
				k, err := staff.ParseKey(line, d.Now(), d.Calendar.Zone())
				if err != nil {
					return usage(err)
				}
				k.By = r.who("")
				o.Keys = append(slices.DeleteFunc(o.Keys, func(other staff.Key) bool { return other.Fingerprint == k.Fingerprint }), k)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&line, "line", "", "the key itself, instead of its file")
	cmd.Flags().StringVar(&remove, "remove", "", "fingerprint of a key to take away, SHA256:...")
	return cmd
}

// keyFile reads the one line of a key's file.
func (r *root) keyFile(path string) (string, error) {
	in, err := r.file(path)
	if err != nil {
		return "", usage(err)
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, 64<<10))
	if err != nil {
		return "", err
	}
	var lines []string
	for l := range strings.Lines(string(data)) {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			lines = append(lines, l)
		}
	}
	if len(lines) != 1 && !strings.Contains(string(data), "PRIVATE KEY") {
		return "", usage(fmt.Errorf("%s has %d keys; give one at a time", path, len(lines)))
	}
	return strings.Join(lines, " "), nil
}

// without is the command line without one argument.
func (r *root) without(arg string) []string {
	i := slices.Index(r.args, arg)
	return slices.Delete(slices.Clone(r.args), i, i+1)
}

func (r *root) officerLeave() *cobra.Command {
	var from, to, standIn string
	var none bool
	cmd := &cobra.Command{
		Use: "leave ID", Short: "Say when an officer is away and who stands in", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.changeOfficer(cmd, args[0], "leave", func(_ *ticket.Desk, o *staff.Officer) error {
				if none {
					o.Leaves = nil
					return nil
				}
				o.Leaves = append(o.Leaves, staff.Leave{From: from, To: to, StandIn: standIn})
				slices.SortFunc(o.Leaves, func(a, b staff.Leave) int { return strings.Compare(a.From, b.From) })
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&from, "from", "", "first day, 2006-01-02")
	f.StringVar(&to, "to", "", "last day")
	f.StringVar(&standIn, "stand-in", "", "officer who has the work meanwhile")
	f.BoolVar(&none, "none", false, "take every leave away")
	return cmd
}

func (r *root) officerSwitch(use, short string, off bool) *cobra.Command {
	return &cobra.Command{
		Use: use + " ID", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.changeOfficer(cmd, args[0], use, func(_ *ticket.Desk, o *staff.Officer) error {
				o.Disabled = off
				return nil
			})
		},
	}
}

// who is the officer whose command this is: who signed in, or who says so at the
// machine that holds the record.
func (r *root) who(asked string) string {
	if r.as != "" {
		return r.as
	}
	return WhoActs(asked, r.doors.Env)
}

// changeOfficer keeps what change makes of an officer and prints it. Only "add"
// makes one that is not there.
func (r *root) changeOfficer(cmd *cobra.Command, id, why string, change func(*ticket.Desk, *staff.Officer) error) error {
	return r.reading(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
		o, known := d.Staff()[id]
		if !known && why != "add" {
			return &exit{ExitNotFound, fmt.Errorf("there is no officer %q; 'loket officer list' names them", id)}
		}
		o.ID, o.Keys, o.Leaves = id, slices.Clone(o.Keys), slices.Clone(o.Leaves)
		if err := change(d, &o); err != nil {
			return err
		}
		if err := d.KeepOfficer(cmd.Context(), r.who(""), o, why, r.as == ""); err != nil {
			return err
		}
		printOfficer(r.doors.Out, &o)
		return nil
	})
}
