package mail

import "strings"

// Marks of OpenPGP armour (RFC 9580, section 6.2 and 7).
const (
	armourSigned    = "-----BEGIN PGP SIGNED MESSAGE-----"
	armourSignature = "-----BEGIN PGP SIGNATURE-----"
	armourEnd       = "-----END PGP SIGNATURE-----"
	armourMessage   = "-----BEGIN PGP MESSAGE-----"
)

// Where in the armour a line stands.
const (
	armourOutside = iota
	armourHead
	armourInside
	armourEnding
)

// takeArmour takes the armour off text that is signed in place, and says when
// text is encrypted in place. The raw bytes keep both.
func (p *parser) takeArmour(n *part, text string) string {
	if !strings.Contains(text, "-----BEGIN PGP ") {
		return text
	}
	lines := strings.Split(text, "\n")
	out := lines[:0]
	state := armourOutside
	for _, line := range lines {
		mark := strings.TrimRight(line, " \t\r")
		switch {
		case mark == armourMessage:
			p.sealed(n, SealPGPInline)
		case state == armourOutside && mark == armourSigned:
			state = armourHead
			continue
		case state == armourHead && (mark == "" || strings.HasPrefix(mark, "Hash:") || strings.HasPrefix(mark, "Charset:")):
			if mark == "" {
				state = armourInside
			}
			continue
		case state == armourInside && mark == armourSignature:
			state = armourEnding
			p.signed(SealPGPInline)
			continue
		case state == armourEnding && (mark == armourEnd || !strings.Contains(mark, " ") || strings.Contains(mark, ": ")):
			if mark == armourEnd {
				state = armourOutside
			}
			continue
		case state == armourEnding: // no signature goes on like this
			state = armourOutside
		case state == armourHead || state == armourInside:
			state = armourInside
			line = strings.TrimPrefix(line, "- ")
		}
		out = append(out, line)
	}
	if state != armourOutside {
		p.warn("part %s: PGP signature in the text is cut off", n.path)
	}
	return strings.Join(out, "\n")
}
