package storetest_test

import (
	"testing"

	"loket/store/storetest"
	"loket/ticket"
)

func TestMemorySuite(t *testing.T) {
	storetest.StoreSuite(t, func(*testing.T) (ticket.Log, func() ticket.Log) {
		m := storetest.NewMemory()
		return m, func() ticket.Log { return m }
	})
}
