package command

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pelletier/go-toml/v2"
)

func none(string) string { return "" }

func home(key string) string {
	if key == "HOME" {
		return "/home/sari"
	}
	return ""
}

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "loket.toml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestSampleHoldsEverySetting keeps the file of "config init" whole: with every
// line switched on it is a good configuration, and no setting is left out.
func TestSampleHoldsEverySetting(t *testing.T) {
	line := regexp.MustCompile(`(?m)^# ([a-z_]+ = )`)
	all := line.ReplaceAllString(sampleConfig, "$1")
	var keys map[string]any
	if err := toml.Unmarshal([]byte(all), &keys); err != nil {
		t.Fatal(err)
	}
	want := settings(reflect.TypeFor[Config](), "")
	have := make(map[string]bool)
	flatten(keys, "", have)
	for _, key := range want {
		base := key[strings.LastIndex(key, ".")+1:]
		if base == "password_env" || base == "password_file" || base == "key_command" { // named beside password_command, key_file
			if !strings.Contains(sampleConfig, base) {
				t.Errorf("%s is not named", key)
			}
			continue
		}
		if !have[key] && base != "ca_file" {
			t.Errorf("%s is not in the file", key)
		}
	}
	c := &Config{}
	if err := c.decode("sample", []byte(all)); err != nil {
		t.Fatal(err)
	}
	c.complete(home)
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

// TestSampleShowsDefaults compares what is switched off with the defaults.
func TestSampleShowsDefaults(t *testing.T) {
	plain, shown := &Config{}, &Config{}
	if err := plain.decode("sample", []byte(sampleConfig)); err != nil {
		t.Fatal(err)
	}
	defaults := regexp.MustCompile(`(?m)^# ((receipts|surveys|receipt_age|hold|revise_in|triage|grace|letter_days|theme|tls|folders|max_size|max_fetch|compress|timeout|before|loopback|follow_foreign|enabled) = )`)
	if err := shown.decode("sample", []byte(defaults.ReplaceAllString(sampleConfig, "$1"))); err != nil {
		t.Fatal(err)
	}
	plain.complete(home)
	shown.complete(home)
	if diff := cmp.Diff(plain, shown, cmpopts.IgnoreUnexported(Config{})); diff != "" {
		t.Errorf("defaults differ from what the file shows (-default +shown):\n%s", diff)
	}
}

func settings(typ reflect.Type, prefix string) (out []string) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		ft := f.Type
		if ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Struct {
			ft = ft.Elem()
		}
		name := f.Tag.Get("toml")
		switch {
		case f.Anonymous:
			out = append(out, settings(ft, prefix)...)
		case !f.IsExported():
		case ft.Kind() == reflect.Struct:
			out = append(out, settings(ft, prefix+name+".")...)
		default:
			out = append(out, prefix+name)
		}
	}
	return out
}

func flatten(v any, prefix string, have map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			path := strings.TrimPrefix(prefix+"."+key, ".")
			have[path] = true
			flatten(value, path, have)
		}
	case []any:
		for _, value := range v {
			flatten(value, prefix, have)
		}
	}
}

func TestSize(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
		ok   bool
	}{
		{"", 0, true}, {"50MB", 50 << 20, true}, {"512KB", 512 << 10, true}, {"1gb", 1 << 30, true}, {"5 MB", 5 << 20, true},
		{"1048577", 1048577, true}, {"7B", 7, true},
		{"0", 0, false}, {"-1MB", 0, false}, {"2GB", 0, false}, {"99999999999999999999MB", 0, false}, {"MB", 0, false}, {"5TB", 0, false}, {"5MBx", 0, false},
	} {
		got, err := parseSize(c.text)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("parseSize(%q) = %d, %v", c.text, got, err)
		}
	}
}

func TestSinceIsMidnightOfTheDesk(t *testing.T) {
	zone := time.FixedZone("WITA", 8*3600)
	a := IMAP{Since: "2026-11-01"}
	if got, want := a.SinceTime(zone), time.Date(2026, 11, 1, 0, 0, 0, 0, zone); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !(&IMAP{}).SinceTime(zone).IsZero() {
		t.Error("no bound is not zero")
	}
}

func TestReveal(t *testing.T) {
	file := write(t, "dari-berkas\r\nbaris kedua\n")
	env := func(k string) string { return map[string]string{"DESK": "dari-lingkungan"}[k] }
	for _, c := range []struct {
		name      string
		s         Secret
		want, err string
	}{
		{"variable", Secret{Env: "DESK"}, "dari-lingkungan", ""},
		{"empty variable", Secret{Env: "NOBODY"}, "", "NOBODY"},
		{"file", Secret{File: file}, "dari-berkas", ""},
		{"empty file", Secret{File: write(t, "\nx")}, "", "is empty"},
		{"no file", Secret{File: file + "x"}, "", "no such file"},
		{"program", Secret{Command: []string{"printf", "%s\n", "$HOME; `id`"}}, "$HOME; `id`", ""},
		{"failing program", Secret{Command: []string{"false", "rahasia"}}, "", "password_command false: exit status 1"},
		{"silent program", Secret{Command: []string{"true", "rahasia"}}, "", "printed nothing"},
		{"endless program", Secret{Command: []string{"yes", "rahasia"}}, "", "password_command yes"},
		{"nothing", Secret{}, "", "no password is configured"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.s.Reveal(env)(context.Background())
			if got != c.want || (err == nil) != (c.err == "") {
				t.Fatalf("got %q, %v", got, err)
			}
			if err != nil && (!strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "rahasia")) {
				t.Errorf("error %q", err)
			}
		})
	}
}

func TestInertJSON(t *testing.T) {
	if got, want := string(inertJSON([]byte("{\"é\u202e\u009b\U000e0041\x7f\":1}\n"))), `{"é\u202e\u009b\udb40\udc41\u007f":1}`+"\n"; got != want {
		t.Errorf("inertJSON = %s, want %s", got, want)
	}
}

func TestLocale(t *testing.T) {
	for lang, want := range map[string]string{"": "id", "C": "id", "POSIX": "id", "C.UTF-8": "id", "en_GB.UTF-8": "en", "id_ID": "id", "x": "id"} {
		env := func(k string) string {
			if k == "LANG" {
				return lang
			}
			return ""
		}
		if got := string(Locale(env)); got != want {
			t.Errorf("Locale(%q) = %q, want %q", lang, got, want)
		}
	}
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte(sampleConfig))
	f.Add([]byte("[[imap]]\nhost = 'a'\nuser='b'\nport=99999\nmax_size='9e9GB'\npassword_command=['']\n"))
	f.Add([]byte("[desk]\nhold = \"-1s\"\nrevise_in=\"\"\naliases=['@']\n"))
	f.Add([]byte("[[officer]]\nid='\x1b'\n[screen]\nlang='xx'\nx.y.password='z'"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &Config{}
		if err := c.decode("fuzz.toml", data); err != nil {
			if !strings.HasPrefix(err.Error(), "fuzz.toml") {
				t.Fatalf("no file in %q", err)
			}
			return
		}
		c.complete(none)
		if err := c.Validate(); err != nil {
			if c.located(err).Error() == "" {
				t.Fatal("a problem without words")
			}
			return
		}
		// What is accepted can be used and shown.
		_ = c.TicketSite()
		for i := range c.IMAP {
			if n := c.IMAP[i].MaxBytes(); n <= 0 || n > maxSize {
				t.Fatalf("size %d", n)
			}
			_ = c.IMAP[i].SinceTime(time.UTC)
		}
		var out strings.Builder
		if err := showConfig(&out, c); err != nil {
			t.Fatal(err)
		}
	})
}
