// Package epp is the desk's own EPP client: one session over mutual TLS.
//
// It connects when it is first needed, logs in with the services that the greeting
// offers, says hello while it is idle, and connects again when the connection is
// gone. One request is in flight at a time.
//
// Rules:
//   - A change is sent once. On a connection that has been idle the client says
//     hello first, so that most dead connections are found before anything is at
//     stake. From the first byte of the request on, whatever goes wrong is
//     registry.ErrUnknown and ends the connection; only the caller may decide
//     what follows.
//   - A question (Look, Check, Next) may be asked a second time on a new
//     connection when the old one turns out to be dead.
//   - An answer must carry the transaction id of the request. Another one, or a
//     document that breaks the bounds of package wire, ends the connection.
//   - A password that was refused is not tried again for a while: accounts get
//     locked.
//   - Passwords and Authcodes are in no error, and are blanked before a sent
//     document is hashed.
//
// What it does not do: retry by itself, wait between attempts, remember outcomes,
// host attributes instead of host objects, versions of the fee extension before
// 1.0.
//
// Sources: RFC 5730 to 5734, 3915, 5910, 8748, 8807, 9154.
package epp
