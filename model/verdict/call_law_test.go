package verdict_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// lawCall is the call of the laws, and what its policies and completions have. The
// keys of shared have one value in all parts of the call, those of own may have
// another one in each.
var lawCall = struct {
	resources, shared, own []string
}{
	[]string{"*", "*", "arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:network-interface/*", "arn:aws:ec2:*::image/*", "arn:aws:ec2:*:*:security-group/*", "arn:aws:ec2:*:*:volume/*"},
	[]string{"aws:RequestedRegion", "aws:PrincipalTag/t"},
	[]string{"aws:RequestTag/t", "ec2:Vpc"},
}

// drawStatement draws a statement about launches.
func drawStatement(t *rapid.T, effect string) string {
	condition := func(name string) string {
		key := rapid.SampledFrom(append(slices.Clone(lawCall.shared), append(lawCall.shared, lawCall.own...)...)).Draw(t, name)
		switch rapid.IntRange(0, 4).Draw(t, "operator") {
		case 0:
			return fmt.Sprintf(`"Null":{%q:%q}`, key, rapid.SampledFrom([]string{"true", "false"}).Draw(t, "null"))
		case 1, 2:
			return fmt.Sprintf(`"StringEquals":{%q:%q}`, key, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "value"))
		default:
			return fmt.Sprintf(`"StringNotEquals":{%q:%q}`, key, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "value"))
		}
	}
	conditions := []string{condition("first")}
	if second := condition("second"); rapid.IntRange(0, 3).Draw(t, "conditions") == 0 && second[:6] != conditions[0][:6] {
		conditions = append(conditions, second)
	}
	return fmt.Sprintf(`{"Effect":%q,"Action":"ec2:RunInstances","Resource":%q,"Condition":{%s}}`,
		effect, rapid.SampledFrom(lawCall.resources).Draw(t, "resource"), strings.Join(conditions, ","))
}

// drawCallPolicies draws an organization with Denies above the account and,
// sometimes, with nothing but Allows under conditions at it.
func drawCallPolicies(t *rapid.T) *model.Reading {
	s := modeltest.PlainSnapshot()
	attach := func(id model.PolicyID, at model.NodeID, effect string, most int) {
		var statements []string
		for range rapid.IntRange(1, most).Draw(t, effect) {
			statements = append(statements, drawStatement(t, effect))
		}
		s.Policies = append(s.Policies, model.Policy{ID: id, Name: string(id), Type: model.ServiceControlPolicy})
		s.Documents[id] = model.Document{Text: `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`}
		s.Attachments = append(s.Attachments, model.Attachment{Policy: id, Target: at})
	}
	full := []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node()}
	attach("p-denies000", "ou-plain-00000000", "Deny", 5)
	if rapid.IntRange(0, 3).Draw(t, "allow list") == 0 {
		attach("p-allows000", modeltest.CaseAccount.Node(), "Allow", 3)
		full = full[:2]
	}
	for _, n := range full {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n})
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	r.Caller.Partition = "aws"
	return r
}

// completions returns questions about a resource with every value of the keys, or
// absence, beside what a question gives.
func completions(q verdict.Question, keys []string) []verdict.Question {
	out := []verdict.Question{q}
	for _, key := range keys {
		var next []verdict.Question
		for _, one := range out {
			absent := one
			absent.Absent = append(slices.Clip(one.Absent), key)
			next = append(next, absent)
			for _, value := range []string{"a", "b", "c"} {
				given := one
				given.Given = map[string][]string{key: {value}}
				for k, v := range one.Given {
					given.Given[k] = v
				}
				next = append(next, given)
			}
		}
		out = next
	}
	return out
}

// neverUndenied tries every completion of a launch: it reports whether in each of
// them a part is denied that every launch has.
func neverUndenied(t *rapid.T, r *model.Reading) (denied, explicitly bool) {
	asker := verdict.NewAsker(r)
	call, _ := iam.CallOf("ec2:RunInstances")
	denied, explicitly = true, true
	for _, shared := range completions(verdict.Question{Account: modeltest.CaseAccount, Action: "ec2:RunInstances"}, lawCall.shared) {
		anyDenied, anyExplicit := false, false
		for _, p := range call.Parts {
			if !p.Sure {
				continue
			}
			i := slices.IndexFunc(iam.Resources(call.Action), func(t iam.Resource) bool { return t.Type == p.Type })
			part := iam.Resources(call.Action)[i]
			shared.Resource = touchableOf(part)[0]
			always, alwaysExplicit := true, true
			keys := lawCall.own
			if !part.TakesTags() {
				keys = keys[1:]
				shared.Absent = append(slices.Clip(shared.Absent), lawCall.own[0])
			}
			for _, q := range completions(shared, keys) {
				if !always {
					break
				}
				v, err := asker.Ask(q)
				if err != nil || v.Ruling == verdict.Depends {
					t.Fatalf("%+v is %v: %v", q, v.Ruling, err)
				}
				always, alwaysExplicit = always && v.Ruling.Denied(), alwaysExplicit && v.Ruling == verdict.ExplicitlyDenied
			}
			if !part.TakesTags() {
				shared.Absent = shared.Absent[:len(shared.Absent)-1]
			}
			anyDenied, anyExplicit = anyDenied || always, anyExplicit || alwaysExplicit
		}
		if denied, explicitly = denied && anyDenied, explicitly && anyExplicit; !denied {
			return false, false
		}
	}
	return denied, denied && explicitly
}

// A call on several resources is denied if and only if no completion of it gets past
// the policies on all parts that it has for certain: each key that is the same for
// all parts with one value, the others with one of each part's own.
func TestCallIsDeniedIfNoCompletionGetsThrough(t *testing.T) {
	joint := 0
	rapid.Check(t, func(t *rapid.T) {
		r := drawCallPolicies(t)
		v := modeltest.Asked(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: "ec2:RunInstances"})
		want, explicitly := neverUndenied(t, r)
		if v.Ruling.Denied() != want || v.Ruling == verdict.ExplicitlyDenied && !explicitly {
			t.Fatalf("it is %v by %v, together by %v; no completion gets through: %t, for a Deny: %t", v.Ruling, v.By, v.Together, want, explicitly)
		}
		of := map[string]bool{}
		for i := range v.Together {
			for _, p := range v.Together[i].Parts() {
				of[p] = true
			}
		}
		if len(of) > 1 {
			joint++
		}
	})
	if joint == 0 {
		t.Error("no call was denied by statements on several parts")
	}
}
