package sample

import (
	"deputy/model"
)

// attached is a policy of the demo organization and where it is attached. Its
// text is the file of its name.
type attached struct {
	model.Policy
	targets []model.NodeID
}

// withoutFull are the units whose own allow list stands in FullAWSAccess's
// place.
var withoutFull = []model.NodeID{sandbox, cardVault}

func service(id model.PolicyID, name, description string, targets ...model.NodeID) attached {
	return attached{model.Policy{ID: id, Name: name, Description: description, Type: model.ServiceControlPolicy}, targets}
}

func resource(id model.PolicyID, name, description string, targets ...model.NodeID) attached {
	return attached{model.Policy{ID: id, Name: name, Description: description, Type: model.ResourceControlPolicy}, targets}
}

// policies are the customer's own policies.
var policies = []attached{
	service("p-ujzde8gx", "DenyRegions", "Nothing outside Frankfurt and Ireland, except global services and the accounts of Exceptions.", root),
	service("p-d6ncf10e", "DenyLeave", "Accounts stay in the organization.", root),
	service("p-pf91dhod", "ProtectRoles", "The roles that the platform works with stay as they are.",
		security, infrastructure, workloads, exceptions, transitional),
	service("p-zdoc9is0", "DenyRoot", "The root user is not used.", workloads, security, infrastructure, exceptions),
	service("p-j8ht9lgm", "KeepLogging", "Trails, recorders and detectors stay on.", workloads, security, infrastructure, exceptions),
	service("p-xg9edn58", "NoPublicS3", "Buckets are not made public.", prod, shared, policyStagingProd),
	service("p-1u33xtpl", "RequireIMDSv2", "Instances ask for a token before they tell their credentials.", workloads, network, shared),
	service("p-pft75v2s", "RequireTags", "What costs money names its team.", prod, staging, policyStagingProd),
	service("p-eh60kvj5", "NoIAMUsers", "People and programs use roles.", prod, staging, security),
	service("p-0ce9uvw5", "KeepNetwork", "Only the network team opens ways to the internet.", prod, staging, dev),
	service("p-3efr4edt", "DataPerimeter", "Our identities use our resources, from our networks.", data),
	service("p-2sywb3wk", "RequireEncryption", "Data at rest is encrypted with our keys.", data, securityProd),
	service("p-h5dnsipz", "ApprovedServices", "Only services that were assessed for regulated data.", regulated),
	service("p-z5fk2z9r", "CardVaultAllow", "What the card vault needs, and nothing else.", cardVault),
	service("p-i19r0wyo", "SandboxAllow", "What can be tried out.", sandbox),
	service("p-jfljooa5", "SmallInstances", "Experiments are small.", dev, sandbox, loadTest),
	service("p-lqsaj08x", "TrainingHours", "Training accounts end with the course.", training),
	service("p-ui6d39zz", "Quarantine", "Nothing but looking into what happened.", suspended),
	service("p-zzg4zdme", "AmericanRegions", "Two more Regions for those who have customers there.", exceptions),
	service("p-n2khvdga", "AcquiredBaseline", "", transitional),
	service("p-j8gxbeny", "SearchIndexGuard", "The live indexes are not deleted.", searchProd.Node()),
	service("p-jqwx4hh5", "LogArchiveLock", "Logs are written once.", logArchive.Node(), backupVault.Node()),
	service("p-344tfjgv", "StagingCandidate", "On trial in Policy Staging before it goes to Workloads.", policyStaging),
	service("p-q4k7bn7x", "OldRegions2021", "Replaced by DenyRegions."),
	resource("p-j8b7tfq7", "RCPOrgPerimeter", "Our resources are for our identities.", workloads, security),
	resource("p-xkwo886v", "RCPConfusedDeputy", "AWS services reach our resources on our behalf only.", data),
	resource("p-ompzom75", "RCPRequireTLS", "Data in transit is encrypted.", data, exceptions),
	{model.Policy{ID: "p-95r6dwfcti", Name: "TagPolicyTeams", Type: model.TagPolicy, Description: "The teams there are."}, []model.NodeID{workloads}},
}
