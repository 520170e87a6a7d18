package emulator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// somebody lives in the management account of these tests.
func somebody(now time.Time) model.ManagementAccount {
	return model.ManagementAccount{
		Identities: &model.Identities{
			Users: []string{"jo", "kim", "lee"},
			Roles: []model.IAMRole{{Name: "Vendor", Path: "/x/", Trust: `{"a": "b+c/d"}`, Used: now}, {Name: "Other"}},
		},
		RootUser: &model.RootUser{AccessKeys: true},
		Credentials: &model.CredentialReport{Users: []model.UserCredentials{
			{User: model.RootUserName, MFA: true}, {User: "jo", Password: true, Keys: []model.AccessKey{{Number: 2, Rotated: time.Unix(1, 0), Used: time.Unix(2, 0), Service: "s3"}}},
		}},
		Trails: &model.Trails{Trails: []model.Trail{
			{Name: "all", ARN: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/all", Home: "eu-west-1", MultiRegion: true, Organization: true, Logging: true},
			{Name: "one", ARN: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/one", Home: "eu-west-1"},
		}},
	}
}

// IAM's answers have IAM's names and forms, and its refusals IAM's codes and statuses.
func TestManagementAccountWire(t *testing.T) {
	const version = "&Version=2010-05-08"
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo(), emulator.WithManagementAccount(somebody))
		ask := func(account, query string) (int, string) {
			status, text, _ := raw(t, s.Transport(), http.MethodPost, "/", "Action="+query+version, map[string]string{
				"Authorization": scoped("iam", "us-east-1", account), "Content-Type": "application/x-www-form-urlencoded",
			})
			return status, text
		}
		check := func(name, account, query string, want int, parts ...string) string {
			t.Helper()
			status, text := ask(account, query)
			if status != want {
				t.Errorf("%s: status %d: %s", name, status, text)
			}
			for _, part := range parts {
				if without, no := strings.CutPrefix(part, "!"); strings.Contains(text, without) == no {
					t.Errorf("%s: about %q it says\n%s", name, part, text)
				}
			}
			return text
		}
		all := "GetAccountAuthorizationDetails"
		check("everything", management, all, 200, "<UserName>jo</UserName>", "<UserId>AIDA", "<AssumeRolePolicyDocument>%7B%22a%22%3A%20%22b%2Bc%2Fd%22%7D<", "<IsTruncated>false<", "<RoleLastUsed><LastUsedDate>2000-01-01T00:00:00Z<", "!<Marker>")
		check("roles", management, all+"&Filter.member.1=Role", 200, "<RoleName>Other<", "!<UserName>")
		check("groups", management, all+"&Filter.member.1=Group", 200, "!<RoleName>", "!<UserName>")
		check("another kind", management, all+"&Filter.member.1=Robot", 400, "ValidationError", "filter")
		check("no items", management, all+"&MaxItems=0", 400, "ValidationError", "maxItems")
		check("too many items", management, all+"&MaxItems=1001", 400, "ValidationError", "maxItems")
		check("a member's", payments, all, 200, "!<UserName>", "!<RoleName>")
		first := check("the first page", management, all+"&MaxItems=2", 200, "kim", "!lee", "<IsTruncated>true<", "<Marker>")
		_, marker, _ := strings.Cut(first, "<Marker>")
		marker, _, _ = strings.Cut(marker, "<")
		marker = "&Marker=" + url.QueryEscape(marker)
		check("the second page", management, all+"&MaxItems=2"+marker, 200, "lee", "Vendor", "!jo<")
		check("another's marker", payments, all+"&MaxItems=2"+marker, 400, "ValidationError", "marker")
		check("no marker", management, all+"&Marker=x", 400, "ValidationError", "marker")

		check("summary", management, "GetAccountSummary", 200, "<entry><key>AccountMFAEnabled</key><value>0</value></entry>", "<entry><key>AccountAccessKeysPresent</key><value>1</value></entry>")
		check("summary of a member", payments, "GetAccountSummary", 200, "<key>AccountMFAEnabled</key><value>1</value>")

		check("no report", management, "GetCredentialReport", 410, "<Code>ReportNotPresent<")
		check("begun", management, "GenerateCredentialReport", 200, "<State>STARTED<")
		check("under way", management, "GenerateCredentialReport", 200, "<State>INPROGRESS<")
		check("not ready", management, "GetCredentialReport", 404, "<Code>ReportInProgress<")
		time.Sleep(5 * time.Second)
		check("done", management, "GenerateCredentialReport", 200, "<State>COMPLETE<")
		check("report", management, "GetCredentialReport", 200, "<ReportFormat>text/csv<", "<Content>dXNlcixhcm4s", "<GeneratedTime>2000-01-01T00:00:05Z<")
		check("a member's report", payments, "GetCredentialReport", 410, "ReportNotPresent")
		time.Sleep(3 * time.Hour)
		check("still good", management, "GenerateCredentialReport", 200, "COMPLETE")
		time.Sleep(2 * time.Hour)
		check("too old", management, "GetCredentialReport", 410, "<Code>ReportExpired<")
		check("begun again", management, "GenerateCredentialReport", 200, "STARTED")
		s.Reset()
		check("after a reset", management, "GetCredentialReport", 410, "ReportNotPresent")
	})
}

// The SDK's own client reads trails: those of all Regions in each, the others in
// their own, and the status of a trail elsewhere by its ARN alone.
func TestTrails(t *testing.T) {
	s := emulator.New(sample.Demo(), emulator.WithManagementAccount(somebody))
	in := func(region, account string) *cloudtrail.Client {
		c := config(s, account)
		c.Region = region
		return cloudtrail.NewFromConfig(c)
	}
	for _, tt := range []struct {
		region, account string
		input           cloudtrail.DescribeTrailsInput
		want            int
	}{
		{"eu-west-1", management, cloudtrail.DescribeTrailsInput{}, 2},
		{"us-east-1", management, cloudtrail.DescribeTrailsInput{}, 1},
		{"us-east-1", management, cloudtrail.DescribeTrailsInput{IncludeShadowTrails: awssdk.Bool(false)}, 0},
		{"eu-west-1", management, cloudtrail.DescribeTrailsInput{TrailNameList: []string{"one"}}, 1},
		{"eu-west-1", payments, cloudtrail.DescribeTrailsInput{}, 0},
	} {
		out, err := in(tt.region, tt.account).DescribeTrails(t.Context(), &tt.input)
		if err != nil || len(out.TrailList) != tt.want {
			t.Fatalf("in %s it lists %+v, %v; want %d", tt.region, out, err, tt.want)
		}
		if tt.want > 0 && tt.region == "us-east-1" && (!*out.TrailList[0].IsOrganizationTrail || !*out.TrailList[0].IsMultiRegionTrail || *out.TrailList[0].HomeRegion != "eu-west-1" || *out.TrailList[0].Name != "all") {
			t.Errorf("the trail is %+v", out.TrailList[0])
		}
	}
	for _, tt := range []struct{ region, name, code string }{
		{"eu-west-1", "all", ""},
		{"eu-west-1", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/one", ""},
		{"us-east-1", "all", "TrailNotFoundException"},
		{"us-east-1", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/all", ""},
		{"us-east-1", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/one", "TrailNotFoundException"},
	} {
		out, err := in(tt.region, management).GetTrailStatus(t.Context(), &cloudtrail.GetTrailStatusInput{Name: &tt.name})
		wantCode(t, tt.name+" in "+tt.region, err, tt.code)
		if err == nil && (out.IsLogging == nil || *out.IsLogging != strings.HasSuffix(tt.name, "all")) {
			t.Errorf("%s in %s is logging: %v", tt.name, tt.region, out.IsLogging)
		}
	}
}
