package revoked

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// keygen runs ssh-keygen in a folder.
func keygen(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ssh-keygen", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// bunch is keys and certificates that OpenSSH made: two authorities, a key of each
// kind, certificates with serial numbers and ids, one without a number.
func bunch(t *testing.T) (dir string, files []string) {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%v: CI installs openssh-client", err)
		}
		t.Skipf("%v: install openssh-client to run this test", err)
	}
	dir = t.TempDir()
	must := func(args ...string) {
		if out, err := keygen(t, dir, args...); err != nil {
			t.Fatalf("ssh-keygen %v: %v\n%s", args, err, out)
		}
	}
	for name, kind := range map[string]string{"ca": "ed25519", "ca2": "ed25519", "sari": "ed25519", "bima": "ecdsa", "dewi": "ed25519", "eko": "rsa"} {
		must("-q", "-t", kind, "-N", "", "-C", name+"@meja", "-f", name)
	}
	sign := func(ca, key, name, id string, serial uint64) {
		data, err := os.ReadFile(filepath.Join(dir, key+".pub"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".pub"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		must("-q", "-s", ca, "-I", id, "-n", key, "-V", "+1d", "-z", fmt.Sprint(serial), name+".pub")
		files = append(files, name+"-cert.pub")
	}
	for i, serial := range []uint64{0, 1, 7, 8, 500, 1 << 40, 1<<64 - 1} {
		sign("ca", "sari", fmt.Sprintf("c%d", i), fmt.Sprintf("sari-%d", i), serial)
	}
	sign("ca2", "sari", "other", "sari-1", 7)
	sign("ca2", "bima", "bima-c", "bima@meja", 3)
	return dir, append(files, "ca.pub", "ca2.pub", "sari.pub", "bima.pub", "dewi.pub", "eko.pub")
}

// TestAsOpenSSH: of every list and every key and certificate this package says what
// ssh-keygen -Q says.
func TestAsOpenSSH(t *testing.T) {
	dir, files := bunch(t)
	for name, spec := range map[string][]string{
		"nothing":        {"# nothing"},
		"a key":          {"key: KEY bima"},
		"a key's sha1":   {"sha1: KEY dewi"},
		"a key's sha256": {"sha256: KEY eko", "sha256: KEY sari"},
		"a hash":         {"hash: HASH bima"},
		"serials":        {"CA ca", "serial: 7", "serial: 500", "serial: 18446744073709551615"},
		"a range":        {"CA ca", "serial: 2-8"},
		"many":           {"CA ca", "serial: 1", "serial: 3", "serial: 5", "serial: 7", "serial: 9", "serial: 11", "serial: 13"},
		"an id":          {"CA ca", "id: sari-1", "id: sari-0"},
		"any authority":  {"CA none", "serial: 7", "id: bima@meja"},
		"the authority":  {"key: KEY ca"},
		"both":           {"CA ca2", "serial: 7", "id: bima@meja", "key: KEY dewi"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			path := made(t, dir, spec)
			asked(t, dir, path, files)
		})
	}
	t.Run("plain", func(t *testing.T) {
		for _, of := range []string{"bima", "ca", "c2-cert"} {
			key, err := os.ReadFile(filepath.Join(dir, of+".pub"))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "revoked")
			if err := os.WriteFile(path, append([]byte("# yang dicabut\n\n"), key...), 0o600); err != nil {
				t.Fatal(err)
			}
			l := parsed(t, path)
			for file, want := range map[string]bool{"bima.pub": of == "bima", "bima-c-cert.pub": of == "bima", "ca.pub": of == "ca", "c1-cert.pub": of == "ca" || of == "c2-cert", "dewi.pub": false, "sari.pub": of == "c2-cert"} {
				if got := l.Has(keyOf(t, filepath.Join(dir, file))); got != want {
					t.Errorf("a list with %s, %s: %v", of, file, got)
				}
			}
		}
	})
}

// made has ssh-keygen make a list as a specification says.
func made(t *testing.T, dir string, spec []string) string {
	t.Helper()
	var text strings.Builder
	args := []string{"-k"}
	for _, s := range spec {
		verb, of, _ := strings.Cut(s, " ")
		if verb == "CA" {
			if of != "none" {
				of += ".pub"
			}
			args = append(args, "-s", of)
			continue
		}
		if head, name, ok := strings.Cut(s, "KEY "); ok {
			key, err := os.ReadFile(filepath.Join(dir, name+".pub"))
			if err != nil {
				t.Fatal(err)
			}
			s = head + strings.TrimSpace(string(key))
		}
		if head, name, ok := strings.Cut(s, "HASH "); ok {
			s = head + ssh.FingerprintSHA256(keyOf(t, filepath.Join(dir, name+".pub")))
		}
		fmt.Fprintln(&text, s)
	}
	out := t.TempDir()
	list := filepath.Join(out, "spec")
	if err := os.WriteFile(list, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(out, "krl")
	if said, err := keygen(t, dir, append(args, "-f", path, list)...); err != nil {
		t.Fatalf("%v: %v\n%s", spec, err, said)
	}
	return path
}

// asked compares what this package says of each file with what ssh-keygen says.
func asked(t *testing.T, dir, path string, files []string) {
	t.Helper()
	l := parsed(t, path)
	for _, file := range files {
		out, err := keygen(t, dir, "-Q", "-f", path, file)
		want := err != nil
		if want != strings.Contains(out, ": REVOKED") {
			t.Fatalf("ssh-keygen -Q says %q, %v", out, err)
		}
		if got := l.Has(keyOf(t, filepath.Join(dir, file))); got != want {
			t.Errorf("%s is revoked: %v, ssh-keygen says %v", file, got, want)
		}
	}
}

func parsed(t *testing.T, path string) *List {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func keyOf(t *testing.T, path string) ssh.PublicKey {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	k, _, _, _, err := ssh.ParseAuthorizedKey(data)
	if err != nil {
		t.Fatal(err)
	}
	return k
}
