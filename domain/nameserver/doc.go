// Package nameserver plans and proves changes to the records of a zone.
//
// A Reader says what stands at some names (State). NewPlan lays what is wanted
// over it and judges the result (Judge). The Plan is plain data: it can be shown
// (Lines), approved by its Hash, kept in an event, carried out by a Server,
// compared with what stands now (Compare), and turned round (Inverse).
//
// Rules:
//   - A plan names everything that stood at every name it touches and everything
//     that shall stand there. Nobody changes what was not seen.
//   - An answer is no proof: a name server says NOERROR to updates that it
//     ignores. Only reading back proves (Compare says Done).
//   - A message whose fate is unknown is never sent again; Resolve looks.
//   - Steps is the one translation of a plan into RFC 2136; the message on the
//     wire and the script for nsupdate are both written from it.
//   - Nothing here reads a clock, a file or the network; the sub-packages do:
//     rfc2136 speaks to a server, delegation asks the servers of a new name,
//     nameservertest starts real servers for tests.
//
// What it does not do: tickets, approval, storage, screens; DNSSEC signing (what
// a server makes by itself, RRSIG and the like, is neither planned nor compared).
package nameserver
