package guardrail

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// Case returns a question with its answer as a test file, which passes as long as the
// answer stays. A denial lists the principals that are exempt from it now. The error
// says what is wrong with the question.
func Case(asker *verdict.Asker, q verdict.Question) (string, error) {
	expect, except, o, err := expectation(asker, q)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("tests:\n")
	field := func(key string, value string) {
		if value != "" {
			fmt.Fprintf(&b, "    %s: %s\n", key, value)
		}
	}
	text := func(key, value string) {
		if value != "" {
			field(key, quoted(value))
		}
	}
	name := q.Action + " in " + asker.Reading().NodeName(q.Account.Node()) + " is " + expect.String()
	fmt.Fprintf(&b, "  - name: %s\n", quoted(oneLine(name)))
	field("accounts", list([]string{string(q.Account)}))
	text("action", q.Action)
	text("principal", q.Principal)
	text("resource", q.Resource)
	text("resourceAccount", string(q.ResourceAccount))
	given := []string{}
	for _, key := range slices.Sorted(maps.Keys(q.Given)) {
		if values := q.Given[key]; strings.EqualFold(key, regionKey) && len(values) == 1 {
			text("region", values[0])
		} else {
			given = append(given, quoted(key)+": "+list(values))
		}
	}
	if len(given) > 0 {
		field("context", "{"+strings.Join(given, ", ")+"}")
	}
	field("absent", list(q.Absent))
	field("expect", expect.String())
	field("except", list(except))
	if expect == Denied {
		var by []string
		for _, r := range o.Cites {
			if !slices.Contains(by, r.Name) {
				by = append(by, r.Name)
			}
		}
		field("by", list(by))
	}
	return b.String(), nil
}

// list returns texts as a list of YAML; nothing if there are none.
func list(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	words := make([]string, len(texts))
	for i, t := range texts {
		words[i] = quoted(t)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// expectation returns what the answer to a question is, as a test expects it.
func expectation(asker *verdict.Asker, q verdict.Question) (Expectation, []string, Outcome, error) {
	exact, err := asker.Ask(q)
	if err != nil {
		return 0, nil, Outcome{}, err
	}
	switch {
	case exact.Ruling == verdict.Unknown:
		return Unknown, nil, Outcome{}, nil
	case exact.Ruling == verdict.Allowed:
		return Allowed, nil, Outcome{}, nil
	}
	except := exempted(&exact)
	if exact.Ruling.Denied() {
		except = nil
	}
	if o, err := denies(asker, q, except); err != nil || o.Met {
		return Denied, needed(asker, q, except), o, err
	}
	a := typical.CompleteBy(asker, exact)
	switch kind := a.Kind(); {
	case kind == typical.NotBlocked && q.Principal != "" && gives(q, regionKey):
		return Allowed, nil, Outcome{}, nil
	case kind == typical.Conditional || kind == typical.Differs:
		return Conditional, nil, Outcome{}, nil
	default:
		return Depends, nil, Outcome{}, nil
	}
}

// exempted returns the patterns of principals that open denials except.
func exempted(v *verdict.Verdict) []string {
	var out []string
	for i := range v.Open {
		for _, r := range v.Open[i].Residual {
			if v.Open[i].Effect != scp.Deny || !r.Negated || !strings.EqualFold(r.Key, "aws:PrincipalArn") {
				continue
			}
			for _, pattern := range r.Values {
				if word := shortPattern(pattern.Value); !slices.Contains(out, word) {
					out = append(out, word)
				}
			}
		}
	}
	return out
}

// shortPattern returns role/NAME for a pattern of such roles of any account.
func shortPattern(pattern string) string {
	for _, partition := range []string{"aws", "*", "aws-cn", "aws-us-gov"} {
		if name, ok := strings.CutPrefix(pattern, "arn:"+partition+":iam::*:"); ok && (strings.HasPrefix(name, "role/") || strings.HasPrefix(name, "user/")) {
			return name
		}
	}
	return pattern
}

// denies answers whether a request is denied but for exemptions.
func denies(asker *verdict.Asker, q verdict.Question, except []string) (Outcome, error) {
	exemptions, err := Exemptions(except)
	if err != nil {
		return Outcome{}, fmt.Errorf("exempt from the denial are %s: %w", phrase.Commas(except), err)
	}
	return Check(asker, q, Denied, exemptions)
}

// needed returns the exemptions without which a request is not always denied.
func needed(asker *verdict.Asker, q verdict.Question, except []string) []string {
	for i := 0; i < len(except); {
		fewer := slices.Delete(slices.Clone(except), i, i+1)
		if o, err := denies(asker, q, fewer); err == nil && o.Met {
			except = fewer
		} else {
			i++
		}
	}
	return except
}
