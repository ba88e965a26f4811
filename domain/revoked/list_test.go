package revoked

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

const someKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHqfoMc6BmFqPuq7ZTRGJSv3JVoiXS1WkqWoSvjdsbxN"

// list makes a KRL of sections.
func list(sections ...string) string {
	return magic + "\x00\x00\x00\x01" + strings.Repeat("\x00", 24) + strings.Repeat("\x00", 8) + strings.Join(sections, "")
}

func section(kind byte, data string) string {
	return string(ssh.Marshal(struct {
		Type byte
		Data string
	}{kind, data}))
}

func ext(critical bool) string {
	return string(ssh.Marshal(struct {
		Name     string
		Critical bool
		Data     string
	}{"baru@contoh", critical, "x"}))
}

// TestWhatIsNoList: nothing is half understood.
func TestWhatIsNoList(t *testing.T) {
	certs := func(kind byte, data string) string {
		return list(section(sectionCerts, strings.Repeat("\x00", 8)+section(kind, data)))
	}
	for name, c := range map[string]struct {
		text string
		good bool
	}{
		"empty":                 {"", true},
		"remarks":               {"# x\n\n  # y\n", true},
		"a key":                 {someKey + " sari@meja\n", true},
		"a tab":                 {strings.Replace(someKey, " ", "\t", 1) + "\tsari@meja\r\n", true},
		"a kind alone":          {"ssh-ed25519", false},
		"no key":                {"bukan kunci\n", false},
		"a key and no key":      {someKey + "\nbukan\n", false},
		"options":               {`from="192.0.2.1" ` + someKey, false},
		"another kind":          {strings.Replace(someKey, "ssh-ed25519", "ssh-rsa", 1), false},
		"a fingerprint":         {"SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8", false},
		"empty KRL":             {list(), true},
		"cut off":               {list()[:20], false},
		"format 2":              {strings.Replace(list(), "\x00\x00\x00\x01", "\x00\x00\x00\x02", 1), false},
		"cut section":           {list(section(sectionSHA1, strings.Repeat("x", 30)))[:60], false},
		"short hash":            {list(section(sectionSHA1, "\x00\x00\x00\x01x")), false},
		"signature":             {list(section(4, "")), false},
		"extension":             {list(section(sectionExtension, ext(false))), true},
		"critical extension":    {list(section(sectionExtension, ext(true))), false},
		"certificate extension": {certs(certExtension, ext(false)), true},
		"critical one":          {certs(certExtension, ext(true)), false},
		"new kind":              {certs(0x30, ""), false},
		"odd serials":           {certs(certSerials, "1234567"), false},
		"negative bitmap":       {certs(certBitmap, strings.Repeat("\x00", 8)+"\x00\x00\x00\x01\xff"), false},
		"no authority":          {list(section(sectionCerts, "\x00\x00\x00\x01x\x00\x00\x00\x00")), false},
	} {
		l, err := Parse([]byte(c.text))
		if (err == nil) != c.good || err != nil && (!errors.Is(err, ErrList) || l != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(someKey))
	f.Add([]byte(list(section(sectionCerts, strings.Repeat("\x00", 8)+section(certBitmap, strings.Repeat("\x00", 8)+"\x00\x00\x00\x01\x05")))))
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(someKey))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Parse(data)
		if err != nil {
			return
		}
		l.Has(key)
		l.Has(&ssh.Certificate{Key: key, SignatureKey: key, Serial: 1<<64 - 1, KeyId: "x"})
	})
}
