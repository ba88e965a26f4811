package registry

import (
	_ "embed"
	"slices"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"loket/domain"
)

//go:embed explain.toml
var explainTOML string

// Explanation says what a result means and what to do about it.
type Explanation struct {
	Key  string      `toml:"-"`
	RFC  string      `toml:"rfc"` // the words of RFC 5730 section 3; empty for what is not in it
	What domain.Text `toml:"what"`
	Do   domain.Text `toml:"do"`
}

var explanations = sync.OnceValue(func() map[string]Explanation {
	table := map[string]Explanation{}
	_ = toml.Unmarshal([]byte(explainTOML), &table) // embedded: a test reads all of it
	for key, e := range table {
		e.Key = key
		table[key] = e
	}
	return table
})

// Explain returns the explanation for a key: an EPP code in digits, or one of the
// Key constants. A code that nobody has defined is explained by its class.
func Explain(key string) Explanation {
	if e, ok := explanations()[key]; ok {
		return e
	}
	class := "other"
	if len(key) == 4 && slices.Contains([]string{"1", "2"}, key[:1]) {
		class = key[:1] + "xxx"
	}
	e := explanations()[class]
	e.Key = key
	return e
}
