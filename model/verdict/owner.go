package verdict

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// RCPs apply by the account that owns the resource. If the owner is not known,
// an RCP of any account may apply, or none if the owner is outside the
// organization. So the answer depends on the owner if some RCP in the
// organization denies the request.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html

// dependsOnOwner reports whether the owner matters: it is not known, and some
// RCP denies or may deny the request on the resources of some account.
func (e *evaluation) dependsOnOwner() bool {
	if !e.ownerUnknown {
		return false
	}
	if e.reading.RCPsUnread() {
		return true
	}
	return slices.ContainsFunc(e.asker.attachedRCPs(), func(p attachedRCP) bool {
		return p.text == nil || p.text.Decide(e.request).Deny != scp.False
	})
}

// ownerReasons returns the RCP statements that deny or may deny the request if
// the resource belongs to certain accounts, sorted by policy name. The last one
// stands for all RCPs that have not been read.
func (e *evaluation) ownerReasons() []OpenReason {
	if !e.ownerUnknown {
		return nil
	}
	var out []OpenReason
	unread := e.reading.RCPsUnread()
	for _, p := range e.asker.attachedRCPs() {
		if p.text == nil || p.text.Broken() {
			unread = true
			continue
		}
		explanation := p.text.Reasons(e.request)
		for i := range explanation.Outcomes {
			if o := &explanation.Outcomes[i]; o.Statement.Effect == scp.Deny {
				out = append(out, e.ownerReason(p.policy, o))
			}
		}
	}
	if unread {
		e.noteUnreadRCPs()
		out = append(out, OpenReason{Reason: Reason{Type: model.ResourceControlPolicy}, Effect: scp.Deny, ownerNodes: []*model.Node{{}}})
	}
	return out
}

// noteUnreadRCPs says why it is not known which RCPs are attached, or what they
// say, if reading that has failed.
func (e *evaluation) noteUnreadRCPs() {
	kind := string(model.ResourceControlPolicy)
	keys := []model.PartKey{{Part: model.PartPolicies, Target: kind}, {Part: model.PartTargets, Target: kind}}
	for _, p := range e.asker.attachedRCPs() {
		keys = append(keys, model.PartKey{Part: model.PartDocument, Target: string(p.policy.ID)})
	}
	for _, key := range keys {
		if gap := e.reading.Status(key.Part, key.Target).Gap; gap != nil {
			e.note("deputy could not read which RCPs apply to other accounts. %s", gap.Sentence())
			return
		}
	}
}

// ownerReason returns the reason for one statement with all nodes that it is
// attached to.
func (e *evaluation) ownerReason(p *model.Policy, o *scp.Outcome) OpenReason {
	owners, names := []*model.Node{}, []string{}
	targets, _ := e.reading.Targets(p.ID)
	for _, id := range targets {
		if !e.reading.RCPsApplyAt(id) {
			continue
		}
		n := e.reading.Node(id)
		if n == nil { // The tree has not been read.
			n = &model.Node{ID: id, Kind: kindOf(id), Name: string(id)}
		}
		owners = append(owners, n)
	}
	slices.SortFunc(owners, func(a, b *model.Node) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), model.CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	for _, n := range owners {
		names = append(names, cmp.Or(n.Name, string(n.ID)))
	}
	s := o.Statement
	reason := Reason{model.ResourceControlPolicy, string(owners[0].ID), phrase.Join(names, " and "), p.ID, p.Name, s.Sid.Value, s.Index, s.Span}
	return OpenReason{Reason: reason, Effect: scp.Deny, Residual: o.Residual, statement: s, ownerNodes: owners}
}

// kindOf returns the kind of a node, as its ID says.
func kindOf(id model.NodeID) model.NodeKind {
	switch {
	case model.IsRootID(string(id)):
		return model.KindRoot
	case model.IsOUID(string(id)):
		return model.KindOU
	}
	return model.KindAccount
}

// ownerSentence says on whose resources the statement denies.
func (o *OpenReason) ownerSentence() string {
	owners := o.Owners()
	if owners == "" {
		return "denied if an RCP of the account that owns the resource denies it: no owner is given"
	}
	words := append([]string{"the resource belongs to " + owners}, residualClauses(o.Residual, false)...)
	return "denied if " + phrase.Join(words, " and ") + " (" + o.Name + " at " + o.Place + ")"
}

// ByOwner reports whether the statement counts only if certain accounts own the
// resource, because the question does not say which account does.
func (o *OpenReason) ByOwner() bool { return len(o.ownerNodes) > 0 }

// Owners returns the accounts on whose resources a statement counts that is open
// by owner; empty if it stands for all RCPs that have not been read.
func (o *OpenReason) Owners() string {
	var places []string
	for _, n := range o.ownerNodes {
		switch n.Kind {
		case model.KindRoot:
			places = append(places, "an account of the organization")
		case model.KindOU:
			places = append(places, "an account below "+cmp.Or(n.Name, string(n.ID)))
		case model.KindAccount:
			places = append(places, cmp.Or(n.Name, string(n.ID)))
		default:
			return ""
		}
	}
	return phrase.Join(places, " or ")
}

// Owner returns who owns the question's resource, as it says or as the ARN
// does; empty if not known.
func (q Question) Owner() model.AccountID {
	e := evaluation{question: q}
	e.findOwner()
	return e.owner
}

// findOwner finds the resource's owner in the question or in the ARN.
func (e *evaluation) findOwner() {
	e.owner = e.question.ResourceAccount
	if arn, err := model.ParseARN(e.question.Resource); err == nil && model.IsAccountID(arn.Account) && e.owner == "" {
		e.owner = model.AccountID(arn.Account)
	}
	e.ownerGiven = e.owner != ""
}

// assumesOwnResource reports whether the resource counts as one of the
// principal's own account: the action has no resource or creates it, and the
// question names no other owner.
func (e *evaluation) assumesOwnResource() bool {
	return e.owner == "" && (e.question.Resource == "*" || e.question.Resource == "" && actsOnOwn(e.question.Action))
}

// findRCPs finds the RCPs that apply: those of the account that owns the
// resource.
func (e *evaluation) findRCPs() {
	if !scp.RCPCovers(e.question.Action) {
		e.note("RCPs do not cover %s.", e.question.Action)
		return
	}
	if e.resourceExempt() {
		return
	}
	own := e.assumesOwnResource()
	if own {
		e.owner = e.question.Account
	}
	switch {
	case e.owner != "" && e.reading.Outside(e.owner):
		e.note("The resource's owner %s is not in this organization: RCPs do not apply to its resources.", e.owner)
	case e.owner != "":
		if e.applies(model.ResourceControlPolicy, e.owner, "resources in it") {
			e.rcps = e.asker.Rungs(e.owner.Node(), model.ResourceControlPolicy)
			if e.assumesOwn = own && e.question.Resource == ""; own && !e.assumesOwn {
				e.note("No resource of another account is given: the account's own RCPs apply.")
			}
		}
	default:
		if e.ownerUnknown = e.applies(model.ResourceControlPolicy, anyAccount, ""); e.ownerUnknown {
			e.note("No owner of the resource is given, and RCPs apply by the resource's account.")
		}
	}
}

// considerOwner turns Allowed into Depends if the answer depends on an owner
// that is not known.
func (e *evaluation) considerOwner(r Ruling) Ruling {
	if r == Allowed && e.dependsOnOwner() {
		return Depends
	}
	return r
}

// deriveOwnerKeys derives the keys that follow from the resource's owner.
func (e *evaluation) deriveOwnerKeys() {
	if e.asker.anyAccount {
		return
	}
	e.derive("aws:ResourceAccount", "the resource's owner", string(e.owner))
	if e.reading.Node(e.owner.Node()) == nil {
		return
	}
	e.derive("aws:ResourceOrgID", "the resource's owner", e.reading.Organization.ID)
	if path := e.reading.OrgPath(e.owner); path != "" {
		e.derive("aws:ResourceOrgPaths", "the owner's OU path", path)
	}
}
