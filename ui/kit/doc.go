// Package kit holds the pieces that every screen of the console is made of:
// texts in two languages, inks and themes, layout, lists, pagers, fields, forms,
// overlays, and the contract between a screen and the root.
//
// Rules:
//   - Nothing here is a tea.Model. Pieces are plain structs; the root model in
//     package console routes messages to screens and screens to their pieces.
//   - Only clean.Text is drawn. Strings of the catalogue come from Env.T, which
//     cleans its arguments; strings of a ticket cross clean.Line or clean.Block.
//   - A finished line is a string with SGR sequences and no other escapes, as
//     wide as it says. Lines are joined with strings.Join, never styled again.
//   - No I/O and no clock: the time is Env.Now, set by the root once a second.
//     Slow work goes into a Run intent.
//   - State is a glyph, a word and a colour, never colour alone.
//
// It does not know the desk: screens get what they need from their maker.
package kit
