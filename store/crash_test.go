package store_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"loket/store"
	"loket/ticket"
)

var long = flag.Bool("long", false, "kill many more times")

// The test binary runs itself as the victim: it works for ever and tells each
// number it committed.
const victimDir = "LOKET_STORE_VICTIM"

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimDir); dir != "" {
		os.Exit(victim(dir))
	}
	os.Exit(m.Run())
}

func victim(dir string) int {
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	s.SetMaxPack(20_000)
	for {
		var n uint64
		if ticket.FaultOf(err) != nil {
			fmt.Println("refused")
		}
		err = s.View(func(tx ticket.ReadTx) (err error) { n, _, err = tx.Head(); return err })
		if err == nil {
			err = commitNumber(s, int(n)+1)
		}
		if ticket.FaultOf(err) != nil {
			continue
		}
		if err != nil {
			fmt.Println("error", err)
			return 1
		}
		fmt.Println("committed", n+1)
	}
}

func numbered(i int) []byte { return fmt.Appendf(nil, "raw %d %s", i, strings.Repeat("x", i%9*300)) }

func commitNumber(s *store.Store, i int) error {
	hashes, err := s.PutBlobs(numbered(i))
	if err != nil {
		return err
	}
	return s.Update(func(tx ticket.Tx) error { return decide(tx, i, hashes[0]) })
}

// TestKill kills a working desk again and again. What it told must be there,
// with its bytes, and the record must be sound.
func TestKill(t *testing.T) {
	kills := 12
	if *long {
		kills = 300
	}
	dir := t.TempDir()
	for range kills {
		told := killOnce(t, dir)
		s := openDir(t, dir, store.Options{})
		var head uint64
		err := s.View(func(tx ticket.ReadTx) (err error) { head, _, err = tx.Head(); return err })
		if err != nil {
			t.Fatal(err)
		}
		if head < told || head > told+1 {
			t.Fatalf("told %d, found %d", told, head)
		}
		sum := clean(t, s)
		if sum.Events != head || sum.Blobs < int(head) {
			t.Fatalf("%d events and %d blobs for head %d", sum.Events, sum.Blobs, head)
		}
		closed(t, s)
	}
}

// killOnce lets a victim commit some and kills it in the middle of the next.
func killOnce(t *testing.T, dir string) (told uint64) {
	t.Helper()
	return killAfter(t, dir, func(_ string, seen int) bool { return seen == 8 })
}

// killAfter lets a victim work until end says so of a line and the number of
// those before it, and returns the last number that it told.
func killAfter(t *testing.T, dir string, end func(line string, seen int) bool) (told uint64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), victimDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for seen, killed := 0, false; lines.Scan(); seen++ {
		line := lines.Text()
		if v, found := strings.CutPrefix(line, "committed "); found {
			if told, err = strconv.ParseUint(v, 10, 64); err != nil {
				t.Fatal(err)
			}
		} else if line != "refused" {
			t.Fatalf("the victim says: %s", line)
		}
		if !killed && end(line, seen) {
			killed = true
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) {
		t.Fatalf("the victim ended by itself: %v", err)
	}
	return told
}
