package lockedtest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash"
	"unicode/utf16"
)

// spins is how often the password is hashed: few, for tests are many.
const spins = 1000

// Office locks an office file as Office does since 2010 (agile encryption).
func Office(password string, inner []byte) []byte {
	salt, dataSalt, key := []byte("garam-kata-sandi"), []byte("garam-isi-berkas"), bytes.Repeat([]byte("k"), 32)
	base := spun(sha512.New, salt, password, spins)
	under := func(use, b []byte) string {
		return base64.StdEncoding.EncodeToString(chained(sum(sha512.New, base, use)[:32], salt, b))
	}
	input := []byte("enam belas bita!")
	info := fmt.Sprintf(`<?xml version="1.0"?><encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">`+
		`<keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="%s"/>`+
		`<keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey spinCount="%d" saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="%s" encryptedVerifierHashInput="%s" encryptedVerifierHashValue="%s" encryptedKeyValue="%s"/></keyEncryptor></keyEncryptors></encryption>`,
		base64.StdEncoding.EncodeToString(dataSalt), spins, base64.StdEncoding.EncodeToString(salt),
		under([]byte{0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79}, input),
		under([]byte{0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e}, sum(sha512.New, input)),
		under([]byte{0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6}, key))
	sealed := binary.LittleEndian.AppendUint64(nil, uint64(len(inner)))
	for i := 0; i*4096 < len(inner); i++ {
		b := filled(inner[i*4096 : min((i+1)*4096, len(inner))])
		sealed = append(sealed, chained(key, sum(sha512.New, dataSalt, binary.LittleEndian.AppendUint32(nil, uint32(i)))[:16], b)...)
	}
	return compound("EncryptionInfo", append([]byte{4, 0, 4, 0, 0x40, 0, 0, 0}, info...), "EncryptedPackage", sealed)
}

// Office2007 locks an office file as Office 2007 did (standard encryption).
func Office2007(password string, inner []byte) []byte {
	salt, verifier := []byte("garam-kata-sandi"), []byte("enam belas bita!")
	base := sum(sha1.New, spun(sha1.New, salt, password, 50_000), make([]byte, 4))
	mask := bytes.Repeat([]byte{0x36}, 64)
	for i := range base {
		mask[i] ^= base[i]
	}
	block, _ := aes.NewCipher(sum(sha1.New, mask)[:16])
	each := func(b []byte) []byte {
		b = filled(b)
		for i := 0; i < len(b); i += 16 {
			block.Encrypt(b[i:], b[i:])
		}
		return b
	}
	head := make([]byte, 32)
	binary.LittleEndian.PutUint32(head[8:], 0x660e)
	binary.LittleEndian.PutUint32(head[12:], 0x8004)
	binary.LittleEndian.PutUint32(head[16:], 128)
	info := []byte{3, 0, 2, 0, 0x24, 0, 0, 0, 32, 0, 0, 0}
	info = append(append(info, head...), 16, 0, 0, 0)
	info = append(append(append(info, salt...), each(verifier)...), 20, 0, 0, 0)
	info = append(info, each(append(sum(sha1.New, verifier), make([]byte, 12)...))...)
	return compound("EncryptionInfo", info, "EncryptedPackage", append(binary.LittleEndian.AppendUint64(nil, uint64(len(inner))), each(inner)...))
}

func spun(h func() hash.Hash, salt []byte, password string, rounds int) []byte {
	var word []byte
	for _, u := range utf16.Encode([]rune(password)) {
		word = binary.LittleEndian.AppendUint16(word, u)
	}
	out := sum(h, salt, word)
	for i := range rounds {
		out = sum(h, binary.LittleEndian.AppendUint32(nil, uint32(i)), out)
	}
	return out
}

func sum(h func() hash.Hash, parts ...[]byte) []byte {
	x := h()
	for _, p := range parts {
		x.Write(p)
	}
	return x.Sum(nil)
}

func chained(key, iv, b []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(b))
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, b)
	return out
}

func filled(b []byte) []byte { return append(bytes.Clone(b), make([]byte, (16-len(b)%16)%16)...) }

// compound writes a compound file of one small stream and another of any size
// (MS-CFB): the table in sector 0, the directory in 1, the small table in 2, then
// the root's stream with the small one, then the other.
func compound(small string, a []byte, large string, b []byte) []byte {
	b = append(bytes.Clone(b), make([]byte, max(4096-len(b), 0))...) // large streams lie in sectors of their own
	sectors := func(n int) int { return (n + 511) / 512 }
	na, nb := sectors(len(a)), sectors(len(b))
	table := []uint32{0xfffffffd, 0xfffffffe, 0xfffffffe}
	for _, n := range []int{na, nb} {
		for i := range n {
			table = append(table, uint32(len(table)+1))
			if i == n-1 {
				table[len(table)-1] = 0xfffffffe
			}
		}
	}
	if len(table) > 128 {
		panic("lockedtest: too large for one sector of table")
	}
	var smalls []uint32
	for i := range (len(a) + 63) / 64 {
		smalls = append(smalls, uint32(i+1))
	}
	smalls[len(smalls)-1] = 0xfffffffe
	head := make([]byte, 512)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, v := range map[int]uint16{24: 0x3e, 26: 3, 28: 0xfffe, 30: 9, 32: 6} {
		binary.LittleEndian.PutUint16(head[at:], v)
	}
	for at, v := range map[int]uint32{44: 1, 48: 1, 56: 4096, 60: 2, 64: 1, 68: 0xfffffffe} {
		binary.LittleEndian.PutUint32(head[at:], v)
	}
	copy(head[76:], words([]uint32{0}, 109))
	dir := append(entry("Root Entry", 5, 3, len(a)), entry(small, 2, 0, len(a))...)
	dir = append(dir, entry(large, 2, uint32(3+na), len(b))...)
	out := append(head, words(table, 128)...)
	out = append(out, append(dir, make([]byte, 128)...)...)
	out = append(out, words(smalls, 128)...)
	for _, s := range [][]byte{a, b} {
		out = append(append(out, s...), make([]byte, sectors(len(s))*512-len(s))...)
	}
	return out
}

// words writes numbers and fills up with the mark of what is free.
func words(list []uint32, n int) []byte {
	var out []byte
	for i := range n {
		v := uint32(0xffffffff)
		if i < len(list) {
			v = list[i]
		}
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}

func entry(name string, kind byte, first uint32, size int) []byte {
	e := make([]byte, 128)
	for i, u := range utf16.Encode([]rune(name)) {
		binary.LittleEndian.PutUint16(e[2*i:], u)
	}
	binary.LittleEndian.PutUint16(e[64:], uint16(2*len(name)+2))
	e[66] = kind
	binary.LittleEndian.PutUint32(e[116:], first)
	binary.LittleEndian.PutUint32(e[120:], uint32(size))
	return e
}
