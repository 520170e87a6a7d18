package typical

import (
	"slices"
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// elsewhere stands for every Region that no policy names.
const elsewhere = "xx-elsewhere-1"

// cases returns the verdicts by Region, the best one first.
func (c *completion) cases(exact verdict.Verdict) []Case {
	derived := slices.ContainsFunc(exact.Derived, func(d verdict.Derived) bool { return d.Key == regionKey })
	if derived || has(c.question, regionKey) || c.off[Region] {
		one, err := ask(c.asker, c.questions(""))
		if err != nil {
			return []Case{{Ruling: exact.Ruling, Verdicts: []verdict.Verdict{exact}}}
		}
		one.parts = c.parts
		return []Case{one}
	}
	var groups []Case
	var looks [][]scp.Truth
	for _, word := range append(c.regions(), elsewhere) {
		region := strings.NewReplacer("*", "zz", "?", "z").Replace(word)
		look := c.regionLook(region)
		at := slices.IndexFunc(looks, func(l []scp.Truth) bool { return slices.Equal(l, look) })
		if at < 0 {
			one, err := ask(c.asker, c.questions(region))
			if err != nil {
				continue
			}
			one.parts = c.parts
			at, looks, groups = len(looks), append(looks, look), append(groups, one)
		}
		groups[at].add(word)
	}
	if len(groups) == 0 {
		return []Case{{Ruling: exact.Ruling, Verdicts: []verdict.Verdict{exact}}}
	}
	return merge(groups)
}

// add adds a Region to a case.
func (c *Case) add(word string) {
	if word == elsewhere {
		c.Elsewhere = true
	} else {
		c.Regions = append(c.Regions, word)
	}
}

// merge joins cases that differ in nothing but the Regions, and sorts them.
func merge(groups []Case) []Case {
	var out []Case
	for _, g := range groups {
		same := slices.IndexFunc(out, func(o Case) bool { return o.alike(&g) })
		if same < 0 {
			out = append(out, g)
			continue
		}
		out[same].Regions = append(out[same].Regions, g.Regions...)
		out[same].Elsewhere = out[same].Elsewhere || g.Elsewhere
	}
	slices.SortStableFunc(out, func(a, b Case) int {
		if x := rank(a.Ruling) - rank(b.Ruling); x != 0 {
			return x
		}
		return len(a.by()) - len(b.by())
	})
	if len(out) == 1 {
		out[0].Regions, out[0].Elsewhere = nil, false
	}
	return out
}

// alike reports whether two cases have the same verdict for the same reasons.
func (c *Case) alike(o *Case) bool {
	return c.Ruling == o.Ruling && slices.Equal(c.by(), o.by()) && slices.Equal(c.missing(), o.missing()) &&
		slices.Equal(texts(c.conditions()), texts(o.conditions()))
}

// regions returns the Regions that policies name, and their patterns of Regions,
// each once and sorted.
func (c *completion) regions() []string {
	var out []string
	add := func(word string) {
		if word != "" && word != "*" && !strings.Contains(word, "$") && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	c.comparisons(func(x *scp.Comparison) {
		if strings.EqualFold(x.Key.Value, regionKey) && x.Operator.Family == scp.Strings {
			for _, v := range x.Values {
				add(v.Value)
			}
		}
	})
	for _, d := range c.documents {
		for i := range d.Statements {
			for _, v := range d.Statements[i].Resource.Values {
				if parts := strings.SplitN(v.Value, ":", 6); len(parts) == 6 {
					add(parts[3])
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

// regionLook returns what each statement makes of a Region.
func (c *completion) regionLook(region string) (look []scp.Truth) {
	resources := []string{c.question.Resource}
	for _, p := range c.parts {
		if p.regional() {
			resources = append(resources, p.arnOf(c.partition, region, string(c.question.Account), strange))
		}
	}
	for _, resource := range resources {
		q := scp.NewRequest(c.question.Action, scp.ResourceOf(resource), scp.Open)
		q.Set(regionKey, region)
		for _, d := range c.documents {
			for i := range d.Statements {
				o := d.Statements[i].Explain(q)
				look = append(look, o.Match, o.Resource)
				for _, t := range o.Tests {
					look = append(look, t.Result)
				}
			}
		}
	}
	return look
}

// place returns the Regions of a case in words.
func (c *Case) place() string {
	switch {
	case c.Elsewhere && len(c.Regions) == 0:
		return "elsewhere"
	case c.Elsewhere:
		return "in " + phrase.Join(c.Regions, " and ") + " and elsewhere"
	case len(c.Regions) > 0:
		return "in " + phrase.Join(c.Regions, " and ")
	}
	return ""
}
