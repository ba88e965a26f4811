// Package webcheck takes evidence of what one address on the web shows: status,
// title, text, digest, the words that gambling and phishing pages live on, and
// the state of TLS. It looks twice, as a browser and as a search engine's
// crawler, because broken-in pages show their content to one of the two only.
//
// Rules:
//   - Nothing is fetched unless somebody made a Checker and asked it to Look: a
//     site turns it on.
//   - No JavaScript, no cookies, no credentials, no proxy, only GET.
//   - An address that is not public is refused where the connection is made,
//     after the name was resolved, for every hop: see address.go. What was checked
//     is what is dialled, so a name that changes its answer gains nothing.
//   - Only http and https, only the ports of the settings. Redirects are followed
//     within the registered name; one that leads away is recorded, and followed
//     only where the site says so.
//   - Everything is bounded: time, hops, bytes of head and body, packed and
//     unpacked, text, words. A page that is cut is evidence, too.
//   - What a page cannot show is an outcome (Page.Failure), no error. All text in
//     a Page has crossed package clean.
//
// What it does not do: judge for good (Suggest proposes, an officer decides),
// keep anything, run what a page brings along, take pictures.
package webcheck
