package report

import (
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// What policies forbid is the same for every account of a group, and differs between
// two groups: each account is asked by itself.
func TestAccountsOfAGroupCannotDoTheSame(t *testing.T) {
	check := func(t interface{ Errorf(string, ...any) }, r *model.Reading) {
		b := &builder{reading: r}
		groupOf := map[string]int{}
		for i, g := range b.alikes() {
			ways := map[string]bool{}
			for _, n := range g.accounts {
				_, saying := b.limitsOf(n)
				if k, known := groupOf[saying]; known && k != i {
					t.Errorf("account %s is in group %d, and the same is forbidden in group %d", n.ID, i, k)
				}
				groupOf[saying], ways[saying] = i, true
			}
			if len(ways) != 1 {
				t.Errorf("accounts of group %d differ in %d ways", i, len(ways))
			}
		}
	}
	check(t, modeltest.Demo())
	check(t, modeltest.Saved(sample.Large(200, 40, 60)))
	rapid.Check(t, func(t *rapid.T) { check(t, modeltest.DrawOrganization(t)) })
}
