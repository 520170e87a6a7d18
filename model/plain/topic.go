package plain

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model/phrase"
)

// Topic is what a restriction is about. Topics are sorted by consequence, the
// greatest first.
type Topic uint8

// The topics.
const (
	TopicGap          Topic = iota + 1 // what could not be read
	TopicEverything                    // everything is forbidden, perhaps with exceptions
	TopicAllowance                     // a level allows only what it lists
	TopicRegions                       // Regions that can be used
	TopicOrganization                  // leaving the organization, closing the account
	TopicRoot                          // the root user
	TopicRoles                         // roles
	TopicIdentity                      // IAM users, access keys and sessions
	TopicSecurity                      // logging and security services
	TopicNetwork                       // networks from where requests come, VPCs and their gateways
	TopicPerimeter                     // identities and resources of the organization
	TopicPublic                        // public access
	TopicTransit                       // encryption in transit
	TopicEncryption                    // encryption at rest, keys
	TopicStorage                       // stored data and messages
	TopicMetadata                      // the instance metadata service
	TopicServices                      // whole services
	TopicInstances                     // instance types and sizes
	TopicTags                          // required tags
	TopicOther                         // everything else
)

// topicNames are in the order of the topics.
var topicNames = []string{
	"gap", "everything", "allowance", "Regions", "organization", "root user", "roles", "identity", "security", "network", "perimeter",
	"public access", "transit", "encryption", "storage", "instance metadata", "services", "instances", "tags", "other",
}

// String returns the topic in one or two words.
func (t Topic) String() string { return phrase.StateWord(topicNames, t) }

// keyTopics maps condition keys to what they are about.
var keyTopics = map[string]Topic{
	"aws:resourceorgid": TopicPerimeter, "aws:resourceorgpaths": TopicPerimeter, "aws:resourceaccount": TopicPerimeter,
	"aws:principalorgid": TopicPerimeter, "aws:principalorgpaths": TopicPerimeter, "aws:sourceorgid": TopicPerimeter,
	"aws:sourceorgpaths": TopicPerimeter, "aws:sourceip": TopicNetwork, "aws:sourcevpc": TopicNetwork, "aws:sourcevpce": TopicNetwork,
	"aws:vpceorgid": TopicNetwork, "aws:vpceorgpaths": TopicNetwork, "aws:vpceaccount": TopicNetwork, "aws:vpcsourceip": TopicNetwork, "ec2:associatepublicipaddress": TopicNetwork, "lambda:vpcids": TopicNetwork, "sagemaker:vpcsubnets": TopicNetwork, "glue:vpcids": TopicNetwork,
	"aws:principalaccount": TopicPerimeter, "aws:sourceaccount": TopicPerimeter,
	"aws:securetransport": TopicTransit, "s3:tlsversion": TopicTransit, "s3:x-amz-acl": TopicPublic, "ec2:public": TopicPublic, "ec2:add/group": TopicPublic, "lambda:functionurlauthtype": TopicPublic, "lambda:principal": TopicPublic,
	"ec2:encrypted": TopicEncryption, "rds:storageencrypted": TopicEncryption, "elasticfilesystem:encrypted": TopicEncryption,
	"s3:x-amz-server-side-encryption": TopicEncryption, "s3:x-amz-server-side-encryption-customer-algorithm": TopicEncryption, "s3:x-amz-server-side-encryption-aws-kms-key-id": TopicEncryption,
	"ec2:metadatahttptokens": TopicMetadata, "ec2:roledelivery": TopicMetadata, "ec2:metadatahttpputresponsehoplimit": TopicMetadata,
	"ec2:instancetype": TopicInstances, "ec2:volumesize": TopicInstances, "ec2:volumetype": TopicInstances, "rds:databaseclass": TopicInstances,
	"aws:tagkeys": TopicTags, "iam:permissionsboundary": TopicRoles,
}

// topicOfKey returns what a condition key is about; zero if that is not known.
func topicOfKey(key string) Topic {
	if strings.HasPrefix(key, "aws:requesttag/") {
		return TopicTags
	}
	return keyTopics[key]
}

// serviceTopics maps services to what their actions are about.
var serviceTopics = map[string]Topic{
	"cloudtrail": TopicSecurity, "config": TopicSecurity, "guardduty": TopicSecurity, "securityhub": TopicSecurity, "macie2": TopicSecurity,
	"inspector2": TopicSecurity, "access-analyzer": TopicSecurity, "detective": TopicSecurity, "logs": TopicSecurity, "cloudwatch": TopicSecurity,
	"securitylake": TopicSecurity, "auditmanager": TopicSecurity, "fms": TopicSecurity, "shield": TopicSecurity,
	"iam": TopicIdentity, "sts": TopicIdentity, "sso": TopicIdentity, "signin": TopicIdentity, "rolesanywhere": TopicIdentity,
	"organizations": TopicOrganization, "account": TopicOrganization, "billing": TopicOrganization, "aws-portal": TopicOrganization,
	"directconnect": TopicNetwork, "globalaccelerator": TopicNetwork, "network-firewall": TopicNetwork, "route53resolver": TopicNetwork,
	"networkmanager": TopicNetwork, "vpc-lattice": TopicNetwork, "route53": TopicNetwork,
	"kms": TopicEncryption, "secretsmanager": TopicEncryption, "cloudhsm": TopicEncryption, "acm": TopicEncryption, "acm-pca": TopicEncryption,
	"s3": TopicStorage, "backup": TopicStorage, "glacier": TopicStorage, "dynamodb": TopicStorage, "rds": TopicStorage, "elasticfilesystem": TopicStorage,
	"sqs": TopicStorage, "sns": TopicStorage, "kinesis": TopicStorage, "firehose": TopicStorage, "redshift": TopicStorage,
}

// topicOfAction returns what an action is about by its service, and for EC2 by
// what it acts on.
func topicOfAction(service, object string) Topic {
	first, _, _ := strings.Cut(object, " ")
	switch {
	case service == "ec2" && slices.Contains(networkWords, strings.TrimSuffix(first, "s")):
		return TopicNetwork
	case service == "ec2" && slices.Contains(storageWords, strings.TrimSuffix(first, "s")):
		return TopicStorage
	case service == "iam" && strings.Contains(object, "role"):
		return TopicRoles
	}
	return cmp.Or(serviceTopics[service], TopicOther)
}

var (
	networkWords = strings.Fields("VPC VPN NAT subnet route network internet egress carrier customer security transit client traffic DHCP")
	storageWords = strings.Fields("EBS volume snapshot")
)

// Subject is what a topic belongs to, for people who look for something in many
// restrictions.
type Subject uint8

// The subjects, in the order in which they are shown.
const (
	SubjectUnread   Subject = iota + 1 // what could not be read
	SubjectAll                         // everything, or all but a list
	SubjectRegions                     // Regions
	SubjectAccount                     // the organization, the account and its root user
	SubjectIdentity                    // roles, users, sessions and credentials
	SubjectLogging                     // logging and security services
	SubjectNetwork                     // networks
	SubjectData                        // data: who reaches it, encryption, storage
	SubjectOther                       // all else
)

// subjectNames are in the order of the subjects.
var subjectNames = []string{"Unread", "Everything", "Regions", "Account", "Identity", "Logging", "Network", "Data", "Other"}

// String returns the subject in one word, as a heading.
func (s Subject) String() string { return phrase.StateWord(subjectNames, s) }

// Subject returns what a topic belongs to.
func (t Topic) Subject() Subject {
	switch t {
	case TopicGap:
		return SubjectUnread
	case TopicEverything, TopicAllowance:
		return SubjectAll
	case TopicRegions:
		return SubjectRegions
	case TopicOrganization, TopicRoot:
		return SubjectAccount
	case TopicRoles, TopicIdentity:
		return SubjectIdentity
	case TopicSecurity:
		return SubjectLogging
	case TopicNetwork:
		return SubjectNetwork
	case TopicPerimeter, TopicPublic, TopicTransit, TopicEncryption, TopicStorage:
		return SubjectData
	default:
		return SubjectOther
	}
}
