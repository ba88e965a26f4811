// Package staff is who works at a desk: officers, their roles and rights, the keys
// that they sign in with, and who stands in for whom during leave.
//
// Rules:
//   - A right follows from a role, by one table; a person may have several roles.
//     Nobody has a right by being unknown.
//   - Which services an officer works on bounds what they may do, not what they
//     may read.
//   - Who is disabled has no right at all, and keeps the name: the record still
//     says who did what.
//   - A key is one line of OpenSSH's authorized_keys. Options that this desk does
//     not carry out are refused, not passed over: an option narrows what a key may
//     do, and a line that says so must mean it.
//
// What it does not do: keep anything (the desk does), check signatures (the SSH
// server does).
package staff
