package plain

import (
	"slices"
	"strings"
	"testing"

	"deputy/model/iam"
)

// verbBeginnings are the beginnings of the actions that a verb can stand for.
var verbBeginnings = map[string]string{
	"create": "Create", "delete": "Delete ScheduleKeyDeletion", "start": "Start", "terminate": "Terminate", "reboot": "Reboot", "attach": "Attach",
	"detach": "Detach", "tag": "Tag AddTags Put", "disable": "Disable", "enable": "Enable", "accept": "Accept", "assume": "Assume", "pass": "Pass",
	"publish": "Publish", "subscribe": "Subscribe", "unsubscribe": "Unsubscribe", "encrypt": "Encrypt", "decrypt": "Decrypt", "re-encrypt": "ReEncrypt",
	"sign": "Sign", "generate": "Generate", "read": "Get Filter", "set": "Put Set Create Update Add", "change": "Put Update Modify Set Attach Detach Delete",
	"invoke": "Invoke", "send": "Send", "receive": "Receive", "empty": "Purge", "leave": "Leave", "close": "Close", "upload": "Upload Put",
	"buy": "Purchase Create", "launch": "Run", "mount": "ClientMount", "stop": "Stop", "share": "Modify Create Update",
}

// Every action of the table is one of AWS's reference, and its verb is not
// another's.
func TestActionGroups(t *testing.T) {
	checked := 0
	for action, groups := range actionGroupsByAction {
		known, ok := iam.Lookup(action)
		if !ok {
			t.Errorf("%s is not in the reference", action)
			continue
		}
		for _, g := range groups {
			begins, ok := verbBeginnings[g.verb]
			if !ok {
				continue
			}
			checked++
			if !slices.ContainsFunc(strings.Fields(begins), func(b string) bool { return strings.HasPrefix(known.Name, b) }) {
				t.Errorf("%q does not stand for %s", g.verb+" "+g.object, known.Name)
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d actions were checked", checked)
	}
}

// Names in words read as people say them.
func TestOperationNames(t *testing.T) {
	for action, want := range map[string]string{
		"ec2:DeleteVpnConnection": "delete VPN connections", "kms:DeleteAlias": "delete KMS aliases", "guardduty:DeleteIPSet": "delete GuardDuty IP sets",
		"sagemaker:CreateAutoMLJobV2": "create SageMaker AutoML jobs", "config:DeleteConfigRule": "delete Config rules",
		"securityhub:DisableSecurityHub": "disable Security Hub", "iam:AddClientIDToOpenIDConnectProvider": "add IAM client IDs to OpenID Connect providers",
		"cognito-idp:DeleteUserPool": "delete Cognito user pools", "events:RemoveTargets": "remove EventBridge targets",
	} {
		known, ok := iam.Lookup(action)
		if !ok {
			t.Errorf("%s is not in the reference", action)
			continue
		}
		if verb, object, ok := operationName(known); !ok || verb+" "+object != want {
			t.Errorf("%s is %q %q, %v; want %q", action, verb, object, ok, want)
		}
	}
}
