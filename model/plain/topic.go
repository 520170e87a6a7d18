package plain

import (
	"deputy/model/phrase"
)

// Topic is what a restriction is about. The order is that of consequence.
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
	TopicRoles                         // roles that stay as they are
	TopicIdentity                      // IAM users and access keys
	TopicPerimeter                     // identities, resources and networks of the organization
	TopicPublic                        // what can be made public
	TopicTransit                       // encryption in transit
	TopicEncryption                    // encryption at rest, keys
	TopicMetadata                      // the instance metadata service
	TopicServices                      // whole services
	TopicInstances                     // types and sizes
	TopicTags                          // tags that must be there
	TopicOther                         // everything else
)

// topicNames are in the order of the topics.
var topicNames = []string{
	"gap", "everything", "allowance", "Regions", "organization", "root user", "security", "roles", "identity", "perimeter",
	"public access", "transit", "encryption", "instance metadata", "services", "instances", "tags", "other",
}

// String gives the topic in one or two words.
func (t Topic) String() string { return phrase.StateWord(topicNames, t) }
