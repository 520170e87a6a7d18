package pane

import (
	"strconv"

	"deputy/model"
)

// policyCount is what a tab's number is made of. It is kept apart from the
// rows, because a tab that is not shown needs no rows.
type policyCount struct {
	made   levelsKey
	unique int  // different policies on all levels
	failed bool // a level could not be read
}

// count returns the number of different policies on all levels.
func (l *policyLevels) count(n *model.Node) string {
	key := l.key(n)
	key.width = 0
	if c := &l.counted; c.made != key {
		*c = policyCount{made: key}
		seen := map[model.PolicyID]bool{}
		for _, level := range l.env.Reading.Ladder(n.ID, l.kind) {
			c.failed = c.failed || level.Status.Gap != nil
			for _, p := range level.Policies {
				seen[p] = true
			}
		}
		c.unique = len(seen)
	}
	switch {
	case whyNoPolicies(l.env.Reading, l.kind) != "":
		return "off"
	case l.counted.failed:
		return l.env.Theme.Marks.Gap
	case l.counted.unique == 0:
		return ""
	default:
		return strconv.Itoa(l.counted.unique)
	}
}
