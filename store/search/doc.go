// Package search is the index of what is written in tickets: it implements
// ticket.Finder in a directory beside the record.
//
// Rules:
//   - The index is derived. It is fed from committed events, remembers the last one
//     and goes on from there; a missing, damaged or older one, and one of another
//     record, is made anew. Deleting the directory loses nothing.
//   - Nobody waits for it: it reads the record in a goroutine of its own (Run).
//   - What it knows of a ticket is ticket.Passages of the ticket as it stands,
//     with the whole texts of its files, and of a mail that made no ticket
//     ticket.MailPassages. A ticket that changes is put in anew as a whole, unless
//     its words are the same.
//   - What is removed is not found from then on, and the file that held its words
//     is replaced by one made from the record.
//
// The file is a bbolt database. Of each term it holds the documents' numbers in the
// index and a weight, in chunks; numbers are never used twice, and those of
// documents put in anew are passed over until there are so many that the index is
// made anew. Of two words that follow each other a number is kept that others share
// (term.Pair), which leaves few documents to read for a phrase. Places in the text
// are not kept: ticket.Desk finds them in the ticket itself, so the index holds no
// text that could be read.
//
// What it does not do: of mail that made no ticket it does not search the files.
package search
