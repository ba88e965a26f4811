package console

import (
	"errors"
	"os"
	"strings"
	"testing"
)

func TestCanDraw(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	var out strings.Builder
	for _, c := range []struct {
		got  error
		want error
	}{
		{CanDraw(null, &out, "xterm"), ErrNoTerminal},
		{CanDraw(strings.NewReader(""), null, "xterm"), ErrNoTerminal},
		{CanDraw(strings.NewReader(""), &out, "dumb"), ErrDumb},
		{CanDraw(strings.NewReader(""), &out, "xterm-256color"), nil},
		{CanDraw(strings.NewReader(""), &out, ""), nil},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
}
