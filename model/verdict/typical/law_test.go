package typical_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// draw draws an organization and a question that leaves much open.
func draw(t *rapid.T) (*model.Reading, verdict.Question) {
	r, q := modeltest.DrawOrganization(t), modeltest.DrawQuestion(t)
	if rapid.Bool().Draw(t, "no owner") {
		q.ResourceAccount = ""
	}
	keep := rapid.IntRange(0, 3).Draw(t, "keep")
	for i, key := range slices.Sorted(maps.Keys(q.Given)) {
		if i >= keep {
			delete(q.Given, key)
		}
	}
	q.Absent = q.Absent[:min(keep, len(q.Absent))]
	if who := rapid.SampledFrom([]string{"", "", "", "role/Admin", "root", "user/x"}).Draw(t, "principal"); who != "" {
		q.Principal = "arn:aws:iam::" + string(modeltest.LawAccount) + ":" + who
		delete(q.Given, "aws:PrincipalArn")
		q.Absent = slices.DeleteFunc(q.Absent, func(k string) bool { return k == "aws:PrincipalArn" })
	}
	return r, q
}

// ruled returns the ruling that the questions of a case come to: of the parts of a
// call the worst counts, and a request comes from one of the networks.
func ruled(c typical.Case, rule func(verdict.Verdict) verdict.Ruling) verdict.Ruling {
	if len(c.Networks) == 0 {
		var rulings []verdict.Ruling
		for _, v := range c.Verdicts {
			rulings = append(rulings, rule(v))
		}
		return together(rulings)
	}
	out := ruled(c.Networks[0], rule)
	for _, n := range c.Networks[1:] {
		switch now := ruled(n, rule); {
		case now == out, now.Denied() && out.Denied():
		case now == verdict.Unknown || out == verdict.Unknown:
			out = verdict.Unknown
		default:
			out = verdict.Depends
		}
	}
	return out
}

// The typical verdict is the exact verdict of the question with the assumptions
// given, in each Region and for each part of the call; and what the exact verdict
// settles, no assumption changes.
func TestTypicalIsTheVerdictWithAssumptionsGiven(t *testing.T) {
	kinds := map[verdict.Ruling]int{}
	rapid.Check(t, func(t *rapid.T) {
		r, q := draw(t)
		a, err := typical.Ask(r, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range a.Cases {
			want := ruled(c, func(v verdict.Verdict) verdict.Ruling {
				again := modeltest.Asked(t, r, v.Question)
				if again.Ruling != v.Ruling {
					t.Fatalf("%+v: the typical verdict says %v, asked it is %v", v.Question, v.Ruling, again.Ruling)
				}
				return again.Ruling
			})
			if c.Ruling.Denied() != want.Denied() || !want.Denied() && c.Ruling != want {
				t.Fatalf("%+v: its parts come to %v, the call is %v", q, want, c.Ruling)
			}
			if exact := a.Exact.Ruling; exact != verdict.Depends && (c.Ruling.Denied() != exact.Denied() || !exact.Denied() && c.Ruling != exact) {
				t.Fatalf("%+v is %v exactly, and typically %v", q, exact, c.Ruling)
			}
		}
		if a.Exact.Ruling == verdict.Unknown && len(a.Assumptions) > 0 {
			t.Fatalf("%+v: on a gap it assumes %v", q, a.Assumptions)
		}
		kinds[a.Ruling()]++
	})
	if kinds[verdict.Allowed] == 0 || kinds[verdict.Depends] == 0 || kinds[verdict.ExplicitlyDenied] == 0 {
		t.Errorf("the questions came to %v", kinds)
	}
}

// together returns the ruling of a call that is authorized on several resources.
func together(rulings []verdict.Ruling) verdict.Ruling {
	for _, r := range rulings {
		if r.Denied() {
			return r
		}
	}
	for _, r := range []verdict.Ruling{verdict.Unknown, verdict.Depends} {
		if slices.Contains(rulings, r) {
			return r
		}
	}
	return verdict.Allowed
}

// No assumption contradicts what is given.
func TestNothingIsAssumedAgainstWhatIsGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, q := draw(t)
		a, err := typical.Ask(r, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range a.Cases {
			for _, v := range c.Verdicts {
				then := v.Question
				for key, values := range q.Given {
					if !slices.Equal(then.Given[key], values) {
						t.Fatalf("%s is given as %q, and asked as %q", key, values, then.Given[key])
					}
				}
				for key := range then.Given {
					if slices.ContainsFunc(then.Absent, func(k string) bool { return strings.EqualFold(k, key) }) {
						t.Fatalf("%s is asked both as given and as absent", key)
					}
				}
				for _, key := range q.Absent {
					if !slices.Contains(then.Absent, key) {
						t.Fatalf("%s is absent, and asked otherwise", key)
					}
				}
				if q.Principal != "" && then.Principal != q.Principal || q.Resource != "" && then.Resource != q.Resource ||
					q.ResourceAccount != "" && then.ResourceAccount != q.ResourceAccount {
					t.Fatalf("asked %+v, given %+v", then, q)
				}
				if then.Principal != "" && q.Principal == "" && hasAny(q, "aws:PrincipalArn", "aws:PrincipalIsAWSService") {
					t.Fatalf("given %+v, it assumes the principal %s", q, then.Principal)
				}
			}
		}
	})
}

// hasAny reports whether a question says something of one of the keys.
func hasAny(q verdict.Question, keys ...string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return q.Given[k] != nil || slices.Contains(q.Absent, k) })
}

// What completes a request of "not blocked if" is denied if and only if it leaves
// a condition unmet: by a statement, or at a level, that a condition names.
func TestConditionsDecide(t *testing.T) {
	asked := 0
	rapid.Check(t, func(t *rapid.T) {
		r, q := draw(t)
		a, err := typical.Ask(r, q)
		if err != nil {
			t.Fatal(err)
		}
		if a.Ruling() != verdict.Depends {
			return
		}
		asked++
		conditions := a.Conditions()
		if len(conditions) == 0 {
			t.Fatalf("%+v is blocked unless nothing: %s", q, a.Headline())
		}
		for _, v := range a.Cases[0].Verdicts {
			then := v.Question
			then.Given = maps.Clone(then.Given)
			for _, key := range slices.Sorted(maps.Keys(modeltest.LawGiven)) {
				follows := then.Principal != "" && (key == "aws:PrincipalArn" || key == "aws:PrincipalIsAWSService")
				// The one Region of a global service follows from the action.
				follows = follows || key == "aws:RequestedRegion" && len(model.HomeRegions(q.Action, "aws")) > 0
				if hasAny(then, key) || follows {
					continue
				}
				if rapid.Bool().Draw(t, "absent") {
					then.Absent = append(slices.Clip(then.Absent), key)
				} else {
					then.Given[key] = []string{rapid.SampledFrom(modeltest.LawGiven[key]).Draw(t, key)}
				}
			}
			done := modeltest.Asked(t, r, then)
			for _, by := range done.By {
				if !slices.ContainsFunc(conditions, func(c string) bool { return strings.Contains(c, reference(by)) }) {
					t.Fatalf("%+v is denied by %s, which no condition names: %q", then, reference(by), conditions)
				}
			}
		}
	})
	if asked == 0 {
		t.Error("no question had conditions")
	}
}

func reference(by verdict.Reason) string {
	return by.Name + " [" + string(rune('0'+by.Index)) + "] at " + by.Place
}

// No usual alternative to an assumed principal changes the verdict without
// standing in the headline; the root user stands beside it.
func TestNoAlternativeHides(t *testing.T) {
	changed := 0
	rapid.Check(t, func(t *rapid.T) {
		r, q := draw(t)
		q.Principal = ""
		a, err := typical.Ask(r, q)
		if err != nil {
			t.Fatal(err)
		}
		base := a.Cases[0]
		if !slices.ContainsFunc(a.Assumptions, func(x typical.Assumption) bool { return x.Chip == typical.Principal }) {
			return
		}
		for word, words := range map[string]string{
			"user/ordinary": "IAM users", "role/path/ordinary": "roles with a path", "sso/ordinary": "permission sets", "role/Admin": "role/Admin", "role/x": "role/x", "root": "the root user",
		} {
			now := ruled(base, func(v verdict.Verdict) verdict.Ruling {
				then := v.Question
				then.Principal = verdict.WithSuffix(verdict.PrincipalARN("aws", q.Account, word))
				return modeltest.Asked(t, r, then).Ruling
			})
			if now == base.Ruling || now.Denied() && base.Ruling.Denied() || now == verdict.Unknown {
				continue
			}
			changed++
			text := a.Headline()
			for _, d := range a.Beside {
				text += d.Alternative
			}
			// A pattern for the principal tells as much as its name.
			named := slices.ContainsFunc(a.Differs, func(d typical.Difference) bool { return strings.Contains(d.Alternative, "*") })
			if !strings.Contains(text, words) && !named && !(base.Ruling.Denied() && strings.Contains(text, "unless")) {
				t.Fatalf("%+v is %v; for %s it is %v, which the headline hides: %s", q, base.Ruling, words, now, text)
			}
		}
	})
	if changed == 0 {
		t.Error("no alternative changed a verdict")
	}
}

// asked returns what an answer asks for, whichever statements do, each once.
func asked(a *typical.Answer) (words []string) {
	for _, c := range a.Conditions() {
		text, _, _ := strings.Cut(c, " (Guard")
		words = append(words, text)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// drawCallerPolicy draws statements that ask who calls, and for tags.
func drawCallerPolicy(t *rapid.T) string {
	callers := []string{
		"", `"StringEquals":{"aws:PrincipalType":"User"}`, `"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}`, `"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/path/*"}`,
		`"Bool":{"aws:ViaAWSService":"true"}`, `"BoolIfExists":{"aws:ViaAWSService":"false"}`,
	}
	tags := []string{"", `"Null":{"aws:RequestTag/team":"true"}`, `"StringLike":{"aws:RequestTag/owner":"*"}`}
	var statements []string
	for range rapid.IntRange(1, 3).Draw(t, "statements") {
		tests := []string{rapid.SampledFrom(callers).Draw(t, "caller"), rapid.SampledFrom(tags).Draw(t, "tag")}
		tests = slices.DeleteFunc(tests, func(x string) bool { return x == "" })
		if len(tests) > 0 {
			statements = append(statements, denyUnless("{"+strings.Join(tests, ",")+"}"))
		}
	}
	return strings.Join(append(statements, denyUnless(`{"Bool":{"aws:SecureTransport":"false"}}`)), ",")
}

// An alternative with which the verdict depends on other conditions stands in the
// headline, and so do calls through AWS services that are denied.
func TestOtherConditionsAreTold(t *testing.T) {
	other, through := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := guarded(model.ServiceControlPolicy, drawCallerPolicy(t))
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "kms:CreateKey"}
		a, err := typical.Ask(r, q)
		if err != nil {
			t.Fatal(err)
		}
		base, text := a.Cases[0], a.Headline()
		if len(a.Assumptions) == 0 || len(base.Verdicts) != 1 {
			return
		}
		for word, words := range map[string]string{"user/ordinary": "IAM users", "role/path/ordinary": "roles with a path", "root": "the root user"} {
			then := base.Verdicts[0].Question
			then.Principal = verdict.PrincipalARN("aws", q.Account, word)
			now, err := typical.Ask(r, then)
			if err != nil {
				t.Fatal(err)
			}
			if a.Ruling() != verdict.Depends || now.Ruling() != verdict.Depends || slices.Equal(asked(&now), asked(&a)) {
				continue
			}
			if other++; !strings.Contains(text, words) {
				t.Fatalf("%+v: for %s it depends on %q, which the headline hides: %s", q, word, now.Conditions(), text)
			}
		}
		if base.Ruling.Denied() {
			return
		}
		then := base.Verdicts[0].Question
		then.Given = maps.Clone(then.Given)
		then.Given["aws:ViaAWSService"] = []string{"true"}
		then.Absent = slices.DeleteFunc(slices.Clone(then.Absent), func(k string) bool { return strings.HasPrefix(k, "aws:CalledVia") })
		if modeltest.Asked(t, r, then).Ruling.Denied() {
			if through++; !strings.Contains(text, "calls through") {
				t.Fatalf("%+v is denied for calls through AWS services, which the headline hides: %s", q, text)
			}
		}
	})
	if other == 0 || through == 0 {
		t.Errorf("%d alternatives had other conditions, %d calls through services were denied", other, through)
	}
}
