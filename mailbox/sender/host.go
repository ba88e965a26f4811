package sender

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// organisation returns the organisational domain of host (RFC 7489 section
// 3.2) in its ASCII form, "" for a public suffix and for what is no domain.
func organisation(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if host == "" || len(host) > 253 || host[0] == '[' {
		return ""
	}
	ascii, err := idna.ToASCII(host)
	if err != nil || !dnsName(ascii) {
		return ""
	}
	org, err := publicsuffix.EffectiveTLDPlusOne(ascii)
	if err != nil {
		return ""
	}
	return org
}

// dnsName reports whether s can be asked for: labels of letters, digits,
// hyphens and underscores.
func dnsName(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
		for _, r := range label {
			if r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
				return false
			}
		}
	}
	return true
}

// freeMail reports whether anybody can have an address at host.
func freeMail(host string) bool {
	switch host {
	case "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.id", "yahoo.co.uk", "ymail.com", "rocketmail.com",
		"outlook.com", "outlook.co.id", "hotmail.com", "hotmail.co.id", "live.com", "msn.com", "icloud.com", "me.com", "mac.com",
		"aol.com", "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "gmx.com", "gmx.net", "gmx.de",
		"mail.com", "email.com", "zoho.com", "zohomail.com", "yandex.com", "yandex.ru", "mail.ru", "qq.com", "163.com",
		"fastmail.com", "hey.com", "plasa.com", "telkom.net", "mailinator.com":
		return true
	}
	return false
}
