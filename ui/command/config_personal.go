package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"loket/ticket"
)

// Personal is how data about persons is kept: where the site's key is, which the
// record's bytes are sealed with. Neither of them set: they are not sealed.
type Personal struct {
	KeyFile    string   `toml:"key_file"`
	KeyCommand []string `toml:"key_command"`
}

func (k *Personal) check(p *problems) {
	if k.KeyFile != "" && len(k.KeyCommand) > 0 {
		p.add("personal.key_file", "personal: set one of key_file and key_command")
	}
	if len(k.KeyCommand) > 0 && k.KeyCommand[0] == "" {
		p.add("personal.key_command", "personal: key_command begins with the program, such as [\"pass\", \"show\", \"loket/site-key\"]")
	}
}

// SiteKey returns what fetches the site's key, nil where none is configured.
func (c *Config) SiteKey(env func(string) string) func() ([]byte, error) {
	k := c.Personal
	if k.KeyFile == "" && len(k.KeyCommand) == 0 {
		return nil
	}
	reveal := Secret{File: k.KeyFile, Command: k.KeyCommand}.Reveal(env)
	return func() ([]byte, error) {
		key, err := reveal(context.Background())
		if err != nil {
			return nil, fmt.Errorf("personal.key_file or key_command: %w", err)
		}
		return []byte(key), nil
	}
}

// seal seals what was kept before the site had a key.
func (r *root) seal() *cobra.Command {
	return &cobra.Command{
		Use: "seal", Short: "Seal the mails and files that were kept before the site had a key", Args: cobra.NoArgs,
		Long: `Rewrites the bytes of mails, files and pages that were kept before [personal] named
a site key, sealed, and overwrites the old files. What is kept from then on is sealed
by itself. Backups made before hold the bytes as they were.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.withRecord(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				n, err := d.Seal()
				if err == nil {
					fmt.Fprintf(r.doors.Out, "blobs rewritten %d\n", n)
				}
				return err
			})
		},
	}
}
