package plan

import (
	"fmt"

	"deputy/model"
	"deputy/model/catalog"
)

// accountFit finds what bars the account.
func (p *planner) accountFit() {
	n := p.r.Node(p.order.Account.Node())
	switch {
	case p.order.Account == p.r.Organization.Management && p.service.ManagementAccount == catalog.AnswerNo:
		p.block("management-account", "The management account cannot be delegated administrator of "+p.service.Name+".",
			"Choose a member account.", "")
	case n == nil && p.r.Status(model.PartAccounts, "").Progress == model.Complete:
		p.block("account-unknown", "Account "+string(p.order.Account)+" is not in this organization.", "Check the account ID.", "")
	case n == nil || n.State == model.StateNotGiven:
		p.unchecked("Whether account %s is active: its state could not be read.", p.order.Account)
	case n.State != model.StateActive:
		p.block("account-state", fmt.Sprintf("%s is %s; only an active account can be registered.", p.account(), n.State.Words()),
			"Choose an active account.", "")
	}
	p.memberLimit()
}

// memberLimit warns where the organization is larger than an administrator can
// manage.
func (p *planner) memberLimit() {
	limit := p.service.MemberLimit
	if limit == 0 {
		return
	}
	switch n := p.r.AccountCount(p.rootID()); {
	case n > limit:
		p.warn("member-limit", "An administrator of %s manages at most %d accounts; this organization has %d.", p.service.Name, limit, n)
	case !p.r.Status(model.PartAccounts, "").Known():
		p.unchecked("Whether the organization has more than the %d accounts that an administrator of %s can manage: not all accounts are read.", limit, p.service.Name)
	}
}

func (p *planner) rootID() model.NodeID {
	for root := range p.r.Roots() {
		return root.ID
	}
	return ""
}
