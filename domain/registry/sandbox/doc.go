// Package sandbox is an EPP registry on loopback, as net/http/httptest is a web
// server: for tests of everything that speaks to a registry, and for the
// demonstration of the desk.
//
// It speaks real TLS with certificates of its own making and demands one from the
// client. Its registry is in memory and behaves as RFC 5730 to 5733, 3915, 5910,
// 8748, 8807 and 9154 say: statuses forbid, a renewal must state the right expiry,
// host objects must exist, a deleted name goes into redemption, an Authcode is
// never told. Faults can be ordered: an answer that is lost after the deed, half a
// frame, another request's answer, and more.
//
// Rules: a command is decided and carried out under one lock, and either all of it
// or nothing. Every command that reached the registry stands in the journal, so
// that a test can prove that something was done once.
//
// What it does not do: renew by itself what has expired, keep anything on disk,
// host attributes, IDN, contact or host updates.
package sandbox
