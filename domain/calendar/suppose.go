package calendar

import "time"

// Off returns a copy on whose days the desk stays closed, too, under one name; c is not
// changed. The error matches ErrData where there are too many.
func (c *Calendar) Off(name string, days ...Date) (*Calendar, error) {
	twin := c.With(c.day, c.ends)
	for _, d := range days {
		if _, err := twin.addHoliday(Holiday{Date: d, Name: name, Kind: Local}); err != nil {
			return nil, err
		}
	}
	return twin.seal(), nil
}

// After returns the first instant by which the desk was open for d since t. Errors
// match ErrNeverOpen or ErrInstant.
func (c *Calendar) After(t time.Time, d time.Duration) (time.Time, error) { return c.advance(t, d) }

// On returns a copy on whose days the desk is open although they are holidays; c is not
// changed. A day without hours stays without.
func (c *Calendar) On(days ...Date) *Calendar {
	twin := c.With(c.day, c.ends)
	for _, d := range days {
		delete(twin.holidays, d)
	}
	return twin.seal()
}
