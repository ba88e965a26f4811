package store

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"

	"loket/ticket"
)

// Blobs are sealed where the site has a key. Each blob has a data key of its own,
// random, which keys.db holds wrapped with the site's key: who destroys that small
// entry destroys the blob, in every copy of the packs, without rewriting them.
// Bytes are found by the hash of what they say, sealed or not, so that the same
// bytes are kept once; whoever destroys them has seen to it that nobody else needs
// them (see ticket.Desk.Destroy).
//
// What events say of persons is sealed too, see ringevents.go.
//
// A wrapped key and a sealed blob are both nonce and XChaCha20-Poly1305 of the
// plain bytes, with the blob's hash as additional data: neither can be put in the
// place of another.

const (
	dataKeySize = chacha20poly1305.KeySize
	wrappedSize = sealedExtra + dataKeySize
	// sealedExtra is how much longer a sealed text is.
	sealedExtra = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead
)

// MinKey is how short a site's key may be, in bytes.
const MinKey = 32

// ring opens and seals blobs with data keys of the vault.
type ring struct {
	vault *vault
	site  cipher.AEAD // nil: there is no site key

	mu    sync.Mutex
	known map[[hashSize]byte][]byte // opened keys by their names, bounded; under mu
	drops int                       // how often keys were destroyed; under mu
}

// newRing makes a ring of a site's key, nil for none.
func newRing(v *vault, ask func() ([]byte, error)) (*ring, error) {
	r := &ring{vault: v}
	if ask == nil {
		return r, nil
	}
	siteKey, err := ask()
	if err != nil {
		return nil, fmt.Errorf("the site's key: %w", err)
	}
	if len(siteKey) < MinKey {
		return nil, fmt.Errorf("the site's key has %d bytes and needs %d: %w", len(siteKey), MinKey, ErrSiteKey)
	}
	key, err := hkdf.Key(sha256.New, siteKey, nil, "loket site key 1", dataKeySize)
	if err != nil {
		return nil, err
	}
	r.site, err = chacha20poly1305.NewX(key)
	return r, err
}

// prove refuses a key that another one of the record's keys was wrapped with, and,
// where something will be written, no key at all beside sealed blobs.
func (r *ring) prove(readOnly bool) error {
	sum, wrapped, err := r.vault.anyKey()
	if err != nil || wrapped == nil {
		return err
	}
	if r.site == nil {
		if readOnly {
			return nil
		}
		return ErrSealed
	}
	if _, err := unseal(r.site, sum, wrapped); err != nil {
		return fmt.Errorf("it is not the one that the record was sealed with: %w", ErrSiteKey)
	}
	return nil
}

// sealing reports whether new blobs are sealed.
func (r *ring) sealing() bool { return r.site != nil }

// seal seals blobs, in place; their keys are durable when it returns.
func (r *ring) seal(blobs []newBlob) error {
	sums := make([][hashSize]byte, len(blobs))
	for i := range blobs {
		sums[i] = blobs[i].sum
	}
	wrapped, err := r.vault.dataKeys(sums, r.wrap)
	if err != nil {
		return err
	}
	for i := range blobs {
		b := &blobs[i]
		aead, err := r.sealer(b.sum, wrapped[i])
		if err != nil {
			return err
		}
		if b.data, err = sealText(aead, b.sum, b.data); err != nil {
			return err
		}
		b.sealed = true
	}
	return nil
}

// open returns what a sealed blob says. The error is ErrSealed without the site's
// key, ticket.ErrDestroyed without the blob's, else ErrDamaged.
func (r *ring) open(sum [hashSize]byte, data []byte) ([]byte, error) {
	wrapped, err := r.vault.dataKey(sum)
	switch {
	case err != nil:
		return nil, err
	case wrapped == nil:
		return nil, ticket.ErrDestroyed
	case r.site == nil:
		return nil, ErrSealed
	}
	aead, err := r.sealer(sum, wrapped)
	if err != nil {
		return nil, err
	}
	plain, err := unseal(aead, sum, data)
	if err != nil {
		return nil, fmt.Errorf("blob %x: %w: %w", sum, ErrDamaged, err)
	}
	if sha256.Sum256(plain) != sum {
		return nil, fmt.Errorf("what was sealed does not have the hash %x: %w", sum, ErrDamaged)
	}
	return plain, nil
}

// wrap makes a data key for a blob and wraps it.
func (r *ring) wrap(sum [hashSize]byte) ([]byte, error) {
	var key [dataKeySize]byte
	if _, err := rand.Read(key[:]); err != nil {
		return nil, err
	}
	return sealText(r.site, sum, key[:])
}

func (r *ring) sealer(sum [hashSize]byte, wrapped []byte) (cipher.AEAD, error) {
	key, err := r.unwrap(sum, wrapped)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(key)
}

func (r *ring) unwrap(sum [hashSize]byte, wrapped []byte) ([]byte, error) {
	key, err := unseal(r.site, sum, wrapped)
	if err != nil {
		return nil, fmt.Errorf("the key of blob %x: %w: %w", sum, ErrDamaged, err)
	}
	return key, nil
}

func sealText(aead cipher.AEAD, sum [hashSize]byte, plain []byte) ([]byte, error) {
	out := make([]byte, chacha20poly1305.NonceSizeX, sealedExtra+len(plain))
	if _, err := rand.Read(out); err != nil {
		return nil, err
	}
	return aead.Seal(out, out, plain, sum[:]), nil
}

func unseal(aead cipher.AEAD, sum [hashSize]byte, data []byte) ([]byte, error) {
	if len(data) < sealedExtra {
		return nil, errors.New("too short to be sealed")
	}
	nonce, text := data[:chacha20poly1305.NonceSizeX], data[chacha20poly1305.NonceSizeX:]
	return aead.Open(nil, nonce, text, sum[:])
}
