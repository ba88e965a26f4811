package driver

import (
	"context"

	"loket/domain/nameserver"
)

// Compare reads the whole zone and compares it with what is approved. The error of
// a server that does not give it is an *action.Refused.
func (d *Driver) Compare(ctx context.Context, zone string, approved []nameserver.Approved) (nameserver.Drift, error) {
	drift, err := nameserver.Report(ctx, d.Server, zone, approved, d.Exists)
	if err != nil {
		return nameserver.Drift{}, refused(err)
	}
	return drift, nil
}

// Compare is as Driver has it; without a Reader nobody sees the zone.
func (d *ByHand) Compare(ctx context.Context, zone string, approved []nameserver.Approved) (nameserver.Drift, error) {
	seeing := d.seeing()
	seeing.Exists = d.Exists
	return seeing.Compare(ctx, zone, approved)
}
