package model

import (
	"deputy/model/scp"
)

// fullAccess is the text of the AWS-managed policies that allow everything. It
// never changes, so a verdict need not wait for it.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
const fullAccess = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`

// Parsed gives a policy's text, parsed once; nil while it is not read.
func (r *Reading) Parsed(id PolicyID, t PolicyType) *scp.Document {
	p := r.policy(id)
	text := fullAccess
	switch {
	case p.document != nil:
		text = p.document.Text
	case id != t.Full():
		return nil
	}
	if p.parsed == nil || p.parsed.Text != text {
		form := scp.SCP
		if t == ResourceControlPolicy {
			form = scp.RCP
		}
		p.parsed = scp.Parse(text, form)
	}
	return p.parsed
}
