package pane

import (
	"strings"
	"testing"

	"deputy/model/guardrail"
	"deputy/ui/kit"
)

// One key turns the question and its answer into a test, which is shown and copied;
// another question takes it away. What is exported has it too.
func TestAskBecomesATest(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	typeInto(t, a, "s3:PutBucketPolicy")
	if ok, _ := a.Can(kit.TestCase); ok {
		t.Error("the key is no text in a field")
	}
	a.Do(kit.Answer)
	if ok, why := a.Can(kit.TestCase); !ok {
		t.Fatal(why)
	}
	copied, ok := a.Do(kit.TestCase).(Copied)
	if !ok {
		t.Fatal("nothing is copied")
	}
	tests, err := guardrail.Parse([]byte(copied.Text))
	if err != nil || len(tests) != 1 || tests[0].Expect != guardrail.Denied || tests[0].Except[0] != "role/SecAdmin" || tests[0].By[0] != "NoPublicS3" {
		t.Errorf("the test is %v, %v:\n%s", tests, err, copied.Text)
	}
	if text := frame(t, a, usual.W, usual.H); !strings.Contains(text, `except: ["role/SecAdmin"]`) {
		t.Errorf("it is not shown:\n%s", text)
	}
	d := a.Export()
	if last := d.Sections[len(d.Sections)-1]; last.Text != copied.Text {
		t.Errorf("the export has %q", last.Text)
	}
	a.Do(kit.NextTab)
	typeInto(t, a, "x")
	if text := frame(t, a, usual.W, usual.H); strings.Contains(text, "except: [") {
		t.Errorf("it is still shown for another question:\n%s", text)
	}
}
