package epptest

import (
	"bufio"
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// perlPackages are Debian's.
const perlPackages = "libnet-epp-perl libio-socket-ssl-perl libxml-libxml-perl"

func needPerl(t testing.TB) {
	t.Helper()
	err := exec.Command("perl", "-MNet::EPP::Simple", "-MIO::Socket::SSL", "-MXML::LibXML", "-e", "1").Run() //nolint:noctx // ends at once
	need(t, err == nil, perlPackages)
}

// Simple runs Net::EPP::Simple through its steps against a server and returns a line
// for each: "renew-again 2306 -".
func Simple(t testing.TB, arguments ...string) []string {
	t.Helper()
	needPerl(t)
	script := filepath.Join(unpack(t, "perl"), "simple.pl")
	var said, complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "perl", append([]string{script}, arguments...)...)
	cmd.Stdout, cmd.Stderr = &said, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("Net::EPP::Simple: %v\n%s%s", err, said.String(), complaints.String())
	}
	return strings.Split(strings.TrimSpace(said.String()), "\n")
}

// Registry is a running registry in Perl.
type Registry struct {
	Address string

	mu      sync.Mutex
	invalid []string
}

// StartRegistry runs the registry in Perl until the test ends, with files of PEM: its
// certificate and key, and the authority whose clients it takes.
func StartRegistry(t testing.TB, cert, key, ca string) *Registry {
	t.Helper()
	needPerl(t)
	script := filepath.Join(unpack(t, "perl"), "registry.pl")
	cmd := exec.CommandContext(t.Context(), "perl", script, unpack(t, "schema"), cert, key, ca)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "PORT ") {
		_ = cmd.Wait() // what it said tells more
		t.Fatalf("the registry in Perl says %q\n%s", lines.Text(), complaints.String())
	}
	r := &Registry{Address: "127.0.0.1:" + strings.TrimPrefix(lines.Text(), "PORT ")}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines.Scan() {
			r.mu.Lock()
			r.invalid = append(r.invalid, lines.Text())
			r.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it ends by nothing else
		<-read
		_ = cmd.Wait() // killed, as wanted
		for _, line := range r.invalid {
			t.Error(line)
		}
		if complaints.Len() > 0 {
			t.Errorf("the registry in Perl complains:\n%s", complaints.String())
		}
	})
	return r
}
