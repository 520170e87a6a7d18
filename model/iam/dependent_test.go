package iam

import (
	"slices"
	"testing"
)

// Each permission, and each action that needs one, is one of the reference.
func TestDependentsAreOfTheReference(t *testing.T) {
	for action, needs := range dependents() {
		for _, name := range append(slices.Clone(needs), action) {
			if a, ok := Lookup(name); !ok || a.String() != name {
				t.Errorf("%s is no action of the reference", name)
			}
		}
		if slices.Sort(needs); len(slices.Compact(slices.Clone(needs))) != len(needs) {
			t.Errorf("%s needs one of %v twice", action, needs)
		}
	}
	for action, want := range map[string][]string{
		"ec2:RunInstances": {"ec2:CreateTags", "iam:PassRole"}, "ecs:RegisterTaskDefinition": {"iam:PassRole"}, "lambda:CreateFunction": {"iam:PassRole"},
		"rds:CreateDBInstance": {"iam:PassRole", "rds:AddTagsToResource"}, "ec2:StopInstances": nil,
	} {
		if got := Dependent(action); !slices.Equal(got, want) {
			t.Errorf("%s needs %v, not %v", action, got, want)
		}
	}
}
