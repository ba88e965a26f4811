package pull

import (
	"context"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// asked bounds the folders that are asked for their numbers when one is missing.
const asked = 200

// missing says of a folder that was read and is not there any more where it may
// be now, in the refusal and, once, in the journal. The cursor stays: when the
// folder returns reading goes on.
func (r *reader) missing(ctx context.Context, gone *Refusal, kept Cursor) error {
	r.cursor = kept
	if name := r.link.sameNumbers(ctx, r.account.folders(), kept); name != "" {
		gone.Text = fmt.Sprintf("there is no folder %s any more; it seems to be called %s now: put that into folders (what is known is recognised, nothing comes twice)", words(r.folder), words(name))
	}
	gone.Folder = r.folder
	if r.lost != gone.Text {
		if err := r.deliver(ctx, Batch{Next: kept, Note: gone.Text}); err != nil {
			return err
		}
		r.lost = gone.Text
	}
	return gone
}

// sameNumbers finds the folder under whose numbers a cursor could have been
// kept: the only one with its UIDVALIDITY that goes as far. "" if there is none
// or doubt.
func (l *Link) sameNumbers(ctx context.Context, known []string, c Cursor) string {
	all, err := l.Folders(ctx)
	if err != nil {
		return ""
	}
	var found []string
	for _, f := range all[:min(len(all), asked)] {
		if slices.Contains(known, f.Mailbox) {
			continue
		}
		var data *imap.StatusData
		err := l.Do(ctx, 0, func() (err error) {
			data, err = l.Client.Status(f.Mailbox, &imap.StatusOptions{UIDNext: true, UIDValidity: true}).Wait()
			return err
		})
		if err == nil && data.UIDValidity == c.UIDValidity && uint32(data.UIDNext) > c.UID {
			found = append(found, f.Mailbox)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}
