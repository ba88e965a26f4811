// Package report counts how a desk did in a period: volumes, promises kept, times,
// revisions, waiting, backlog, officers, breaches, fees and satisfaction, with the
// monthly assessment and the list for the coordination meeting that the standard
// names (Keputusan Direktur LAIP 14/2024, "Evaluasi Kinerja Pelaksana").
//
// Rules:
//   - The event log is the only source. The same log gives the same figures, in
//     whatever order it is read; the catalogue and the calendar are those of the site.
//   - A report shows the tickets as they stood at the end of its period (or now, if
//     that is earlier), so that what happens later changes no figure of it. Three things
//     are known later and count where they belong: a request that reached the mail
//     server in the period and was pulled after it, a breach that was noticed after its
//     deadline, and the cause of one. With Rules.Known at the instant at which a report
//     was handed in, it is made again as it was.
//   - A ticket counts for the service that it had at the end, and its volumes balance:
//     Carried + Received + Back = Closed + Merged + Open, for each service and in all,
//     and what is Open at the end of a period is Carried in the next.
//   - What was taken back within the period is not counted.
//   - Times are counted in the unit of the service's promise: working time without
//     pauses for days and working days, time by the clock without pauses for hours.
//
// What it does not do: words, files and screens (package ui/report), or rights.
package report

import (
	"encoding/json"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/survey"
)

// Length is a length of time; seconds in JSON.
type Length time.Duration

// MarshalJSON writes whole seconds.
func (l Length) MarshalJSON() ([]byte, error) {
	return json.Marshal(int64(time.Duration(l) / time.Second))
}

// Report is what was counted.
type Report struct {
	Period   Period    `json:"period"`
	AsOf     time.Time `json:"as_of"`              // end of the period, or when it was made
	Known    time.Time `json:"known,omitzero"`     // what was recorded later is not in it; zero: everything is
	Only     []string  `json:"services,omitempty"` // ids of the services that it is about; none: all
	WorkDay  Length    `json:"working_day"`        // mean length of a working day of the period
	Calendar string    `json:"calendar"`           // version of the one that working time was counted by
	AnyDay   bool      `json:"calendar_days"`      // "1d" is a day of the calendar; else a working day
	Total    Service   `json:"total"`
	Services []Service `json:"by_service"` // in the catalogue's order; the ids that it does not know come last

	Rejections   []Rejection   `json:"rejections"` // most frequent first
	Officers     []Officer     `json:"officers"`   // by id
	Breaches     []Breach      `json:"breaches"`   // by deadline
	Comments     []Comment     `json:"comments"`   // oldest first
	Coordination []Coordinated `json:"coordination"`
}

// Service is what was counted of one service, or of all. Of all there are no times in
// the unit of a promise.
type Service struct {
	ID     string          `json:"id"` // "" where nobody said yet which it is, and in the total
	Target calendar.Target `json:"target"`
	Clock  bool            `json:"clock"` // the unit is time by the clock, not working time

	Carried  int            `json:"carried"`  // open when the period began
	Received int            `json:"received"` // reached the desk in the period
	Back     int            `json:"back"`     // had ended before the period and were taken up again in it
	Closed   int            `json:"closed"`   // in the period, and closed at its end
	Outcomes map[string]int `json:"outcomes"` // of Closed
	Merged   int            `json:"merged"`   // into another ticket, in the period
	Reopened int            `json:"reopened"` // how often in the period
	Open     int            `json:"open"`     // at the end

	Judged   int       `json:"judged"`             // of Closed, those with a promise
	Kept     int       `json:"kept"`               // of Judged
	Promises []Promise `json:"promises,omitempty"` // Judged by the last promise, shortest first; not of the total

	FirstAnswer Times `json:"first_answer"` // given in the period, in the unit
	ToClose     Times `json:"to_close"`     // of Closed, in the unit
	Elapsed     Times `json:"elapsed"`      // of Closed, from receipt to the end by the clock

	Revised int `json:"revised"` // of Closed, those that were returned at least once
	Rounds  int `json:"rounds"`  // returns of those

	Waiting Waiting `json:"waiting"`
	Ages    Ages    `json:"ages"` // of Open
	Oldest  Length  `json:"oldest"`

	Fees  Fees          `json:"fees"`
	Asked int           `json:"surveys"` // surveys sent in the period
	Noted int           `json:"noted"`   // answers that an officer wrote down, of Rated.Answers
	Rated survey.Result `json:"satisfaction"`
}

// Promise is how one of the promises of a service was kept: a registration is promised
// in 1d, and in 4wd once it was returned.
type Promise struct {
	Target calendar.Target `json:"target"`
	Judged int             `json:"judged"`
	Kept   int             `json:"kept"`
}

// Times are lengths of time. Median is the mean of the middle two where there are two;
// P90 the smallest that nine of ten do not exceed.
type Times struct {
	Count  int    `json:"count"`
	Median Length `json:"median"`
	P90    Length `json:"p90"`
}

// Waiting is how long tickets were open in the period, by who had the next move.
type Waiting struct {
	Desk      Length `json:"desk"`
	Requester Length `json:"requester"`
	Others    Length `json:"others"`
}

// Sum is the whole.
func (w Waiting) Sum() Length { return w.Desk + w.Requester + w.Others }

// Ages counts open tickets by how long ago they reached the desk, see AgeLimits.
type Ages [5]int

// AgeLimits are the bounds of Ages in days of 24 hours; the last has none.
var AgeLimits = [len(Ages{}) - 1]int{1, 3, 7, 30}

// Fees is what the tariff asks for the requests that were closed as done.
type Fees struct {
	Requests int           `json:"requests"` // with something to pay
	Free     int           `json:"free"`     // of a service with a tariff, and nothing to pay
	Base     domain.Rupiah `json:"base"`
	Tax      domain.Rupiah `json:"ppn"`
	Total    domain.Rupiah `json:"total"`
}

// Rejection is how often a requirement was rejected for a reason. The last verdict on
// what was handed in counts: one that was given in place of another is no second.
type Rejection struct {
	Requirement string `json:"requirement"`
	Reason      string `json:"reason"`
	Count       int    `json:"count"`
}

// Officer is what one officer did in the period.
type Officer struct {
	ID       string `json:"id"`
	Closed   int    `json:"closed"`   // tickets that they closed
	Judged   int    `json:"judged"`   // of these, with a promise
	Kept     int    `json:"kept"`     // of Judged
	Letters  int    `json:"letters"`  // that they wrote
	Verdicts int    `json:"verdicts"` // on requirements
	Returned int    `json:"returned"` // requests that they returned for revision
	Breaches int    `json:"breaches"` // targets missed while they had the ticket
	Open     int    `json:"open"`     // tickets that they have at the end
	ToClose  Times  `json:"elapsed"`  // of Closed, by the clock
}

// Breach is a target whose deadline passed in the period.
type Breach struct {
	Number   string          `json:"number"`
	Service  string          `json:"service"`
	What     string          `json:"what"` // service, or the id of a step
	Target   calendar.Target `json:"target"`
	Deadline time.Time       `json:"deadline"`
	Owner    string          `json:"owner,omitempty"` // when it was noticed
	State    string          `json:"state"`           // of the ticket then
	Late     Length          `json:"late"`            // by the clock, until the step or the ticket ended or until AsOf
	Ended    bool            `json:"ended"`
	Cause    string          `json:"cause,omitempty"` // in the words of who explained it; "" for nobody
}

// Comment is what a requester wrote beside the marks.
type Comment struct {
	Number  string       `json:"number"`
	Service string       `json:"service"`
	At      time.Time    `json:"at"`
	Marks   survey.Marks `json:"marks"`
	Text    string       `json:"text"`
}

// Coordinated is a request about access to addresses, for the meeting with Dit. PAI
// and the agencies concerned. It was open at some time of the period.
type Coordinated struct {
	Number   string         `json:"number"`
	Service  string         `json:"service"`
	Agency   string         `json:"agency"` // else who asked
	Names    []string       `json:"names"`
	URLs     map[string]int `json:"urls"` // by state
	List     []Address      `json:"list"` // in the order of the request
	Received time.Time      `json:"received"`
	Deadline time.Time      `json:"deadline,omitzero"`
	Closed   time.Time      `json:"closed,omitzero"`
	Outcome  string         `json:"outcome,omitempty"`
	Waiting  string         `json:"waiting,omitempty"` // actor with the next move
	Late     bool           `json:"late"`              // the promise was not kept
}

// Address is one of the addresses that a request names, as it stood.
type Address struct {
	URL   string    `json:"url"`
	State string    `json:"state"`
	Since time.Time `json:"since,omitzero"` // of the state; zero: as it was reported
	Told  time.Time `json:"told,omitzero"`  // when its owner was last told
}
