package kit

import (
	"testing"
	"time"
)

func TestDueSaysWhatIsLeft(t *testing.T) {
	for _, c := range []struct {
		lang  Lang
		state string
		d     time.Duration
		want  string
	}{
		{Indonesian, "paused", 25*time.Hour + 24*time.Minute, "= jeda 25j"},
		{Indonesian, "paused", 72 * time.Hour, "= jeda 3 hari"},
		{Indonesian, "paused", 12 * time.Minute, "= jeda 12m"},
		{Indonesian, "paused", -90 * time.Minute, "= jeda -1j"},
		{English, "paused", 25 * time.Hour, "= paused 25h"},
		{English, "paused", -400 * 24 * time.Hour, "= paused -400 d"},
		{Indonesian, "task", -time.Hour, "~ tugas kembali"},
		{English, "task", -time.Hour, "~ task is back"},
		{Indonesian, "late", -47*time.Hour - 59*time.Minute, "! lewat -47j 59m"},
	} {
		e := &Env{Lang: c.lang, Theme: Themes("none")}
		got, _ := e.Due(c.state, c.d)
		if got.String() != c.want {
			t.Errorf("%s %s %v: %q, want %q", c.lang, c.state, c.d, got, c.want)
		}
		if Width(got) > DueWidth {
			t.Errorf("%q takes %d cells", got, Width(got))
		}
	}
}
