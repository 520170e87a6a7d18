package emulator

import (
	"cmp"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"deputy/model"
)

// WithManagementAccount sets the function that says what lives in the management
// account. It is called once, with the time of the first call that asks for it. A
// credential report has to be generated, unless it is said to be younger than four
// hours. Without the option that is what the organization's snapshot says.
func WithManagementAccount(lives func(now time.Time) model.ManagementAccount) Option {
	return func(s *Server) { s.livesOf = lives }
}

// accountIAM is IAM and CloudTrail of the management account.
type accountIAM struct {
	model.ManagementAccount
	asked     time.Time // when the report was asked for; zero while there is none
	generated time.Time // when the last report was complete; zero if there is none
}

// How long IAM takes for a credential report, and how long it keeps it.
const (
	reportTakes = 3 * time.Second
	reportKept  = 4 * time.Hour
)

// livesIn returns what lives in the caller's account: nothing in a member account.
func (c *call) livesIn() *accountIAM {
	if !c.isManagement(c.x.caller.account) {
		return &accountIAM{}
	}
	if c.s.lives == nil {
		c.s.lives = &accountIAM{ManagementAccount: c.s.start.ManagementAccount}
		if c.s.livesOf != nil {
			c.s.lives.ManagementAccount = c.s.livesOf(c.now)
		}
		if report := c.s.lives.Credentials; report != nil {
			c.s.lives.generated = report.Generated
		}
	}
	return c.s.lives
}

// The entities of GetAccountAuthorizationDetails.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
type (
	iamEntity struct {
		user *userDetail
		role *roleDetail
	}
	userDetail struct {
		Path, UserName  string
		ID              string `xml:"UserId"`
		Arn, CreateDate string
	}
	roleDetail struct {
		Path, RoleName           string
		ID                       string `xml:"RoleId"`
		Arn, CreateDate          string
		AssumeRolePolicyDocument string
		LastUsed                 *string `xml:"RoleLastUsed>LastUsedDate,omitempty"`
	}
	authorizationDetails struct {
		XMLName   xml.Name     `xml:"GetAccountAuthorizationDetailsResult"`
		Users     []userDetail `xml:"UserDetailList>member"`
		Roles     []roleDetail `xml:"RoleDetailList>member"`
		Truncated bool         `xml:"IsTruncated"`
		Marker    string       `xml:"Marker,omitempty"`
	}
)

// The sizes of a page.
const (
	usualItems = 100
	mostItems  = 1000
)

// entityKinds are what Filter may name.
var entityKinds = []string{"User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"}

func getAccountAuthorizationDetails(c *call) (any, error) {
	p := pageRequest{size: usualItems, empty: c.s.faults.EmptyPages}
	p.token, p.given = c.in.text["Marker"]
	delete(c.in.text, "Marker") // the token is not bound to itself
	p.scope = c.pageScope()
	var kinds []string
	for _, name := range filterMembers {
		if kind, ok := c.in.text[name]; ok {
			kinds = append(kinds, kind)
			if !slices.Contains(entityKinds, kind) {
				return nil, c.invalidIAM(kind, "filter", "Member must satisfy enum value set: ["+strings.Join(entityKinds, ", ")+"]")
			}
		}
	}
	if text, ok := c.in.text["MaxItems"]; ok {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostItems {
			return nil, c.invalidIAM(text, "maxItems", "Member must have value between 1 and 1000")
		}
		p.size = n
	}
	entries, next, ok := paged(p, c.entities(kinds))
	if !ok {
		return nil, c.invalidIAM(p.token, "marker", "Invalid Marker.")
	}
	out := authorizationDetails{Truncated: next != "", Marker: next}
	for _, e := range entries {
		if e.user != nil {
			out.Users = append(out.Users, *e.user)
		} else {
			out.Roles = append(out.Roles, *e.role)
		}
	}
	return out, nil
}

// filterMembers are the members of Filter as the query protocol has them.
var filterMembers = params("Filter.member.1", "Filter.member.2", "Filter.member.3", "Filter.member.4", "Filter.member.5")

func (c *call) invalidIAM(value, name, constraint string) error {
	return &awsError{code: "ValidationError", message: fmt.Sprintf("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s", value, name, constraint)}
}

// entities returns the users and roles of the kinds that are asked for; all without
// any.
func (c *call) entities(kinds []string) (all []iamEntity) {
	x := c.livesIn().Identities
	if x == nil {
		return nil
	}
	asked := func(kind string) bool { return len(kinds) == 0 || slices.Contains(kinds, kind) }
	const created = "2019-03-04T09:00:00Z"
	for i, name := range x.Users {
		if asked("User") {
			all = append(all, iamEntity{user: &userDetail{"/", name, fmt.Sprintf("AIDADEPUTYDEMO%06d", i), c.iamARN("user/" + name), created}})
		}
	}
	for i, r := range x.Roles {
		if !asked("Role") {
			break
		}
		path := cmp.Or(r.Path, "/")
		role := &roleDetail{
			Path: path, RoleName: r.Name, ID: fmt.Sprintf("AROADEPUTYDEMO%06d", i), Arn: c.iamARN("role" + path + r.Name), CreateDate: created,
			AssumeRolePolicyDocument: strings.ReplaceAll(url.QueryEscape(r.Trust), "+", "%20"), // RFC 3986
		}
		if !r.Used.IsZero() {
			used := r.Used.UTC().Format(time.RFC3339)
			role.LastUsed = &used
		}
		all = append(all, iamEntity{role: role})
	}
	return all
}

func (c *call) iamARN(resource string) string {
	return "arn:" + c.s.index.partition + ":iam::" + string(c.x.caller.account) + ":" + resource
}

type accountSummary struct {
	XMLName xml.Name       `xml:"GetAccountSummaryResult"`
	Entries []summaryEntry `xml:"SummaryMap>entry"`
}

type summaryEntry struct {
	Key   string `xml:"key"`
	Value int    `xml:"value"`
}

// getAccountSummary counts what is in the account.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
func getAccountSummary(c *call) (any, error) {
	x := c.livesIn()
	out := accountSummary{Entries: []summaryEntry{{"GroupsQuota", 300}, {"AccessKeysPerUserQuota", 2}}}
	add := func(key string, value int) { out.Entries = append(out.Entries, summaryEntry{key, value}) }
	is := map[bool]int{true: 1}
	root := model.RootUser{MFA: true}
	if x.RootUser != nil {
		root = *x.RootUser
	}
	add("AccountMFAEnabled", is[root.MFA])
	add("AccountAccessKeysPresent", is[root.AccessKeys])
	add("AccountPasswordPresent", 1)
	if x.Identities != nil {
		add("Users", len(x.Identities.Users))
		add("Roles", len(x.Identities.Roles))
	}
	return out, nil
}

type reportState struct {
	XMLName     xml.Name `xml:"GenerateCredentialReportResult"`
	State       string
	Description string `xml:"Description,omitempty"`
}

// generateCredentialReport begins a report, unless there is one that is young enough.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
func generateCredentialReport(c *call) (any, error) {
	x := c.livesIn()
	switch {
	case x.reportIsThere(c.now):
		return reportState{State: "COMPLETE"}, nil
	case x.asked.IsZero():
		x.asked = c.now
		return reportState{State: "STARTED", Description: "No report exists. Starting a new report generation task"}, nil
	case c.now.Sub(x.asked) < reportTakes:
		return reportState{State: "INPROGRESS"}, nil
	default:
		x.generated, x.asked = c.now, time.Time{}
		return reportState{State: "COMPLETE"}, nil
	}
}

func (x *accountIAM) reportIsThere(now time.Time) bool {
	return !x.generated.IsZero() && now.Sub(x.generated) < reportKept
}

type credentialReport struct {
	XMLName xml.Name `xml:"GetCredentialReportResult"`
	Content string   // base64
	Format  string   `xml:"ReportFormat"`
	Time    string   `xml:"GeneratedTime"`
}

// getCredentialReport returns the last report.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html
func getCredentialReport(c *call) (any, error) {
	x := c.livesIn()
	switch {
	case x.reportIsThere(c.now):
	case !x.asked.IsZero():
		return nil, &awsError{status: http.StatusNotFound, code: "ReportInProgress", message: "Report is being generated."}
	case !x.generated.IsZero():
		return nil, &awsError{status: http.StatusGone, code: "ReportExpired", message: "The report has expired. Generate a new one."}
	default:
		return nil, &awsError{status: http.StatusGone, code: "ReportNotPresent", message: "No report is present. Generate one."}
	}
	return credentialReport{
		Content: base64.StdEncoding.EncodeToString([]byte(c.reportText(x.Credentials))), Format: "text/csv", Time: x.generated.UTC().Format(time.RFC3339),
	}, nil
}

// reportText returns the report as IAM writes it. The root user comes first.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
func (c *call) reportText(of *model.CredentialReport) string {
	head := "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active"
	for _, n := range []string{"1", "2"} {
		head += ",access_key_" + n + "_active,access_key_" + n + "_last_rotated,access_key_" + n + "_last_used_date,access_key_" + n +
			"_last_used_region,access_key_" + n + "_last_used_service"
	}
	lines := []string{head + ",cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated"}
	at := func(t time.Time) string {
		if t.IsZero() {
			return "N/A"
		}
		return t.UTC().Format("2006-01-02T15:04:05+00:00")
	}
	if of == nil {
		of = &model.CredentialReport{}
	}
	for _, u := range of.Users {
		arn, password := c.iamARN("user/"+u.User), strconv.FormatBool(u.Password)
		if u.User == model.RootUserName {
			arn, password = c.iamARN("root"), "not_supported"
		}
		signedIn := at(u.SignedIn)
		if u.Password && u.SignedIn.IsZero() {
			signedIn = "no_information"
		}
		row := []string{u.User, arn, "2019-03-04T09:00:00+00:00", password, signedIn, "N/A", "N/A", strconv.FormatBool(u.MFA)}
		for n := 1; n <= 2; n++ {
			i := slices.IndexFunc(u.Keys, func(k model.AccessKey) bool { return k.Number == n })
			if i < 0 {
				row = append(row, "false", "N/A", "N/A", "N/A", "N/A")
				continue
			}
			k, region, service := u.Keys[i], "N/A", "N/A"
			if !k.Used.IsZero() {
				region, service = "us-east-1", cmp.Or(k.Service, "sts")
			}
			row = append(row, "true", at(k.Rotated), at(k.Used), region, service)
		}
		lines = append(lines, strings.Join(append(row, "false", "N/A", "false", "N/A"), ","))
	}
	return strings.Join(lines, "\n")
}

// describedTrail is a trail as DescribeTrails returns it.
type describedTrail struct {
	Name, TrailARN, HomeRegion, S3BucketName                            string
	IsMultiRegionTrail, IsOrganizationTrail, IncludeGlobalServiceEvents bool
}

// describeTrails lists the trails of the Region, and those of all Regions.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
func describeTrails(c *call) (any, error) {
	out := struct {
		Trails []describedTrail `json:"trailList"`
	}{[]describedTrail{}}
	for _, t := range c.trails() {
		if names := c.in.text["trailNameList"]; names != "" && names != "[]" && !strings.Contains(names, strconv.Quote(t.ARN)) && !strings.Contains(names, strconv.Quote(t.Name)) {
			continue
		}
		if string(t.Home) == c.x.region || t.MultiRegion && c.in.text["includeShadowTrails"] != "false" {
			out.Trails = append(out.Trails, describedTrail{t.Name, t.ARN, string(t.Home), "acme-cloudtrail-logs", t.MultiRegion, t.Organization, true})
		}
	}
	return out, nil
}

// getTrailStatus says whether a trail is logging in the Region. In another Region than
// its own it has to be named by its ARN.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
func getTrailStatus(c *call) (any, error) {
	name := c.in.text["Name"]
	for _, t := range c.trails() {
		at := string(t.Home) == c.x.region
		if at && t.Name == name || t.ARN == name && (at || t.MultiRegion) {
			return struct {
				IsLogging           bool
				LatestDeliveryError string `json:",omitempty"`
			}{t.Logging, t.Error}, nil
		}
	}
	return nil, &awsError{code: "TrailNotFoundException", message: "Unknown trail: " + name + " for the user: " + string(c.x.caller.account)}
}

func (c *call) trails() []model.Trail {
	if x := c.livesIn().Trails; x != nil {
		return x.Trails
	}
	return nil
}
