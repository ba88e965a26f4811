// Package send puts letters on their way: SMTP out, a copy into the Sent
// folder, and the worker that empties the outbox.
//
// Rules:
//
//  1. Each recipient has a result of his own (RFC 5321, 3.3). The letter goes to
//     those whom the server accepts; those whom it refuses are named with its
//     words. It is an error only when nobody is left.
//  2. Failures are temporary or permanent as the server says (4xx, 5xx). What a
//     person can mend (password, certificate, network) is temporary: the letter
//     waits.
//  3. Before the byte with which the server takes the letter, [Letter.Handing]
//     is called; without its consent that byte is not sent, and a server drops
//     what it has of the letter (RFC 5321, 4.1.1.4). From that byte to the answer
//     nobody but the server knows: SendError.Uncertain. Such a letter is not sent
//     again by this package; [FindSent] and the Message-ID help to find out.
//  4. Passwords never cross an unencrypted connection, except to loopback;
//     STARTTLS is never skipped.
//  5. Delivery reports are asked for where the server offers it (RFC 3461), of
//     failures and delays, and never for letters without a sender.
//  6. A server that refuses the null sender gets the letter once more with
//     Letter.Instead; Receipt.NullRefused says so.
//
// The package composes no letters, signs none (DKIM is left to the server that
// takes them, which has the key) and keeps nothing: the outbox is an interface.
package send
