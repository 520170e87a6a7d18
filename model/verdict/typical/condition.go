package typical

import (
	"slices"
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Condition is what a verdict of "not blocked if" asks for at one statement that
// denies, or at one level where nothing else allows the request. It is met if one
// of its alternatives is.
type Condition struct {
	Reasons []verdict.Reason // the statement, or the Allows of the level
	allow   bool             // it is the condition of a level
	clauses []clause         // the alternatives
	parts   []string         // the resources of the call that it is about; none if all
}

// clause is an alternative of a condition, or an exemption, in words.
type clause struct {
	byRequest bool   // "the request" is the subject and is not part of the text
	tag       bool   // it is about a tag of the request
	network   bool   // it is about where the request comes from
	way       string // where that is, as it stands behind "comes"; empty if the clause does not name it
	text      string // "sets tag team"
}

// conditions returns the conditions of a case, those on tags first.
func (c *Case) conditions() []Condition {
	if c.Ruling != verdict.Depends {
		return nil
	}
	if len(c.Networks) > 0 {
		return c.networkConditions()
	}
	var out []Condition
	for i := range c.Verdicts {
		v := &c.Verdicts[i]
		if v.Ruling != verdict.Depends {
			continue
		}
		byPart := len(c.Verdicts) > 1 && tagsByPart(v.Question.Action)
		for k := range v.Open {
			o := &v.Open[k]
			var words string
			if byPart {
				words = c.parts[i].words
			}
			out = addCondition(out, newCondition(v, o, byPart), words)
		}
	}
	slices.SortStableFunc(out, func(a, b Condition) int { return int(truth(b.aboutTag())) - int(truth(a.aboutTag())) })
	return out
}

func truth(is bool) uint8 {
	if is {
		return 1
	}
	return 0
}

// aboutTag reports whether the condition is about a tag of the request alone.
func (c *Condition) aboutTag() bool {
	return !slices.ContainsFunc(c.clauses, func(c clause) bool { return !c.tag })
}

// addCondition adds a condition, or the resource to one that is there.
func addCondition(to []Condition, c Condition, part string) []Condition {
	for i := range to {
		have := &to[i]
		if a, b := have.Reasons[0], c.Reasons[0]; c.allow && have.allow && a.Type == b.Type && a.Level == b.Level {
			if !slices.Contains(have.Reasons, b) {
				have.Reasons = append(have.Reasons, b)
				have.clauses = append(have.clauses, c.clauses...)
			}
			return to
		}
		if slices.Equal(have.Reasons, c.Reasons) && slices.Equal(have.clauses, c.clauses) {
			if part != "" && !slices.Contains(have.parts, part) {
				have.parts = append(have.parts, part)
			}
			return to
		}
	}
	if part != "" {
		c.parts = []string{part}
	}
	return append(to, c)
}

// newCondition returns the condition of an open statement. byPart is set if tags
// are told with the resource that they are on.
func newCondition(v *verdict.Verdict, o *verdict.OpenReason, byPart bool) Condition {
	c := Condition{Reasons: []verdict.Reason{o.Reason}}
	if o.Effect == scp.Allow {
		var all []string
		network := false
		for _, r := range o.Residual {
			x := requirement(v, r, false, byPart)
			all, network = append(all, x.sentence()), network || x.network
		}
		c.allow, c.clauses = true, []clause{{text: phrase.Join(all, " and "), network: network}}
		return c
	}
	if o.ByOwner() {
		if owners := o.Owners(); owners == "" {
			c.clauses = append(c.clauses, clause{text: "no RCP of the account that owns the resource denies it"})
		} else {
			c.clauses = append(c.clauses, clause{text: "the resource does not belong to " + owners})
		}
	}
	for _, r := range o.Residual {
		one := requirement(v, r, true, byPart)
		if parts := o.Parts(); len(parts) > 0 { // of a call that the exact verdict splits
			one.text += " for " + phrase.Join(parts, " and ")
		}
		c.clauses = append(c.clauses, one)
	}
	return c
}

// sentence returns the clause with its subject.
func (c clause) sentence() string {
	if c.byRequest {
		return "the request " + c.text
	}
	return c.text
}

// positive reports whether the clause can stand behind "unless".
func (c clause) positive() bool {
	return !c.byRequest && !strings.Contains(c.text, " not ") && !strings.HasPrefix(c.text, "no ")
}

// withParts returns the clause with the resources that it is about.
func (c clause) withParts(parts []string) clause {
	switch {
	case !c.tag || len(parts) == 0:
	case len(parts) == 2:
		c.text += " on both " + phrase.Join(parts, " and ")
	default:
		c.text += " on " + phrase.Join(parts, " and ")
	}
	return c
}

// texts returns each condition as a clause with the statements that ask for it.
func texts(conditions []Condition) []string {
	var out []string
	for i := range conditions {
		out = append(out, joinConditions(conditions[i:i+1])+inParentheses(conditions[i].Reasons))
	}
	return out
}

// inParentheses names statements behind what they ask for; nothing where no
// statement is known.
func inParentheses(reasons []verdict.Reason) string {
	if len(reasons) == 0 || reasons[0].Name == "" {
		return ""
	}
	return " (" + references(reasons) + ")"
}

// references names statements: "RequireTags [1] at Prod".
func references(reasons []verdict.Reason) string {
	var out []string
	for _, r := range reasons {
		out = append(out, reference(r))
	}
	return phrase.Join(out, " and ")
}

// joinConditions joins conditions with "and", and the alternatives of each with
// "or". Neighbors with the same subject share it. What several statements ask for
// is said once.
func joinConditions(all []Condition) string {
	var conditions []Condition
	for _, c := range all {
		said := func(o Condition) bool { return slices.Equal(o.clauses, c.clauses) && slices.Equal(o.parts, c.parts) }
		if !slices.ContainsFunc(conditions, said) {
			conditions = append(conditions, c)
		}
	}
	var words []string
	byRequest := false
	for _, c := range conditions {
		var alternatives []string
		for i, a := range c.clauses {
			a = a.withParts(c.parts)
			text := a.sentence()
			if a.byRequest && byRequest {
				text = a.text
			}
			byRequest = a.byRequest && i == len(c.clauses)-1 || a.byRequest && byRequest
			alternatives = append(alternatives, text)
		}
		words = append(words, phrase.Join(alternatives, " or "))
	}
	// "a or b and c" could mean either.
	single := func(c Condition) bool { return len(c.clauses) == 1 && !strings.Contains(c.clauses[0].way, " or ") }
	if n := len(words) - 1; n > 1 || n == 1 && !(single(conditions[0]) && single(conditions[1])) {
		return strings.Join(words[:n], ", ") + ", and " + words[n]
	}
	return strings.Join(words, " and ")
}
