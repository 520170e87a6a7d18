package pane

import (
	"slices"

	"deputy/model"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
)

// regroup groups the accounts again if the lens has new answers; many of them in
// parts, between keys.
func (p *Lens) regroup() {
	l := p.env.Lens
	if l == nil || p.of == l && p.asked == l.Total().Total() {
		return
	}
	p.of, p.asked, p.width = l, l.Total().Total(), 0
	p.groups, p.making, p.rest, p.paths = nil, nil, nil, nil
	if p.env.Reading.PlacedAccounts() <= manyAccounts {
		p.groups = typical.Groups(p.env.Reading, p.of)
		return
	}
	p.making, p.rest = typical.NewGrouper(p.env.Reading, l), p.sorted
}

// accountsOf is the accounts of a reading as of a moment.
type accountsOf struct {
	reading    *model.Reading
	generation uint64
}

// Work returns the next job that groups accounts; nil if the groups are there.
func (p *Lens) Work() kit.Job {
	p.regroup()
	of := accountsOf{p.env.Reading, p.env.Reading.Generation(model.PartAccounts)}
	switch order := p.order; {
	case p.making == nil:
		return nil
	case p.sortedOf != of:
		return kit.ShortJob(func() {
			p.order, p.sorted, p.rest, p.sortedOf = model.NameOrder(slices.Collect(p.env.Reading.Accounts())), nil, nil, of
		})
	case order != nil:
		return func() func() {
			sorted := order()
			return func() {
				if p.sortedOf == of { // else it began again
					p.order, p.sorted, p.rest = nil, sorted, sorted
				}
			}
		}
	default:
		return kit.ShortJob(p.group)
	}
}

// group groups some accounts.
func (p *Lens) group() {
	p.env.Spend(func() bool {
		if len(p.rest) > 0 {
			p.making.Add(p.rest[0])
			p.rest = p.rest[1:]
		}
		return len(p.rest) > 0
	})
	if len(p.rest) == 0 && p.making != nil {
		p.groups, p.making, p.width = p.making.Groups(), nil, 0
	}
}
