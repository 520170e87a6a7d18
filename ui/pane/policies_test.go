package pane

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/sample"
	"deputy/ui/kit"
)

func TestPolicyFrames(t *testing.T) {
	env := demo()
	for _, c := range []struct {
		name string
		w, h int
	}{{"80x19", 80, 19}, {"120x35", 120, 35}, {"100x55", 100, 55}} {
		keep(t, "names-"+c.name, NewPolicies(env), c.w, c.h)
		p := NewPolicies(env)
		for range 4 {
			p.Do(kit.Sort)
		}
		keep(t, "problems-"+c.name, p, c.w, c.h)
		p.Do(kit.Filter)
		press(p, "deny")
		keep(t, "filtered-"+c.name, p, c.w, c.h)
	}
	keep(t, "unread", NewPolicies(emptyEnv()), 80, 19)
	for _, v := range sample.Hostile() {
		keep(t, "hostile-"+strings.ReplaceAll(v.Name, " ", "-"), NewPolicies(testEnv(v.Snapshot)), 100, 35)
	}
	keep(t, "denied", NewPolicies(deniedPolicies()), 80, 30)
	keep(t, "half-loaded", NewPolicies(halfLoaded()), 80, 30)
}

// deniedPolicies returns an organization whose tree may be read, and whose
// policies may not.
func deniedPolicies() *Env {
	s := sample.Demo()
	s.Policies, s.Attachments, s.Documents = nil, nil, nil
	env := testEnv(s)
	for _, t := range model.Evaluated() {
		env.Reading.Apply(model.StatusFact{Part: model.PartPolicies, Target: string(t), Status: failed("organizations:ListPolicies", "")})
		env.Reading.Apply(model.StatusFact{Part: model.PartTargets, Target: string(t), Status: failed("organizations:ListTargetsForPolicy", "")})
		for n := range env.Reading.Nodes() {
			env.Reading.Apply(model.StatusFact{
				Part: model.PartAttached, Target: model.AttachedTarget(n.ID, t), Status: failed("organizations:ListPoliciesForTarget", string(n.ID)),
			})
		}
	}
	return env
}

// halfLoaded returns an organization of which the policies' names, a few
// attachments and a document are here.
func halfLoaded() *Env {
	s := sample.Demo()
	env := emptyEnv()
	r := env.Reading
	r.Apply(model.OrganizationFact{Organization: s.Organization})
	r.Apply(model.RootsFact{Roots: s.Roots})
	r.Apply(model.StatusFact{Part: model.PartRoots, Status: model.Status{Progress: model.Complete}})
	r.Apply(model.OUsFact{OUs: s.OUs})
	r.Apply(model.AccountsFact{Accounts: s.Accounts})
	r.Apply(model.StatusFact{Part: model.PartAccounts, Status: model.Status{Progress: model.Partial, Done: 4}})
	scps := ofType(s.Policies, model.ServiceControlPolicy)
	r.Apply(model.PoliciesFact{Type: model.ServiceControlPolicy, Policies: scps})
	r.Apply(model.StatusFact{Part: model.PartPolicies, Target: string(model.ServiceControlPolicy), Status: model.Status{Progress: model.Complete}})
	r.Apply(model.StatusFact{Part: model.PartPolicies, Target: string(model.ResourceControlPolicy), Status: model.Status{Progress: model.Waiting}})
	r.Apply(model.StatusFact{Part: model.PartTargets, Target: string(model.ServiceControlPolicy), Status: model.Status{Progress: model.Partial}})
	r.Apply(model.StatusFact{Part: model.PartDocument, Status: model.Status{Progress: model.Partial, Done: 3, Total: 29}})
	for i, p := range scps {
		switch {
		case i%3 == 0:
			r.Apply(model.DocumentFact{Policy: p.ID, Document: s.Documents[p.ID]})
			r.Apply(model.StatusFact{Part: model.PartDocument, Target: string(p.ID), Status: model.Status{Progress: model.Complete}})
		case i%3 == 1:
			r.Apply(model.StatusFact{Part: model.PartDocument, Target: string(p.ID), Status: failed("organizations:DescribePolicy", string(p.ID))})
		}
		if i%2 == 0 {
			r.Apply(model.TargetsFact{Policy: p.ID, Targets: targetsIn(s, p.ID), First: true, Last: true})
		}
	}
	return env
}

func targetsIn(s *model.Snapshot, id model.PolicyID) []model.NodeID {
	var nodes []model.NodeID
	for _, a := range s.Attachments {
		if a.Policy == id && !isFull(id) {
			nodes = append(nodes, a.Target)
		}
	}
	return nodes
}

func TestAPolicyOnTheListIsFoundByGoTo(t *testing.T) {
	env := demo()
	p := NewPolicies(env)
	p.Do(kit.Filter)
	press(p, "nothing like it")
	for _, x := range env.Reading.Policies(model.ResourceControlPolicy) {
		if !p.GoTo(Place{Policy: x.ID}) || p.Selected() != x.ID {
			t.Errorf("the list does not go to %s", x.Name)
		}
	}
	if p.GoTo(Place{Policy: "p-nothere00"}) {
		t.Error("the list goes to a policy that is not there")
	}
}

func TestWhatReachesTheMostAccountsComesFirst(t *testing.T) {
	env := demo()
	p := NewPolicies(env)
	for p.all.order != policiesByReach {
		p.Do(kit.Sort)
	}
	for i := range len(p.Shown) - 1 {
		if a, b := env.Reading.Reach(p.Shown[i].ID), env.Reading.Reach(p.Shown[i+1].ID); a < b {
			t.Errorf("%s reaches %d accounts and stands before %s with %d", p.Shown[i].Name, a, p.Shown[i+1].Name, b)
		}
	}
}

func BenchmarkPoliciesDown(b *testing.B) {
	for _, n := range []int{50, 2000} {
		b.Run(phrase.Thousands(n), func(b *testing.B) {
			p := NewPolicies(testEnv(sample.Large(5000, 2000, n)))
			frame(b, p, 120, 35)
			for b.Loop() {
				p.Do(kit.Down)
				p.View(kit.Size{W: 120, H: 35}, true)
			}
		})
	}
}
