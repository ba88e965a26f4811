// Package epptest is what the tests of both ends of EPP need from elsewhere: the
// schemas of the standards with xmllint to apply them, and programs in Perl that
// speak EPP by other hands' libraries.
//
// Where something is not installed a test is skipped with what to install; where the
// environment says CI=true it fails. Only tests import it.
package epptest

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

//go:embed schema perl
var files embed.FS

// need skips a test whose program is missing.
func need(t testing.TB, ok bool, packages string) {
	t.Helper()
	if ok {
		return
	}
	hint := "not installed; install " + packages + " to run this test"
	if os.Getenv("CI") == "true" {
		t.Fatal(hint)
	}
	t.Skip(hint)
}

// unpack writes one of the embedded folders for a test.
func unpack(t testing.TB, folder string) string {
	t.Helper()
	dir := t.TempDir()
	tree, err := fs.Sub(files, folder)
	if err == nil {
		err = os.CopyFS(dir, tree)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Tape keeps the documents of a conversation; the zero value is empty. It is safe for
// concurrent use.
type Tape struct {
	mu        sync.Mutex
	documents []string
}

// Add keeps a document; of is who sent it.
func (p *Tape) Add(of string, document []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.documents = append(p.documents, of+"\n"+string(document))
}

// Check holds every document against the schemas and empties the tape. The test fails
// for each that breaks them. It returns how many there were.
func (p *Tape) Check(t testing.TB) int {
	t.Helper()
	p.mu.Lock()
	documents := p.documents
	p.documents = nil
	p.mu.Unlock()
	if len(documents) == 0 {
		return 0
	}
	_, err := exec.LookPath("xmllint")
	need(t, err == nil, "libxml2-utils")
	schema := filepath.Join(unpack(t, "schema"), "all.xsd")
	dir := t.TempDir()
	arguments := []string{"--noout", "--nonet", "--schema", schema}
	for i, d := range documents {
		of, text, _ := strings.Cut(d, "\n")
		file := filepath.Join(dir, fmt.Sprintf("%03d-%s.xml", i, of))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, file)
	}
	out, err := exec.Command("xmllint", arguments...).CombinedOutput() //nolint:noctx // it reads small files
	if err == nil {
		return len(documents)
	}
	for line := range strings.Lines(string(out)) {
		if !strings.HasSuffix(line, " validates\n") {
			t.Errorf("%s", strings.TrimSpace(strings.ReplaceAll(line, dir+"/", "")))
		}
	}
	return len(documents)
}
