package letter

import (
	"errors"
	"fmt"
	"strings"
	"text/template"
	"text/template/parse"
)

// Bounds of one execution: a letter of a thousand addresses takes a few thousand
// steps.
const (
	maxSteps = 50_000
	maxBytes = 256 << 10
)

var (
	errSteps = errors.New("runs too long; look for a loop or a template that calls itself")
	errBytes = fmt.Errorf("makes more than %d bytes of text", maxBytes)
)

// guard makes templates countable: an empty text at the head of each loop's body
// and of each template makes the engine write, and the writer counts. Loops over
// numbers and templates that call themselves cannot be bounded from outside
// otherwise.
type guard map[*parse.Tree]bool

func (g guard) templates(set *template.Template) {
	for _, t := range set.Templates() {
		if t.Tree == nil || t.Tree.Root == nil || g[t.Tree] {
			continue
		}
		g[t.Tree] = true
		mark(t.Tree.Root)
		walk(t.Tree.Root)
	}
}

func mark(l *parse.ListNode) {
	l.Nodes = append([]parse.Node{&parse.TextNode{NodeType: parse.NodeText}}, l.Nodes...)
}

func walk(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.RangeNode:
			mark(n.List)
			walk(n.List)
			walk(n.ElseList)
		case *parse.IfNode:
			walk(n.List)
			walk(n.ElseList)
		case *parse.WithNode:
			walk(n.List)
			walk(n.ElseList)
		}
	}
}

// counted is the writer that ends what does not end.
type counted struct {
	strings.Builder
	steps int
}

// Write counts a step and takes p.
func (c *counted) Write(p []byte) (int, error) {
	if c.steps++; c.steps > maxSteps {
		return 0, errSteps
	}
	if c.Len()+len(p) > maxBytes {
		return 0, errBytes
	}
	return c.Builder.Write(p)
}

func execute(t *template.Template, m *Matter) (string, error) {
	var out counted
	if err := t.Execute(&out, m); err != nil {
		return "", err
	}
	return out.String(), nil
}

// bounded keeps the functions that make text from making it without end.
func bounded(f func(...any) string) func(...any) (string, error) {
	return func(args ...any) (string, error) {
		for _, a := range args {
			if s, ok := a.(string); ok && len(s) > maxBytes {
				return "", errBytes
			}
		}
		s := f(args...)
		if len(s) > maxBytes {
			return "", errBytes
		}
		return s, nil
	}
}

func format(args ...any) string {
	if len(args) == 0 {
		return ""
	}
	f, _ := args[0].(string)
	return fmt.Sprintf(f, args[1:]...)
}

// absent takes the place of functions that no letter needs.
func absent(...any) (string, error) { return "", errors.New("is not offered in letters") }
