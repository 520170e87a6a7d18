package sample

import (
	"fmt"

	"deputy/model"
)

// Large returns an organization of the given size with five levels of OUs,
// several policies on most of them, and documents of realistic length. It is
// meant for up to 50,000 accounts, 2,000 OUs and 2,000 SCPs, and works up to
// AWS's own limits.
func Large(accounts, ous, policies int) *model.Snapshot {
	b := newBuilder("o-large00001", "r-lrg0", "100000000000", "aws+large@example.com")
	places := []model.NodeID{b.root()}
	for i := range ous {
		id := model.NodeID(fmt.Sprintf("ou-lrg0-%08d", i+1))
		b.addOU(id, places[parentOf(i, ous)], fmt.Sprintf("%s %d", divisions[i%len(divisions)], i+1))
		places = append(places, id)
	}
	for i := range accounts {
		id := model.AccountID(fmt.Sprintf("%012d", 100_000_000_000+i*7_919))
		stage := stages[i%len(stages)]
		m := member{id, places[(i*31)%len(places)], fmt.Sprintf("%s-%s-%05d", products[i%len(products)], stage, i), "2024-05-06", model.StateActive, created}
		if i%97 == 96 {
			m.state = model.StateClosed
		}
		b.addAccount(m)
		if i%5 == 0 {
			b.s.Tags[string(id)] = []model.Tag{{Key: "environment", Value: stage}, {Key: "team", Value: products[i%len(products)]}}
		}
	}
	b.attachFullAccess()
	for i := range policies {
		b.addLargePolicy(i, places)
	}
	b.addLargeDelegations()
	return b.snapshot()
}

var (
	divisions = []string{"Retail", "Logistics", "Payments", "Media", "Health", "Energy", "Travel"}
	products  = []string{"checkout", "search", "ledger", "routing", "archive", "mobile", "pricing", "claims", "tickets", "streams", "models"}
	stages    = []string{"prod", "staging", "dev"}
)

// parentOf returns the index of the parent of OU i. There are five levels, each
// three times as wide as the one above it.
func parentOf(i, ous int) int {
	width := max(1, ous/121) // 1 + 3 + 9 + 27 + 81 shares
	first, above := 0, -1
	for level := 0; ; level++ {
		if i < first+width || level == 4 {
			if above < 0 {
				return 0
			}
			return 1 + above + (i-first)%(first-above)
		}
		above, first, width = first, first+width, width*3
	}
}

// addLargePolicy adds SCP i, attached to one to three nodes. No node has more
// than AWS's ten.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func (b *builder) addLargePolicy(i int, places []model.NodeID) {
	id := model.PolicyID(fmt.Sprintf("p-large%05d", i))
	name := fmt.Sprintf("%s-%04d", []string{"guard-regions", "guard-network", "guard-identity", "guard-storage"}[i%4], i)
	var targets []model.NodeID
	for k := range i%3 + 1 {
		// More attachments than eight for each node would exceed the limit.
		if t := i*3 + k; t < len(places)*8 {
			targets = append(targets, places[t%len(places)])
		}
	}
	b.addPolicy(model.Policy{ID: id, Name: name, Description: "Made for tests.", Type: model.ServiceControlPolicy},
		fmt.Sprintf(largeTexts[i%len(largeTexts)], i), targets...)
}

// addLargeDelegations registers the first accounts for some services.
func (b *builder) addLargeDelegations() {
	trusts := map[model.Principal]bool{}
	for i, d := range delegated {
		if !trusts[d.principal] {
			trusts[d.principal] = true
			b.s.TrustedAccess = append(b.s.TrustedAccess, model.TrustedAccess{Principal: d.principal, Since: day(d.since)})
		}
		if i+1 < len(b.s.Accounts) {
			b.s.Delegations = append(b.s.Delegations,
				model.Delegation{Account: b.s.Accounts[i+1].Account(), Principal: d.principal, Since: day(d.since)})
		}
	}
}

// largeTexts lists documents that take one number each.
var largeTexts = []string{
	`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Regions%[1]d",
      "Effect": "Deny",
      "NotAction": ["cloudfront:*", "iam:*", "organizations:*", "route53:*", "sts:*", "support:*", "waf:*"],
      "Resource": "*",
      "Condition": {
        "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1", "eu-north-1"]},
        "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Operations%[1]d*"}
      }
    }
  ]
}`,
	`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Network%[1]d",
      "Effect": "Deny",
      "Action": [
        "ec2:AttachInternetGateway", "ec2:CreateInternetGateway", "ec2:CreateNatGateway",
        "ec2:CreateVpcPeeringConnection", "ec2:ModifyVpcEndpoint", "globalaccelerator:Create*"
      ],
      "Resource": "*",
      "Condition": {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/Network%[1]d", "arn:aws:iam::*:role/stacksets-exec-*"]}}
    },
    {
      "Sid": "Tokens",
      "Effect": "Deny",
      "Action": "ec2:RunInstances",
      "Resource": "arn:aws:ec2:*:*:instance/*",
      "Condition": {"StringNotEquals": {"ec2:MetadataHttpTokens": "required"}}
    }
  ]
}`,
	`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Identity%[1]d",
      "Effect": "Deny",
      "Action": ["iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:Delete*", "iam:Put*Policy"],
      "Resource": ["arn:aws:iam::*:user/*", "arn:aws:iam::*:role/platform-%[1]d-*"],
      "Condition": {
        "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/IdentityAdmin"},
        "StringNotEqualsIfExists": {"aws:PrincipalTag/team": "identity"}
      }
    }
  ]
}`,
	`{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Storage%[1]d",
      "Effect": "Deny",
      "Action": ["s3:PutBucketPolicy", "s3:PutBucketAcl", "s3:PutObjectAcl", "s3:PutBucketPublicAccessBlock"],
      "NotResource": "arn:aws:s3:::public-site-%[1]d*",
      "Condition": {"Bool": {"aws:PrincipalIsAWSService": "false"}}
    },
    {
      "Sid": "Encryption",
      "Effect": "Deny",
      "Action": "s3:PutObject",
      "Resource": "*",
      "Condition": {"Null": {"s3:x-amz-server-side-encryption": "true"}}
    }
  ]
}`,
}
