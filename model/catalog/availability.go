package catalog

import "strings"

// Availability says whether a service still takes new customers. Dates have the
// form 2006-01-02.
type Availability struct {
	// ClosedSince is the day from which there are no new customers.
	ClosedSince string `json:"closedSince,omitempty"`
	// Ends is the day on which the service ends.
	Ends string `json:"ends,omitempty"`
}

// AvailabilityNote says in sentences since when a service is closed to new
// customers, and when it ends; empty if neither is so.
func AvailabilityNote(a Availability) string {
	var words []string
	if a.ClosedSince != "" {
		words = append(words, "Closed to new customers since "+a.ClosedSince+".")
	}
	if a.Ends != "" {
		words = append(words, "It ends on "+a.Ends+".")
	}
	return strings.Join(words, " ")
}
