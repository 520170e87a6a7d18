package pane

import (
	"slices"

	"deputy/model"
)

// Needy is a pane that needs more to be read than what the cursor is on.
type Needy interface {
	// Needs returns what to read now; each is given once.
	Needs() []model.Want
}

// readRequests is what a pane has asked to be read. It asks for the policies
// above nodes one node after the other, since a later request replaces one that
// has not started.
type readRequests struct {
	asked     []model.NodeID
	documents []model.PolicyID
}

// document remembers that a text is requested, and reports whether that is new.
func (w *readRequests) document(id model.PolicyID) bool {
	if slices.Contains(w.documents, id) {
		return false
	}
	w.documents = append(w.documents, id)
	return true
}

// nextNode returns the request for the first node whose levels were not read
// yet, once the request before it has ended.
func (w *readRequests) nextNode(r *model.Reading, nodes ...model.NodeID) []model.Want {
	for _, id := range nodes {
		progress := r.Status(model.PartAttached, string(id)).Progress
		for _, was := range w.asked {
			if was == id && progress != model.Complete && progress != model.Failed {
				return nil // on its way
			}
			if was == id {
				progress = model.Complete
			}
		}
		if progress == model.Complete || levelsRead(r, id) {
			continue
		}
		w.asked = append(w.asked, id)
		return []model.Want{model.WantLadder{Node: id}}
	}
	return nil
}

// levelsRead reports whether all policies above a node and their texts are
// read.
func levelsRead(r *model.Reading, id model.NodeID) bool {
	for _, t := range model.Evaluated() {
		for _, level := range r.Ladder(id, t) {
			if !level.Status.Known() {
				return false
			}
			for _, p := range level.Policies {
				if r.ParsedDocument(p, t) == nil {
					return false
				}
			}
		}
	}
	return true
}
