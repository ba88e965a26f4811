package locked

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
)

// methodAES is the compression method of a member under WinZip's AES; its own is
// in the extra field (WinZip, AE-1 and AE-2).
const methodAES = 99

// Member opens a locked member of a ZIP archive. It reads what is packed, at most
// MaxSize bytes; what is unpacked of that is the caller's to bound. The old
// encryption of PKWARE tells a wrong password in 255 of 256 cases here, in the
// others by the sum at the end, which is ErrPassword as well.
func Member(m *zip.File, password string) (io.ReadCloser, error) {
	if m.CompressedSize64 > MaxSize {
		return nil, fmt.Errorf("%w: %d bytes", ErrDamaged, m.CompressedSize64)
	}
	raw, err := m.OpenRaw()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	packed, err := io.ReadAll(io.LimitReader(raw, MaxSize))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	method, sum := m.Method, true
	if m.Method == methodAES {
		packed, method, sum, err = openAES(m, packed, password)
	} else {
		packed, err = openOld(m, packed, password)
	}
	if err != nil {
		return nil, err
	}
	var out io.ReadCloser
	switch method {
	case zip.Store:
		out = io.NopCloser(bytes.NewReader(packed))
	case zip.Deflate:
		out = flate.NewReader(bytes.NewReader(packed))
	default:
		return nil, fmt.Errorf("%w: method %d", ErrUnknown, method)
	}
	if sum {
		out = &summed{ReadCloser: out, want: m.CRC32}
	}
	return out, nil
}

// summed compares the sum of what was read with the directory's, at the end.
type summed struct {
	io.ReadCloser

	sum, want uint32
}

func (s *summed) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.sum = crc32.Update(s.sum, crc32.IEEETable, p[:n])
	switch {
	case err == io.EOF && s.sum != s.want: // io.Reader's contract: EOF itself
		return n, ErrPassword
	case err != nil && err != io.EOF: // as above; a wrong key makes nonsense of what is packed
		return n, fmt.Errorf("%w: %w", ErrPassword, err)
	}
	return n, err
}

// openAES decrypts AE-1 and AE-2: salt, two bytes that tell a wrong password, what
// is packed in counter mode, and ten bytes of HMAC-SHA1.
func openAES(m *zip.File, b []byte, password string) (packed []byte, method uint16, sum bool, err error) {
	version, strength, method, ok := aesExtra(m.Extra)
	if !ok || strength < 1 || strength > 3 {
		return nil, 0, false, ErrUnknown
	}
	size := 8 + 8*int(strength) // of the key; the salt has half of it
	if len(b) < size/2+2+10 {
		return nil, 0, false, ErrDamaged
	}
	salt, check, body, mac := b[:size/2], b[size/2:size/2+2], b[size/2+2:len(b)-10], b[len(b)-10:]
	keys, err := pbkdf2.Key(sha1.New, password, salt, 1000, 2*size+2)
	if err != nil {
		return nil, 0, false, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	if subtle.ConstantTimeCompare(keys[2*size:], check) != 1 {
		return nil, 0, false, ErrPassword
	}
	h := hmac.New(sha1.New, keys[size:2*size])
	h.Write(body)
	if !hmac.Equal(h.Sum(nil)[:10], mac) {
		return nil, 0, false, ErrPassword // or damaged: two bytes do not tell
	}
	block, err := aes.NewCipher(keys[:size])
	if err != nil {
		return nil, 0, false, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	return counted(block, body), method, version == 1, nil
}

// counted decrypts in counter mode with a counter that begins at 1 and has its
// lowest byte first, as no library does.
func counted(block cipher.Block, b []byte) []byte {
	out := make([]byte, len(b))
	var counter, stream [aes.BlockSize]byte
	for i := 0; i < len(b); i += aes.BlockSize {
		binary.LittleEndian.PutUint64(counter[:], uint64(i/aes.BlockSize)+1)
		block.Encrypt(stream[:], counter[:])
		subtle.XORBytes(out[i:], b[i:], stream[:])
	}
	return out
}

// aesExtra reads the extra field 0x9901.
func aesExtra(b []byte) (version uint16, strength byte, method uint16, ok bool) {
	for len(b) >= 4 {
		id, n := binary.LittleEndian.Uint16(b), int(binary.LittleEndian.Uint16(b[2:]))
		if b = b[4:]; n > len(b) {
			return 0, 0, 0, false
		}
		if id == 0x9901 && n >= 7 {
			return binary.LittleEndian.Uint16(b), b[4], binary.LittleEndian.Uint16(b[5:]), true
		}
		b = b[n:]
	}
	return 0, 0, 0, false
}

// oldKeys are those of PKWARE's encryption (APPNOTE 6.1).
type oldKeys [3]uint32

func (k *oldKeys) add(b byte) {
	k[0] = crc32.IEEETable[byte(k[0])^b] ^ k[0]>>8
	k[1] = (k[1]+k[0]&0xff)*134775813 + 1
	k[2] = crc32.IEEETable[byte(k[2])^byte(k[1]>>24)] ^ k[2]>>8
}

func (k *oldKeys) stream() byte {
	t := k[2] | 2
	return byte(t * (t ^ 1) >> 8)
}

// openOld decrypts PKWARE's encryption: twelve bytes whose last tells most wrong
// passwords, then what is packed.
func openOld(m *zip.File, b []byte, password string) ([]byte, error) {
	if m.Flags&0x40 != 0 {
		return nil, fmt.Errorf("%w: strong encryption", ErrUnknown)
	}
	if len(b) < 12 {
		return nil, ErrDamaged
	}
	k := oldKeys{0x12345678, 0x23456789, 0x34567890}
	for i := range len(password) {
		k.add(password[i])
	}
	out := make([]byte, len(b))
	for i, c := range b {
		out[i] = c ^ k.stream()
		k.add(out[i])
	}
	check := byte(m.CRC32 >> 24)
	if m.Flags&8 != 0 { // the sum was not known when it was written
		check = byte(m.ModifiedTime >> 8) // the raw field is what is meant
	}
	if out[11] != check {
		return nil, ErrPassword
	}
	return out[12:], nil
}
