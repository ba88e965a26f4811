package pdf

import (
	"strconv"
	"strings"
)

// glyphNames are the names of the Adobe Glyph List that Latin letters need. The
// upper half of Latin-1 follows its code order from U+00A1.
const (
	asciiNames = "space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus " +
		"comma hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal greater " +
		"question at A B C D E F G H I J K L M N O P Q R S T U V W X Y Z bracketleft backslash bracketright asciicircum " +
		"underscore grave a b c d e f g h i j k l m n o p q r s t u v w x y z braceleft bar braceright asciitilde"
	latinNames = "exclamdown cent sterling currency yen brokenbar section dieresis copyright ordfeminine guillemotleft " +
		"logicalnot softhyphen registered macron degree plusminus twosuperior threesuperior acute mu paragraph " +
		"periodcentered cedilla onesuperior ordmasculine guillemotright onequarter onehalf threequarters questiondown " +
		"Agrave Aacute Acircumflex Atilde Adieresis Aring AE Ccedilla Egrave Eacute Ecircumflex Edieresis Igrave Iacute " +
		"Icircumflex Idieresis Eth Ntilde Ograve Oacute Ocircumflex Otilde Odieresis multiply Oslash Ugrave Uacute " +
		"Ucircumflex Udieresis Yacute Thorn germandbls agrave aacute acircumflex atilde adieresis aring ae ccedilla " +
		"egrave eacute ecircumflex edieresis igrave iacute icircumflex idieresis eth ntilde ograve oacute ocircumflex " +
		"otilde odieresis divide oslash ugrave uacute ucircumflex udieresis yacute thorn ydieresis"
)

// otherNames are the rest: ligatures, quotes and dashes.
var otherNames = map[string]string{
	"quoteleft": "‘", "quoteright": "’", "quotedblleft": "“", "quotedblright": "”", "quotesinglbase": "‚",
	"quotedblbase": "„", "endash": "–", "emdash": "—", "bullet": "•", "ellipsis": "…", "dagger": "†",
	"daggerdbl": "‡", "perthousand": "‰", "guilsinglleft": "‹", "guilsinglright": "›", "fraction": "⁄",
	"fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "f_i": "fi", "f_f": "ff", "f_l": "fl",
	"f_f_i": "ffi", "f_f_l": "ffl", "t_i": "ti", "t_t": "tt", "dotlessi": "ı", "Euro": "€", "trademark": "™",
	"minus": "−", "nbspace": " ", "sfthyphen": "-", "OE": "Œ", "oe": "œ", "Scaron": "Š", "scaron": "š",
	"Zcaron": "Ž", "zcaron": "ž", "Ydieresis": "Ÿ", "Lslash": "Ł", "lslash": "ł", "circumflex": "ˆ",
	"tilde": "˜", "florin": "ƒ", "arrowright": "→", "checkmark": "✓", "lessequal": "≤", "greaterequal": "≥",
	"caron": "ˇ", "breve": "˘", "dotaccent": "˙", "ring": "˚", "hungarumlaut": "˝", "ogonek": "˛",
}

// glyphTexts joins the three lists.
var glyphTexts = func() map[string]string {
	all := make(map[string]string, 300)
	for i, n := range strings.Fields(asciiNames) {
		all[n] = string(rune(0x20 + i))
	}
	for i, n := range strings.Fields(latinNames) {
		all[n] = string(rune(0xA1 + i))
	}
	for n, s := range otherNames {
		all[n] = s
	}
	return all
}()

// glyphText returns the text of a glyph name, "" when it says nothing. Names
// like uni0041, u1F600 and A.sc follow the Adobe Glyph List specification.
func glyphText(name string) string {
	if s, ok := glyphTexts[name]; ok {
		return s
	}
	if base, _, ok := strings.Cut(name, "."); ok && base != "" {
		return glyphText(base)
	}
	hex := ""
	switch {
	case strings.HasPrefix(name, "uni") && len(name) >= 7:
		hex = name[3:7]
	case strings.HasPrefix(name, "u") && len(name) >= 5 && len(name) <= 7:
		hex = name[1:]
	}
	if n, err := strconv.ParseUint(hex, 16, 21); err == nil && hex != "" {
		return string(rune(n))
	}
	return ""
}
