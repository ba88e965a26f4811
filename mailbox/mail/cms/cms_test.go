package cms

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

func der(tag byte, parts ...string) string {
	body := strings.Join(parts, "")
	switch n := len(body); {
	case n < 0x80:
		return string([]byte{tag, byte(n)}) + body
	default:
		return string([]byte{tag, 0x84, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + body
	}
}

func endless(tag byte, parts ...string) string {
	return string([]byte{tag, 0x80}) + strings.Join(parts, "") + "\x00\x00"
}

func oid(k Kind) string {
	for _, o := range kinds {
		if o.kind == k {
			return der(tagOID, o.oid)
		}
	}
	return ""
}

func signed(content string) string {
	return der(tagSequence, oid(Signed), der(tagContent, der(tagSequence,
		der(2, "\x01"), der(0x31, der(tagSequence, der(tagOID, "sha"))),
		der(tagSequence, oid(Plain), content), der(0x31))))
}

func TestOpen(t *testing.T) {
	const letter = "Content-Type: text/plain\r\n\r\nMohon domain.\r\n"
	long := strings.Repeat("x", 70000)
	whole := func(s string) string { return der(tagContent, der(tagOctets, s)) }
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write([]byte(letter))
	w.Close()
	compressed := func(s string) string {
		return der(tagSequence, oid(Compressed), der(tagContent, der(tagSequence, der(2, "\x00"), der(tagSequence, der(tagOID, "zl")), der(tagSequence, oid(Plain), whole(s)))))
	}
	for _, c := range []struct {
		name, in string
		kind     Kind
		want     string
		err      error
	}{
		{"signed", signed(whole(letter)), Signed, letter, nil},
		{"signed, long", signed(whole(long)), Signed, long, nil},
		{"in pieces", signed(der(tagContent, der(tagPieces, der(tagOctets, "Con"), der(tagOctets, letter[3:])))), Signed, letter, nil},
		{"indefinite lengths", endless(tagSequence, oid(Signed), endless(tagContent, endless(tagSequence, der(2, "\x01"), der(0x31), endless(tagSequence, oid(Plain), endless(tagContent, endless(tagPieces, der(tagOctets, letter[:9]), der(tagOctets, letter[9:]))))))), Signed, letter, nil},
		{"pieces within pieces", signed(der(tagContent, der(tagPieces, der(tagPieces, der(tagOctets, "a"), der(tagOctets, "b")), der(tagOctets, "c")))), Signed, "abc", nil},
		{"cut off", signed(whole(long))[:1000], Signed, strings.Repeat("x", 1000-len(signed(whole(long)))+len(long)+2), nil},
		{"detached", signed(""), Signed, "", ErrNoContent},
		{"enveloped", der(tagSequence, oid(Enveloped), der(tagContent, der(tagSequence, "x"))), Enveloped, "", ErrNoContent},
		{"plain", der(tagSequence, oid(Plain), whole("halo")), Plain, "halo", nil},
		{"compressed", compressed(z.String()), Compressed, letter, nil},
		{"PEM", "-----BEGIN PKCS7-----\n" + base64.StdEncoding.EncodeToString([]byte(signed(whole(letter)))) + "\n-----END PKCS7-----\n", Signed, letter, nil},
		{"base64 twice", base64.StdEncoding.EncodeToString([]byte(signed(whole(long)))), Signed, long, nil},
		{"empty", "", "", "", ErrNotCMS},
		{"a picture", "\x89PNG\r\n", "", "", ErrNotCMS},
		{"unknown kind", der(tagSequence, der(tagOID, "zzz"), der(tagContent, "")), "", "", ErrNotCMS},
	} {
		t.Run(c.name, func(t *testing.T) {
			kind, got, err := Open([]byte(c.in), 1<<20)
			if kind != c.kind || c.name != "cut off" && string(got) != c.want || !errors.Is(err, c.err) {
				t.Errorf("%s, %d bytes %.60q, %v", kind, len(got), got, err)
			}
			if c.name == "cut off" && (len(got) < 900 || strings.Trim(string(got), "x") != "") {
				t.Errorf("%d bytes left of it", len(got))
			}
		})
	}
}

func TestBombs(t *testing.T) {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write(make([]byte, 10<<20))
	w.Close()
	bomb := der(tagSequence, oid(Compressed), der(tagContent, der(tagSequence, der(tagSequence, oid(Plain), der(tagContent, der(tagOctets, z.String()))))))
	if _, got, err := Open([]byte(bomb), 1<<20); !errors.Is(err, ErrNoContent) || got != nil {
		t.Errorf("a bomb of 10 MiB: %d bytes, %v", len(got), err)
	}
	deep := strings.Repeat("\x30\x80", 1<<20)
	if _, _, err := Open([]byte(deep), 1<<20); err == nil {
		t.Error("a million open sequences make an object")
	}
	pieces := signed(der(tagContent, strings.Repeat("\x24\x80", 1<<19)))
	if _, got, _ := Open([]byte(pieces), 1<<20); len(got) != 0 {
		t.Errorf("%d bytes", len(got))
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(signed(der(tagContent, der(tagOctets, "halo")))))
	f.Add([]byte(endless(tagSequence, oid(Signed), endless(tagContent, endless(tagSequence, der(2, "\x01"), endless(tagSequence, oid(Plain), endless(tagContent, endless(tagPieces, der(tagOctets, "a")))))))))
	f.Add([]byte("-----BEGIN PKCS7-----\nMIAG\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		kind, got, err := Open(b, 1<<16)
		if len(got) > max(len(b), 1<<16) || kind == "" && err == nil || kind == Compressed && len(got) > 1<<16 {
			t.Fatalf("%q: %d bytes of %d, %v", kind, len(got), len(b), err)
		}
	})
}
