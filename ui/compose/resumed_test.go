package compose

import "testing"

// TestResumedText: in a letter that comes back the cursor is where the officer's own
// words end, also where somebody else signs it now.
func TestResumedText(t *testing.T) {
	const template = "Dengan hormat,\n\n" + gapMark + "\n\nAtas perhatian Bapak/Ibu, terima kasih.\n\nSari"
	for _, c := range []struct{ name, kept, want string }{
		{"written", "Dengan hormat,\n\nSudah diterima.\n\nAtas perhatian Bapak/Ibu, terima kasih.\n\nBima", "Dengan hormat,\n\nSudah diterima." + gapMark + "\n\nAtas perhatian Bapak/Ibu, terima kasih.\n\nBima"},
		{"all anew", "Singkat saja.", "Singkat saja."},
	} {
		if got := resumed(c.kept, template); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
