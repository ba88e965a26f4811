package domain

import (
	"loket/domain/calendar"
)

// Service is one service of the desk, everything the documents say about it.
// Only LoadCatalogue and CheckFile make one.
type Service struct {
	ID       string `toml:"id"`
	Extends  string `toml:"extends"`  // takes every key that is not given from this service
	Abstract bool   `toml:"abstract"` // only there to be extended, never offered
	Order    int    `toml:"order"`    // place in lists

	Title   Text   `toml:"title"`
	Short   Text   `toml:"short"` // fits a column of about 16 cells
	Summary Text   `toml:"summary"`
	Source  Source `toml:"source"`
	Scope   string `toml:"scope"` // "national" or the desk's own, "batam"
	Zone    string `toml:"zone"`  // the zone a desk for subdomains manages, empty elsewhere

	Requirements []RequirementUse `toml:"requirements"`
	Conditions   []string         `toml:"conditions"`
	Form         string           `toml:"form"`    // requirement id whose fields and records are read into the ticket
	Renames      bool             `toml:"renames"` // of two names the first is given up for the last

	Target         calendar.Target `toml:"target"`
	RevisionTarget calendar.Target `toml:"revision_target"` // from the first return on; zero for no switch
	Grace          calendar.Target `toml:"grace"`           // silent time after the result before the ticket closes
	Reopen         calendar.Target `toml:"reopen"`          // a reply this soon after closing reopens the ticket; zero for the site's own
	Validity       Validity        `toml:"validity"`
	// Registers is what the service changes in the register besides whose ticket it
	// was: officer (the requester answers for the name), registered (its first day),
	// until (its last day, which the officer writes down in the step that records).
	Registers []string `toml:"registers"`

	Fee      Fee      `toml:"fee"`
	Products Products `toml:"products"`
	Staff    int      `toml:"staff"` // number of officers

	LegalBasis        []Text   `toml:"legal_basis"`
	Facilities        []Text   `toml:"facilities"`
	Competence        []Text   `toml:"competence"`
	Supervision       []Text   `toml:"supervision"`
	ServiceGuarantee  []Text   `toml:"service_guarantee"`
	SecurityGuarantee []Text   `toml:"security_guarantee"`
	Evaluation        []Text   `toml:"evaluation"`
	Complaints        []string `toml:"complaints"` // contact ids
	Warnings          []Text   `toml:"warnings"`   // what the document warns of
	Duties            []Duties `toml:"duties"`     // told to the requester when the work is done
	Survey            bool     `toml:"survey"`

	Letters []string `toml:"letters"`
	Signals []Signal `toml:"signals"`
	Steps   []Step   `toml:"steps"`
}

// Source is where the service is written down.
type Source struct {
	Document Text   `toml:"document"`
	Annex    string `toml:"annex"`
	URL      string `toml:"url"`
}

// RequirementUse is a requirement as one service asks for it.
type RequirementUse struct {
	ID       string `toml:"id"`
	Optional bool   `toml:"optional"`
	When     string `toml:"when"`  // circumstance id; asked for only under it
	Title    Text   `toml:"title"` // replaces the requirement's own
	Note     Text   `toml:"note"`
}

// Products says for which public suffixes the service may be used. Allow empty
// means every suffix that Deny does not name; "id" is names directly below .id.
type Products struct {
	Allow []string `toml:"allow"`
	Deny  []string `toml:"deny"`
	Label Text     `toml:"label"`
}

// Accepts reports whether the service is for this name, and why not.
func (p Products) Accepts(n Name) (bool, Text) {
	suffix := n.Suffix()
	for _, d := range p.Deny {
		if suffix == d {
			return false, Text{"nama " + d + " tidak dilayani di sini", "names in " + d + " are not served here"}
		}
	}
	if len(p.Allow) == 0 {
		return true, Text{}
	}
	for _, a := range p.Allow {
		if suffix == a {
			return true, Text{}
		}
	}
	return false, Text{"layanan ini hanya untuk " + p.Label.ID, "this service is only for " + p.Label.EN}
}

// Duties are what somebody has to do from now on, under a circumstance.
type Duties struct {
	When  string `toml:"when"` // circumstance id, empty for always
	Items []Text `toml:"items"`
}

// Signal is one hint for guessing: a phrase, where it counts and how much. Words
// of the phrase match whole words in a row; a word that ends in * matches every
// word that begins so, and .. stands for up to three words in between.
type Signal struct {
	Phrase string  `toml:"phrase"`
	Weight float64 `toml:"weight"` // negative speaks against
	Where  string  `toml:"where"`  // subject, body, attachment (name or text), name, content, any (empty)
}

// Kind is what sort of step this is.
type Kind string

// The kinds of steps.
const (
	KindVerify Kind = "verify" // checklist of requirements and conditions
	KindCheck  Kind = "check"  // the officer looks something up and notes the finding
	KindLetter Kind = "letter" // compose the named letter
	KindWait   Kind = "wait"   // another party acts
	KindAct    Kind = "act"    // an action on the outside world, with evidence
	KindTask   Kind = "task"   // an obligation with a date, may outlive the ticket
	KindRecord Kind = "record" // write down, enter into the register
)

// Clock says what the ticket's clock does while a step is current.
type Clock string

// Values of Clock; empty in a file means run.
const (
	ClockRun   Clock = "run"
	ClockPause Clock = "pause"
)

// Step is one step of a service.
type Step struct {
	ID           string          `toml:"id"`
	Title        Text            `toml:"title"`
	Actor        string          `toml:"actor"` // actor id of the catalogue: desk, requester, pandi ...
	Kind         Kind            `toml:"kind"`
	Clock        Clock           `toml:"clock"`
	Target       calendar.Target `toml:"target"` // of this step alone
	Hint         Text            `toml:"hint"`
	Instructions Text            `toml:"instructions"`
	Evidence     Text            `toml:"evidence"` // what is to be recorded as proof

	Letter string   `toml:"letter"`
	To     []string `toml:"to"` // recipients: role or contact ids; empty means the requester
	CC     []string `toml:"cc"` // mandatory copies

	Action string `toml:"action"`
	// Tells says what of OrderParts the action is told. Whether it can do without is
	// for whoever does it to say.
	Tells         []string `toml:"tells"`
	Dangerous     bool     `toml:"dangerous"`      // hard to undo: show the effect, type the name
	SecondOfficer bool     `toml:"second_officer"` // somebody else than who verified
	Secret        bool     `toml:"secret"`         // what it yields is never written down

	// After is "72h", "14d", "4wd" or months as "24mo": of a task, when it is due after
	// the start of the step; of a step for every URL, how long owners have who were told.
	After string `toml:"after"`
	Opens string `toml:"opens"` // service id of the ticket that is opened from here

	// Probe is what the desk asks about while the step is current, or when the task is
	// due: name, new-name, name-servers, payment (see package probe).
	Probe string `toml:"probe"`
	// Remind are the times after which a step that waits is to be recalled to whom
	// it waits for, as After.
	Remind []string `toml:"remind"`

	// Lifts are the services for whose sake a name was held and is not any more
	// once the step is done.
	Lifts []string `toml:"lifts"`

	Optional    bool   `toml:"optional"`
	Skippable   bool   `toml:"skippable"`
	SkipWhen    Text   `toml:"skip_when"`
	SetsOutcome string `toml:"sets_outcome"` // outcome id, the ticket can close with it
	PerURL      bool   `toml:"per_url"`      // done for every URL of the ticket
	// SetsURLs is what doing the step makes of reported addresses: those in the first
	// state go to the second. An officer's own later word on one stands above it.
	SetsURLs map[string]string `toml:"sets_urls"`
}

// URLStates are the states of a reported address, in their usual order.
//
// Package access says what may follow what.
var URLStates = []string{"reported", "found", "notified", "clean", "gone", "still", "forwarded", "blocked", "restored"}

// OrderParts are what an action at the registry may be told beside the name: years
// of validity, the id of who is to hold it, its name servers, and the expiry from
// which a renewal counts.
var OrderParts = []string{"years", "registrant", "hosts", "expires"}

// Pauses reports whether the clock stands still in this step.
func (s Step) Pauses() bool { return s.Clock == ClockPause }

// Step returns the step with the id and its place.
func (s *Service) Step(id string) (Step, int, bool) {
	for i, st := range s.Steps {
		if st.ID == id {
			return st, i, true
		}
	}
	return Step{}, -1, false
}

// RequirementIDs returns the ids of what is asked for, in order.
func (s *Service) RequirementIDs() []string {
	ids := make([]string, len(s.Requirements))
	for i, r := range s.Requirements {
		ids[i] = r.ID
	}
	return ids
}
