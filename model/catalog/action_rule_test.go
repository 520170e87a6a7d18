package catalog

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each service of the catalogue has rules, each rule a page of AWS, and words where
// the delegation alone does not say it.
func TestActionRules(t *testing.T) {
	rules := actionRules()
	if len(rules.Services) != len(Services()) {
		t.Errorf("%d services have rules, want %d", len(rules.Services), len(Services()))
	}
	pattern := regexp.MustCompile(`^([a-z0-9-]+|\*):[A-Za-z0-9*]+$`)
	check := func(name string, list []ActionRule) {
		for _, r := range list {
			var p problems
			p.require(strings.HasPrefix(r.Page, "https://docs.aws.amazon.com/"), "page %q", r.Page)
			p.sentence("why", r.Why)
			p.require(r.Why != "" || r.Place == PlaceDelegate, "no reason")
			p.require(r.Place.String() != "invalid" && len(r.Actions) > 0, "incomplete")
			for _, a := range r.Actions {
				p.require(pattern.MatchString(a), "pattern %q", a)
			}
			for _, problem := range p {
				t.Errorf("%s: %v: %s", name, r.Actions, problem)
			}
		}
	}
	for _, s := range rules.Services {
		if _, ok := ByID(s.ID); !ok {
			t.Errorf("%s is not in the catalogue", s.ID)
		}
		check(string(s.ID), s.Actions)
		if !slices.ContainsFunc(s.Actions, func(r ActionRule) bool { return r.Place == PlaceDelegate }) &&
			s.ID != "eks" && s.ID != "health" && s.ID != "devops-guru" { // they only read
			t.Errorf("%s: the delegation covers nothing", s.ID)
		}
	}
	check("account", rules.Account)
}

// A call that registers or removes an administrator is the management account's,
// except where the administrator makes it.
func TestRegistrationNeedsItsCaller(t *testing.T) {
	for _, s := range Services() {
		for _, call := range []*Call{s.TrustedAccess.Call, s.Register.Call, s.Remove.Call} {
			if call == nil {
				continue
			}
			want := PlaceManagement
			if call.Caller != PartyManagement {
				want = PlaceDelegate
			}
			for _, rule := range RulesOf(call.Service + ":" + call.Operation) {
				if rule.Place != want {
					t.Errorf("%s:%s is %v, want %v", call.Service, call.Operation, rule.Place, want)
				}
				break
			}
		}
	}
}

func TestLike(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"sso:*", "sso:CreateAccountAssignment", true},
		{"sso:*", "sso-directory:CreateUser", false},
		{"*:PutAccount*", "s3:putaccountpublicaccessblock", true},
		{"fms:*Policy", "fms:PutPolicy", true},
		{"fms:*Policy", "fms:PutPolicies", false},
		{"a*b*c", "aXbYbc", true},
		{"a*b*c", "ac", false},
	} {
		if got := Like(c.pattern, c.text); got != c.want {
			t.Errorf("Like(%q, %q) = %v", c.pattern, c.text, got)
		}
	}
}
