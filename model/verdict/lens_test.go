package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/model/verdict"
)

// lensQuestions are questions about the demo organization.
var lensQuestions = []verdict.Question{
	{Action: "lambda:CreateFunction", Resource: "*"},
	{Action: "organizations:LeaveOrganization", Resource: "*"},
	{Action: "ec2:RunInstances", Resource: "*", Given: map[string][]string{"aws:RequestedRegion": {"us-west-2"}}},
	{Action: "cloudtrail:StopLogging", Resource: "*"},
	{Action: "iam:CreateUser", Resource: "*", Principal: "arn:aws:iam::444455556666:role/OrgAdmin"},
	{Action: "lambda:CreateFunction", Resource: "*", Principal: "arn:aws:iam::444455556666:role/Deployer"},
	{Action: "s3:PutBucketPolicy"},
	{Action: "s3:PutObject", Resource: "arn:aws:s3:::invoices/1"}, // whose it is, the ARN does not say
	{Action: "s3:PutObject", Resource: "arn:aws:s3:::invoices/1", ResourceAccount: "444455556666", Given: fromElsewhere},
	{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-central-1:444455556666:pay", Given: fromElsewhere},
	{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-central-1:444455556666:pay"},
	{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-central-1:999999999999:not-ours", Given: fromElsewhere},
	{Action: "s3:PutObject", Resource: "*", Given: fromElsewhere},
	{
		Action: "s3:PutObject", Resource: "arn:aws:s3:::invoices/1", ResourceAccount: "444455556666", Given: fromElsewhere,
		Principal: "arn:aws:iam::444455556666:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
	},
}

// fromElsewhere are the keys of a call by an AWS service on behalf of another
// organization.
var fromElsewhere = map[string][]string{
	"aws:PrincipalIsAWSService": {"true"}, "aws:SourceAccount": {"999999999999"}, "aws:SourceOrgID": {"o-elsewhere1"},
}

// A lens has the ruling that Ask returns for each account.
func TestLensAgreesWithAsk(t *testing.T) {
	r := modeltest.Demo()
	for _, asked := range lensQuestions {
		q := asked
		lens, err := verdict.NewLens(r, q)
		if err != nil {
			t.Fatal(err)
		}
		var total verdict.Counts
		for n := range r.Accounts() {
			q.Account = n.Account()
			q.Principal = strings.Replace(asked.Principal, "444455556666", string(n.ID), 1)
			want := ask(t, r, q).Ruling
			if got := lens.Ruling(n.ID); got != want {
				t.Errorf("%s in %s: the lens says %v, asked alone it is %v", q.Action, n.Name, got, want)
			}
			total[want]++
		}
		for root := range r.Roots() {
			if got := lens.Counts(root.ID); got != total {
				t.Errorf("%s: the root counts %v, the accounts %v", q.Action, got, total)
			}
		}
	}
}

// A ruling is decided at the nodes whose policies bring it about, and nowhere
// else: on the way down from the root, each decision holds until the next.
func TestLensDecidedAt(t *testing.T) {
	r := modeltest.Demo()
	for _, q := range lensQuestions[:6] { // those that no owner's RCPs decide
		lens, err := verdict.NewLens(r, q)
		if err != nil {
			t.Fatal(err)
		}
		for n := range r.Accounts() {
			if n.Account() == r.Organization.Management {
				if got := lens.DecidedAt(n.ID); got != verdict.RulingNone {
					t.Errorf("%s: no policy applies to the management account, but %v is decided there", q.Action, got)
				}
				continue
			}
			at := verdict.Allowed
			for _, level := range r.Path(n.ID) {
				if decided := lens.DecidedAt(level.ID); decided != verdict.RulingNone {
					at = decided
				}
			}
			if want := lens.Ruling(n.ID); at != want && at != verdict.Depends {
				t.Errorf("%s in %s: the decisions lead to %v, the lens says %v", q.Action, n.Name, at, want)
			}
		}
	}
	west, err := verdict.NewLens(r, verdict.Question{Action: "lambda:CreateFunction", Resource: "*", Given: map[string][]string{"aws:RequestedRegion": {"us-west-2"}}})
	if err != nil {
		t.Fatal(err)
	}
	vault := r.Path("671474205176")
	if got := west.DecidedAt(vault[len(vault)-2].ID); !got.Denied() {
		t.Errorf("%s allows nobody whom DenyRegions lets out of Europe, but %v is decided there", vault[len(vault)-2].Name, got)
	}
	leave, err := verdict.NewLens(r, verdict.Question{Action: "organizations:LeaveOrganization", Resource: "*"})
	if err != nil {
		t.Fatal(err)
	}
	for n := range r.Nodes() {
		want := verdict.RulingNone
		if n.Kind == model.KindRoot {
			want = verdict.ExplicitlyDenied
		}
		if got := leave.DecidedAt(n.ID); got != want {
			t.Errorf("%s: leaving the organization is decided as %v, want %v: DenyLeave is attached to the root", n.Name, got, want)
		}
	}
}

// Every account is in one group, which has the account's ruling.
func TestLensGroups(t *testing.T) {
	r := modeltest.Demo()
	lens, err := verdict.NewLens(r, verdict.Question{
		Action: "lambda:CreateFunction", Resource: "*", Given: map[string][]string{"aws:RequestedRegion": {"us-west-2"}},
		Principal: "arn:aws:iam::444455556666:role/Deployer",
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[model.NodeID]bool{}
	for _, g := range verdict.Groups(r, lens) {
		if g.Reason == "" {
			t.Errorf("a group of %d accounts has no reason", len(g.Accounts))
		}
		for _, n := range g.Accounts {
			if seen[n.ID] || lens.Ruling(n.ID) != g.Ruling {
				t.Errorf("%s is in a group of %v and is %v", n.Name, g.Ruling, lens.Ruling(n.ID))
			}
			seen[n.ID] = true
		}
	}
	if len(seen) != len(sample.Demo().Accounts) {
		t.Errorf("%d accounts are in groups", len(seen))
	}
	if first := verdict.Groups(r, lens)[0]; first.Ruling != verdict.ExplicitlyDenied || !strings.Contains(first.Reason, "DenyRegions, statement 1, at Root") {
		t.Errorf("the first group is %v: %s", first.Ruling, first.Reason)
	}
}

// Accounts share a group only if their answers depend on the same keys, and the
// group has all reasons.
func TestLensGroupsHaveAllReasons(t *testing.T) {
	r := modeltest.Demo()
	lens, err := verdict.NewLens(r, verdict.Question{Action: "ec2:RunInstances"})
	if err != nil {
		t.Fatal(err)
	}
	depends := 0
	for _, g := range verdict.Groups(r, lens) {
		if g.Ruling != verdict.Depends {
			continue
		}
		depends++
		for _, n := range g.Accounts {
			v, err := verdict.Ask(r, verdict.Question{Account: n.Account(), Action: "ec2:RunInstances"})
			if got := append([]string{g.Reason}, g.More...); err != nil || !slices.Equal(got, v.Sentences()) {
				t.Errorf("%s has the reasons %q in its group, and %q by itself: %v", n.Name, got, v.Sentences(), err)
			}
		}
	}
	if depends < 3 {
		t.Errorf("%d groups depend on something", depends)
	}
}

func BenchmarkLens50000(b *testing.B) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Large(50_000, 2_000, 2_000)})
	r.Caller.Role = model.CallerManagement
	if _, err := verdict.NewLens(r, lensQuestions[0]); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := verdict.NewLens(r, lensQuestions[0]); err != nil {
			b.Fatal(err)
		}
	}
}

// A policy at the root that names an account does not keep the other accounts
// from sharing their answers.
func BenchmarkLensAccountSpecific(b *testing.B) {
	s := sample.Large(50_000, 2_000, 2_000)
	root := s.Roots[0].ID
	s.Policies = append(s.Policies, model.Policy{ID: "p-personal00", Name: "Personal", Type: model.ServiceControlPolicy})
	s.Documents["p-personal00"] = model.Document{Text: `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"},"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::111122223333:role/Break","arn:aws:iam::*:role/OrgAdmin"]}}}}`}
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-personal00", Target: root})
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	r.Caller.Role = model.CallerManagement
	for name, q := range map[string]verdict.Question{
		"nobody":  {Action: "lambda:CreateFunction", Resource: "*"},
		"role":    {Action: "lambda:CreateFunction", Resource: "*", Principal: "arn:aws:iam::444455556666:role/Deployer"},
		"session": {Action: "lambda:CreateFunction", Resource: "*", Principal: "arn:aws:sts::444455556666:assumed-role/Deployer/s"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := verdict.NewLens(r, q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A lens without an owner depends on an RCP that has not been read, as Ask
// does.
func TestLensWithoutOwnerWhereAnRCPIsNotRead(t *testing.T) {
	s := modeltest.PlainSnapshot()
	s.Policies = append(s.Policies, model.Policy{ID: "p-notread000", Name: "NotRead", Type: model.ResourceControlPolicy})
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-notread000", Target: "r-plain"})
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node(), "111122223333"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	q := verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a"}
	lens, err := verdict.NewLens(r, q)
	if err != nil {
		t.Fatal(err)
	}
	alone, _ := verdict.Rule(r, q.ForAccount(modeltest.CaseAccount))
	if got := lens.Ruling(modeltest.CaseAccount.Node()); got != alone || got != verdict.Depends {
		t.Errorf("the lens says %v, asked alone it is %v, want Depends", got, alone)
	}
}

// A key that a level above leaves open may be compared differently below: here
// for presence above, as a number below.
func TestLensReadsAKeyAsAllLevelsDo(t *testing.T) {
	s := modeltest.PlainSnapshot()
	for n, text := range map[model.NodeID]string{
		"r-plain":           `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"k:n":"true"}}}`,
		"ou-plain-00000000": `{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericEquals":{"k:n":"5"}}},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericNotEquals":{"k:n":"5"}}}`,
	} {
		id := model.PolicyID("p-" + string(n))
		s.Policies = append(s.Policies, model.Policy{ID: id, Name: string(id), Type: model.ServiceControlPolicy})
		s.Documents[id] = model.Document{Text: `{"Version":"2012-10-17","Statement":[` + text + `]}`}
		s.Attachments = append(s.Attachments, model.Attachment{Policy: id, Target: n})
	}
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node(), "111122223333"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	q := verdict.Question{Action: "s3:GetObject", ResourceAccount: modeltest.CaseAccount}
	lens, err := verdict.NewLens(r, q)
	if err != nil {
		t.Fatal(err)
	}
	if alone, _ := verdict.Rule(r, q.ForAccount(modeltest.CaseAccount)); alone != verdict.ExplicitlyDenied || lens.Ruling(modeltest.CaseAccount.Node()) != alone {
		t.Errorf("asked alone it is %v, the lens says %v, want a denial of both", alone, lens.Ruling(modeltest.CaseAccount.Node()))
	}
}

// The RCPs that apply are those of the resource's owner, whichever account the
// principal belongs to, even the management account. An owner that is not known
// leaves the answer open.
func TestLensAppliesTheOwnersRCPs(t *testing.T) {
	s := modeltest.PlainSnapshot()
	s.Policies = append(s.Policies, model.Policy{ID: "p-nobuckets", Name: "NoBuckets", Type: model.ResourceControlPolicy})
	s.Documents["p-nobuckets"] = model.Document{Text: `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}`}
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-nobuckets", Target: modeltest.CaseAccount.Node()})
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node(), "111122223333"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	for _, c := range []struct {
		question            verdict.Question
		account, management verdict.Ruling
	}{
		{verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: modeltest.CaseAccount}, verdict.ExplicitlyDenied, verdict.ExplicitlyDenied},
		{verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: "111122223333"}, verdict.Allowed, verdict.Allowed},
		{verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: "999999999999"}, verdict.Allowed, verdict.Allowed},
		{verdict.Question{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a"}, verdict.Depends, verdict.Depends},
		{verdict.Question{Action: "s3:ListAllMyBuckets", Resource: "*"}, verdict.ExplicitlyDenied, verdict.Allowed},
	} {
		lens, err := verdict.NewLens(r, c.question)
		if err != nil {
			t.Fatal(err)
		}
		if a, m := lens.Ruling(modeltest.CaseAccount.Node()), lens.Ruling("111122223333"); a != c.account || m != c.management {
			t.Errorf("%+v: in the account %v, want %v; in the management account %v, want %v", c.question, a, c.account, m, c.management)
		}
		for _, g := range verdict.Groups(r, lens) {
			if g.Reason == "" || g.Ruling == verdict.Depends && g.Reason != "denied if the resource belongs to account (NoBuckets at account)" {
				t.Errorf("%+v: %v because %q", c.question, g.Ruling, g.Reason)
			}
		}
	}
}
