package iam_test

import (
	"slices"
	"testing"

	"deputy/model/iam"
)

func TestIsKey(t *testing.T) {
	for key, want := range map[string]bool{
		"aws:PrincipalArn": true, "AWS:principalARN": true, "aws:PrincpalArn": false, "aws:PrincipalTag/Team": true, "aws:PrincipalTag/": false,
		"aws:PrincipalTag": false, "aws:ResourceTag/a/b": true, "ec2:InstanceType": true, "ec2:ResourceTag/x": true, "s3:ExistingObjectTag/x": true,
		"secretsmanager:ResourceTag/x": true, "sqs:KmsMasterKeyId": false, "kms:EncryptionContext:a": true, "s3:x-amz-acl": true,
		"token.actions.githubusercontent.com:sub": true, "oidc.eks.eu-west-1.amazonaws.com/id/AB12:aud": true, "saml:aud": true, "": false, ":": false,
	} {
		if got := iam.IsKey(key); got != want {
			t.Errorf("%q is a key: %v", key, got)
		}
	}
	if !iam.IsGlobalKey("aws:TagKeys") || iam.IsGlobalKey("ec2:InstanceType") {
		t.Error("aws:TagKeys is global, ec2:InstanceType is not")
	}
}

func TestSimilarKey(t *testing.T) {
	for key, want := range map[string]string{
		"aws:PrincpalArn": "aws:PrincipalArn", "aws:SourceVpcs": "aws:SourceVpc", "aws:PrincipalTags/x": "aws:PrincipalTag/", "ec2:InstanceTyp": "ec2:InstanceType",
		"sqs:KmsMasterKeyId": "", "nosuch:InstanceType": "", "aws:x": "",
	} {
		if got := iam.SimilarKey(key); got != want {
			t.Errorf("like %s there is %q, want %q", key, got, want)
		}
	}
}

func TestActionsWithKey(t *testing.T) {
	create, _ := iam.LookupListed("rds:CreateDBCluster")
	remove, _ := iam.LookupListed("rds:DeleteDBCluster")
	if !iam.AnyHasKey([]iam.Listed{remove, create}, "RDS:storageencrypted") || iam.AnyHasKey([]iam.Listed{remove}, "rds:StorageEncrypted") {
		t.Error("of rds:CreateDBCluster and rds:DeleteDBCluster only the first has rds:StorageEncrypted")
	}
	if got := iam.ActionWithKey("ec2:MetadataHttpTokens"); got == "" {
		t.Error("some action has ec2:MetadataHttpTokens")
	}
	if got := iam.ActionWithKey("kms:NoSuchKey"); got != "" {
		t.Errorf("%s has a key that there is not", got)
	}
}

func TestResourceTypes(t *testing.T) {
	actions := iam.SelectOf("S3", func(name string) bool { return name == "PutObject" || name == "ListAllMyBuckets" })
	types, none := iam.ResourceTypes(actions)
	var names []string
	for _, x := range types {
		names = append(names, x.Service+" "+x.Name)
		if len(x.Formats) == 0 {
			t.Errorf("%s has no ARN", x.Name)
		}
	}
	if !none || !slices.Contains(names, "s3 object") || slices.Contains(names, "s3 bucket") {
		t.Errorf("%v, none %v", names, none)
	}
	if all := iam.Select(func(p string) bool { return p == "sts" }, nil); len(all) < 5 || all[0].String() != "sts:AssumeRole" {
		t.Errorf("of STS there are %v", all)
	}
	if iam.SelectOf("nosuch", nil) != nil || len(iam.ARNFormats("sqs")) == 0 || iam.ARNFormats("nosuch") != nil {
		t.Error("a service that there is not has actions or ARNs, or SQS has none")
	}
}
