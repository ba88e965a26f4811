// Package paint draws the screens of a console on a terminal at the other end of a
// line, with as few bytes and as little work as a person at a slow link wants.
//
// Bubble Tea's own renderer looks thirty times a second whether something is to be
// drawn, which is what an idle console costs and what a key waits for; and it writes
// a line again from the first cell that differs to the last. A Terminal sleeps until
// it is shown something, draws what settled within two milliseconds, and then at most
// so many frames a second: of those that came meanwhile only the last is drawn, so
// that a slow link skips frames and never falls behind.
//
// A frame is compared line by line, and a line that differs cell by cell. A blank has
// no colour but that of its ground: no attribute is changed for one. Lists that move
// by a few lines are scrolled. Only sequences are used that a VT100 and everything
// after it understands, and the bare minimum of xterm's for modes and colours.
//
// It does not make a terminal raw and does not know when its size changes: the local
// terminal is Bubble Tea's.
package paint
