package command

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"loket/ticket"
	"loket/ui/ssh"
)

// Serve is how others come to the desk.
type Serve struct {
	Address    string   `toml:"address"`      // host:port to listen on
	HostKey    string   `toml:"host_key"`     // file; "" is ssh_host_ed25519_key beside the record
	CA         []string `toml:"ca"`           // files with the keys of authorities that sign officers' certificates
	Revoked    string   `toml:"revoked_keys"` // file as OpenSSH's RevokedKeys; "" is none
	Banner     string   `toml:"banner"`
	Idle       string   `toml:"idle"`
	Longest    string   `toml:"longest"`
	Total      int      `toml:"connections"`
	PerAddress int      `toml:"per_address"`
	PerOfficer int      `toml:"per_officer"`
	Metrics    string   `toml:"metrics"` // host:port of this machine for Prometheus
}

func (c *Config) completeServe() {
	def(&c.Serve.Address, "127.0.0.1:2222")
	def(&c.Serve.Idle, "1h")
	def(&c.Serve.Longest, "10h")
}

func (s *Serve) check(p *problems) {
	checkAddress(p, "serve.address", s.Address, "2222")
	if host, _, err := net.SplitHostPort(s.Metrics); s.Metrics != "" && (err != nil || !loopback(host)) {
		p.add("serve.metrics", "serve.metrics = %q: write an address of this machine, such as \"127.0.0.1:9464\"; who is elsewhere reads it through a proxy of yours", s.Metrics)
	}
	for _, v := range []struct{ key, value string }{{"serve.idle", s.Idle}, {"serve.longest", s.Longest}} {
		if t, err := time.ParseDuration(v.value); err != nil || t < time.Minute {
			p.add(v.key, "%s = %q: write a time of a minute or more, such as \"1h\"", v.key, v.value)
		}
	}
	for _, n := range []struct {
		key   string
		value int
	}{{"serve.connections", s.Total}, {"serve.per_address", s.PerAddress}, {"serve.per_officer", s.PerOfficer}} {
		if n.value < 0 || n.value > 10_000 {
			p.add(n.key, "%s = %d: write a number from 1 to 10000, or leave it out", n.key, n.value)
		}
	}
}

// Server makes the SSH server as configured and listens; o has what the rest of the
// program gives. It returns what to tell whoever started it.
func (c *Config) Server(ctx context.Context, d *ticket.Desk, o ssh.Options) (*ssh.Server, net.Listener, string, error) {
	s := &c.Serve
	o.Desk, o.Now, o.Banner = Shelved{d, c}, d.Now, s.Banner
	o.Idle, _ = time.ParseDuration(s.Idle) // Validate has seen them
	o.Longest, _ = time.ParseDuration(s.Longest)
	o.Total, o.PerAddress, o.PerOfficer = s.Total, s.PerAddress, s.PerOfficer
	var err error
	if o.Authorities, err = authorities(s.CA); err != nil {
		return nil, nil, "", usage(err)
	}
	if o.Revoked, err = s.revoked(); err != nil {
		return nil, nil, "", usage(err)
	}
	if o.HostKey, err = hostKey(cmp.Or(s.HostKey, filepath.Join(c.Dir, "ssh_host_ed25519_key")), d); err != nil {
		return nil, nil, "", usage(err)
	}
	server, err := ssh.New(o)
	if err != nil {
		return nil, nil, "", usage(err)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", s.Address)
	if err != nil {
		return nil, nil, "", fmt.Errorf("serve.address: %w; write another one, or end the program that has it", err)
	}
	words := fmt.Sprintf("The desk is served at %s.\nIts host key is %s\n", l.Addr(), gossh.FingerprintSHA256(o.HostKey.PublicKey()))
	return server, l, words, nil
}

// revoked reads the list of revoked keys, nil for none.
func (s *Serve) revoked() (*ssh.Revoked, error) {
	if s.Revoked == "" {
		return nil, nil
	}
	r, err := ssh.OpenRevoked(s.Revoked)
	if err != nil {
		return nil, fmt.Errorf("serve.revoked_keys: %w; write public keys one a line, or a KRL of ssh-keygen -k", err)
	}
	return r, nil
}

// authorities reads the public keys in files, one a line.
func authorities(files []string) ([]gossh.PublicKey, error) {
	var out []gossh.PublicKey
	for _, f := range files {
		data, err := readBounded(f)
		if err != nil {
			return nil, fmt.Errorf("serve.ca: %w", err)
		}
		for len(strings.TrimSpace(string(data))) > 0 {
			key, _, _, rest, err := gossh.ParseAuthorizedKey(data)
			if err != nil {
				return nil, fmt.Errorf("serve.ca: %s: %w; write the authority's .pub file", f, err)
			}
			out, data = append(out, key), rest
		}
	}
	return out, nil
}

// hostKey reads the key that the desk is known by. The first time it is made; once
// the record knows one, no other is taken in silence: everybody who comes would be
// told that somebody sits in between.
func hostKey(path string, d *ticket.Desk) (gossh.Signer, error) {
	known, err := d.HostKey()
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if known != "" {
			return nil, fmt.Errorf("serve.host_key: %s is gone; the desk is known by %s. Put it back from where it was kept; if it is lost, "+
				"'loket serve --new-host-key' makes another one, which every officer is asked to accept", path, known)
		}
		if err := makeHostKey(path); err != nil {
			return nil, fmt.Errorf("serve.host_key: %w", err)
		}
		info, err = os.Stat(path)
	}
	if err != nil {
		return nil, fmt.Errorf("serve.host_key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("serve.host_key: others may read %s; do: chmod 600 %s", path, path)
	}
	data, err := readBounded(path)
	if err != nil {
		return nil, fmt.Errorf("serve.host_key: %w", err)
	}
	signer, err := gossh.ParsePrivateKey(data)
	if err != nil {
		return nil, fmt.Errorf("serve.host_key: %s: %w; it is a private key as ssh-keygen writes it, without a password", path, err)
	}
	print := gossh.FingerprintSHA256(signer.PublicKey())
	if known != "" && known != print {
		return nil, fmt.Errorf("serve.host_key: %s is %s, but the desk is known by %s; bring the old key back, or say that it changes with 'loket serve --new-host-key'", path, print, known)
	}
	return signer, d.KeepHostKey(print)
}

func makeHostKey(path string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "loket")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(pem.EncodeToMemory(block))
	return errors.Join(err, f.Sync(), f.Close())
}
