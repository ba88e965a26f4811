// Package send puts letters on their way: SMTP out, a copy into the Sent
// folder, and the worker that empties the outbox.
//
// Rules:
//
//  1. A letter goes to all its recipients or to none: if the server refuses one
//     of them nothing is sent, and the error names those refused.
//  2. Failures are temporary or permanent as the server says (4xx, 5xx). What a
//     person can mend (password, certificate, network) is temporary: the letter
//     waits.
//  3. When the connection is lost after the last byte and before the server's
//     answer, nobody knows whether the letter was taken: SendError.Uncertain.
//     [FindSent] and the Message-ID help to find out; the letter is not sent
//     again blindly by this package.
//  4. Passwords never cross an unencrypted connection, except to loopback;
//     STARTTLS is never skipped.
//
// The package composes no letters, and keeps nothing: the outbox is an interface.
package send
