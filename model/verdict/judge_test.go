package verdict_test

import (
	"encoding/json"
	"slices"
	"testing"

	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// judged returns the judgement of one batch line whose levels have these
// documents.
func judged(t *testing.T, action string, levels ...[]string) verdict.Judgement {
	t.Helper()
	type policy struct {
		Name     string          `json:"name"`
		Document json.RawMessage `json:"document"`
	}
	type level struct {
		ID       string   `json:"id"`
		Policies []policy `json:"policies"`
	}
	line := map[string]any{"request": map[string]any{"action": action, "resource": "*"}}
	var ls []level
	for i, documents := range levels {
		l := level{ID: []string{"root", "ou", "account"}[i], Policies: []policy{}}
		for k, d := range documents {
			l.Policies = append(l.Policies, policy{string(rune('a' + k)), json.RawMessage(d)})
		}
		ls = append(ls, l)
	}
	line["levels"] = ls
	text, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	b, err := verdict.ParseBatchLine(text)
	if err != nil {
		t.Fatal(err)
	}
	j, err := b.Judge(&verdict.BatchDocuments{})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// These are the scenarios that AWS documents.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func TestDocumentedScenarios(t *testing.T) {
	type levels = [][]string
	for _, c := range []struct {
		name    string
		levels  levels
		s3, ec2 verdict.Ruling
	}{
		{"1 denies at two levels", levels{{modeltest.Full}, {modeltest.Full, modeltest.DenyS3}, {modeltest.Full, modeltest.DenyEC2}}, verdict.ExplicitlyDenied, verdict.ExplicitlyDenied},
		{"2 an allow list at the unit", levels{{modeltest.Full}, {modeltest.OnlyEC2}, {modeltest.Full}}, verdict.ImplicitlyDenied, verdict.Allowed},
		{"3 nothing allowed at the root", levels{{modeltest.DenyS3}, {modeltest.Full}, {modeltest.Full}}, verdict.ExplicitlyDenied, verdict.ImplicitlyDenied},
		{"4 layered denies", levels{{modeltest.Full, modeltest.DenyS3}, {modeltest.Full}, {modeltest.Full, modeltest.DenyEC2}}, verdict.ExplicitlyDenied, verdict.ExplicitlyDenied},
		{"5 an allow list above everything allowed", levels{{modeltest.Full}, {modeltest.OnlyEC2}, {modeltest.Full, modeltest.DenyS3}}, verdict.ExplicitlyDenied, verdict.Allowed},
		{"6 a denied service is all that is allowed", levels{{modeltest.Full, modeltest.DenyS3}, {modeltest.OnlyS3}, {modeltest.Full}}, verdict.ExplicitlyDenied, verdict.ImplicitlyDenied},
		{"7 two allow lists at the root add up", levels{{modeltest.OnlyS3, modeltest.OnlyEC2}, {modeltest.Full}, {modeltest.Full}}, verdict.Allowed, verdict.Allowed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := judged(t, "s3:PutObject", c.levels...).Ruling; got != c.s3 {
				t.Errorf("s3:PutObject is %v, want %v", got, c.s3)
			}
			if got := judged(t, "ec2:RunInstances", c.levels...).Ruling; got != c.ec2 {
				t.Errorf("ec2:RunInstances is %v, want %v", got, c.ec2)
			}
		})
	}
}

// A judgement has every reason, whichever of them was decisive.
func TestEveryReason(t *testing.T) {
	j := judged(t, "s3:PutObject", []string{modeltest.Full, modeltest.DenyS3}, []string{modeltest.OnlyEC2}, []string{modeltest.DenyS3})
	var by []string
	for _, r := range j.By {
		by = append(by, r.Level+" "+r.Name+" "+r.Sid)
	}
	if want := []string{"root b NoS3", "account a NoS3"}; !slices.Equal(by, want) {
		t.Errorf("denied by %q, want %q", by, want)
	}
	var missing []string
	for _, m := range j.Missing {
		missing = append(missing, m.Level)
	}
	if want := []string{"ou", "account"}; !slices.Equal(missing, want) {
		t.Errorf("nothing allows at %q, want %q", missing, want)
	}
}

// A document with errors makes the answer unknown, except for what is denied
// anyway.
func TestDamagedDocument(t *testing.T) {
	const noEffect = `{"Version":"2012-10-17","Statement":[{"Action":"s3:*","Resource":"*"}]}`
	if got := judged(t, "s3:PutObject", []string{modeltest.Full, noEffect}).Ruling; got != verdict.Unknown {
		t.Errorf("with a damaged document the answer is %v", got)
	}
	if got := judged(t, "s3:PutObject", []string{modeltest.Full, noEffect}, []string{modeltest.Full, modeltest.DenyS3}).Ruling; got != verdict.ExplicitlyDenied {
		t.Errorf("a deny beside a damaged document gives %v", got)
	}
}
