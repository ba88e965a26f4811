package ticket

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strings"
)

// tokenSigns are the letters and digits of a check. No two of them are easily
// taken for one another, on paper or on the telephone.
const tokenSigns = "34679ACDEFGHJKMNPQRTUVWXY"

// tokenLength is how many of them: one guess in 15,625 is right, and the sender
// has to have a part in the ticket besides.
const tokenLength = 3

// Token is the ticket's number with its check, "2026-00042-K7M", as subjects of
// letters carry it in brackets. The check is keyed, so that a number alone,
// which anybody can guess, leads nowhere.
func (d *Desk) Token(t *Ticket) string { return t.Number + "-" + d.check(t.ID) }

func (d *Desk) check(id ID) string {
	mac := hmac.New(sha256.New, d.Site.Key)
	fmt.Fprintf(mac, "subject.%d", id)
	out := make([]byte, tokenLength)
	for i, b := range mac.Sum(nil)[:2*tokenLength] {
		if i%2 == 0 {
			out[i/2] = tokenSigns[int(b)%len(tokenSigns)]
		}
	}
	return string(out)
}

// stamped is a subject with the ticket's token: in the place of its bare number,
// else at the end. What stands there already stays.
func (d *Desk) stamped(subject string, t *Ticket) string {
	token := "[" + d.Token(t) + "]"
	found := false
	subject = numberToken.ReplaceAllStringFunc(subject, func(s string) string {
		g := numberToken.FindStringSubmatch(s)
		if g[1] != t.Number || g[2] != "" && !strings.EqualFold(g[2], d.check(t.ID)) {
			return s // another ticket's, or another desk's
		}
		found = true
		return token
	})
	if !found {
		subject = strings.TrimSpace(subject) + " " + token
	}
	return subject
}

// foreignToken reports whether a subject carries a number with a check that this
// desk did not make: the letter of another desk, or a guess.
func (in *intake) foreignToken() (bool, error) {
	for _, g := range numberToken.FindAllStringSubmatch(in.mail.Subject, maxTokens) {
		if g[2] == "" {
			continue
		}
		t, err := in.numbered(g[1])
		if err != nil {
			return false, err
		}
		if t == nil || !strings.EqualFold(g[2], in.desk.check(t.ID)) {
			return true, nil
		}
	}
	return false, nil
}

// maxTokens bounds the numbers that are looked up for one subject.
const maxTokens = 8

// plusAddress is where answers to a ticket's letters go, "" where the site's
// mail server knows no plus addresses.
func (d *Desk) plusAddress(id ID) string {
	local, host, ok := strings.Cut(d.Site.Address, "@")
	if !d.Site.Plus || !ok {
		return ""
	}
	detail := fmt.Sprintf("%d", id)
	return fmt.Sprintf("%s+%s.%s@%s", local, detail, d.plusSign(detail), host)
}

func (d *Desk) plusSign(detail string) string { return d.sign("plus." + detail)[:12] }

// ownPlus reads an address that this desk made; ok is false for any other. It
// is read on whatever host: a forwarder may deliver it under another name.
func (d *Desk) ownPlus(address string) (ID, bool) {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	_, detail, plus := strings.Cut(local, "+")
	n, sum, sealed := strings.Cut(detail, ".")
	if !plus || !sealed || n == "" || n[0] == '0' || len(n) > 19 || strings.Trim(n, "0123456789") != "" ||
		!hmac.Equal([]byte(sum), []byte(d.plusSign(n))) {
		return 0, false
	}
	var id uint64
	for _, c := range n {
		id = 10*id + uint64(c-'0')
	}
	return ID(id), true
}
