package replay_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/modeltest"
	"deputy/model/replay"
)

// draftAt returns edits that attach a policy to an OU of the demo.
func draftAt(t testing.TB, r *model.Reading, ou, text string) model.Edits {
	t.Helper()
	for n := range r.OUs() {
		if n.Name == ou {
			d, parsed := model.NewDraft("draft", text, n.ID)
			if parsed.Broken() {
				t.Fatal(parsed.Problems)
			}
			return model.Edits{Drafts: []model.Draft{d}}
		}
	}
	t.Fatalf("there is no OU %s", ou)
	return model.Edits{}
}

// replayed returns what edits do to events, which several tallies count.
func replayed(t testing.TB, r *model.Reading, edits model.Edits, events []string, workers int) *replay.Result {
	t.Helper()
	p, err := replay.New(r, edits)
	if err != nil {
		t.Fatal(err)
	}
	tallies := make([]*replay.Tally, workers)
	var group sync.WaitGroup
	for i := range tallies {
		tallies[i] = p.Tally()
		group.Go(func() {
			for n := i; n < len(events); n += workers {
				err := cloudtrail.Read(strings.NewReader(events[n]), func(e *cloudtrail.Event) error {
					tallies[i].Add(e)
					return nil
				}, func(s cloudtrail.Skipped) { tallies[i].Skip(s.Reason) })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	return p.Result(tallies...)
}

// lines returns the rows of a result in a line each, so that two can be compared.
func lines(r *replay.Result) []string {
	var out []string
	for name, rows := range map[string][]*replay.Row{"denied": r.Denied, "allowed": r.Allowed, "depends": r.Depends, "exempt": r.Exempt} {
		for _, row := range rows {
			out = append(out, fmt.Sprintf("%s by %s: %s %s %s %d+%d %s %v %s", name, row.By.Words(), row.Account, row.Principal, row.Action, row.Count, row.Failed, row.Condition, row.Keys, row.Why))
		}
	}
	slices.Sort(out)
	var skips []string
	for _, s := range r.Skipped {
		skips = append(skips, fmt.Sprint(s.Count, " ", s.Reason))
	}
	return append(out, fmt.Sprintf("read %d, judged %d, unchanged %d, already denied %d, skipped %s", r.Read, r.Judged, r.Unchanged, r.AlreadyDenied, strings.Join(skips, ", ")))
}

// exempting denies to stop machines, but for administrators: an event has the role's
// session, which matches no pattern of a role.
const exempting = `{"Version":"2012-10-17","Statement":[{"Sid":"KeepMachines","Effect":"Deny","Action":"ec2:StopInstances","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/OrgAdmin*","arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Break_*"]}}}]}`

// roles are roles with whether the draft exempts them.
var roles = map[string]bool{
	"App": false, "OrgAdmin": true, "OrgAdmin-eu": true, "team/OrgAdmin": false, "MyOrgAdmin": false,
	"aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Break_0123456789abcdef": true,
	"aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123456789abcdef":                false,
}

// session returns an event of a role's session.
func session(account, role, source, name, region, id, more string) string {
	short := role[strings.LastIndexByte(role, '/')+1:]
	return `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROA1:kim","arn":"arn:aws:sts::` + account + `:assumed-role/` + short + `/kim","accountId":"` + account +
		`","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::` + account + `:role/` + role + `"}}},"eventTime":"2026-11-02T10:00:00Z","eventSource":"` + source +
		`.amazonaws.com","eventName":"` + name + `","awsRegion":"` + region + `","eventID":"` + id + `","eventType":"AwsApiCall","recipientAccountId":"` + account + `"` + more + `}`
}

// A draft that exempts a pattern of roles denies all others, and only in accounts
// below its OU; a generator knows which.
func TestKnownTruth(t *testing.T) {
	r := modeltest.Demo()
	random := rand.New(rand.NewPCG(1, 2))
	names := make([]string, 0, len(roles))
	for name := range roles {
		names = append(names, name)
	}
	slices.Sort(names)
	var events []string
	want, unchanged, exempt := map[string]int{}, 0, 0
	for i := range 3000 {
		// The first is in Prod, the second in another OU, the third the management account.
		account := []string{"444455556666", "222233334444", "111122223333"}[random.IntN(3)]
		role, action := names[random.IntN(len(names))], []string{"StopInstances", "DescribeInstances"}[random.IntN(2)]
		switch {
		case account == "111122223333":
			exempt++
		case account == "444455556666" && action == "StopInstances" && !roles[role]:
			want["arn:aws:iam::"+account+":role/"+role]++
		default:
			unchanged++
		}
		events = append(events, session(account, role, "ec2", action, "eu-central-1", fmt.Sprint(i), ""))
	}
	result := replayed(t, r, draftAt(t, r, "Workloads", exempting), events, 1)
	got := map[string]int{}
	for _, row := range result.Denied {
		got[row.Principal] += row.Count
		if row.By.Sid != "KeepMachines" || row.Action != "ec2:StopInstances" || row.EventID == "" || row.First.IsZero() {
			t.Errorf("got %+v", row)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("newly denied:\ngot  %v\nwant %v", got, want)
	}
	if result.Unchanged != unchanged || replay.Calls(result.Exempt) != exempt || result.Judged != len(events) || result.Read != len(events) {
		t.Errorf("got %d unchanged, %d exempt, %d judged of %d; want %d and %d", result.Unchanged, replay.Calls(result.Exempt), result.Judged, result.Read, unchanged, exempt)
	}
}

// varied are policies that ask for much of what an event has.
var varied = []string{
	`{"Effect":"Deny","Action":["s3:*","kms:Decrypt"],"Resource":["arn:aws:s3:::secret*","arn:aws:kms:*:*:key/1*"],"Condition":{"NotIpAddress":{"aws:SourceIp":["198.51.100.0/25"]},"BoolIfExists":{"aws:ViaAWSService":"false"}}}`,
	`{"Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2026-11-03T00:00:00Z"},"StringNotLike":{"aws:UserAgent":"*console*"}}}`,
	`{"Effect":"Deny","Action":"iam:*","Resource":"arn:aws:iam::*:role/${aws:PrincipalTag/team}-*"}`,
	`{"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-central-1","eu-west-1"]},"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/OrgAdmin*"}}}`,
	`{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}`,
	`{"Effect":"Deny","Action":"dynamodb:CreateTable","Resource":"*","Condition":{"Null":{"aws:RequestTag/team":"true"}}}`,
	`{"Effect":"Deny","Action":"dynamodb:*","Resource":"*","Condition":{"StringLike":{"aws:userid":"*:kim"},"Bool":{"aws:MultiFactorAuthPresent":"false"}}}`,
	`{"Effect":"Deny","Action":"lambda:*","Resource":"arn:aws:lambda:*:*:function:prod-*","Condition":{"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}}`,
	`{"Effect":"Deny","Action":"s3:PutObject","Resource":"*","Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}}`,
}

// calls are sources and names of events that the policies say something of, and others.
var calls = []string{
	"s3 GetObject", "s3 PutObject", "kms Decrypt", "ec2 StopInstances", "iam CreateRole", "sqs SendMessage", "dynamodb CreateTable", "lambda DeleteFunction20150331", "made-up Nothing", "s3 ListObjects",
}

// drawEvent returns an event with values that the policies tell apart, or not.
// Most have the first value of each kind, so that many differ in one thing only.
func drawEvent(random *rand.Rand, n int, calls ...string) string {
	pick := func(words ...string) string { return words[max(0, random.IntN(len(words)*5/2)-len(words)*3/2)] }
	names := []string{"App", "OrgAdmin", "OrgAdmin-eu", "Dev", "aws-service-role/x.amazonaws.com/AWSServiceRoleForX"}
	account := pick("444455556666", "200240382246", "222233334444", "111122223333", "999988887777")
	call := calls[random.IntN(len(calls))]
	source, name, _ := strings.Cut(call, " ")
	more := map[string]string{
		"s3":       `,"requestParameters":{"bucketName":"` + pick("secret-1", "secret-2", "open") + `","key":"k` + fmt.Sprint(n) + `"` + pick("", `,"x-amz-server-side-encryption":"aws:kms"`) + `}`,
		"kms":      `,"resources":[{"accountId":"` + account + `","ARN":"arn:aws:kms:eu-central-1:` + account + `:key/` + pick("1a", "1b", "2a") + `"}]`,
		"sqs":      `,"requestParameters":{"queueUrl":"https://sqs.eu-central-1.amazonaws.com/` + pick(account, "222233334444") + `/q"}`,
		"dynamodb": `,"requestParameters":{"tableName":"t"` + pick("", `,"tags":[{"key":"team","value":"x"}]`, `,"tags":[{"key":"cost","value":"x"}]`) + `}`,
		"lambda":   `,"requestParameters":{"functionName":"` + pick("prod-a", "prod-b", "test") + `"}`,
		"iam":      `,"requestParameters":{"roleName":"r"}`,
	}[source]
	more += `,"sourceIPAddress":"` + pick("198.51.100.7", "198.51.100.8", "198.51.100.200", "10.0.0.1", "cloudformation.amazonaws.com") + `","userAgent":"` + pick("aws-cli", "boto", "console") + `"`
	more += pick("", "", `,"vpcEndpointId":"vpce-1"`, `,"vpcEndpointId":"vpce-2"`) + pick("", "", "", `,"errorCode":"AccessDenied"`, `,"errorCode":"NoSuchBucket"`)
	event := session(account, pick(names...), source, name, pick("eu-central-1", "us-west-2"), fmt.Sprint(n), more)
	event = strings.Replace(event, "2026-11-02T", pick("2026-11-02T", "2026-11-03T", "2026-11-04T"), 1)
	event = strings.Replace(event, ":kim\"", pick(":kim\"", ":jo\""), 1)
	return strings.Replace(event, `"sessionContext":{`, `"sessionContext":{`+pick("", `"attributes":{"mfaAuthenticated":"true"},`, `"attributes":{"mfaAuthenticated":"false"},`), 1)
}

// Events that are judged once for many come to what each comes to by itself, however
// many goroutines judge them.
func TestLikeEachByItself(t *testing.T) {
	r := modeltest.Demo()
	for seed := range uint64(10) {
		random := rand.New(rand.NewPCG(seed, 3))
		edits := draftAt(t, r, "Workloads", `{"Version":"2012-10-17","Statement":[`+strings.Join(varied, ",")+`]}`)
		var events, alone []string
		for i := range 40 {
			events = append(events, drawEvent(random, i, calls[seed]))
		}
		sums := map[string][2]int{}
		for _, e := range events {
			one := replayed(t, r, edits, []string{e}, 1)
			add(sums, one)
		}
		together := map[string][2]int{}
		result := replayed(t, r, edits, events, 1)
		add(together, result)
		if fmt.Sprint(together) != fmt.Sprint(sums) {
			for key := range sums {
				if together[key] != sums[key] {
					alone = append(alone, fmt.Sprintf("%s: %v together, %v alone", key, together[key], sums[key]))
				}
			}
			t.Fatalf("seed %d: %s", seed, strings.Join(alone, "\n"))
		}
		if many := replayed(t, r, edits, events, 8); strings.Join(lines(many), "\n") != strings.Join(lines(result), "\n") {
			t.Errorf("seed %d: 8 workers come to\n%s\none comes to\n%s", seed, strings.Join(lines(many), "\n"), strings.Join(lines(result), "\n"))
		}
		skipped := 0
		for _, s := range result.Skipped {
			skipped += s.Count
		}
		if result.Read != len(events) || result.Judged+skipped != result.Read {
			t.Errorf("seed %d: %d read, %d judged, %d skipped, %d rows denied", seed, result.Read, result.Judged, skipped, len(result.Denied))
		}
	}
}

// add adds the counts of a result's rows.
func add(to map[string][2]int, r *replay.Result) {
	for name, rows := range map[string][]*replay.Row{"denied": r.Denied, "allowed": r.Allowed, "depends": r.Depends, "exempt": r.Exempt} {
		for _, row := range rows {
			key := fmt.Sprintf("%s by %s: %s %s %s %s %v %s", name, row.By.Words(), row.Account, row.Principal, row.Action, row.Condition, row.Keys, row.Why)
			to[key] = [2]int{to[key][0] + row.Count, to[key][1] + row.Failed}
		}
	}
	to["unchanged"] = [2]int{to["unchanged"][0] + r.Unchanged, to["unchanged"][1] + r.AlreadyDenied}
	for _, s := range r.Skipped {
		to[s.Reason] = [2]int{to[s.Reason][0] + s.Count}
	}
}

// Detaching a policy and moving an account are told as what becomes allowed or
// denied by it.
func TestOtherEdits(t *testing.T) {
	r := modeltest.Demo()
	var root model.NodeID
	for n := range r.Roots() {
		root = n.ID
	}
	event := []string{session("444455556666", "App", "iam", "CreateUser", "us-east-1", "1", `,"errorCode":"AccessDenied"`)}
	result := replayed(t, r, model.Edits{Moves: []model.Move{{Node: "444455556666", Parent: root}}}, event, 1)
	if len(result.Allowed) != 1 || result.Allowed[0].By.Name != "NoIAMUsers" || result.Allowed[0].Count != 1 {
		t.Errorf("moved to the root it is %v", lines(result))
	}
	for _, p := range r.Policies(model.ServiceControlPolicy) {
		if p.Name == "NoIAMUsers" {
			var edits model.Edits
			targets, _ := r.Targets(p.ID)
			for _, id := range targets {
				edits.Detached = append(edits.Detached, model.Attachment{Policy: p.ID, Target: id})
			}
			if result = replayed(t, r, edits, event, 1); len(result.Allowed) != 1 || result.Allowed[0].By.Policy != p.ID {
				t.Errorf("without %s it is %v", p.Name, lines(result))
			}
		}
	}
	if result = replayed(t, r, draftAt(t, r, "Prod", exempting), event, 1); result.AlreadyDenied != 1 {
		t.Errorf("with a draft about something else it is %v", lines(result))
	}
}

// What an event does not show is told apart, with the key, and is no denial.
func TestDepends(t *testing.T) {
	r := modeltest.Demo()
	edits := draftAt(t, r, "Workloads", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["ec2:StopInstances","iam:PassRole","s3:GetObject"],"Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalTag/team":"ops"}}}]}`)
	result := replayed(t, r, edits, []string{session("444455556666", "App", "ec2", "StopInstances", "eu-central-1", "1", "")}, 1)
	if len(result.Denied) > 0 || len(result.Depends) != 1 || strings.Join(result.Depends[0].Keys, ",") != "aws:PrincipalTag/team" {
		t.Fatalf("got %v", lines(result))
	}
	holes := strings.Join(result.Coverage.Holes(), "\n")
	for _, want := range []string{"aws:PrincipalTag/team, which no event has", "CloudTrail does not record iam:PassRole", "s3:GetObject", "accounts that the change applies to have no event"} {
		if !strings.Contains(holes, want) {
			t.Errorf("%q is missing in:\n%s", want, holes)
		}
	}
}

// The same event in two trails counts once, and what is no call is skipped with the
// reason.
func TestSkipped(t *testing.T) {
	r := modeltest.Demo()
	event := session("444455556666", "App", "ec2", "StopInstances", "eu-central-1", "1", "")
	result := replayed(t, r, draftAt(t, r, "Workloads", exempting), []string{
		event, event, `{"a":1}`, strings.NewReplacer("AwsApiCall", "AwsServiceEvent", `"eventID":"1"`, `"eventID":"5"`).Replace(event),
		session("444455556666", "App", "signin", "ConsoleLogin", "us-east-1", "6", ""),
		session("444455556666", "App", "ec2", "StopInstances", "eu-central-1", "2", `,"sharedEventID":"s"`),
		session("444455556666", "App", "ec2", "StopInstances", "eu-central-1", "3", `,"sharedEventID":"s"`),
		`{"eventSource":"ec2.amazonaws.com","eventName":"StopInstances","userIdentity":{"type":"Unknown"},"eventID":"4"}`,
	}, 1)
	if result.Read != 8 || result.Judged != 2 || len(result.Skipped) != 5 || result.Denied[0].Count != 2 {
		t.Errorf("got %v", lines(result))
	}
}

// The list of accepted calls has wildcards, and accepts nothing by mistake.
func TestAllowList(t *testing.T) {
	r := modeltest.Demo()
	for text, accepted := range map[string]bool{
		`{"accept":[{"policy":"draft","action":"ec2:Stop*","reason":"x"}]}`: true,
		`{"accept":[{"statement":"KeepMachines"}]}`:                         true,
		`{"accept":[{"statement":"1","principal":"*:role/App"}]}`:           true,
		`{"accept":[{"statement":"2"}]}`:                                    false,
		`{"accept":[{"account":"22223333444?"}]}`:                           false,
		`{"accept":[]}`: false,
	} {
		list, err := replay.ParseAllowList([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		result := replayed(t, r, draftAt(t, r, "Workloads", exempting), []string{session("444455556666", "App", "ec2", "StopInstances", "eu-central-1", "1", "")}, 1)
		if result.Accept(list); result.Denied[0].Accepted != accepted || result.Unaccepted() == 0 != accepted {
			t.Errorf("%s: accepted is %v", text, result.Denied[0].Accepted)
		}
	}
	for _, text := range []string{`{"accept":[{}]}`, `{"accept":[{"reason":"x"}]}`, `{"accept":[{"role":"x"}]}`, `[]`} {
		if _, err := replay.ParseAllowList([]byte(text)); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}

// BenchmarkReplay decodes and judges 20,000 events of the demo.
func BenchmarkReplay(b *testing.B) {
	r := modeltest.Demo()
	edits := draftAt(b, r, "Workloads", `{"Version":"2012-10-17","Statement":[`+strings.Join(varied, ",")+`]}`)
	random := rand.New(rand.NewPCG(5, 6))
	var file strings.Builder
	file.WriteString(`{"Records":[`)
	for i := range 20_000 {
		if i > 0 {
			file.WriteByte(',')
		}
		file.WriteString(drawEvent(random, i, calls...))
	}
	file.WriteString("]}")
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if result := replayed(b, r, edits, []string{file.String()}, 1); result.Read != 20_000 {
			b.Fatal(result.Read)
		}
	}
}

// BenchmarkJudge judges 20,000 events of the demo that were decoded before, those of a
// thousand roles in all accounts.
func BenchmarkJudge(b *testing.B) {
	r := modeltest.Demo()
	edits := draftAt(b, r, "Workloads", exempting)
	random := rand.New(rand.NewPCG(7, 8))
	var accounts []string
	for a := range r.Accounts() {
		accounts = append(accounts, string(a.Account()))
	}
	events := make([]cloudtrail.Event, 20_000)
	for i := range events {
		action := []string{"StopInstances", "DescribeInstances", "RunInstances"}[random.IntN(3)]
		e, err := cloudtrail.Parse(session(accounts[random.IntN(len(accounts))], fmt.Sprint("App", random.IntN(1000)), "ec2", action, "eu-central-1", fmt.Sprint(i), ""))
		if err != nil {
			b.Fatal(err)
		}
		events[i] = e
	}
	b.ReportAllocs()
	for b.Loop() {
		p, err := replay.New(r, edits)
		if err != nil {
			b.Fatal(err)
		}
		t := p.Tally()
		for i := range events {
			t.Add(&events[i])
		}
		if got := p.Result(t); got.Read != len(events) {
			b.Fatal(got.Read)
		}
	}
}
