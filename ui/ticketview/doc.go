// Package ticketview is the screen of one ticket, where an officer spends the
// day: conversation, documents, steps, matter, history, deadline and reported
// addresses, under a head that always says what to do next.
//
// Rules:
//   - The next action comes from the desk (Desk.Next); the screen only has the
//     words and the key for it. Nothing here knows a single service.
//   - Reading is done in a Run; Key, Tick and View work on what was read. A
//     reading that another overtook is dropped.
//   - Every text of a ticket crosses clean before it is drawn.
//   - Commands carry the version that was on the screen, so that nobody acts on
//     what a colleague has changed meanwhile.
//
// It does not write letters (package compose does) and does not decide what is
// allowed: the desk refuses and the root says so.
package ticketview
