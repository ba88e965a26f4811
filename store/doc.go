// Package store keeps the record of a desk on disk.
//
// It implements ticket.Log in one directory:
//
//	loket.db  events, projections, mail journal, outbox, cursors (bbolt)
//	packs/    raw mail and attachments, append-only, found by SHA-256
//	keys.db   what must really be gone once it was used (bbolt, rewritten on every drop)
//	LOCK      who has the directory open, for the message to the second one
//
// Rules. Bytes are written and fsynced to a pack first; the transaction that
// names them also commits their place in the index. Events are chained by
// SHA-256 and never changed. Everything else in loket.db but cursors, drafts,
// counters and kept values is a projection and can be rebuilt from the events.
// Nothing read inside a transaction is handed out without being copied, except
// the row bytes that Rows lends for the length of one call.
//
// Do not call Update, Rows or View from inside the function given to Update,
// nor Update from inside View or Rows: bbolt may have to wait for the outer one.
// Blob, PutBlobs and the secrets may be used anywhere.
//
// The package does not know what an event means: it never folds one by itself.
package store
