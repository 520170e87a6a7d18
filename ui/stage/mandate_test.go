package stage_test

import "testing"

// TestResourcePolicy goes from the table of delegations to the resource policy
// in words, and from a sentence to its document, which no policy list has.
func TestResourcePolicy(t *testing.T) {
	t.Parallel()
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.Press("3", "G")
		r.shows("Resource policy", "3 statements")
		r.Press("enter")
		r.shows("Who may do what", "may create, change and read tag policies.")
		r.Press("down", "enter")
		r.shows("Resource policy of the organization", "PolicyManagersWriteBelowWorkloads", `"Principal": {`)
		r.Press("esc")
		r.shows("Who may do what")
		for _, e := range r.server.Journal() {
			if e.Operation == "DescribePolicy" && e.Code != "" {
				t.Errorf("a policy was asked for that there is not: %+v", e)
			}
		}
		r.changed()
	})
}
