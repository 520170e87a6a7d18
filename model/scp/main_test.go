package scp

import (
	"flag"
	"testing"
)

// TestMain sets for property tests a fixed seed, so that the same tree has the
// same result everywhere; -rapid.seed=N looks elsewhere.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.seed"); f != nil && f.Value.String() == "0" {
		if err := flag.Set("rapid.seed", "20261123"); err != nil {
			panic(err)
		}
	}
	m.Run()
}
