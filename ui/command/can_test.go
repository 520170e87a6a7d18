package command_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/ui/command"
)

// TestCan ensures that each verdict ends with its code and says where it was
// decided.
func TestCan(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		code command.Code
		says string
	}{
		{"denied", []string{"payments-prod", "organizations:LeaveOrganization", "--resource", "*"}, command.Denied, "Denied at Root by DenyLeave, statement 1"},
		{"not blocked", []string{"444455556666", "sts:GetCallerIdentity", "--resource", "*", "--principal", "role/Deployer", "--set", "aws:RequestedRegion=eu-central-1"}, command.Done, "Not blocked by SCPs and RCPs"},
		{"depends", []string{"payments-prod", "lambda:CreateFunction", "--resource", "*", "--principal", "role/Deployer"}, command.Depends, "denied unless the Region is eu-central-1 or eu-west-1"},
		{"the management account", []string{managementAccount, "organizations:LeaveOrganization"}, command.Done, "is the management account: no SCP applies to its principals"},
		{"no owner", []string{"payments-prod", "s3:GetObject", "--resource", "arn:aws:s3:::acme-invoices/a", "--principal", "role/Deployer", "--set", "aws:RequestedRegion=eu-central-1"}, command.Depends, "Give the owner with --resource-account ACCOUNT."},
		{"a principal from outside", []string{"999999999999", "s3:GetObject", "--resource", "arn:aws:s3:::acme-invoices/a", "--resource-account", "payments-prod", "--absent", "aws:ResourceTag/perimeter", "--set", "aws:PrincipalIsAWSService=false", "--set", "aws:SecureTransport=true"}, command.Denied, "RCPOrgPerimeter"},
		{"nobody here", []string{"999999999999", "s3:GetObject", "--resource", "arn:aws:s3:::x", "--resource-account", "888888888888"}, command.BadInput, "neither account 999999999999 nor the resource's owner 888888888888 is in this organization"},
		{"no such account", []string{"999999999999", "s3:GetObject"}, command.BadInput, "is not in this organization"},
		{"no action", []string{"payments-prod", "GetObject"}, command.BadInput, "write service:Action"},
		{"given and absent", []string{"payments-prod", "s3:GetObject", "--set", "aws:SourceVpc=vpc-1", "--absent", "aws:sourcevpc"}, command.BadInput, "a key is given or absent, not both"},
		{"a bad key", []string{"payments-prod", "s3:GetObject", "--set", "x"}, command.BadInput, "write KEY=VALUE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				b.run(c.code, append([]string{"can"}, c.args...)...)
				b.says(strings.Join(strings.Fields(b.out+b.err), " "), c.says)
			})
		})
	}
}

// sinceWhen is a sentence in which a saved reading says when it was saved.
var sinceWhen = regexp.MustCompile(`This holds only if[^.]*\.`)

// TestOutsiders ensures that an owner or a principal outside the organization
// returns the same answer from AWS and from a saved reading: no policy of this
// organization binds the one's resources, and only RCPs the other.
func TestOutsiders(t *testing.T) {
	path := snapshotFile(t, func(s *model.Snapshot) { s.Complete, s.Taken, s.Unread, s.Gaps = true, benchTime, nil, nil })
	const queue = "arn:aws:sqs:eu-central-1:444455556666:q"
	for _, c := range []struct {
		name, text string
		args       []string
		code       command.Code
		says       []string
	}{
		{
			"owner", "",
			[]string{"can", payments, "sqs:SendMessage", "--principal", "role/x", "--resource", "arn:aws:sqs:eu-central-1:999999999999:q", "--set", "aws:RequestedRegion=eu-central-1"},
			command.Done,
			[]string{"Not blocked", "The resource's owner 999999999999 is not in this organization: RCPs do not apply to its resources."},
		},
		{
			"owner in a batch", `{"account":"444455556666","action":"sqs:SendMessage","principal":"role/x","resource":"arn:aws:sqs:eu-central-1:999999999999:q","context":{"aws:RequestedRegion":"eu-central-1"}}`,
			[]string{"can", "--batch", "-"},
			command.Done,
			[]string{`"verdict":"Allowed"`, "is not in this organization"},
		},
		{
			"principal", denied("arn:aws:iam::999999999999:role/x", "sqs:SendMessage", queue, "with an explicit deny in a resource control policy"),
			[]string{"why", "-"},
			command.Denied,
			[]string{"Denied at Workloads by RCPOrgPerimeter, statement 1", "aws:PrincipalOrgID is not this organization's", "no SCP of this organization applies to it", "RCPs of the resource's owner 444455556666"},
		},
		{
			"principal of no organization", denied("arn:aws:iam::999999999999:role/x", "sqs:SendMessage", queue, "with an explicit deny in a resource control policy"),
			[]string{"why", "-", "--absent", "aws:PrincipalOrgID", "--absent", "aws:ResourceTag/perimeter"},
			command.Denied,
			[]string{"Denied at Workloads by RCPOrgPerimeter, statement 1"},
		},
		{"an account to ask about", "", []string{"can", "999999999999", "sqs:SendMessage"}, command.BadInput, []string{"account 999999999999 is not in this organization"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var texts []string
				for _, more := range [][]string{nil, {"--snapshot", path}} {
					b, _ := whole(t, emulator.Faults{}, managementAccount)
					b.stdin = c.text
					b.run(c.code, append(slices.Clip(c.args), more...)...)
					b.says(strings.Join(strings.Fields(b.out+b.err), " "), c.says...)
					texts = append(texts, sinceWhen.ReplaceAllString(b.out+b.err, ""))
				}
				if texts[0] != texts[1] {
					t.Errorf("from AWS and from a saved reading it differs:\n%s\n%s", texts[0], texts[1])
				}
			})
		})
	}
}

// TestCanReadsOnePath ensures that a question about one account does not read
// the organization.
func TestCanReadsOnePath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Denied, "can", "444455556666", "organizations:LeaveOrganization", "--resource", "*")
		for _, call := range server.Journal() {
			if call.Operation == "ListAccounts" || call.Operation == "ListTargetsForPolicy" || call.Operation == "ListDelegatedAdministrators" {
				t.Errorf("%s was called", call.Operation)
			}
		}
	})
}

// TestCanOnADenial ensures that what could not be read makes the answer
// unknown, and is told.
func TestCanOnADenial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "ListPoliciesForTarget", Message: "not today"}}}, managementAccount)
		b.run(command.Unknown, "can", "444455556666", "sqs:SendMessage", "--resource", "*")
		b.says(b.out, "ListPoliciesForTarget", "not today")
	})
}
