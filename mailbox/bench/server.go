package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"loket/mailbox/pull"
)

// Box is a mailbox on a server.
type Box struct{ Account pull.Account }

// Fill makes a folder and puts n generated messages into it; report hears how far
// it is. A folder that exists already is refused: this package deletes what it
// makes.
func (b Box) Fill(ctx context.Context, folder string, n int, report func(done int)) error {
	m, err := New()
	if err != nil {
		return err
	}
	l, err := pull.Connect(ctx, b.Account)
	if err != nil {
		return err
	}
	defer l.Close()
	if err := l.Do(ctx, 0, func() error { return l.Client.Create(folder, nil).Wait() }); err != nil {
		return fmt.Errorf("make the folder %s: %w", folder, err)
	}
	for i := range n {
		raw := m.Mail(i)
		err := l.Do(ctx, time.Minute, func() error {
			cmd := l.Client.Append(folder, int64(len(raw)), &imap.AppendOptions{Time: time.Date(2026, 11, 20, 2, 0, i%60, 0, time.UTC)})
			_, failed := cmd.Write(raw)
			if err := cmd.Close(); failed == nil {
				failed = err
			}
			_, err := cmd.Wait()
			return errors.Join(err, failed)
		})
		if err != nil {
			return fmt.Errorf("put message %d into %s: %w", i+1, folder, err)
		}
		if report != nil && (i+1)%1000 == 0 {
			report(i + 1)
		}
	}
	return nil
}

// Remove deletes the folder that Fill made.
func (b Box) Remove(ctx context.Context, folder string) error {
	l, err := pull.Connect(ctx, b.Account)
	if err != nil {
		return err
	}
	defer l.Close()
	return l.Do(ctx, time.Minute, func() error { return l.Client.Delete(folder).Wait() })
}

// Fetch reads a whole folder to nowhere: the floor under every program that
// pulls, on this server and connection. The time is that after signing in.
func (b Box) Fetch(ctx context.Context, folder string) (messages int, bytes int64, took time.Duration, err error) {
	l, err := pull.Connect(ctx, b.Account)
	if err != nil {
		return 0, 0, 0, err
	}
	defer l.Close()
	begin := time.Now()
	err = l.Do(ctx, time.Hour, func() error {
		if _, err := l.Client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
			return err
		}
		var all imap.UIDSet
		all.AddRange(1, 0)
		cmd := l.Client.Fetch(all, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}})
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			messages++
			for item := msg.Next(); item != nil; item = msg.Next() {
				body, ok := item.(imapclient.FetchItemDataBodySection)
				if !ok || body.Literal == nil {
					continue
				}
				n, err := io.Copy(io.Discard, body.Literal)
				if bytes += n; err != nil {
					return err
				}
			}
		}
		return cmd.Close()
	})
	return messages, bytes, time.Since(begin), err
}
