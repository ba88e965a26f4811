// Package ssh serves the desk over SSH: the console to whoever has a terminal, the
// plain commands to whoever has none, and files to scp and sftp, for reading.
//
// Rules:
//
//  1. Who somebody is follows from the key that signed, read inside the session, and
//     from nothing that was said while keys were offered. The desk asks for rights
//     again at every command.
//  2. It does not start without a host key and without anybody who could come in.
//  3. Before somebody is known nothing is spent on them: connections are bounded in
//     number, in time and, after failures, in rate.
//  4. A session has a context of its own; one connection may carry several. What a
//     session started ends with it.
//  5. Nobody waits for a slow client. A program that cannot write is only its own
//     session's, and a client that takes nothing for long is cut off.
//  6. No forwarding, no agent, no X11, no environment beyond how the terminal is.
//  7. Who came in, who left and who was kept out is in the record.
//
// What it does not do: decide what somebody may do (the desk), draw (package
// console), run commands (package command).
package ssh
