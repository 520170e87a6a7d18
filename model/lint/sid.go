package lint

import (
	"fmt"

	"deputy/model/scp"
)

// checkSids finds a Sid that several statements have.
func (c *checker) checkSids() {
	first := map[string]int{}
	for i := range c.document.Statements {
		s := &c.document.Statements[i]
		sid := s.Sid.Value
		if sid == "" {
			continue
		}
		if n, known := first[sid]; known {
			c.statement = s
			c.add(duplicateSid, Warning, s.Sid.Span, fmt.Sprintf("Statement %d has the Sid %s too. AWS wants each Sid once in a policy, "+
				"and names a statement by it where it denies a request.", n, scp.Quote(sid)), "Give each statement a Sid of its own, or none.")
			continue
		}
		first[sid] = s.Index
	}
	c.statement = nil
}
