// Package access is the matter of access termination and restoration: reported
// addresses on the web, whose they are, what has been done about each, and the
// lists that go to owners, to Dit. PAI and to the admin of TrustPositif.
//
// Rules:
//   - Everything is a pure function of its arguments; nothing is fetched. What an
//     address shows is package webcheck's.
//   - Two spellings of one address are one address, and the spellings are kept:
//     what was reported must stay recognisable.
//   - What is to be done about an address follows from its state alone, by one
//     table; see Next.
//   - A list that goes out holds no formula, and no link that opens by itself
//     where the reader asks for that.
//
// What it does not do: write letters (package letter of the mailbox has the
// words around the lists), read files other than text.
//
// Sources: Keputusan Direktur LAIP 14/2024, Lampiran VII and VIII.
package access
