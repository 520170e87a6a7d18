package typical

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// offer finds the Region that a lens asks about if the question gives none: that
// of the user if an ordinary role of most accounts may use it, else the one that
// most may use.
type offer struct {
	question  verdict.Question
	preferred string

	began     bool
	completed verdict.Question // of an ordinary role
	groups    []*regionGroup
	at        int // of the groups: the one being counted
}

// regionGroup is Regions that policies treat alike for the action.
type regionGroup struct {
	look    []scp.Truth
	regions []string
	named   string // the first of them that a policy names
	may     int    // how many accounts' policies do not deny it
	all     int
	pending verdict.WorkList
	asking  *asking // of an ordinary role in the first Region
}

// done reports whether the Regions can be ranked.
func (o *offer) done() bool { return o.began && o.at == len(o.groups) }

// next counts the next accounts.
func (o *offer) next(r *model.Reading, accounts int) {
	if !o.began {
		o.begin(r)
		return
	}
	g := o.groups[o.at]
	k, err := refreshed(g.asking, r, replace(o.completed, regionKey, g.regions[0]))
	if err != nil {
		o.at++
		return
	}
	if g.asking == nil {
		g.pending = verdict.Accounts(r)
	}
	g.asking = k
	for _, id := range g.pending.Next(r, accounts) {
		if g.all++; !k.oneByOne(id).ruling.Denied() {
			g.may++
		}
	}
	if len(g.pending) == 0 {
		o.at++
	}
}

// nobody is an account ID that no policy names.
const nobody model.AccountID = "000000000000"

// begin groups the Regions, unless the question or its action settles it.
func (o *offer) begin(r *model.Reading) {
	o.began = true
	q := o.question
	partition := cmp.Or(r.Caller.Partition, "aws")
	arn, err := model.ParseARN(q.Resource)
	if has(q, regionKey) || err == nil && arn.Region != "" || len(model.HomeRegions(q.Action, partition)) > 0 {
		return
	}
	q.Account = nobody
	c := &completion{asker: verdict.NewAsker(r), question: q, off: map[Chip]bool{}, partition: partition, statements: o.statements(r)}
	c.assumePrincipal()
	c.assumeTransport()
	o.completed = c.question
	c.assumeResource()
	named := slices.DeleteFunc(c.regions(), func(word string) bool { return strings.ContainsAny(word, "*?") })
	regions := slices.Clone(named)
	for _, region := range model.RegionsByDefault(partition) {
		regions = append(regions, string(region))
	}
	if o.preferred != "" {
		regions = append(regions, o.preferred)
	}
	slices.Sort(regions)
	for _, region := range slices.Compact(regions) {
		look := c.regionLook(region)
		at := slices.IndexFunc(o.groups, func(g *regionGroup) bool { return slices.Equal(g.look, look) })
		if at < 0 {
			at = len(o.groups)
			o.groups = append(o.groups, &regionGroup{look: look})
		}
		g := o.groups[at]
		g.regions = append(g.regions, region)
		if g.named == "" && slices.Contains(named, region) {
			g.named = region
		}
	}
	if len(o.groups) == 1 {
		o.groups = nil
	}
}

// statements returns the statements that may tell Regions apart for the action.
func (o *offer) statements(r *model.Reading) []*scp.Statement {
	q := scp.NewRequest(o.question.Action, scp.OpenResource(), scp.Open)
	var out []*scp.Statement
	for _, t := range model.Evaluated() {
		for _, p := range r.Policies(t) {
			if on, _ := r.Targets(p.ID); len(on) == 0 {
				continue
			}
			d := r.ParsedDocument(p.ID, t)
			if d == nil || d.Broken() {
				continue
			}
			for i := range d.Statements {
				s := &d.Statements[i]
				if one := (&completion{statements: []*scp.Statement{s}}); s.Concerns(q) && (s.UsesKey(regionKey) || len(one.regions()) > 0) {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// ranked returns one Region of each group, the offered one first.
func (o *offer) ranked() []string {
	has := func(g *regionGroup) bool { return o.preferred != "" && slices.Contains(g.regions, o.preferred) }
	slices.SortStableFunc(o.groups, func(a, b *regionGroup) int {
		most := func(g *regionGroup) int { return int(truth(has(g) && 2*g.may > g.all)) }
		return cmp.Or(most(b)-most(a), b.may-a.may, int(truth(has(b)))-int(truth(has(a))), int(truth(a.named == ""))-int(truth(b.named == "")))
	})
	var out []string
	for _, g := range o.groups {
		region := cmp.Or(g.named, g.regions[0])
		if has(g) {
			region = o.preferred
		} else if g.named == "" && slices.Contains(g.regions, "us-east-1") {
			region = "us-east-1"
		}
		out = append(out, region)
	}
	return out
}
