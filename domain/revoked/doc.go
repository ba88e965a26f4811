// Package revoked reads lists of revoked SSH keys as OpenSSH's RevokedKeys takes them:
// public keys one a line, or a key revocation list (KRL), which ssh-keygen -k writes.
//
// Rules:
//   - What a list says of a key is what sshd and "ssh-keygen -Q" say: a key is revoked
//     by itself or by its SHA-1 or SHA-256; a certificate also by its serial number or
//     key id under its authority or under any, and with its authority's key. A
//     certificate with the serial number 0 has none.
//   - A list that is not understood to its end is none: whoever reads it refuses
//     everybody. Only extensions that say they may be passed over are.
//
// The format is that of PROTOCOL.krl of OpenSSH 9.9.
//
// What it does not do: read files, check signatures on lists (OpenSSH no longer does
// either), write lists.
package revoked
