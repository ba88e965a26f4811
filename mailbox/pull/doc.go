// Package pull brings mail in from IMAP servers.
//
// What it promises, in order:
//
//  1. A message is offered to the [Sink] as the raw bytes the server holds,
//     with (UIDVALIDITY, UID), INTERNALDATE and size, before anything looks
//     inside it.
//  2. The cursor moves only through [Sink.Deliver], together with the batch
//     it belongs to. A crash between two batches repeats nothing that was kept
//     and loses nothing that was not.
//  3. Nothing is changed on the server unless Account.MoveTo is set, and then
//     only for messages whose batch was kept. Folders are opened with EXAMINE
//     otherwise, bodies are read with BODY.PEEK, so no \Seen flag is set.
//  4. Numbers that start anew (UIDVALIDITY), or a server restored from an
//     older copy (UIDNEXT at or below the cursor), make the folder be read
//     again from the start; the sink recognises what it has by hash.
//  5. Memory is bounded: sizes are asked before bodies; what exceeds
//     Account.MaxSize comes as headers only; a batch holds 8 MB or one message,
//     and as much again is in flight.
//  6. Passwords never cross an unencrypted connection, except to loopback.
//     STARTTLS is never skipped. Certificates are verified.
//  7. A dead connection is noticed: every wait for the server has a limit, and
//     an idle connection is probed several times a minute.
//
// [Once] reads what is there and returns. [Run] stays: IDLE where offered,
// polling otherwise, reconnecting with back-off.
//
// The package does not parse mail, knows no tickets, and decides nothing about
// a message. Server's words inside a [Refusal] are cleaned and bounded.
package pull
