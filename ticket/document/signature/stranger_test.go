package signature

import (
	"bytes"
	"context"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// The stranger is poppler's pdfsig with the test root in its store. What it says
// is pinned beside our verdicts: where it differs, its verdict is not safe to
// show, and the day it changes we want to know.

var (
	storeOnce sync.Once
	storeDir  string
)

// TestMain removes the certificate store that all rows share.
func TestMain(m *testing.M) {
	code := m.Run()
	if storeDir != "" {
		_ = os.RemoveAll(storeDir)
	}
	os.Exit(code)
}

// nss is a certificate store that trusts the test root and holds one signer.
func nss(t *testing.T) string {
	t.Helper()
	need(t, "pdfsig", "poppler-utils")
	need(t, "certutil", "libnss3-tools")
	need(t, "openssl", "openssl")
	a := pki(t)
	storeOnce.Do(func() {
		dir, err := os.MkdirTemp("", "loket-nss-")
		if err != nil {
			t.Fatal(err)
		}
		db, root, p12 := "sql:"+dir, filepath.Join(dir, "root.pem"), filepath.Join(dir, "signer.p12")
		if err := os.WriteFile(root, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.cert.Raw}), 0o600); err != nil {
			t.Fatal(err)
		}
		cert, key, chain := a.rsa.files(t)
		run(t, "certutil", "-N", "-d", db, "--empty-password")
		run(t, "certutil", "-A", "-d", db, "-n", "root", "-t", "CT,CT,CT", "-i", root)
		run(t, "openssl", "pkcs12", "-export", "-in", cert, "-inkey", key, "-certfile", chain, "-name", "sari", "-passout", "pass:", "-out", p12)
		run(t, "pk12util", "-i", p12, "-d", db, "-W", "")
		storeDir = dir
	})
	if storeDir == "" {
		t.Fatal("no certificate store")
	}
	return "sql:" + storeDir
}

var pdfsigLine = regexp.MustCompile(`(?m)^  - (Signature Validation: |Certificate Validation: |)(.*)\.?$`)

// pdfsig says what poppler thinks: one line for each signature.
func pdfsig(t *testing.T, data []byte) []string {
	t.Helper()
	db := nss(t)
	p := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(p, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "pdfsig", "-nssdir", db, p)
	out, _ := cmd.CombinedOutput() // it exits with 2 or 3 when it found nothing or dislikes the file
	var list []string
	for _, part := range bytes.Split(out, []byte("\nSignature #"))[1:] {
		var said []string
		for _, m := range pdfsigLine.FindAllSubmatch(part, -1) {
			switch s := strings.TrimSuffix(string(m[2]), "."); {
			case len(m[1]) > 0, s == "Not total document signed":
				said = append(said, s)
			}
		}
		list = append(list, strings.Join(said, "; "))
	}
	if len(list) == 0 {
		list = []string{lastLine(out)}
	}
	return list
}

func lastLine(b []byte) string {
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return lines[len(lines)-1]
}
