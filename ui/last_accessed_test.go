package ui_test

import (
	"slices"
	"testing"
	"time"

	"deputy/model"
)

// AWS is asked for a report only once a person asks here, the screen goes on
// meanwhile, and what came is kept for the next start.
func TestLastAccessed(t *testing.T) {
	w := &world{facts: whole()}
	inBubble(t, w, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Wait(time.Second)
		s.Press("/")
		s.Type("payments-prod")
		s.Press("enter", "i")
		mustShow(t, s, "Services last accessed: payments-prod", "Which services did payments-prod use", "may take minutes and changes nothing. Press Enter")
		if asked := wanted[model.WantAccessReport](w); len(asked) > 0 {
			t.Fatalf("AWS is asked before the person is: %+v", asked)
		}
		s.Press("enter")
		want := model.WantAccessReport{Node: "444455556666", Path: "o-4x9acme2k7/r-4x9a/ou-4x9a-w7k2p9da/ou-4x9a-iqh17pvk/444455556666"}
		if asked := wanted[model.WantAccessReport](w); !slices.Equal(asked, []model.WantAccessReport{want}) {
			t.Fatalf("asked for %+v", asked)
		}
		w.late <- model.StatusFact{Part: model.PartAccessReport, Target: "444455556666", Status: model.Status{Progress: model.Partial, Done: 40}}
		s.Wait(time.Second)
		mustShow(t, s, "AWS has been generating the report for 40 s")
		s.Press("x")
		want.Stop = true
		if asked := wanted[model.WantAccessReport](w); len(asked) != 2 || asked[1] != want {
			t.Errorf("x does not stop it: %+v", asked)
		}
		s.Press("esc")
		before := len(wanted[model.WantSave](w))
		w.late <- model.AccessReportFact{Report: model.AccessReport{Node: "444455556666", Generated: time.Now(), Services: []model.ServiceAccess{
			{Namespace: "s3", Name: "Amazon S3", Last: time.Now().AddDate(0, 0, -3), Region: "eu-west-1", Path: want.Path, Accounts: 1}, {Namespace: "ec2", Name: "Amazon EC2"},
		}}}
		w.late <- model.StatusFact{Part: model.PartAccessReport, Target: "444455556666", Status: model.Status{Progress: model.Complete, At: time.Now()}}
		s.Wait(time.Second)
		kept := wanted[model.WantSave](w)
		if len(kept) != before+1 || len(kept[before].Snapshot.AccessReports) != 1 || !kept[before].Snapshot.Complete {
			t.Fatalf("the report is kept %d times", len(kept)-before)
		}
		s.Press("i")
		mustShow(t, s, "1 service used of 2 that SCPs allow", "3 days ago", "Amazon EC2")
	})
}
