package ticketview

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/kit"
)

// Unpacker gives one member of an archive.
type Unpacker interface {
	Unpack(ctx context.Context, data []byte, name string, place int) ([]byte, error)
}

// maxAtOnce is how many members are taken with one key.
const maxAtOnce = 20

func isArchive(a *ticket.Attachment) bool {
	if a == nil || a.Report == nil || a.Member != nil {
		return false
	}
	switch a.Report.Kind {
	case document.KindZIP, document.KindRAR, document.Kind7Z:
		return true
	default:
		return false
	}
}

// members lists the shown archive and offers to take files out of it.
func (d *documents) members() kit.Intent {
	s, a := d.s, *d.shown()
	return s.work(func(ctx context.Context) (func() kit.Intent, error) {
		data, err := s.viewing(ctx, &a)
		if err != nil {
			return nil, err
		}
		report, err := s.opt.Inspector.Inspect(ctx, a.Name, a.Report.Claimed, data) // the record keeps the beginning of the list only
		if err != nil {
			return nil, fmt.Errorf("list %q: %w", a.Name, err)
		}
		return func() kit.Intent { return s.pick(a, data, report.Members) }, nil
	})
}

func (s *Screen) pick(a ticket.Attachment, data []byte, list []document.Member) kit.Intent {
	e := s.env
	here := map[string]bool{}
	for i := range s.l.t.Messages {
		for _, o := range s.l.t.Messages[i].Attachments {
			if o.Member != nil && o.Member.Archive == a.SHA {
				here[o.Member.Name] = true
			}
		}
	}
	var entries []kit.Entry
	var free []document.Member
	for _, m := range list {
		en := kit.Entry{Text: line(m.Name), Note: e.Lang.Size(m.Size), Then: func() kit.Intent { return s.take(a, data, []document.Member{m}) }}
		switch {
		case here[m.Name]:
			en.Why = e.T("ticketview.members.taken")
		case m.Locked:
			en.Why = e.T("ticketview.file.locked")
		default:
			free = append(free, m)
		}
		entries = append(entries, en)
	}
	if n := len(free); n > 1 && n <= maxAtOnce {
		entries = append([]kit.Entry{{Key: "a", Text: e.T("ticketview.members.all", n), Then: func() kit.Intent { return s.take(a, data, free) }}}, entries...)
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("ticketview.members.title", line(a.Name)), Note: e.T("ticketview.members.note"), Entries: entries})}
}

// take unpacks the members and puts them on the ticket. One that cannot be
// unpacked is said and holds up no other.
func (s *Screen) take(a ticket.Attachment, data []byte, list []document.Member) kit.Intent {
	return s.work(func(ctx context.Context) (func() kit.Intent, error) {
		c := ticket.TakeMembers{Archive: a.SHA}
		var failed clean.Text
		for _, m := range list {
			b, err := s.opt.Unpacker.Unpack(ctx, data, m.Name, m.Place)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil {
				failed = s.env.T("ticketview.members.failed", line(m.Name), s.unpackFault(err))
				continue
			}
			sum := sha256.Sum256(b)
			c.Files = append(c.Files, ticket.Taken{Name: m.Name, Place: m.Place, Size: int64(len(b)), SHA: hex.EncodeToString(sum[:])})
		}
		return func() kit.Intent {
			var out kit.Many
			if len(c.Files) > 0 {
				out = append(out, s.doLatest(c, s.env.T("ticketview.did.members", len(c.Files), line(a.Name))))
			}
			if !failed.Empty() {
				out = append(out, kit.Toast{Text: failed, Level: kit.Warn})
			}
			return out
		}, nil
	})
}

func (s *Screen) unpackFault(err error) clean.Text {
	switch {
	case errors.Is(err, document.ErrLocked):
		return s.env.T("ticketview.file.locked")
	case errors.Is(err, document.ErrBomb):
		return s.env.T("ticketview.members.bomb")
	}
	return s.env.T("ticketview.members.broken")
}

func (d *documents) noMembers() clean.Text {
	if !isArchive(d.shown()) || d.s.opt.Unpacker == nil || d.s.opt.Inspector == nil {
		return d.s.env.T("ticketview.why.no-archive")
	}
	return d.s.shut()
}
