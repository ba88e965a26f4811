// Package compose is the screen where a letter is written: recipients, subject,
// text, attachments of the ticket, a secret where the letter has a place for
// one, a preview, and the way out.
//
// Rules:
//   - Nothing that was written is lost: every change is kept as a draft a second
//     later and when the screen is left, and comes back with the screen.
//   - The secret is never in a draft, a command's record, an error or on the
//     screen; it goes to the desk with the letter and nowhere else, and only to
//     official addresses that have a part in the ticket.
//   - A letter is sent by one command: the step it ends, the return for
//     revision, or a plain letter. The desk holds it back for some seconds.
//
// It does not write templates (the desk's Letters do) and sends nothing itself.
package compose
