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
			c.add(duplicateSid, Warning, s.Sid.Span, fmt.Sprintf("Statement %d also has the Sid %s. A Sid must be unique in a policy, "+
				"and AWS names the statement that denied a request by it.", n, scp.Quote(sid)), "Give each statement its own Sid, or none.")
			continue
		}
		first[sid] = s.Index
	}
	c.statement = nil
}
