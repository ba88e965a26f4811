// Package console is the officer's screen: the root model App, which routes, and
// the screens that belong to the desk as a whole (queue, mail journal, outbox, register,
// settings). The ticket's screen and the composer come from other packages
// through Options.
//
// Rules:
//   - App alone is a tea.Model. Update only routes; View only joins what the
//     screens drew. Screens return intents, the root does them.
//   - The desk is called in commands, outside the event loop. The exceptions are
//     the reads that never leave memory: Queue, Counts, Row, Left, Changed.
//   - Nothing here decides what may be done; the desk refuses and the screen
//     says so in the officer's language.
//
// It does not pull, send or store: main wires those and tells of them in Status.
package console
