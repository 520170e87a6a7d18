package guardrail

import (
	"slices"
	"strconv"
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// Outcome is how the answer to one question compares with what is expected.
type Outcome struct {
	Met   bool
	Got   string           // the answer in a word
	Why   []string         // sentences about an answer that is not as expected
	Cites []verdict.Reason // the Deny statements that the answer is about

	implicit bool // it is denied since a level does not allow it
}

// Check answers a question and compares the answer with what is expected. exemptions
// are those that a denial may have, as Exemptions returns them. The error says what
// is wrong with the question.
func Check(asker *verdict.Asker, q verdict.Question, expect Expectation, exemptions *scp.Document) (Outcome, error) {
	if expect == Denied {
		g, err := asker.AskBut(q, exemptions)
		if err != nil {
			return Outcome{}, err
		}
		return denial(&g), nil
	}
	exact, err := asker.Ask(q)
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{Got: word(exact.Ruling)}
	switch expect {
	case Unknown:
		o.Met = exact.Ruling == verdict.Unknown
	case Depends:
		o.Met = exact.Ruling == verdict.Depends
	case Allowed:
		o.Met = exact.Ruling == verdict.Allowed
		if exact.Ruling == verdict.Depends && q.Principal != "" && gives(q, regionKey) {
			return o.ordinary(asker, exact, typical.NotBlocked), nil
		}
	default:
		return o.ordinary(asker, exact, typical.Conditional, typical.Differs), nil
	}
	o.explain(&exact.Judgement, exact.Notes)
	return o, nil
}

// CheckBatch compares the answer to a line of a batch that brings its own policies
// with what is expected. Nothing is assumed for such a line, so it is never
// conditional.
func CheckBatch(l *verdict.BatchLine, known *verdict.BatchDocuments, expect Expectation, exemptions *scp.Document) (Outcome, error) {
	g, err := l.JudgeBut(known, exemptions)
	if err != nil {
		return Outcome{}, err
	}
	if expect == Denied {
		return denial(&g), nil
	}
	o := Outcome{Got: word(g.Ruling)}
	o.Met = o.Got == expect.String()
	o.explain(&g.Judgement, nil)
	return o, nil
}

// gives reports whether a question gives values of a condition key.
func gives(q verdict.Question, key string) bool {
	for k, values := range q.Given {
		if strings.EqualFold(k, key) && len(values) > 0 {
			return true
		}
	}
	return false
}

// word returns a ruling in a word.
func word(r verdict.Ruling) string {
	if r.Denied() {
		return Denied.String()
	}
	return strings.ToLower(r.String())
}

// ordinary compares the answer for an ordinary request.
func (o Outcome) ordinary(asker *verdict.Asker, exact verdict.Verdict, want ...typical.Kind) Outcome {
	a := typical.CompleteBy(asker, exact)
	kind := a.Kind()
	o.Met = slices.Contains(want, kind)
	o.Got = map[typical.Kind]string{
		typical.NotBlocked: Allowed.String(), typical.Conditional: Conditional.String(), typical.Differs: Conditional.String(), typical.Denied: Denied.String(),
	}[kind]
	if o.Got == "" {
		o.Got = Unknown.String()
	}
	o.cite(&exact.Judgement)
	if !o.Met {
		o.Why = append(o.Why, phrase.Sentence(a.Headline()))
		o.Why = append(o.Why, exact.Unread()...)
	}
	return o
}

// denial returns the outcome where a denial is expected.
func denial(g *verdict.Guarded) Outcome {
	o := Outcome{Met: g.Ruling.Denied() && !g.Exempt, Got: word(g.Ruling), Cites: g.Deciding}
	switch {
	case g.Exempt:
		o.Got = "exempt"
		o.Why = []string{"The exemptions that the test lists cover every request that it is about, so it tests nothing."}
	case !o.Met:
		if len(g.Passing) > 0 {
			o.Why = append(o.Why, "Not denied, for example: "+phrase.Join(passing(g), " and ")+".")
		}
		o.explain(&g.Judgement, g.Notes)
		o.Cites = nil
	case g.Ruling == verdict.ImplicitlyDenied:
		o.implicit = true
	}
	return o
}

// otherValue is a value that no policy names.
const otherValue = "-"

// passing returns the values of a request that is not denied in words. Where policies
// take any account, a principal is one of the account asked about.
func passing(g *verdict.Guarded) []string {
	words := make([]string, len(g.Passing))
	for i, k := range g.Passing {
		switch words[i] = k.Key + " = " + k.Value; k.Value {
		case "":
			words[i] = "no " + k.Key
		case otherValue:
			words[i] = "any other value of " + k.Key
		}
		words[i] = strings.Replace(words[i], ":iam:::", ":iam::"+string(g.Question.Account)+":", 1)
	}
	return words
}

// maxSentences is how many sentences say what an answer depends on.
const maxSentences = 4

// depends adds what an answer depends on: first who or what is exempt.
func (o *Outcome) depends(j *verdict.Judgement) {
	sentences := j.Sentences()
	slices.SortStableFunc(sentences, func(a, b string) int { return rank(a) - rank(b) })
	for i, s := range sentences {
		if more := len(sentences) - i; i == maxSentences-1 && more > 1 {
			o.Why = append(o.Why, "It also depends on "+phrase.Count(more, "more statement")+".")
			return
		}
		o.Why = append(o.Why, phrase.Sentence(strings.ToUpper(s[:1])+s[1:]))
	}
}

// rank orders sentences: those with exemptions stand before those with conditions.
func rank(sentence string) int {
	if strings.HasPrefix(sentence, "denied unless ") {
		return 0
	}
	return 1
}

// explain adds the reasons of an answer that is not as expected, and cites the
// statements that one as expected is about.
func (o *Outcome) explain(j *verdict.Judgement, notes []string) {
	if o.cite(j); o.Met {
		return
	}
	for _, by := range j.By {
		o.Why = append(o.Why, "Denied by "+Cite(by)+" at "+by.Place+".")
	}
	for _, m := range j.Missing {
		o.Why = append(o.Why, "Nothing allows it at level "+m.Level+".")
	}
	if j.Ruling == verdict.Depends {
		o.depends(j)
	}
	if j.Ruling == verdict.Allowed {
		o.Why = append(o.Why, "No SCP or RCP blocks it.")
	}
	for i := range j.Gaps {
		o.Why = append(o.Why, j.Gaps[i].Sentence())
	}
	o.Why = append(append(o.Why, j.Unread()...), notes...)
}

// cite keeps the statements that the answer is about.
func (o *Outcome) cite(j *verdict.Judgement) {
	o.Cites = slices.Clone(j.By)
	for i := range j.Open {
		if x := &j.Open[i]; x.Effect == scp.Deny && !slices.Contains(o.Cites, x.Reason) {
			o.Cites = append(o.Cites, x.Reason)
		}
	}
}

// Cite returns the policy and number of a statement as texts of deputy have them.
func Cite(r verdict.Reason) string { return r.Name + " [" + strconv.Itoa(r.Index) + "]" }

// by compares the statements that decide with the policies that must; it fails the
// outcome where one of these is not among them.
func (o *Outcome) by(policies []string) {
	for _, want := range policies {
		if !o.Met || slices.ContainsFunc(o.Cites, func(r verdict.Reason) bool {
			return want == r.Name || want == string(r.Policy) || want == Cite(r) || want == string(r.Policy)+" ["+strconv.Itoa(r.Index)+"]"
		}) {
			continue
		}
		o.Met = false
		decided := "No statement denies it by itself"
		if o.implicit {
			decided = "It is denied since a level does not allow it"
		} else if len(o.Cites) > 0 {
			var names []string
			for _, r := range o.Cites {
				names = append(names, Cite(r)+" at "+r.Place)
			}
			decided = "It is " + o.Got + " by " + phrase.Join(names, " and ")
		}
		o.Why = append(o.Why, decided+", not by "+phrase.Shorten(want)+".")
	}
}
