package pull

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

const maxFolders = 1000 // names kept of a server's list

// Folders lists the folders that can be opened, sorted, at most 1,000.
func (l *Link) Folders(ctx context.Context) ([]imap.ListData, error) {
	var found []imap.ListData
	err := l.Do(ctx, 0, func() error {
		var options *imap.ListOptions
		if l.Client.Caps().Has(imap.CapSpecialUse) {
			options = &imap.ListOptions{ReturnSpecialUse: true}
		}
		cmd := l.Client.List("", "*", options)
		for f := cmd.Next(); f != nil; f = cmd.Next() {
			if len(found) < maxFolders && !slices.Contains(f.Attrs, imap.MailboxAttrNoSelect) {
				found = append(found, *f)
			}
		}
		return cmd.Close()
	})
	slices.SortFunc(found, func(a, b imap.ListData) int { return strings.Compare(a.Mailbox, b.Mailbox) })
	return found, err
}

// enter opens a folder, read-only unless mail is to be moved out of it.
func (l *Link) enter(ctx context.Context, folder string) (*imap.SelectData, error) {
	var data *imap.SelectData
	err := l.Do(ctx, 0, func() (err error) {
		data, err = l.Client.Select(folder, &imap.SelectOptions{ReadOnly: l.account.MoveTo == ""}).Wait()
		return err
	})
	r := new(Refusal)
	if errors.As(err, &r) && r.Code == ServerSays {
		return nil, l.unknown(ctx, folder, r)
	}
	if err == nil && data.UIDValidity == 0 {
		return nil, &Refusal{
			Code: ServerSays, Account: l.account.Name, Folder: folder, Host: l.endpoint.addr(),
			Text: "the server gives no lasting numbers (UIDVALIDITY) for this folder; it cannot be read safely",
		}
	}
	return data, err
}

func (l *Link) unknown(ctx context.Context, folder string, r *Refusal) error {
	r.Folder = folder
	all, err := l.Folders(ctx)
	if err != nil {
		return r
	}
	for _, f := range all {
		if f.Mailbox == folder {
			r.Text = fmt.Sprintf("folder %s cannot be opened", words(folder))
			return r
		}
		r.Folders = append(r.Folders, words(f.Mailbox))
	}
	r.Code = UnknownFolder
	r.Text = fmt.Sprintf("there is no folder %s; there are: %s", words(folder), strings.Join(r.Folders[:min(len(r.Folders), 20)], ", "))
	return r
}

// readyMove makes sure that MoveTo exists.
func (l *Link) readyMove(ctx context.Context) error {
	to := l.account.MoveTo
	if to == "" {
		return nil
	}
	all, err := l.Folders(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(f imap.ListData) bool { return f.Mailbox == to }) {
		return nil
	}
	return l.moving(l.Do(ctx, 0, func() error { return l.Client.Create(to, nil).Wait() }))
}

// move puts messages into MoveTo. Without MOVE they are copied first and only
// marked deleted once the copy is confirmed; without UIDPLUS the mark stays,
// because a plain EXPUNGE would remove what other people marked. (The library's
// own fallback sends all three without waiting for the copy.)
func (l *Link) move(ctx context.Context, uids []uint32) error {
	if len(uids) == 0 {
		return nil
	}
	var set imap.UIDSet
	for _, u := range uids {
		set.AddNum(imap.UID(u))
	}
	return l.moving(l.Do(ctx, 10*l.endpoint.silence(), func() error {
		caps := l.Client.Caps()
		if caps.Has(imap.CapMove) {
			_, err := l.Client.Move(set, l.account.MoveTo).Wait()
			return err
		}
		if _, err := l.Client.Copy(set, l.account.MoveTo).Wait(); err != nil {
			return err
		}
		gone := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
		if err := l.Client.Store(set, gone, nil).Close(); err != nil {
			return err
		}
		if !caps.Has(imap.CapUIDPlus) {
			return nil
		}
		return l.Client.UIDExpunge(set).Close()
	}))
}

func (l *Link) moving(err error) error {
	r := new(Refusal)
	if errors.As(err, &r) && r.Code == ServerSays {
		r.Code, r.Folder = MoveRefused, l.account.MoveTo
		r.Text = fmt.Sprintf("mail cannot be moved to folder %s; check move_to and the rights on it", words(l.account.MoveTo))
	}
	return err
}
