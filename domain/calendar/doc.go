// Package calendar says when a promise falls due, and why.
//
// A Target is a promise ("1d", "4wd", "72h"), a Calendar is the working time
// of one desk (zone, hours per weekday, holidays, special hours), a Deadline
// is the instant a target falls due together with the trace that explains it.
//
// Rules:
//
//   - Everything is a pure function of its arguments: no clock of its own, no
//     local zone of the machine. Instants come back in the calendar's zone.
//   - Working hours are half-open: at the stroke of closing the desk is closed.
//     One exception serves promises that follow one another: a working-day
//     clock that starts exactly at a closing belongs to the day that closes, so
//     a step that ends at 16:00 is followed by one whose day 0 is the same day.
//   - The day a working-day clock starts is day 0. N working days end at the
//     close of the Nth working day after it (ClosingTime), or at the same clock
//     time of that day (SameTime).
//   - Hours run day and night and take no notice of the calendar.
//   - A pause moves the deadline by the working time it lasted ("h": by clock
//     time). The moved deadline is the first instant at which as much unpaused
//     working time has passed as would have passed without any pause. Pauses
//     that begin at or after the deadline do not move it; nothing falls due
//     while its clock stands still.
//   - Every walk is bounded: a calendar that never opens is an error.
//
// It does not store promises, record breaches or decide what pauses a clock;
// those belong to the ticket. A Calendar is built once and then only read: it
// is safe for concurrent use as long as nobody calls AddICal.
package calendar
