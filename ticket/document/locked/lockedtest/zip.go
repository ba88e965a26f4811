// Package lockedtest locks archives and office files with a password, for tests:
// it writes what package locked reads, from the same published descriptions.
package lockedtest

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/binary"
	"hash/crc32"
)

// ZIP packs name, content pairs and locks each with the password: by AES-256
// (WinZip, AE-2), or by PKWARE's old way.
func ZIP(password string, strong bool, pairs ...string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i+1 < len(pairs); i += 2 {
		content := []byte(pairs[i+1])
		var packed bytes.Buffer
		f, _ := flate.NewWriter(&packed, flate.BestCompression)
		_, _ = f.Write(content)
		_ = f.Close()
		h := &zip.FileHeader{Name: pairs[i], Method: zip.Deflate, Flags: 1, CRC32: crc32.ChecksumIEEE(content), UncompressedSize64: uint64(len(content))}
		sealed := old(password, packed.Bytes(), byte(h.CRC32>>24))
		if strong {
			h.Method, h.CRC32 = 99, 0
			h.Extra = []byte{0x01, 0x99, 7, 0, 2, 0, 'A', 'E', 3, 8, 0}
			sealed = strongly(password, packed.Bytes())
		}
		h.CompressedSize64 = uint64(len(sealed))
		m, err := w.CreateRaw(h)
		if err != nil {
			panic(err)
		}
		_, _ = m.Write(sealed)
	}
	_ = w.Close()
	return out.Bytes()
}

func strongly(password string, b []byte) []byte {
	salt := []byte("0123456789abcdef")
	keys, err := pbkdf2.Key(sha1.New, password, salt, 1000, 66)
	if err != nil {
		panic(err)
	}
	block, _ := aes.NewCipher(keys[:32])
	out := make([]byte, len(b))
	var counter, stream [16]byte
	for i := range b {
		if i%16 == 0 {
			binary.LittleEndian.PutUint64(counter[:], uint64(i/16)+1)
			block.Encrypt(stream[:], counter[:])
		}
		out[i] = b[i] ^ stream[i%16]
	}
	mac := hmac.New(sha1.New, keys[32:64])
	mac.Write(out)
	return append(append(append(salt, keys[64:]...), out...), mac.Sum(nil)[:10]...)
}

func old(password string, b []byte, check byte) []byte {
	k := [3]uint32{0x12345678, 0x23456789, 0x34567890}
	add := func(c byte) {
		k[0] = crc32.IEEETable[byte(k[0])^c] ^ k[0]>>8
		k[1] = (k[1]+k[0]&0xff)*134775813 + 1
		k[2] = crc32.IEEETable[byte(k[2])^byte(k[1]>>24)] ^ k[2]>>8
	}
	for i := range len(password) {
		add(password[i])
	}
	head := append([]byte("acak acak ac"[:11]), check)
	out := append(head, b...)
	for i, c := range out {
		t := k[2] | 2
		out[i] = c ^ byte(t*(t^1)>>8)
		add(c)
	}
	return out
}
