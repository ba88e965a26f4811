package wire

import (
	"slices"
	"strings"
)

// Node is an element. A nil Node has no children, attributes or text, so that a
// path may be followed without looking at each step.
type Node struct {
	Space, Name string // namespace and local name
	Attrs       []Attr
	Text        string // of an element without children: all of it, as it stands
	Kids        []*Node
}

// Attr is an attribute without a namespace.
type Attr struct{ Name, Value string }

// El makes an element of elements; nil ones are left out.
func El(space, name string, kids ...*Node) *Node {
	n := &Node{Space: space, Name: name}
	for _, k := range kids {
		if k != nil {
			n.Kids = append(n.Kids, k)
		}
	}
	return n
}

// Leaf makes an element of text.
func Leaf(space, name, text string) *Node { return &Node{Space: space, Name: name, Text: text} }

// Some makes an element of text, or none for no text.
func Some(space, name, text string) *Node {
	if text == "" {
		return nil
	}
	return Leaf(space, name, text)
}

// With adds an attribute and returns the node.
func (n *Node) With(name, value string) *Node {
	n.Attrs = append(n.Attrs, Attr{name, value})
	return n
}

// Is reports whether the node is that element.
func (n *Node) Is(space, name string) bool { return n != nil && n.Space == space && n.Name == name }

// Child returns the first child of that name in the namespace, nil for none.
func (n *Node) Child(space, name string) *Node {
	if n == nil {
		return nil
	}
	i := slices.IndexFunc(n.Kids, func(k *Node) bool { return k.Is(space, name) })
	if i < 0 {
		return nil
	}
	return n.Kids[i]
}

// In returns the first child of that name in the namespace of n.
func (n *Node) In(name string) *Node {
	if n == nil {
		return nil
	}
	return n.Child(n.Space, name)
}

// All returns the children of that name in the namespace of n.
func (n *Node) All(name string) (list []*Node) {
	if n == nil {
		return nil
	}
	for _, k := range n.Kids {
		if k.Is(n.Space, name) {
			list = append(list, k)
		}
	}
	return list
}

// First returns the first child of any name, nil for none.
func (n *Node) First() *Node {
	if n == nil || len(n.Kids) == 0 {
		return nil
	}
	return n.Kids[0]
}

// Value returns the text without white space around it.
func (n *Node) Value() string {
	if n == nil {
		return ""
	}
	return strings.TrimSpace(n.Text)
}

// Raw returns the text as it stands: spaces are part of a password.
func (n *Node) Raw() string {
	if n == nil {
		return ""
	}
	return n.Text
}

// Attr returns the value of an attribute, empty for none.
func (n *Node) Attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Words joins the text of n and everything in it.
func (n *Node) Words() string {
	if n == nil {
		return ""
	}
	words := []string{n.Value()}
	for _, k := range n.Kids {
		words = append(words, k.Words())
	}
	return strings.TrimSpace(strings.Join(words, " "))
}
