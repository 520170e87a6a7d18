package sample

import (
	"embed"
	"strings"

	"deputy/model"
)

// The IDs of the demo organization and of some of its accounts.
const (
	demoID                       = "o-4x9acme2k7"
	management   model.AccountID = "111122223333"
	tooling      model.AccountID = "222233334444" // security-tooling
	finops       model.AccountID = "333344445555"
	payments     model.AccountID = "444455556666" // payments-prod
	networkProd  model.AccountID = "555566667777"
	logArchive   model.AccountID = "666677778888"
	audit        model.AccountID = "566061915816"
	backupVault  model.AccountID = "468529858957"
	identity     model.AccountID = "839919193859"
	delivery     model.AccountID = "414928452000" // ci-cd
	monitoring   model.AccountID = "806327065584"
	automation   model.AccountID = "558192155802" // platform-automation
	searchProd   model.AccountID = "919433658047"
	oldLicensing model.AccountID = "335854285905"
)

// texts holds the policies of the demo organization.
//
//go:embed policy/*.json
var texts embed.FS

// text returns a policy of the demo organization by its name. A test reads them
// all, so the error cannot occur.
func text(name string) string {
	b, _ := texts.ReadFile("policy/" + name + ".json")
	return strings.TrimSpace(string(b))
}

// Demo returns the built-in organization: 63 accounts in 24 OUs of up to five
// levels, policies on every level, and delegations that are complete, partly
// configured or forgotten.
func Demo() *model.Snapshot {
	b := newBuilder(demoID, root, management, "aws+root@example.com")
	for _, t := range []model.PolicyType{model.TagPolicy, model.BackupPolicy, model.AIOptOutPolicy, model.DeclarativeEC2Policy, model.S3Policy} {
		b.s.Roots[0].PolicyTypes = append(b.s.Roots[0].PolicyTypes, model.PolicyTypeStatus{Type: t, Status: "ENABLED"})
	}
	for _, u := range ous {
		b.addOU(u.ID, u.Parent, u.Name)
	}
	for _, m := range members {
		b.addAccount(m)
	}
	b.attachFullAccess(withoutFullAccess...)
	for _, p := range policies {
		b.addPolicy(p.Policy, text(p.Name), p.targets...)
	}
	for _, t := range trusted {
		b.s.TrustedAccess = append(b.s.TrustedAccess, model.TrustedAccess{Principal: t.principal, Since: day(t.since)})
	}
	for _, d := range delegated {
		b.s.Delegations = append(b.s.Delegations,
			model.Delegation{Account: d.account, Principal: d.principal, Since: day(d.since)})
	}
	b.s.ResourcePolicy = model.ResourcePolicyFact{ARN: b.arn("resourcepolicy/%s/rp-7c1e0f4a", demoID), Text: text("delegation")}
	for _, a := range overBackedUp {
		b.s.InvalidPolicies = append(b.s.InvalidPolicies, model.InvalidPolicy{Account: a, Type: model.BackupPolicy, Errors: tooManyRules})
	}
	b.addSettings()
	b.addTags()
	return b.snapshot()
}
