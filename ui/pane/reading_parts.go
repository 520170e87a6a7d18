package pane

import (
	"deputy/model"
)

// Expected reports whether a reading of this organization has the part:
// policies of a type are read only if the type is enabled on the root.
func Expected(r *model.Reading, p ReadingPart) bool {
	switch p.Part {
	case model.PartPolicies, model.PartTargets, model.PartInvalid:
		return r.PolicyTypeStatus(model.PolicyType(p.Target)) != ""
	case model.PartDocument:
		if p.Target != "" {
			return r.PolicyTypeStatus(model.PolicyType(p.Target)) != ""
		}
		for _, t := range model.Evaluated() {
			if r.PolicyTypeStatus(t) != "" {
				return true
			}
		}
		return false
	default:
		return true
	}
}

// ReadingPart is a part of the reading with its target.
type ReadingPart struct {
	Part   model.Part
	Target string
	Name   string // in words
}

// wholeReading is the parts of a whole reading in the order in which they are
// read.
var wholeReading = append([]ReadingPart{
	{model.PartCaller, "", "caller identity"},
	{model.PartOrganization, "", "the organization"},
	{model.PartRoots, "", "roots"},
	{model.PartOUs, "", "organizational units"},
	{model.PartAccounts, "", "accounts"},
	{model.PartAdministrators, "", "delegated admins"},
	{model.PartDelegations, "", "delegates' services"},
	{model.PartTrustedAccess, "", "trusted access"},
	{model.PartResourcePolicy, "", "resource policy"},
	{model.PartPolicies, string(model.ServiceControlPolicy), "SCPs"},
	{model.PartTargets, string(model.ServiceControlPolicy), "SCPs' attachments"},
	{model.PartPolicies, string(model.ResourceControlPolicy), "RCPs"},
	{model.PartTargets, string(model.ResourceControlPolicy), "RCPs' attachments"},
	{model.PartDocument, "", "policy documents"},
}, managementReading()...)

// managementReading is the parts of a whole reading of the management policies. Only
// those of enabled types are read.
func managementReading() (parts []ReadingPart) {
	for _, t := range model.PolicyTypes() {
		if !t.IsManagement() {
			continue
		}
		for i, key := range model.ManagementParts(t) {
			parts = append(parts, ReadingPart{key.Part, key.Target, t.Abbreviation() + [...]string{" policies", " attached", " documents", " invalid"}[i]})
		}
	}
	return parts
}

// isManagementPart reports whether a part is of a management policy type.
func isManagementPart(p ReadingPart) bool {
	return p.Target != "" && model.PolicyType(p.Target).IsManagement()
}

// WholeReading returns the parts of a whole reading. Callers must not change
// the slice.
func WholeReading() []ReadingPart { return wholeReading }

// gapList is the gaps of the reading, kept until a part changes, because every
// frame shows their number.
type gapList struct {
	gaps []model.Gap
	of   uint64
	in   *model.Reading
}

// Gaps returns everything that could not be read.
func (e *Env) Gaps() []model.Gap {
	of := e.Reading.Generations()
	if e.gaps.in != e.Reading || e.gaps.of != of {
		e.gaps = gapList{e.Reading.Gaps(), of, e.Reading}
	}
	return e.gaps.gaps
}
