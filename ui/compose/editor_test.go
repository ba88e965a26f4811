package compose_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"loket/ui/kit"
)

func TestOuterEditor(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("ctrl+e")
	ex, ok := w.out[len(w.out)-1].(kit.Exec)
	if !ok || ex.Name != "vi" || len(ex.Args) != 2 || ex.Args[0] != "-n" {
		t.Fatalf("intent %+v", w.out)
	}
	path := ex.Args[1]
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	if err := os.WriteFile(path, []byte("Ditulis di luar.\x1b[2J\u202e\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.do(ex.Then(nil))
	if v := w.screen.View(); !strings.Contains(v, "Ditulis di luar.") || strings.Contains(v, "\x1b[2J") || strings.Contains(v, "\u202e") {
		t.Fatalf("view %q", v)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the file is still there: %v", err)
	}
	if w.pause(); !strings.Contains(w.kept("plain"), "Ditulis di luar.") {
		t.Fatal("what the editor wrote is not kept")
	}
	w.press("ctrl+e")
	ex = w.out[len(w.out)-1].(kit.Exec)
	w.do(ex.Then(errors.New("exit status 1")))
	if _, err := os.Stat(ex.Args[1]); !errors.Is(err, os.ErrNotExist) || !strings.Contains(w.lastToast(), "Editor gagal") {
		t.Fatalf("%v, %v", err, w.toasts)
	}
}
