package pane

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/ui/kit"
)

// otherTab is the number of the tab.
const otherTab = 5

// effective returns the demo with effective policies of data-lake-prod.
func effective(t *testing.T) (*Env, *model.Node) {
	t.Helper()
	env := demo()
	n := named(t, env, "data-lake-prod")
	for kind, text := range map[model.PolicyType]string{model.TagPolicy: `{"tags":{"team":{"tag_key":"team"}}}`, model.S3Policy: "", model.BackupPolicy: `{"plans":{}}`} {
		modeltest.Apply(env.Reading,
			model.EffectivePolicyFact{Policy: model.EffectivePolicy{Account: n.Account(), Type: kind, Text: text, Updated: modeltest.Noon, Taken: modeltest.Noon}},
			modeltest.Status(model.PartEffective, model.EffectiveTarget(n.Account(), kind), model.Complete))
	}
	return env, n
}

func TestOtherPolicyTypes(t *testing.T) {
	env, n := effective(t)
	p := at(env, n, otherTab)
	text := frame(t, p, 100, 45)
	for _, want := range []string{
		"[Other 8]", "Tag policies", "TagPolicyDataCenters", "effective     36 characters", "effective     none", "effective     … not read yet",
		"! Invalid: AWS does not fully enforce it.", "ELEMENTS_TOO_MANY", "from BackupDaily, BackupDataLongTerm", "Not enabled: chat applications",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	if w := p.Needs(); len(w) != 1 || w[0].(model.WantEffective).Account != n.Account() || len(w[0].(model.WantEffective).Errors) != 1 {
		t.Errorf("needs %+v", w)
	}
	if w := at(env, n, 1).Needs(); w != nil {
		t.Errorf("another tab needs %+v", w)
	}
	if w := at(env, named(t, env, "Data"), otherTab).Needs(); w != nil {
		t.Errorf("an OU has no effective policies, and needs %+v", w)
	}
}

// Enter on an effective policy opens its text, which can be found in, copied and
// taken along, and has neither ID nor problems.
func TestEffectivePolicyDocument(t *testing.T) {
	env, n := effective(t)
	p := at(env, n, otherTab)
	frame(t, p, 100, 45)
	var opened kit.Intent
	for range 30 {
		if row, _ := p.other.row(); row.policy == effectiveID(n.Account(), model.BackupPolicy) {
			opened = p.Do(kit.Open)
			break
		}
		p.Do(kit.Down)
	}
	o, ok := opened.(PolicyOpened)
	if !ok {
		t.Fatalf("Enter gives %+v", opened)
	}
	d := NewDocument(env, func() model.PolicyID { return o.Policy })
	text := frame(t, d, 80, 20)
	for _, want := range []string{"Effective backup policy of data-lake-prod", `"plans"`, "Invalid", "changed 2026-11-23 12:00Z"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	if strings.Contains(text, "error") || strings.Contains(text, "problem") {
		t.Errorf("it is checked as an SCP:\n%s", text)
	}
	if ok, why := d.Can(kit.Copy); ok || why == "" {
		t.Error("it has an ID")
	}
	if i, ok := d.Do(kit.CopyText).(Copied); !ok || i.Text != `{"plans":{}}` {
		t.Errorf("copied %+v", i)
	}
	if w, ok := d.Do(kit.Reload).(Wanted); !ok || !w.Want.(model.WantEffective).Again {
		t.Errorf("reload gives %+v", w)
	}
	if x := d.Export(); x == nil || !strings.Contains(x.Sections[0].Text, "plans") {
		t.Errorf("it exports %+v", x)
	}
}

// A gap is shown where the policies would be, once, and never as none.
func TestDeniedOtherPolicies(t *testing.T) {
	env := demo()
	n := named(t, env, "data-lake-prod")
	modeltest.Apply(env.Reading,
		modeltest.Failed(model.PartPolicies, string(model.TagPolicy), "ListPolicies"),
		modeltest.Failed(model.PartEffective, model.EffectiveTarget(n.Account(), model.TagPolicy), "DescribeEffectivePolicy"),
		modeltest.Failed(model.PartEffective, model.EffectiveTarget(n.Account(), model.S3Policy), "DescribeEffectivePolicy"))
	text := frame(t, at(env, n, otherTab), 100, 60)
	if !strings.Contains(text, "organizations:ListPolicies of TAG_POLICY") || strings.Count(text, "organizations:DescribeEffectivePolicy of") != 1 || !strings.Contains(text, "[Other !]") {
		t.Errorf("gaps:\n%s", text)
	}
	if strings.Contains(text, "None is attached") {
		t.Errorf("what is denied is told as none:\n%s", text)
	}
}

// A saved reading tells its age; names may hold anything; where no other type is
// enabled the tab says so.
func TestOtherPoliciesOfASavedReading(t *testing.T) {
	s := sample.Demo()
	for i := range s.Policies {
		s.Policies[i].Name, s.Policies[i].Description = "a\x1b[31m\u202e\n日本", "\t\x00"
	}
	s.EffectivePolicies = []model.EffectivePolicy{{Account: "880087747607", Type: model.TagPolicy, Text: "{\"a\x1b\u202e\": [not JSON", Taken: s.Taken.Add(-time.Hour)}}
	i := slices.IndexFunc(s.InvalidPolicies, func(p model.InvalidPolicy) bool { return p.Account == "880087747607" })
	s.InvalidPolicies[i].Errors = []model.PolicyError{{Message: "\x1b]0;x\a" + strings.Repeat("long ", 60), Path: "\u202e", Policies: []model.PolicyID{"p-unknown00"}}}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	env := demo()
	env.Reading = r
	n := named(t, env, "data-lake-prod")
	for _, width := range []int{60, 79, 120} {
		text := frame(t, at(env, n, otherTab), width, 40)
		if width > 60 && !strings.Contains(text, "as of 2026-11-20 08:30Z") {
			t.Errorf("the age of the effective policy is missing:\n%s", text)
		}
		frame(t, NewDocument(env, func() model.PolicyID { return effectiveID("880087747607", model.TagPolicy) }), width, 20)
	}
	r.Apply(model.RootsFact{Roots: []model.Node{{ID: "r-4x9a", Kind: model.KindRoot, Name: "Root", PolicyTypes: s.Roots[0].PolicyTypes[:2]}}})
	r.Apply(modeltest.Status(model.PartRoots, "", model.Complete))
	if text := frame(t, at(env, n, otherTab), 100, 20); !strings.Contains(text, "No other policy type is enabled") || !strings.Contains(text, "[Other off]") {
		t.Errorf("where none is enabled:\n%s", text)
	}
}
