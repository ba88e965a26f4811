// Package register is the desk's knowledge of every name and subdomain that it
// serves: who holds it, who answers for it, until when, why it does not answer,
// which tickets made it so.
//
// Rules:
//   - Everything is a pure function of its arguments; a day is a day of the
//     site's calendar. Nothing is stored here.
//   - A name is held for a set of reasons, one for each ticket. A restoration
//     lifts its own; the name may answer again when none is left.
//   - What a row of an import does not say stays as it was. An import is a plan
//     first: reading it is the dry run.
//   - The radar reminds and lists. Deleting what lapsed is a person's decision.
//
// What it does not do: storage, screens, letters, questions to a registry.
//
// Sources: Keputusan Direktur LAIP 14/2024; SOP 04/SOP/Kominfo-PE/01/2023 of Kota
// Batam for subdomains (valid to 31 December, grace to 31 March).
package register
