package stage_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/aws"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/sample"
)

// finding is a row of the Findings screen: its mark, its severity where that changes,
// and its title.
var finding = regexp.MustCompile(`^.?(?:!!|!|·) +(?:high|medium|low)? *(\S.*)`)

// alarms returns what the screens warn of: findings by their titles, and the services
// with a note that something is wrong.
func (r *rig) alarms() []string {
	r.t.Helper()
	r.Resize(150, 150) // everything is in sight, and no page beside it
	r.Press("4")
	r.Wait(2 * time.Second)
	var all []string
	for line := range strings.Lines(r.Frame()) {
		if found := finding.FindStringSubmatch(line); found != nil {
			title, _, _ := strings.Cut(found[1], "  ")
			all = append(all, "finding "+title)
		}
	}
	r.Press("3")
	r.Wait(time.Second)
	for line := range strings.Lines(r.Frame()) {
		if before, _, found := strings.Cut(line, " ! "); found {
			service, _, _ := strings.Cut(strings.TrimSpace(before), "  ")
			all = append(all, "a note on "+strings.TrimPrefix(service, "▌"))
		}
	}
	if r.Shows("! incomplete") {
		all = append(all, "a gap")
	}
	r.Press("1")
	return all
}

// through carries out the plan that is shown, whatever it asks for, and returns all
// that the plan said and how it ended. A plan that stays blocked is left.
func (r *rig) through() (said, ended string) {
	r.t.Helper()
	for range 60 {
		r.Wait(2 * time.Second)
		f := r.Frame()
		ask := func(label string) bool {
			if !strings.Contains(f, label) {
				return false
			}
			r.field(label)
			r.Press("space")
			return true
		}
		switch blocked := strings.Contains(f, "blocked\n"); {
		case strings.Contains(f, "Esc closes."):
			return said, f
		case strings.Contains(f, "Space chooses, a chooses all"):
			r.Press("a", "enter")
		case ask("[ ] Switch trusted access on first"), ask("[ ] I know what is lost"), blocked && ask("[ ] Remove "):
		case strings.Contains(f, "Esc cancel") && blocked:
			return said, f
		case strings.Contains(f, "Esc cancel"):
			said = f
			if _, rest, ok := strings.Cut(f, "Type  "); ok {
				words, _, _ := strings.Cut(rest, "  to ")
				r.field("Type  ")
				r.Type(words)
			}
			r.Press("pgdown", "pgdown", "pgdown")
			r.toButton()
			r.ready, r.began = true, true
			r.Press("enter")
			r.ready = false
		}
	}
	r.t.Fatalf("the plan does not end:\n%s", r.Frame())
	return "", ""
}

// unalarmed carries out the plan that is shown, and fails the test if something
// warns afterwards that did not before, unless the plan has said it. It returns what
// warns then.
func (r *rig) unalarmed(what string, before []string) (done bool, after []string) {
	r.t.Helper()
	said, ended := r.through()
	done = strings.Contains(ended, "Done and verified.")
	if !done && !strings.Contains(ended, "blocked\n") {
		r.t.Errorf("%s is not done:\n%s", what, ended)
	}
	r.Press("esc")
	r.Wait(time.Minute)
	told := strings.Contains(strings.Join(strings.Fields(said), " "), "Trusted access stays on; only the management account then administers it.")
	after = r.alarms()
	for _, a := range after {
		if !slices.Contains(before, a) && !(told && strings.HasSuffix(a, ": no delegated administrator")) {
			r.t.Errorf("%s ends with %s", what, a)
		}
	}
	r.Resize(120, 70)
	return done, after
}

// deed is a plan to make: for an account, by its name, and a service.
type deed struct{ key, account, service string }

// deeds are plans of every kind: each service for an account that has none, in the way
// that the service has, Region by Region, with trusted access, beside another account
// or in its place; and the removal of every delegation of the demo organization.
func deeds() (all []deed) {
	for _, s := range catalog.Services() {
		all = append(all, deed{"d", "payments-prod", s.Name})
	}
	demo := sample.Demo()
	for _, d := range demo.Delegations {
		s, known := catalog.ByPrincipal(d.Principal)
		at := slices.IndexFunc(demo.Accounts, func(n model.Node) bool { return n.Account() == d.Account })
		x := deed{"x", demo.Accounts[at].Name, s.Name}
		if known && !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

// TestNoPlanEndsWithAnAlarm carries out plans of every kind, and undoes each. Neither
// leaves a warning that was not there before and that the plan has not told.
func TestNoPlanEndsWithAnAlarm(t *testing.T) {
	t.Parallel()
	skipShort(t)
	const shares = 4 // each reads the organization once
	for share := range shares {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			play(t, setting{backend: aws.Options{DelegateRole: "OrgAdmin"}, w: 120, h: 70}, func(r *rig) {
				r.loaded()
				plan := func(x deed) {
					r.on(x.account)
					r.Press(x.key)
					r.Type(x.service)
					r.Press("enter")
					r.Wait(3 * time.Second)
				}
				for i, x := range deeds() {
					if i%shares != share {
						continue
					}
					plan(x)
					r.Press("esc") // it has read what the service itself says
					before := r.alarms()
					r.Resize(120, 70)
					plan(x)
					if done, after := r.unalarmed(fmt.Sprint(x), before); done {
						r.Press("u")
						r.unalarmed(fmt.Sprint("undoing ", x), append(before, after...))
					}
				}
			})
		})
	}
}
