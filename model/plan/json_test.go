package plan_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

func TestEncodePlan(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "agent-registry", Account: modeltest.Payments, EnableAccess: true})
	var b strings.Builder
	if err := plan.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Digest string
		Steps  []struct {
			Caller, Service, Operation, CLI string
			Parameters                      map[string]string
			Irreversible                    *bool
			Region                          *string
		}
		Blockers, Warnings []string
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	if got.Digest != p.Digest() || len(got.Steps) != 2 || got.Blockers == nil || got.Warnings == nil {
		t.Fatalf("the plan is %s", b.String())
	}
	s := got.Steps[1]
	want := map[string]string{"AccountId": string(modeltest.Payments), "ServicePrincipal": string(p.Steps[1].Principal)}
	if diff := cmp.Diff(want, s.Parameters); diff != "" {
		t.Error(diff)
	}
	if s.Caller != string(modeltest.Management) || s.Service != "organizations" || s.Operation != "RegisterDelegatedAdministrator" ||
		s.Irreversible == nil || s.Region != nil || !strings.HasSuffix(s.CLI, "# DEMO") {
		t.Errorf("the step is %+v", s)
	}
	if i, j := strings.Index(b.String(), `"AccountId"`), strings.LastIndex(b.String(), `"ServicePrincipal": "`+string(p.Steps[1].Principal)); i < 0 || j < i {
		t.Errorf("the parameters are not in their order: %s", b.String())
	}
}

func TestEncodeBlockedPlan(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.OldLicensing})
	var b strings.Builder
	if err := plan.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Only an active account can be registered. Choose an active account.") {
		t.Errorf("the blocker or its fix is missing: %s", b.String())
	}
}
