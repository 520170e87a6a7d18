package model

import (
	"slices"
	"strings"
)

// Gap is something that could not be read, and why.
type Gap struct {
	Kind      FailureKind
	Operation string
	Target    string
	Cause     string
	Fix       string
	Missing   PartKey // in a Snapshot, the part that is missing because of it; else zero
}

// Gap returns the failure as a gap in the reading.
func (f *Failure) Gap() Gap {
	return Gap{Kind: f.Kind, Operation: f.Operation, Target: f.Target, Cause: f.Cause, Fix: f.Fix}
}

// Sentence returns the gap in one line: operation, target, cause and fix.
func (g Gap) Sentence() string {
	return (&Failure{Operation: g.Operation, Target: g.Target, Cause: g.Cause, Fix: g.Fix}).Error()
}

// GroupGaps joins the gaps that differ in their targets only, in the order of the
// first of each. A cause that names the target, such as a host of a Region, has
// * there.
func GroupGaps(gaps []Gap) []Gap {
	var groups []Gap
	var targets [][]string
	at := map[Gap]int{}
	for _, g := range gaps {
		key := Gap{Kind: g.Kind, Operation: g.Operation, Cause: g.Cause, Fix: g.Fix}
		if g.Target != "" {
			key.Cause, key.Fix = strings.ReplaceAll(g.Cause, g.Target, "*"), strings.ReplaceAll(g.Fix, g.Target, "*")
		}
		i, known := at[key]
		if !known {
			i = len(groups)
			at[key] = i
			groups, targets = append(groups, g), append(targets, nil)
		}
		if g.Target != "" && !slices.Contains(targets[i], g.Target) {
			targets[i] = append(targets[i], g.Target)
		}
		if len(targets[i]) > 1 {
			groups[i] = key
			groups[i].Target = strings.Join(targets[i], ", ")
		}
	}
	return groups
}
