package registry

import "slices"

// Status is a status of a name, spelled as EPP does.
type Status string

// Statuses of RFC 5731 section 2.3.
const (
	OK                       Status = "ok"
	Inactive                 Status = "inactive"
	ClientDeleteProhibited   Status = "clientDeleteProhibited"
	ClientHold               Status = "clientHold"
	ClientRenewProhibited    Status = "clientRenewProhibited"
	ClientTransferProhibited Status = "clientTransferProhibited"
	ClientUpdateProhibited   Status = "clientUpdateProhibited"
	PendingCreate            Status = "pendingCreate"
	PendingDelete            Status = "pendingDelete"
	PendingRenew             Status = "pendingRenew"
	PendingTransfer          Status = "pendingTransfer"
	PendingUpdate            Status = "pendingUpdate"
	ServerDeleteProhibited   Status = "serverDeleteProhibited"
	ServerHold               Status = "serverHold"
	ServerRenewProhibited    Status = "serverRenewProhibited"
	ServerTransferProhibited Status = "serverTransferProhibited"
	ServerUpdateProhibited   Status = "serverUpdateProhibited"
)

// Grace period statuses of RFC 3915 section 3.1. Its pendingDelete comes after
// redemption; the one of RFC 5731 spans both.
const (
	AddPeriod        Status = "addPeriod"
	AutoRenewPeriod  Status = "autoRenewPeriod"
	RenewPeriod      Status = "renewPeriod"
	TransferPeriod   Status = "transferPeriod"
	RedemptionPeriod Status = "redemptionPeriod"
	PendingRestore   Status = "pendingRestore"
)

// Ours reports whether a registrar may set and clear the status.
func (s Status) Ours() bool {
	return slices.Contains([]Status{ClientDeleteProhibited, ClientHold, ClientRenewProhibited, ClientTransferProhibited, ClientUpdateProhibited}, s)
}
