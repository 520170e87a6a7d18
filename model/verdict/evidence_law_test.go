package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// evidenceOf returns what AWS would say of a request that a statement denied,
// with the policy's ARN or without.
func evidenceOf(t *rapid.T, r *model.Reading, q verdict.Question, by verdict.Reason) verdict.Evidence {
	ev := verdict.Evidence{Denied: true, Explicit: true, Type: by.Type, Action: q.Action, Principal: q.Principal, Resource: q.Resource}
	if rapid.Bool().Draw(t, "named") {
		ev.PolicyARN = "arn:aws:organizations::111122223333:policy/" + r.Organization.ID + "/service_control_policy/" + string(by.Policy)
	}
	return ev
}

func explained(t *rapid.T, r *model.Reading, q verdict.Question, ev verdict.Evidence) verdict.Explained {
	x, err := verdict.Explain(r, q, ev)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// denials returns what denies, as far as it is certain.
func certain(v *verdict.Judgement) (out []any) {
	for _, by := range v.By {
		out = append(out, by)
	}
	for _, m := range v.Missing {
		out = append(out, m)
	}
	return out
}

// Whatever is concluded from AWS's words holds of the request that they are
// about: each reason is one of its own, the statement that denied it is among
// the candidates, and the ruling is its ruling.
func TestEvidenceNeverContradictsTheRequest(t *testing.T) {
	concluded, several, implicit := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r, q := modeltest.DrawOrganization(t), drawPrincipal(t, modeltest.DrawQuestion(t))
		v := modeltest.Asked(t, r, q)
		for range 5 {
			whole := completion(t, v)
			was := modeltest.Asked(t, r, whole)
			var ev verdict.Evidence
			switch {
			case len(was.By) > 0:
				ev = evidenceOf(t, r, q, rapid.SampledFrom(was.By).Draw(t, "by"))
			case len(was.Missing) > 0 && was.Ruling == verdict.ImplicitlyDenied:
				ev = verdict.Evidence{Denied: true, Type: model.ServiceControlPolicy, Action: q.Action, Principal: q.Principal, Resource: q.Resource}
				implicit++
			default:
				continue
			}
			x := explained(t, r, q, ev)
			settled := len(x.Candidates) > 0 || len(x.Levels) > 0
			if settled && (!x.Ruling.Denied() || x.Ruling == verdict.ExplicitlyDenied && was.Ruling != x.Ruling) {
				t.Fatalf("%+v is %v according to AWS's message, and %+v is %v", q, x.Ruling, whole, was.Ruling)
			}
			own := certain(&was.Judgement)
			for _, reason := range certain(&x.Judgement) {
				if !slices.Contains(own, reason) {
					t.Fatalf("%+v: according to AWS's message it is denied by %+v, and %+v is not", q, reason, whole)
				}
			}
			if n := len(x.Candidates); n > 0 && len(v.By) == 0 && !slices.ContainsFunc(x.Candidates, func(c verdict.Reason) bool {
				return slices.ContainsFunc(was.By, func(b verdict.Reason) bool { return b.Policy == c.Policy && b.Index == c.Index })
			}) {
				t.Fatalf("%+v: AWS means %+v, and the candidates are %+v", q, was.By, x.Candidates)
			} else if n > 1 {
				several++
			}
			concluded += min(1, len(x.Concluded))
			for _, c := range x.Concluded {
				if values, given := whole.Given[c.Key]; strings.HasSuffix(c.Condition, " is absent") && given && !slices.Equal(values, []string{""}) {
					t.Fatalf("%+v: it is concluded that %s, and it is %q in %+v", q, c.Condition, values, whole)
				}
			}
		}
	})
	if concluded == 0 || several == 0 || implicit == 0 {
		t.Errorf("it tried %d conclusions, %d times several candidates, %d times no Allow", concluded, several, implicit)
	}
}

// Evidence opens nothing that was settled without it, and takes no reason away.
func TestEvidenceNeverOpensWhatWasSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, q := modeltest.DrawOrganization(t), drawPrincipal(t, modeltest.DrawQuestion(t))
		v := modeltest.Asked(t, r, q)
		ev := verdict.Evidence{
			Denied: true, Explicit: rapid.Bool().Draw(t, "explicit"), Type: rapid.SampledFrom(model.Evaluated()).Draw(t, "type"),
			Action: q.Action, Principal: q.Principal, Resource: q.Resource,
		}
		x := explained(t, r, q, ev)
		switch {
		case v.Ruling.Denied() && !x.Ruling.Denied(), v.Ruling == verdict.Allowed && x.Ruling != v.Ruling,
			x.Ruling == verdict.Depends && v.Ruling != verdict.Depends:
			t.Fatalf("%+v is %v, and according to AWS's message %v", q, v.Ruling, x.Ruling)
		}
		own := certain(&x.Judgement)
		for _, reason := range certain(&v.Judgement) {
			if !slices.Contains(own, reason) {
				t.Fatalf("%+v: according to AWS's message %+v is no reason any more", q, reason)
			}
		}
		if len(x.Open) > len(v.Open) {
			t.Fatalf("%+v: %d statements are open, and according to AWS's message %d", q, len(v.Open), len(x.Open))
		}
	})
}

// The more AWS says of a request, the more is settled: the kind of policy, then which
// one, then which statement.
func TestMoreEvidenceSettlesMore(t *testing.T) {
	fewer := 0
	rapid.Check(t, func(t *rapid.T) {
		r, q := modeltest.DrawOrganization(t), drawPrincipal(t, modeltest.DrawQuestion(t))
		v := modeltest.Asked(t, r, q)
		for range 5 {
			was := modeltest.Asked(t, r, completion(t, v))
			if len(was.By) == 0 {
				continue
			}
			by := rapid.SampledFrom(was.By).Draw(t, "by")
			ev := evidenceOf(t, r, q, by)
			ev.PolicyARN = ""
			less := explained(t, r, q, ev)
			ev.PolicyARN = "arn:aws:organizations::111122223333:policy/" + r.Organization.ID + "/service_control_policy/" + string(by.Policy)
			more := explained(t, r, q, ev)
			for step, x := range []verdict.Explained{less, more} {
				if step == 1 && by.Sid != "" {
					ev.Matched = []verdict.MatchedStatement{{Sid: by.Sid}}
					less, x = more, explained(t, r, q, ev)
				} else if step == 1 {
					break
				} else {
					x = more
				}
				fewer += max(0, len(less.Candidates)-len(x.Candidates))
				if less.Ruling.Denied() && !x.Ruling.Denied() || !v.Ruling.Denied() && len(less.Candidates) > 0 && len(x.Candidates) > len(less.Candidates) || len(x.Open) > len(less.Open) {
					t.Fatalf("%+v: of %+v it is %v by %v with %d open; then of %+v %v by %v with %d open",
						q, less.Evidence, less.Ruling, less.Candidates, len(less.Open), x.Evidence, x.Ruling, x.Candidates, len(x.Open))
				}
				own := certain(&x.Judgement)
				for _, reason := range certain(&less.Judgement) {
					if !slices.Contains(own, reason) {
						t.Fatalf("%+v: with more of AWS's words %+v is no reason any more", q, reason)
					}
				}
			}
		}
	})
	if fewer == 0 {
		t.Error("no evidence left fewer candidates")
	}
}
