package rdap

import (
	"encoding/json"
	"slices"
	"strings"

	"loket/domain/registry"
)

// words maps a status without its spaces and in lower case, so that "client hold"
// (RFC 8056) and "clientHold" (EPP) are one.
var words = func() map[string]registry.Status {
	table := map[string]registry.Status{"active": registry.OK}
	for _, s := range append(slices.Clone(grace),
		registry.OK, registry.Inactive, registry.ClientDeleteProhibited, registry.ClientHold, registry.ClientRenewProhibited,
		registry.ClientTransferProhibited, registry.ClientUpdateProhibited, registry.PendingCreate, registry.PendingDelete,
		registry.PendingRenew, registry.PendingTransfer, registry.PendingUpdate, registry.ServerDeleteProhibited,
		registry.ServerHold, registry.ServerRenewProhibited, registry.ServerTransferProhibited, registry.ServerUpdateProhibited) {
		table[strings.ToLower(string(s))] = s
	}
	return table
}()

// grace are the statuses of RFC 3915. RDAP does not tell its pendingDelete from the
// other one: that goes to the statuses.
var grace = []registry.Status{registry.AddPeriod, registry.AutoRenewPeriod, registry.RenewPeriod, registry.TransferPeriod,
	registry.RedemptionPeriod, registry.PendingRestore}

// statuses reads a list of statuses, or the single one that some services send.
// What is not known is kept as it is written.
func statuses(raw json.RawMessage) (plain, periods []registry.Status) {
	all := list[string](raw)
	if one := part[string](raw); one != "" {
		all = []string{one}
	}
	for _, word := range all {
		word, _, _ = strings.Cut(line(word), " http") // "clientHold https://icann.org/epp#clientHold"
		key := strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(word))
		s, ok := words[key]
		switch {
		case key == "":
		case !ok:
			plain = append(plain, registry.Status(word))
		case slices.Contains(grace, s):
			periods = append(periods, s)
		default:
			plain = append(plain, s)
		}
	}
	return plain, periods
}
