package ticket

import (
	"fmt"
	"slices"
	"strings"

	"loket/ticket/document"
)

// message makes the ticket's copy of the mail, bounded.
func (in *intake) message(f Fate) Message {
	m := in.mail
	msg := Message{
		MessageID: m.MessageID, Hash: in.hash, Subject: m.Subject, From: m.From, To: m.To, Cc: m.Cc,
		Date: m.Internal.UTC(), Text: bound(m.Text, keepText), Quoted: bound(m.Quoted, keepText),
		Machine: m.Machine, Auth: m.Auth, Sender: m.Sender, Forwarded: m.Forwarded, Warnings: m.Warnings, Refs: last(m.Refs, 50), Fate: string(f), Quiet: m.Quiet,
	}
	if len(msg.To)+len(msg.Cc) > 100 {
		msg.Warnings = append(slices.Clone(msg.Warnings), fmt.Sprintf("%d recipients; the first 100 are shown", len(m.To)+len(m.Cc)))
		msg.To = m.To[:min(len(m.To), 50)]
		msg.Cc = m.Cc[:min(len(m.Cc), 50)]
	}
	if m.Oversize {
		msg.Stub = true
		msg.Warnings = append(slices.Clone(msg.Warnings), fmt.Sprintf("too large (%d bytes): the body stayed on the server", m.Size))
	}
	for i, f := range m.Attachments {
		if i == keepFiles {
			msg.Warnings = append(slices.Clone(msg.Warnings), fmt.Sprintf("%d attachments; the first %d are listed", len(m.Attachments), keepFiles))
			break
		}
		msg.Attachments = append(msg.Attachments, attachment(in.hash, f))
	}
	return msg
}

func attachment(mail string, f File) Attachment {
	a := Attachment{Mail: mail, Index: f.Index, Name: f.Name, Size: f.Size, SHA: f.SHA, Inline: f.Inline, Await: f.Await && f.Report == nil}
	if f.Report != nil {
		a.Report = kept(f.Report)
		a.Problems = a.Report.Problems
	}
	return a
}

// kept is what of a report the record keeps: the file is there to be read again.
func kept(report *document.Report) *document.Report {
	r := *report
	if !isExcerpt(r.Text) {
		r.Text = bound(r.Text, keepExcerpt)
	}
	r.Members = r.Members[:min(len(r.Members), 20)]
	r.Embedded = r.Embedded[:min(len(r.Embedded), 20)]
	r.Form = r.Form[:min(len(r.Form), 60)]
	r.TextPages = nil
	return &r
}

// cutMark ends a text that was cut.
const cutMark = "\n[…]"

func bound(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + cutMark
}

func (in *intake) requester() Party {
	p := in.mail.From
	if in.read != nil {
		p.Agency = in.read.agency
		return p
	}
	msg := in.message(FateNew)
	p.Agency = agencyOf(&msg)
	return p
}

// agencyOf is the agency that a message and its files speak for.
func agencyOf(m *Message) string {
	var letters []string
	for _, a := range m.Attachments {
		if a.Report != nil && a.Report.Text != "" {
			letters = append(letters, a.Report.Text)
		}
	}
	return findAgency(m.Text+ownSignature(m.Quoted), m.From.Name, letters...)
}
