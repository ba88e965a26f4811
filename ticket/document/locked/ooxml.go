package locked

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"hash"
	"unicode/utf16"
)

// Bounds of the work that a file may ask for.
const (
	maxSpins = 1_000_000 // rounds of hashing a password; Office writes 100,000
	segment  = 4096      // bytes that are encrypted as one
)

// Office decrypts an office file of today: the streams EncryptionInfo and
// EncryptedPackage of its compound file (MS-OFFCRYPTO, 2.3.4). What comes out is
// the ZIP archive that it is.
func Office(info, sealed []byte, password string) ([]byte, error) {
	if len(info) < 8 || len(sealed) < 8 {
		return nil, ErrDamaged
	}
	size := binary.LittleEndian.Uint64(sealed)
	sealed = sealed[8:]
	if size > MaxSize || size > uint64(len(sealed)) {
		return nil, fmt.Errorf("%w: %d bytes of %d", ErrDamaged, size, len(sealed))
	}
	var out []byte
	var err error
	switch major, minor := binary.LittleEndian.Uint16(info), binary.LittleEndian.Uint16(info[2:]); {
	case major == 4 && minor == 4:
		out, err = openAgile(info[8:], sealed, password)
	case minor == 2 && major >= 2 && major <= 4:
		out, err = openStandard(info[8:], sealed, password)
	default:
		return nil, fmt.Errorf("%w: %d.%d", ErrUnknown, major, minor)
	}
	if err != nil {
		return nil, err
	}
	return out[:size], nil
}

// How keys are used (MS-OFFCRYPTO, 2.3.4.11 to 2.3.4.13).
var (
	useInput = []byte{0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79}
	useValue = []byte{0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e}
	useKey   = []byte{0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6}
)

// recipe is how something is encrypted.
type recipe struct {
	Salt      []byte `xml:"-"`
	SaltText  string `xml:"saltValue,attr"`
	BlockSize int    `xml:"blockSize,attr"`
	KeyBits   int    `xml:"keyBits,attr"`
	Cipher    string `xml:"cipherAlgorithm,attr"`
	Chaining  string `xml:"cipherChaining,attr"`
	Hash      string `xml:"hashAlgorithm,attr"`
}

type agile struct {
	Data recipe `xml:"keyData"`
	Keys []struct {
		recipe

		Spins int    `xml:"spinCount,attr"`
		Input string `xml:"encryptedVerifierHashInput,attr"`
		Value string `xml:"encryptedVerifierHashValue,attr"`
		Key   string `xml:"encryptedKeyValue,attr"`
	} `xml:"keyEncryptors>keyEncryptor>encryptedKey"`
}

func openAgile(info, sealed []byte, password string) ([]byte, error) {
	var a agile
	if err := xml.Unmarshal(info, &a); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if len(a.Keys) == 0 {
		return nil, fmt.Errorf("%w: no password", ErrUnknown)
	}
	k := a.Keys[0] // the one that Office makes; others are for keys that the desk has not
	sum, err := k.check()
	if err != nil {
		return nil, err
	}
	if _, err := a.Data.check(); err != nil {
		return nil, err
	}
	if k.Spins < 0 || k.Spins > maxSpins {
		return nil, fmt.Errorf("%w: %d rounds", ErrUnknown, k.Spins)
	}
	base := spun(sum, k.Salt, password, k.Spins)
	under := func(use []byte, text string) ([]byte, error) {
		b, err := base64Bytes(text)
		if err != nil {
			return nil, err
		}
		return chained(fit(digest(sum, base, use), k.KeyBits/8), fit(k.Salt, k.BlockSize), b)
	}
	input, err1 := under(useInput, k.Input)
	value, err2 := under(useValue, k.Value)
	key, err3 := under(useKey, k.Key)
	if err1 != nil || err2 != nil || err3 != nil {
		return nil, ErrDamaged
	}
	input = input[:min(len(input), len(k.Salt))]
	if want := digest(sum, input); len(value) < len(want) || !bytes.Equal(value[:len(want)], want) {
		return nil, ErrPassword
	}
	return a.Data.open(fit(key, a.Data.KeyBits/8), sealed)
}

// check reads the salt and refuses what is not known here.
func (r *recipe) check() (func() hash.Hash, error) {
	sum := map[string]func() hash.Hash{"SHA1": sha1.New, "SHA-1": sha1.New, "SHA256": sha256.New, "SHA384": sha512.New384, "SHA512": sha512.New}[r.Hash]
	bits := r.KeyBits == 128 || r.KeyBits == 192 || r.KeyBits == 256
	if sum == nil || r.Cipher != "AES" || r.Chaining != "ChainingModeCBC" || !bits || r.BlockSize != aes.BlockSize {
		return nil, fmt.Errorf("%w: %.20s %.30s %.20s %d", ErrUnknown, r.Cipher, r.Chaining, r.Hash, r.KeyBits)
	}
	var err error
	r.Salt, err = base64Bytes(r.SaltText)
	return sum, err
}

// open decrypts the package segment by segment.
func (r *recipe) open(key, sealed []byte) ([]byte, error) {
	sum, err := r.check()
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(sealed))
	for i := 0; i*segment < len(sealed); i++ {
		b := sealed[i*segment : min((i+1)*segment, len(sealed))]
		b = b[:len(b)-len(b)%aes.BlockSize]
		clear, err := chained(key, fit(digest(sum, r.Salt, binary.LittleEndian.AppendUint32(nil, uint32(i))), r.BlockSize), b)
		if err != nil {
			return nil, err
		}
		out = append(out, clear...)
	}
	return padded(out, len(sealed)), nil
}

// openStandard decrypts what Office 2007 wrote (MS-OFFCRYPTO, 2.3.4.5 to 2.3.4.9).
func openStandard(info, sealed []byte, password string) ([]byte, error) {
	if len(info) < 4 {
		return nil, ErrDamaged
	}
	n := int(binary.LittleEndian.Uint32(info))
	if n < 32 || n > 1<<16 || len(info) < 4+n+4+16+16+4+32 {
		return nil, ErrDamaged
	}
	head, check := info[4:4+n], info[4+n:]
	algorithm, bits := binary.LittleEndian.Uint32(head[8:]), int(binary.LittleEndian.Uint32(head[16:]))
	if algorithm < 0x660e || algorithm > 0x6610 || bits != 128+64*int(algorithm-0x660e) || binary.LittleEndian.Uint32(check) != 16 {
		return nil, fmt.Errorf("%w: algorithm %#x, %d bits", ErrUnknown, algorithm, bits)
	}
	salt, verifier, sum := check[4:20], check[20:36], check[40:72]
	base := digest(sha1.New, spun(sha1.New, salt, password, 50_000), make([]byte, 4))
	key := append(mixed(base, 0x36), mixed(base, 0x5c)...)[:bits/8]
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	if want := digest(sha1.New, each(block, verifier)); !bytes.Equal(each(block, sum)[:len(want)], want) {
		return nil, ErrPassword
	}
	return padded(each(block, sealed), len(sealed)), nil
}

func mixed(base []byte, with byte) []byte {
	b := bytes.Repeat([]byte{with}, 64)
	for i := range base {
		b[i] ^= base[i]
	}
	return digest(sha1.New, b)
}

// each decrypts block by block, what is left over aside.
func each(block cipher.Block, b []byte) []byte {
	out := make([]byte, len(b)-len(b)%aes.BlockSize)
	for i := 0; i < len(out); i += aes.BlockSize {
		block.Decrypt(out[i:], b[i:])
	}
	return out
}

// spun hashes a password with its salt in many rounds.
func spun(sum func() hash.Hash, salt []byte, password string, rounds int) []byte {
	var word []byte
	for _, u := range utf16.Encode([]rune(password)) {
		word = binary.LittleEndian.AppendUint16(word, u)
	}
	h := sum()
	h.Write(salt)
	h.Write(word)
	out := h.Sum(nil)
	var count [4]byte
	for i := range rounds {
		binary.LittleEndian.PutUint32(count[:], uint32(i))
		h.Reset()
		h.Write(count[:])
		h.Write(out)
		out = h.Sum(out[:0])
	}
	return out
}

func digest(sum func() hash.Hash, parts ...[]byte) []byte {
	h := sum()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// fit cuts a key to n bytes, or fills it up with 0x36.
func fit(b []byte, n int) []byte {
	if len(b) >= n {
		return b[:n]
	}
	return append(bytes.Clone(b), bytes.Repeat([]byte{0x36}, n-len(b))...)
}

func padded(b []byte, n int) []byte { return append(b, make([]byte, max(n-len(b), 0))...) }
