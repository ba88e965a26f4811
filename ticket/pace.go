package ticket

import (
	"encoding/binary"
	"time"

	"loket/domain/calendar"
)

// Pace is what the board needs to know of an open ticket's clock besides the deadlines
// in its Row: enough to say how much of a promise is used without reading the ticket.
type Pace struct {
	Target, Step calendar.Target // of the service and of the current step; zero: none
	StepFrom     time.Time       // when the step began
	Since        time.Time       // when waiting for Row.Waiting began; zero: the desk has the next move
	Alerted      Alerted
}

// Alerted is how much of its time, in percent, each promise had used up when somebody
// was last told; 0: nobody was.
type Alerted struct {
	Service uint8 `json:"service,omitempty"`
	Step    uint8 `json:"step,omitempty"`
}

// Worst is the higher of the two.
func (a Alerted) Worst() uint8 { return max(a.Service, a.Step) }

// AlertRaised says that people were told how much of a promise is used up. What is
// service or the step's id, as in Breach; Share is in percent, 100 for a breach.
type AlertRaised struct {
	What     string    `json:"what"`
	Share    uint8     `json:"share"`
	Deadline time.Time `json:"deadline"`
}

func (AlertRaised) kind() string { return "alert-raised" }

func (c *Clock) alert(b AlertRaised) {
	if b.What == serviceClock {
		c.Alerted.Service = b.Share
		return
	}
	c.Alerted.Step = b.Share
}

// serviceClock names the promise of the service beside those of its steps.
const serviceClock = "service"

// unexplained reports whether a target was missed and nobody has said why.
func (c *Clock) unexplained() bool {
	for _, b := range c.Breaches {
		if b.Cause == "" {
			return true
		}
	}
	return false
}

// paceOf is nil for a ticket that has ended.
func paceOf(t *Ticket) *Pace {
	if t.State.Done() {
		return nil
	}
	c := &t.Clock
	p := &Pace{Target: c.Target, Step: c.Step, StepFrom: c.StepFrom, Alerted: c.Alerted}
	if c.Waiting != "" {
		p.Since = c.Since
	}
	return p
}

// Bits of a row's last part, which is there when one is set.
const (
	hasPace = 1 << iota
	hasUnexplained
)

// appendPace ends the stored form of a row.
func appendPace(b []byte, r *Row) []byte {
	var bits byte
	if r.Pace != nil {
		bits |= hasPace
	}
	if r.Unexplained {
		bits |= hasUnexplained
	}
	b = append(b, bits)
	p := r.Pace
	if p == nil {
		return b
	}
	for _, t := range []calendar.Target{p.Target, p.Step} {
		b = append(binary.AppendUvarint(b, uint64(max(t.N, 0))), byte(t.Unit))
	}
	for _, t := range []time.Time{p.StepFrom, p.Since} {
		b = binary.AppendVarint(b, milli(t))
	}
	return append(b, p.Alerted.Service, p.Alerted.Step)
}

func (d *rowReader) pace(r *Row) {
	bits := d.byte()
	r.Unexplained = bits&hasUnexplained != 0
	if bits&hasPace == 0 {
		return
	}
	p := new(Pace)
	for _, t := range []*calendar.Target{&p.Target, &p.Step} {
		t.N, t.Unit = int(d.uint()), calendar.Unit(d.byte())
	}
	for _, t := range []*time.Time{&p.StepFrom, &p.Since} {
		*t = fromMilli(d.int())
	}
	p.Alerted.Service, p.Alerted.Step = d.byte(), d.byte()
	r.Pace = p
}

// milli and fromMilli keep the zero time as 0.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMilli(v int64) (t time.Time) {
	if v != 0 {
		t = time.UnixMilli(v).UTC()
	}
	return t
}
