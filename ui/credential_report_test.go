package ui_test

import (
	"testing"
	"testing/synctest"
	"time"

	"deputy/model"
	"deputy/model/modeltest"
)

// withoutReport is the demo organization with a management account of which IAM has
// no credential report; the caller is in it, or is not.
func withoutReport(account model.AccountID) []model.Fact {
	lives := modeltest.SoundAccount(began)
	lives.Credentials = &model.CredentialReport{}
	caller := model.CallerFact{Caller: model.Caller{Account: account, Role: model.CallerManagement}}
	return append(append(saved(time.Minute), caller), modeltest.ManagementAccountFacts(lives)...)
}

// What lives in the management account is asked for once the findings are shown, and
// with credentials of that account only.
func TestManagementAccountIsReadForTheFindingsAlone(t *testing.T) {
	for account, want := range map[model.AccountID]int{"111122223333": 1, "222233334444": 0} {
		synctest.Test(t, func(t *testing.T) {
			w := &world{facts: withoutReport(account)}
			s := play(t, w, defaults, 120, 40)
			defer s.End()
			s.Wait(time.Second)
			if asked := wanted[model.WantManagementAccount](w); len(asked) != 0 {
				t.Error("it is asked for before the findings are shown")
			}
			s.Press("4", "down", "1", "4")
			s.Wait(time.Second)
			if asked := wanted[model.WantManagementAccount](w); len(asked) != want {
				t.Errorf("account %s asks %d times in one run, not %d", account, len(asked), want)
			}
			s.Press("r")
			if asked := wanted[model.WantManagementAccount](w); len(asked) != 2*want {
				t.Errorf("after a reload account %s has asked %d times", account, len(asked))
			}
		})
	}
}

// IAM generates a credential report only after the user has read that it will, and
// pressed the key again meanwhile.
func TestCredentialReportIsGeneratedOnDemand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{facts: withoutReport("111122223333")}
		s := play(t, w, defaults, 120, 40)
		defer s.End()
		s.Press("4", "K")
		if n := len(wanted[model.WantCredentialReport](w)); n != 0 || s.Shows("IAM will generate") {
			t.Errorf("on another finding the key asks %d times", n)
		}
		s.Press("/")
		s.Type("Not checked: passwords")
		s.Press("enter")
		mustShow(t, s, "IAM has no credential report of the last 4 hours", "K has IAM generate a credential report")
		s.Press("tab")
		mustShow(t, s, "K has IAM generate a new credential report; nothing else changes.")
		s.Press("K")
		mustShow(t, s, "IAM will generate a credential report of the management account; nothing else changes. Press K again.")
		s.Wait(10 * time.Second)
		s.Press("K")
		if n := len(wanted[model.WantCredentialReport](w)); n != 0 {
			t.Fatalf("it is generated %d times although the explanation had gone", n)
		}
		s.Press("K")
		if n := len(wanted[model.WantCredentialReport](w)); n != 1 {
			t.Fatalf("it is generated %d times", n)
		}
		mustShow(t, s, "IAM is generating the credential report")
		s.Press("R", "K")
		if n := len(wanted[model.WantCredentialReport](w)); n != 1 {
			t.Error("the explanation of another key counts as its own")
		}
	})
}
