package command_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"loket/domain"
	"loket/domain/registry"
	"loket/domain/registry/sandbox"
	"loket/mailbox/demo"
)

// day is a desk that "loket serve" serves, with its mail server and its registry, and
// the people at it. Its clock shows a Monday morning when it begins.
type day struct {
	t       *testing.T
	dir     string
	program string
	began   time.Time // by the system's clock
	server  *demo.Server
	samples []demo.Sample // that did not arrive yet
	arrived int           // mails that the server has
	address string
	env     []string
	process *exec.Cmd
	people  map[string]*person

	registry *sandbox.Server
}

// person is an officer at a terminal of their own, which tmux draws, with ssh in it.
type person struct {
	*pane

	day  *day
	id   string
	lang string
	size [2]int
}

// dayOfficers are who works there; of each the key follows.
const dayOfficers = `[[officer]]
id = "sari"
name = "Sari"
roles = ["officer"]
keys = [%q]
[[officer]]
id = "bima"
name = "Bima"
roles = ["verifier"]
services = ["registration", "officer-change"]
keys = [%q]
[[officer]]
id = "dewi"
name = "Dewi"
roles = ["domain-officer"]
keys = [%q]
[[officer]]
id = "ratna"
name = "Ratna"
roles = ["supervisor"]
keys = [%q]
[[officer]]
id = "admin"
name = "Admin"
roles = ["administrator"]
[registry]
backend = "epp"
address = %q
user = %q
password_env = "EPP_PASSWORD"
cert = %q
key = %q
ca_file = %q
[actions]
second_officer = ["client-hold"]
[serve]
address = "127.0.0.1:0"
`

// openDay makes the desk and everything around it, and serves it.
func openDay(t *testing.T) *day {
	t.Helper()
	for _, program := range []string{"ssh", "tmux"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%v: CI installs openssh-client and tmux", err)
			}
			t.Skipf("%v: install openssh-client and tmux to run this test", err)
		}
	}
	d := &day{t: t, dir: t.TempDir(), began: time.Now(), people: map[string]*person{}}
	d.program = filepath.Join(build(t, "-tags=testclock"), "loket")
	d.post()
	var keys []any
	for _, id := range []string{"sari", "bima", "dewi", "ratna"} {
		keys = append(keys, d.key(id))
	}
	d.configure(keys)
	d.serve()
	return d
}

// now is what the desk's clock shows.
func (d *day) now() time.Time {
	start, err := time.Parse(time.RFC3339, dayOne)
	if err != nil {
		d.t.Fatal(err)
	}
	return start.Add(time.Since(d.began))
}

// key makes an officer's key and gives its public half.
func (d *day) key(id string) string {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		d.t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, id)
	if err != nil {
		d.t.Fatal(err)
	}
	d.file(id+".key", pem.EncodeToMemory(block))
	key, err := gossh.NewPublicKey(public)
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.TrimSpace(string(gossh.MarshalAuthorizedKey(key)))
}

func (d *day) file(name string, data []byte) string {
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// configure starts the registry and writes the desk's settings.
func (d *day) configure(values []any) {
	side, err := sandbox.Start(sandbox.Options{Now: d.now})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = side.Close() })
	d.registry = side
	for name := range demo.Registered() {
		side.Put(registry.State{Name: domain.Name(name), Registered: true, Sponsor: sandbox.Desk.ID, Registrant: "PND-CONTOH", Expires: d.now().AddDate(0, 11, 0)}, "")
	}
	ca, cert, key, err := side.WriteFiles(d.dir)
	if err != nil {
		d.t.Fatal(err)
	}
	_, imap, err := net.SplitHostPort(d.server.IMAPAddr())
	if err != nil {
		d.t.Fatal(err)
	}
	_, smtp, err := net.SplitHostPort(d.server.SMTPAddr())
	if err != nil {
		d.t.Fatal(err)
	}
	common, _, _ := strings.Cut(deskConfig, "[[officer]]")
	common = strings.Replace(common, `hold = "0s"`, `hold = "1s"`, 1)
	config := fmt.Sprintf(common, d.server.Address(), imap, d.server.User, smtp) +
		fmt.Sprintf(dayOfficers, append(values, side.Address, sandbox.Desk.ID, cert, key, ca)...)
	d.env = append(os.Environ(), "HOME="+d.dir, "LOKET_DIR="+filepath.Join(d.dir, "desk"), "LOKET_CONFIG="+d.file("loket.toml", []byte(config)), "LOKET_OFFICER=admin",
		"DESK_PASSWORD="+d.server.Password, "EPP_PASSWORD="+sandbox.Desk.Password, "LANG=C.UTF-8", "LC_ALL=",
		"LOKET_CLOCK="+dayOne+" "+d.began.UTC().Format(time.RFC3339Nano))
}

// serve starts the desk and waits until it says where it is.
func (d *day) serve() {
	d.process = exec.Command(d.program, "serve")
	d.process.Env = d.env
	var errs bytes.Buffer
	d.process.Stderr = &errs
	out, err := d.process.StdoutPipe()
	if err == nil {
		err = d.process.Start()
	}
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = d.process.Process.Kill(); _ = d.process.Wait() })
	var said strings.Builder
	for one := make([]byte, 1); !strings.HasSuffix(said.String(), ".\n"); said.Write(one) {
		if _, err := io.ReadFull(out, one); err != nil {
			d.t.Fatalf("%v: %s%s", err, said.String(), errs.String())
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	at := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(said.String())
	if at == "" {
		d.t.Fatalf("it is not served: %s", said.String())
	}
	d.address = at
}

// sits opens a terminal and comes to the desk.
func (d *day) sits(id, lang string, w, h int) *person {
	p := &person{pane: &pane{d.t, filepath.Join(d.dir, id+".tmux")}, day: d, id: id, lang: lang, size: [2]int{w, h}}
	d.people[id] = p
	d.t.Cleanup(func() { _ = exec.Command("tmux", "-S", p.socket, "kill-server").Run() })
	p.tmux("-u", "new-session", "-d", "-x", fmt.Sprint(w), "-y", fmt.Sprint(h), "exec sleep 1d", ";", "set", "-g", "remain-on-exit", "on", ";", "set", "-g", "status", "off")
	p.comes()
	return p
}

// comes joins the desk over SSH.
func (p *person) comes() {
	p.day.t.Helper()
	p.tmux("respawn-pane", "-k", strings.Join(append([]string{"exec"}, p.day.ssh(p.id, p.lang, "-tt")...), " "))
	p.until(map[string]string{"id": "Belum diambil", "en": "Unclaimed"}[p.lang], p.id+" came")
}

// ssh is the command line of OpenSSH's client for an officer.
func (d *day) ssh(id, lang string, words ...string) []string {
	host, port, _ := net.SplitHostPort(d.address)
	locale := map[string]string{"id": "id_ID.UTF-8", "en": "en_GB.UTF-8"}[lang]
	return append([]string{"ssh", "-F", "none", "-p", port, "-l", id, "-i", filepath.Join(d.dir, id+".key"), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
		"-o", "StrictHostKeyChecking=accept-new", "-o", "UserKnownHostsFile=" + filepath.Join(d.dir, "known"), "-o", "LogLevel=ERROR", "-o", "SetEnv=LANG=" + locale, host}, words...)
}

// asks does a command over SSH, without a terminal.
func (d *day) asks(id string, words ...string) string {
	d.t.Helper()
	line := d.ssh(id, "en", words...)
	out, err := exec.CommandContext(d.t.Context(), line[0], line[1:]...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("%s asks %q: %v\n%s", id, words, err, out)
	}
	return string(out)
}

// evening stops the desk, and gives what a command says of the record then.
func (d *day) evening() func(words ...string) string {
	if err := d.process.Process.Signal(os.Interrupt); err != nil {
		d.t.Fatal(err)
	}
	if err := d.process.Wait(); err != nil {
		d.t.Fatalf("the desk ended with %v", err)
	}
	return func(words ...string) string {
		d.t.Helper()
		cmd := exec.CommandContext(d.t.Context(), d.program, words...)
		cmd.Env = d.env
		out, err := cmd.CombinedOutput()
		if err != nil {
			d.t.Fatalf("loket %q: %v\n%s", words, err, out)
		}
		return string(out)
	}
}
