package ticketview

import (
	"context"

	"loket/domain/clean"
	"loket/ui/kit"
)

// fetchBody brings the whole of the selected mail, of which only the headers
// came. It takes as long as the network does; the screen stays usable.
func (c *conversation) fetchBody() kit.Intent {
	s, version := c.s, c.selected().version
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		err := s.opt.Desk.FetchBody(ctx, s.env.Officer, s.id, version, s.opt.Bodies)
		return func() kit.Intent {
			c.drawn = nil
			return kit.Many{kit.Toast{Text: s.env.T("ticketview.did.fetch-body")}, s.load()}
		}, err
	}}
}

// noBodies says why nothing can be fetched, if so.
func (c *conversation) noBodies() clean.Text {
	if c.s.opt.Bodies == nil {
		return c.s.env.T("ticketview.why.no-bodies")
	}
	return clean.Text{}
}
