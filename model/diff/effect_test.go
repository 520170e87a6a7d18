package diff_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/diff"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// complete returns the built-in organization with nothing missing.
func complete() *model.Snapshot {
	s := sample.Demo()
	s.Complete, s.Gaps, s.Unread = true, nil, nil
	return s
}

// TestEffects ensures that a difference says what it comes to, and that the accounts
// are named whose answers change.
func TestEffects(t *testing.T) {
	policy := func(s *model.Snapshot, name string) model.PolicyID {
		return s.Policies[slices.IndexFunc(s.Policies, func(p model.Policy) bool { return p.Name == name })].ID
	}
	edit := func(name, from, to string) func(*model.Snapshot) {
		return func(s *model.Snapshot) {
			id := policy(s, name)
			s.Documents[id] = model.Document{Text: strings.ReplaceAll(s.Documents[id].Text, from, to)}
		}
	}
	for _, c := range []struct {
		name    string
		change  func(*model.Snapshot)
		details []string
		answers []string
	}{
		{"the same in another form", edit("DenyLeave", "\n", "\r\n "), []string{"Its statements mean what they meant."}, nil},
		{
			"an action is left out", edit("DenyLeave", "organizations:LeaveOrganization", "organizations:DescribeOrganization"),
			[]string{"no longer forbids: leave the organization or close the account. It now forbids: "},
			[]string{"organizations:LeaveOrganization: denied before, not blocked now, in "},
		},
		{"an exemption is wider", edit("NoPublicS3", "role/SecAdmin", "role/Sec*"), []string{"unless role/Sec*"}, nil},
		{
			"a policy is detached", func(s *model.Snapshot) {
				id := policy(s, "NoPublicS3")
				s.Attachments = slices.DeleteFunc(s.Attachments, func(a model.Attachment) bool { return a.Policy == id })
			}, nil, []string{"s3:PutBucketPolicy: denied before"},
		},
		{
			"an account is moved", func(s *model.Snapshot) {
				i := slices.IndexFunc(s.Accounts, func(n model.Node) bool { return n.ID == modeltest.Payments.Node() })
				s.Accounts[i].Parent = "ou-4x9a-60ufpbms"
			},
			[]string{"No longer forbidden by NoPublicS3 [2]: ", "Now forbidden by SmallInstances [1]: "},
			[]string{"in 1 account: payments-prod."},
		},
		{
			"a delegation", func(s *model.Snapshot) {
				s.Delegations = append(s.Delegations, model.Delegation{Account: modeltest.Payments, Principal: "guardduty.amazonaws.com", Since: modeltest.Noon})
			},
			[]string{"The service is Amazon GuardDuty.", "look for RegisterDelegatedAdministrator in CloudTrail of the management account, at "},
			nil,
		},
	} {
		b := complete()
		c.change(b)
		all, answers := diff.CompareEffects(complete(), b)
		var details, sentences []string
		for _, d := range all {
			details = append(details, d.Details...)
		}
		for i := range answers.Changes {
			sentences = append(sentences, answers.Changes[i].Sentence())
		}
		for _, x := range []struct{ want, got []string }{{c.details, details}, {c.answers, sentences}} {
			for _, want := range x.want {
				if !strings.Contains(strings.Join(x.got, "\n"), want) {
					t.Errorf("%s: no %q in\n%s", c.name, want, strings.Join(x.got, "\n"))
				}
			}
		}
		if c.answers == nil && len(sentences) > 0 {
			t.Errorf("%s: answers change: %q", c.name, sentences)
		}
	}
}

// TestEffectLaws ensures that a reading compared with itself changes no answer, and
// that both directions have the same differences and the same answers, turned around.
func TestEffectLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := modeltest.Organization(t)
		if all, answers := diff.CompareEffects(a, a); len(all)+answers.Asked+len(answers.Changes) > 0 {
			t.Fatalf("it differs from itself: %v, %v", all, answers)
		}
		if len(a.Accounts) > 20 { // It takes long, and shows nothing more.
			return
		}
		b := modeltest.Changed(t, a)
		there, to := diff.CompareEffects(a, b)
		back, fro := diff.CompareEffects(b, a)
		if len(there) != len(back) || !slices.EqualFunc(count(there), count(back), func(x, y [2]int) bool { return x == y }) {
			t.Fatalf("there %q, and back %q", linesOf(there), linesOf(back))
		}
		if to.Cut || fro.Cut {
			return
		}
		turned := func(x *diff.Answers) (out []string) {
			for _, c := range x.Changes {
				out = append(out, c.Action+" "+c.Before+" "+c.After+" "+strings.Join(c.Accounts, " "))
			}
			return out
		}
		for i := range fro.Changes {
			c := &fro.Changes[i]
			c.Before, c.After = c.After, c.Before
		}
		x, y := turned(to), turned(fro)
		slices.Sort(x)
		slices.Sort(y)
		if to.Asked == fro.Asked && !slices.Equal(x, y) {
			t.Fatalf("there %q, and back %q", x, y)
		}
	})
}

// count returns how many differences of each kind were added and removed; what is
// added in one direction is removed in the other.
func count(all []diff.Difference) [][2]int {
	out := make([][2]int, diff.Tags+1)
	for _, d := range all {
		switch d.Change {
		case diff.Added, diff.Removed:
			out[d.Kind][0]++
		default:
			out[d.Kind][1]++
		}
	}
	return out
}
