package domain

import (
	"fmt"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// place writes a position as editors understand it.
func place(file string, line int) string {
	if line <= 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// index maps the paths of a TOML file ("steps[2].title.id") to their lines, so
// that a finding about the meaning of a value can still name its line.
type index struct {
	parser unstable.Parser
	data   []byte
	lines  map[string]int
	arrays map[string]int // array tables seen so far
	leaves []leaf
	starts []int // offset of each line
}

// leaf is a plain value with its path.
type leaf struct {
	path, key, value string
}

// newIndex reads as far as the syntax is right; errors of syntax are reported
// by the decoder, not here.
func newIndex(data []byte) *index {
	x := &index{data: data, lines: map[string]int{}, arrays: map[string]int{}, starts: []int{0}}
	for i, c := range data {
		if c == '\n' {
			x.starts = append(x.starts, i+1)
		}
	}
	x.parser.Reset(data)
	prefix := ""
	for x.parser.NextExpression() {
		e := x.parser.Expression()
		switch e.Kind {
		case unstable.Table:
			prefix = x.table(e, false)
		case unstable.ArrayTable:
			prefix = x.table(e, true)
		case unstable.KeyValue:
			x.keyValue(e, prefix)
		}
	}
	return x
}

// table returns the path that a [header] or [[header]] opens.
func (x *index) table(e *unstable.Node, array bool) string {
	path := ""
	for it := e.Key(); it.Next(); {
		path = join(path, string(it.Node().Data))
		if array && it.IsLast() {
			n := x.arrays[path]
			x.arrays[path] = n + 1
			path = fmt.Sprintf("%s[%d]", path, n)
		} else if n := x.arrays[path]; n > 0 {
			path = fmt.Sprintf("%s[%d]", path, n-1)
		}
		x.mark(path, it.Node())
	}
	return path
}

func (x *index) keyValue(e *unstable.Node, prefix string) {
	path, key := prefix, ""
	for it := e.Key(); it.Next(); {
		key = string(it.Node().Data)
		path = join(path, key)
		x.mark(path, it.Node())
	}
	x.value(e.Value(), path, key)
}

func (x *index) value(v *unstable.Node, path, key string) {
	switch v.Kind {
	case unstable.String:
		x.mark(path, v)
		x.leaves = append(x.leaves, leaf{path, key, string(v.Data)})
	case unstable.Integer, unstable.Float, unstable.Bool, unstable.LocalDate, unstable.LocalTime, unstable.LocalDateTime, unstable.DateTime:
		x.leaves = append(x.leaves, leaf{path, key, string(v.Data)})
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				x.keyValue(it.Node(), path)
			}
		}
	case unstable.Array:
		n := 0
		for it := v.Children(); it.Next(); {
			if it.Node().Kind == unstable.Comment {
				continue
			}
			x.value(it.Node(), fmt.Sprintf("%s[%d]", path, n), key)
			n++
		}
	}
}

// mark keeps the first line of a path; an array's element also marks itself by
// its first key.
func (x *index) mark(path string, n *unstable.Node) {
	if n.Raw.Length == 0 || int(n.Raw.Offset) > len(x.data) {
		return
	}
	line := sort.SearchInts(x.starts, int(n.Raw.Offset)+1)
	for p := path; p != ""; p = parent(p) {
		if x.lines[p] != 0 {
			break
		}
		x.lines[p] = line
	}
	x.lines[path] = min(x.lines[path], line)
}

// line returns the line of a path or of the nearest one around it, 0 for none.
func (x *index) line(path string) int {
	for p := path; p != ""; p = parent(p) {
		if l := x.lines[p]; l != 0 {
			return l
		}
	}
	return 0
}

func (x *index) has(path string) bool { return x.lines[path] != 0 }

func join(prefix, key string) string {
	if prefix == "" {
		return key
	}
	return prefix + "." + key
}

// parent takes the last part off: steps[2].title -> steps[2] -> steps -> "".
func parent(path string) string {
	i := strings.LastIndexAny(path, ".[")
	if i < 0 {
		return ""
	}
	return path[:i]
}

// nearest returns the candidate with the smallest edit distance to s, empty when
// none is close.
func nearest(s string, candidates []string) string {
	best, at := "", len(s)/2+2
	for _, c := range candidates {
		if d := distance(s, c); d < at {
			best, at = c, d
		}
	}
	return best
}

// distance is Levenshtein's, over bytes; both sides are cut at 64.
func distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := prev
			if a[i] != b[j] {
				cost++
			}
			prev = row[j+1]
			row[j+1] = min(cost, row[j]+1, prev+1)
		}
	}
	return row[len(b)]
}
