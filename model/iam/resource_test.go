package iam_test

import (
	"slices"
	"testing"

	"deputy/model/iam"
)

func TestResources(t *testing.T) {
	for _, c := range []struct {
		action string
		want   []string // type, with a * if it is required, and ARN
	}{
		{"s3:putbucketpolicy", []string{"bucket* arn:${Partition}:s3:::${BucketName}"}},
		{"s3:ListAllMyBuckets", nil},
		{"nosuch:Action", nil},
		{"ec2:CreateVolume", []string{
			"snapshot arn:${Partition}:ec2:${Region}::snapshot/${SnapshotId}", "volume* arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}",
		}},
	} {
		var got []string
		for _, r := range iam.Resources(c.action) {
			if r.Required {
				r.Type += "*"
			}
			got = append(got, r.Type+" "+r.ARN)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s acts on %q, want %q", c.action, got, c.want)
		}
	}
	for _, r := range iam.Resources("ec2:RunInstances") {
		tagged := slices.Contains(r.Keys, "aws:RequestTag/${TagKey}")
		if created := slices.Contains([]string{"instance", "network-interface", "secondary-interface", "spot-instances-request", "volume"}, r.Type); tagged != created {
			t.Errorf("ec2:RunInstances on %s has the keys %q", r.Type, r.Keys)
		}
	}
	if keys := iam.ActionKeys("s3:PutObject"); !slices.Contains(keys, "s3:x-amz-acl") || slices.Contains(keys, "s3:x-amz-bucket-namespace") {
		t.Errorf("s3:PutObject has the keys %q", keys)
	}
	if keys := iam.ActionKeys("nosuch:Action"); keys != nil {
		t.Errorf("an unknown action has the keys %q", keys)
	}
}

// An action takes only * if the reference knows it and lists no type.
func TestTakesOnlyAny(t *testing.T) {
	for action, want := range map[string]bool{"s3:ListAllMyBuckets": true, "kms:CreateKey": true, "s3:PutObject": false, "s3:NoSuchAction": false, "": false} {
		if got := iam.TakesOnlyAny(action); got != want {
			t.Errorf("%s takes only *: %v", action, got)
		}
	}
}

// What is created is the action's only type. What is made inside of something
// else, or beside it, is not told from the name.
func TestCreates(t *testing.T) {
	for action, want := range map[string]string{
		"s3:CreateBucket": "bucket", "logs:CreateLogGroup": "log-group", "iam:CreateUser": "user", "dynamodb:CreateTable": "table",
		"iam:CreateAccessKey": "", "kms:CreateGrant": "", "kms:CreateAlias": "", "dynamodb:CreateBackup": "", "s3:DeleteBucket": "", "kms:CreateKey": "", "nosuch:CreateThing": "",
		"ecr:CreateRepository": "", // the registry can be another account's
	} {
		if got, ok := iam.Creates(action); got.Type != want || ok != (want != "") {
			t.Errorf("%s creates %q, want %q", action, got.Type, want)
		}
	}
}

func BenchmarkResources(b *testing.B) {
	for _, action := range []string{"iam:CreateUser", "ec2:RunInstances"} {
		b.Run(action, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				iam.Resources(action)
			}
		})
	}
}
