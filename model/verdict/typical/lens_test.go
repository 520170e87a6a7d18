package typical_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// Of everyday actions with nothing given the lens leaves no account of the demo
// open: each is denied, not blocked, not blocked if, or differs.
func TestEverydayActionsInTheLens(t *testing.T) {
	r := modeltest.Demo()
	var root model.NodeID
	for n := range r.Roots() {
		root = n.ID
	}
	for _, action := range strings.Fields(everyday) {
		l := lensOf(t, r, verdict.Question{Action: action}, typical.Options{Below: []model.NodeID{root}})
		c := l.Counts(root)
		if c[typical.Depends]+c[typical.Unknown]+c[typical.KindNone] > 0 || c.Total() != 63 {
			t.Errorf("the lens of %s counts %v", action, c)
		}
		grouped := 0
		for _, g := range typical.Groups(r, l) {
			if grouped += len(g.Accounts); g.Reason == "" || strings.Contains(g.Reason, "\x00") {
				t.Errorf("%s: a group of %d accounts has the reason %q", action, len(g.Accounts), g.Reason)
			}
		}
		if grouped != 63 {
			t.Errorf("%s: %d accounts are in groups", action, grouped)
		}
	}
}

// A lens says of a group what an account of it says by itself, and takes one
// Region for all.
func TestLensOfTheDemo(t *testing.T) {
	r := modeltest.Demo()
	l := lensOf(t, r, verdict.Question{Action: "rds:CreateDBInstance"}, typical.Options{})
	if got := l.Question.Given["aws:RequestedRegion"]; !slices.Equal(got, []string{"eu-central-1"}) || !l.ElsewhereDiffers || len(l.Regions) < 2 {
		t.Errorf("it asks about %q of %q, and others differ: %t", got, l.Regions, l.ElsewhereDiffers)
	}
	want := "Not blocked if the request sets tag team (RequireTags [1] at Prod)"
	for _, g := range typical.Groups(r, l) {
		for _, n := range g.Accounts {
			if n.Account() == modeltest.Payments && (g.Kind != typical.Conditional || g.Reason != want) {
				t.Errorf("payments-prod is in a group of %s: %s", g.Kind.Short(), g.Reason)
			}
		}
	}
	exact := lensOf(t, r, verdict.Question{Action: "rds:CreateDBInstance"}, typical.Options{Exactly: true})
	if exact.Total()[typical.Depends] < 50 || exact.Total().Total() != 63 || exact.Question.Given != nil {
		t.Errorf("exactly it counts %v of %+v", exact.Total(), exact.Question)
	}
	west := lensOf(t, r, verdict.Question{Action: "rds:CreateDBInstance"}, typical.Options{Region: "us-west-2"})
	if got := west.Question.Given["aws:RequestedRegion"]; !slices.Equal(got, []string{"us-west-2"}) || west.Total()[typical.Denied] < 50 {
		t.Errorf("in another Region it asks about %q, and counts %v", got, west.Total())
	}
}

// The user's own Region is taken if most accounts may use it, else the one that
// most may use. A Region that is given stands, and none is assumed where policies
// make no difference.
func TestTheOfferedRegion(t *testing.T) {
	r := modeltest.Demo()
	given := map[string][]string{"aws:RequestedRegion": {"ap-south-1"}}
	for _, c := range []struct {
		q         verdict.Question
		preferred string
		want      string
	}{
		{verdict.Question{Action: "s3:GetObject"}, "", "eu-central-1"},
		{verdict.Question{Action: "s3:GetObject"}, "eu-west-1", "eu-west-1"},
		{verdict.Question{Action: "s3:GetObject"}, "us-west-2", "eu-central-1"},
		{verdict.Question{Action: "s3:GetObject", Given: given}, "eu-west-1", "ap-south-1"},
		{verdict.Question{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-north-1:444455556666:q"}, "", ""},
		{verdict.Question{Action: "iam:CreateUser"}, "eu-west-1", ""},
	} {
		l := lensOf(t, r, c.q, typical.Options{Preferred: c.preferred})
		if got := strings.Join(l.Question.Given["aws:RequestedRegion"], ","); got != c.want {
			t.Errorf("%s for a user of %q asks about %q, want %q", c.q.Action, c.preferred, got, c.want)
		}
	}
}

// What a node's own policies bring about is said there, and nowhere else.
func TestLensSaysWhereItIsDecided(t *testing.T) {
	r := modeltest.Demo()
	at := func(l *typical.Lens, name string) typical.Kind {
		for n := range r.Nodes() {
			if n.Name == name && (n.Parent != "ou-4x9a-lbeg1rhd") && n.ID != "ou-4x9a-lbeg1rhd" { // Security has a Prod too
				return l.DecidedAt(n.ID)
			}
		}
		t.Fatalf("there is no %s", name)
		return typical.KindNone
	}
	public := lensOf(t, r, verdict.Question{Action: "s3:PutBucketPolicy"}, typical.Options{})
	tags := lensOf(t, r, verdict.Question{Action: "rds:CreateDBInstance"}, typical.Options{})
	leave := lensOf(t, r, verdict.Question{Action: "organizations:LeaveOrganization"}, typical.Options{})
	west := lensOf(t, r, verdict.Question{Action: "rds:CreateDBInstance"}, typical.Options{Region: "us-west-2"}) // where Exceptions may go
	for _, c := range []struct {
		l    *typical.Lens
		node string
		want typical.Kind
	}{
		{public, "Root", typical.KindNone},
		{public, "Prod", typical.Denied},
		{public, "payments-prod", typical.KindNone},
		{tags, "Prod", typical.Conditional},
		{leave, "Root", typical.Denied},
		{leave, "Prod", typical.KindNone},
		{west, "Root", typical.Depends},
		{west, "Prod", typical.KindNone},
		{leave, "Acme Root", typical.KindNone},
	} {
		if got := at(c.l, c.node); got != c.want {
			t.Errorf("%s at %s: %s, want %s", c.l.Question.Action, c.node, got.Short(), c.want.Short())
		}
	}
}

// A lens made of some accounts at a time is the one that is made at once, and a
// lens of some nodes has their part of it.
func TestLensInParts(t *testing.T) {
	r := modeltest.Demo()
	r.Apply(model.AccountsFact{Accounts: []model.Node{{ID: "777777777777", Kind: model.KindAccount, Name: "lost", Parent: "ou-4x9a-unknown0"}}})
	for _, action := range []string{"s3:PutBucketPolicy", "kms:Decrypt"} {
		for _, exactly := range []bool{false, true} {
			q := verdict.Question{Action: action}
			want := lensOf(t, r, q, typical.Options{Exactly: exactly})
			b := typical.NewLensBuilder(r, q, typical.Options{Exactly: exactly})
			for !b.Done() {
				if err := b.Next(r, 3); err != nil {
					t.Fatal(err)
				}
			}
			for n := range r.Nodes() {
				got := b.Lens()
				if got.Kind(n.ID) != want.Kind(n.ID) || got.Counts(n.ID) != want.Counts(n.ID) || got.DecidedAt(n.ID) != want.DecidedAt(n.ID) {
					t.Errorf("%s at %s: in parts it is %s, %v, %s; at once %s, %v, %s", action, n.Name, got.Kind(n.ID).Short(), got.Counts(n.ID), got.DecidedAt(n.ID).Short(),
						want.Kind(n.ID).Short(), want.Counts(n.ID), want.DecidedAt(n.ID).Short())
				}
				if n.Kind == model.KindAccount || n.Parent != "ou-4x9a-w7k2p9da" || action != "kms:Decrypt" {
					continue
				}
				if below := lensOf(t, r, q, typical.Options{Exactly: exactly, Below: []model.NodeID{n.ID}}); below.Total() != want.Counts(n.ID) {
					t.Errorf("%s below %s counts %v by itself, and %v", action, n.Name, below.Total(), want.Counts(n.ID))
				}
			}
		}
	}
	if _, err := typical.NewLens(r, verdict.Question{Action: "nothing"}, typical.Options{}); err == nil {
		t.Error("what is no question is asked")
	}
}
