// Package store keeps the record of a desk on disk.
//
// It implements ticket.Log in one directory:
//
//	loket.db  events, projections, mail journal, outbox, cursors (bbolt)
//	packs/    raw mail and attachments, append-only, found by SHA-256
//	keys.db   what must really be gone once it was used: secrets, keys of sealed blobs (bbolt, rewritten on every drop)
//	LOCK      who has the directory open, for the message to the second one
//
// Rules. Bytes are written and fsynced to a pack first; the transaction that
// names them also commits their place in the index. Events are chained by
// SHA-256 and never changed. Everything else in loket.db but cursors, drafts,
// counters and kept values is a projection and can be rebuilt from the events.
// Nothing read inside a transaction is handed out without being copied, except
// the row bytes that Rows lends for the length of one call.
//
// What the disk refuses is a *ticket.Fault that names why, where and what is free;
// nothing of what was asked is kept, unless the fault says that nobody knows
// (commit.go). Reading goes on, a record that may not be written to included, and
// never waits for a write. Nothing has to be restarted: Watch finds out when
// something can be kept again, and every write tries. Mail is refused before the
// disk is full, so that officers' work still finds room (health.go). Not covered:
// pages that cannot be read while bbolt looks for its free pages after a failed
// commit; that ends the program.
//
// Do not call Update, Rows or View from inside the function given to Update,
// nor Update from inside View or Rows: bbolt may have to wait for the outer one.
// Blob, PutBlobs and the secrets may be used anywhere but inside View and Rows.
//
// The package does not know what an event means: it never folds one by itself.
package store
