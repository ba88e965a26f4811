package ticket

import (
	"errors"
	"fmt"
)

// FaultKind says why the record cannot keep anything.
type FaultKind string

// The kinds of faults.
const (
	FaultFull     FaultKind = "full"      // no space left
	FaultReserve  FaultKind = "reserve"   // the rest of the space is for officers' work: mail waits
	FaultQuota    FaultKind = "quota"     // the account's share is used up
	FaultReadOnly FaultKind = "read-only" // the file system or the permissions forbid writing
	FaultBroken   FaultKind = "broken"    // the disk reports errors
	FaultUnsure   FaultKind = "unsure"    // it cannot be said whether it was kept
)

// Fault says that the record could not keep what was asked. Nothing of it was
// kept, except that with FaultUnsure nobody knows: it is seen until the program
// ends, and becomes certain with the next thing that is kept. Reading goes on,
// and what was asked can be asked again as soon as the fault is over.
type Fault struct {
	Kind FaultKind
	Dir  string
	Free int64 // bytes, -1 where unknown
	Err  error
}

// Error gives plain English with the cause.
func (f *Fault) Error() string {
	if f.Err == nil {
		return f.Refusal().Error()
	}
	return fmt.Sprintf("%s (%v)", f.Refusal(), f.Err)
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// FaultOf returns the fault in err, nil if there is none.
func FaultOf(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Refusal says it to a person: what is wrong, where, and what to do.
func (f *Fault) Refusal() *Refusal {
	free := Bytes(f.Free)
	const again = "then do it again; nothing has to be restarted"
	switch f.Kind {
	case FaultFull:
		return refuse("record-full", fmt.Sprintf("not kept: the disk of %s is full (%s free)", f.Dir, free), "free space there, "+again, f.Dir, free)
	case FaultReserve:
		return refuse("record-reserve", fmt.Sprintf("not kept: only %s are free on the disk of %s, which is held back for the desk's own work", free, f.Dir), "free space there; mail waits on the server", f.Dir, free)
	case FaultQuota:
		return refuse("record-quota", fmt.Sprintf("not kept: the quota for %s is used up", f.Dir), "free space there or have it raised, "+again, f.Dir)
	case FaultReadOnly:
		return refuse("record-read-only", fmt.Sprintf("not kept: %s may not be written to", f.Dir), "make it writable, "+again, f.Dir)
	case FaultUnsure:
		return refuse("record-unsure", fmt.Sprintf("the disk of %s failed at the last moment; nobody can say whether this was kept", f.Dir), "look at the ticket before you repeat it", f.Dir)
	case FaultBroken:
	}
	return refuse("record-broken", fmt.Sprintf("not kept: the disk of %s reports errors", f.Dir), "have the disk looked at, "+again, f.Dir)
}

// Bytes writes an amount of space in the largest unit that leaves a whole
// number above zero; "?" where it is unknown.
func Bytes(n int64) string {
	if n < 0 {
		return "?"
	}
	for _, u := range []struct {
		shift uint
		name  string
	}{{30, "GB"}, {20, "MB"}, {10, "kB"}} {
		if n >= 10<<u.shift {
			return fmt.Sprintf("%d %s", n>>u.shift, u.name)
		}
		if n >= 1<<u.shift {
			return fmt.Sprintf("%.1f %s", float64(n)/float64(int64(1)<<u.shift), u.name)
		}
	}
	return fmt.Sprintf("%d B", n)
}

// unsure reports whether what failed may have been kept all the same.
func unsure(err error) bool {
	f := FaultOf(err)
	return f != nil && f.Kind == FaultUnsure
}

// Wake has everybody who waits for the desk look again: after a fault what could
// not be kept can be kept.
func (d *Desk) Wake() { d.signal() }
