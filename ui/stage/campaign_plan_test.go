package stage_test

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/sample"
	"deputy/ui/command"
)

// change is a change that the campaign attacks: what it was like undisturbed.
type change struct {
	args    []string        // its command
	world   *model.Snapshot // before it
	execute []string        // the flags that carry it out and confirm it
	calls   []string        // the changing calls, as an attacker sees them
	done    []string        // the same as changing gives them
	after   string          // who is registered and trusted when it is done
}

func (c *change) String() string { return strings.Join(c.args, " ") }

// The Regions in which the changes of services by Region act.
var campaignRegions = []string{"--region", "eu-central-1", "--region", "us-east-1"}

// orders gives the commands that change a service, or several: each starts from
// what the one named before it left, the first from nothing.
func orders(services string) [][]string {
	regions := []string{}
	for _, id := range strings.Split(services, ",") {
		if s, _ := catalog.ByID(model.ServiceID(id)); s.Regions.Regional {
			regions = campaignRegions
		}
	}
	return [][]string{
		slices.Concat([]string{"register", services, tooling, "--enable-access"}, regions),
		slices.Concat([]string{"register", services, networkProd, "--replace"}, regions),
		slices.Concat([]string{"remove", services, tooling}, regions),
	}
}

// severalServices are planned together.
var severalServices = []string{"account-management,health", "config,detective,guardduty"}

// smallWorld is a corner of the demo organization, which is read without
// waiting for a turn to call.
func smallWorld() *model.Snapshot { return corner(sample.Demo(), management, tooling, networkProd) }

// bare is a corner of the demo organization in which nothing is delegated.
func bare() *model.Snapshot {
	o := smallWorld()
	o.Delegations, o.Settings = nil, nil
	o.TrustedAccess = []model.TrustedAccess{{Principal: "account.amazonaws.com"}} // with which other accounts' Regions are read
	return o
}

// changesOfService makes every change of a service, or of several, once.
func changesOfService(t *testing.T, services string) []*change {
	t.Helper()
	var all []*change
	world := bare()
	for i, args := range orders(services) {
		atDesk(t, world, func(d *desk) {
			c := &change{args: args, world: world}
			if !c.prepare(d) {
				return
			}
			all = append(all, c)
			if i == 0 {
				world = d.server.Snapshot()
			}
		})
	}
	return all
}

// confirming is how a command says which flag confirms.
var confirming = regexp.MustCompile(`Confirm with (--\S+) (\S+)`)

// prepare carries the change out undisturbed; false if it is blocked, or has a step
// that somebody else must do by hand.
func (c *change) prepare(d *desk) bool {
	d.run(c.args...)
	if d.code == command.Denied || strings.Contains(d.out, "by hand") {
		return false
	}
	said := d.carryOut(c)
	if d.code != command.Done {
		d.t.Errorf("deputy %s ends with %d:\n%s", strings.Join(slices.Concat(c.args, c.execute), " "), d.code, said)
		return false
	}
	c.calls, c.done, c.after = d.sent, changing(d.server), standing(d.server)
	if len(c.calls) != len(c.done) {
		d.t.Errorf("%s: %d calls for %d steps", c, len(c.calls), len(c.done))
	}
	return true
}

// carryOut carries out the plan that was just printed, confirming what it asks
// for. The flags that do so are kept if the change has none.
func (d *desk) carryOut(c *change) string {
	d.t.Helper()
	flags := []string{"--execute", "--plan", digestOf(d.out)}
	said := d.run(slices.Concat(c.args, flags)...)
	for flag := confirming.FindStringSubmatch(said); d.code == command.Unconfirmed && flag != nil; flag = confirming.FindStringSubmatch(said) {
		flags = append(flags, flag[1], flag[2])
		said = d.run(slices.Concat(c.args, flags)...)
	}
	if c.execute == nil {
		c.execute = flags
	}
	return said
}

// digestOf gives the digest with which a plan ends.
func digestOf(out string) string {
	_, digest, _ := strings.Cut(out[strings.LastIndexByte(strings.TrimSpace(out), '\n')+1:], "plan ")
	return strings.TrimSpace(digest)
}

// clientToken is what no two calls have in common.
var clientToken = regexp.MustCompile(`"clientToken":"[^"]*",?`)

// changing lists the changing calls that took effect.
func changing(s *emulator.Server) (all []string) {
	for _, c := range s.Journal() {
		if c.Changes() && c.Code == "" && c.Service != "sts" {
			all = append(all, c.Operation+" "+c.Region+" "+clientToken.ReplaceAllString(string(c.Parameters), ""))
		}
	}
	return all
}

// standing tells who is registered for what, what the services have, and what is
// trusted.
func standing(s *emulator.Server) string {
	now := s.Snapshot()
	text := stands(now)
	for _, a := range now.TrustedAccess {
		text += "\ntrusted " + string(a.Principal)
	}
	return text
}

// stands tells who is registered for what, and what the services have.
func stands(s *model.Snapshot) string {
	var all []string
	for _, d := range s.Delegations {
		all = append(all, string(d.Account)+" "+string(d.Principal))
	}
	for _, t := range s.Settings {
		all = append(all, strings.Join([]string{string(t.Service), string(t.Region), string(t.Account), t.Feature}, " "))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// kinds gives a change of every kind: no two have the same steps but for the names
// of services and accounts.
func kinds(all []*change) []*change {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(all), func(c *change) bool {
		key := c.args[0]
		for _, call := range c.calls {
			key += " " + strings.Fields(call)[0]
		}
		defer func() { seen[key] = true }()
		return seen[key]
	})
}

// campaignChanges are the changes that are attacked: of each kind one, of a few
// services if only a sample is played.
func campaignChanges(t *testing.T) []*change {
	t.Helper()
	changesOnce.Do(func() {
		ids := severalServices
		for _, s := range catalog.Services() {
			ids = append(ids, string(s.ID))
		}
		ids = append(ids[:ofCampaign(1, len(severalServices), len(severalServices))], ids[len(severalServices):]...)
		for _, i := range pick(t, len(ids), ofCampaign(2, len(ids), len(ids))) {
			changesMade = append(changesMade, changesOfService(t, ids[i])...)
		}
		changesMade = kinds(changesMade)
	})
	return changesMade
}

var (
	changesOnce sync.Once
	changesMade []*change
)
