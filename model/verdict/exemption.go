package verdict

import (
	"slices"
	"strings"

	"deputy/model"
)

// alwaysPerformedAction is performed by AWS even if an identity policy denies
// it. AWS does not say whether that holds for SCPs.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
const alwaysPerformedAction = "sts:GetCallerIdentity"

// exempt reports whether neither SCPs nor RCPs apply, whatever the accounts:
// the caller is a service-linked role, or the organization has no policies at
// all. A note says why.
func (e *evaluation) exempt() bool {
	switch {
	case IsServiceLinkedRole(e.question.Principal):
		e.note("No SCP and no RCP applies to service-linked roles.")
		if strings.Contains(e.question.Principal, ":assumed-role/") {
			e.note("deputy recognizes such a session by the role's name.")
		}
	case e.reading.Organization.Features == model.FeaturesBilling:
		e.note("The organization has consolidated billing only: there are no SCPs and no RCPs.")
	default:
		return false
	}
	return true
}

// IsServiceLinkedRole reports whether a principal is a service-linked role, to
// which no SCP and no RCP applies, or a session of one. The ARN of a session
// lacks the role's path, but the names of such roles have a prefix that AWS
// reserves for them.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func IsServiceLinkedRole(principal string) bool {
	arn, err := model.ParseARN(principal)
	return err == nil && (arn.Service == "iam" && strings.HasPrefix(arn.Resource, "role/aws-service-role/") ||
		arn.Service == "sts" && strings.HasPrefix(arn.Resource, "assumed-role/AWSServiceRoleFor"))
}

// resourceExempt reports whether no RCP applies to the resource, whoever owns it. A
// note says why.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
func (e *evaluation) resourceExempt() bool {
	arn, err := model.ParseARN(e.question.Resource)
	service, _, _ := strings.Cut(strings.ToLower(e.question.Action), ":")
	switch {
	case err != nil:
		return false
	case service == "kms" && arn.Service == "kms" && strings.HasPrefix(arn.Resource, "alias/aws/"):
		e.note("RCPs do not apply to AWS managed keys such as %s.", arn.Resource)
	case service == "sts" && arn.Service == "iam" && strings.HasPrefix(arn.Resource, "role/aws-service-role/"):
		e.note("RCPs do not apply to the trust policies of service-linked roles.")
	default:
		return false
	}
	return true
}

// doubtKey adds a note where RCPs decide about a KMS key that may be an AWS managed
// one: its ARN does not show it.
func (e *evaluation) doubtKey(j *Judgement) {
	if !strings.HasPrefix(strings.ToLower(e.question.Action), "kms:") || e.question.Resource == "*" {
		return
	}
	isRCP := func(r Reason) bool { return r.Type == model.ResourceControlPolicy }
	if slices.ContainsFunc(j.By, isRCP) || slices.ContainsFunc(j.Open, func(o OpenReason) bool { return isRCP(o.Reason) }) {
		e.note("RCPs do not apply to AWS managed keys, but the key's ARN does not show whether this is one. To ask about one, give its alias, such as alias/aws/s3.")
	}
}

// applies reports whether policies of type t apply to an account: they never
// apply to the management account, and to no account while the type is not
// enabled. A note says why not; what names in it whom or what the policies
// restrict.
func (e *evaluation) applies(t model.PolicyType, a model.AccountID, what string) bool {
	status := e.reading.PolicyTypeStatus(t)
	switch {
	case a == e.reading.Organization.Management:
		e.note("%s is the management account: no %s applies to %s.", a, t.Abbreviation(), what)
		return false
	case status == "" && e.reading.Status(model.PartRoots, "").Known():
		e.note("%ss are not enabled in this organization.", t.Abbreviation())
		return false
	case status != "" && status != "ENABLED":
		e.note("%ss are %s on the root. AWS does not document whether they apply during this change; deputy evaluates them.", t.Abbreviation(), status)
	}
	return true
}

// AppliesAt reports whether policies of a type, SCPs or RCPs, apply at a node.
// The note says why not, or what is uncertain about it; usually it is empty.
func AppliesAt(r *model.Reading, id model.NodeID, t model.PolicyType) (applies bool, note string) {
	e := &evaluation{reading: r}
	if r.Organization.Features == model.FeaturesBilling {
		e.note("The organization has consolidated billing only: there are no SCPs and no RCPs.")
	} else {
		what := "its principals"
		if t == model.ResourceControlPolicy {
			what = "resources in it"
		}
		applies = e.applies(t, model.AccountID(id), what)
	}
	return applies, strings.Join(e.notes, " ")
}
