package command

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"loket/domain/clean"
)

// Config is everything a site sets. The zero value is completed by defaults;
// Validate names every problem at once. Secrets are never in it, only where
// they come from.
type Config struct {
	Dir        string     `toml:"dir"`  // of the record; "" is the user's state directory
	Site       string     `toml:"site"` // directory with services/, letters/ and calendars of the site
	Desk       Desk       `toml:"desk"`
	Calendar   Calendar   `toml:"calendar"`
	IMAP       []IMAP     `toml:"imap"`
	SMTP       SMTP       `toml:"smtp"`
	Officers   []Officer  `toml:"officer"`
	ClamAV     ClamAV     `toml:"clamav"`
	Screen     Screen     `toml:"screen"`
	Registry   Registry   `toml:"registry"`
	DNS        DNS        `toml:"dns"`
	Actions    Actions    `toml:"actions"`
	Delegation Delegation `toml:"delegation"`
	Payment    Payment    `toml:"payment"`
	Webcheck   Webcheck   `toml:"webcheck"`
	Access     Access     `toml:"access"`
	Serve      Serve      `toml:"serve"`
	Personal   Personal   `toml:"personal"`
	Alerts     Alerts     `toml:"alerts"`
	Trail      Trail      `toml:"trail"`
	Retention  Retention  `toml:"retention"`

	// Contacts are the addresses of the catalogue's contacts, by their ids.
	Contacts map[string]string `toml:"contacts"`

	demo bool   // pages are those of the demonstration
	path string // the file it came from, "" for defaults
	// langAsked says that the language was asked for on the command line.
	langAsked bool
	data      []byte            // what was in it
	said      map[string]string // settings that a variable of the environment replaced
}

// Desk is how the desk presents itself and likes to work.
type Desk struct {
	Name       string   `toml:"name"`
	Unit       string   `toml:"unit"`
	City       string   `toml:"city"`
	Address    string   `toml:"address"`
	Aliases    []string `toml:"aliases"`
	Official   []string `toml:"official"`
	Contacts   []string `toml:"contacts"`
	Receipts   *bool    `toml:"receipts"`
	Surveys    *bool    `toml:"surveys"`
	ReceiptAge string   `toml:"receipt_age"`
	Hold       string   `toml:"hold"`
	ReviseIn   string   `toml:"revise_in"`
	Triage     string   `toml:"triage"`
	Grace      string   `toml:"grace"`
	LetterDays int      `toml:"letter_days"`
	AuthServID string   `toml:"authserv_id"`
	DKIM       bool     `toml:"dkim"`
	ARCSealers []string `toml:"arc_sealers"`
	Plus       bool     `toml:"plus"`
}

// Calendar says which days and hours count.
type Calendar struct {
	Zone string   `toml:"zone"`
	File string   `toml:"file"`
	ICal []string `toml:"ical"`
	Day  string   `toml:"day"`
	Ends string   `toml:"ends"`
}

// Secret says where a secret comes from; exactly one is set.
type Secret struct {
	Env     string   `toml:"password_env"`
	File    string   `toml:"password_file"`
	Command []string `toml:"password_command"`
}

// IMAP is one mailbox account.
type IMAP struct {
	Name    string   `toml:"name"`
	Host    string   `toml:"host"`
	Port    int      `toml:"port"`
	TLS     string   `toml:"tls"`
	User    string   `toml:"user"`
	Auth    string   `toml:"auth"`
	CAFile  string   `toml:"ca_file"`
	Folders []string `toml:"folders"`
	MoveTo  string   `toml:"move_to"`
	Since   string   `toml:"since"`
	MaxSize string   `toml:"max_size"`
	// MaxFetch bounds what an officer may fetch by hand of a mail above MaxSize.
	MaxFetch string `toml:"max_fetch"`
	Compress bool   `toml:"compress"`
	Secret
}

// SMTP is the server that letters leave through.
type SMTP struct {
	Host   string `toml:"host"`
	Port   int    `toml:"port"`
	TLS    string `toml:"tls"`
	User   string `toml:"user"`
	Auth   string `toml:"auth"`
	CAFile string `toml:"ca_file"`
	HELO   string `toml:"helo"`
	Sent   string `toml:"sent_folder"`
	Secret
}

// Officer is somebody who works at the desk.
type Officer struct {
	ID         string   `toml:"id"`
	Name       string   `toml:"name"`
	Email      string   `toml:"email"`
	Lang       string   `toml:"lang"`
	Supervisor bool     `toml:"supervisor"` // the same as roles = ["officer", "supervisor"]
	Roles      []string `toml:"roles"`
	Services   []string `toml:"services"`
	Keys       []string `toml:"keys"` // lines of authorized_keys
}

// Screen is how the console starts.
type Screen struct {
	Lang  string `toml:"lang"`
	Theme string `toml:"theme"`
	// Picture is how pages are shown as pictures: auto asks the terminal.
	Picture string `toml:"picture"`
}

// LangAsked reports whether the language was asked for on the command line, so
// that it wins over what an officer chose before.
func (c *Config) LangAsked() bool { return c.langAsked }

// Path returns the file the configuration came from, "" for defaults.
func (c *Config) Path() string { return c.path }

// maxConfig bounds the file.
const maxConfig = 1 << 20

// LoadConfig reads the file, or the first that exists of LOKET_CONFIG, the
// user's and the system's when path is "". No file at all gives the defaults.
func LoadConfig(path string, env func(string) string) (*Config, error) {
	c := &Config{}
	if path == "" {
		path = env("LOKET_CONFIG")
	}
	candidates := []string{path}
	if path == "" {
		candidates = configPaths(env)
	}
	for _, p := range candidates {
		data, err := readBounded(p)
		if errors.Is(err, os.ErrNotExist) && path == "" {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read configuration: %w", err)
		}
		if err := c.decode(p, data); err != nil {
			return nil, err
		}
		break
	}
	c.complete(env)
	if err := c.Validate(); err != nil {
		return nil, c.located(err)
	}
	return c, nil
}

func readBounded(p string) ([]byte, error) {
	info, err := os.Stat(p)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxConfig {
		return nil, fmt.Errorf("%s is larger than %d bytes", p, maxConfig)
	}
	return os.ReadFile(p)
}

func configPaths(env func(string) string) []string {
	if p := env("LOKET_CONFIG"); p != "" {
		return []string{p}
	}
	return []string{filepath.Join(userDir(env, "XDG_CONFIG_HOME", ".config"), "loket", "loket.toml"), "/etc/loket/loket.toml"}
}

// ConfigPath is where "config init" writes the configuration by itself.
func ConfigPath(env func(string) string) string { return configPaths(env)[0] }

func userDir(env func(string) string, name, fallback string) string {
	if d := env(name); d != "" {
		return d
	}
	return filepath.Join(env("HOME"), fallback)
}

func (c *Config) decode(name string, data []byte) error {
	c.path, c.data = name, data
	dec := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	err := dec.Decode(c)
	var strict *toml.StrictMissingError
	var bad *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		var list []error
		for _, e := range strict.Errors {
			row, _ := e.Position()
			list = append(list, fmt.Errorf("%s:%d: %s", name, row, unknown(e.Key())))
		}
		return errors.Join(list...)
	case errors.As(err, &bad):
		row, col := bad.Position()
		return fmt.Errorf("%s:%d:%d: %s", name, row, col, bad.Error())
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// unknown says what to write instead of a setting that does not exist. It
// never repeats a value: somebody may have written a password there.
func unknown(key []string) string {
	name := clean.Line(strings.Join(key, "."), 80)
	last := key[len(key)-1]
	if last == "password" || last == "secret" || last == "pass" {
		return fmt.Sprintf("a password is never written here (%s); set password_command, password_file or password_env", name)
	}
	return fmt.Sprintf("unknown setting %q; 'loket config init FILE' writes every setting there is", name)
}

// complete fills defaults, then what the environment says.
func (c *Config) complete(env func(string) string) {
	def(&c.Dir, filepath.Join(userDir(env, "XDG_STATE_HOME", ".local/state"), "loket"))
	def(&c.Desk.Name, "Helpdesk Nama Domain")
	def(&c.Desk.Hold, "15s")
	def(&c.Desk.ReceiptAge, "24h")
	def(&c.Desk.ReviseIn, "3wd")
	def(&c.Desk.Triage, "1d")
	def(&c.Desk.Grace, "336h")
	if c.Desk.LetterDays == 0 {
		c.Desk.LetterDays = 90
	}
	def(&c.Calendar.Zone, "WIB")
	def(&c.Screen.Theme, "auto")
	def(&c.Screen.Picture, "auto")
	defYes(&c.Desk.Receipts)
	defYes(&c.Desk.Surveys)
	for i := range c.IMAP {
		c.IMAP[i].complete()
	}
	if c.SMTP.Host != "" {
		def(&c.SMTP.TLS, "tls")
		defPort(&c.SMTP.Port, c.SMTP.TLS, 465, 587)
	}
	c.completeOutside()
	c.completeServe()
	c.said = make(map[string]string)
	for _, o := range []struct {
		variable, key string
		setting       *string
	}{
		{"LOKET_DIR", "dir", &c.Dir}, {"LOKET_SITE", "site", &c.Site},
		{"LOKET_LANG", "screen.lang", &c.Screen.Lang}, {"LOKET_THEME", "screen.theme", &c.Screen.Theme},
	} {
		if v := env(o.variable); v != "" {
			*o.setting, c.said[o.key] = v, o.variable
		}
	}
}

func (a *IMAP) complete() {
	def(&a.Name, a.User)
	def(&a.TLS, "tls")
	def(&a.MaxSize, "50MB")
	def(&a.MaxFetch, "200MB")
	defPort(&a.Port, a.TLS, 993, 143)
	if len(a.Folders) == 0 {
		a.Folders = []string{"INBOX"}
	}
}

func def(s *string, v string) {
	if *s == "" {
		*s = v
	}
}

func defYes(b **bool) {
	if *b == nil {
		yes := true
		*b = &yes
	}
}

func defPort(port *int, tls string, whole, start int) {
	switch {
	case *port != 0:
	case tls == "tls":
		*port = whole
	default:
		*port = start
	}
}

// Unset is where a configuration is to be written when there is none.
func (c *Config) Unset(env func(string) string) string {
	if c.Path() != "" || len(c.IMAP) > 0 {
		return ""
	}
	return ConfigPath(env)
}
