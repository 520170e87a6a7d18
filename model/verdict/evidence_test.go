package verdict_test

import (
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/model/verdict"
)

const volume = "arn:aws:ec2:eu-west-1:444455556666:volume/*"

// denialOf returns a question about payments-prod, and that AWS says that an SCP
// denied it.
func denialOf(action, resource string, policy model.PolicyID) (verdict.Question, verdict.Evidence) {
	q := verdict.Question{
		Account: modeltest.Payments, Action: action, Resource: resource, Principal: "arn:aws:iam::444455556666:role/App",
		Given: map[string][]string{"aws:RequestedRegion": {"eu-west-1"}},
	}
	ev := verdict.Evidence{Denied: true, Explicit: true, Type: model.ServiceControlPolicy, Action: action, Principal: q.Principal, Resource: resource}
	if policy != "" {
		ev.PolicyARN = "arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/" + string(policy)
	}
	return q, ev
}

// with returns the demo with drafts of SCPs at Workloads.
func with(t *testing.T, documents ...string) *model.Reading {
	t.Helper()
	r := modeltest.Demo()
	var edits model.Edits
	for i, text := range documents {
		edits.Drafts = append(edits.Drafts, model.Draft{Name: "Draft" + string(rune('A'+i)), Type: model.ServiceControlPolicy, Text: text, Target: workloadsOf(t, r)})
	}
	then, err := r.WithEdits(edits)
	if err != nil {
		t.Fatal(err)
	}
	return then
}

// workloadsOf returns the OU Workloads.
func workloadsOf(t *testing.T, r *model.Reading) model.NodeID {
	t.Helper()
	for _, n := range r.Path(modeltest.Payments.Node()) {
		if n.Name == "Workloads" {
			return n.ID
		}
	}
	t.Fatal("the demo has no Workloads")
	return ""
}

func story(t *testing.T, r *model.Reading, q verdict.Question, ev verdict.Evidence) (verdict.Explained, string) {
	t.Helper()
	x, err := verdict.Explain(r, q, ev)
	if err != nil {
		t.Fatal(err)
	}
	return x, strings.Join(append(x.Story, x.Unused), " ")
}

const requestTag = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:RunInstances","Resource":"*","Condition":{`

// A second Deny for the same missing tag denies as well: explaining the first
// does not read as if all were fixed.
func TestSecondDenyForTheSameReason(t *testing.T) {
	q, ev := denialOf("ec2:RunInstances", volume, "p-pft75v2s")
	for name, c := range map[string]struct{ document, want string }{
		"none":                     {`"Null":{"aws:RequestTag/cost":"false"},"StringEquals":{"aws:RequestTag/cost":"x"},"Bool":{"aws:ViaAWSService":"nonsense"}}}]}`, "With that fixed, no other SCP or RCP blocks this."},
		"the same":                 {`"Null":{"aws:RequestTag/team":"true"}}}]}`, "With that fixed, this is still denied by DraftA, statement 1, at Workloads."},
		"the same and other teams": {`"StringNotEquals":{"aws:RequestTag/team":["pay"]}}}]}`, "With that fixed, this is still denied by DraftA, statement 1, at Workloads."},
		"only other teams":         {`"Null":{"aws:RequestTag/team":"false"},"StringNotEquals":{"aws:RequestTag/team":["pay"]}}}]}`, "With that fixed, it depends: denied"},
		"another tag":              {`"Null":{"aws:RequestTag/cost":"true"}}}]}`, "With that fixed, it depends: denied if the request's tag cost is absent"},
		"anything":                 {`"StringLike":{"aws:RequestedRegion":"eu-*"}}}]}`, "With that fixed, this is still denied by DraftA, statement 1, at Workloads."},
	} {
		t.Run(name, func(t *testing.T) {
			x, told := story(t, with(t, requestTag+c.document), q, ev)
			if x.Ruling != verdict.ExplicitlyDenied || !strings.Contains(told, c.want) {
				t.Errorf("%v, and it tells:\n%s", x.Ruling, told)
			}
		})
	}
}

// AWS's words are used only if they are about the policies that have been read
// and about the question.
func TestEvidenceThatConcludesNothing(t *testing.T) {
	r := modeltest.Demo()
	for name, c := range map[string]struct {
		change func(q *verdict.Question, ev *verdict.Evidence)
		want   string
	}{
		"a foreign organization": {func(_ *verdict.Question, ev *verdict.Evidence) {
			ev.PolicyARN = strings.Replace(ev.PolicyARN, "o-4x9acme2k7", "o-foreign1234", 1)
		}, "organization o-foreign1234, and this is o-4x9acme2k7"},
		"a detached policy": {func(_ *verdict.Question, ev *verdict.Evidence) {
			ev.PolicyARN = strings.Replace(ev.PolicyARN, "p-pft75v2s", "p-q4k7bn7x", 1)
		}, "OldRegions2021, which AWS names, no longer applies to this"},
		"a moved account": {func(q *verdict.Question, _ *verdict.Evidence) {
			q.Given["aws:PrincipalOrgPaths"] = []string{"o-4x9acme2k7/r-4x9a/ou-4x9a-elsewhere/"}
		}, "was at o-4x9acme2k7/r-4x9a/ou-4x9a-elsewhere/ and is at"},
		"an edited policy": {func(_ *verdict.Question, ev *verdict.Evidence) {
			ev.Matched = []verdict.MatchedStatement{{Sid: "WasOnceThere"}}
		}, ""},
		"another kind of policy": {func(_ *verdict.Question, ev *verdict.Evidence) { ev.Type, ev.PolicyARN = "", "" }, ""},
		"another action":         {func(q *verdict.Question, _ *verdict.Evidence) { q.Action = "ec2:CreateVolume" }, ""},
		"another resource": {func(q *verdict.Question, _ *verdict.Evidence) {
			q.Resource = strings.Replace(volume, "volume", "instance", 1)
		}, ""},
		"another principal": {func(q *verdict.Question, _ *verdict.Evidence) { q.Principal = "arn:aws:iam::444455556666:role/Other" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			q, ev := denialOf("ec2:RunInstances", volume, "p-pft75v2s")
			c.change(&q, &ev)
			x, told := story(t, r, q, ev)
			if x.Ruling.Denied() || len(x.Concluded)+len(x.Candidates) > 0 || len(x.Story) > 0 || !strings.Contains(told, c.want) || c.want == "" && x.Unused != "" {
				t.Errorf("%v, concluded %+v, and it tells: %s", x.Ruling, x.Concluded, told)
			}
		})
	}
}

// What is concluded is told in words, with the condition under which it holds.
func TestConclusionsInWords(t *testing.T) {
	at := time.Date(2026, 7, 15, 14, 2, 0, 0, time.UTC)
	q, ev := denialOf("ec2:RunInstances", volume, "p-pft75v2s")
	ev.At = at
	x, told := story(t, modeltest.Demo(), q, ev)
	for _, want := range []string{
		"RequireTags, statement 1, because AWS names the policy: so volume/* had no tag team (the instance may have had one).",
		"has changed from 2026-07-15 14:02Z to 2026-11-20 09:30Z, when the reading was saved", "With that fixed, no other SCP or RCP blocks this.",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("it does not tell %q:\n%s", want, told)
		}
	}
	if len(x.Concluded) != 1 || x.Concluded[0].Key != "aws:RequestTag/team" || x.Concluded[0].Condition != "the request's tag team is absent" {
		t.Errorf("it concludes %+v", x.Concluded)
	}

	q, ev = denialOf("ec2:RunInstances", "", "")
	x, told = story(t, with(t, requestTag+`"StringNotEquals":{"aws:RequestTag/cost":"1"},"StringNotLike":{"aws:PrincipalTag/t":"x"}}}]}`), q, ev)
	if len(x.Concluded) > 0 || !strings.Contains(told, "AWS says that one of these denied this: DraftA, statement 1 (") || !strings.HasPrefix(x.Headline(modeltest.Demo()), "Denied by ") {
		t.Errorf("of several candidates it concludes %+v, and it tells: %s", x.Concluded, told)
	}

	q, ev = denialOf("ec2:RunInstances", volume, "p-pft75v2s")
	q.Given["aws:RequestTag/team"] = []string{"pay"}
	if x, told = story(t, modeltest.Demo(), q, ev); x.Ruling != verdict.Allowed || told != " " && strings.TrimSpace(told) != "" {
		t.Errorf("a policy that cannot deny it: %v, %s", x.Ruling, told)
	}
}

// A negated operator also matches if the key is absent.
func TestConclusionOfANegatedOperator(t *testing.T) {
	q, ev := denialOf("sns:Publish", "arn:aws:sns:eu-west-1:444455556666:t", "")
	document := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sns:Publish","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceTag/class":["a","b"]},"ArnNotLike":{"aws:PrincipalArn":"*:role/Admin"}}}}`
	x, told := story(t, with(t, document), q, ev)
	if len(x.Concluded) != 1 || x.Concluded[0].Condition != "the resource's tag class is absent or has a value other than a or b" || !strings.Contains(told, "because no other statement can have denied this") {
		t.Errorf("it concludes %+v: %s", x.Concluded, told)
	}
}

// Where no SCP allowed the request, the level follows if only one can lack an
// Allow.
func TestConclusionFromAMissingAllow(t *testing.T) {
	r := modeltest.Demo()
	workloads := workloadsOf(t, r)
	then, err := r.WithEdits(model.Edits{
		Drafts:   []model.Draft{{Name: "OnlyTagged", Type: model.ServiceControlPolicy, Target: workloads, Text: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"pay"}}}}`}},
		Detached: []model.Attachment{{Policy: model.FullAWSAccess, Target: workloads}},
	})
	if err != nil {
		t.Fatal(err)
	}
	q, ev := denialOf("sns:Publish", "arn:aws:sns:eu-west-1:444455556666:t", "")
	ev.Explicit = false
	x, told := story(t, then, q, ev)
	if x.Ruling != verdict.ImplicitlyDenied || len(x.Missing) != 1 || len(x.Concluded) != 1 || !strings.Contains(told, "possible only at Workloads: so the principal's tag team is not pay") || !strings.Contains(told, "With that fixed, no other") {
		t.Errorf("%v, missing %+v, concluded %+v: %s", x.Ruling, x.Missing, x.Concluded, told)
	}
	if x, _ = story(t, r, q, ev); x.Ruling != verdict.Allowed {
		t.Errorf("where all levels allow it is %v", x.Ruling)
	}
}

// A policy that has not been read leaves open which one AWS means.
func TestEvidenceWithAnUnreadPolicy(t *testing.T) {
	snapshot := sample.Demo()
	delete(snapshot.Documents, "p-zdoc9is0")
	r := modeltest.Saved(snapshot)
	q, ev := denialOf("ec2:RunInstances", volume, "")
	if x, told := story(t, r, q, ev); x.Ruling != verdict.Unknown || !strings.Contains(told, "deputy has not read all policies that AWS may mean") {
		t.Errorf("%v: %s", x.Ruling, told)
	}
	q, ev = denialOf("ec2:RunInstances", volume, "p-pft75v2s")
	if x, told := story(t, r, q, ev); x.Ruling != verdict.ExplicitlyDenied || !strings.Contains(told, "deputy cannot tell whether another") {
		t.Errorf("%v: %s", x.Ruling, told)
	}
}
