package aws

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"deputy/aws/rawcall"
	"deputy/model"
)

const (
	getCredentialReport      = "iam:GetCredentialReport"
	generateCredentialReport = "iam:GenerateCredentialReport"
)

// IAM makes a credential report in the background, at most one in four hours, and
// does not return an older one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
var (
	getCredentialReportCall      = iamCall("GetCredentialReport")
	generateCredentialReportCall = iamCall("GenerateCredentialReport")
)

// How often IAM is asked whether the report is there, and for how long.
const (
	reportPause = 2 * time.Second
	reportTries = 90
)

// noReport are the codes by which IAM says that there is no report to be read.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html
var noReport = map[string]bool{"ReportNotPresent": true, "ReportExpired": true, "ReportInProgress": true}

// takeCredentialReport has IAM generate a credential report, and reads it.
func (r *run) takeCredentialReport(j job) {
	r.reportProgress(model.PartCredentials, "", model.Waiting)
	_, partition := r.identity.regionsAccount()
	r.reportEnd(model.PartCredentials, "", r.generateCredentialReport(j.in(generateCredentialReportCall.GlobalRegion(partition))))
}

// generateCredentialReport has IAM generate a report, which changes nothing in the
// account, and reads it.
func (r *run) generateCredentialReport(j job) *model.Failure {
	if f := r.makeCredentialReport(j); f != nil {
		return f
	}
	return r.readCredentialReport(j)
}

// makeCredentialReport asks until the report is complete.
func (r *run) makeCredentialReport(j job) *model.Failure {
	for range reportTries {
		out, f := call(j, generateCredentialReport, "", func(ctx context.Context, s *session) (out struct {
			State string `xml:"GenerateCredentialReportResult>State"`
		}, err error,
		) {
			err = answer(ctx, s, j.region, generateCredentialReportCall, nil, &out)
			return out, err
		})
		switch {
		case f != nil:
			return f
		case out.State == "COMPLETE":
			return nil
		case out.State != "STARTED" && out.State != "INPROGRESS":
			return incomplete(generateCredentialReport, "", "state of the report")
		}
		select {
		case <-time.After(reportPause):
		case <-j.wait.Done():
			return &model.Failure{Kind: model.FailureCancelled, Operation: generateCredentialReport, Cause: "cancelled"}
		}
	}
	return &model.Failure{
		Kind: model.FailureService, Operation: generateCredentialReport,
		Cause: "IAM has not finished the credential report within three minutes", Fix: "Ask again in a few minutes: IAM goes on with it",
	}
}

// readCredentialReport reads the report that IAM has; none if it is too old.
func (r *run) readCredentialReport(j job) *model.Failure {
	out, f := call(j, getCredentialReport, "", func(ctx context.Context, s *session) (*model.CredentialReport, error) {
		var out struct {
			Content   string    `xml:"GetCredentialReportResult>Content"`
			Generated time.Time `xml:"GetCredentialReportResult>GeneratedTime"`
		}
		if err := answer(ctx, s, j.region, getCredentialReportCall, nil, &out); err != nil {
			return nil, err
		}
		text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(out.Content))
		if users := readReport(text); err == nil && users != nil && !out.Generated.IsZero() {
			return &model.CredentialReport{Generated: out.Generated, Users: users}, nil
		}
		return nil, &rawcall.Foreign{Lacks: "credential report"}
	})
	switch {
	case f == nil:
	case noReport[f.Code]:
		out = &model.CredentialReport{}
	default:
		return f
	}
	r.emit(model.ManagementAccountFact{ManagementAccount: model.ManagementAccount{Credentials: out}})
	return nil
}

// maxKeys is how many access keys a user may have.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const maxKeys = 2

// readReport reads the table of a credential report; nil if it is none.
func readReport(text []byte) []model.UserCredentials {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, name := range []string{"user", "password_enabled", "password_last_used", "mfa_active", "access_key_1_active", "access_key_2_active"} {
		if _, ok := column[name]; !ok {
			return nil
		}
	}
	users := []model.UserCredentials{}
	for _, row := range rows[1:] {
		field := func(name string) string {
			if i, ok := column[name]; ok {
				return row[i]
			}
			return ""
		}
		isTrue := func(name string) bool { return strings.EqualFold(field(name), "true") }
		at := func(name string) time.Time { // of N/A, no_information and not_supported it is zero
			t, _ := time.Parse(time.RFC3339, field(name))
			return t.UTC()
		}
		u := model.UserCredentials{User: field("user"), Password: isTrue("password_enabled"), SignedIn: at("password_last_used"), MFA: isTrue("mfa_active")}
		for n := 1; n <= maxKeys; n++ {
			key := "access_key_" + strconv.Itoa(n)
			if !isTrue(key + "_active") {
				continue
			}
			k := model.AccessKey{Number: n, Rotated: at(key + "_last_rotated"), Used: at(key + "_last_used_date")}
			if service := field(key + "_last_used_service"); service != "N/A" {
				k.Service = service
			}
			u.Keys = append(u.Keys, k)
		}
		users = append(users, u)
	}
	return users
}
