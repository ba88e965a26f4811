// Package rdap asks a registry's public RDAP service about names: the proof of what
// a person did at the registry's console, and the source of expiries.
//
// Rules:
//   - It changes nothing and needs no account. Every failure is a
//     *registry.Problem; a desk without network goes on without it.
//   - 404 means "not registered" only from a service that has shown itself to speak
//     RDAP. With a wrong address every name would be free.
//   - It is a guest: one request at a time, a pause between them, answers are kept
//     for a while, and a 429 is obeyed.
//   - Answers are hostile: bounded in size, redirects are few and never from HTTPS
//     to HTTP, parts of the wrong type are left out, text is cleaned. Statuses are
//     read in the spelling of RFC 8056 and of EPP; unknown ones are kept.
//
// What it does not do: find the service of a zone by itself (RFC 9224), WHOIS,
// show contacts (they are redacted: registry.State.Redacted is always set).
//
// Sources: RFC 7480, 7481, 8056, 9082, 9083.
package rdap
