package verdict_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// TestRCPLevelsNeedNoAllow ensures that a level without an RCP that allows does
// not deny, other than a level of SCPs: RCPFullAWSAccess cannot be detached, so
// that a level without it is one that could not be read whole.
func TestRCPLevelsNeedNoAllow(t *testing.T) {
	const insecure = `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`
	q := verdict.Question{
		Account: modeltest.CaseAccount, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/a", ResourceAccount: modeltest.CaseAccount,
		Given: map[string][]string{"aws:SecureTransport": {"true"}},
	}
	for _, c := range []struct {
		name string
		kind model.PolicyType
		only []model.PolicyID
		want verdict.Ruling
	}{
		{"no RCP", model.ResourceControlPolicy, nil, verdict.Allowed},
		{"an RCP that only denies, and not this", model.ResourceControlPolicy, []model.PolicyID{"p-ruled00000"}, verdict.Allowed},
		{"no SCP", model.ServiceControlPolicy, nil, verdict.ImplicitlyDenied},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := withRCP(t, insecure)
			r.Apply(model.AttachedFact{Node: modeltest.CaseAccount.Node(), Type: c.kind, Policies: c.only})
			v := ask(t, r, q)
			if v.Ruling != c.want {
				t.Errorf("it is %v, want %v", v.Ruling, c.want)
			}
			for _, level := range v.Missing {
				if level.Type == model.ResourceControlPolicy {
					t.Errorf("an Allow is missing in the RCPs of %s", level.Level)
				}
			}
			if got, err := verdict.Rule(r, q); err != nil || got != c.want {
				t.Errorf("without reasons it is %v, %v, want %v", got, err, c.want)
			}
		})
	}
}
