package locked

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"hash"
	"strings"
)

// manifest is META-INF/manifest.xml of an OpenDocument file (ODF 1.3 part 2, 4).
type manifest struct {
	Entries []struct {
		Path string `xml:"full-path,attr"`
		Data *struct {
			SumType   string `xml:"checksum-type,attr"`
			Sum       string `xml:"checksum,attr"`
			Algorithm struct {
				Name string `xml:"algorithm-name,attr"`
				IV   string `xml:"initialisation-vector,attr"`
			} `xml:"algorithm"`
			Derivation struct {
				Name   string `xml:"key-derivation-name,attr"`
				Salt   string `xml:"salt,attr"`
				Rounds int    `xml:"iteration-count,attr"`
				Size   int    `xml:"key-size,attr"`
			} `xml:"key-derivation"`
			Start struct {
				Name string `xml:"start-key-generation-name,attr"`
			} `xml:"start-key-generation"`
		} `xml:"encryption-data"`
	} `xml:"file-entry"`
}

// OpenDocument decrypts one member of an OpenDocument file: sealed are its bytes
// in the archive, described by the manifest. What comes out is deflated, without
// a header.
func OpenDocument(description []byte, name string, sealed []byte, password string) ([]byte, error) {
	var m manifest
	if err := xml.Unmarshal(description, &m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	for _, e := range m.Entries {
		if e.Path != name || e.Data == nil {
			continue
		}
		d := e.Data
		if !strings.HasSuffix(d.Algorithm.Name, "aes256-cbc") || !strings.HasSuffix(d.Derivation.Name, "PBKDF2") && !strings.HasSuffix(d.Derivation.Name, "pbkdf2") ||
			d.Derivation.Size != 32 || d.Derivation.Rounds < 1 || d.Derivation.Rounds > maxSpins {
			return nil, fmt.Errorf("%w: %.60s, %.60s", ErrUnknown, d.Algorithm.Name, d.Derivation.Name)
		}
		salt, err1 := base64Bytes(d.Derivation.Salt)
		iv, err2 := base64Bytes(d.Algorithm.IV)
		sum, err3 := base64Bytes(d.Sum)
		if err1 != nil || err2 != nil || err3 != nil {
			return nil, ErrDamaged
		}
		key, err := pbkdf2.Key(sha1.New, string(digest(named(d.Start.Name), []byte(password))), salt, d.Derivation.Rounds, 32)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnknown, err)
		}
		out, err := chained(key, iv, sealed)
		if err != nil {
			return nil, err
		}
		out = unpadded(out)
		if !bytes.Equal(digest(named(d.SumType), out[:min(len(out), 1024)]), sum) {
			return nil, ErrPassword
		}
		return out, nil
	}
	return nil, fmt.Errorf("%w: %.60s", ErrUnknown, name)
}

// named is the hash that the last part of a name speaks of: "...#sha256",
// "...#sha256-1k"; SHA-1 where it says so or nothing.
func named(uri string) func() hash.Hash {
	if strings.Contains(strings.ToLower(uri[strings.LastIndexAny(uri, "#/")+1:]), "256") {
		return sha256.New
	}
	return sha1.New
}

// unpadded takes off the padding, whose last byte says how long it is.
func unpadded(b []byte) []byte {
	if len(b) == 0 {
		return b
	}
	if n := int(b[len(b)-1]); n >= 1 && n <= 16 && n <= len(b) {
		return b[:len(b)-n]
	}
	return b
}
