// Package naming judges a name that is asked for: whether it follows the rules of
// government names, whether it is reserved, what it resembles, and which names
// one could ask for instead.
//
// Rules:
//   - The form of a name is domain.ParseName's; what an agency may ask for is
//     judged here. Everything is said at once, in both languages, with what to do.
//   - Refuse is for what a rule forbids. What people once had to write (kab, kota,
//     prov) and what looks alike is a warning: the officer decides.
//   - What is reserved and which places there are is data: a list comes with the
//     program, a site adds its own.
//
// What it does not do: ask a registry whether the name is free.
//
// Sources: Permenkominfo 5/2015 and 28/2006 (the suffixes, no rule since 2015),
// PANDI's general naming policy (3 to 63 signs, not digits alone), Permendagri
// 137/2017 (Kode Wilayah), SOP 04/SOP/Kominfo-PE/01/2023 of Kota Batam.
package naming
