package pane

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/ui/kit"
)

// Types of management policies that are not enabled have no rows: there are a dozen.
func TestActivityOfEnabledTypes(t *testing.T) {
	env := demo()
	has := func(words string) bool {
		return strings.Contains(strings.Join(NewActivity(env).View(kit.Size{W: 120, H: 80}, true), "\n"), words)
	}
	if !has("tag policies") || !has("tag invalid") || !has("RCPs' attachments") {
		t.Error("the parts of an enabled type are missing")
	}
	if has("chat policies") || has("GuardDuty attached") {
		t.Error("there are parts of a type that is not enabled")
	}
	env.Reading.Apply(model.StatusFact{Part: model.PartPolicies, Target: string(model.ChatbotPolicy), Status: failed("organizations:ListPolicies", "")})
	if !has("chat policies") {
		t.Error("a part that failed is missing")
	}
}
