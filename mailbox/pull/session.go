package pull

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const refusedTimes = 3 // a message the server lists and so often does not give is passed on as a problem

// reader reads one folder; its connection comes and goes.
type reader struct {
	account Account
	timing  Timing
	folder  string
	sink    Sink
	report  func(Status)

	link    *Link
	cursor  Cursor
	status  Status
	refused map[uint32]int // times a message that is listed did not come
	stuck   int            // readings that broke off, since the last complete one
	told    *Refusal       // a note to show while reading
	lost    string         // what the journal was told when the folder went missing
}

func newReader(a Account, folder string, sink Sink, report func(Status)) *reader {
	if report == nil {
		report = func(Status) {}
	}
	return &reader{
		account: a, timing: a.Timing.orDefaults(), folder: folder, sink: sink, report: report,
		status: Status{Account: a.Name, Folder: folder}, refused: map[uint32]int{},
	}
}

func (r *reader) say(state string, err error) {
	r.status.State, r.status.Err = state, err
	if state != Waiting && state != Failed {
		r.status.Next = time.Time{}
	}
	r.report(r.status)
}

// open connects and opens the folder.
func (r *reader) open(ctx context.Context) error {
	r.status.Done, r.status.Total = 0, 0
	r.say(Connecting, nil)
	link, err := Connect(ctx, r.account)
	if err != nil {
		return r.place(err)
	}
	r.link = link
	if err := link.readyMove(ctx); err != nil {
		return r.place(err)
	}
	if err := r.enter(ctx); err != nil {
		return r.place(err)
	}
	return r.place(r.sweep(ctx))
}

// sweep moves what an earlier reading kept and did not come to move. Messages
// passed over or not read whole stay.
func (r *reader) sweep(ctx context.Context) error {
	if r.account.MoveTo == "" || r.cursor.UID == 0 {
		return nil
	}
	left, err := r.link.list(ctx, 1, r.cursor.UID)
	if err != nil {
		return err
	}
	var uids []uint32
	for _, m := range left {
		if m.uid <= r.cursor.UID && m.size <= r.account.maxSize() && !m.internal.Before(r.unread()) && r.refused[m.uid] == 0 {
			uids = append(uids, m.uid)
		}
	}
	for some := range slices.Chunk(uids, batchCount) {
		if err := r.link.move(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) close() {
	if r.link != nil {
		r.link.Close()
		r.link = nil
	}
}

func (r *reader) place(err error) error {
	if f := new(Refusal); errors.As(err, &f) && f.Folder == "" {
		f.Folder = r.folder
	}
	return err
}

// enter opens the folder and settles where to read on.
func (r *reader) enter(ctx context.Context) error {
	kept, err := r.sink.Cursor(r.account.Name, r.folder)
	if err != nil {
		return r.notKept(err)
	}
	box, err := r.link.enter(ctx, r.folder)
	if gone := new(Refusal); errors.As(err, &gone) && gone.Code == UnknownFolder && !kept.never() {
		return r.missing(ctx, gone, kept)
	}
	if err != nil {
		return err
	}
	r.cursor, r.told = kept, nil
	note := &Refusal{Account: r.account.Name, Folder: r.folder, Host: r.link.endpoint.addr()}
	switch {
	case kept.never():
		r.cursor.UIDValidity = box.UIDValidity
	case kept.UIDValidity != box.UIDValidity:
		note.Code, r.told = Renumbered, note
		note.Text = fmt.Sprintf("the server numbers this folder anew (UIDVALIDITY %d, before %d); it is read again from the start, what is known is recognised", box.UIDValidity, kept.UIDValidity)
		r.cursor = Cursor{UIDValidity: box.UIDValidity}
	case box.UIDNext != 0 && uint32(box.UIDNext) <= kept.UID:
		note.Code, r.told = Restored, note
		note.Text = fmt.Sprintf("the server's folder ends before number %d, but number %d was read from it (restored from a copy?); it is read again from the start, what is known is recognised", box.UIDNext, kept.UID)
		r.cursor = Cursor{UIDValidity: box.UIDValidity}
	}
	if r.told != nil {
		clear(r.refused)
		r.lost = ""
		return r.deliver(ctx, Batch{Next: r.cursor, Note: note.Text})
	}
	if r.lost != "" {
		r.lost = ""
		return r.deliver(ctx, Batch{Next: r.cursor, Note: "the folder is there again; reading goes on where it ended"})
	}
	return nil
}

// next is the cursor after everything up to a number was settled.
func (r *reader) next(upto uint32) Cursor {
	c := r.cursor
	c.UID = max(c.UID, upto)
	c.Since = r.unread()
	return c
}

// unread is the date before which messages up to the cursor may be unread.
func (r *reader) unread() time.Time {
	if r.account.Since.After(r.cursor.Since) {
		return r.account.Since
	}
	return r.cursor.Since
}

func (r *reader) notKept(err error) error {
	return &Refusal{
		Code: NotKept, Account: r.account.Name, Folder: r.folder, Err: err, Detail: words(err.Error()),
		Text: "mail could not be kept here; it stays on the server and is tried again",
	}
}

func (r *reader) deliver(ctx context.Context, b Batch) error {
	b.Account, b.Folder = r.account.Name, r.folder
	return r.delivered(ctx, b, r.sink.Deliver(ctx, b))
}

// delivered goes on after a batch was given to the sink: what was kept moves the
// cursor, and the messages on the server where they are to be moved.
func (r *reader) delivered(ctx context.Context, b Batch, err error) error {
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if r := new(Refusal); errors.As(err, &r) {
			return r // a panic
		}
		return r.notKept(err)
	}
	r.cursor = b.Next
	if r.account.MoveTo == "" {
		return nil
	}
	var uids []uint32
	for _, m := range b.Mails {
		// What was not read whole stays where a person can fetch it.
		if !m.Oversize && m.Problem == "" {
			uids = append(uids, m.UID)
		}
	}
	return r.link.move(ctx, uids)
}

// read brings in everything above the cursor and gives the number of messages
// delivered.
func (r *reader) read(ctx context.Context) (total int, err error) {
	if total, err = r.backfill(ctx); err != nil {
		return total, r.place(err)
	}
	for {
		if r.cursor.UID == ^uint32(0) {
			return total, nil
		}
		all, err := r.link.list(ctx, r.cursor.UID+1, 0)
		if err != nil {
			return total, r.place(err)
		}
		r.status.Done, r.status.Total = 0, len(all)
		if len(all) > 0 {
			n, err := r.fetch(ctx, all, r.account.Since)
			total += n
			if err != nil {
				return total, r.place(err)
			}
		}
		if len(all) < listedAtOnce {
			r.told, r.stuck = nil, 0
			r.status.LastOK = r.account.now()
			return total, nil
		}
	}
}

// note is the current note as an error without the typed nil.
func (r *reader) note() error {
	if r.told == nil {
		return nil
	}
	return r.told
}
