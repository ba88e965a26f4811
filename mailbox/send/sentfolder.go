package send

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"loket/mailbox/pull"
)

// FindSent reports whether the account's Sent folder holds a letter with this
// Message-ID (with or without angle brackets). No such folder is no such letter.
func FindSent(ctx context.Context, a pull.Account, messageID string) (bool, error) {
	l, err := pull.Connect(ctx, a)
	if err != nil {
		return false, err
	}
	defer l.Close()
	folder, err := sentFolder(ctx, l)
	if folder == "" || err != nil {
		return false, err
	}
	return find(ctx, l, folder, strings.Trim(messageID, "<> "))
}

// sentFolder gives the existing Sent folder's name, "" if there is none.
func sentFolder(ctx context.Context, l *pull.Link) (string, error) {
	all, err := l.Folders(ctx)
	if err != nil {
		return "", err
	}
	for _, f := range all {
		if slices.Contains(f.Attrs, imap.MailboxAttrSent) {
			return f.Mailbox, nil
		}
	}
	for _, f := range all {
		name := f.Mailbox
		if i := strings.LastIndex(name, string(f.Delim)); f.Delim != 0 && i >= 0 {
			name = name[i+1:]
		}
		if strings.EqualFold(name, "Sent") {
			return f.Mailbox, nil
		}
	}
	return "", nil
}

func ensure(ctx context.Context, l *pull.Link, folder string) error {
	all, err := l.Folders(ctx)
	if err != nil || slices.ContainsFunc(all, func(f imap.ListData) bool { return f.Mailbox == folder }) {
		return err
	}
	return l.Do(ctx, 0, func() error { return l.Client.Create(folder, nil).Wait() })
}

func find(ctx context.Context, l *pull.Link, folder, id string) (found bool, err error) {
	if id == "" {
		return false, nil
	}
	err = l.Do(ctx, 2*time.Minute, func() error {
		if _, err := l.Client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
			return err
		}
		data, err := l.Client.UIDSearch(&imap.SearchCriteria{
			Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: id}},
		}, nil).Wait()
		if err != nil {
			return err
		}
		// Not AllUIDs: it would unfold a range of any size.
		set, _ := data.All.(imap.UIDSet)
		found = len(set) > 0
		return nil
	})
	return found, err
}

// messageID gives the Message-ID of our own letter without brackets.
func messageID(raw []byte) string {
	for line := range strings.Lines(string(raw[:min(len(raw), 64<<10)])) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		if name, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(name, "Message-ID") {
			return strings.Trim(strings.TrimSpace(value), "<>")
		}
	}
	return ""
}
