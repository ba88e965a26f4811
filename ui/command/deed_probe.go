package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/ticket"
)

func (r *root) probe() *cobra.Command {
	var hint string
	cmd := r.deed(&cobra.Command{
		Use: "probe NUMBER", Short: "Ask what the step under way is about: is the name free, do its servers answer, does the payment fit", Args: cobra.ExactArgs(1),
		Long: `Asks the registry, the name servers or the proof of payment what the step under way,
or the dated work of the ticket, is about, and keeps the answer as evidence. Nothing is
changed anywhere. What nobody could be asked about is open.`,
	}, func(h *hand, _ []string) error {
		t, err := h.desk.Probe(h.ctx, h.by, h.t.ID, "", hint)
		if err != nil {
			return err
		}
		h.t, h.shown = t, true
		showProbes(h.out, t, domain.Lang(h.lang))
		return nil
	})
	cmd.Flags().StringVar(&hint, "hint", "", "what you know: a Kode Wilayah, or name servers with their addresses")
	return cmd
}

// showProbes prints every answer with its findings.
func showProbes(w io.Writer, t *ticket.Ticket, lang domain.Lang) {
	for i := range t.Probes {
		p := &t.Probes[i]
		line(w, "probe", fmt.Sprintf("%s %s %s", p.Kind, p.Verdict, p.Quote()))
		for _, f := range p.Findings {
			line(w, "", strings.TrimSpace("  "+f.What.In(lang)+" "+f.Do.In(lang)))
		}
	}
}
