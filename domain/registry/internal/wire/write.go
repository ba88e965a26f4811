package wire

import (
	"bytes"
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// prologue is the one that Appendix A of many registries shows.
const prologue = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>` + "\n"

// Document writes a tree as a document. Each namespace is declared where it first
// stands, with its usual prefix. Characters that XML cannot hold become U+FFFD.
func Document(root *Node) []byte {
	var b bytes.Buffer
	b.WriteString(prologue)
	write(&b, root, map[string]bool{})
	return b.Bytes()
}

func write(b *bytes.Buffer, n *Node, declared map[string]bool) {
	name := n.Name
	if p := prefix(n.Space); p != "" {
		name = p + ":" + n.Name
	}
	b.WriteString("<" + name)
	if !declared[n.Space] {
		b.WriteString(" xmlns")
		if p := prefix(n.Space); p != "" {
			b.WriteString(":" + p)
		}
		b.WriteString(`="` + n.Space + `"`)
		declared[n.Space] = true
		defer delete(declared, n.Space)
	}
	for _, a := range n.Attrs {
		b.WriteString(" " + a.Name + `="`)
		escape(b, a.Value)
		b.WriteByte('"')
	}
	if n.Text == "" && len(n.Kids) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	escape(b, n.Text)
	for _, k := range n.Kids {
		write(b, k, declared)
	}
	b.WriteString("</" + name + ">")
}

func escape(b *bytes.Buffer, s string) {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	_ = xml.EscapeText(b, []byte(s)) // a buffer takes everything
}
