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
//  5. What happens to a folder itself is noted with the batch: new numbers, a
//     restored copy, a folder that is missing (with the name it seems to have
//     now) or back, mail older than Account.Since that is passed over, mail that
//     another program removed before it was read. A later, earlier Since reads
//     what was passed over.
//  6. Memory is bounded by settings, not by the mailbox or by what a server
//     says: sizes are asked before bodies; what exceeds Account.MaxSize comes as
//     headers only; a batch holds 8 MB or one message, and as much again is in
//     flight; bodies nobody asked for, strings and lines without end are refused
//     before the client library holds them, also behind compression.
//  7. Passwords and tokens never cross an unencrypted connection, except to
//     loopback. STARTTLS is never skipped and nothing said before it is
//     believed. Certificates are verified. A secret is asked for anew for every
//     connection, so tokens may expire.
//  8. A dead connection is noticed: every wait for the server has a limit, in
//     silence and in all, and an idle connection is probed several times a
//     minute.
//  9. A message that a server lists and does not give, or lies about each time,
//     keeps no other out: it is passed on as a Problem.
//
// [Once] reads what is there and returns. [Run] stays: IDLE where offered,
// polling otherwise, reconnecting with back-off. [FetchOne] brings one large
// message whole, when a person asks for it.
//
// # Extensions of IMAP
//
// Used where a server offers them, and done without where not: IDLE (else NOOP
// now and then), MOVE and UIDPLUS (else COPY and a mark; never a bare EXPUNGE,
// which takes along what other people marked), SPECIAL-USE (for the Sent folder),
// SASL-IR, COMPRESS=DEFLATE (only where Account.Compress asks for it: on a fast
// line it made a server twenty times slower).
//
// Not used, and why: CONDSTORE and QRESYNC tell cheaply which flags changed and
// what was expunged, but flags mean nothing here and what is kept stays kept; new
// mail is found by "UID FETCH cursor+1:*", which costs as little. STATUS finds a
// renamed folder, but does not poll: each folder has a connection of its own, on
// which IDLE tells. NOTIFY would spare those connections where there are many
// folders; few servers have it.
//
// The package does not parse mail, knows no tickets, and decides nothing about
// a message. Server's words inside a [Refusal] are cleaned and bounded.
package pull
