// Package ticket is a request's life: what happened to it, what may be done
// next, by when, and who did it.
//
// Everything that happens is an Event of a closed set in one append-only log.
// A Ticket is the projection of its events (Apply). A Command is what somebody
// wants; its decide method looks at a ticket and answers with events or with a
// Refusal in plain words. Desk is the only writer: it loads, checks the
// version, decides, appends and projects in one transaction of a Log.
//
// The package has no I/O of its own and does not know screens, IMAP or bbolt.
// It declares the interfaces it needs: Log for the record, Letters for the text
// of letters. Time enters through Desk.Now only.
package ticket
