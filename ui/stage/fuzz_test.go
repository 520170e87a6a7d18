package stage_test

import (
	"context"
	"encoding/json"
	"flag"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
)

// FuzzKeys lets somebody press, paste, click and resize at random, on seeds
// that walk through the wizard. Whatever they do: nothing panics, every frame
// is exact, and nothing is changed but by a plan that stood on the screen and
// was confirmed there just before; nothing at all in read-only mode.
//
// The first byte chooses the faults and whether changes are allowed, every
// other byte is a move.
func FuzzKeys(f *testing.F) {
	// TestSeedsConfirm plays the seeds when nothing is fuzzed.
	if flag.Lookup("test.fuzz").Value.String() != "" {
		for _, s := range seeds() {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, moves []byte) { perform(t, moves) })
}

// TestSeedsConfirm plays the seeds of FuzzKeys, and ensures that the fuzz
// begins where it matters: they reach plans in both directions and confirm them.
func TestSeedsConfirm(t *testing.T) {
	t.Parallel()
	all := seeds()
	made := make([][]string, len(all))
	t.Run("walks", func(t *testing.T) {
		for i, s := range all {
			if testing.Short() && i%4 > 0 {
				continue
			}
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				made[i] = perform(t, s)
			})
		}
	})
	if testing.Short() {
		return
	}
	reached := map[string]int{}
	again := 0 // calls that were made once more in one walk: after unfinished work was read back
	for i, s := range all {
		seen := map[string]bool{}
		for _, c := range made[i] {
			reached[strings.Fields(c)[0]]++
			if seen[c] && s[0] == 2 {
				again++
			}
			seen[c] = true
		}
	}
	if again == 0 {
		t.Error("the seeds went on with no unfinished work")
	}
	for _, operation := range []string{
		"RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator", "EnableAWSServiceAccess", "EnableOrganizationAdminAccount",
		"DisableOrganizationAdminAccount", "EnableIpamOrganizationAdminAccount", "DisableIpamOrganizationAdminAccount",
	} {
		if reached[operation] < 2 {
			t.Errorf("the seeds confirmed %d plans with %s", reached[operation], operation)
		}
	}
}

// move is something that a user can do, spelled shortly for the seeds.
type move struct {
	name string
	do   func(*player)
	keys int // how many keys that is
}

// moves are all moves; a byte chooses one. New ones are added at the end, so
// that kept inputs go on to mean the same.
var moves = slices.Concat(
	pressing("up", "down", "left", "right", "enter", "esc", "tab", "shift+tab", "space", "home", "end", "pgup", "pgdown", "backspace",
		"1", "2", "3", "4", "a", "d", "x", "u", "t", "f", "s", "n", "N", "y", "Y", "c", "T", "o", "r", "R", "m", "L", "A", "U", "P", "q",
		"+", "-", "[", "]", "/", ":", "?", "g", "G", "j", "k", "h", "l", "ctrl+n", "ctrl+k", "ctrl+u", "ctrl+w", "ctrl+a", "delete", "alt+left"),
	typing("account-management", "agent-registry", "health", "service-catalog", "payments", "monitoring", "automation", "security",
		"health 806327065584", "service-catalog 558192155802", "account-management 444455556666", "agent-registry 444455556666",
		"s3:GetObject", "CHG-1", "宽 \u202e e\u0301", "444455556666"),
	pasting("health 806327065584", "arn:aws:organizations::111122223333:ou/o-4x9acme2k7/ou-4x9a-w7k2p9da", "\x1b[2J\r\n\x00"+strings.Repeat("long ", 300)),
	sizing([2]int{80, 24}, [2]int{120, 40}, [2]int{60, 15}, [2]int{200, 60}, [2]int{40, 10}, [2]int{1, 1}, [2]int{61, 16}),
	waiting(10*time.Millisecond, 150*time.Millisecond, 500*time.Millisecond, 2*time.Second, time.Minute),
	clicking(),
	[]move{{"signal", func(p *player) { p.Send(ui.Interrupt{}) }, 1}},
	pressing("C", "w"), typing("Sandbox", "NoPublicS3"), pasting(draftText),
	typing("health", "account-management,health 444455556666", "guardduty", "config", "config,guardduty 222233334444", "compute-optimizer",
		"compute-optimizer 333344445555", "tooling"),
	typing("guardduty 222233334444", "firewall-manager", "firewall-manager 222233334444", "network-prod", "vpc-ipam", "vpc-ipam 555566667777"),
	pressing("M"),
)

func pressing(keys ...string) (ms []move) {
	for _, k := range keys {
		ms = append(ms, move{k, func(p *player) { p.press(k) }, 1})
	}
	return ms
}

func typing(texts ...string) (ms []move) {
	for _, text := range texts {
		ms = append(ms, move{"type " + text, func(p *player) {
			for _, r := range text {
				p.press(string(r))
			}
		}, utf8.RuneCountInString(text)})
	}
	return ms
}

func pasting(texts ...string) (ms []move) {
	for _, text := range texts {
		ms = append(ms, move{"paste " + text, func(p *player) { p.Paste(text) }, 1})
	}
	return ms
}

func sizing(sizes ...[2]int) (ms []move) {
	for _, s := range sizes {
		ms = append(ms, move{"size", func(p *player) { p.Resize(s[0], s[1]) }, 1})
	}
	return ms
}

func waiting(spans ...time.Duration) (ms []move) {
	for _, d := range spans {
		ms = append(ms, move{"wait " + d.String(), func(p *player) { p.Wait(d) }, 0})
	}
	return ms
}

// clicking clicks and turns the wheel all over the screen.
func clicking() (ms []move) {
	for _, at := range [][2]int{{3, 3}, {5, 8}, {20, 12}, {50, 4}, {70, 9}, {10, 21}, {3, 22}, {119, 39}} {
		m := tea.Mouse{X: at[0], Y: at[1], Button: tea.MouseLeft}
		ms = append(ms, move{"click", func(p *player) { p.Send(tea.MouseClickMsg(m)) }, 1})
	}
	for _, b := range []tea.MouseButton{tea.MouseWheelDown, tea.MouseWheelUp} {
		m := tea.Mouse{X: 30, Y: 10, Button: b}
		ms = append(ms, move{"wheel", func(p *player) { p.Send(tea.MouseWheelMsg(m)) }, 1})
	}
	return ms
}

// seed spells moves: the setting, then names of moves.
func seed(setting byte, names ...string) []byte {
	s := []byte{setting}
	for _, n := range names {
		if words := strings.Fields(n); words[0] == "type" && len(words) == 3 { // who removes has read to the end
			s = append(s, seed(0, "pgdown", "pgdown", "pgdown")[1:]...)
		}
		i := slices.IndexFunc(moves, func(m move) bool { return m.name == n })
		if i < 0 {
			panic("there is no move " + n)
		}
		s = append(s, byte(i))
	}
	return s
}

// seeds are walks through the wizard, whole ones and ones that break off.
func seeds() [][]byte {
	to := func(account string) []string {
		return []string{"1", "t", "f", "type " + account, "enter", "t", "wait 500ms"}
	}
	walk := func(setting byte, parts ...[]string) []byte { return seed(setting, slices.Concat(parts...)...) }
	register := []string{"d", "type account-management", "enter", "wait 2s", "tab", "enter", "wait 1m0s"}
	access := []string{
		"d", "type agent-registry", "enter", "wait 2s", "shift+tab", "space", "wait 2s", "tab", "enter", "wait 1m0s", "u", "wait 2s",
		"shift+tab", "shift+tab", "type agent-registry 444455556666", "tab", "tab", "tab", "enter", "wait 1m0s", "esc",
	}
	remove := []string{
		"x", "type health", "enter", "wait 2s", "shift+tab", "shift+tab", "type health 806327065584",
		"tab", "tab", "tab", "enter", "wait 1m0s", "u", "wait 2s", "tab", "enter", "wait 2s",
	}
	loss := []string{
		"x", "type service-catalog", "enter", "wait 2s", "tab", "tab", "space", "tab", "type service-catalog 558192155802", "tab", "tab", "tab", "enter", "wait 1m0s", "enter",
	}
	var all [][]byte
	for setting := range byte(2 * len(fuzzFaults)) {
		all = append(all,
			walk(setting, to("payments"), register), walk(setting, to("payments"), access),
			walk(setting, to("monitoring"), remove), walk(setting, to("automation"), loss))
	}
	region := []string{
		"x", "type guardduty", "enter", "wait 2s", "down", "space", "enter", "wait 2s", "shift+tab", "shift+tab", "type guardduty 222233334444",
		"tab", "tab", "tab", "enter", "wait 1m0s", "u", "wait 2s", "tab", "enter", "wait 1m0s",
	}
	regions := []string{
		"x", "type guardduty", "enter", "wait 2s", "a", "enter", "wait 2s", "shift+tab", "shift+tab", "type guardduty 222233334444",
		"tab", "tab", "tab", "enter", "wait 1m0s", "esc", "U", "enter", "wait 1m0s", "shift+tab", "shift+tab", "type guardduty 222233334444",
		"tab", "tab", "tab", "enter", "wait 1m0s",
	}
	forgotten := []string{"d", "type guardduty", "enter", "wait 2s", "end", "space", "enter", "wait 2s", "tab", "enter", "wait 1m0s"}
	// What is reset is looked for a whole minute before its end is given up as unknown.
	gaveUp := []string{"wait 1m0s", "wait 2s", "wait 2s"}
	unfinished := slices.Concat(remove[:11], gaveUp, []string{"esc", "U", "enter", "wait 1m0s"}, remove[4:11], gaveUp, []string{"esc", "U", "u", "wait 1m0s"})
	hand := []string{
		"x", "type firewall-manager", "enter", "wait 2s", "tab", "tab", "space", "tab", "type firewall-manager 222233334444", "tab", "tab", "tab", "enter", "wait 1m0s", "enter",
	}
	for _, setting := range []byte{0, 1, 4, 8} {
		all = append(all,
			walk(setting, to("security"), region), walk(setting, to("security"), regions), walk(setting, to("security"), forgotten),
			walk(setting, to("security"), hand), walk(setting, to("network-prod"), []string{"x", "type vpc-ipam", "enter", "wait 2s", "shift+tab", "shift+tab", "type vpc-ipam 555566667777", "tab", "tab", "tab", "enter", "wait 1m0s", "u", "wait 2s", "tab", "enter", "wait 1m0s"}))
	}
	// The page of the management account leads to the plan of a delegation.
	used := []string{"4", "M", "wait 10ms", "d", "r", "wait 2s", "wait 2s", "down", "down", "down", "down", "down", "down", "down", "down"}
	all = append(all, walk(2, to("monitoring"), unfinished), walk(8, to("monitoring"), unfinished))
	return append(all,
		walk(0, to("payments"), register[:4], []string{"y", "space", "enter", "wait 2s"}),
		walk(0, to("automation"), loss[:4], []string{"tab", "enter", "tab", "tab", "enter", "wait 2s", "esc", "2"}),
		seed(0, "a", "tab", "type s3:GetObject", "enter", "ctrl+n", "down", "L", "2", "end", "enter", "f", "type security", "esc", "esc", "/", "type payments", "enter"),
		walk(0, to("payments"), []string{"C", "type monitoring", "enter", "down", "enter", "esc", "right", "end", "up", "home", "enter", "size", "C", "esc", "esc"},
			[]string{"w", "enter", "type Sandbox", "enter", "w", "down", "enter", "type NoPublicS3", "enter", "a", "type s3:GetObject", "esc", "tab", "end", "enter", "esc", "x", "x"}),
		walk(1, []string{"2", "w", "enter", "type Sandbox", "enter", "wait 500ms", "1", "enter", "tab", "w", "enter", "x", "esc", "w", "end", "up", "enter", "paste " + draftText, "enter", "esc"}),
		seed(0, "?", "down", "esc", ":", "type payments", "esc", "A", "esc", "U", "P", "esc", "R", "R", "size", "wheel", "click", "q"),
		walk(0, to("payments"),
			[]string{"d", "type account-management", "space", "ctrl+u", "type health", "space", "enter", "wait 2s", "tab", "enter", "wait 1m0s"},
			[]string{"u", "wait 2s", "shift+tab", "shift+tab", "type account-management,health 444455556666", "tab", "tab", "tab", "enter", "wait 1m0s"}),
		walk(0, to("tooling"), []string{"x", "type guardduty", "space", "ctrl+u", "type config", "space", "enter", "wait 2s", "space", "enter", "wait 2s"},
			[]string{"shift+tab", "shift+tab", "type config,guardduty 222233334444", "tab", "tab", "tab", "enter", "wait 1m0s", "u", "wait 2s"}),
		walk(0, to("payments"), []string{"d", "type compute-optimizer", "enter", "wait 2s", "tab", "space", "wait 2s"},
			[]string{"tab", "tab", "tab", "tab", "space", "wait 2s", "tab", "tab", "space", "tab", "type compute-optimizer 333344445555", "tab", "tab", "tab", "enter", "wait 1m0s", "u", "wait 2s"}),
		walk(0, to("payments"), []string{"d", "type account-management", "enter", "tab", "enter", "wait 10ms", "y", "space", "wait 500ms", "tab", "enter", "2", "q"}),
		walk(0, used[:4], []string{"r", "wait 10ms", "r", "t", "r", "wait 2s", "click", "wheel", "size", "enter", "end", "enter", "y", "enter", "c", "o", "esc", "esc", "esc", "R", "R", "esc"}),
		walk(0, used, []string{"d", "type payments", "enter", "wait 2s", "y", "space", "esc", "d", "type payments", "enter", "wait 2s", "tab", "enter", "wait 1m0s", "esc", "enter", "esc"}),
		walk(1, used, []string{"d", "enter", "y", "esc"}),
		walk(2, used, []string{"d", "type payments", "enter", "wait 2s", "tab", "enter", "wait 1m0s", "U", "esc", "esc"}),
	)
}

// fuzzFaults are what may go wrong in a fuzz.
var fuzzFaults = []emulator.Faults{
	{},
	{Fail: []emulator.Failure{{Operation: "RegisterDelegatedAdministrator", Code: "lost", Nth: 1}, {Operation: "DeregisterDelegatedAdministrator", Code: "reset", Nth: 1}}},
	{Latency: 300 * time.Millisecond, Fail: []emulator.Failure{{Operation: "*", Share: 0.2, Code: "TooManyRequestsException"}}},
	{Deny: []emulator.Denial{{Operation: "ListDelegatedAdministrators"}, {Operation: "DescribePolicy"}}, Lag: 10 * time.Second},
	{Fail: []emulator.Failure{{Operation: "guardduty:*", Share: 0.3, Code: "reset"}, {Operation: "DeregisterDelegatedAdministrator", Code: "reset", Nth: 1}}},
}

// player is the one who presses.
type player struct {
	*rig
	plan    string // what has been shown of the plan on the screen, or of the last one
	shown   bool   // a plan is on the screen
	armed   bool   // the last plan was confirmed
	checked int    // changing calls that were looked at
	barred  bool   // read-only
	plans   int    // how many were confirmed
}

// newPlayer lets somebody press in the program.
func newPlayer(t testing.TB, s setting) *player {
	t.Helper()
	s.options.Open = func(string) error { return nil }
	s.options.Login = func(context.Context, []string, func(error) tea.Msg) tea.Cmd { return nil }
	return &player{rig: newRig(t, s), barred: s.options.ReadOnly != ""}
}

// perform plays a fuzz's moves in a bubble and gives the changing calls.
func perform(t *testing.T, data []byte) (calls []string) {
	t.Helper()
	if len(data) == 0 {
		return nil
	}
	data = data[:min(len(data), 120)]
	s := setting{organization: smallOrganization, w: 80, h: 24, faults: fuzzFaults[int(data[0])/2%len(fuzzFaults)]}
	if data[0]%2 == 1 {
		s.options.ReadOnly = "deputy was started with --read-only."
	}
	synctest.Test(t, func(t *testing.T) {
		p := newPlayer(t, s)
		defer p.leave()
		p.Wait(3 * time.Second)
		for _, b := range data[1:] {
			moves[int(b)%len(moves)].do(p)
			p.judge()
		}
		p.Wait(2 * time.Minute)
		p.judge()
		p.leadsBack()
		calls = p.calls()
	})
	return calls
}

// leadsBack fails the test unless enough Escs lead to where nothing is left to leave.
func (p *player) leadsBack() {
	p.t.Helper()
	p.Resize(120, 40)
	for range 300 {
		if p.Quit || p.Shows("Nothing is open to close: q quits.") && p.Shows("Root") {
			return
		}
		p.Stage.Press("esc")
		p.judge()
	}
	p.t.Fatalf("300 times Esc leads to\n%s", p.Frame())
}

// press presses a key and notes whether that confirms the plan on the screen.
func (p *player) press(key string) {
	before := p.look()
	confirms := key == "enter" && confirms(before)
	p.Stage.Press(key)
	p.look()
	if confirms && !p.shown {
		p.armed = true
		p.plans++
	}
}

// look gives the frame, and keeps what it shows of a plan.
func (p *player) look() string {
	frame := p.Frame()
	shown := strings.Contains(frame, " Cancel ")
	if shown && !p.shown {
		p.plan, p.armed = "", false
	}
	if shown {
		p.plan += frame
	}
	p.shown = shown
	return frame
}

// judge fails the test if something was changed that no confirmed plan said.
func (p *player) judge() {
	p.t.Helper()
	p.look()
	calls := p.calls()
	for _, c := range calls[p.checked:] {
		if p.barred {
			p.t.Fatalf("changed in read-only mode: %s\n%s", c, p.Frame())
		}
		if !p.armed {
			p.t.Fatalf("changed without a plan confirmed on the screen: %s\n%s", c, p.Frame())
		}
		for _, word := range strings.Fields(c) {
			if !strings.Contains(p.plan, word) {
				p.t.Fatalf("changed what the plan did not show (%s): %s\n%s", word, c, p.plan)
			}
		}
	}
	p.checked = len(calls)
}

// calls lists the changing calls that reached the emulator as a plan shows
// them: operation, Region of a service's own call, and what is sent.
func (p *player) calls() (all []string) {
	for _, c := range p.server.Journal() {
		if !c.Changes() || c.Service == "sts" {
			continue
		}
		words := []string{c.Operation}
		if c.Service != "organizations" && c.Service != "ec2" {
			words = append(words, c.Region)
		}
		sent := map[string]any{}
		if err := json.Unmarshal(c.Parameters, &sent); err != nil {
			p.t.Fatalf("%s was sent with %s: %v", c.Operation, c.Parameters, err)
		}
		for _, name := range slices.Sorted(maps.Keys(sent)) {
			if text, ok := sent[name].(string); ok && !strings.EqualFold(name, "clientToken") {
				words = append(words, text)
			}
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

// smallOrganization is a corner of the demo organization, read in no time.
var smallOrganization = corner(sample.Demo(), management, tooling, payments, automation, networkProd, monitoring)

// corner keeps some accounts of an organization, the OUs above them, and
// the policies attached to those.
func corner(s *model.Snapshot, accounts ...string) *model.Snapshot {
	keep := map[model.NodeID]bool{s.Roots[0].ID: true}
	parents := map[model.NodeID]model.NodeID{}
	for _, u := range s.OUs {
		parents[u.ID] = u.Parent
	}
	for _, a := range s.Accounts {
		if !slices.Contains(accounts, string(a.ID)) {
			continue
		}
		keep[a.ID] = true
		for n := a.Parent; n != "" && !keep[n]; n = parents[n] {
			keep[n] = true
		}
	}
	gone := func(n model.Node) bool { return !keep[n.ID] }
	s.OUs, s.Accounts = slices.DeleteFunc(s.OUs, gone), slices.DeleteFunc(s.Accounts, gone)
	s.Attachments = slices.DeleteFunc(s.Attachments, func(a model.Attachment) bool { return !keep[a.Target] })
	s.Delegations = slices.DeleteFunc(s.Delegations, func(d model.Delegation) bool { return !keep[d.Account.Node()] })
	s.Policies = slices.DeleteFunc(s.Policies, func(p model.Policy) bool {
		return !slices.ContainsFunc(s.Attachments, func(a model.Attachment) bool { return a.Policy == p.ID })
	})
	return s
}
