package command

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// located puts before every problem where it is: file and line, or the variable
// of the environment.
func (c *Config) located(err error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return err
	}
	lines := keyLines(c.data)
	var list []error
	for _, e := range joined.Unwrap() {
		var p *problem
		if !errors.As(e, &p) {
			list = append(list, e)
			continue
		}
		switch where := c.said[p.key]; {
		case where != "":
			list = append(list, fmt.Errorf("%s: %w", where, e))
		case c.path == "":
			list = append(list, e)
		default:
			list = append(list, fmt.Errorf("%s: %w", place(c.path, lines, p.key), e))
		}
	}
	return errors.Join(list...)
}

// place names the line of a key or else of the block around it.
func place(file string, lines map[string]int, key string) string {
	for key != "" {
		if n := lines[key]; n > 0 {
			return fmt.Sprintf("%s:%d", file, n)
		}
		key = key[:max(strings.LastIndexByte(key, '.'), 0)]
	}
	return file
}

// keyLines maps the path of every key ("imap[0].port") to its line. It reads
// as far as the syntax is right.
func keyLines(data []byte) map[string]int {
	lines, seen, prefix := make(map[string]int), make(map[string]int), ""
	var parser unstable.Parser
	parser.Reset(data)
	for parser.NextExpression() {
		e := parser.Expression()
		path, line := "", 0
		for it := e.Key(); it.Next(); {
			n := it.Node()
			path = strings.TrimPrefix(path+"."+string(n.Data), ".")
			line = 1 + bytes.Count(data[:n.Raw.Offset], []byte("\n"))
		}
		switch e.Kind {
		case unstable.Table:
			prefix = path
		case unstable.ArrayTable:
			prefix = fmt.Sprintf("%s[%d]", path, seen[path])
			seen[path]++
		default:
			lines[strings.TrimPrefix(prefix+"."+path, ".")] = line
			continue
		}
		lines[prefix] = line
	}
	return lines
}
