package pdf

// Bounds on what a stranger's file may cost. They are far above what letters
// and scans need: a hundred-page letter interprets about 300,000 operators.
const (
	maxObjects   = 500_000   // entries of the cross-reference table
	maxStream    = 64 << 20  // bytes of one stream, raw or decoded
	maxContent   = 16 << 20  // decoded bytes of one content stream
	maxDecoded   = 128 << 20 // decoded content, fonts and maps per file
	maxPages     = 5000      // pages listed
	maxDepth     = 40        // nesting of the page tree, dictionaries, arrays
	maxForms     = 8         // forms drawn inside forms
	maxOperators = 3_000_000 // content operators per file
	maxGlyphs    = 60_000    // glyphs laid out per page
	maxMarks     = 400       // pictures and curves placed per page
	maxCMap      = 70_000    // entries of one character map
	maxNodes     = 4_000_000 // values visited in the search for active content
	maxText      = 256 << 10 // bytes of text kept per page
	maxColumns   = 240       // columns of one laid out line
	maxToken     = 1 << 20   // bytes of one string in a content stream
	maxOperands  = 4096      // operands before one operator
	maxEmbedded  = 200       // embedded files listed
	maxFields    = 1000      // form fields read
	maxFonts     = 2000      // fonts looked at
	maxCoord     = 1e7       // beyond it a position is nonsense
)
