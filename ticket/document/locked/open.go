package locked

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"fmt"
)

// chained decrypts AES in CBC mode without looking at the padding.
func chained(key, iv, b []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	if len(iv) != aes.BlockSize || len(b)%aes.BlockSize != 0 {
		return nil, ErrDamaged
	}
	out := make([]byte, len(b))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, b)
	return out, nil
}

// base64Bytes reads a value of a description, which is never long.
func base64Bytes(s string) ([]byte, error) {
	if len(s) > 1<<10 {
		return nil, ErrDamaged
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return b, nil
}
