package command_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/ui/command"
)

const (
	tooling    = "222233334444" // security-tooling
	automation = "558192155802" // platform-automation, which holds Service Catalog
)

// TestPlanOnly ensures that a plan is printed with its digest last, and that
// nothing is executed.
func TestPlanOnly(t *testing.T) {
	b := newBench(t)
	b.run(command.Done, "register", "account-management", "security-tooling")
	b.says(b.out, "Register security-tooling (222233334444) as delegated administrator",
		"aws organizations register-delegated-administrator --account-id 222233334444 --service-principal account.amazonaws.com  # DEMO")
	digest := b.digest()
	b.run(command.Done, "register", "account.amazonaws.com", tooling)
	if b.digest() != digest {
		t.Error("an account's ID and its name give different plans")
	}
	b.calls()
}

// TestPlanTexts keeps what plans look like.
func TestPlanTexts(t *testing.T) {
	for name, c := range map[string]struct {
		code command.Code
		args []string
	}{
		"Register":    {command.Done, []string{"register", "account-management", tooling}},
		"HalfDone":    {command.Done, []string{"register", "config", tooling}},
		"Access":      {command.Done, []string{"register", "devops-guru", tooling, "--enable-access"}},
		"OwnCall":     {command.Done, []string{"register", "user-notifications", tooling, "--enable-access"}},
		"AccessOff":   {command.Denied, []string{"register", "devops-guru", tooling}},
		"NoRegion":    {command.Denied, []string{"remove", "guardduty", tooling}},
		"OneRegion":   {command.Done, []string{"remove", "guardduty", tooling, "--region", "eu-west-1"}},
		"AllRegions":  {command.Done, []string{"remove", "detective", tooling, "--region", "eu-central-1"}},
		"ByHand":      {command.Done, []string{"remove", "firewall-manager", tooling}},
		"Replace":     {command.Done, []string{"register", "vpc-ipam", tooling, "--replace"}},
		"Loss":        {command.Done, []string{"remove", "service-catalog", automation}},
		"UnknownName": {command.Done, []string{"remove", "telemetry-broker.amazonaws.com", "806327065584"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.run(c.code, c.args...)
			golden.RequireEqual(t, b.out)
		})
	}
}

// TestPlanJSON ensures that a plan's JSON has what scripts rely on.
func TestPlanJSON(t *testing.T) {
	b := newBench(t)
	b.run(command.Denied, "register", "--json", "devops-guru", tooling)
	var planned struct {
		Digest   string
		Steps    []map[string]any
		Blockers []string
		Warnings []string
	}
	if err := json.Unmarshal([]byte(b.out), &planned); err != nil {
		t.Fatal(err)
	}
	if len(planned.Blockers) != 1 || len(planned.Digest) != 16 || len(planned.Steps) == 0 || planned.Steps[0]["operation"] != "RegisterDelegatedAdministrator" {
		t.Errorf("the plan is %+v", planned)
	}
}

// TestExecute ensures that a confirmed plan is carried out, a line for each
// step.
func TestExecute(t *testing.T) {
	b := newBench(t)
	args := []string{"register", "devops-guru", tooling, "--enable-access"}
	b.run(command.Done, args...)
	digest := b.digest()
	b.run(command.Done, append(args, "--execute", "--plan", digest, "--confirm", tooling, "--reason", "CHG-1")...)
	b.calls("EnableAWSServiceAccess devops-guru.amazonaws.com", "RegisterDelegatedAdministrator devops-guru.amazonaws.com")
	want := "1/2 done: organizations EnableAWSServiceAccess devops-guru.amazonaws.com\n" +
		"2/2 done: organizations RegisterDelegatedAdministrator 222233334444 devops-guru.amazonaws.com\n"
	if b.out != want {
		t.Errorf("printed:\n%s", b.out)
	}
	if s := b.fake.executed[1]; s.Plan != digest || s.Reason != "CHG-1" || s.Number != 2 || s.Of != 2 {
		t.Errorf("the step is not bound to its plan: %+v", s)
	}
}

// TestUnconfirmed ensures that nothing is done with another digest, another
// account, without the loss confirmed, or without anybody to ask.
func TestUnconfirmed(t *testing.T) {
	b := newBench(t)
	remove := []string{"remove", "service-catalog", automation}
	b.run(command.Done, remove...)
	execute := slices.Concat(remove, []string{"--execute", "--plan", b.digest()})
	for name, more := range map[string][]string{
		"nobody to ask":    nil,
		"another account":  {"--confirm", tooling},
		"loss unconfirmed": {"--confirm", automation},
		"another loss":     {"--confirm", automation, "--confirm-loss", "config"},
		"words only":       {"--confirm-loss", "service-catalog"},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.run(command.Unconfirmed, append(execute[:6:6], more...)...)
			b.says(b.err, "nothing was changed")
		})
	}
	b.t = t
	b.run(command.Unconfirmed, append(remove[:3:3], "--execute", "--plan", "0123456789abcdef", "--confirm", automation)...)
	b.says(b.out, "plan ")
	b.calls()
	b.run(command.Done, append(execute[:6:6], "--confirm", automation, "--confirm-loss", "service-catalog")...)
	b.calls("DeregisterDelegatedAdministrator servicecatalog.amazonaws.com")
}

// TestConfirmLossOfNothing ensures that confirming a loss where none is to come is
// refused in plain words, and nothing changed.
func TestConfirmLossOfNothing(t *testing.T) {
	b := newBench(t)
	args := []string{"register", "account-management", tooling}
	b.run(command.Done, args...)
	b.run(command.BadInput, append(args, "--execute", "--plan", b.digest(), "--confirm", tooling, "--confirm-loss", "account-management")...)
	b.says(b.err, "nothing was changed: this plan destroys nothing: leave --confirm-loss out")
	b.calls()
}

// TestTyped ensures that on a terminal the words are asked for, and that only
// the right ones confirm.
func TestTyped(t *testing.T) {
	b := newBench(t)
	remove := []string{"remove", "service-catalog", automation}
	b.run(command.Done, remove...)
	execute := slices.Concat(remove, []string{"--execute", "--plan", b.digest()})
	b.terminal = true
	for _, typed := range []string{"", "\n", "y\n", "service-catalog\ny\n", "service-catalog\nservice-catalog " + tooling + "\n"} {
		b.stdin = typed
		b.run(command.Unconfirmed, execute...)
	}
	b.calls()
	b.stdin = "service-catalog\nservice-catalog " + automation + "\n"
	b.run(command.Done, execute...)
	b.says(b.err, "Type  service-catalog  to confirm the loss", "Type  service-catalog 558192155802  to remove")
	b.calls("DeregisterDelegatedAdministrator servicecatalog.amazonaws.com")
}

// TestLookedAtAgain ensures that a change made while somebody types voids the
// plan, and that the plan as of now is shown with what changed.
func TestLookedAtAgain(t *testing.T) {
	b := newBench(t)
	args := []string{"register", "account-management", tooling}
	b.run(command.Done, args...)
	b.terminal, b.stdin = true, tooling+"\n"
	b.fake.changed = func(n int, s *model.Snapshot) {
		if n == 3 { // the first was for the plan, the second before the question
			s.Delegations = append(s.Delegations, model.Delegation{Account: automation, Principal: "account.amazonaws.com"})
		}
	}
	b.run(command.Unconfirmed, append(args, "--execute", "--plan", b.digest())...)
	b.says(b.err, "Delegated administrators for account.amazonaws.com: none before, "+automation+" now")
	b.says(b.out, "deputy remove account-management "+automation, "\nplan ")
	b.calls()
}

// TestPartly ensures that a failure after the first step is distinguished from
// one at the first step, which changes nothing.
func TestPartly(t *testing.T) {
	refused := plan.Outcome{Result: plan.ResultFailed, Failure: &model.Failure{Cause: "too many administrators", Fix: "remove one"}}
	for name, c := range map[string]struct {
		outcomes []plan.Outcome
		code     command.Code
		says     string
	}{
		"refused at once": {[]plan.Outcome{refused}, command.Failed, "1/2 failed: organizations EnableAWSServiceAccess devops-guru.amazonaws.com - too many administrators. remove one."},
		"refused later":   {[]plan.Outcome{{Result: plan.ResultDone}, refused}, command.Partly, "2/2 failed"},
		"unknown":         {[]plan.Outcome{{Result: plan.ResultUnknown}}, command.Partly, "0 of 2 steps done, 1 unknown, 1 not started"},
		"not in the journal": {
			[]plan.Outcome{{Result: plan.ResultDone}, {Result: plan.ResultDone, Unrecorded: "The journal does not contain this outcome: no space left. Free space"}},
			command.Partly,
			"222233334444 devops-guru.amazonaws.com - The journal does not contain this outcome: no space left. Free space.\ndeputy: all steps are done, but the journal does not contain that",
		},
		"not in the journal, with a step left": {
			[]plan.Outcome{{Result: plan.ResultDone, Unrecorded: "The journal does not have this outcome"}}, command.Partly, "1 of 2 steps done, 1 not started",
		},
		"not visible yet": {[]plan.Outcome{{Result: plan.ResultNotVisible}, {Result: plan.ResultDone}}, command.Done, "1/2 done, not visible yet"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			args := []string{"register", "devops-guru", tooling, "--enable-access"}
			b.run(command.Done, args...)
			b.fake.outcome = func(n int, _ plan.Step) plan.Outcome { return c.outcomes[n-1] }
			b.run(c.code, append(args, "--execute", "--plan", b.digest(), "--confirm", tooling)...)
			b.says(b.out+b.err, c.says)
		})
	}
}

// TestStopped ensures that a signal lets the step under way end and begins no
// other.
func TestStopped(t *testing.T) {
	b := newBench(t)
	args := []string{"register", "devops-guru", tooling, "--enable-access"}
	b.run(command.Done, args...)
	ctx, stop := context.WithCancel(t.Context())
	b.ctx = ctx
	b.fake.outcome = func(int, plan.Step) plan.Outcome { stop(); return plan.Outcome{Result: plan.ResultDone} }
	b.run(command.Partly, append(args, "--execute", "--plan", b.digest(), "--confirm", tooling)...)
	b.calls("EnableAWSServiceAccess devops-guru.amazonaws.com")
	b.says(b.err, "1 of 2 steps done", "deputy register devops-guru 222233334444")
	b.run(command.Interrupted, args...)
}

// TestUnfinished ensures that work that did not finish is told
// before another plan.
func TestUnfinished(t *testing.T) {
	b := newBench(t)
	b.fake.unfinished = []plan.JournalEntry{{
		Time: benchTime, Step: 1, Of: 2, Phase: plan.Intent, Service: "organizations", Operation: "RegisterDelegatedAdministrator",
		Parameters: catalog.Parameters{{Name: "AccountId", Value: tooling}},
	}}
	b.run(command.Done, "register", "account-management", tooling)
	b.says(b.err, "did not finish, step 1 of 2: organizations RegisterDelegatedAdministrator 222233334444.",
		"deputy was about to make this call, and the journal does not say how it ended. The next step was not started.")
}

// TestReadOnly ensures that nothing is executed read-only, whatever says so,
// and that plans still show.
func TestReadOnly(t *testing.T) {
	b := newBench(t)
	args := []string{"register", "account-management", tooling}
	b.run(command.Done, append(args, "--read-only")...)
	execute := slices.Concat(args, []string{"--execute", "--plan", b.digest(), "--confirm", tooling})
	b.run(command.Denied, append(execute[:8:8], "--read-only")...)
	b.system.Environ = []string{"DEPUTY_READ_ONLY=1"}
	b.run(command.Denied, execute...)
	b.system.Environ = nil
	b.system.ProfileConfig = func(string) (command.ProfileConfig, error) { return command.ProfileConfig{ReadOnly: true}, nil }
	b.run(command.Denied, execute...)
	b.says(b.err, "nothing was changed", "read-only")
	b.calls()
}
