package command

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"loket/ticket"
)

func (r *root) url() *cobra.Command {
	var note string
	var all bool
	cmd := r.deed(&cobra.Command{
		Use: "url NUMBER STATE|look|accept {URL... | --all}", Short: "Set the state of reported addresses", Args: cobra.MinimumNArgs(2),
		Long: "Sets the state of reported addresses after a look at each: " + strings.Join(ticket.URLStates, ", ") + ".\n" +
			"Content that is found once more after its owner was told becomes \"still\" by itself.\n" +
			"look has the desk look, where the site lets it; accept gives them the state that its\n" +
			"newest look proposes.",
		Example: "  loket url 42 found --all\n  loket url 42 clean https://contohkab.go.id/slot",
	}, func(h *hand, args []string) error {
		urls := args[1:]
		if all == (len(urls) > 0) {
			return usage(errors.New("write addresses of the ticket, or --all"))
		}
		if all {
			for _, u := range h.t.URLs {
				urls = append(urls, u.URL)
			}
		}
		switch args[0] {
		case "look":
			return h.do(ticket.AskLooks{URLs: urls})
		case "accept":
			return h.do(ticket.AcceptLooks{URLs: urls})
		}
		return h.do(ticket.MarkURLs{URLs: urls, State: args[0], Note: note})
	})
	cmd.Flags().BoolVar(&all, "all", false, "all addresses of the ticket")
	cmd.Flags().StringVar(&note, "note", "", "what was seen")
	return cmd
}
