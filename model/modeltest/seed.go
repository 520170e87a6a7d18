package modeltest

import (
	"flag"
	"runtime/debug"
	"testing"
)

// Main runs a package's tests with a fixed seed for what they draw, so that the
// same tree has the same result everywhere; -rapid.seed=N looks elsewhere. What
// is drawn is soon forgotten: memory is collected less often.
func Main(m *testing.M) {
	debug.SetGCPercent(400)
	flag.Parse()
	if f := flag.Lookup("rapid.seed"); f != nil && f.Value.String() == "0" {
		if err := flag.Set("rapid.seed", "20261123"); err != nil {
			panic(err)
		}
	}
	m.Run()
}
