package plain

import (
	"deputy/model/scp"
)

// requestsDisjoint reports whether no request meets the resources and
// conditions of both statements. It may miss a case but is never wrong about
// one it reports.
func (m *meaning) requestsDisjoint(n *meaning, known *scp.Request) bool {
	action := m.commonAction(n)
	if action == "" || m.unconditional() || n.unconditional() {
		return false
	}
	q := scp.NewRequest(action, scp.OpenResource(), scp.Open)
	if presence, values := known.Key("aws:PrincipalOrgID"); presence == scp.Given {
		q.Set("aws:PrincipalOrgID", values...)
	}
	_, possible := scp.Possible(nil, [][]*scp.Statement{{m.statement}, {n.statement}}, q)
	return !possible
}

// commonAction returns an action that both statements list, or nothing if their
// patterns do not show one. Resources and conditions apply to all actions of a
// statement alike, so one action stands for all.
func (m *meaning) commonAction(n *meaning) string {
	if m.notActions || n.notActions {
		return ""
	}
	for _, a := range m.actions {
		for _, b := range n.actions {
			switch {
			case globCovers(a, b):
				return fillWildcards.Replace(b)
			case globCovers(b, a):
				return fillWildcards.Replace(a)
			}
		}
	}
	return ""
}

// actionsDisjoint reports whether the two statements certainly have no action
// in common.
func (m *meaning) actionsDisjoint(n *meaning) bool {
	switch {
	case m.allActions || n.allActions || m.notActions && n.notActions:
		return false
	case n.notActions:
		return listCovers(n.actions, m.actions)
	case m.notActions:
		return listCovers(m.actions, n.actions)
	}
	for _, a := range m.actions {
		for _, b := range n.actions {
			if globsOverlap(a, b) {
				return false
			}
		}
	}
	return true
}
