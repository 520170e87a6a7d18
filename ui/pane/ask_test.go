package pane

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/denial"
	"deputy/model/sample"
	"deputy/model/verdict"
	"deputy/ui/kit"
)

// usual is a screen's usual size.
var usual = kit.Size{W: 120, H: 40}

// askAbout returns the question pane for an account of the demo organization, drawn
// once at a size.
func askAbout(t testing.TB, name string, s kit.Size) *Ask {
	t.Helper()
	env := demo()
	a := NewAsk(env, named(t, env, name).ID)
	work(a)
	frame(t, a, s.W, s.H)
	return a
}

// typeInto types characters into the field with the focus, and does the pane's work
// between keys.
func typeInto(t testing.TB, a *Ask, text string) {
	t.Helper()
	for _, r := range text {
		if _, taken := a.Key(tea.KeyPressMsg{Code: r, Text: string(r)}); !taken {
			t.Fatalf("the form does not take %q", r)
		}
		work(a)
	}
}

func right(a *Ask) { a.Key(tea.KeyPressMsg{Code: tea.KeyRight}) }

// field returns the text of a field.
func field(a *Ask, i int) string { return a.form.fields[i].input.Value() }

// openFirstChip asks a question and lists the values of what is assumed first.
func openFirstChip(a *Ask) {
	for _, r := range "s3:GetObject" {
		a.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	a.Do(kit.PrevTab)
	a.View(usual, true)
	for i := 0; i < 20 && !a.answer.chosen().isChip(); i++ {
		a.Do(kit.Down)
		a.View(usual, true)
	}
	a.Do(kit.Open)
}

func TestAskFrames(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*Ask)
	}{
		{"action", func(a *Ask) { typeInto(t, a, "s3:Pu") }},
		{"words", func(a *Ask) { typeInto(t, a, "s3:PutBP"); a.Do(kit.Down) }},
		{"service", func(a *Ask) { typeInto(t, a, "organ") }},
		{"unknown", func(a *Ask) { typeInto(t, a, "s3:PutBuketPolicy"); a.Do(kit.NextTab) }},
		{"resource", func(a *Ask) { typeInto(t, a, "s3:PutObject"); a.Do(kit.NextTab); right(a) }},
		{"owner", func(a *Ask) { typeInto(t, a, "s3:PutObject"); a.form.moveTo(askOwner); typeInto(t, a, "prod") }},
		{"region", func(a *Ask) { typeInto(t, a, "ec2:RunInstances"); a.form.moveTo(askRegion); typeInto(t, a, "eu") }},
		{"principal", func(a *Ask) { typeInto(t, a, "ec2:RunInstances"); a.form.moveTo(askPrincipal); right(a) }},
		{"key", func(a *Ask) { typeInto(t, a, "ec2:RunInstances"); a.form.moveTo(askKeys); typeInto(t, a, "tag") }},
		{"chip", openFirstChip},
	} {
		for _, size := range []kit.Size{{W: 60, H: 15}, {W: 80, H: 24}, {W: 120, H: 40}} {
			a := askAbout(t, "payments-prod", size)
			c.do(a)
			if frame(t, a, size.W, size.H); size.W == 120 || size.W == 80 && c.name == "chip" {
				keep(t, fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), a, size.W, size.H)
			}
		}
	}
}

// Completions alone can fill in a question.
func TestAskCompletes(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	typeInto(t, a, "s3:putbp")
	right(a)
	if got := field(a, askAction); got != "s3:PutBucketPolicy" {
		t.Errorf("s3:putbp is completed to %q", got)
	}
	a.Do(kit.Open)
	right(a) // lists
	right(a) // takes
	if got := field(a, askResource); got != "arn:aws:s3:::" {
		t.Errorf("the resource begins with %q", got)
	}
	typeInto(t, a, "acme-invoices")
	a.Do(kit.Open)
	typeInto(t, a, "payments-p")
	a.Do(kit.Down)
	a.Do(kit.Open)
	if got := field(a, askOwner); got != "444455556666" {
		t.Errorf("the owner payments-p is %q", got)
	}
	typeInto(t, a, "euc")
	right(a)
	a.Do(kit.Open)
	typeInto(t, a, "secadm")
	right(a)
	a.Do(kit.Open)
	typeInto(t, a, "principalorgid")
	right(a)
	right(a)
	q := a.Question()
	want := verdict.Question{
		Account: "444455556666", Action: "s3:PutBucketPolicy", Resource: "arn:aws:s3:::acme-invoices", ResourceAccount: "444455556666",
		Principal: "arn:aws:iam::444455556666:role/SecAdmin",
	}
	if q.Account != want.Account || q.Action != want.Action || q.Resource != want.Resource || q.ResourceAccount != want.ResourceAccount ||
		q.Principal != want.Principal || strings.Join(q.Given["aws:RequestedRegion"], ",") != "eu-central-1" ||
		strings.Join(q.Given["aws:PrincipalOrgID"], ",") != "o-4x9acme2k7" {
		t.Errorf("the question is %+v", q)
	}
}

// Typed text that is whole stays as it is: Enter goes to the next field, Esc closes
// the list first, and the right key moves in the text.
func TestAskLeavesTextAlone(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	typeInto(t, a, "s3:PutObject")
	a.Do(kit.Open)
	if a.form.focus != askResource || field(a, askAction) != "s3:PutObject" {
		t.Errorf("Enter leaves %q and goes to field %d", field(a, askAction), a.form.focus)
	}
	a.form.fields[askAction].input.Set("s3:Put")
	a.Do(kit.PrevTab)
	typeInto(t, a, "B")
	a.Do(kit.Down)
	if i := a.Do(kit.Close); i != nil {
		t.Errorf("Esc in the list gives %T: it leaves the form", i)
	}
	if _, gone := a.Do(kit.Close).(Gone); !gone {
		t.Error("Esc outside the list does not leave the form")
	}
	a.Key(tea.KeyPressMsg{Code: tea.KeyHome})
	right(a)
	if got := field(a, askAction); got != "s3:PutB" {
		t.Errorf("the right key inside the text makes it %q", got)
	}
	a.Do(kit.Down)
	a.Do(kit.Up)
	a.Do(kit.Up)
	if a.form.focus != len(a.form.fields) {
		t.Errorf("Up out of the first field goes to %d", a.form.focus)
	}
}

// A click on a row of the list takes it; the rows below keep their places.
func TestAskMouse(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	typeInto(t, a, "s3:PutBP")
	lines := strings.Split(frame(t, a, 120, 40), "\n")
	for y, line := range lines {
		if strings.HasPrefix(line, strings.Repeat(" ", askIndent)+"s3:PutBucketPolicy") {
			a.Mouse(kit.Mouse{Y: y})
		}
	}
	if got := field(a, askAction); got != "s3:PutBucketPolicy" {
		t.Errorf("the click makes it %q", got)
	}
}

// The owner field finds an account by its name once the index is ready, and then
// lists what the user typed before.
func TestAskFindsTheOwner(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	a.form.moveTo(askOwner)
	for _, r := range "sectool" {
		a.Key(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	if len(a.form.choices.items) > 0 {
		t.Errorf("before the accounts are gathered it offers %v", a.form.choices.items)
	}
	work(a)
	right(a)
	if got := field(a, askOwner); got != "222233334444" {
		t.Errorf("the owner is completed to %q", got)
	}
	n := *named(t, a.env, "payments-prod")
	n.ID, n.Name = "777777777777", "zebra"
	a.env.Reading.Apply(model.AccountsFact{Accounts: []model.Node{n}})
	a.env.Now = a.env.Now.Add(indexLifetime)
	work(a)
	a.form.fields[askOwner].input.Set("")
	typeInto(t, a, "zebra")
	if right(a); field(a, askOwner) != "777777777777" {
		t.Errorf("an account that came later is completed to %q", field(a, askOwner))
	}
}

// BenchmarkAskOwner measures a key in the owner's field, its Update and View,
// for texts that many and few accounts fit, and none.
func BenchmarkAskOwner(b *testing.B) {
	env := testEnv(sample.Large(50_000, 2000, 2000))
	a := NewAsk(env, "")
	a.form.moveTo(askOwner)
	work(a)
	for _, text := range []string{"p", "e", "prod", "prodpay", "oa", "17", "aws+s@", "zzz"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				a.form.fields[askOwner].input.Set(text[:len(text)-1])
				a.Key(tea.KeyPressMsg{Code: rune(text[len(text)-1]), Text: text[len(text)-1:]})
				a.Work()
				a.View(usual, true)
			}
		})
	}
}

func BenchmarkAskKey(b *testing.B) {
	a := askAbout(b, "payments-prod", usual)
	a.Key(tea.KeyPressMsg{Code: 'p', Text: "p"})
	for _, text := range []string{"s3:putbp", "putbp", "organ"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				a.form.fields[askAction].input.Set(text[:len(text)-1])
				a.Key(tea.KeyPressMsg{Code: rune(text[len(text)-1]), Text: text[len(text)-1:]})
				a.View(usual, true)
			}
		})
	}
}

// A message that deputy cannot parse says what to do instead of filling a field.
func TestAskRefusesWhatItCannotRead(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	n, ok := a.Paste("Access Denied (Service: Amazon S3; Status Code: 403)").(Noticed)
	if !ok || !strings.Contains(n.Text, "CloudTrail event") || field(a, askAction) != "" {
		t.Errorf("it says %+v, and the action is %q", n, field(a, askAction))
	}
	a.Paste("s3:PutObject")
	if got := field(a, askAction); got != "s3:PutObject" {
		t.Errorf("a pasted action makes %q", got)
	}
}

// The user can ask a pasted question about other accounts too: the principal is
// shown by its name, unless its account is not in the organization.
func TestAskThePastedElsewhere(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	const of = "User: arn:aws:sts::%s:assumed-role/Deployer/s is not authorized to perform: s3:PutObject with an explicit deny in a service control policy"
	a.Paste(fmt.Sprintf(of, "444455556666"))
	if got := field(a, askPrincipal); got != "assumed-role/Deployer/s" {
		t.Errorf("the principal is %q", got)
	}
	a.About(named(t, a.env, "search-prod").ID)
	if q := a.Question(); q.Check() != nil || q.Principal != "arn:aws:sts::919433658047:assumed-role/Deployer/s" {
		t.Errorf("elsewhere the question is %+v: %v", q, q.Check())
	}
	a.Paste(fmt.Sprintf(of, "777788889999"))
	if got := field(a, askPrincipal); got != "arn:aws:sts::777788889999:assumed-role/Deployer/s" {
		t.Errorf("the principal of an unknown account is %q", got)
	}
}

// The remarks of a pasted text disappear once the user types another question.
func TestAskForgetsThePastedText(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	a.Paste("User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: s3:PutObject with an explicit deny in a service control policy")
	if got := frame(t, a, 120, 40); !strings.Contains(got, "According to AWS, this denied the request: service control policy.") {
		t.Errorf("of the pasted text it says nothing:\n%s", got)
	}
	a.Edit()
	typeInto(t, a, "s3:PutObjectAcl")
	if got := frame(t, a, 120, 40); strings.Contains(got, "the text says") {
		t.Errorf("another question bears the text's notes:\n%s", got)
	}
}

// If the pasted text says that a policy denied the call, and among the policies
// deputy has read none does, the answer says so, until the user moves to another
// account.
func TestAskTellsWhereTheTextDisagrees(t *testing.T) {
	for _, size := range []kit.Size{{W: 60, H: 20}, {W: 80, H: 24}, {W: 120, H: 40}} {
		a := askAbout(t, "payments-prod", size)
		a.Paste("User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: sqs:SendMessage " +
			"on resource: arn:aws:sqs:eu-central-1:444455556666:jobs with an explicit deny in a service control policy")
		text := strings.Join(strings.Fields(frame(t, a, size.W, size.H)), " ")
		for _, says := range []string{"Not blocked by SCPs and RCPs", "! AWS says a service control policy denied this, but among the policies deputy has read none blocks it.", "the role's path"} {
			if !strings.Contains(text, says) {
				t.Errorf("at %d columns it does not say %q:\n%s", size.W, says, text)
			}
		}
		a.About(named(t, a.env, "search-prod").ID)
		if text := frame(t, a, size.W, size.H); strings.Contains(text, "The text") {
			t.Errorf("another account's answer bears what the text says:\n%s", text)
		}
	}
	a := askAbout(t, "payments-prod", usual)
	a.Paste("User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: s3:PutBucketPolicy " +
		"on resource: arn:aws:s3:::acme-invoices with an explicit deny in a service control policy")
	if text := frame(t, a, 120, 40); strings.Contains(text, "none blocks this") {
		t.Errorf("where they agree it says:\n%s", text)
	}
}

// If the owner of the resource is unknown, the answer says what that means, and does
// not ask for a flag, which belongs to the command line.
func TestAskForTheOwner(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	a.form.fields[askAction].input.Set("s3:GetObject")
	a.form.fields[askResource].input.Set("arn:aws:s3:::acme-invoices/a")
	a.Do(kit.Exactly)
	if got := frame(t, a, 120, 40); !strings.Contains(got, "denied if the resource belongs to an account below") || strings.Contains(got, "--") {
		t.Errorf("without an owner it says:\n%s", got)
	}
}

// The values of a pasted text stay as they are: a comma is part of a value, and a
// key may have several values.
func TestAskKeepsPastedValues(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	a.Paste(`{"explicitDeny": true, "context": {"principal": {"arn": "arn:aws:iam::444455556666:role/x"}, "action": "ec2:RunInstances", "conditions": {"items": [
		{"key": "s3:prefix", "values": {"items": [{"value": ""}]}},
		{"key": "aws:UserAgent", "values": {"items": [{"value": "Mozilla/5.0 (KHTML, like Gecko)"}]}},
		{"key": "aws:RequestedRegion", "values": {"items": [{"value": "eu-central-1"}]}},
		{"key": "aws:TagKeys", "values": {"items": [{"value": "team"}, {"value": "cost, center"}]}}]}}}`)
	want := map[string][]string{
		"s3:prefix": {""}, "aws:UserAgent": {"Mozilla/5.0 (KHTML, like Gecko)"}, "aws:RequestedRegion": {"eu-central-1"}, "aws:TagKeys": {"team", "cost, center"},
	}
	if got := a.Question().Given; !reflect.DeepEqual(got, want) {
		t.Errorf("the form asks with %q instead of %q", got, want)
	}
	a.form.moveTo(len(a.form.fields) - 1)
	typeInto(t, a, "AWS:tagkeys=a,b")
	want["aws:TagKeys"] = []string{"team", "cost, center", "a,b"}
	if got := a.Question().Given; !reflect.DeepEqual(got, want) {
		t.Errorf("with one value more it asks with %q", got)
	}
}

// The question leaves out a key that is not complete, and the answer says so.
func TestAskTellsOfUnfinishedKeys(t *testing.T) {
	for text, says := range map[string]string{
		"foo":                    "foo has no value yet: write foo = VALUE",
		"aws:SourceVpc =":        "aws:SourceVpc has no value yet: write aws:SourceVpc = VALUE, or !aws:SourceVpc if it is absent.",
		"= vpc-1":                "= vpc-1 names no key",
		"!":                      "! names no key",
		"aws:SourceVpc = vpc-1":  "",
		`aws:SourceVpc = ""`:     "",
		"!aws:SourceVpc":         "",
		"aws:SourceVpc = a = b":  "",
		"! aws:SourceVpc = late": "",
	} {
		a := askAbout(t, "payments-prod", usual)
		a.form.fields[askAction].input.Set("s3:PutObject")
		a.form.moveTo(askKeys)
		typeInto(t, a, text)
		a.Do(kit.NextTab)
		q := a.Question()
		_, given := q.Given["aws:SourceVpc"]
		shown := frame(t, a, 120, 40)
		if asked := given || len(q.Absent) > 0; asked == (says != "") || !strings.Contains(shown, says) {
			t.Errorf("%q is asked about as %q and %q, and it says:\n%s", text, q.Given, q.Absent, shown)
		}
		if unfinished := strings.Contains(shown, "no value yet") || strings.Contains(shown, "names no key"); unfinished != (says != "") {
			t.Errorf("of %q it says:\n%s", text, shown)
		}
	}
}

// Home and End move to the ends of the answer.
func TestAskGoesToTheEndsOfTheAnswer(t *testing.T) {
	a := askAbout(t, "payments-prod", kit.Size{W: 80, H: 24})
	if ok, _ := a.Can(kit.End); ok {
		t.Error("End leaves the text of a field")
	}
	typeInto(t, a, "ec2:RunInstances")
	a.Do(kit.PrevTab)
	frame(t, a, 80, 24)
	for c, shows := range map[kit.Command]string{kit.End: "The exact answer depends", kit.Home: "Not blocked in eu-central-1"} {
		ok, _ := a.Can(c)
		a.Do(c)
		if text := frame(t, a, 80, 24); !ok || !strings.Contains(text, shows) {
			t.Errorf("command %d does not show %q:\n%s", c, shows, text)
		}
	}
}

// What no sentence of the verdict explains appears in full in its row, and nothing is
// cut while there are free lines.
func TestAskCutsNoCondition(t *testing.T) {
	for _, size := range []kit.Size{{W: 60, H: 20}, {W: 80, H: 24}, {W: 100, H: 30}, {W: 120, H: 40}} {
		a := askAbout(t, "payments-prod", size)
		a.form.fields[askAction].input.Set("s3:PutBucketPolicy")
		a.form.fields[askPrincipal].input.Set("role/Deployer")
		a.form.fields[askRegion].input.Set("eu-central-1")
		frame(t, a, size.W, size.H)
		told := ""
		for _, r := range a.answer.rows {
			told += r.text + " "
		}
		a.Do(kit.PrevTab)
		shown := shownAll(t, a, size)
		for _, word := range strings.Fields(told) {
			if !strings.Contains(shown, word) {
				t.Errorf("at %d columns %q is not shown:\n%s", size.W, word, shown)
			}
		}
	}
	a := askAbout(t, "payments-prod", kit.Size{W: 120, H: 80})
	a.form.fields[askAction].input.Set("ec2:RunInstances")
	if text := frame(t, a, 120, 80); strings.Contains(text, "…") {
		t.Errorf("with lines free something is cut:\n%s", text)
	}
}

// shownAll returns all that the answer shows as the cursor moves down.
func shownAll(t *testing.T, a *Ask, s kit.Size) string {
	t.Helper()
	all := frame(t, a, s.W, s.H)
	for range len(a.answer.lines) {
		a.Do(kit.Down)
		all += frame(t, a, s.W, s.H)
	}
	return all
}

// A level where nothing allows denies, and has the mark for that.
func TestAskMarksTheLevelThatAllowsNothing(t *testing.T) {
	a := askAbout(t, "sandbox-ada", usual)
	typeInto(t, a, "redshift:CreateCluster")
	if text := frame(t, a, 120, 40); !strings.Contains(text, "\n  Sandbox           ✗ nothing allows it here\n") {
		t.Errorf("of the level that allows nothing it says:\n%s", text)
	}
}

// A question with many keys leaves room for its answer; the fields scroll.
func TestAskWithManyKeys(t *testing.T) {
	for _, size := range []kit.Size{{W: 60, H: 15}, {W: 80, H: 19}, {W: 120, H: 35}} {
		a := askAbout(t, "payments-prod", size)
		p := denial.Denial{Question: verdict.Question{Account: "444455556666", Action: "organizations:LeaveOrganization", Given: map[string][]string{}}}
		for i := range 30 {
			key := fmt.Sprintf("aws:RequestTag/t%02d", i)
			p.Given[key] = []string{"v"}
		}
		a.Fill(p)
		if text := frame(t, a, size.W, size.H); !strings.Contains(text, "Denied at Root by DenyLeave") || !strings.Contains(text, "more fields") {
			t.Errorf("at %v the answer is\n%s", size, text)
		}
		a.Edit()
		for i := range a.form.fields {
			text := frame(t, a, size.W, size.H)
			if want := field(a, i); a.form.focus != i || a.form.caret == nil || !strings.Contains(strings.Split(text, "\n")[a.form.caret.Y], strings.TrimSpace(want)) {
				t.Errorf("at %v field %d with the focus does not show %q:\n%s", size, i, want, text)
			}
			a.Do(kit.NextTab)
		}
		frame(t, a, size.W, size.H)
		if a.Mouse(kit.Mouse{Y: a.form.window.Height}); a.form.focus != a.form.window.Height-1 {
			t.Errorf("a click on the last field that is shown goes to field %d of %d", a.form.focus, len(a.form.fields))
		}
	}
}

// A level that a change leaves without an SCP allows nothing; no policy is arriving.
func TestAskOfALevelWithoutPolicies(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	w := NewWhatIf(a.env, func() (verdict.Question, bool) { return verdict.Question{}, false })
	account := named(t, a.env, "payments-prod").ID
	if err := w.Add(ChangeAdded{About: account, Change: model.Edits{Detached: []model.Attachment{{Policy: model.FullAWSAccess, Target: account}}}}); err != nil {
		t.Fatal(err)
	}
	a.SetWhatIf(w)
	typeInto(t, a, "sqs:SendMessage")
	if text := frame(t, a, 120, 60); !strings.Contains(text, "payments-prod     ✗ nothing allows it here") || strings.Contains(text, "arriving") || strings.Contains(text, "has been read") {
		t.Errorf("of a level without an SCP it says:\n%s", text)
	}
}

// The owner may be named as on the command line: by ID, name or e-mail address.
func TestAskNamesTheOwner(t *testing.T) {
	for text, says := range map[string]string{
		"Payments-Prod":                 "RCPs of the resource's owner 444455556666",
		"aws+payments-prod@example.com": "RCPs of the resource's owner 444455556666",
		"444455556666":                  "RCPs of the resource's owner 444455556666",
		"paymnets-prod":                 `deputy does not know the owner: no account is called "paymnets-prod"`,
		"payments":                      `did you mean "payments-dev"`,
	} {
		a := askAbout(t, "payments-prod", usual)
		a.form.fields[askAction].input.Set("s3:GetObject")
		a.form.fields[askResource].input.Set("arn:aws:s3:::acme-invoices/a")
		a.form.moveTo(askOwner)
		work(a)
		typeInto(t, a, text)
		a.Do(kit.NextTab)
		if got := frame(t, a, 120, 40); !strings.Contains(got, says) {
			t.Errorf("with the owner %q it says:\n%s", text, got)
		}
		if ok, _ := a.Can(kit.KeepLens); ok != strings.HasPrefix(says, "RCPs") {
			t.Errorf("with the owner %q the question can be kept on: %t", text, ok)
		}
	}
	a := askAbout(t, "payments-prod", usual)
	typeInto(t, a, "s3:GetObject")
	a.form.moveTo(askOwner)
	work(a)
	typeInto(t, a, "payments")
	if got := frame(t, a, 120, 40); !strings.Contains(got, "Keep typing, or choose an account.") {
		t.Errorf("while the owner is typed it says:\n%s", got)
	}
}
