package guardrail_test

import (
	"testing"

	"deputy/model/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }
