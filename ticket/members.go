package ticket

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"loket/ticket/document"
)

// maxTaken is how many members of one archive a ticket takes.
const maxTaken = 40

// Member says that a file was taken out of an archive on the same ticket. Its
// bytes are found again through the archive's.
type Member struct {
	Archive string `json:"archive"`         // SHA-256 of the archive, hex
	Name    string `json:"name"`            // path inside it, cleaned
	Place   int    `json:"place,omitempty"` // in the archive's own order
}

// Taken is one member that an officer picked, with what unpacking it gave.
type Taken struct {
	Name  string
	Place int
	Size  int64
	SHA   string
}

// TakeMembers makes attachments of members of an archive. They are scanned and
// inspected like any other; the archive stays what it is.
type TakeMembers struct {
	Archive string
	Files   []Taken
}

func (c TakeMembers) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	a := d.t.Attachment(c.Archive)
	if a == nil {
		return refuse("unknown-file", "that file is not on the ticket", "")
	}
	if a.Member != nil {
		return refuse("nested-archive", "an archive inside an archive is not unpacked", "ask the requester for the files themselves")
	}
	if a.Quarantined() {
		return inQuarantine(a)
	}
	b := MembersTaken{Archive: c.Archive}
	have := 0
	for i := range d.t.Messages {
		for _, o := range d.t.Messages[i].Attachments {
			if o.Member != nil && o.Member.Archive == c.Archive {
				have++
			}
		}
	}
	for _, f := range c.Files {
		if d.t.Attachment(f.SHA) != nil || slices.ContainsFunc(b.Files, func(o Attachment) bool { return o.SHA == f.SHA }) || f.SHA == "" {
			continue
		}
		b.Files = append(b.Files, Attachment{Mail: a.Mail, Index: a.Index, Name: lastPart(f.Name), Size: f.Size, SHA: f.SHA, Await: true,
			Member: &Member{Archive: c.Archive, Name: f.Name, Place: f.Place}})
	}
	switch {
	case len(b.Files) == 0:
		return refuse("taken-already", "these files are on the ticket already", "")
	case have+len(b.Files) > maxTaken:
		return refuse("too-many-members", fmt.Sprintf("a ticket takes %d files out of one archive", maxTaken), "ask the requester for the files themselves", fmt.Sprint(maxTaken))
	}
	d.own()
	d.emit(b)
	return nil
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// applyMembers puts what was taken beside the archive, in the message that
// brought it.
func (t *Ticket) applyMembers(b MembersTaken) {
	for i := range t.Messages {
		m := &t.Messages[i]
		if slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return a.SHA == b.Archive }) {
			m.Attachments = append(slices.Clip(m.Attachments), b.Files...)
			return
		}
	}
}

// Unpacker finds members of archives again; a Reader may be one.
type Unpacker interface {
	// Member returns the bytes of a file that was taken out of an archive.
	Member(raw []byte, a *Attachment) ([]byte, error)
}

// fileOf returns the bytes of a file in the mail that brought it.
func (d *Desk) fileOf(raw []byte, a *Attachment) ([]byte, error) {
	if a.Member == nil {
		return d.Reader.File(raw, a.Index, a.SHA)
	}
	u, ok := d.Reader.(Unpacker)
	if !ok {
		return nil, errors.New("desk does not unpack archives")
	}
	data, err := u.Member(raw, a)
	if errors.Is(err, document.ErrLocked) { // its password is gone with the program that knew it
		return nil, refuse("locked-archive", "the archive is locked", "open it with its password first")
	}
	return data, err
}

// awaitsItself reports whether a file that the message itself brought is still to
// be inspected; what was taken out of an archive afterwards is not meant.
func (m *Message) awaitsItself() bool {
	return slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return a.Await && a.Member == nil })
}
