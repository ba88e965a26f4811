package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFrame(t *testing.T) {
	two := append(Frame([]byte("<a/>")), Frame([]byte("<b/>"))...)
	r := iotest.OneByteReader(bytes.NewReader(two))
	for _, want := range []string{"<a/>", "<b/>"} {
		got, err := ReadFrame(r, 100)
		if err != nil || string(got) != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	if _, err := ReadFrame(r, 100); !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("at the end: %v", err)
	}
}

func TestFrameRefused(t *testing.T) {
	for _, c := range []struct {
		name, bytes string
		want        error
	}{
		{"nothing", "", io.EOF},
		{"half a length", "\x00\x00", io.ErrUnexpectedEOF},
		{"half a document", "\x00\x00\x00\x10<a/>", io.ErrUnexpectedEOF},
		{"no document", "\x00\x00\x00\x04", ErrFrame},
		{"zero", "\x00\x00\x00\x00", ErrFrame},
		{"too long", "\x00\x01\x00\x00", ErrFrame},
		{"1 GiB", "\x40\x00\x00\x00", ErrFrame},
		{"plain text", "Access denied\r\n", ErrNotEPP},
		{"plain text of 4 bytes", "deny", ErrNotEPP},
	} {
		if _, err := ReadFrame(strings.NewReader(c.bytes), 1000); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// TestFrameGrows: a length alone takes no memory.
func TestFrameGrows(t *testing.T) {
	head := binary.BigEndian.AppendUint32(nil, 1<<30)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := ReadFrame(bytes.NewReader(head), 1<<30); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	allocated := after.TotalAlloc - before.TotalAlloc
	if allocated > 1<<20 {
		t.Errorf("%d bytes for an empty promise", allocated)
	}
}

func TestDocument(t *testing.T) {
	tree := El(EPP, "epp", nil, El(Domain, "update", Leaf(Domain, "name", "batam.go.id")),
		El(Domain, "delete", Leaf(Host, "name", `a<b>&"c"`+"\x00").With("x", `<">`)), Some(EPP, "none", ""))
	const want = prologue + `<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><domain:update xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>batam.go.id</domain:name></domain:update>` +
		`<domain:delete xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><host:name xmlns:host="urn:ietf:params:xml:ns:host-1.0" x="&lt;&#34;&gt;">a&lt;b&gt;&amp;&#34;c&#34;` + "\uFFFD</host:name></domain:delete></epp>"
	if got := string(Document(tree)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	again, err := Parse(Document(tree))
	if err != nil {
		t.Fatal(err)
	}
	if again.Kids[1].Kids[0].Attr("x") != `<">` {
		t.Errorf("read back: %+v", again.Kids[1].Kids[0])
	}
	if diff := cmp.Diff(again, mustParse(t, Document(again))); diff != "" {
		t.Error(diff)
	}
}

func mustParse(t *testing.T, b []byte) *Node {
	t.Helper()
	n, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestParse(t *testing.T) {
	n := mustParse(t, []byte("\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\n<x:epp xmlns:x='"+EPP+"'><!-- c -->"+
		"<d:name xmlns:d='"+Domain+"' hosts='all'> ba<![CDATA[ta]]>m&#x2e;id </d:name></x:epp>\n"))
	name := n.Child(Domain, "name")
	if !n.Is(EPP, "epp") || name.Value() != "batam.id" || name.Raw() != " batam.id " || name.Attr("hosts") != "all" || n.Words() != "batam.id" {
		t.Errorf("read %+v %+v", n, name)
	}
	var none *Node
	if none.In("a").First().All("b") != nil || none.Value()+none.Raw()+none.Attr("x")+none.Words() != "" {
		t.Error("a path into nothing leads somewhere")
	}
}

func TestParseRefuses(t *testing.T) {
	for name, document := range map[string]string{
		"nothing":           "",
		"text":              "Access denied",
		"no end":            "<epp><a>",
		"wrong end":         "<epp></a>",
		"two roots":         "<epp/><epp/>",
		"text behind":       "<epp/>x",
		"a DOCTYPE":         "<!DOCTYPE epp><epp/>",
		"an entity":         `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`,
		"an unknown entity": "<a>&nbsp;</a>",
		"a file":            `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`,
		"Latin-1":           `<?xml version="1.0" encoding="ISO-8859-1"?><a/>`,
		"bytes":             "<a>\xff</a>",
		"deep":              strings.Repeat("<a>", 25) + strings.Repeat("</a>", 25),
		"many":              "<a>" + strings.Repeat("<b/>", 20_000) + "</a>",
		"attributes":        "<a" + manyAttributes(17) + "/>",
	} {
		if n, err := Parse([]byte(document)); !errors.Is(err, ErrDocument) {
			t.Errorf("%s: %+v, %v", name, n, err)
		}
	}
	if _, err := Parse([]byte(strings.Repeat("<a>", 24) + strings.Repeat("</a>", 24))); err != nil {
		t.Errorf("a document just within the bounds: %v", err)
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" a" + string(rune('a'+i)) + `="1"`)
	}
	return b.String()
}

func TestTime(t *testing.T) {
	at := time.Date(2026, 11, 22, 3, 30, 0, 0, time.UTC)
	for _, s := range []string{"2026-11-22T03:30:00.0Z", "2026-11-22T03:30:00Z", "2026-11-22T10:30:00+07:00", "2026-11-22T03:30:00", " 2026-11-22T03:30:00.000Z\n"} {
		if got := ParseTime(s); !got.Equal(at) || got.Location() != time.UTC {
			t.Errorf("%s: %v", s, got)
		}
	}
	if got := ParseTime("2026-11-22"); !got.Equal(at.Truncate(24 * time.Hour)) {
		t.Errorf("a day: %v", got)
	}
	if !ParseTime("soon").IsZero() || Time(at) != "2026-11-22T03:30:00.0Z" {
		t.Error("time")
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add(Frame([]byte("<a/>")))
	f.Add([]byte("Access denied"))
	f.Add([]byte{0x40, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		const limit = 1 << 12
		document, err := ReadFrame(bytes.NewReader(b), limit)
		if err == nil && (len(document) > limit-header || !bytes.HasPrefix(b, Frame(document))) {
			t.Errorf("%d bytes of %d", len(document), len(b))
		}
	})
}

// FuzzParse: what is read can be written and reads the same again.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><hello/></epp>`))
	f.Add([]byte(`<a:b xmlns:a="urn:ietf:params:xml:ns:domain-1.0" s="x">t<![CDATA[<]]>&amp;</a:b>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := Parse(b)
		if err != nil || !ours(n) {
			return
		}
		again, err := Parse(Document(n))
		if err != nil {
			t.Fatalf("%v\n%s", err, Document(n))
		}
		if diff := cmp.Diff(ordered(n), ordered(again)); diff != "" {
			t.Error(diff)
		}
	})
}

// ours reports whether every namespace is one that Document can declare.
func ours(n *Node) bool {
	if n.Space != EPP && prefix(n.Space) == "" {
		return false
	}
	for _, k := range n.Kids {
		if !ours(k) {
			return false
		}
	}
	return true
}

// ordered puts the text of an element in front of its children, as it is written.
func ordered(n *Node) *Node {
	n.Text = strings.ReplaceAll(n.Text, "\r", "\n")
	for _, k := range n.Kids {
		ordered(k)
	}
	return n
}
