package sample

import (
	"deputy/model"
)

// attached is a policy of the demo organization and what it is attached to. Its
// text is in the file with its name.
type attached struct {
	model.Policy
	targets []model.NodeID
}

// withoutFullAccess lists the OUs that have an allow list of their own instead
// of FullAWSAccess.
var withoutFullAccess = []model.NodeID{sandbox, cardVault}

// newSCP returns an SCP.
func newSCP(id model.PolicyID, name, description string, targets ...model.NodeID) attached {
	return attached{model.Policy{ID: id, Name: name, Description: description, Type: model.ServiceControlPolicy}, targets}
}

// newRCP returns an RCP.
func newRCP(id model.PolicyID, name, description string, targets ...model.NodeID) attached {
	return attached{model.Policy{ID: id, Name: name, Description: description, Type: model.ResourceControlPolicy}, targets}
}

// policies lists the customer's own policies.
var policies = []attached{
	newSCP("p-ujzde8gx", "DenyRegions", "Nothing outside Frankfurt and Ireland, except global services and the accounts of Exceptions.", root),
	newSCP("p-d6ncf10e", "DenyLeave", "Accounts stay in the organization.", root),
	newSCP("p-pf91dhod", "ProtectRoles", "The roles that the platform works with stay as they are.",
		security, infrastructure, workloads, exceptions, transitional),
	newSCP("p-zdoc9is0", "DenyRoot", "The root user is not used.", workloads, security, infrastructure, exceptions),
	newSCP("p-j8ht9lgm", "KeepLogging", "Trails, recorders and detectors stay on.", workloads, security, infrastructure, exceptions),
	newSCP("p-xg9edn58", "NoPublicS3", "Buckets are not made public.", prod, shared, policyStagingProd),
	newSCP("p-1u33xtpl", "RequireIMDSv2", "Instances ask for a token before they tell their credentials.", workloads, network, shared),
	newSCP("p-pft75v2s", "RequireTags", "What costs money names its team.", prod, staging, policyStagingProd),
	newSCP("p-eh60kvj5", "NoIAMUsers", "People and programs use roles.", prod, staging, security),
	newSCP("p-0ce9uvw5", "KeepNetwork", "Only the network team opens ways to the internet.", prod, staging, dev),
	newSCP("p-3efr4edt", "DataPerimeter", "Our identities use our resources, from our networks.", data),
	newSCP("p-2sywb3wk", "RequireEncryption", "Data at rest is encrypted with our keys.", data, securityProd),
	newSCP("p-h5dnsipz", "ApprovedServices", "Only services that were assessed for regulated data.", regulated),
	newSCP("p-z5fk2z9r", "CardVaultAllow", "What the card vault needs, and nothing else.", cardVault),
	newSCP("p-i19r0wyo", "SandboxAllow", "What can be tried out.", sandbox),
	newSCP("p-jfljooa5", "SmallInstances", "Experiments are small.", dev, sandbox, loadTest),
	newSCP("p-lqsaj08x", "TrainingHours", "Training accounts end with the course.", training),
	newSCP("p-ui6d39zz", "Quarantine", "Nothing but looking into what happened.", suspended),
	newSCP("p-zzg4zdme", "AmericanRegions", "Two more Regions for those who have customers there.", exceptions),
	newSCP("p-n2khvdga", "AcquiredBaseline", "", transitional),
	newSCP("p-j8gxbeny", "SearchIndexGuard", "The live indexes are not deleted.", searchProd.Node()),
	newSCP("p-jqwx4hh5", "LogArchiveLock", "Logs are written once.", logArchive.Node(), backupVault.Node()),
	newSCP("p-344tfjgv", "StagingCandidate", "On trial in Policy Staging before it goes to Workloads.", policyStaging),
	newSCP("p-q4k7bn7x", "OldRegions2021", "Replaced by DenyRegions."),
	newRCP("p-j8b7tfq7", "RCPOrgPerimeter", "Our resources are for our identities.", workloads, security),
	newRCP("p-xkwo886v", "RCPConfusedDeputy", "AWS services reach our resources on our behalf only.", data),
	newRCP("p-ompzom75", "RCPRequireTLS", "Data in transit is encrypted.", data, exceptions),
	{model.Policy{ID: "p-95r6dwfcti", Name: "TagPolicyTeams", Type: model.TagPolicy, Description: "The teams there are."}, []model.NodeID{workloads}},
	{model.Policy{ID: "p-95k1cc04xw", Name: "TagPolicyCostCenter", Type: model.TagPolicy, Description: "The cost centers there are."}, []model.NodeID{root}},
	{model.Policy{ID: "p-95v7dd18zq", Name: "TagPolicyDataCenters", Type: model.TagPolicy, Description: "Further cost centers of Data."}, []model.NodeID{data}},
	{model.Policy{ID: "p-b0d41lynr2", Name: "BackupDaily", Type: model.BackupPolicy, Description: "What is tagged backup=daily is kept for 35 days."}, []model.NodeID{workloads}},
	{model.Policy{ID: "p-b0l0n9tr7m", Name: "BackupDataLongTerm", Type: model.BackupPolicy, Description: "Data is kept for years."}, []model.NodeID{data}},
	{model.Policy{ID: "p-a10pt0ut5k", Name: "OptOutOfAI", Type: model.AIOptOutPolicy, Description: "No AI service stores our content."}, []model.NodeID{root}},
	{model.Policy{ID: "p-dec2b4se9w", Name: "DeclareEC2Baseline", Type: model.DeclarativeEC2Policy, Description: "No public images or snapshots, no serial console."}, []model.NodeID{workloads}},
	{model.Policy{ID: "p-s3bpa77all", Name: "BlockPublicS3", Type: model.S3Policy, Description: "S3 Block Public Access, all four settings."}, []model.NodeID{prod, security}},
}

// overBackedUp lists accounts whose effective backup policy is invalid: what they
// inherit adds up to more rules than a plan may have.
var overBackedUp = []model.AccountID{"595639700481", "880087747607", "915920303084"}

// tooManyRules is why.
var tooManyRules = []model.PolicyError{{
	Code: "ELEMENTS_TOO_MANY", Message: "The effective policy has more than 10 rules in a backup plan.",
	Path: "plans/Daily/rules", Policies: []model.PolicyID{"p-b0d41lynr2", "p-b0l0n9tr7m"},
}}
