package domain

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// text judges a TXT: how it is written, and what mail makes of it.
func (v *validation) text() {
	parts, err := TextStrings(v.r.Value)
	if err != nil {
		v.say("txt-quotes")
		return
	}
	s := strings.Join(parts, "")
	if len(parts) > 1 && !strings.Contains(v.r.Value, `" "`) {
		v.say("txt-split", strconv.Itoa(len(s)))
	}
	tags := tagList(s)
	switch labels := strings.Split(v.r.Host, "."); {
	case isSPF(s):
		v.spf(strings.Fields(strings.ToLower(s))[1:])
	case labels[0] == "_dmarc":
		if !strings.HasPrefix(s, "v=DMARC1") || !slices.Contains([]string{"none", "quarantine", "reject"}, strings.ToLower(tags["p"])) {
			v.say("dmarc-value")
		}
	case strings.HasPrefix(strings.ToLower(s), "v=dkim1") && (len(labels) < 2 || labels[1] != "_domainkey"):
		v.say("dkim-owner")
	case len(labels) > 1 && labels[1] == "_domainkey":
		key, has := tags["p"]
		if _, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(key, " ", "")); !has || err != nil {
			v.say("dkim-value")
		}
	}
}

// isSPF: the version is a word of its own (RFC 7208 section 4.5).
func isSPF(s string) bool {
	s = strings.ToLower(s)
	return s == "v=spf1" || strings.HasPrefix(s, "v=spf1 ")
}

// tagList reads "a=b; c=d" (RFC 6376 section 3.2).
func tagList(s string) map[string]string {
	tags := map[string]string{}
	for _, t := range strings.Split(s, ";") {
		k, value, _ := strings.Cut(t, "=")
		if k = strings.TrimSpace(k); k != "" {
			tags[k] = strings.TrimSpace(value)
		}
	}
	return tags
}

// spf counts the look-ups and finds words that no receiver knows (RFC 7208).
func (v *validation) spf(terms []string) {
	lookups := 0
	for _, term := range terms {
		bare := strings.TrimLeft(term, "+-~?")
		name, _, _ := strings.Cut(bare, ":")
		name, _, _ = strings.Cut(name, "/")
		modifier, _, isModifier := strings.Cut(bare, "=")
		switch {
		case slices.Contains([]string{"include", "a", "mx", "ptr", "exists"}, name), isModifier && modifier == "redirect":
			lookups++
		case name == "all":
			if term == "all" || term == "+all" || term == "?all" {
				v.say("spf-all", term)
			}
		case name == "ip4", name == "ip6", isModifier && name == bare:
		default:
			v.say("spf-term", shown(term))
		}
	}
	if lookups > 10 {
		v.say("spf-lookups", strconv.Itoa(lookups))
	}
}
