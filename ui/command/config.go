package command

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"loket/domain/calendar"
	"loket/ticket"
)

// Config is everything a site sets. The zero value is completed by defaults;
// Validate names every problem at once. Secrets are never in it, only where
// they come from.
type Config struct {
	Dir      string    `toml:"dir"`  // of the record; "" is the user's state directory
	Site     string    `toml:"site"` // directory with services/, letters/ and calendars of the site
	Desk     Desk      `toml:"desk"`
	Calendar Calendar  `toml:"calendar"`
	IMAP     []IMAP    `toml:"imap"`
	SMTP     SMTP      `toml:"smtp"`
	Officers []Officer `toml:"officer"`
	Screen   Screen    `toml:"screen"`

	path string // the file it came from, "" for defaults
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
	AuthServID string   `toml:"authserv_id"`
}

// Calendar says which days and hours count.
type Calendar struct {
	Zone  string   `toml:"zone"`
	File  string   `toml:"file"`
	ICal  []string `toml:"ical"`
	Day   string   `toml:"day"`
	Ends  string   `toml:"ends"`
	Local []string `toml:"-"`
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
	ID         string `toml:"id"`
	Name       string `toml:"name"`
	Supervisor bool   `toml:"supervisor"`
}

// Screen is how the console starts.
type Screen struct {
	Lang  string `toml:"lang"`
	Theme string `toml:"theme"`
}

// Path returns the file the configuration came from, "" for defaults.
func (c *Config) Path() string { return c.path }

// maxConfig bounds the file.
const maxConfig = 1 << 20

// LoadConfig reads the file, or the first that exists of LOKET_CONFIG, the
// user's and the system's when path is "". No file at all gives the defaults.
func LoadConfig(path string, env func(string) string) (*Config, error) {
	c := &Config{}
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
	return c, c.Validate()
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

func userDir(env func(string) string, name, fallback string) string {
	if d := env(name); d != "" {
		return d
	}
	return filepath.Join(env("HOME"), fallback)
}

func (c *Config) decode(name string, data []byte) error {
	c.path = name
	dec := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	err := dec.Decode(c)
	var strict *toml.StrictMissingError
	var bad *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		var list []error
		for _, e := range strict.Errors {
			row, _ := e.Position()
			list = append(list, fmt.Errorf("%s:%d: unknown setting %q; 'loket config init' writes every setting there is", name, row, strings.Join(e.Key(), ".")))
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

// complete fills defaults, then what the environment says.
func (c *Config) complete(env func(string) string) {
	if d := env("LOKET_DIR"); d != "" {
		c.Dir = d
	}
	if c.Dir == "" {
		c.Dir = filepath.Join(userDir(env, "XDG_STATE_HOME", ".local/state"), "loket")
	}
	def := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	def(&c.Desk.Name, "Helpdesk Nama Domain")
	def(&c.Desk.Hold, "15s")
	def(&c.Desk.ReceiptAge, "24h")
	def(&c.Desk.ReviseIn, "3wd")
	def(&c.Desk.Triage, "1d")
	def(&c.Desk.Grace, "336h")
	def(&c.Calendar.Zone, "WIB")
	if c.Desk.Receipts == nil {
		yes := true
		c.Desk.Receipts = &yes
	}
	if c.Desk.Surveys == nil {
		yes := true
		c.Desk.Surveys = &yes
	}
	for i := range c.IMAP {
		def(&c.IMAP[i].Name, c.IMAP[i].User)
	}
	if l := env("LOKET_LANG"); l != "" {
		c.Screen.Lang = l
	}
}

// Validate returns every problem at once, each with what to write instead.
func (c *Config) Validate() error {
	var list []error
	bad := func(format string, args ...any) { list = append(list, fmt.Errorf(format, args...)) }
	for _, d := range []struct{ key, value string }{{"desk.hold", c.Desk.Hold}, {"desk.receipt_age", c.Desk.ReceiptAge}, {"desk.grace", c.Desk.Grace}} {
		if v, err := time.ParseDuration(d.value); err != nil || v < 0 {
			bad("%s = %q: write a time such as \"15s\" or \"24h\"", d.key, d.value)
		}
	}
	for _, d := range []struct{ key, value string }{{"desk.revise_in", c.Desk.ReviseIn}, {"desk.triage", c.Desk.Triage}} {
		if _, err := calendar.ParseTarget(d.value); err != nil {
			bad("%s: %w", d.key, err)
		}
	}
	for i, a := range c.IMAP {
		where := fmt.Sprintf("imap %q", a.Name)
		if a.Host == "" || a.User == "" {
			bad("%s (number %d): host and user are needed", where, i+1)
		}
		if a.Since != "" {
			if _, err := time.Parse("2006-01-02", a.Since); err != nil {
				bad("%s: since = %q: write a date such as \"2026-11-01\"", where, a.Since)
			}
		}
		if _, err := parseSize(a.MaxSize); err != nil {
			bad("%s: %w", where, err)
		}
		a.check(where, &list)
	}
	if c.SMTP.Host != "" {
		if c.SMTP.User != "" {
			c.SMTP.check("smtp", &list)
		}
		if !strings.Contains(c.Desk.Address, "@") {
			bad("desk.address is needed to send letters: write the helpdesk's e-mail address")
		}
	}
	seen := make(map[string]bool)
	for _, o := range c.Officers {
		if o.ID == "" || strings.ContainsAny(o.ID, " \t/:@") || seen[o.ID] {
			bad("officer id %q: write a short word, each only once", o.ID)
		}
		seen[o.ID] = true
	}
	if l := c.Screen.Lang; l != "" && l != "id" && l != "en" {
		bad("screen.lang = %q: write \"id\" or \"en\"", l)
	}
	return errors.Join(list...)
}

func (s Secret) check(where string, list *[]error) {
	n := 0
	for _, set := range []bool{s.Env != "", s.File != "", len(s.Command) > 0} {
		if set {
			n++
		}
	}
	if n != 1 {
		*list = append(*list, fmt.Errorf("%s: set exactly one of password_env, password_file, password_command", where))
	}
}

// parseSize reads "50MB", "512KB" or bytes; "" is 0.
func parseSize(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	var n int64
	var unit string
	if _, err := fmt.Sscanf(s, "%d%s", &n, &unit); err != nil && unit == "" && n == 0 {
		return 0, fmt.Errorf("max_size = %q: write a size such as \"50MB\"", s)
	}
	f, ok := map[string]int64{"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}[strings.ToUpper(unit)]
	if !ok || n < 0 || n > 1<<20 {
		return 0, fmt.Errorf("max_size = %q: write a size such as \"50MB\"", s)
	}
	return n * f, nil
}

// MaxBytes returns the account's size limit in bytes, 0 for the default.
func (a *IMAP) MaxBytes() int64 {
	n, _ := parseSize(a.MaxSize) // Validate has seen it
	return n
}

// SinceTime returns the backfill bound, zero for none.
func (a *IMAP) SinceTime(zone *time.Location) time.Time {
	t, _ := time.ParseInLocation("2006-01-02", a.Since, zone) // Validate has seen it
	return t
}

// TicketSite returns the desk's part of the configuration.
func (c *Config) TicketSite() ticket.Site {
	duration := func(s string) time.Duration { d, _ := time.ParseDuration(s); return d } // Validate has seen them
	target := func(s string) calendar.Target { t, _ := calendar.ParseTarget(s); return t }
	site := ticket.Site{
		Name: c.Desk.Name, Unit: c.Desk.Unit, City: c.Desk.City, Address: strings.ToLower(c.Desk.Address), Aliases: c.Desk.Aliases,
		Official: c.Desk.Official, Contacts: c.Desk.Contacts, Hold: duration(c.Desk.Hold), Receipts: *c.Desk.Receipts, NoSurvey: !*c.Desk.Surveys,
		ReceiptAge: duration(c.Desk.ReceiptAge), Grace: duration(c.Desk.Grace),
		ReviseIn: target(c.Desk.ReviseIn), Triage: target(c.Desk.Triage), Officers: make(map[string]string),
	}
	for _, o := range c.Officers {
		site.Officers[o.ID] = o.Name
		if o.Supervisor {
			site.Supervisor = append(site.Supervisor, o.ID)
		}
	}
	return site
}
