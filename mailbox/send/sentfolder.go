package send

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"loket/mailbox/pull"
)

// FindSent reports whether the Sent folder holds a letter with this Message-ID
// (with or without angle brackets). folder "" is the server's own, see
// AppendSent. No such folder is no such letter.
func FindSent(ctx context.Context, a pull.Account, folder, messageID string) (bool, error) {
	l, err := pull.Connect(ctx, a)
	if err != nil {
		return false, err
	}
	defer l.Close()
	if folder, err = existing(ctx, l, folder); folder == "" || err != nil {
		return false, err
	}
	return find(ctx, l, folder, strings.Trim(messageID, "<> "))
}

// AppendSent keeps a copy of a sent letter, marked as read. folder "" means the
// one the server marks \\Sent (RFC 6154), else one named Sent. A folder that is
// not there is created. A letter whose Message-ID is there already is not put
// there twice. The error is a *pull.Refusal or ctx's.
func AppendSent(ctx context.Context, a pull.Account, folder string, raw []byte, at time.Time) error {
	l, err := pull.Connect(ctx, a)
	if err != nil {
		return err
	}
	defer l.Close()
	there, err := existing(ctx, l, folder)
	if err != nil {
		return err
	}
	if there == "" {
		if there = folder; there == "" {
			there = "Sent"
		}
		if err := l.Do(ctx, 0, func() error { return l.Client.Create(there, nil).Wait() }); err != nil {
			return err
		}
	} else if found, err := find(ctx, l, there, messageID(raw)); found || err != nil {
		return err
	}
	budget := time.Minute + time.Duration(len(raw)/4096)*time.Second
	return l.Do(ctx, budget, func() error {
		cmd := l.Client.Append(there, int64(len(raw)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: at})
		_, failed := cmd.Write(raw)
		if err := cmd.Close(); failed == nil {
			failed = err
		}
		// The server's own words are better than a cut-off write.
		if _, err := cmd.Wait(); err != nil {
			return err
		}
		return failed
	})
}

// existing gives the folder's name, "" if it is not there.
func existing(ctx context.Context, l *pull.Link, folder string) (string, error) {
	if folder == "" {
		return sentFolder(ctx, l)
	}
	all, err := l.Folders(ctx)
	if err != nil || !slices.ContainsFunc(all, func(f imap.ListData) bool { return f.Mailbox == folder }) {
		return "", err
	}
	return folder, nil
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
