package registry

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"loket/domain"
)

// Bounds of the schemas of RFC 5730, 5731 and 5733.
const (
	maxYears   = 99
	minID      = 3
	maxID      = 16
	maxNote    = 255
	maxParts   = 50 // of ours: no name has more of anything
	maxAddress = 3  // street lines
)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrRequest, fmt.Sprintf(format, args...))
}

// first returns the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func checkName(n domain.Name) error {
	if again, err := domain.ParseName(n.String()); err != nil || again != n {
		return invalid("%q is no domain name", n.String())
	}
	return nil
}

func checkYears(years int) error {
	if years < 1 || years > maxYears {
		return invalid("%d years, a period is 1 to %d", years, maxYears)
	}
	return nil
}

func checkID(id string) error {
	if n := utf8.RuneCountInString(id); n < minID || n > maxID || strings.ContainsAny(id, " \t\r\n") {
		return invalid("contact id %q must have %d to %d characters and no spaces", id, minID, maxID)
	}
	return nil
}

func checkRoles(roles []Role) error {
	for _, r := range roles {
		if !slices.Contains([]string{"admin", "tech", "billing"}, r.Role) {
			return invalid("a contact cannot be %q of a name", r.Role)
		}
		if err := checkID(r.ID); err != nil {
			return err
		}
	}
	return nil
}

func checkHosts(hosts []string) error {
	for _, h := range hosts {
		if n, err := domain.ParseName(h); err != nil || n.String() != h {
			return invalid("%q is no name of a server", h)
		}
	}
	return nil
}

func checkSecret(s Secret) error {
	if s.Lost() {
		return invalid("the Authcode is not kept in any record, make a new one")
	}
	for _, c := range []byte(s.value) {
		if c < ' ' || c > '~' {
			return invalid("an Authcode has printable ASCII only")
		}
	}
	return nil
}

func checkDS(list []DS) error {
	for _, d := range list {
		if d.Digest == "" || len(d.Digest)%2 != 0 || strings.Trim(d.Digest, "0123456789ABCDEF") != "" {
			return invalid("digest %q of a DS record is not upper-case hex", d.Digest)
		}
	}
	return nil
}

// Validate refuses what no registry could take.
func (r Create) Validate() error {
	err := first(checkName(r.Name), checkYears(r.Years), checkRoles(r.Contacts), checkHosts(r.Hosts), checkSecret(r.Authcode), checkDS(r.DS))
	if err == nil && r.Registrant != "" {
		err = checkID(r.Registrant)
	}
	return err
}

// Validate refuses what no registry could take.
func (r Renew) Validate() error {
	if _, err := time.Parse(time.DateOnly, r.Until); err != nil {
		return invalid("the expiry now, %q, is not a day like 2027-01-15", r.Until)
	}
	return first(checkName(r.Name), checkYears(r.Years))
}

// Validate refuses what no registry could take, and an update of nothing.
func (r Update) Validate() error {
	if err := first(checkName(r.Name), r.Add.validate(), r.Remove.validate(), checkSecret(r.Authcode)); err != nil {
		return err
	}
	if r.Registrant != "" {
		if err := checkID(r.Registrant); err != nil {
			return err
		}
	}
	switch {
	case !r.Authcode.Empty() && r.NoAuthcode:
		return invalid("an Authcode cannot be set and unset at once")
	case r.Remove.Note != "":
		return invalid("only a status that is set has a note")
	case r.Add.empty() && r.Remove.empty() && r.Registrant == "" && r.Authcode.Empty() && !r.NoAuthcode:
		return invalid("nothing of %s changes", r.Name)
	}
	return nil
}

func (p Parts) empty() bool {
	return len(p.Statuses)+len(p.Contacts)+len(p.Hosts)+len(p.DS) == 0
}

func (p Parts) validate() error {
	for _, s := range p.Statuses {
		if !s.Ours() {
			return invalid("only the registry sets and clears %q", s)
		}
	}
	if utf8.RuneCountInString(p.Note) > maxNote {
		return invalid("a note has at most %d characters", maxNote)
	}
	if len(p.Statuses)+len(p.Contacts)+len(p.Hosts)+len(p.DS) > maxParts {
		return invalid("more than %d changes in one step", maxParts)
	}
	return first(checkRoles(p.Contacts), checkHosts(p.Hosts), checkDS(p.DS))
}

// Validate refuses what no registry could take.
func (r TransferName) Validate() error {
	if !slices.Contains([]Op{TransferRequest, TransferQuery, TransferApprove, TransferReject, TransferCancel}, r.Op) {
		return invalid("a transfer cannot be %q", r.Op)
	}
	if r.Years != 0 {
		if err := checkYears(r.Years); err != nil {
			return err
		}
	}
	return first(checkName(r.Name), checkSecret(r.Authcode))
}

// Validate refuses what no registry could take.
func (r Delete) Validate() error { return checkName(r.Name) }

// Validate refuses what no registry could take.
func (r Restore) Validate() error { return checkName(r.Name) }

// Validate refuses what no registry could take.
func (r RestoreReport) Validate() error {
	if r.Before == "" || r.After == "" || r.Reason == "" || r.Deleted.IsZero() || r.Restored.IsZero() {
		return invalid("a report on a restore needs the name before and after, both times and the reason")
	}
	return checkName(r.Name)
}

// Validate refuses what no registry could take.
func (r CreateContact) Validate() error {
	switch {
	case r.Name == "" || r.City == "" || r.Email == "":
		return invalid("a contact needs a name, a city and an e-mail address")
	case len(r.Country) != 2:
		return invalid("a country is two letters, not %q", r.Country)
	case len(r.Street) > maxAddress:
		return invalid("a street has at most %d lines", maxAddress)
	}
	for _, s := range append([]string{r.Name, r.Org, r.City, r.Province}, r.Street...) {
		if utf8.RuneCountInString(s) > maxNote {
			return invalid("a line of an address has at most %d characters", maxNote)
		}
	}
	if _, err := domain.EmailHost(r.Email); err != nil {
		return invalid("e-mail address: %v", err)
	}
	return checkID(r.ID)
}

// Validate refuses what no registry could take.
func (r CreateHost) Validate() error {
	for _, a := range r.Addresses {
		if !a.IsValid() || a.Zone() != "" || a.Is4In6() {
			return invalid("%v is no address of a server", a)
		}
	}
	if slices.ContainsFunc(r.Addresses, netip.Addr.IsUnspecified) {
		return invalid("the unspecified address is no address of a server")
	}
	return checkHosts([]string{r.Name})
}
