package mailbox

import (
	"context"
	"fmt"
	"slices"

	"loket/mailbox/intake"
	"loket/mailbox/pull"
	"loket/ticket"
)

// Bodies fetches by hand what came as headers only. It is a ticket.Bodies.
type Bodies struct {
	Accounts []pull.Account
	Reader   *intake.Reader
}

var _ ticket.Bodies = (*Bodies)(nil)

// Body reads one message whole, over a connection of its own and up to the
// account's MaxFetch.
func (b *Bodies) Body(ctx context.Context, m ticket.MailRecord) (ticket.Incoming, error) {
	account, folder, validity, uid, err := ticket.SplitMailKey(m.Key)
	if err != nil {
		return ticket.Incoming{}, err
	}
	i := slices.IndexFunc(b.Accounts, func(a pull.Account) bool { return a.Name == account })
	if i < 0 {
		return ticket.Incoming{}, fmt.Errorf("the mailbox %q is not configured any more", account)
	}
	f, err := pull.FetchOne(ctx, b.Accounts[i], folder, validity, uid, m.MessageID)
	if err != nil {
		return ticket.Incoming{}, err
	}
	return b.Reader.Whole(ctx, &f), nil
}
