package modeltest

import (
	"slices"

	"deputy/model/plan"
)

// Codes returns the codes of a plan's blockers, in order.
func Codes(p *plan.Plan) []string {
	var cs []string
	for _, b := range p.Blockers {
		cs = append(cs, b.Code)
	}
	slices.Sort(cs)
	return slices.Compact(cs)
}

// Operations returns the operation and principal of each step.
func Operations(p *plan.Plan) []string {
	var os []string
	for _, s := range p.Steps {
		os = append(os, s.Operation+" "+string(s.Principal))
	}
	return os
}
