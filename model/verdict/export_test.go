package verdict

import (
	"deputy/model"
	"deputy/model/scp"
)

// RuleWithoutReference returns the ruling on a question, which must be valid, as
// if AWS's reference said nothing of the action.
func RuleWithoutReference(r *model.Reading, q Question) Ruling {
	e := newEvaluation(NewAsker(r), q)
	e.request = e.request.WithResource(scp.ResourceOf(q.Resource))
	for key, values := range q.Given {
		if e.differs(key) {
			e.request.Set(key, values...)
		}
	}
	if e.assumesOwn {
		e.rcps, e.owner, e.ownerUnknown = nil, "", true
	}
	return e.considerOwner(rulingOf(undecided(), e.scps, e.rcps, e.request))
}
