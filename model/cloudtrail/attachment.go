package cloudtrail

import "deputy/model"

// PolicyAttached returns the attachment that the event records, if it is that of a
// policy of AWS Organizations, and AWS made it.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html
func (e *Event) PolicyAttached() (a model.Attachment, attached bool) {
	if e.Name != "AttachPolicy" || e.Source != "organizations.amazonaws.com" || e.ErrorCode != "" {
		return a, false
	}
	a = model.Attachment{Policy: model.PolicyID(e.parameter("policyId")), Target: model.NodeID(e.parameter("targetId"))}
	return a, a.Policy != "" && a.Target != ""
}
