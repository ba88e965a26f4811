package naming

import (
	_ "embed"
	"fmt"

	"github.com/pelletier/go-toml/v2"

	"loket/domain"
)

//go:embed reserved.toml
var reservedFile []byte

// Reserved says why a label is not free for everybody.
type Reserved struct {
	Level  domain.Level
	Reason domain.Text
}

// List is what is reserved, by label.
type List map[string]Reserved

// ReservedNames returns the list that comes with the program and, over it, those
// of a site, TOML in the form of reserved.toml; a site frees a label with the level
// "free". The error names the file's problem.
func ReservedNames(site ...[]byte) (List, error) {
	out := List{}
	for i, data := range append([][]byte{reservedFile}, site...) {
		if err := out.add(data); err != nil {
			if i == 0 {
				return nil, fmt.Errorf("reserved.toml: %w", err)
			}
			return nil, fmt.Errorf("the site's reserved names: %w", err)
		}
	}
	return out, nil
}

func (l List) add(data []byte) error {
	var file struct {
		Reserved []struct {
			Labels []string
			Level  string
			Reason domain.Text
		}
	}
	if err := toml.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, group := range file.Reserved {
		for _, label := range group.Labels {
			if _, err := domain.ParseName(label + ".go.id"); err != nil {
				return fmt.Errorf("label %q: write one part of a name, without dots", label)
			}
			switch level := domain.Level(group.Level); {
			case group.Level == "free":
				delete(l, label)
			case level != domain.Refuse && level != domain.Warn:
				return fmt.Errorf("level %q of %q: write refuse, warn or free", group.Level, label)
			case group.Reason.Empty():
				return fmt.Errorf("%q has no reason: write reason = { id = \"...\", en = \"...\" }", label)
			default:
				l[label] = Reserved{level, group.Reason}
			}
		}
	}
	return nil
}
