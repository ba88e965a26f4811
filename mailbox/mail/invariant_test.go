package mail

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// checkMessage fails on anything that no message may have, however broken.
func checkMessage(t *testing.T, m *Message) {
	t.Helper()
	checkText(t, "subject", m.Subject.String(), true)
	for _, list := range [][]Address{m.From, m.ReplyTo, m.Sender, m.To, m.Cc, m.DeliveredTo} {
		if len(list) > maxAddresses {
			t.Fatalf("%d addresses", len(list))
		}
		for _, a := range list {
			checkText(t, "address", a.Name.String(), true)
			checkText(t, "address", a.Email, true)
			if a.Email != "" && (strings.ContainsAny(a.Email, "\r\n\x00 <>,;") || a.Domain() != strings.ToLower(a.Domain()) || a.Domain() == "") {
				t.Fatalf("address %q", a.Email)
			}
		}
	}
	for _, id := range append(append([]string{m.MessageID}, m.References...), m.InReplyTo...) {
		if strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '<' || r == '>' }) {
			t.Fatalf("message id %q", id)
		}
	}
	checkText(t, "text", m.Text.String(), false)
	if len(m.Text.String()) > maxText {
		t.Fatalf("%d bytes of text", len(m.Text.String()))
	}
	if got, want := sortedLines(m.Own.String()+"\n"+m.Quoted.String()), sortedLines(m.Text.String()); !slices.Equal(got, want) {
		t.Fatalf("own and quoted are not the text:\n%q\n%q", got, want)
	}
	if len(m.Warnings) > maxWarnings+1 {
		t.Fatalf("%d warnings", len(m.Warnings))
	}
	for _, w := range m.Warnings {
		checkText(t, "warning", w, true)
	}
	for i := range m.Attachments {
		b, err := m.Open(i)
		if err != nil {
			t.Fatal(err)
		}
		checkLeaf(t, i, m.Attachments[i], b)
	}
	for i, a := range m.Alternates {
		checkLeaf(t, i, a, a.Bytes())
	}
	for i, a := range m.Wrapping {
		checkLeaf(t, i, a, a.Bytes())
	}
	if len(m.Forwarded) > maxForwards {
		t.Fatalf("%d forwards", len(m.Forwarded))
	}
	for _, f := range m.Forwarded {
		checkText(t, "forward", f.From.Name.String()+f.From.Email+f.Subject.String()+f.Sent.String(), true)
		checkText(t, "forward", f.Text.String(), false)
		if len(f.To) > maxForwardTo || len(f.Text.String()) > maxForwardText {
			t.Fatalf("%d receivers, text of %d", len(f.To), len(f.Text.String()))
		}
	}
	for _, inner := range m.Inner {
		checkMessage(t, inner)
	}
}

func checkLeaf(t *testing.T, i int, a Attachment, b []byte) {
	t.Helper()
	if a.Index != i || len(b) != a.Size || sha256.Sum256(b) != a.SHA256 {
		t.Fatalf("attachment %d: index %d, %d bytes for %d", i, a.Index, len(b), a.Size)
	}
	name := a.Name.String()
	checkText(t, "file name", name, true)
	if name == "" || strings.ContainsAny(name, `/\`) || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "-") || utf8.RuneCountInString(name) > 120 {
		t.Fatalf("file name %q", name)
	}
	if !validType(a.Type) {
		t.Fatalf("type %q", a.Type)
	}
}

func checkText(t *testing.T, what, s string, line bool) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("%s is not UTF-8: %q", what, s)
	}
	for _, r := range s {
		if r == '\n' && !line || unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
			continue
		}
		if r < 0x20 || r >= 0x7f && r <= 0x9f || unicode.Is(unicode.Cf, r) {
			t.Fatalf("%s holds %U: %q", what, r, s)
		}
	}
}

func sortedLines(s string) []string {
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' })
	slices.Sort(lines)
	return lines
}
