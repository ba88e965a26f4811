// Package intake brings pulled mail to the desk: it reads the bytes, has the
// attachments inspected and hands a bounded batch over. It decides nothing
// about tickets.
package intake

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"loket/domain/clean"
	"loket/mailbox/mail"
	"loket/mailbox/pull"
	"loket/mailbox/sender"
	"loket/ticket"
	"loket/ticket/document"
)

// Desk is what intake needs of the desk.
type Desk interface {
	Ready(b *ticket.Batch) error
	Receive(ctx context.Context, b ticket.Batch) (ticket.Received, error)
	Ticket(id ticket.ID) (*ticket.Ticket, error)
	Raw(hash string) ([]byte, error)
	Awaiting(limit int) []ticket.ID
	Inspect(ctx context.Context, list []ticket.Inspected) error
	Illegible(limit int) []ticket.ID
	Known(sha string, fresh func(*document.Report) bool) (*document.Report, error)
	ScanFiles(ctx context.Context, raw []byte, files []ticket.Attachment, get func(*ticket.Attachment) ([]byte, error)) map[string]*document.Scan
	ScanSome(ctx context.Context) (more bool, err error)
	Renewer
}

// Renewer is what a later look at files needs of a desk.
type Renewer interface {
	Keeper
	Stale(trust string) (bool, error)
	Fresh(trust string) error
}

// Reader reads mail for a desk. It is a pull.Sink and a ticket.Reader. Fill the
// fields before use; they do not change afterwards.
type Reader struct {
	Mail      mail.Options
	Sender    sender.Options     // for the judgement on who wrote; its Now is set for each mail
	Inspector document.Inspector // nil: attachments are listed, not inspected
	Scans     Recogniser         // nil: the text of scans is not recognised
	Unpacker  Unpacker           // nil: nothing is taken out of archives
	Desk      Desk
	Log       ticket.Log // for the cursor
	// Trust names what the site trusts for signatures now (signature.Trust.ID);
	// nil: nothing, and it never changes.
	Trust func() string
	// Parallel is how many mails are read at once, 2 where it is 0.
	Parallel int
}

var (
	_ pull.Ahead    = (*Reader)(nil)
	_ ticket.Reader = (*Reader)(nil)

	_ ticket.PlainReader = (*Reader)(nil)
)

// Cursor says how far a folder was read.
func (r *Reader) Cursor(account, folder string) (c pull.Cursor, err error) {
	err = r.Log.View(func(tx ticket.ReadTx) error {
		m, err := ticket.ReadMark(tx, account, folder)
		c = pull.Cursor{UIDValidity: m.Validity, UID: m.UID, Since: m.Since}
		return err
	})
	return c, err
}

// readAll reads mails side by side.
func (r *Reader) readAll(ctx context.Context, part []pull.Fetched) []ticket.Incoming {
	out := make([]ticket.Incoming, len(part))
	slots := make(chan struct{}, max(r.Parallel, 2))
	var wg sync.WaitGroup
	for i := range part {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			out[i] = r.fetched(ctx, &part[i])
		})
	}
	wg.Wait()
	return out
}

func (r *Reader) fetched(ctx context.Context, f *pull.Fetched) ticket.Incoming {
	key := ticket.MailKey(f.Account, f.Folder, f.UIDValidity, f.UID)
	if f.Problem != "" {
		return ticket.Incoming{Key: key, Internal: f.Internal, Size: f.Size, Raw: f.Raw,
			Failed: "the server did not give it: " + clean.Line(f.Problem, 200).String()}
	}
	in := r.read(ctx, f.Raw, f.Oversize, f.Internal)
	in.Key, in.Internal, in.Oversize = key, f.Internal, f.Oversize
	if f.Size > 0 {
		in.Size = f.Size
	}
	return in
}

// Whole makes the desk's form of a message fetched by hand.
func (r *Reader) Whole(ctx context.Context, f *pull.Fetched) ticket.Incoming {
	return r.fetched(ctx, f)
}

// Read makes the desk's form of kept raw bytes.
func (r *Reader) Read(ctx context.Context, raw []byte, m ticket.MailRecord) ticket.Incoming {
	in := r.read(ctx, raw, m.Fate == ticket.FateOversize, m.Internal)
	in.Key, in.Internal, in.Size = m.Key, m.Internal, m.Size
	return in
}

// Plain returns the words of a mail and the names of its files, without judging who
// wrote it, which asks name servers.
func (r *Reader) Plain(raw []byte) (text string) {
	defer func() {
		if recover() != nil {
			text = "" // a mail that cannot be read has no words
		}
	}()
	m := mail.Parse(raw, r.Mail)
	text = squeeze(m.Text.String())
	for i := range m.Attachments {
		text += "\n" + m.Attachments[i].Name.String()
	}
	return text
}

// ErrNoFile says that a mail has no attachment with that index.
var ErrNoFile = errors.New("the mail has no such attachment")

// File returns the decoded bytes of one attachment.
func (r *Reader) File(raw []byte, index int, sha string) ([]byte, error) {
	data, err := find(mail.Parse(raw, r.Mail), index, sha)
	if err != nil {
		return nil, fmt.Errorf("attachment %d: %w: %w", index, ErrNoFile, err)
	}
	return data, nil
}

// find returns the bytes of an attachment. The hash decides: another version of
// the reader may count the leaves of a mail otherwise.
func find(m *mail.Message, index int, sha string) ([]byte, error) {
	var sum [32]byte
	if b, err := hex.DecodeString(sha); err != nil || copy(sum[:], b) != len(sum) {
		return nil, fmt.Errorf("hash %.70q: %w", sha, ErrNoFile)
	}
	return m.Find(index, sum)
}

// read never fails: what cannot be read becomes a mail that says so.
func (r *Reader) read(ctx context.Context, raw []byte, headersOnly bool, at time.Time) (in ticket.Incoming) {
	in = ticket.Incoming{Raw: raw, Size: int64(len(raw))}
	defer func() {
		if p := recover(); p != nil {
			in.Failed = fmt.Sprintf("reading it failed: %v", p)
		}
	}()
	var m *mail.Message
	if headersOnly {
		m = mail.HeaderOnly(raw, r.Mail)
	} else {
		m = mail.Parse(raw, r.Mail)
	}
	in.MessageID = m.MessageID
	in.Refs = refs(m)
	in.Subject = m.Subject.String()
	if len(m.From) > 0 {
		in.From = ticket.Party{Name: m.From[0].Name.String(), Email: strings.ToLower(m.From[0].Email)}
	} else if len(m.Sender) > 0 {
		in.From = ticket.Party{Name: m.Sender[0].Name.String(), Email: strings.ToLower(m.Sender[0].Email)}
	}
	if len(m.ReplyTo) > 0 {
		in.ReplyTo = strings.ToLower(m.ReplyTo[0].Email)
	}
	in.To, in.Cc, in.Delivered = emails(m.To), emails(m.Cc), emails(m.DeliveredTo)
	in.Text, in.Quoted = squeeze(m.Own.String()), squeeze(m.Quoted.String())
	if in.Text == "" {
		in.Text, in.Quoted = squeeze(m.Text.String()), ""
	}
	in.Machine, in.MachineWhy = string(m.Machine.Kind), strings.Join(m.Machine.Reasons, "; ")
	in.Quiet, in.Marked = m.Machine.Quiet, m.Loop != ""
	in.Forwarded = r.passedOn(m)
	in.Auth = authWords(m.Auth)
	in.Sender = r.judge(ctx, raw, m, headersOnly, at)
	in.Warnings = m.Warnings
	bounced(&in, m)
	in.Attachments = r.files(m)
	return in
}

// judge says who really wrote, as far as it can be told from here and now.
func (r *Reader) judge(ctx context.Context, raw []byte, m *mail.Message, headersOnly bool, at time.Time) *ticket.Judgement {
	o := r.Sender
	o.Now, o.HeaderOnly = at, headersOnly
	j := sender.Judge(ctx, raw, m, o)
	out := &ticket.Judgement{Level: string(j.Level), Proof: string(j.Proof)}
	if j.Head.Code != "" {
		out.Head = &ticket.Finding{Code: j.Head.Code, Args: j.Head.Args, Weight: j.Head.Weight}
	}
	if j.AuthState == mail.AuthRead {
		out.Server = clean.Line(r.Mail.AuthServID, 120).String()
	}
	for _, f := range j.Reasons[:min(len(j.Reasons), maxReasons)] {
		out.Reasons = append(out.Reasons, ticket.Finding{Code: f.Code, Args: f.Args, Weight: f.Weight})
	}
	return out
}

// maxReasons bounds what of a judgement is kept in the record.
const maxReasons = 20

// passedOn is who wrote the innermost of what was passed on: the one who asks, as
// far as those who sent it on tell. The desk itself and the sender ask nothing.
func (r *Reader) passedOn(m *mail.Message) *ticket.Party {
	for _, f := range slices.Backward(m.Forwarded) {
		email := strings.ToLower(f.From.Email)
		if email == "" || len(m.From) > 0 && strings.EqualFold(m.From[0].Email, email) ||
			slices.ContainsFunc(r.Mail.OwnAddresses, func(own string) bool { return strings.EqualFold(strings.TrimSpace(own), email) }) {
			continue
		}
		return &ticket.Party{Name: f.From.Name.String(), Email: email}
	}
	return nil
}

// squeeze leaves one empty line where a word processor's HTML left many.
func squeeze(s string) string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		line = strings.TrimRight(line, " \u00a0")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

func refs(m *mail.Message) []string {
	var out []string
	seen := make(map[string]bool)
	for _, id := range append(append([]string{}, m.References...), m.InReplyTo...) {
		if id != "" && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

func emails(list []mail.Address) []string {
	var out []string
	for _, a := range list {
		if a.Email != "" {
			out = append(out, strings.ToLower(a.Email))
		}
	}
	return out
}

// authWords says in one line what the site's own server found out.
func authWords(a mail.Auth) string {
	if a.State != mail.AuthRead {
		return string(a.State)
	}
	var out []string
	for _, r := range []struct {
		name string
		res  mail.AuthResult
	}{{"spf", a.SPF}, {"dkim", a.DKIM}, {"dmarc", a.DMARC}} {
		switch {
		case r.res.Value != "" && r.res.Domain != "":
			out = append(out, fmt.Sprintf("%s=%s (%s)", r.name, r.res.Value, r.res.Domain))
		case r.res.Value != "":
			out = append(out, r.name+"="+r.res.Value)
		}
	}
	return strings.Join(out, " ")
}

func bounced(in *ticket.Incoming, m *mail.Message) {
	if m.Bounce == nil {
		return
	}
	at := in.Internal
	var why []string
	for _, rcpt := range m.Bounce.Recipients {
		words := strings.TrimSpace(rcpt.Status + " " + rcpt.Diagnostic.String())
		why = append(why, strings.TrimSpace(rcpt.Email+" "+words))
		r := ticket.RecipientResult{To: rcpt.Email, State: ticket.LetterSent, Enhanced: rcpt.Status, Words: clean.Line(rcpt.Diagnostic.String(), 300).String(), At: at}
		switch {
		case rcpt.Permanent():
			r.State = ticket.LetterBounced
		case rcpt.Action == "delayed" || rcpt.Action == "":
			r.State = ticket.LetterDelayed
		}
		in.Reports = append(in.Reports, r)
	}
	in.BounceWhy = clean.Line(strings.Join(why, "; "), 400).String()
	// The envelope's id is the first half of our Message-ID, with its seal.
	for _, id := range []string{m.Bounce.OriginalID, m.Bounce.EnvelopeID} {
		if id != "" {
			in.Bounced = append(in.Bounced, id)
		}
	}
}

// files lists the attachments. They are inspected later, see InspectAll.
func (r *Reader) files(m *mail.Message) []ticket.File {
	var out []ticket.File
	for i := range m.Attachments {
		a := &m.Attachments[i]
		out = append(out, ticket.File{
			Index: a.Index, Name: a.Name.String(), Size: int64(a.Size), SHA: hex.EncodeToString(a.SHA256[:]),
			Inline: a.Inline, Await: r.Inspector != nil && a.Inner == nil && !a.Inline,
		})
	}
	return out
}
