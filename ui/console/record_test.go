package console

import (
	"strings"
	"testing"
	"time"

	"loket/ticket"
	"loket/ui/kit"
)

// TestRecordIsSaid: what is wrong with the record stands in the status line at 80
// columns, in both languages, with the directory and what is free, in the place
// of the mailbox while nothing can be kept and beside it while all is kept.
func TestRecordIsSaid(t *testing.T) {
	status := Status{State: "idle"}
	for _, c := range []struct {
		lang   kit.Lang
		record Record
		want   string
		beside bool
	}{
		{kit.English, Record{State: "full", Dir: "/srv/desk", Free: 0}, "! disk full, 0 B free: nothing is kept; free space in /srv/desk", false},
		{kit.Indonesian, Record{State: "full", Dir: "/srv/desk", Free: 12 << 10}, "! disk penuh, sisa 12 kB: tak ada yang tersimpan; kosongkan /srv/desk", false},
		{kit.English, Record{State: "reserve", Dir: "/srv/desk", Free: 60 << 20}, "! 60 MB of disk left: mail waits on the server; free space in /srv/desk", false},
		{kit.Indonesian, Record{State: "reserve", Dir: "/srv/desk", Free: 60 << 20}, "! sisa disk 60 MB: surat menunggu di server; kosongkan ruang di /srv/desk", false},
		{kit.English, Record{State: "read-only", Dir: "/srv/desk", Free: -1}, "! nothing is kept: /srv/desk may not be written to", false},
		{kit.Indonesian, Record{State: "quota", Dir: "/srv/desk"}, "! kuota habis: tak ada yang tersimpan; kosongkan /srv/desk", false},
		{kit.English, Record{State: "unsure", Dir: "/srv/desk"}, "! the disk failed, the last command may be lost", false},
		{kit.English, Record{State: "never heard of", Dir: "/srv/desk"}, "! the disk reports errors, nothing is kept", false},
		{kit.English, Record{State: "low", Dir: "/srv/desk", Free: 300 << 20}, "~ 300 MB of disk left in /srv/desk", true},
		{kit.Indonesian, Record{State: "slow", Dir: "/srv/desk", Took: 7 * time.Second}, "~ disk lambat: menulis perlu", true},
	} {
		a := testApp(t, demoFake(), 80, 24, func(o *Options) {
			o.Lang, o.Status = c.lang, func() Status { return status }
		})
		status.Record = c.record
		a.settle(a.do(a.tick()))
		idle := a.env.T("status.idle").String()
		if text := a.text(); !strings.Contains(text, c.want) || strings.Contains(text, idle) != c.beside {
			t.Errorf("%+v: want %q, the mailbox beside it: %v\n%s", c.record, c.want, c.beside, text)
		}
		status.Record = Record{}
		a.settle(a.do(a.tick()))
		if text := a.text(); strings.Contains(text, c.want) || !strings.Contains(text, idle) {
			t.Errorf("%+v: it is over\n%s", c.record, text)
		}
	}
}

// TestTypedComesBack: a form that could not be kept is there again as it was
// filled in, and goes through when there is space; one that was refused for a
// reason of the desk's own is not.
func TestTypedComesBack(t *testing.T) {
	f := demoFake()
	a := testApp(t, f, 120, 40)
	f.fail = &ticket.Fault{Kind: ticket.FaultFull, Dir: "/srv/desk"}
	a.press("N", "surat aslinya menyusul", "ctrl+s")
	if text := a.text(); !strings.Contains(text, "surat aslinya menyusul") || !strings.Contains(text, "/srv/desk") {
		t.Fatalf("the note is lost, or not why:\n%s", text)
	}
	f.fail = &ticket.Refusal{Code: "yours-already", Text: "no"}
	a.press("ctrl+s")
	if strings.Contains(a.text(), "surat aslinya menyusul") {
		t.Error("the form is there after a refusal")
	}
	f.fail = &ticket.Fault{Kind: ticket.FaultBroken, Dir: "/srv/desk"}
	a.press("N", "sekali lagi", "ctrl+s")
	f.fail = nil
	a.press("ctrl+s")
	if strings.Contains(a.text(), "sekali lagi") {
		t.Error("the form is there although the note was kept")
	}
	if n := len(f.did); n != 4 {
		t.Errorf("%d commands: %v", n, f.did)
	}
}
