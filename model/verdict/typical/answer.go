package typical

import (
	"slices"

	"deputy/model"
	"deputy/model/verdict"
)

// Answer is the typical verdict of a question, and the exact one.
type Answer struct {
	Exact       verdict.Verdict
	Assumptions []Assumption // none where the exact verdict is settled, or a gap bears on it
	// Cases are the verdicts by Region, the first one is that of the headline. There
	// is one case if the policies make no difference between Regions.
	Cases   []Case
	Differs []Difference // alternatives to an assumption that change the verdict
	// Beside are alternatives that are told below the headline: the root user.
	Beside []Difference
	// OwnOnly is what the answer is about where resources of other accounts have RCPs
	// of their own: "this account's own keys".
	OwnOnly string

	exemptions [][]string   // for each denial of the first case, who or what is exempt
	exempted   []Difference // those of them that nothing else denies
	reading    *model.Reading
	asker      *verdict.Asker // of the reading
	near       *owners        // whom the resource may belong to; nil while they have not been looked for
}

// Case is the verdict in some Regions.
type Case struct {
	Regions   []string // Regions or patterns of Regions that policies name
	Elsewhere bool     // and every Region that no policy names
	Ruling    verdict.Ruling
	Verdicts  []verdict.Verdict // one for each resource that the call is authorized on
	parts     []part
}

// Difference is an alternative to an assumption with which the verdict is
// another one.
type Difference struct {
	Alternative string // "permission sets"
	Ruling      verdict.Ruling
	By          []verdict.Reason
}

// Changes reports whether an alternative that is no exemption changes the
// verdict: a Region, a kind of principal, or an owner of the resource.
func (a *Answer) Changes() bool {
	return len(a.Differs) > 0 || slices.ContainsFunc(a.Cases, func(c Case) bool { return !alike(c.Ruling, a.Ruling()) })
}

// alike reports whether two rulings are the same to whoever asks.
func alike(a, b verdict.Ruling) bool { return a == b || a.Denied() && b.Denied() }

// Ruling returns the typical verdict in one word. Depends means that it is not
// blocked if the conditions are met.
func (a *Answer) Ruling() verdict.Ruling { return a.Cases[0].Ruling }

// Name returns a ruling as typical verdicts call it.
func Name(r verdict.Ruling) string {
	if r == verdict.Depends {
		return "Conditional"
	}
	return r.String()
}

// Ask answers a question as for an ordinary request; the chips in off are not
// assumed. The error says what is wrong with the question.
func Ask(r *model.Reading, q verdict.Question, off ...Chip) (Answer, error) {
	exact, err := verdict.Ask(r, q)
	if err != nil {
		return Answer{}, err
	}
	return Complete(r, exact, off...), nil
}

// Complete returns the typical verdict beside an exact one.
func Complete(r *model.Reading, exact verdict.Verdict, off ...Chip) Answer {
	a := Answer{Exact: exact, reading: r, asker: verdict.NewAsker(r)}
	a.complete(off)
	return a
}

// complete finds the typical verdict.
func (a *Answer) complete(off []Chip) {
	exact := a.Exact
	settled := Case{Ruling: exact.Ruling, Verdicts: []verdict.Verdict{exact}}
	// A denial that no single statement makes certain is told by the one that decides
	// an ordinary request.
	if exact.Ruling != verdict.Depends && len(exact.Together) == 0 {
		a.Cases = []Case{settled}
		if exact.Ruling.Denied() {
			a.exempt(completeWith(a.asker, exact.Question, []Chip{Principal, Region, Resource, Owner, Transport}))
		}
		return
	}
	c := completeWith(a.asker, exact.Question, off)
	a.Cases = c.cases(exact)
	if a.Ruling() == verdict.Unknown {
		// Of the policies of the owner that was assumed not all is known.
		c = completeWith(a.asker, exact.Question, append(slices.Clip(off), Owner))
		a.Cases = c.cases(exact)
	}
	if a.Ruling() == verdict.Unknown {
		a.Cases = []Case{settled}
		return
	}
	a.Assumptions = c.assumptions
	a.exempt(c)
	a.tryPrincipals(c)
	a.tryOwners(c)
}

// rank orders rulings in the headline: what could not be read first, and what is
// denied last.
func rank(r verdict.Ruling) int {
	return slices.Index([]verdict.Ruling{verdict.Unknown, verdict.Allowed, verdict.Depends, verdict.ImplicitlyDenied, verdict.ExplicitlyDenied}, r)
}

// ask returns the verdict of the questions that a call comes to. It is denied if
// it is on one of the resources.
func ask(k *verdict.Asker, questions []verdict.Question) (Case, error) {
	out := Case{Ruling: verdict.Allowed}
	for _, q := range questions {
		v, err := k.Ask(q)
		if err != nil {
			return out, err
		}
		out.Verdicts = append(out.Verdicts, v)
		out.Ruling = worse(out.Ruling, v.Ruling)
	}
	return out, nil
}

// worse returns the ruling of a call that is authorized on two resources.
func worse(a, b verdict.Ruling) verdict.Ruling {
	order := []verdict.Ruling{verdict.Allowed, verdict.Depends, verdict.Unknown, verdict.ImplicitlyDenied, verdict.ExplicitlyDenied}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// by returns the statements that deny, each once.
func (c *Case) by() []verdict.Reason {
	var out []verdict.Reason
	for i := range c.Verdicts {
		for _, by := range c.Verdicts[i].By {
			if !slices.Contains(out, by) {
				out = append(out, by)
			}
		}
	}
	return out
}

// missing returns the levels where nothing allows the request, each once.
func (c *Case) missing() []verdict.LevelRef {
	var out []verdict.LevelRef
	for i := range c.Verdicts {
		for _, m := range c.Verdicts[i].Missing {
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}
