package model_test

import (
	"testing"
	"time"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// lives returns what lives in a management account, as it was read at some time.
func lives(at time.Time) model.ManagementAccount {
	return model.ManagementAccount{
		Identities: &model.Identities{Users: []string{"jo"}, Taken: at, Roles: []model.IAMRole{
			{Name: "Lambda", Path: "/", Trust: `{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}`},
			{Name: "AWSServiceRoleForSSO", Path: "/aws-service-role/sso.amazonaws.com/", Trust: `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*"}}`},
			{Name: "AWSReservedSSO_Admin_1", Path: "/aws-reserved/sso.amazonaws.com/eu-west-1/", Trust: `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*"}}`},
			{Name: "Vendor", Path: "/", Trust: `{"Statement":{"Effect":"Allow","Principal":{"AWS":"999900001111"},"Action":"sts:AssumeRole"}}`},
			{Name: "All-but-one", Path: "/", Trust: `{"Statement":{"Effect":"Allow","NotPrincipal":{"Service":"x"},"Action":"sts:AssumeRole"}}`},
			{Name: "Unreadable", Path: "/", Trust: "%7"},
		}},
		RootUser:    &model.RootUser{MFA: true, Taken: at},
		Credentials: &model.CredentialReport{Generated: at.Add(-time.Hour), Users: []model.UserCredentials{{User: "jo"}}},
		Trails:      &model.Trails{Region: "us-east-1", Taken: at},
	}
}

// What lives in the management account is kept with its own age, and of roles those
// stand out that more than AWS services may assume.
func TestManagementAccountIsSavedWithItsAge(t *testing.T) {
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	s := sample.Demo()
	s.ManagementAccount = lives(at)
	r := modeltest.Saved(s)
	var open []string
	for _, role := range r.OpenRoles() {
		open = append(open, role.Name)
	}
	if len(open) != 3 || open[0] != "Vendor" || open[1] != "All-but-one" || open[2] != "Unreadable" {
		t.Errorf("the open roles are %q", open)
	}
	_, identities := r.Identities()
	report, credentials := r.CredentialReport()
	if identities.Progress != model.Saved || !identities.At.Equal(at) || !credentials.At.Equal(at.Add(-time.Hour)) || len(report.Users) != 1 {
		t.Errorf("the identities are %+v, the report %+v", identities, credentials)
	}
	if kept := r.Freeze(modeltest.Noon).ManagementAccount; kept.Identities == nil || !kept.Identities.Taken.Equal(at) || kept.Credentials == nil || kept.RootUser == nil || kept.Trails == nil {
		t.Errorf("a later reading keeps %+v", kept)
	}
}

// A report that IAM does not have any more stays as it was saved; where there never
// was one, nothing is saved.
func TestAnOldCredentialReportStays(t *testing.T) {
	s := sample.Demo()
	none := []model.Fact{
		model.ManagementAccountFact{ManagementAccount: model.ManagementAccount{Credentials: &model.CredentialReport{}}},
		modeltest.Status(model.PartCredentials, "", model.Complete),
	}
	r := modeltest.Saved(s)
	modeltest.Apply(r, none...)
	if report, status := r.CredentialReport(); !report.Generated.IsZero() || !status.Known() || r.Freeze(modeltest.Noon).ManagementAccount.Credentials != nil {
		t.Errorf("without a report there is %+v, %+v", report, status)
	}
	s.ManagementAccount = lives(modeltest.Noon)
	r = modeltest.Saved(s)
	modeltest.Apply(r, none...)
	if report, _ := r.CredentialReport(); len(report.Users) != 1 || r.Freeze(modeltest.Noon).ManagementAccount.Credentials == nil {
		t.Errorf("the saved report is lost: %+v", report)
	}
	newer := &model.CredentialReport{Generated: modeltest.Noon.Add(time.Hour)}
	modeltest.Apply(r, model.ManagementAccountFact{ManagementAccount: model.ManagementAccount{Credentials: newer}})
	if report, _ := r.CredentialReport(); len(report.Users) != 0 || !report.Generated.Equal(newer.Generated) {
		t.Errorf("a newer report does not replace it: %+v", report)
	}
}

// They are no part of a full reading: one without them is complete.
func TestAReadingIsCompleteWithoutTheManagementAccount(t *testing.T) {
	if s := modeltest.Saved(sample.Demo()).Freeze(modeltest.Noon); !s.Complete {
		t.Errorf("it lacks %q", s.Shortfalls())
	}
}
