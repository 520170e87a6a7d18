package typical

import (
	"deputy/model"
	"deputy/model/verdict"
)

// Options say how a lens answers its question.
type Options struct {
	Exactly   bool
	Region    string         // the Region to ask about; empty for the one that is offered
	Preferred string         // the user's own Region; empty if it is not known
	Below     []model.NodeID // none for all accounts
}

// LensBuilder makes a Lens, a part of the accounts at a time.
type LensBuilder struct {
	lens    *Lens
	options Options
	pending verdict.WorkList
	exact   *verdict.LensBuilder
	offer   *offer       // until the Region is known
	others  []*otherLens // answers in other Regions
}

// NewLensBuilder returns a builder. Next does the work.
func NewLensBuilder(r *model.Reading, q verdict.Question, o Options) *LensBuilder {
	q.Account = ""
	b := &LensBuilder{options: o, lens: &Lens{
		Question: q, Exactly: o.Exactly, answers: map[model.NodeID]*lensAnswer{}, levels: map[model.NodeID]*lensLevel{},
	}}
	if o.Exactly {
		b.exact = verdict.NewLensBuilder(r, q, o.Below...)
		b.lens.exact = b.exact.Lens()
		return b
	}
	b.pending, b.offer = verdict.Accounts(r, o.Below...), &offer{question: q, preferred: o.Preferred}
	return b
}

// Ready reports whether all accounts have been asked.
func (b *LensBuilder) Ready() bool {
	if b.exact != nil {
		return b.exact.Done()
	}
	return b.offer == nil && len(b.pending) == 0
}

// Done reports whether there is nothing left to do: it is known too whether other
// Regions have other answers.
func (b *LensBuilder) Done() bool { return b.Ready() && len(b.others) == 0 }

// Lens returns the lens with the accounts asked so far.
func (b *LensBuilder) Lens() *Lens { return b.lens }

// Next does the next part, against the reading as it is now: it asks so many
// accounts at most, but completes one question at most. The error says what is wrong with the question.
func (b *LensBuilder) Next(r *model.Reading, accounts int) error {
	switch {
	case b.exact != nil:
		err := b.exact.Next(r, accounts)
		b.lens.exact = b.exact.Lens()
		if b.exact.Done() {
			b.lens.total = exactCounts(b.exact.Total())
		}
		return err
	case b.lens.Question.Check() != nil:
		return b.lens.Question.Check()
	case b.offer != nil:
		if b.offer.next(r, accounts); b.offer.done() {
			b.chooseRegion(r)
		}
		return nil
	case len(b.pending) > 0:
		return b.ask(r, accounts)
	case len(b.others) > 0:
		b.lookElsewhere(r, accounts)
	}
	return nil
}

// ask asks the next accounts.
func (b *LensBuilder) ask(r *model.Reading, accounts int) error {
	k, err := refreshed(b.lens.asking, r, b.lens.Question)
	if err != nil {
		return err
	}
	b.lens.asking = k
	k.asked = 0
	for n := 0; n < accounts && k.asked == 0 && len(b.pending) > 0; n++ { // A question takes some milliseconds where much is left open.
		for _, id := range b.pending.Next(r, 1) {
			b.lens.add(r, id, k.lensAnswer(id))
		}
	}
	return nil
}

// refreshed returns an asking for the reading as it is now.
func refreshed(k *asking, r *model.Reading, q verdict.Question) (*asking, error) {
	if k.holds(r) {
		return k, nil
	}
	return newAsking(r, q)
}

// chooseRegion takes the Region that is asked about.
func (b *LensBuilder) chooseRegion(r *model.Reading) {
	l := b.lens
	l.Regions = b.offer.ranked()
	b.offer = nil
	region := b.options.Region
	if region == "" && len(l.Regions) > 0 {
		region = l.Regions[0]
	}
	if region == "" || len(l.Regions) == 0 {
		return
	}
	for _, other := range l.Regions {
		if other != region && len(b.options.Below) == 0 {
			b.others = append(b.others, &otherLens{question: replace(l.Question, regionKey, other), pending: verdict.Accounts(r)})
		}
	}
	l.Question = replace(l.Question, regionKey, region)
}

// otherLens is a lens of the same question in another Region, made until an answer
// is another one.
type otherLens struct {
	question verdict.Question
	pending  verdict.WorkList
	asking   *asking
}

// lookElsewhere asks the next accounts in another Region.
func (b *LensBuilder) lookElsewhere(r *model.Reading, accounts int) {
	o := b.others[0]
	k, err := refreshed(o.asking, r, o.question)
	if err != nil || len(o.pending) == 0 {
		b.others = b.others[1:]
		return
	}
	o.asking = k
	k.asked = 0
	for n := 0; n < accounts && k.asked == 0; n++ {
		for _, id := range o.pending.Next(r, 1) {
			if is := b.lens.answers[id]; is != nil && k.lensAnswer(id).kind != is.kind {
				b.lens.ElsewhereDiffers, b.others = true, nil
				return
			}
		}
	}
}

// NewLens answers a question for all accounts at once.
func NewLens(r *model.Reading, q verdict.Question, o Options) (*Lens, error) {
	b := NewLensBuilder(r, q, o)
	for !b.Done() {
		if err := b.Next(r, 1_000); err != nil {
			return nil, err
		}
	}
	return b.Lens(), nil
}
