package document

import (
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"loket/ticket/document/locked/lockedtest"
)

// TestLockedFiles: the right password opens office files and archives and tells
// what they are; without it, or with another, they are locked.
func TestLockedFiles(t *testing.T) {
	docx := zipped(t, "word/document.xml", `<w:document xmlns:w="x"><w:p><w:r><w:t>Surat permohonan</w:t></w:r></w:p></w:document>`)
	for name, tt := range map[string]struct {
		data []byte
		kind Kind
		text string
		in   []Member
	}{
		"a.docx":   {lockedtest.Office("rahasia", docx), KindDOCX, "Surat permohonan", nil},
		"b.docx":   {lockedtest.Office2007("rahasia", docx), KindDOCX, "Surat permohonan", nil},
		"long.doc": {lockedtest.Office("rahasia", append(slices.Clone(docx), make([]byte, 9000)...)), KindDOCX, "Surat permohonan", nil},
		"a.odt":    {lockedODT(t, "rahasia", "<a><text:p>Surat permohonan</text:p></a>"), KindODT, "Surat permohonan", nil},
		"a.zip":    {lockedtest.ZIP("rahasia", true, "surat.txt", "isi"), KindZIP, "", []Member{{Name: "surat.txt", Size: 3}}},
		"b.zip":    {lockedtest.ZIP("rahasia", false, "surat.txt", "isi"), KindZIP, "", []Member{{Name: "surat.txt", Size: 3}}},
	} {
		for _, word := range []string{"", "salah", "rahasia"} {
			r := Inspect(Surroundings{Password: word}, name, "", tt.data)
			opened := word == "rahasia"
			wrong := slices.ContainsFunc(r.Remarks, func(m Remark) bool { return m.Code == RemarkWrongWord })
			if r.Opened != opened || r.Has(ProblemEncrypted) == opened || !r.Encrypted || wrong != (word == "salah") || strings.Contains(fmt.Sprintf("%+v", r), "rahasia") {
				t.Errorf("%s with %q: %+v", name, word, r)
			}
			if opened && (r.Kind != tt.kind || r.Text != tt.text) {
				t.Errorf("%s: kind %s, text %q", name, r.Kind, r.Text)
			}
			for i, m := range tt.in {
				if i >= len(r.Members) || r.Members[i].Name != m.Name || r.Members[i].Locked == opened {
					t.Errorf("%s with %q: members %+v", name, word, r.Members)
				}
			}
		}
	}
}

// TestUnpackLocked: a member is unpacked with the password and with no other.
func TestUnpackLocked(t *testing.T) {
	for _, strong := range []bool{false, true} {
		data := lockedtest.ZIP("rahasia", strong, "a.txt", "satu", "b.txt", "dua")
		if got, err := Unpack(data, "b.txt", 1, "rahasia"); string(got) != "dua" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		for _, wrong := range []string{"", "salah"} {
			if got, err := Unpack(data, "b.txt", 1, wrong); !errors.Is(err, ErrLocked) {
				t.Errorf("with %q: %q, %v", wrong, got, err)
			}
		}
	}
	bomb := lockedtest.ZIP("rahasia", true, "a.txt", strings.Repeat("0", 40<<20))
	if got, err := Unpack(bomb, "a.txt", 0, "rahasia"); !errors.Is(err, ErrBomb) {
		t.Errorf("a locked bomb: %d bytes, %v", len(got), err)
	}
}

// lockedODT locks the content of an OpenDocument file as LibreOffice does.
func lockedODT(t *testing.T, password, content string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestSpeed)
	_, _ = w.Write([]byte(content))
	_ = w.Close()
	start, salt, iv := sha256.Sum256([]byte(password)), []byte("garam-kata-sandi"), []byte("enam belas bita!")
	key, err := pbkdf2.Key(sha1.New, string(start[:]), salt, 1000, 32)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(packed.Bytes()[:min(packed.Len(), 1024)])
	fill := 16 - packed.Len()%16
	sealed := append(packed.Bytes(), bytes.Repeat([]byte{byte(fill)}, fill)...)
	block, _ := aes.NewCipher(key)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(sealed, sealed)
	b := base64.StdEncoding.EncodeToString
	return zipped(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", string(sealed), "META-INF/manifest.xml",
		`<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml" manifest:size="9">`+
			`<manifest:encryption-data manifest:checksum-type="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#sha256-1k" manifest:checksum="`+b(sum[:])+`">`+
			`<manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" manifest:initialisation-vector="`+b(iv)+`"/>`+
			`<manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:key-size="32" manifest:iteration-count="1000" manifest:salt="`+b(salt)+`"/>`+
			`<manifest:start-key-generation manifest:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" manifest:key-size="32"/>`+
			`</manifest:encryption-data></manifest:file-entry></manifest:manifest>`)
}
