package pull_test

import (
	"flag"
	"os"
	"testing"
)

// Most tests wait for a server, not for a processor.
func TestMain(m *testing.M) {
	flag.Set("test.parallel", "8")
	os.Exit(m.Run())
}
