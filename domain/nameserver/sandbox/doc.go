// Package sandbox is a primary name server on loopback, as net/http/httptest is a
// web server: for tests of everything that changes a zone, and for the
// demonstration of the desk.
//
// It holds one zone in memory and behaves as RFC 2136 says, where the RFC leaves a
// choice as BIND does: conditions before changes, all or nothing, a CNAME beside
// other records is silently left out, the serial rises with every change. Updates
// and transfers must be signed (RFC 8945); the key may change the types that a
// desk handles, never the zone's SOA and NS. Faults can be ordered: an answer that
// is lost, one without a signature, a yes that changes nothing, and more.
//
// Rules: it shares no code with the package it is tested against, so that a
// mistake in one is not one in both; an update is decided and carried out under
// one lock; every update that reached the zone stands in the journal.
//
// What it does not do: IXFR (it answers with the whole zone), NOTIFY, DNSSEC,
// several zones, anything on disk.
package sandbox
