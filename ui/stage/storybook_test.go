package stage_test

import (
	"image/color"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"deputy/aws/emulator"
	"deputy/model/sample"
	"deputy/ui/stage"
	"deputy/ui/theme"
)

// A story is a named state of the program: how it is started and what is done
// to come to it. The script runs at 120×40, and the frame is kept at that size.
type story struct {
	name  string
	begin setting
	do    func(*rig)
}

// TestStorybook compares every state with the frame that is kept of it, and
// holds the other sizes against that one. After a change that is meant, bring
// the frames up to date and read the difference as if it were code:
//
//	go test ./ui/stage -run TestStorybook -update
func TestStorybook(t *testing.T) {
	t.Parallel()
	skipShort(t)
	for _, s := range stories() {
		t.Run(s.name+"."+stage.Kept.String(), func(t *testing.T) {
			t.Parallel()
			var frame string
			play(t, s.begin, func(r *rig) {
				s.do(r)
				frame = r.Frame()
				r.CheckSizes()
			})
			golden.RequireEqual(t, frame)
		})
	}
}

// otherFrames are states that are kept at sizes where the screen is laid out in
// another way.
var otherFrames = []struct {
	story string
	stage.Size
}{
	{"organization", stage.Size{80, 24}},
	{"account-scps", stage.Size{80, 24}},
	{"delegations", stage.Size{80, 24}},
	{"management-use", stage.Size{80, 24}},
	{"names", stage.Size{80, 24}},
	{"plan-loss-confirming", stage.Size{80, 24}},
	{"several-blocked", stage.Size{80, 24}},
	{"lens-ordinary", stage.Size{80, 24}},
	{"lens-answers", stage.Size{80, 24}},
	{"lens-accounts", stage.Size{80, 24}},
	{"history", stage.Size{80, 24}},
	{"compare-ordinary", stage.Size{80, 24}},
	{"what-if-ordinary", stage.Size{80, 24}},
	{"organization", stage.Size{200, 60}},
	{"findings", stage.Size{200, 60}},
	{"account-scps", stage.Size{200, 60}},
	{"account-scps-unfolded", stage.Size{80, 24}},
	{"delegation", stage.Size{200, 60}},
	{"account-scps", stage.Size{60, 15}},
	{"ask-denied", stage.Size{60, 15}},
	{"plan-loss-confirming", stage.Size{60, 15}},
	{"failed-denied", stage.Size{60, 15}},
	{"organization", stage.Size{40, 10}},
}

// TestOtherSizes compares the frames that are kept at other sizes.
func TestOtherSizes(t *testing.T) {
	t.Parallel()
	skipShort(t)
	all := stories()
	for _, other := range otherFrames {
		i := slices.IndexFunc(all, func(s story) bool { return s.name == other.story })
		if i < 0 {
			t.Fatalf("no story is called %s", other.story)
		}
		t.Run(other.story+"."+other.Size.String(), func(t *testing.T) {
			t.Parallel()
			var frame string
			play(t, all[i].begin, func(r *rig) {
				all[i].do(r)
				r.Resize(other.W, other.H)
				frame = r.Frame()
			})
			golden.RequireEqual(t, frame)
		})
	}
}

// TestNoOrphanedFrames ensures that every kept frame belongs to a state, and
// that no two states have the same name.
func TestNoOrphanedFrames(t *testing.T) {
	t.Parallel()
	want := map[string]int{}
	for _, s := range stories() {
		want["TestStorybook/"+s.name+"."+stage.Kept.String()]++
	}
	for _, o := range otherFrames {
		want["TestOtherSizes/"+o.story+"."+o.Size.String()]++
	}
	for name, times := range want {
		if times > 1 {
			t.Errorf("%s is the frame of two states", name)
		}
	}
	found, err := filepath.Glob(filepath.Join("testdata", "*", "*.golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if strings.Contains(path, "TestColours") {
			continue
		}
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(path), "testdata/"), ".golden")
		if want[name] == 0 {
			t.Errorf("%s belongs to no state: remove it", path)
		}
	}
}

// stories are all states, by chapter.
func stories() []story {
	return slices.Concat(placeStories(), ownStories(), overlayStories(), readingStories(), oddStories(), planStories(), changeStories(), whatIfStories())
}

// at begins a script in the loaded organization.
func at(do func(*rig)) func(*rig) {
	return func(r *rig) {
		r.loaded()
		do(r)
		r.Wait(time.Second)
	}
}

// still is a script that does nothing more.
func still(*rig) {}

// pressed presses keys after going to a node.
func pressed(node string, keys ...string) func(*rig) {
	return at(func(r *rig) {
		if node != "" {
			r.on(node)
		}
		r.Press(keys...)
	})
}

// placeStories are the screens and their tabs.
func placeStories() []story {
	return []story{
		{name: "organization", do: at(still)},
		{name: "organization-unfolded", do: pressed("", "+", "down", "down", "down")},
		{name: "unit", do: at(func(r *rig) { r.found("Card Vault") })},
		{name: "account", do: pressed("payments-prod", "enter")},
		{name: "account-scps", do: pressed("payments-prod", "enter", "tab")},
		{name: "account-rcps", do: pressed("payments-prod", "enter", "tab", "tab")},
		{name: "account-delegations", do: pressed("security-tooling", "enter", "tab", "tab", "tab")},
		{name: "account-tags", do: pressed("payments-prod", "enter", "tab", "tab", "tab", "tab")},
		{name: "management-account-scps", do: pressed("Acme Root", "enter", "tab")},
		{name: "suspended-account", do: pressed("licensing-old", "enter")},
		{name: "account-scps-unfolded", do: pressed("payments-prod", "enter", "tab", "down", "down", "enter")},
		{name: "document", do: pressed("payments-prod", "enter", "tab", "down", "enter", "down", "enter")},
		{name: "accounts", do: pressed("", "t")},
		{name: "accounts-sorted", do: pressed("", "t", "s", "s")},
		{name: "policies", do: pressed("", "2")},
		{name: "policy", do: pressed("", "2", "down", "down", "enter")},
		{name: "delegations", do: pressed("", "3")},
		{name: "delegations-by-account", do: pressed("", "3", "t")},
		{name: "findings", do: pressed("", "4")},
		{name: "finding", do: pressed("", "4", "down", "down", "right")},
		{name: "finding-plan", do: pressed("", "4", "down", "down", "d")},
		{name: "finding-exemption", do: pressed("", "4", "down", "right")},
		{name: "what-if-exemption", do: pressed("", "4", "down", "w")},
		{name: "management-use-unread", do: pressed("", "M")},
		{name: "management-use", do: used()},
		{name: "management-use-calls", do: used("down", "down", "enter")},
		{name: "management-use-event", do: used("down", "down", "enter", "enter", "enter")},
		{name: "delegation", do: pressed("", "3", "down", "down", "down", "enter")},
	}
}

// used presses keys on the page of the management account, once its events are read.
func used(keys ...string) func(*rig) {
	return at(func(r *rig) {
		r.Press("M", "r")
		r.Until("as of 10:31Z")
		r.Press(keys...)
	})
}

// typed opens an overlay with a key and types into it.
func typed(key, text string) func(*rig) {
	return at(func(r *rig) {
		r.Press(key)
		r.Type(text)
	})
}

// asked asks about an account whether something is blocked.
func asked(account, action, resource string) func(*rig) {
	return at(func(r *rig) {
		r.on(account)
		r.Press("a")
		r.Type(action)
		r.Press("enter")
		r.Type(resource)
		r.Press("enter")
	})
}

// lens keeps a question on of which nothing is given but the action, and presses
// keys.
func lens(action string, keys ...string) func(*rig) {
	return at(func(r *rig) {
		r.on("payments-prod")
		r.Press("a")
		r.Type(action)
		r.Press("ctrl+n")
		r.Press(keys...)
		r.Wait(10 * time.Second)
	})
}

// overlayStories are what lies over the screens.
func overlayStories() []story {
	return []story{
		{name: "search", do: pressed("", "/")},
		{name: "search-typed", do: typed("/", "prod")},
		{name: "search-nothing", do: typed("/", "no such thing")},
		{name: "palette", do: pressed("", ":")},
		{name: "help", do: pressed("", "?")},
		{name: "activity", do: pressed("", "A")},
		{name: "history", begin: withEvents(), do: at(func(r *rig) {
			r.Press("H")
			r.Wait(2 * time.Minute)
			r.Press("down", "down", "down", "down", "down")
		})},
		{name: "history-home", begin: withEvents(), do: at(func(r *rig) {
			r.Press("H")
			r.Wait(2 * time.Minute)
			r.Press("esc")
		})},
		{name: "history-delegation", begin: withEvents(), do: at(func(r *rig) {
			r.Press("H")
			r.Wait(2 * time.Minute)
			r.Press("/")
			r.Type("registered monitoring")
			r.Press("enter", "enter")
			r.Wait(time.Second)
		})},
		{name: "ask", do: pressed("payments-prod", "a")},
		{name: "ask-allowed", do: asked("legacy-erp", "iam:ListUsers", "*")},
		{name: "ask-denied", do: asked("payments-prod", "organizations:LeaveOrganization", "*")},
		{name: "ask-depends", do: asked("payments-prod", "s3:PutBucketPolicy", "")},
		{name: "ask-unknown", begin: deny("ListPolicies", "ListPoliciesForTarget"), do: func(r *rig) {
			r.Wait(20 * time.Second)
			r.on("payments-prod")
			r.Press("a")
			r.Type("ec2:RunInstances")
			r.Press("enter")
			r.Wait(time.Second)
		}},
		{name: "ask-unit", do: at(func(r *rig) {
			r.found("ou-4x9a-w7k2p9da")
			r.Press("a")
			r.Type("ec2:RunInstances")
			r.Press("enter")
		})},
		{name: "lens", do: at(func(r *rig) {
			asked("payments-prod", "organizations:LeaveOrganization", "*")(r)
			r.Press("ctrl+n")
			r.Wait(10 * time.Second)
		})},
		{name: "lens-ordinary", do: lens("rds:CreateDBInstance")},
		{name: "lens-differs", do: lens("s3:GetObject", "*")},
		{name: "lens-exactly", do: lens("rds:CreateDBInstance", "=")},
		{name: "lens-answers", do: lens("rds:CreateDBInstance", "v")},
		{name: "lens-accounts", do: lens("rds:CreateDBInstance", "t", "esc")},
	}
}

// withEvents is the demo organization with CloudTrail events.
func withEvents() setting {
	return setting{server: emulator.New(sample.Demo(), emulator.WithEvents(sample.Events))}
}

// deny is the demo organization with operations denied.
func deny(operations ...string) (s setting) {
	for _, o := range operations {
		s.faults.Deny = append(s.faults.Deny, emulator.Denial{Operation: o})
	}
	return s
}

// hangs is the demo organization where a call is never answered: the n-th of
// an operation, or all of them.
func hangs(operation string, n int) setting {
	return setting{faults: emulator.Faults{Fail: []emulator.Failure{{Operation: operation, Nth: n, Code: "timeout"}}}}
}

// readingStories are states between nothing and everything read.
func readingStories() []story {
	slow := setting{faults: emulator.Faults{Latency: 2 * time.Second}}
	after := func(d time.Duration, keys ...string) func(*rig) {
		return func(r *rig) {
			r.Wait(d)
			r.Press(keys...)
			r.Wait(time.Second)
		}
	}
	expired := setting{faults: emulator.Faults{Fail: []emulator.Failure{{Operation: "*", Code: "ExpiredTokenException"}}}}
	alone := setting{faults: emulator.Faults{Fail: []emulator.Failure{{Operation: "organizations:*", Code: "AWSOrganizationsNotInUseException", Message: "Your account is not a member of an organization."}}}}
	few := hostile("no units")
	few.faults = deny("DescribePolicy").faults
	barred := setting{}
	barred.options.ReadOnly = "deputy was started with --read-only."
	return []story{
		{name: "loading", begin: slow, do: after(500 * time.Millisecond)},
		{name: "half-loaded", begin: hangs("ListAccounts", 2), do: after(3 * time.Second)},
		{name: "half-loaded-attachments", begin: hangs("ListTargetsForPolicy", 0), do: after(20*time.Second, "2")},
		{name: "half-loaded-documents", begin: hangs("DescribePolicy", 0), do: after(20*time.Second, "down", "enter", "tab")},
		{name: "member", begin: setting{caller: payments}, do: after(10 * time.Second)},
		{name: "member-gaps", begin: setting{caller: payments}, do: after(10*time.Second, "A")},
		{name: "delegated", begin: setting{caller: tooling}, do: at(still)},
		{name: "read-only", begin: barred, do: pressed("payments-prod", "d")},
		{name: "gap-policies", begin: deny("ListPolicies", "ListPoliciesForTarget"), do: after(20*time.Second, "down", "enter", "tab")},
		{name: "gap-policies-screen", begin: deny("ListPolicies"), do: after(20*time.Second, "2")},
		{name: "gap-documents", begin: few, do: after(20*time.Second, "2", "enter")},
		{name: "gap-delegations", begin: deny("ListDelegatedAdministrators"), do: after(20*time.Second, "3")},
		{name: "gap-trusted-access", begin: deny("ListAWSServiceAccessForOrganization"), do: after(20*time.Second, "3")},
		{name: "gap-findings", begin: deny("ListAWSServiceAccessForOrganization"), do: after(20*time.Second, "4", "end")},
		{name: "gap-tags", begin: deny("ListTagsForResource"), do: after(20*time.Second, "down", "enter", "shift+tab")},
		{name: "expired", begin: expired, do: after(time.Minute)},
		{name: "no-organization", begin: alone, do: after(time.Minute)},
	}
}

// hostile gives a variant that is hard to show.
func hostile(name string) setting {
	all := sample.Hostile()
	i := slices.IndexFunc(all, func(v sample.Variant) bool { return v.Name == name })
	return setting{organization: all[i].Snapshot}
}

// oddStories are organizations that look unlike others.
func oddStories() []story {
	do := func(keys ...string) func(*rig) {
		return func(r *rig) {
			r.Wait(20 * time.Second)
			r.Press(keys...)
			r.Wait(time.Second)
		}
	}
	return []story{
		{name: "names", begin: hostile("names"), do: do("+", "down", "down")},
		{name: "names-account", begin: hostile("names"), do: do("+", "end", "enter")},
		{name: "names-accounts", begin: hostile("names"), do: do("t")},
		{name: "names-policies", begin: hostile("names"), do: do("2", "down", "enter")},
		{name: "names-tags", begin: hostile("names"), do: do("+", "end", "enter", "shift+tab")},
		{name: "empty", begin: hostile("alone"), do: do()},
		{name: "empty-delegations", begin: hostile("alone"), do: do("3", "t")},
		{name: "no-units", begin: hostile("no units"), do: do("down")},
		{name: "accounts-in-the-root", begin: hostile("accounts in the root"), do: do()},
		{name: "a-thousand-in-one-unit", begin: hostile("a thousand accounts in one unit"), do: do("down", "right", "pgdown", "pgdown")},
		{name: "consolidated-billing", begin: hostile("consolidated billing"), do: do("enter")},
		{name: "consolidated-billing-policies", begin: hostile("consolidated billing"), do: do("2")},
		{name: "consolidated-billing-plan", begin: hostile("consolidated billing"), do: func(r *rig) {
			r.Wait(20 * time.Second)
			r.begin("d", "account-0003", "account-management")
			r.Wait(time.Second)
		}},
		{name: "scps-disabled", begin: hostile("SCPs disabled"), do: do("down", "enter", "tab")},
		{name: "scps-disabled-policies", begin: hostile("SCPs disabled"), do: do("2")},
	}
}

// TestColours keeps some frames with their colours: a plan with a loss, dark
// and light, with sixteen colours, with none, and with none and plain marks.
func TestColours(t *testing.T) {
	t.Parallel()
	skipShort(t)
	for name, look := range map[string]struct {
		level theme.Depth
		paper color.Color
		ascii bool
	}{
		"dark":    {theme.Full, color.Black, false},
		"light":   {theme.Full, color.White, false},
		"sixteen": {theme.Sixteen, color.Black, false},
		"none":    {theme.None, color.Black, false},
		"ascii":   {theme.None, color.Black, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setting{w: 80, h: 24}
			s.options.Depth, s.options.ASCII = look.level, look.ascii
			var tree, plan string
			play(t, s, func(r *rig) {
				r.Send(tea.BackgroundColorMsg{Color: look.paper})
				r.loaded()
				tree = r.Styled()
				r.begin("x", "platform-automation", "service-catalog")
				r.Wait(2 * time.Second)
				plan = r.Styled()
			})
			if name == "ascii" && strings.IndexFunc(tree+plan, func(r rune) bool { return r > 0x7e }) >= 0 {
				t.Errorf("a frame in ASCII holds other characters:\n%s\n%s", tree, plan)
			}
			golden.RequireEqual(t, tree+"\n"+plan)
		})
	}
}
