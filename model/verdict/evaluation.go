package verdict

import (
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// evaluation is a question on its way to a verdict: the ladders that apply to
// it, the request with all keys that follow from the question, and the notes
// that the verdict will carry.
type evaluation struct {
	asker        *Asker
	reading      *model.Reading // the asker's
	question     Question
	scps, rcps   []Rung
	request      *scp.Request
	outside      bool            // the principal has no account, or one that is not in the organization
	owner        model.AccountID // of the resource; empty if not known
	ownerGiven   bool            // the question or the ARN names the owner
	assumesOwn   bool            // the RCPs of the principal's account apply, as AWS's reference says what the action acts on
	ownerUnknown bool            // RCPs would apply, but the owner is not known
	notes        []string
	derived      []Derived
	callParts    []part // of a call on several resources
}

// newEvaluation finds what applies to a question, which must have passed Check.
func newEvaluation(a *Asker, q Question) *evaluation {
	e := &evaluation{asker: a, reading: a.reading, question: q, outside: q.Account == "" || a.reading.Outside(q.Account)}
	e.findOwner()
	e.findLadders()
	e.fillRequest()
	return e
}

// note adds a note to the verdict.
func (e *evaluation) note(format string, args ...any) {
	e.notes = append(e.notes, fmt.Sprintf(format, args...))
}

// findLadders finds the SCPs and RCPs that apply. A note says why one of the
// two does not.
func (e *evaluation) findLadders() {
	if strings.EqualFold(e.question.Action, alwaysPerformedAction) {
		e.note("AWS performs %s even if an identity policy denies it. AWS does not document whether an SCP can deny it.", alwaysPerformedAction)
	}
	if e.exempt() {
		return
	}
	if e.question.Account == "" {
		e.note("The caller has no AWS account, so no SCP applies to it. RCPs apply to every caller.")
	} else if e.outside {
		e.note("The principal's account %s is not in this organization: no SCP of this organization applies to it, and aws:PrincipalOrgID is not this organization's. RCPs apply to every caller.", e.question.Account)
	} else if e.applies(model.ServiceControlPolicy, e.question.Account, "its principals") {
		e.scps = e.asker.Rungs(e.question.Account.Node(), model.ServiceControlPolicy)
	}
	e.findRCPs()
}

// DerivedRequest returns a request that has only the keys whose values are the
// same for every request that a node's policies of type t apply to. Everything
// else is open.
func DerivedRequest(r *model.Reading, id model.NodeID, t model.PolicyType) *scp.Request {
	q := scp.NewRequest("", scp.OpenResource(), scp.Open)
	prefix := "aws:Principal"
	if t == model.ResourceControlPolicy {
		prefix = "aws:Resource"
	}
	set := func(key, value string) {
		if value != "" {
			q.Set(prefix+key, value)
		}
	}
	set("OrgID", r.Organization.ID)
	if n := r.Node(id); n != nil && n.Account() != "" {
		set("Account", string(n.Account()))
		set("OrgPaths", r.OrgPath(n.Account()))
	}
	return q
}
