package domain

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"loket/domain/term"
)

// maxSentence bounds the bytes and the hosts or values of one sentence.
const (
	maxSentence = 4 << 10
	maxInProse  = 40
)

var (
	priority    = regexp.MustCompile(`(?i)\b(?:prioritas|priority|prio|preference|pref)[\s:=]*(\d{1,5})\b`)
	quotedValue = regexp.MustCompile(`["“]([^"“”]*=[^"“”]*)["”]`)
)

// before and after are words around a change: what stands behind the first kind
// is what was, behind the second what shall be.
var (
	before = term.Set("semula sebelumnya awalnya tadinya lama dari asal asalnya from old formerly previously eksisting existing hapus dihapus menghapus hapuskan remove delete")
	gone   = term.Set("off mati lama dimatikan nonaktif down tadi")
	after  = term.Set("menjadi jadi ke baru kepada to new into menuju -> => → terbaru buat buatkan dibuatkan tambah tambahkan add create ganti diganti")
)

// addressed reports whether a line has anything like a name or an address.
func addressed(line string) bool { return dottedInside(line, inName) || strings.Contains(line, "::") }

// prose reads "a dan b keduanya mengarah ke 192.0.2.1", "a semula 192.0.2.1
// menjadi 192.0.2.2" out of a paragraph, sentence by sentence.
func (f *recordFinder) prose(paragraph string) bool {
	found := false
	for len(paragraph) > 0 {
		end := len(paragraph)
		if at := sentenceEnd(paragraph); at >= 0 {
			end = at + 1
		}
		s := paragraph[:end]
		paragraph = paragraph[end:]
		if len(s) <= maxSentence && dottedInside(s, inName) && aboutRecords(s) {
			found = f.sentence(s) || found
		}
	}
	return found
}

// sentenceEnd is where a sentence ends that another follows, or the text: the
// sign, blanks and a capital. -1: nowhere.
func sentenceEnd(s string) int {
	for i := 0; i+1 < len(s); i++ {
		if s[i] != '.' && s[i] != '!' && s[i] != '?' || !blank(s[i+1]) {
			continue
		}
		j := i + 2
		for j < len(s) && blank(s[j]) {
			j++
		}
		if j == len(s) || s[j] >= 'A' && s[j] <= 'Z' {
			return i
		}
	}
	return -1
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

// Words of which one must stand in a sentence that records are read from, and
// none of the second kind: a report of an attack names hosts and IPs as well. A
// star stands for any letters.
var (
	recordWords = term.Set("record records dns subdomain subdomains ip ipv4 ipv6 menuju alias cname aaaa mx txt hosting server")
	harmWords   = term.Set("judi judol slot malware diserang abuse botnet diretas")
	recordStems = []string{"point", "resolve"}
	harmStems   = []string{"phish", "serang", "attack", "deface"}
)

// aboutRecords reports whether a sentence may speak of DNS records.
func aboutRecords(s string) bool {
	found, last := false, ""
	low := strings.ToLower(s)
	for i := 0; i < len(low); i++ {
		if !inWord(low[i]) {
			continue
		}
		start := i
		for i < len(low) && inWord(low[i]) {
			i++
		}
		w := low[start:i]
		if harmWords[w] || hasStem(w, harmStems) {
			return false
		}
		found = found || recordWords[w] || hasStem(w, recordStems) || strings.Contains(w, "arah") ||
			last == "sub" && low[start-1] == ' ' && low[start-2] == 'b' && (w == "domain" || w == "domains")
		last = w
	}
	return found
}

func hasStem(w string, stems []string) bool {
	return slices.ContainsFunc(stems, func(p string) bool { return strings.HasPrefix(w, p) })
}

func inWord(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

func (f *recordFinder) sentence(s string) bool {
	groups, hosts := proseGroups(s)
	found := false
	for _, g := range groups {
		for i, h := range g.hosts {
			for j, v := range g.values {
				if len(g.values) > 1 && len(g.values) == len(g.hosts) && i != j {
					continue // each its own, in order
				}
				found = f.add(h, addressType(v), v, false) || found
			}
		}
	}
	if found || len(hosts) == 0 {
		return found
	}
	up := " " + strings.ToUpper(s) + " "
	switch {
	case len(hosts) == 2 && (strings.Contains(up, "CNAME") || strings.Contains(up, "ALIAS")) && strings.Index(up, strings.ToUpper(hosts[0])) < strings.LastIndex(up, strings.ToUpper(hosts[1])):
		return f.add(hosts[0], "CNAME", hosts[1], false)
	case len(hosts) == 2 && strings.Contains(up, " MX "):
		if m := priority.FindStringSubmatch(s); m != nil {
			return f.add(hosts[0], "MX", m[1]+" "+hosts[1], false)
		}
	case len(hosts) == 1 && strings.Contains(up, "TXT"):
		if m := quotedValue.FindStringSubmatch(s); m != nil {
			return f.add(hosts[0], "TXT", m[1], false)
		}
	}
	return false
}

// proseGroup is hosts and the addresses that are said of them.
type proseGroup struct{ hosts, values []string }

// proseGroups reads the words in order: hosts, then what is said of them. An
// address in front of the first host belongs to the hosts that follow.
func proseGroups(s string) (groups []proseGroup, hosts []string) {
	var g proseGroup
	var early []string
	was, since := false, maxInProse
	for _, w := range strings.Fields(s) {
		since++
		low := strings.ToLower(strings.Trim(w, ",.:;()\"'*"))
		switch {
		case gone[low] && since <= 3 && len(g.values) > 0:
			g.values = g.values[:len(g.values)-1] // "yang 192.0.2.9 sudah mati"
		case before[low]:
			was = true
		case after[low]:
			was = false
		case addressType(low) != "":
			if len(g.values)+len(early) < maxInProse && !was {
				if len(g.hosts) == 0 {
					early = append(early, low)
				} else {
					g.values, since = append(g.values, low), 0
				}
			}
			was = false
		case proseHost(w, low) && len(hosts) < maxInProse:
			if len(g.values) > 0 {
				groups = append(groups, g)
				g = proseGroup{}
			}
			if !slices.Contains(g.hosts, low) {
				g.hosts = append(g.hosts, low)
			}
			if !slices.Contains(hosts, low) {
				hosts = append(hosts, low)
			}
		}
	}
	if len(groups) == 0 && len(g.values) == 0 {
		g.values = early
	}
	return append(groups, g), hosts
}

// addressType is A or AAAA for an IP, empty for any other word.
func addressType(w string) string {
	a, err := netip.ParseAddr(w)
	switch {
	case err != nil || a.Zone() != "":
		return ""
	case a.Is4():
		return "A"
	}
	return "AAAA"
}

// proseHost reports whether a word is a host and not an address of mail or of a
// page.
func proseHost(raw, low string) bool {
	if strings.ContainsAny(raw, "@/") || strings.Count(low, ".") < 2 || strings.IndexFunc(low, unicode.IsUpper) >= 0 {
		return false
	}
	return isSuffixKnown(low)
}
