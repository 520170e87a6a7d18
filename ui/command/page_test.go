package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// TestALongNameDoesNotWidenATable ensures that one very long name moves nothing in
// the other rows of a table.
func TestALongNameDoesNotWidenATable(t *testing.T) {
	s := sample.Demo()
	s.Delegations = append(s.Delegations, model.Delegation{Account: tooling, Principal: model.Principal(strings.Repeat("long", 30) + ".amazonaws.com")})
	saved := filepath.Join(t.TempDir(), "reading.json")
	writeFile(t, saved, string(modeltest.Encode(t, s)))
	b := newBench(t)
	b.runs("delegations", "--snapshot", saved)
	b.says(b.out, strings.Repeat("long", 30)+".amazonaws.com")
	heading, _, _ := strings.Cut(b.out, "\n")
	if len(heading) > 100 {
		t.Errorf("the heading is %d columns wide: %s", len(heading), heading)
	}
}
