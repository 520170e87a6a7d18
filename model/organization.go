package model

// FeatureSet is the feature set of an organization. Policies and delegated
// administrators exist only with all features.
type FeatureSet uint8

// The feature sets of AWS Organizations.
const (
	FeaturesUnknown FeatureSet = iota
	FeaturesAll
	FeaturesBilling // consolidated billing only: no SCPs, no RCPs, no delegation
)

// Organization is what DescribeOrganization returns.
type Organization struct {
	ID              string
	ARN             string
	Features        FeatureSet
	Management      AccountID
	ManagementARN   string
	ManagementEmail string
}

// Tag is a key and value attached to a root, OU, account or policy; AWS allows
// 50 on each.
type Tag struct{ Key, Value string }
