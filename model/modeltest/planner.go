package modeltest

import (
	"slices"

	"deputy/model"
	"deputy/model/plan"
	"deputy/model/sample"
)

// Demo gives the demo organization as the management account reads it.
func Demo() *model.Reading {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	r.Caller.Role = model.CallerManagement
	return r
}

const (
	Tooling      model.AccountID = "222233334444"
	Payments     model.AccountID = "444455556666"
	Management   model.AccountID = "111122223333"
	OldLicensing model.AccountID = "335854285905"
)

func Codes(p *plan.Plan) []string {
	var cs []string
	for _, b := range p.Blockers {
		cs = append(cs, b.Code)
	}
	slices.Sort(cs)
	return slices.Compact(cs)
}

func Operations(p *plan.Plan) []string {
	var os []string
	for _, s := range p.Steps {
		os = append(os, s.Operation+" "+string(s.Principal))
	}
	return os
}
