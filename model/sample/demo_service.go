package sample

import (
	"strings"

	"deputy/model"
)

// trusted lists the principals with trusted access. Security Hub and account
// management have no administrator; Systems Manager and Config are only partly
// configured.
var trusted = []struct {
	principal model.Principal
	since     string
}{
	{"access-analyzer.amazonaws.com", "2021-02-01"},
	{"account.amazonaws.com", "2023-05-30"},
	{"backup.amazonaws.com", "2022-09-12"},
	{"cloudtrail.amazonaws.com", "2019-06-03"},
	{"compute-optimizer.amazonaws.com", "2022-11-07"},
	{"config-multiaccountsetup.amazonaws.com", "2024-03-11"},
	{"config.amazonaws.com", "2024-03-11"},
	{"cost-optimization-hub.bcm.amazonaws.com", "2024-01-15"},
	{"detective.amazonaws.com", "2023-03-06"},
	{"fms.amazonaws.com", "2021-10-18"},
	{"guardduty.amazonaws.com", "2024-03-11"},
	{"health.amazonaws.com", "2023-09-04"},
	{"inspector2.amazonaws.com", "2022-03-14"},
	{"ipam.amazonaws.com", "2022-05-23"},
	{"license-manager.amazonaws.com", "2020-11-16"},
	{"license-manager.member-account.amazonaws.com", "2020-11-16"},
	{"malware-protection.guardduty.amazonaws.com", "2024-03-11"},
	{"member.org.stacksets.cloudformation.amazonaws.com", "2021-03-22"},
	{"networkmanager.amazonaws.com", "2022-07-11"},
	{"ram.amazonaws.com", "2020-04-06"},
	{"resource-explorer-2.amazonaws.com", "2023-11-20"},
	{"securityhub.amazonaws.com", "2021-02-01"},
	{"servicecatalog.amazonaws.com", "2022-02-28"},
	{"ssm-quicksetup.amazonaws.com", "2024-08-05"},
	{"ssm.amazonaws.com", "2021-05-17"},
	{"sso.amazonaws.com", "2020-04-20"},
	{"tagpolicies.tag.amazonaws.com", "2023-02-13"},
	{"telemetry-broker.amazonaws.com", "2026-09-28"},
}

// delegated lists the delegations. Storage Lens has lost its trusted access,
// License Manager's administrator is suspended, and the catalogue does not have
// the principal telemetry-broker.
var delegated = []struct {
	account   model.AccountID
	principal model.Principal
	since     string
}{
	{tooling, "guardduty.amazonaws.com", "2024-03-11"},
	{tooling, "config.amazonaws.com", "2024-03-11"},
	{tooling, "detective.amazonaws.com", "2023-03-06"},
	{tooling, "inspector2.amazonaws.com", "2022-03-14"},
	{tooling, "fms.amazonaws.com", "2021-10-18"},
	{audit, "access-analyzer.amazonaws.com", "2021-02-01"},
	{logArchive, "cloudtrail.amazonaws.com", "2023-01-09"},
	{backupVault, "backup.amazonaws.com", "2022-09-12"},
	{identity, "sso.amazonaws.com", "2022-05-16"},
	{delivery, "member.org.stacksets.cloudformation.amazonaws.com", "2021-03-22"},
	{automation, "member.org.stacksets.cloudformation.amazonaws.com", "2022-02-28"},
	{automation, "servicecatalog.amazonaws.com", "2022-02-28"},
	{monitoring, "health.amazonaws.com", "2023-09-04"},
	{monitoring, "ssm.amazonaws.com", "2021-05-17"},
	{monitoring, "telemetry-broker.amazonaws.com", "2026-09-28"},
	{networkProd, "ipam.amazonaws.com", "2022-05-23"},
	{networkProd, "networkmanager.amazonaws.com", "2022-07-11"},
	{finops, "compute-optimizer.amazonaws.com", "2022-11-07"},
	{finops, "cost-optimization-hub.bcm.amazonaws.com", "2024-01-15"},
	{finops, "storage-lens.s3.amazonaws.com", "2021-12-06"},
	{searchProd, "resource-explorer-2.amazonaws.com", "2023-11-20"},
	{oldLicensing, "license-manager.amazonaws.com", "2020-11-16"},
}

// teams holds the team that an account belongs to, by the first word of the
// account's name.
var teams = map[string]string{
	"payments": "pay", "checkout": "pay", "ledger": "pay", "card": "pay", "fraud": "pay",
	"search": "shop", "orders": "shop", "catalog": "shop", "customer": "shop", "recommendations": "shop",
	"data": "data", "streaming": "data", "analytics": "data", "security": "security", "audit": "security", "log": "security",
}

// addTags adds tags to nodes and policies. The environment of an account
// follows from its OU.
func (b *builder) addTags() {
	stages := map[model.NodeID]string{
		prod: "prod", data: "prod", regulated: "prod", cardVault: "prod", edge: "prod", securityProd: "prod", shared: "prod",
		staging: "staging", loadTest: "staging", dev: "dev", sandbox: "sandbox", training: "sandbox",
	}
	for i, a := range b.s.Accounts {
		first, _, _ := strings.Cut(a.Name, "-")
		team := teams[first]
		if team == "" {
			team = "platform"
		}
		tags := []model.Tag{{Key: "team", Value: team}, {Key: "cost-center", Value: "CC-" + []string{"1004", "2210", "3187"}[i%3]}}
		if stage := stages[a.Parent]; stage != "" {
			tags = append(tags, model.Tag{Key: "environment", Value: stage}, model.Tag{Key: "owner", Value: team + "-oncall@example.com"})
		}
		if a.State == model.StateActive || a.Parent != suspended {
			b.s.Tags[string(a.ID)] = tags
		}
	}
	b.s.Tags[string(root)] = []model.Tag{{Key: "managed-by", Value: "terraform"}}
	for _, u := range ous {
		b.s.Tags[string(u.ID)] = []model.Tag{{Key: "managed-by", Value: "terraform"}}
	}
	b.s.Tags[string(regulated)] = append(b.s.Tags[string(regulated)], model.Tag{Key: "assessment", Value: "PCI DSS 4.0"})
	for _, p := range policies {
		b.s.Tags[string(p.ID)] = []model.Tag{{Key: "repository", Value: "acme/organization-policies"}, {Key: "reviewed", Value: "2026-10"}}
	}
}
