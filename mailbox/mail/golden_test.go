package mail

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// TestLetters reads letters as Indonesian agencies send them (all invented).
func TestLetters(t *testing.T) {
	files, err := filepath.Glob("testdata/letters/*.eml")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d letters, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m := Parse(raw, Options{AuthServID: "mx.loket.example", OwnAddresses: []string{"helpdesk@loket.example"}})
			checkMessage(t, m)
			golden := strings.TrimSuffix(file, ".eml") + ".golden"
			got := describe(m, "")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// describe writes all of a message that others see.
func describe(m *Message, indent string) string {
	var b strings.Builder
	line := func(name string, v any) {
		if s := fmt.Sprint(v); s != "" && s != "[]" {
			fmt.Fprintf(&b, "%s%s: %s\n", indent, name, s)
		}
	}
	block := func(name, s string) {
		if s != "" {
			fmt.Fprintf(&b, "%s%s:\n%s  | %s\n", indent, name, indent, strings.ReplaceAll(s, "\n", "\n"+indent+"  | "))
		}
	}
	line("from", m.From)
	line("reply-to", m.ReplyTo)
	line("to", m.To)
	line("cc", m.Cc)
	line("date", m.Date.Format("2006-01-02 15:04:05"))
	line("subject", m.Subject)
	line("normalised", NormaliseSubject(m.Subject.String()))
	line("id", m.MessageID)
	line("in-reply-to", m.InReplyTo)
	line("references", m.References)
	line("machine", strings.TrimSpace(fmt.Sprint(string(m.Machine.Kind), " ", m.Machine.Reasons)))
	line("auth", strings.TrimSpace(fmt.Sprint(string(m.Auth.State), " ", m.Auth.Reason, m.Auth.SPF, m.Auth.DKIM, m.Auth.DMARC)))
	if m.Bounce != nil {
		line("bounce", fmt.Sprintf("%+v", *m.Bounce))
	}
	line("html", m.HTML)
	block("own", m.Own.String())
	block("quoted", m.Quoted.String())
	for _, a := range append(m.Attachments, m.Alternates...) {
		fmt.Fprintf(&b, "%sleaf %s: %s %s %s %s %d bytes %x\n", indent, a.Path, a.Name, a.Type, a.Disposition, a.ContentID, a.Size, a.SHA256[:4])
		if a.Inline {
			fmt.Fprintf(&b, "%s  inline\n", indent)
		}
	}
	for _, a := range m.Wrapping {
		fmt.Fprintf(&b, "%swrapping %s: %s %s %d bytes\n", indent, a.Path, a.Name, a.Type, a.Size)
	}
	line("signed", m.Signed)
	line("encrypted", m.Encrypted)
	for _, f := range m.Forwarded {
		line("forwarded from", f.From)
		line("  to", f.To)
		line("  sent", fmt.Sprintf("%s %s", f.Date.Format("2006-01-02 15:04:05"), f.Sent))
		line("  subject", f.Subject)
		line("  attached", f.Attached)
		block("  text", f.Text.String())
	}
	for _, w := range m.Warnings {
		line("warning", w)
	}
	for _, inner := range m.Inner {
		fmt.Fprintf(&b, "%sinside:\n%s", indent, describe(inner, indent+"    "))
	}
	return b.String()
}
