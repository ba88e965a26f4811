package pull

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// backfill reads what was passed over under a later Account.Since than the one
// set now. The bound that is kept moves when all of it was delivered: after a
// crash it begins anew, and the sink recognises what it has.
func (r *reader) backfill(ctx context.Context) (total int, err error) {
	before, from := r.cursor.Since, r.account.Since
	if before.IsZero() || !from.Before(before) {
		return 0, nil
	}
	for first := uint32(1); first <= r.cursor.UID; {
		all, err := r.link.list(ctx, first, r.cursor.UID)
		if err != nil {
			return total, err
		}
		end := r.cursor.UID
		if len(all) == listedAtOnce {
			end = all[len(all)-1].uid
		}
		all = slices.DeleteFunc(all, func(m listed) bool {
			return m.uid > r.cursor.UID || !m.internal.Before(before) || m.internal.Before(from)
		})
		r.status.Done, r.status.Total = 0, len(all)
		if len(all) > 0 {
			n, err := r.fetch(ctx, all, time.Time{})
			total += n
			if err != nil {
				return total, err
			}
		}
		if end == r.cursor.UID {
			break
		}
		first = end + 1
	}
	done := r.cursor
	done.Since = from
	reach := "no bound"
	if !from.IsZero() {
		reach = from.Format(time.DateOnly)
	}
	return total, r.deliver(ctx, Batch{Next: done, Note: fmt.Sprintf("since is now %s, before %s: %d messages that had been passed over were read", reach, before.Format(time.DateOnly), total)})
}
