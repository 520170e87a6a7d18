package management_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/management"
)

// event returns an event of the management account, made by a permission set.
func event(id, source, name, day, parameters string) *cloudtrail.Event {
	return &cloudtrail.Event{
		ID: id, Time: day + "T10:00:00Z", Source: source + ".amazonaws.com", Name: name, Region: "us-east-1", ReadOnly: "false", Count: 1,
		Recipient: string(own), Type: "AwsApiCall", Parameters: parameters,
		Identity: cloudtrail.Identity{
			Type: "AssumedRole", Account: string(own), ARN: "arn:aws:sts::999988887777:assumed-role/AWSReservedSSO_PlatformAdmin_0123456789abcdef/jo",
			IssuerType: "Role", IssuerARN: "arn:aws:iam::999988887777:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_PlatformAdmin_0123456789abcdef",
		},
	}
}

func report(days int, regions []model.Region, events ...*cloudtrail.Event) *management.Report {
	t := management.NewTally(management.NewJudge(reading()), regions)
	for _, e := range events {
		t.Add(e)
	}
	return t.Report(days, "")
}

// Only changes count, each once; everything else is counted apart.
func TestOnlyChangesCount(t *testing.T) {
	read := event("2", "guardduty", "GetDetector", "2026-11-01", "")
	read.ReadOnly = "true"
	signIn := event("3", "signin", "ConsoleLogin", "2026-11-01", "")
	signIn.Type = "AwsConsoleSignIn"
	token := event("4", "sts", "GetSessionToken", "2026-11-01", "")
	failed := event("5", "guardduty", "CreateIPSet", "2026-11-01", "")
	failed.ErrorCode = "AccessDenied"
	service := event("6", "config", "PutEvaluations", "2026-11-01", "")
	service.Identity = cloudtrail.Identity{Type: "AWSService", InvokedBy: "config.amazonaws.com"}
	linked := event("7", "ec2", "CreateNetworkInterface", "2026-11-01", "")
	linked.Identity = cloudtrail.Identity{Type: "AssumedRole", IssuerType: "Role", IssuerARN: "arn:aws:iam::999988887777:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"}
	other := event("8", "s3", "CreateBucket", "2026-11-01", "")
	other.Recipient = string(member)
	change := event("1", "guardduty", "CreateIPSet", "2026-11-01", "{}")
	again := event("1", "guardduty", "CreateIPSet", "2026-11-01", "{}")
	r := report(0, nil, change, read, signIn, token, failed, service, linked, other, again)
	if r.Changes != 1 || r.Reads != 1 || r.SignIns != 2 || r.Failed != 1 || r.Services != 2 || r.Others != 1 || r.Twice != 1 || r.Events != 7 {
		t.Errorf("%+v", r)
	}
	if len(r.People) != 1 || r.People[0].String() != "permission set PlatformAdmin (jo)" {
		t.Errorf("who came in: %+v", r.People)
	}
}

// The range has what is certain at its low end, and what nobody can say at its
// high end.
func TestRange(t *testing.T) {
	r := report(
		0, nil,
		event("1", "guardduty", "CreateIPSet", "2026-11-01", "{}"),                                   // delegable
		event("2", "guardduty", "CreateIPSet", "2026-11-01", "{}"),                                   // the same once more
		event("3", "ec2", "RunInstances", "2026-11-01", "{}"),                                        // move it
		event("4", "organizations", "CreateAccount", "2026-11-01", "{}"),                             // needs the account
		event("5", "support", "CreateCase", "2026-11-02", "{}"),                                      // unknown
		event("6", "sso", "PutInlinePolicyToPermissionSet", "2026-11-03", "{}"),                      // delegable if
		event("7", "sso", "CreateAccountAssignment", "2026-11-05", `{"targetId":"`+string(own)+`"}`), // needs the account
	)
	if r.Changes != 7 || r.Elsewhere != (management.Range{Low: 3, High: 5}) || r.Distinct != 6 || r.DistinctElsewhere != (management.Range{Low: 2, High: 4}) {
		t.Errorf("%d changes, elsewhere %+v; %d distinct, elsewhere %+v", r.Changes, r.Elsewhere, r.Distinct, r.DistinctElsewhere)
	}
	if r.From != "2026-11-01" || r.To != "2026-11-05" || r.Days != 4 || r.Missing != 1 {
		t.Errorf("days %s to %s, %d with events, %d without", r.From, r.To, r.Days, r.Missing)
	}
	if len(r.Offers) != 2 || r.Offers[0].Service != "guardduty" || r.Offers[0].Calls != 2 || r.Offers[0].Distinct != 1 {
		t.Errorf("offers: %+v", r.Offers)
	}
	remains := r.People[0].Remains
	if !slices.Equal(remains[management.Needed], []string{"organizations:CreateAccount", "sso:CreateAccountAssignment"}) || remains[management.Delegable][0] != "sso:PutInlinePolicyToPermissionSet" {
		t.Errorf("remains: %v", remains)
	}
}

// Days and Regions that were not asked for do not count.
func TestWindow(t *testing.T) {
	elsewhere := event("3", "ec2", "RunInstances", "2026-11-30", "{}")
	elsewhere.Region = "eu-west-1"
	r := report(
		2, []model.Region{"us-east-1"},
		event("1", "guardduty", "CreateIPSet", "2026-11-01", "{}"), event("2", "guardduty", "CreateIPSet", "2026-11-29", "{}"), elsewhere,
	)
	if r.Changes != 1 || r.OtherRegions != 1 || r.From != "2026-11-28" {
		t.Errorf("%+v", r)
	}
}

// A root user is told in whichever account it acted.
func TestRootActs(t *testing.T) {
	e := event("1", "s3", "DeleteBucketPolicy", "2026-11-01", "{}")
	e.Recipient, e.Identity = string(member), cloudtrail.Identity{Type: "Root", ARN: "arn:aws:iam::444455556666:root", Account: string(member)}
	r := report(0, nil, e)
	session := *e
	session.ID, session.Identity.AssumedRoot = "2", "true"
	if with := report(0, nil, e, e, &session); len(with.Roots) != 2 || with.Roots[0].Session || !with.Roots[1].Session {
		t.Errorf("a session is told apart: %+v", with.Roots)
	}
	if len(r.Roots) != 1 || r.Roots[0].Account != member || r.Roots[0].EventID != "1" || r.Changes != 0 {
		t.Errorf("%+v", r.Roots)
	}
}

// The digest is that of the events, in whatever order and files they come.
func TestDigest(t *testing.T) {
	a, b := event("1", "ec2", "RunInstances", "2026-11-01", "{}"), event("2", "ec2", "RunInstances", "2026-11-01", "{}")
	one, two, three := report(0, nil, a, b).Digest, report(0, nil, b, a).Digest, report(0, nil, a).Digest
	if one != two || one == three {
		t.Errorf("%s, %s and %s", one, two, three)
	}
}

// Callers are told as people know them.
func TestCallers(t *testing.T) {
	for want, id := range map[string]cloudtrail.Identity{
		"role OrgAdmin":                     {Type: "AssumedRole", ARN: "arn:aws:sts::999988887777:assumed-role/OrgAdmin/x"},
		"role team/Deployer (kim)":          {Type: "AssumedRole", ARN: "arn:aws:sts::999988887777:assumed-role/Deployer/x", IssuerType: "Role", IssuerARN: "arn:aws:iam::999988887777:role/team/Deployer", SourceIdentity: "kim"},
		"IAM user kim":                      {Type: "IAMUser", ARN: "arn:aws:iam::999988887777:user/kim"},
		"root":                              {Type: "Root", ARN: "arn:aws:iam::999988887777:root"},
		"permission set My_Set (jo@x.test)": {Type: "AssumedRole", ARN: "arn:aws:sts::999988887777:assumed-role/AWSReservedSSO_My_Set_0123456789abcdef/jo@x.test"},
		"other account 111122223333":        {Type: "AWSAccount", Account: "111122223333"},
		"other federated-user kim":          {Type: "FederatedUser", ARN: "arn:aws:sts::999988887777:federated-user/kim"},
	} {
		if got := management.CallerOf(&cloudtrail.Event{Identity: id}).String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A thousand sessions with a name each are no more than the memory of a screen.
func TestBoundedMemory(t *testing.T) {
	tally := management.NewTally(management.NewJudge(reading()), nil)
	const sessions, most = 2_500, 1_000
	tally.KeepMost(most)
	for i := range sessions {
		e := event(fmt.Sprint(i), "ec2", "RunInstances", "2026-11-01", "{}")
		e.Identity.ARN = strings.Replace(e.Identity.ARN, "/jo", fmt.Sprint("/session-", i), 1)
		tally.Add(e)
	}
	r := tally.Report(0, "")
	if r.Changes != sessions || r.Elsewhere.Low != sessions || len(r.Uses) > most+1 || r.Changes != r.Beyond+calls(r) {
		t.Errorf("%d changes, %d listed, %d beyond", r.Changes, calls(r), r.Beyond)
	}
}

func calls(r *management.Report) (n int) {
	for _, u := range r.Uses {
		n += u.Calls
	}
	return n
}
