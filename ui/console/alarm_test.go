package console

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"loket/ticket"
	"loket/ui/kit"
)

func TestAlarm(t *testing.T) {
	for _, k := range []struct {
		name    string
		bound   bool // no supervisor
		owner   string
		toast   string
		program string
		raw     string
	}{
		{"a supervisor", false, "bima", "75%", "", ""},
		{"the owner", true, "rina", "75%", "WezTerm", "\x1b]9;"},
		{"a colleague", true, "bima", "", "WezTerm", ""},
	} {
		t.Run(k.name, func(t *testing.T) {
			a, f := registered(t, 120, 40)
			f.bound, a.opt.Officer = k.bound, "rina"
			a.Update(tea.EnvMsg{"TERM_PROGRAM=" + k.program})
			a.alarm.notify = true
			r := *f.rows[0]
			r.Owner, r.Subject, r.Pace = k.owner, "\x1b]9;jahat", &ticket.Pace{Alerted: ticket.Alerted{Service: 75}}
			cmd := a.alarmed(kit.Changes{Rows: []*ticket.Row{&r}})
			if got := a.toast.text.String(); !strings.Contains(got, k.toast) || k.toast == "" && strings.Contains(got, "%") {
				t.Errorf("toast %q", got)
			}
			raw := ""
			if cmd != nil {
				raw = fmt.Sprint(cmd().(tea.RawMsg).Msg)
			}
			if !strings.HasPrefix(raw, k.raw) || (raw == "") != (k.raw == "") || strings.Contains(raw, "jahat") {
				t.Errorf("sent %q", raw)
			}
			if a.alarmed(kit.Changes{Rows: []*ticket.Row{&r}}) != nil {
				t.Error("told twice")
			}
		})
	}
}
