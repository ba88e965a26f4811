package dispatch

import (
	"context"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"loket/mailbox/pull"
	"loket/mailbox/send"
)

// inSent reports whether the folder that keeps the copies has a letter with this
// Message-ID.
func (p *Post) inSent(ctx context.Context, messageID string) (bool, error) {
	if p.Folder == "" {
		return send.FindSent(ctx, p.Mailbox, messageID)
	}
	l, err := pull.Connect(ctx, p.Mailbox)
	if err != nil {
		return false, err
	}
	defer l.Close()
	all, err := l.Folders(ctx)
	if err != nil || !slices.ContainsFunc(all, func(f imap.ListData) bool { return f.Mailbox == p.Folder }) {
		return false, err // no folder: nothing was kept
	}
	found := false
	err = l.Do(ctx, 2*time.Minute, func() error {
		if _, err := l.Client.Select(p.Folder, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
			return err
		}
		data, err := l.Client.UIDSearch(&imap.SearchCriteria{
			Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: messageID}},
		}, nil).Wait()
		if err != nil {
			return err
		}
		set, _ := data.All.(imap.UIDSet)
		found = len(set) > 0
		return nil
	})
	return found, err
}
