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
	p.groups, p.order, p.making, p.rest, p.paths = nil, nil, nil, nil, nil
	if p.asked <= manyAccounts {
		p.groups = typical.Groups(p.env.Reading, p.of)
		return
	}
	p.order = model.NameOrder(slices.Collect(p.env.Reading.Accounts()))
	p.making = typical.NewGrouper(p.env.Reading, l)
}

// Work returns the next job that groups accounts; nil if the groups are there.
func (p *Lens) Work() kit.Job {
	p.regroup()
	switch order, making := p.order, p.making; {
	case order != nil:
		return func() func() {
			sorted := order()
			return func() {
				if p.making == making { // else it began again
					p.rest, p.order = sorted, nil
				}
			}
		}
	case len(p.rest) > 0:
		return kit.ShortJob(p.group)
	default:
		return nil
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
