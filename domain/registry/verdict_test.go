package registry

import (
	"testing"
	"time"
)

func TestJudge(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at.Add(5 * time.Hour)
	}
	with := func(change ...func(*State)) State {
		s := State{Name: batam, Registered: true, Registrant: "PND-000123", Sponsor: "us", Expires: day("2027-01-15")}
		for _, c := range change {
			c(&s)
		}
		return s
	}
	is := func(list ...Status) func(*State) { return func(s *State) { s.Statuses = list } }
	grace := func(list ...Status) func(*State) { return func(s *State) { s.Grace = list } }
	until := func(d string) func(*State) { return func(s *State) { s.Expires = day(d) } }
	sponsor := func(id string) func(*State) { return func(s *State) { s.Sponsor = id } }
	redacted := func(s *State) { s.Redacted, s.Registrant = true, "" }
	none := State{Name: batam}
	create := Create{Name: batam, Years: 1, Registrant: "PND-000123"}
	renew := Renew{Name: batam, Until: "2027-01-15", Years: 2}
	hold := Hold(State{Name: batam}, "x")
	officer := ChangeOfficer(with(func(s *State) { s.Contacts = []Role{{"admin", "PND-000123"}} }), "PND-000200")
	request := TransferName{Name: batam, Op: TransferRequest}
	reject := TransferName{Name: batam, Op: TransferReject}
	approve := TransferName{Name: batam, Op: TransferApprove}
	for _, c := range []struct {
		name        string
		r           Request
		before, now State
		want        Verdict
	}{
		{"create: not there", create, none, none, NotDone},
		{"create: ours", create, none, with(), Done},
		{"create: waits", create, none, with(is(PendingCreate)), Pending},
		{"create: was there before", create, with(), with(), Unsure},
		{"create: another was faster", create, none, with(func(s *State) { s.Registrant = "XYZ-1" }), NotDone},
		{"create: holder not shown", create, none, with(redacted), Unsure},
		{"renew: as it was", renew, with(), with(), NotDone},
		{"renew: done", renew, with(), with(until("2029-01-15")), Done},
		{"renew: by another term", renew, with(), with(until("2028-01-15")), Unsure},
		{"renew: waits", renew, with(), with(is(PendingRenew)), Pending},
		{"renew: no expiry known", renew, with(), with(func(s *State) { s.Expires = time.Time{} }), Unsure},
		{"renew: leap day", Renew{Name: batam, Until: "2028-02-29", Years: 1}, with(until("2028-02-29")), with(until("2029-02-28")), Done},
		{"hold: not set", hold, with(), with(is(OK)), NotDone},
		{"hold: set", hold, with(), with(is(ClientHold)), Done},
		{"hold: waits", hold, with(), with(is(PendingUpdate)), Pending},
		{"hold: gone name", hold, with(), none, Unsure},
		{"officer: all", officer, with(), with(func(s *State) { s.Registrant, s.Contacts = "PND-000200", []Role{{"admin", "PND-000200"}} }), Done},
		{"officer: half", officer, with(), with(func(s *State) { s.Registrant = "PND-000200"; s.Contacts = []Role{{"admin", "PND-000123"}} }), Unsure},
		{"officer: not shown", officer, with(), with(redacted), Unsure},
		{"authcode: never seen", SetAuthcode(with(), NewAuthcode()), with(), with(), Unsure},
		{"authcode: lock still there", SetAuthcode(with(is(ClientTransferProhibited)), NewAuthcode()), with(), with(is(ClientTransferProhibited)), NotDone},
		{"delete: there", Delete{batam}, with(), with(), NotDone},
		{"delete: gone", Delete{batam}, with(), none, Done},
		{"delete: redemption", Delete{batam}, with(), with(is(PendingDelete), grace(RedemptionPeriod)), Done},
		{"delete: waits", Delete{batam}, with(), with(is(PendingDelete)), Pending},
		{"restore: in redemption", Restore{Name: batam}, with(), with(grace(RedemptionPeriod)), NotDone},
		{"restore: report due", Restore{Name: batam}, with(), with(grace(PendingRestore)), Pending},
		{"restore: back", Restore{Name: batam}, with(), with(), Done},
		{"restore: too late", Restore{Name: batam}, with(), none, NotDone},
		{"report: due", RestoreReport{Name: batam}, with(), with(grace(PendingRestore)), NotDone},
		{"report: made", RestoreReport{Name: batam}, with(), with(), Done},
		{"transfer: nothing", request, with(sponsor("them")), with(sponsor("them")), NotDone},
		{"transfer: waits", request, with(sponsor("them")), with(sponsor("them"), is(PendingTransfer)), Pending},
		{"transfer: another's waited before", request, with(sponsor("them"), is(PendingTransfer)), with(sponsor("them"), is(PendingTransfer)), Unsure},
		{"transfer: moved", request, with(sponsor("them")), with(), Done},
		{"approve: moved", approve, with(is(PendingTransfer)), with(sponsor("them")), Done},
		{"approve: waits", approve, with(is(PendingTransfer)), with(is(PendingTransfer)), NotDone},
		{"approve: neither", approve, with(is(PendingTransfer)), with(), Unsure},
		{"reject: gone", reject, with(is(PendingTransfer)), with(), Done},
		{"reject: waits", reject, with(is(PendingTransfer)), with(is(PendingTransfer)), NotDone},
		{"reject: moved", reject, with(is(PendingTransfer)), with(sponsor("them")), Unsure},
		{"contact: not seen", CreateContact{}, none, none, Unsure},
	} {
		if got := Judge(c.r, c.before, c.now); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
