// Package domain is the matter that the desk serves: domain names of the
// Indonesian government, DNS records, the services with their requirements,
// steps, fees and texts, and the finding of all these in what people write.
//
// Rules:
//   - Everything is a pure function of its arguments. Nothing here reads a
//     clock, a file outside the given file system, or the network.
//   - Nothing about a single service is written in Go. The services are data
//     (the TOML files in services/), a site adds and overrides files.
//   - Text from outside is bounded before it is looked at and never makes a
//     function panic. What is returned from such text is not yet fit for a
//     terminal unless its type says so: Name and Record are validated ASCII,
//     the rest crosses package clean first.
//
// What it does not do: mail, tickets, storage, screens, and any action on a
// registry or a name server.
//
// Sources: Keputusan Direktur LAIP 14/2024 (the national standard) and SOP
// 04/SOP/Kominfo-PE/01/2023 of Kota Batam.
package domain
