package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/worker"
)

// A member is found again through its mail, and only while it is the same.
func TestMemberIsFoundAgain(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range []string{"a.pdf", "surat/b.pdf"} {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, "isi "+n)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	hash := func(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }
	raw := fmt.Appendf(nil, "From: a@contohkab.go.id\r\nTo: b@contoh.go.id\r\nMIME-Version: 1.0\r\nContent-Type: application/zip; name=a.zip\r\nContent-Disposition: attachment; filename=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n",
		base64.StdEncoding.EncodeToString(b.Bytes()))
	a := ticket.Attachment{SHA: hash([]byte("isi surat/b.pdf")), Member: &ticket.Member{Archive: hash(b.Bytes()), Name: "surat/b.pdf", Place: 1}}
	r := &Reader{Unpacker: worker.New("", 1)}
	if got, err := r.Member(raw, &a); err != nil || string(got) != "isi surat/b.pdf" {
		t.Errorf("%q, %v", got, err)
	}
	other := a
	other.SHA = hash([]byte("lain"))
	if _, err := r.Member(raw, &other); !errors.Is(err, errChanged) {
		t.Errorf("other bytes: %v", err)
	}
	other = a
	other.Member = &ticket.Member{Archive: a.Member.Archive, Name: "c.pdf"}
	if _, err := r.Member(raw, &other); !errors.Is(err, document.ErrNoMember) {
		t.Errorf("no such member: %v", err)
	}
}

// oldReports is a desk with one ticket whose report an older version made.
type oldReports struct {
	Desk
	ticket.Log
	t    ticket.Ticket
	raw  []byte
	kept []ticket.Inspection
}

func (o *oldReports) Ticket(ticket.ID) (*ticket.Ticket, error) { t := o.t; return &t, nil }
func (o *oldReports) Raw(string) ([]byte, error)               { return o.raw, nil }
func (o *oldReports) Known(string, func(*document.Report) bool) (*document.Report, error) {
	return nil, nil
}

func (o *oldReports) Rows(open bool, fn func([]byte) bool) error {
	if open {
		row := ticket.RowOf(&o.t, 0)
		fn(ticket.AppendRow(nil, &row))
	}
	return nil
}

func (o *oldReports) Reinspect(_ context.Context, _ string, _ ticket.ID, f ticket.Inspection) error {
	o.kept = append(o.kept, f)
	return nil
}

func TestInspectAgain(t *testing.T) {
	text := "Kepada Yth. Direktur"
	sum := sha256.Sum256([]byte(text))
	sha := hex.EncodeToString(sum[:])
	o := &oldReports{raw: fmt.Appendf(nil, "From: a@contohkab.go.id\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", base64.StdEncoding.EncodeToString([]byte(text)))}
	old, now := document.Report{Version: 1}, document.Report{Version: document.Version}
	o.t = ticket.Ticket{ID: 1, Number: "2026-00001", Messages: []ticket.Message{{Attachments: []ticket.Attachment{
		{Name: "a.txt", SHA: sha, Report: &old}, {Name: "b.txt", SHA: "00", Report: &now}, {Name: "c.txt", SHA: hex.EncodeToString(make([]byte, 32)), Report: &old},
	}}}}
	r := &Reader{Inspector: worker.New("", 1), Desk: o, Log: o}
	var said []string
	done, err := r.InspectAgain(t.Context(), o, true, func(s string) { said = append(said, s) })
	if err != nil || done != (Again{Tickets: 1, Files: 1, Failed: 1}) || len(said) != 1 {
		t.Errorf("%+v, %v, said %q", done, err, said)
	}
	if len(o.kept) != 1 || o.kept[0].SHA != sha || o.kept[0].Report.Text != text || o.kept[0].Report.Version != document.Version {
		t.Errorf("kept %+v", o.kept)
	}
}
