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

// fromElsewhere is a call by an AWS service on behalf of another organization.
var fromElsewhere = map[string][]string{
	"aws:PrincipalIsAWSService": {"true"}, "aws:SourceAccount": {"999999999999"}, "aws:SourceOrgID": {"o-elsewhere1"},
}

// A lens says of every account what the question says when it is asked of that
// account alone.
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

// The answer turns at the nodes whose policies decide it, and nowhere else:
// walking down from the root, what begins at a node holds until the next turn.
func TestLensTurnsWherePoliciesDecide(t *testing.T) {
	r := modeltest.Demo()
	for _, q := range lensQuestions[:6] { // those that no owner's RCPs decide
		lens, err := verdict.NewLens(r, q)
		if err != nil {
			t.Fatal(err)
		}
		for n := range r.Accounts() {
			if n.Account() == r.Organization.Management {
				if got := lens.DecidedAt(n.ID); got != verdict.RulingNone {
					t.Errorf("%s: nothing binds the management account, and the answer turns to %v there", q.Action, got)
				}
				continue
			}
			at := verdict.Allowed
			for _, level := range r.Path(n.ID) {
				if turned := lens.DecidedAt(level.ID); turned != verdict.RulingNone {
					at = turned
				}
			}
			if want := lens.Ruling(n.ID); at != want && at != verdict.Depends {
				t.Errorf("%s in %s: the turns lead to %v, the lens says %v", q.Action, n.Name, at, want)
			}
		}
	}
	west, err := verdict.NewLens(r, verdict.Question{Action: "lambda:CreateFunction", Resource: "*", Given: map[string][]string{"aws:RequestedRegion": {"us-west-2"}}})
	if err != nil {
		t.Fatal(err)
	}
	vault := r.Path("671474205176")
	if got := west.DecidedAt(vault[len(vault)-2].ID); !got.Denied() {
		t.Errorf("%s allows nobody whom DenyRegions lets out of Europe, and the answer turns to %v there", vault[len(vault)-2].Name, got)
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
			t.Errorf("%s: leaving the organization turns to %v, want %v: DenyLeave is attached to the root", n.Name, got, want)
		}
	}
}

// Every account is in one group, whose ruling is its own.
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

// Accounts are in one group only if their answers turn on the same, and the
// group tells all of it.
func TestLensGroupsTellAllThatIsOpen(t *testing.T) {
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
				t.Errorf("%s is told to turn on %q, and turns on %q: %v", n.Name, got, v.Sentences(), err)
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

// A policy at the root that names an account does not keep the others from
// sharing their work.
func BenchmarkLensPersonal(b *testing.B) {
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
