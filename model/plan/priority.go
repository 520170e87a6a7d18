package plan

import (
	"slices"
	"strconv"

	"deputy/model"
)

// lowestPriority is the last rank, in a service that ranks its administrators.
// https://docs.aws.amazon.com/network-security-manager/latest/devguide/quotas.html
const lowestPriority = 10

// priority returns the rank for one more administrator in a Region: after all
// others, so that what they decided stays decided. Where the last rank is taken it
// is the last one that is free, and where the others are not known the last. It
// means nothing in a service that does not rank its administrators.
func (p *draft) priority(region model.Region) string {
	settings, status := p.r.SettingsIn(p.service.ID, region)
	if !status.Known() {
		return strconv.Itoa(lowestPriority)
	}
	taken := make([]bool, lowestPriority+1)
	for _, s := range settings {
		if s.Account != p.order.Account && !slices.Contains(p.plan.Replaced, s.Account) && s.Priority <= lowestPriority {
			taken[s.Priority] = true
		}
	}
	last := lowestPriority
	if taken[last] {
		for last > 1 && taken[last] {
			last--
		}
		return strconv.Itoa(last)
	}
	for last > 1 && !taken[last-1] {
		last--
	}
	return strconv.Itoa(last)
}
