package sample

import (
	"testing"

	"deputy/model"
	"deputy/model/verdict"
)

// The demo's policies do what their names say.
func TestDemoVerdicts(t *testing.T) {
	s := Demo()
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	accounts := map[string]model.AccountID{}
	for _, a := range s.Accounts {
		accounts[a.Name] = a.Account()
	}
	for _, c := range []struct {
		account, action, resource, role, region string
		want                                    verdict.Ruling
	}{
		{"payments-prod", "s3:PutBucketPolicy", "arn:aws:s3:::acme-invoices", "Deployer", "eu-central-1", verdict.ExplicitlyDenied},
		{"payments-prod", "s3:PutBucketPolicy", "arn:aws:s3:::acme-invoices", "SecAdmin", "eu-central-1", verdict.Allowed},
		{"payments-prod", "ec2:DescribeInstances", "*", "Deployer", "us-west-2", verdict.ExplicitlyDenied},
		{"payments-prod", "ec2:DescribeInstances", "*", "Deployer", "eu-west-1", verdict.Allowed},
		{"payments-prod", "ec2:DescribeInstances", "*", "Deployer", "", verdict.Depends},
		{"payments-prod", "organizations:LeaveOrganization", "*", "OrgAdmin", "us-east-1", verdict.ExplicitlyDenied},
		{"us-marketing", "ec2:DescribeInstances", "*", "Deployer", "us-west-2", verdict.Allowed},
		{"us-marketing", "ec2:DescribeInstances", "*", "Deployer", "ap-south-1", verdict.ExplicitlyDenied},
		{"sandbox-ada", "rds:CreateDBInstance", "*", "Developer", "eu-west-1", verdict.ImplicitlyDenied},
		{"sandbox-ada", "lambda:ListFunctions", "*", "Developer", "eu-west-1", verdict.Allowed},
		{"card-vault-prod", "s3:ListAllMyBuckets", "*", "Deployer", "eu-central-1", verdict.ImplicitlyDenied},
		{"hackathon-2025", "ec2:DescribeInstances", "*", "Developer", "eu-west-1", verdict.ExplicitlyDenied},
		{"Acme Root", "organizations:LeaveOrganization", "*", "OrgAdmin", "us-east-1", verdict.Allowed},
	} {
		q := verdict.Question{
			Account: accounts[c.account], Action: c.action, Resource: c.resource, ResourceAccount: accounts[c.account],
			Principal: "arn:aws:iam::" + string(accounts[c.account]) + ":role/" + c.role, Given: map[string][]string{},
		}
		if c.region != "" {
			q.Given["aws:RequestedRegion"] = []string{c.region}
		}
		v, err := verdict.Ask(r, q)
		if err != nil || v.Ruling != c.want {
			t.Errorf("%s %s by %s in %q: %v, want %v (%v)", c.account, c.action, c.role, c.region, v.Ruling, c.want, err)
		}
	}
}
