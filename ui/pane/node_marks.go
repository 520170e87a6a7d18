package pane

import (
	"deputy/model"
	"deputy/model/finding"
)

// nodeMarks is what the rows of the tree say of nodes, kept until it changes.
type nodeMarks struct {
	of     *finding.Inspection
	here   map[model.NodeID]finding.Severity // the gravest finding about the node
	below  map[model.NodeID]finding.Severity // the gravest about it or something below it
	admins map[model.NodeID]int              // delegated administrators below it
	asOf   uint64                            // generation of admins, from 1
	in     *model.Reading
}

// worstAt returns the gravest finding about a node or, of a folded one, about
// something below it too; 0 if there is none that asks for attention.
func (e *Env) worstAt(id model.NodeID, folded bool) finding.Severity {
	m := &e.nodeMarks
	if x := e.Inspection(); x != m.of {
		m.of, m.here, m.below = x, map[model.NodeID]finding.Severity{}, map[model.NodeID]finding.Severity{}
		if x != nil {
			m.mark(e.Reading, x)
		}
	}
	if folded {
		return m.below[id]
	}
	return m.here[id]
}

// mark notes the findings of a severity that asks for attention, the gravest first.
func (m *nodeMarks) mark(r *model.Reading, x *finding.Inspection) {
	for i := range x.Findings {
		f := &x.Findings[i]
		if f.Severity > finding.SeverityMedium {
			return
		}
		if f.Place.Node == "" {
			continue
		}
		set := func(in map[model.NodeID]finding.Severity, id model.NodeID) {
			if in[id] == 0 {
				in[id] = f.Severity
			}
		}
		set(m.here, f.Place.Node)
		for _, n := range r.Path(f.Place.Node) {
			set(m.below, n.ID)
		}
	}
}

// administratorsBelow returns how many delegated administrators are below a node.
func (e *Env) administratorsBelow(id model.NodeID) int {
	m, g := &e.nodeMarks, e.Reading.Generation
	asOf := 1 + g(model.PartAdministrators) + g(model.PartDelegations) + g(model.PartOUs) + g(model.PartAccounts) + g(model.PartRoots)
	if m.asOf != asOf || m.in != e.Reading {
		m.asOf, m.in, m.admins = asOf, e.Reading, map[model.NodeID]int{}
		for a := range e.Reading.Administrators() {
			for _, n := range e.Reading.Path(a.Node()) {
				m.admins[n.ID]++
			}
		}
	}
	return m.admins[id]
}
