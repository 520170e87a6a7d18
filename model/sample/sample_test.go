package sample

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/scp"
)

// Every setting is one that its service can have, for an account that exists.
func TestSettings(t *testing.T) {
	s := Demo()
	for _, own := range s.Settings {
		service, ok := catalog.ByID(own.Service)
		exists := slices.ContainsFunc(s.Accounts, func(n model.Node) bool { return n.ID == own.Account.Node() })
		if !ok || !exists || service.Register.Mechanism != catalog.MechanismServiceAPI || service.Regions.Regional != (own.Region != "") ||
			own.Since.IsZero() || own.State != model.SettingEnabled {
			t.Errorf("%+v cannot be", own)
		}
	}
}

// Every organization of the package follows AWS's formats and quotas.
func TestFormsAndQuotas(t *testing.T) {
	all := append(Hostile(), Variant{"demo", Demo()}, Variant{"large", Large(3000, 300, 600)}, Variant{"small", Large(5, 3, 2)})
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			for _, problem := range slices.Concat(problemsOfNodes(v.Snapshot), problemsOfPolicies(v.Snapshot)) {
				t.Error(problem)
			}
		})
	}
}

func problemsOfNodes(s *model.Snapshot) (problems []string) {
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if !model.IsOrganizationID(s.Organization.ID) {
		report("organization ID %q", s.Organization.ID)
	}
	parents := map[model.NodeID]model.NodeID{}
	for _, n := range slices.Concat(s.Roots, s.OUs, s.Accounts) {
		id := string(n.ID)
		if _, twice := parents[n.ID]; twice {
			report("node %s appears twice", id)
		}
		parents[n.ID] = n.Parent
		well := map[model.NodeKind]bool{
			model.KindRoot: model.IsRootID(id), model.KindOU: model.IsOUID(id), model.KindAccount: model.IsAccountID(id),
		}
		if !well[n.Kind] {
			report("node ID %q of kind %d", id, n.Kind)
		}
		if arn, err := model.ParseARN(n.ARN); err != nil || arn.Account != string(s.Organization.Management) {
			report("ARN %q of %s does not carry the management account", n.ARN, id)
		}
		if n.Kind == model.KindAccount && (n.Joined.Year() < 2019 || n.Joined.After(s.Taken) || n.State == model.StateNotGiven) {
			report("account %s joined %s, state %q", id, n.Joined, n.State)
		}
		if len(s.Tags[id]) > 50 {
			report("%s has %d tags", id, len(s.Tags[id]))
		}
	}
	for id := range parents {
		depth := 0
		for at := parents[id]; at != ""; at = parents[at] {
			depth++
			if _, known := parents[at]; !known || depth > 6 {
				report("%s stands %d levels deep below %s", id, depth, at)
				break
			}
		}
	}
	return problems
}

func problemsOfPolicies(s *model.Snapshot) (problems []string) {
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	types := map[model.PolicyID]model.PolicyType{}
	for _, p := range s.Policies {
		if !model.IsPolicyID(string(p.ID)) || types[p.ID] != "" {
			report("policy ID %q", p.ID)
		}
		types[p.ID] = p.Type
		if _, ok := s.Documents[p.ID]; !ok {
			report("policy %s has no text", p.ID)
		}
	}
	count := map[string]int{}
	for _, a := range s.Attachments {
		count[fmt.Sprint(a.Target, types[a.Policy])]++
		_, most := types[a.Policy].Quota()
		if n := count[fmt.Sprint(a.Target, types[a.Policy])]; n > most && most > 0 {
			report("%s carries %d policies of type %s", a.Target, n, types[a.Policy])
		}
	}
	if len(s.Roots[0].PolicyTypes) == 0 {
		return problems
	}
	for _, n := range slices.Concat(s.Roots, s.OUs, s.Accounts) {
		if count[fmt.Sprint(n.ID, model.ServiceControlPolicy)] == 0 {
			report("%s carries no SCP", n.ID)
		}
	}
	return problems
}

// The demo's documents parse, fit AWS's quotas, and exactly one has problems.
func TestDemoDocuments(t *testing.T) {
	s := Demo()
	var linted []string
	largest := 0
	for _, p := range s.Policies {
		text := s.Documents[p.ID].Text
		if !json.Valid([]byte(text)) {
			t.Errorf("%s is not JSON", p.Name)
		}
		if quota, _ := p.Type.Quota(); quota > 0 && utf8.RuneCountInString(text) > quota {
			t.Errorf("%s has %d characters, %s allows %d", p.Name, len(text), p.Type, quota)
		}
		form := map[model.PolicyType]scp.Type{model.ServiceControlPolicy: scp.SCP, model.ResourceControlPolicy: scp.RCP}[p.Type]
		if form == 0 {
			continue
		}
		largest = max(largest, len(text))
		d := scp.Parse(text, form)
		if len(d.Problems) > 0 && !p.AWSManaged {
			linted = append(linted, p.Name)
		}
		if d.Broken() {
			t.Errorf("%s cannot be evaluated: %v", p.Name, d.Problems)
		}
	}
	if diff := cmp.Diff([]string{"AcquiredBaseline"}, linted); diff != "" {
		t.Errorf("documents with problems (-want +got):\n%s", diff)
	}
	if largest < 10000 {
		t.Errorf("the largest document has %d characters, want one close to the quota", largest)
	}
	if !json.Valid([]byte(s.ResourcePolicy.Text)) || !strings.Contains(s.ResourcePolicy.Text, string(workloads)) {
		t.Error("the resource policy does not delegate the policies of Workloads")
	}
}

// The demo shows what an operator meets: account states, and delegations that are
// complete, partly configured or forgotten.
func TestDemoShowsEveryCase(t *testing.T) {
	s := Demo()
	if len(s.Accounts) < 55 || len(s.OUs) < 15 {
		t.Errorf("%d accounts, %d units", len(s.Accounts), len(s.OUs))
	}
	states := map[model.AccountState]int{}
	names := map[model.NodeID]model.Node{}
	for _, a := range s.Accounts {
		states[a.State]++
		names[a.ID] = a
	}
	for state := model.StatePendingActivation; state <= model.StateClosed; state++ {
		if states[state] == 0 {
			t.Errorf("no account is %s", state)
		}
	}
	for id, name := range map[model.AccountID]string{
		management: "Acme Root", tooling: "security-tooling", finops: "finops", payments: "payments-prod", networkProd: "network-prod",
		logArchive: "log-archive", audit: "audit", backupVault: "backup-vault", identity: "identity", delivery: "ci-cd",
		monitoring: "monitoring", automation: "platform-automation", searchProd: "search-prod", oldLicensing: "licensing-old",
	} {
		if names[id.Node()].Name != name {
			t.Errorf("%s is %q, want %q", id, names[id.Node()].Name, name)
		}
	}
	on := map[model.Principal]bool{}
	for _, a := range s.TrustedAccess {
		on[a.Principal] = true
	}
	var suspendedDelegate, untrusted, unknown bool
	held := map[model.Principal]bool{}
	for _, d := range s.Delegations {
		held[d.Principal] = true
		suspendedDelegate = suspendedDelegate || names[d.Account.Node()].State == model.StateSuspended
		untrusted = untrusted || !on[d.Principal]
		_, known := catalog.ByPrincipal(d.Principal)
		unknown = unknown || !known
	}
	if !suspendedDelegate || !untrusted || !unknown {
		t.Errorf("suspended delegate %t, trusted access off %t, unknown principal %t", suspendedDelegate, untrusted, unknown)
	}
	if held["securityhub.amazonaws.com"] || !on["securityhub.amazonaws.com"] || held["config-multiaccountsetup.amazonaws.com"] {
		t.Error("Security Hub shall be trusted and held by nobody, Config half done")
	}
}

// The same call returns the same organization, and changing one changes no other.
func TestSamplesAreFixedAndSeparate(t *testing.T) {
	first := Demo()
	first.Accounts[0].Name = "changed"
	first.Tags[string(root)] = nil
	first.Roots[0].PolicyTypes[0].Status = "changed"
	if diff := cmp.Diff(Demo(), Demo()); diff != "" {
		t.Errorf("two demos differ:\n%s", diff)
	}
	if Demo().Accounts[0].Name == "changed" || Demo().Roots[0].PolicyTypes[0].Status == "changed" {
		t.Error("a change of one demo shows in the next")
	}
	if diff := cmp.Diff(Large(200, 30, 40), Large(200, 30, 40)); diff != "" {
		t.Errorf("two large ones differ:\n%s", diff)
	}
}

// Large has the size that was asked for, five levels deep.
func TestLarge(t *testing.T) {
	s := Large(3000, 400, 500)
	if len(s.Accounts) != 3000 || len(s.OUs) != 400 || len(s.Policies) != 502 {
		t.Errorf("%d accounts, %d units, %d policies", len(s.Accounts), len(s.OUs), len(s.Policies))
	}
	parents, deepest := map[model.NodeID]model.NodeID{}, 0
	for _, u := range s.OUs {
		parents[u.ID] = u.Parent
	}
	for id := range parents {
		depth := 0
		for at := id; parents[at] != ""; at = parents[at] {
			depth++
		}
		deepest = max(deepest, depth)
	}
	if deepest != 5 {
		t.Errorf("the units are %d levels deep, want 5", deepest)
	}
	for _, p := range s.Policies {
		if !json.Valid([]byte(s.Documents[p.ID].Text)) {
			t.Fatalf("%s is not JSON", p.ID)
		}
	}
}

// Every date in the tables is valid.
func TestDates(t *testing.T) {
	var dates []string
	for _, m := range members {
		dates = append(dates, m.joined)
	}
	for _, x := range trusted {
		dates = append(dates, x.since)
	}
	for _, x := range delegated {
		dates = append(dates, x.since)
	}
	for _, d := range dates {
		if _, err := time.Parse(time.DateOnly, d); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkDemo(b *testing.B) {
	for b.Loop() {
		Demo()
	}
}

func BenchmarkLarge(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Large(50_000, 2_000, 2_000)
	}
}
