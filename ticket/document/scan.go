package document

import (
	"context"
	"time"
)

// ScanState is what the malware scanner said.
type ScanState string

// The states. Only Clean says that the whole of a file was looked at.
const (
	ScanClean ScanState = "clean"
	ScanFound ScanState = "found"
	ScanNot   ScanState = "not-scanned"
)

// Why a file was not scanned: Scan.Code.
const (
	ScanDown   = "down"      // the scanner does not answer
	ScanLarge  = "too-large" // more than the scanner takes, or unpacks
	ScanLocked = "locked"    // part of it is encrypted
	ScanError  = "error"     // the scanner says that it failed
)

// ProblemMalware is the problem of a file in quarantine. The inspection never
// gives it: such a file is not inspected.
const ProblemMalware = "malware"

// Scan is the malware scanner's word on one file.
type Scan struct {
	State     ScanState `json:"state"`
	Signature string    `json:"signature,omitempty"` // name of what was found, cleaned
	Where     string    `json:"where,omitempty"`     // "": the file itself; ScanMail; else the archive's member, cleaned
	Code      string    `json:"code,omitempty"`      // with ScanNot
	Why       string    `json:"why,omitempty"`       // with ScanNot: the scanner's or the system's words, cleaned
	Engine    string    `json:"engine,omitempty"`    // such as "ClamAV 1.4.6"
	Base      string    `json:"base,omitempty"`      // version of the signatures
	BaseAt    time.Time `json:"base_at,omitzero"`    // when they were made
	At        time.Time `json:"at,omitzero"`
}

// ScanMail is the Where of what was found in the mail as a whole and in none of
// its files alone.
const ScanMail = "mail"

// Passing reports whether another try may go otherwise without anything having
// been changed on the file.
func (s *Scan) Passing() bool {
	return s == nil || s.State == ScanNot && (s.Code == ScanDown || s.Code == ScanError)
}

// Same reports whether two scans tell an officer the same.
func (s *Scan) Same(o *Scan) bool {
	if s == nil || o == nil {
		return s == o
	}
	return s.State == o.State && s.Signature == o.Signature && s.Where == o.Where && s.Code == o.Code
}

// StaleSignatures is the age from which signatures are worth a warning.
const StaleSignatures = 7 * 24 * time.Hour

// ScannerStatus is how the scanner does, as far as it was last asked.
type ScannerStatus struct {
	Address string
	Asked   bool   // it was asked at all
	Up      bool   // it answered
	Why     string // why not, cleaned
	Engine  string
	Base    string
	BaseAt  time.Time // zero where it does not say
	At      time.Time // of the last answer or failure
}

// Stale reports whether the signatures are old.
func (s *ScannerStatus) Stale(now time.Time) bool {
	return s.Up && !s.BaseAt.IsZero() && now.Sub(s.BaseAt) > StaleSignatures
}

// Scanner looks for malware. Implementations are safe for concurrent use. Scan
// never fails: what goes wrong is "not scanned".
type Scanner interface {
	Scan(ctx context.Context, data []byte) Scan
	// Ask asks the scanner how it does; Status says what is known without asking.
	Ask(ctx context.Context) ScannerStatus
	Status() ScannerStatus
}
