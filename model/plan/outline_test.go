package plan_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// lines returns the texts of the outline's sections of a kind.
func lines(p *plan.Plan, kind plan.SectionKind) []string {
	var texts []string
	for _, s := range p.Outline() {
		for _, l := range s.Lines {
			if s.Kind == kind {
				texts = append(texts, strings.TrimSpace(l.Text+" "+l.Command))
			}
		}
	}
	return texts
}

// TestOutlineOrder ensures that the sections of every plan stand in the order of
// their kinds, so what every plan says comes last, and that nothing of a plan is
// left out.
func TestOutlineOrder(t *testing.T) {
	r := modeltest.Demo()
	for _, s := range catalog.Services() {
		for _, d := range []catalog.Direction{catalog.Register, catalog.Remove} {
			p := plan.New(r, plan.Order{Direction: d, Service: s.ID, Account: modeltest.Tooling, Regions: []model.Region{"eu-central-1"}, EnableAccess: true})
			outline := p.Outline()
			if !slices.IsSortedFunc(outline, func(a, b plan.Section) int { return int(a.Kind) - int(b.Kind) }) {
				t.Errorf("%s %s: the sections are %+v", d, s.ID, outline)
			}
			var said []string
			for _, section := range outline {
				for _, l := range section.Lines {
					said = append(said, l.Text)
				}
			}
			want := slices.Concat(p.Consequences, p.Grants, p.Unchecked, p.Unverified)
			for _, w := range p.Warnings {
				want = append(want, w.Text)
			}
			for _, b := range p.Blockers {
				want = append(want, b.Text)
			}
			for _, text := range want {
				if !slices.Contains(said, text) {
					t.Errorf("%s %s does not say %q", d, s.ID, text)
				}
			}
			if got := len(lines(p, plan.SectionSteps)); got != len(p.Steps) || len(lines(p, plan.SectionCommands)) != got {
				t.Errorf("%s %s: %d of %d steps are shown", d, s.ID, got, len(p.Steps))
			}
		}
	}
}

// TestOutlineSpecificFirst ensures that what stands in every plan is not among
// what has to be read before confirming it.
func TestOutlineSpecificFirst(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments})
	for _, s := range p.Outline() {
		for _, l := range s.Lines {
			constant := strings.Contains(l.Text, "Terraform") || strings.Contains(l.Text, "24 read operations") || l.Command != ""
			if constant == s.Kind.Specific() {
				t.Errorf("%q stands under %q", l.Text+l.Command, s.Heading)
			}
		}
	}
}

// TestStepWords ensures that each step is told in plain words, which name what
// the plan's title leaves open.
func TestStepWords(t *testing.T) {
	for name, c := range map[string]struct {
		order plan.Order
		want  []string
	}{
		"registered": {
			plan.Order{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments},
			[]string{"register"},
		},
		"trusted access first": {
			plan.Order{Direction: catalog.Register, Service: "agent-registry", Account: modeltest.Payments, EnableAccess: true},
			[]string{"switch on trusted access", "register"},
		},
		"one of two principals": {
			plan.Order{Direction: catalog.Register, Service: "config", Account: modeltest.Tooling},
			[]string{"register for config-multiaccountsetup.amazonaws.com"},
		},
		"another account removed first": {
			plan.Order{Direction: catalog.Register, Service: "compute-optimizer", Account: modeltest.Payments, Replace: true},
			[]string{"remove 333344445555", "register"},
		},
		"one Region": {
			plan.Order{Direction: catalog.Remove, Service: "guardduty", Account: modeltest.Tooling, Regions: []model.Region{"eu-central-1"}},
			[]string{"remove in eu-central-1"},
		},
		"every Region": {
			plan.Order{
				Direction: catalog.Remove, Service: "guardduty", Account: modeltest.Tooling,
				Regions: []model.Region{"ap-south-1", "eu-central-1", "us-east-1"},
			},
			[]string{"remove in ap-south-1", "remove in eu-central-1", "remove in us-east-1", "deregister everywhere"},
		},
		"the service API, then AWS Organizations": {
			plan.Order{Direction: catalog.Remove, Service: "firewall-manager", Account: modeltest.Tooling},
			[]string{"remove", "deregister from the organization"},
		},
		"several services": {
			plan.Together([]plan.Order{
				{Direction: catalog.Register, Service: "account-management", Account: modeltest.Payments},
				{Direction: catalog.Register, Service: "health", Account: modeltest.Payments},
			}),
			[]string{"register for AWS Account Management", "register for AWS Health"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lines(plan.New(someRegions(), c.order), plan.SectionSteps); !slices.Equal(got, c.want) {
				t.Errorf("the steps are %q, not %q", got, c.want)
			}
		})
	}
}

// TestLossHeading ensures that a loss that AWS keeps for some days is not told as
// one for good.
func TestLossHeading(t *testing.T) {
	p := plan.New(modeltest.Demo(), plan.Order{Direction: catalog.Remove, Service: "service-catalog", Account: "558192155802"})
	for days, want := range map[int]string{0: "Lost for good", 1: "Lost unless restored within 1 day", 30: "Lost unless restored within 30 days"} {
		p.KeptDays = days
		if got := p.Outline()[0]; got.Kind != plan.SectionLoss || got.Heading != want {
			t.Errorf("kept for %d days: %+v", days, got)
		}
	}
}

// TestPrerequisites ensures that a plan mentions what deputy cannot check, as that,
// and a condition of use as that; what the reading shows to hold is not mentioned.
func TestPrerequisites(t *testing.T) {
	r := modeltest.Demo()
	for _, s := range catalog.Services() {
		p := plan.New(r, plan.Order{Direction: catalog.Register, Service: s.ID, Account: modeltest.Payments, Regions: []model.Region{"eu-central-1"}})
		for _, q := range s.Prerequisites {
			before, code := "Check first: ", "prerequisite"
			if q.Use {
				before, code = "Useful only if: ", "use"
			}
			said := slices.ContainsFunc(p.Warnings, func(w plan.Warning) bool { return w.Code == code && strings.HasPrefix(w.Text, before+q.Text) })
			_, on, _ := r.TrustedAccess(s.Principals[0].Name)
			holds := q.Kind == catalog.NeedsAllFeatures || q.Kind == catalog.NeedsMemberAccount || q.Kind == catalog.NeedsTrustedAccess && on
			if said && holds || !said && q.Kind == catalog.NeedsByHand {
				t.Errorf("%s: that %q holds is told: %t", s.ID, q.Text, said)
			}
		}
	}
}
