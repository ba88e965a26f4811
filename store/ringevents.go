package store

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"

	"golang.org/x/crypto/chacha20poly1305"

	"loket/ticket"
)

// What events say of persons is sealed under the key of their ticket, and what was
// read in files under that of the mail that brought them too: both are needed. These
// keys lie in keys.db as those of blobs do, and a mail's is the one of its blob. From
// the keys comes, by HKDF, the one that seals, and a mark of it that stands before the
// sealed text: where the mark is another's the keys that sealed it are destroyed, even
// if new ones came in their place.

const (
	markSize = 8
	// knownKeys bounds the keys that are at hand, opened.
	knownKeys = 4096
)

// ticketKey is the name under which a ticket's key lies, where those of blobs lie
// under their hashes. No hash is known that looks like it.
func ticketKey(id ticket.ID) (name [hashSize]byte) {
	copy(name[:], "loket: the key of ticket")
	copy(name[hashSize-8:], be64(uint64(id)))
	return name
}

// keyNames are the names of the keys; ok is false where one is no hash.
func keyNames(k ticket.KeyOf) (names [][hashSize]byte, ok bool) {
	if k.Ticket != 0 {
		names = append(names, ticketKey(k.Ticket))
	}
	for _, m := range k.Mails {
		sum, ok := parseHash(m)
		if !ok {
			return nil, false
		}
		names = append(names, sum)
	}
	return names, len(names) > 0
}

// key returns an opened key, nil where there is none.
func (r *ring) key(name [hashSize]byte) ([]byte, error) {
	r.mu.Lock()
	key, drops := r.known[name], r.drops
	r.mu.Unlock()
	if key != nil || r.site == nil {
		return key, nil
	}
	wrapped, err := r.vault.dataKey(name)
	if err != nil || wrapped == nil {
		return nil, err
	}
	if key, err = r.unwrap(name, wrapped); err == nil {
		r.know(name, key, drops)
	}
	return key, err
}

// know has a key at hand, unless keys were destroyed since it was read.
func (r *ring) know(name [hashSize]byte, key []byte, drops int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if drops != r.drops {
		return
	}
	if r.known == nil || len(r.known) >= knownKeys {
		r.known = make(map[[hashSize]byte][]byte)
	}
	r.known[name] = key
}

// drop destroys keys.
func (r *ring) drop(names [][hashSize]byte) error {
	err := r.vault.dropKeys(names)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known = nil
	r.drops++
	return err
}

// Seal implements ticket.Sealer: it makes no keys.
func (r *ring) Seal(k ticket.KeyOf, plain, extra []byte) ([]byte, error) {
	return sealEvent(k, plain, extra, r.key)
}

// Open implements ticket.Sealer.
func (r *ring) Open(k ticket.KeyOf, sealed, extra []byte) ([]byte, bool, error) {
	return openEvent(k, sealed, extra, r.key)
}

// keyring finds an opened key by its name, nil where there is none.
type keyring func(name [hashSize]byte) ([]byte, error)

// derived is the key that seals, behind its mark; nil where one of its keys is not
// to be had.
func derived(k ticket.KeyOf, find keyring) ([]byte, error) {
	names, ok := keyNames(k)
	if !ok {
		return nil, nil
	}
	var all []byte
	for _, name := range names {
		key, err := find(name)
		if err != nil || key == nil {
			return nil, err
		}
		all = append(all, key...)
	}
	return hkdf.Key(sha256.New, all, nil, "loket event 1", markSize+dataKeySize)
}

func sealEvent(k ticket.KeyOf, plain, extra []byte, find keyring) ([]byte, error) {
	key, err := derived(k, find)
	if err != nil || key == nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(key[markSize:])
	if err != nil {
		return nil, err
	}
	out := make([]byte, markSize+chacha20poly1305.NonceSizeX, markSize+sealedExtra+len(plain))
	nonce := out[markSize:]
	copy(out, key)
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return aead.Seal(out, nonce, plain, extra), nil
}

func openEvent(k ticket.KeyOf, sealed, extra []byte, find keyring) (plain []byte, ok bool, err error) {
	key, err := derived(k, find)
	if err != nil || key == nil || len(sealed) >= markSize && !slices.Equal(sealed[:markSize], key[:markSize]) {
		return nil, false, err
	}
	if len(sealed) < markSize+sealedExtra {
		return nil, false, fmt.Errorf("too short to be sealed: %w", ErrDamaged)
	}
	aead, err := chacha20poly1305.NewX(key[markSize:])
	if err != nil {
		return nil, false, err
	}
	nonce, text := sealed[markSize:markSize+chacha20poly1305.NonceSizeX], sealed[markSize+chacha20poly1305.NonceSizeX:]
	if plain, err = aead.Open(nil, nonce, text, extra); err != nil {
		return nil, false, fmt.Errorf("what is sealed of it: %w: %w", ErrDamaged, err)
	}
	return plain, true, nil
}

// newKeys seals the events of one transaction and makes the keys that are missing.
// Those of tickets are kept together, before the commit (keep): to keep keys one by
// one costs a sync each. What a transaction that failed left is taken by the next.
type newKeys struct {
	ring  *ring
	made  map[[hashSize]byte][]byte // opened
	fresh map[[hashSize]byte][]byte // of made, wrapped, for keys.db
}

// Seal implements ticket.Sealer.
func (n *newKeys) Seal(k ticket.KeyOf, plain, extra []byte) ([]byte, error) {
	if n.ring == nil || !n.ring.sealing() {
		return nil, nil
	}
	return sealEvent(k, plain, extra, n.find)
}

// Open implements ticket.Sealer.
func (n *newKeys) Open(k ticket.KeyOf, sealed, extra []byte) ([]byte, bool, error) {
	if n.ring == nil {
		return nil, false, nil
	}
	return openEvent(k, sealed, extra, func(name [hashSize]byte) ([]byte, error) {
		if key := n.made[name]; key != nil {
			return key, nil
		}
		return n.ring.key(name)
	})
}

// find finds a key, and makes one that is missing.
func (n *newKeys) find(name [hashSize]byte) ([]byte, error) {
	if key := n.made[name]; key != nil {
		return key, nil
	}
	key, err := n.ring.key(name)
	if key != nil || err != nil {
		return key, err
	}
	wrapped, err := n.ring.wrap(name)
	if err != nil {
		return nil, err
	}
	if name != ticketKey(ticket.ID(seqOf(name[hashSize-8:]))) { // a mail's may be made elsewhere now
		list, err := n.ring.vault.dataKeys([][hashSize]byte{name}, func([hashSize]byte) ([]byte, error) { return wrapped, nil })
		if err != nil {
			return nil, err
		}
		return n.ring.unwrap(name, list[0])
	}
	if key, err = n.ring.unwrap(name, wrapped); err != nil {
		return nil, err
	}
	if n.made == nil {
		n.made, n.fresh = make(map[[hashSize]byte][]byte), make(map[[hashSize]byte][]byte)
	}
	n.made[name], n.fresh[name] = key, wrapped
	return key, nil
}

// keep makes the new keys durable.
func (n *newKeys) keep() error {
	if len(n.fresh) == 0 {
		return nil
	}
	return n.ring.vault.addKeys(n.fresh)
}
