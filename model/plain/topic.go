package plain

import (
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
	TopicSecurity                      // logging and security services
	TopicRoles                         // protected roles
	TopicIdentity                      // IAM users and access keys
	TopicPerimeter                     // identities, resources and networks of the organization
	TopicPublic                        // public access
	TopicTransit                       // encryption in transit
	TopicEncryption                    // encryption at rest, keys
	TopicMetadata                      // the instance metadata service
	TopicServices                      // whole services
	TopicInstances                     // instance types and sizes
	TopicTags                          // required tags
	TopicOther                         // everything else
)

// topicNames are in the order of the topics.
var topicNames = []string{
	"gap", "everything", "allowance", "Regions", "organization", "root user", "security", "roles", "identity", "perimeter",
	"public access", "transit", "encryption", "instance metadata", "services", "instances", "tags", "other",
}

// String returns the topic in one or two words.
func (t Topic) String() string { return phrase.StateWord(topicNames, t) }

// keyTopics maps condition keys to what they are about.
var keyTopics = map[string]Topic{
	"aws:resourceorgid": TopicPerimeter, "aws:resourceorgpaths": TopicPerimeter, "aws:resourceaccount": TopicPerimeter,
	"aws:principalorgid": TopicPerimeter, "aws:principalorgpaths": TopicPerimeter, "aws:sourceorgid": TopicPerimeter,
	"aws:sourceorgpaths": TopicPerimeter, "aws:sourceip": TopicPerimeter, "aws:sourcevpc": TopicPerimeter, "aws:sourcevpce": TopicPerimeter,
	"aws:securetransport": TopicTransit, "s3:tlsversion": TopicTransit, "s3:x-amz-acl": TopicPublic,
	"ec2:encrypted": TopicEncryption, "rds:storageencrypted": TopicEncryption, "elasticfilesystem:encrypted": TopicEncryption,
	"s3:x-amz-server-side-encryption": TopicEncryption, "s3:x-amz-server-side-encryption-aws-kms-key-id": TopicEncryption,
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
