package aws

import (
	"maps"
	"slices"
	"time"

	"deputy/model"
)

// savedFor is how long what was saved is good enough not to be read again at
// once.
const savedFor = time.Hour

// youngParts is what the saved reading has that need not be read again: a reading
// that was broken off goes on where it was.
type youngParts struct {
	documents map[model.PolicyID]model.Document
	targets   map[model.PolicyID]model.TargetsFact // all targets of a policy
	levels    map[model.NodeID][]model.PolicyID    // the SCPs of nodes that have FullAWSAccess too
}

// youngPartsOf returns what of a saved reading was read within the last hour. When
// the SCPs of a node were read is not known, so these count as old as the whole.
func youngPartsOf(saved *model.Snapshot, now time.Time) youngParts {
	y := youngParts{documents: map[model.PolicyID]model.Document{}, targets: map[model.PolicyID]model.TargetsFact{}, levels: map[model.NodeID][]model.PolicyID{}}
	isYoung := func(at time.Time) bool { return !at.After(now) && now.Sub(at) < savedFor }
	for id, d := range saved.Documents {
		if isYoung(d.Taken) {
			y.documents[id] = d
		}
	}
	for id, at := range saved.TargetsTaken {
		if isYoung(at) {
			y.targets[id] = model.TargetsFact{Policy: id, First: true, Last: true, Taken: at}
		}
	}
	types := map[model.PolicyID]model.PolicyType{}
	for _, p := range saved.Policies {
		types[p.ID] = p.Type
	}
	for _, a := range saved.Attachments {
		if f, young := y.targets[a.Policy]; young {
			f.Targets = append(f.Targets, a.Target)
			y.targets[a.Policy] = f
		}
		if isYoung(saved.Taken) && types[a.Policy] == model.ServiceControlPolicy {
			y.levels[a.Target] = append(y.levels[a.Target], a.Policy)
		}
	}
	maps.DeleteFunc(y.levels, func(_ model.NodeID, policies []model.PolicyID) bool {
		return !slices.Contains(policies, model.FullAWSAccess)
	})
	return y
}

// countTargets returns of how many policies the targets need not be read.
func (y *youngParts) countTargets(policies []model.PolicyID) (n int) {
	for _, id := range policies {
		if _, young := y.targets[id]; young {
			n++
		}
	}
	return n
}

// sendYoungTargets sends the targets of a policy that need not be read.
func (r *policyReader) sendYoungTargets(id model.PolicyID) (targets []model.NodeID, young bool) {
	f, young := r.young.targets[id]
	if young {
		r.run.emit(f)
	}
	return f.Targets, young
}

// sendYoungLevels sends the SCPs of nodes that need not be read, since the targets
// of the policies say the same, and returns the other nodes that carry any.
func (r *policyReader) sendYoungLevels(carried map[model.NodeID][]model.PolicyID) (others []model.NodeID) {
	for n, policies := range carried {
		young := r.young.levels[n]
		same := len(young) == len(policies)+1 && !slices.ContainsFunc(policies, func(p model.PolicyID) bool { return !slices.Contains(young, p) })
		if !same {
			others = append(others, n)
			continue
		}
		r.sendLevel(n, young)
	}
	slices.Sort(others)
	return others
}
