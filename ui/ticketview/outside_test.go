package ticketview_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/kit/picture"
	"loket/ui/ticketview"
)

// eitherWay runs a test with the key of the viewer and with that of the documents.
func eitherWay(t *testing.T, f func(t *testing.T, w *world, o func())) {
	t.Run("viewer", func(t *testing.T) {
		w, _, s := viewer(t, picture.Halves, 80, 24)
		f(t, w, func() { w.tap(s, "o") })
	})
	t.Run("documents", func(t *testing.T) {
		w := busy(t)
		w.opt.Desk = shelf{w.desk}
		w.open(w.id, 80, 24)
		w.press("2")
		f(t, w, func() { w.press("o") })
	})
}

// A file is opened with the desktop's program where there is a desktop, and is gone
// afterwards.
func TestOpensOutside(t *testing.T) {
	eitherWay(t, func(t *testing.T, w *world, o func()) {
		dir := t.TempDir() + "/opened"
		var args []string
		w.opt.Outside = ticketview.NewOutsideWith(dir, map[string]string{"DISPLAY": ":0"}, func(list ...string) { args = list })
		o()
		if len(args) != 2 || args[0] != "xdg-open" || !strings.HasPrefix(args[1], dir) || !strings.HasSuffix(args[1], ".pdf") {
			t.Fatalf("started %q, toasts %q", args, w.toasts)
		}
		info, err := os.Stat(args[1])
		if err != nil || info.Mode().Perm() != 0o400 {
			t.Errorf("%v, %v", info, err)
		}
		if err := w.opt.Outside.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("left behind: %v", err)
		}
	})
}

// Where nothing is opened the officer reads why.
func TestOpensNothingOutside(t *testing.T) {
	for want, env := range map[string]map[string]string{"SSH": {"SSH_CONNECTION": "x", "DISPLAY": ":0"}, "desktop": {}} {
		eitherWay(t, func(t *testing.T, w *world, o func()) {
			w.opt.Outside = ticketview.NewOutside(t.TempDir()+"/opened", func(k string) string { return env[k] })
			o()
			if len(w.toasts) == 0 || !strings.Contains(w.toasts[len(w.toasts)-1], want) {
				t.Errorf("%v: %q", env, w.toasts)
			}
		})
	}
	for kind, opened := range map[document.Kind]bool{document.KindPDF: true, document.KindText: true, document.KindHTML: false, document.KindZIP: false, document.KindDOCX: false, document.KindExecutable: false, document.KindUnknown: false} {
		w := withFile(t)
		sha := w.ticket().Messages[0].Attachments[0].SHA
		report := ticket.Inspection{SHA: sha, Report: &document.Report{SHA256: sha, Kind: kind}}
		if err := w.desk.Inspect(t.Context(), []ticket.Inspected{{Ticket: w.id, Files: []ticket.Inspection{report}}}); err != nil {
			t.Fatal(err)
		}
		started := false
		w.opt.Outside = ticketview.NewOutsideWith(t.TempDir()+"/opened", map[string]string{"DISPLAY": ":0"}, func(...string) { started = true })
		w.opt.Desk = shelf{w.desk}
		w.open(w.id, 80, 24)
		w.press("2", "o")
		if started != opened || !opened && !strings.Contains(w.toasts[len(w.toasts)-1], "jenis berkas") {
			t.Errorf("%s: started %v, %q", kind, started, w.toasts)
		}
	}
}

// A file in quarantine is neither opened nor looked at.
func TestOpensNoQuarantine(t *testing.T) {
	w := withFile(t)
	w.opt.Outside = ticketview.NewOutsideWith(t.TempDir()+"/opened", map[string]string{"DISPLAY": ":0"}, func(started ...string) { t.Errorf("started %q", started) })
	w.opt.Pages = &printer{}
	w.found(document.Scan{State: document.ScanFound, Signature: "Win.Test.EICAR"})
	w.opt.Desk = shelf{w.desk} // which gives everything away
	w.open(w.id, 80, 24)
	w.press("2", "o", "v")
	if len(w.out) != 0 {
		t.Errorf("it is looked at: %v", w.out)
	}
	for _, b := range w.screen.Bindings() {
		if b.ID == "open-file" && b.Why.String() != w.env.T("ticketview.why.quarantined").String() {
			t.Errorf("the key says %q", b.Why)
		}
	}
}
