package pane

import (
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/sample"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
)

// manyAccountsEnv is an organization whose accounts are too many to be asked
// while a key waits.
func manyAccountsEnv(t testing.TB) (env *Env, root, ou model.NodeID) {
	t.Helper()
	env = testEnv(sample.Large(3_000, 80, 40))
	for n := range env.Reading.Roots() {
		root = n.ID
	}
	for n := range env.Reading.Children(root) {
		if n.Kind == model.KindOU && env.Reading.AccountCount(n.ID) > askedAtOnce {
			ou = n.ID
		}
	}
	if ou == "" {
		t.Fatal("no unit has many accounts")
	}
	return env, root, ou
}

var (
	askedOfMany = verdict.Question{Action: "s3:PutObject", Resource: "*"}
	askedLater  = verdict.Question{Action: "sqs:DeleteQueue", Resource: "*"}
)

// denied returns the change that attaches a policy that denies a service.
func denied(service string, at model.NodeID) ChangeAdded {
	text := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"` + service + `:*","Resource":"*"}}`
	d, _ := model.NewDraft("No "+service, text, at)
	return ChangeAdded{model.Edits{Drafts: []model.Draft{d}}, at}
}

func whatIfWith(t testing.TB, env *Env, asking Asking, s ...ChangeAdded) *WhatIf {
	t.Helper()
	w := NewWhatIf(env, asking)
	for _, one := range s {
		if err := w.Add(one); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// stepClock returns a clock by which a part has so many steps.
func stepClock(steps time.Duration) func() time.Time {
	var now time.Time
	return func() time.Time {
		now = now.Add(partTime / steps)
		return now
	}
}

// part does the next job of a pane.
func part(t testing.TB, p kit.Worker) {
	t.Helper()
	job := p.Work()
	if job == nil {
		t.Fatal("there is nothing left to do")
	}
	job()()
}

func asks(q *verdict.Question) Asking { return func() (verdict.Question, bool) { return *q, true } }

// While a question is asked for many accounts the frame says so, and afterwards it
// has the result.
func TestFramesOfManyAccounts(t *testing.T) {
	env, root, ou := manyAccountsEnv(t)
	for name, p := range map[string]func() kit.Pane{
		"what-if": func() kit.Pane { return whatIfWith(t, env, asks(&askedOfMany), denied("s3", root)) },
		"compare": func() kit.Pane { return NewCompare(env, root, ou, asks(&askedOfMany)) },
		"ask": func() kit.Pane {
			a := NewAsk(env, root)
			a.form.fields[askAction].input.Set(askedOfMany.Action)
			a.form.moveTo(len(a.form.fields))
			return a
		},
	} {
		p := p()
		for _, state := range []string{"-asking", "-asked"} {
			frame(t, p, 80, 24)
			keep(t, name+state+"-120x40", p, 120, 40)
			work(p.(kit.Worker))
		}
	}
}

// The list of answers says that it is not complete yet.
func TestLensBeingAsked(t *testing.T) {
	env, _, _ := manyAccountsEnv(t)
	l := typical.NewLensBuilder(env.Reading, askedOfMany, typical.Options{})
	env.Lens = l.Lens()
	p := NewLens(env)
	if got := frame(t, p, 80, 24); !strings.Contains(got, "s3:PutObject on *") || !strings.Contains(got, "asking the accounts") {
		t.Errorf("the list is\n%s", got)
	}
	for !l.Done() {
		if err := l.Next(env.Reading, 1_000); err != nil {
			t.Fatal(err)
		}
	}
	env.Lens = l.Lens()
	frame(t, p, 80, 24)
	work(p)
	if got := frame(t, p, 80, 24); !strings.Contains(got, "± 1,556 accounts: Not blocked if the request sets") || strings.Contains(got, " asking ") {
		t.Errorf("the list is\n%s", got)
	}
}

// Answers from before the question, the changes or the reading changed are not part
// of the result.
func TestStaleAnswersAreDropped(t *testing.T) {
	for name, change := range map[string]func(env *Env, w *WhatIf, q *verdict.Question, root, ou model.NodeID){
		"another question": func(_ *Env, _ *WhatIf, q *verdict.Question, _, _ model.NodeID) { *q = askedLater },
		"a change is added": func(_ *Env, w *WhatIf, _ *verdict.Question, _, ou model.NodeID) {
			if err := w.Add(denied("sqs", ou)); err != nil {
				t.Fatal(err)
			}
		},
		"something is taken back": func(_ *Env, w *WhatIf, _ *verdict.Question, _, _ model.NodeID) { w.Do(kit.DropChange) },
		"the reading changes": func(env *Env, _ *WhatIf, _ *verdict.Question, _, ou model.NodeID) {
			var nodes []model.Node
			for n := range env.Reading.Accounts() {
				moved := *n
				moved.Parent = ou
				nodes = append(nodes, moved)
			}
			env.Reading.Apply(model.AccountsFact{Accounts: nodes[:1_500]})
			env.Now = env.Now.Add(manyFor)
		},
	} {
		t.Run(name, func(t *testing.T) {
			env, root, ou := manyAccountsEnv(t)
			q := askedOfMany
			w := whatIfWith(t, env, asks(&q), denied("ec2", ou), denied("s3", root))
			frame(t, w, 120, 40)
			part(t, w)
			part(t, w)
			change(env, w, &q, root, ou)
			work(w)
			fresh := NewWhatIf(env, asks(&q))
			fresh.changes, fresh.about = w.changes, w.about
			work(fresh)
			got, want := frame(t, w, 120, 200), frame(t, fresh, 120, 200)
			if got != want || strings.Contains(got, " asking ") || strings.Contains(got, "checking whose") {
				t.Errorf("it says\n%s\nand asked from the beginning\n%s", got, want)
			}
		})
	}
}

// While facts arrive, the last result stays until there is a new one.
func TestAnswersStayWhileMoreIsRead(t *testing.T) {
	env, root, _ := manyAccountsEnv(t)
	w := whatIfWith(t, env, asks(&askedOfMany), denied("s3", root))
	work(w)
	said := frame(t, w, 120, 40)
	if !strings.Contains(said, "The answer changes for 2,999 of 3,000 accounts") {
		t.Fatalf("it says\n%s", said)
	}
	extra := model.Node{ID: "999999999999", Kind: model.KindAccount, Name: "late", Parent: root}
	env.Reading.Apply(model.AccountsFact{Accounts: []model.Node{extra}})
	env.Now = env.Now.Add(time.Second)
	if w.Work() != nil || frame(t, w, 120, 40) != said {
		t.Error("it asks again before the time")
	}
	env.Now = env.Now.Add(manyFor)
	part(t, w)
	if got := frame(t, w, 120, 40); !strings.Contains(got, "The answer changes for 2,999 of 3,000 accounts") {
		t.Errorf("while it asks again it says\n%s", got)
	}
	work(w)
	if got := frame(t, w, 120, 40); !strings.Contains(got, "The answer changes for 3,000 of 3,001 accounts") {
		t.Errorf("of the account that came later it says\n%s", got)
	}
}

// However slow it is, there are results while the reading arrives.
func TestAnswersComeWhileTheReadingStreamsIn(t *testing.T) {
	env, root, _ := manyAccountsEnv(t)
	w := whatIfWith(t, env, asks(&askedOfMany), denied("s3", root))
	env.Clock = stepClock(50)
	for range 40 {
		part(t, w)
		env.Reading.Apply(model.OUsFact{})
		env.Now = env.Now.Add(manyFor)
	}
	if got := frame(t, w, 120, 40); !strings.Contains(got, "The answer changes for 2,999 of 3,000 accounts") {
		t.Errorf("it says\n%s", got)
	}
}

// BenchmarkWhatIf measures the first frame of a change at the root of many accounts,
// and a job of the work that follows.
func BenchmarkWhatIf(b *testing.B) {
	env := testEnv(sample.Large(50_000, 2000, 2000))
	var root model.NodeID
	for n := range env.Reading.Roots() {
		root = n.ID
	}
	w := whatIfWith(b, env, asks(&askedOfMany), denied("s3", root))
	work(w)
	again := func() {
		w.version++
		w.View(usual, true)
	}
	b.Run("frame", func(b *testing.B) {
		for b.Loop() {
			again()
		}
	})
	b.Run("part", func(b *testing.B) {
		for b.Loop() {
			job := w.Work()
			if job == nil {
				b.StopTimer()
				again()
				job = w.Work()
				b.StartTimer()
			}
			job()()
		}
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			again()
			work(w)
		}
	})
}
