package codec_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deputy/model"
	"deputy/model/codec"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

func zip(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// incomplete returns the demo organization as somebody with few rights reads it.
func incomplete() *model.Snapshot {
	s := sample.Demo()
	s.Complete = false
	s.Gaps = []model.Gap{
		{
			Kind: model.FailureDenied, Operation: "organizations:DescribePolicy", Target: "p-1", Cause: "no <allow> & \u2028", Fix: "Allow it",
			Missing: model.PartKey{Part: model.PartDocument, Target: "p-1"},
		},
		{Kind: model.FailureCredentials, Operation: "sts:AssumeRole", Cause: "expired", Missing: model.PartKey{Part: model.PartTrustedAccess}},
	}
	s.Unread = []model.PartKey{{Part: model.PartTargets, Target: "RESOURCE_CONTROL_POLICY"}, {Part: model.PartResourcePolicy}}
	s.RootAccess = &model.RootAccessFact{Enabled: []string{model.RootSessions, "SomethingNew"}}
	at := time.Unix(1_790_000_000, 0).UTC()
	s.ManagementAccount = model.ManagementAccount{
		Identities: &model.Identities{
			Users: []string{"jo"}, Taken: at,
			Roles: []model.IAMRole{{Name: "Vendor", Path: "/", Trust: `{"Version":"2012-10-17"}`, Used: at}, {Name: "Other", Trust: "?"}},
		},
		RootUser: &model.RootUser{AccessKeys: true, Taken: at},
		Credentials: &model.CredentialReport{Generated: at, Users: []model.UserCredentials{
			{User: model.RootUserName, MFA: true, SignedIn: at},
			{User: "jo", Password: true, Keys: []model.AccessKey{{Number: 1, Rotated: at, Used: at, Service: "s3"}, {Number: 2}}},
		}},
		Trails: &model.Trails{Region: "us-east-1", Taken: at, Trails: []model.Trail{
			{Name: "organization", ARN: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/organization", Home: "eu-west-1", Organization: true, MultiRegion: true, Checked: true, Logging: true},
			{Name: "broken", Error: "NoSuchBucket"},
		}},
	}
	s.History = &model.History{
		From: time.Unix(1, 0).UTC(), To: time.Unix(90, 0).UTC(),
		Events: []model.ChangeEvent{
			{
				ID: "2", Request: "r", At: time.Unix(3, 0).UTC(), Service: "organizations", Operation: "AttachPolicy", Region: "us-east-1",
				Caller: "arn:aws:iam::111122223333:role/Ci", By: "role Ci (jo)", Via: "x.amazonaws.com", Address: "192.0.2.1", Agent: "aws-cli",
				Values: []model.EventValue{{Name: "policyId", Value: "p-1"}, {Name: "targetId", Value: "r-1"}},
			},
			{ID: "1", At: time.Unix(2, 0).UTC(), Service: "organizations", Operation: "CloseAccountResult"},
		},
		Gaps: []model.Gap{{Kind: model.FailureDenied, Operation: "cloudtrail:LookupEvents", Target: "eu-west-1", Cause: "no", Missing: model.PartKey{Part: model.PartHistory, Target: "eu-west-1"}}},
	}
	s.AccessReports = []model.AccessReport{{Node: "ou-lost-11111111", Policy: "p-FullAWSAccess", Generated: s.Taken, Services: []model.ServiceAccess{
		{Namespace: "ec2", Name: "Amazon EC2"},
		{Namespace: "s3", Name: "Amazon S3", Last: s.Taken, Region: "eu-west-1", Path: "o-4x9acme2k7/r-4x9a/444455556666", Accounts: 3},
	}}}
	s.Handshakes = &model.HandshakesFact{Open: append(sample.Handshakes(time.Unix(1_800_000_000, 0)), model.Handshake{ID: "h-zzzzzzzz", State: "NEW"})}
	s.TrustedAccess, s.ResourcePolicy = nil, model.ResourcePolicyFact{}
	s.OUs[3].Parent = "ou-lost-11111111" // the way to the root is not known
	s.Accounts[5].Parent = ""
	s.Accounts[6].State, s.Accounts[6].Joined = model.StateNotGiven, time.Time{}
	return s
}

func TestSnapshotRoundTrip(t *testing.T) {
	snapshots := map[string]*model.Snapshot{
		"demo": sample.Demo(), "large": sample.Large(400, 60, 30), "incomplete": incomplete(), "ranked": ranked(),
		"nothing": {Documents: map[model.PolicyID]model.Document{}, Tags: map[string][]model.Tag{}},
	}
	for _, v := range sample.Hostile() {
		snapshots[v.Name] = v.Snapshot
	}
	valid := cmp.Transformer("UTF8", func(s string) string { return strings.ToValidUTF8(s, "\ufffd\ufffd") })
	for name, s := range snapshots {
		t.Run(name, func(t *testing.T) {
			text := modeltest.Encode(t, s)
			if diff := cmp.Diff(s, modeltest.Decode(t, text), valid); diff != "" {
				t.Errorf("it does not come back as it was (-was +is):\n%s", diff)
			}
			if diff := cmp.Diff(modeltest.Decode(t, text), modeltest.Decode(t, zip(t, text))); diff != "" {
				t.Errorf("gzip changes it:\n%s", diff)
			}
			if again := modeltest.Encode(t, modeltest.Decode(t, text)); !bytes.Equal(text, again) && name != "names" {
				t.Error("it is written differently the second time")
			}
		})
	}
}

// ranked returns the demo with an administrator that its service ranks.
func ranked() *model.Snapshot {
	s := sample.Demo()
	s.Settings[0].Priority = 3
	return s
}

func TestSnapshotForm(t *testing.T) {
	text := string(modeltest.Encode(t, incomplete()))
	for _, want := range []string{
		`{"format":"deputy.reading"`, `,"version":1`, `,"partition":"aws"`, `"MasterAccountId":"111122223333"`, `"FeatureSet":"ALL"`,
		`"Account":"111122223333"`, `"role":"management"`, `,"complete":false`, `,"taken":"20`,
		`"PolicyTypes":[{"Type":"SERVICE_CONTROL_POLICY","Status":"ENABLED"}`,
		`"Email":"aws+payments-prod@example.com","Name":"payments-prod","State":"ACTIVE","Paths":["o-4x9acme2k7/r-`, `/444455556666/"]`,
		`"JoinedMethod":"CREATED","JoinedTimestamp":"20`, `{"PolicySummary":{"Id":"p-FullAWSAccess"`, `"AwsManaged":true},"Content":"{\n`,
		`{"PolicyId":"p-FullAWSAccess","TargetIds":[`, `"ParentId":"ou-lost-11111111"`, `"DelegationEnabledDate":"20`,
		`{"operation":"sts:AssumeRole","target":"","cause":"expired","mend":"","kind":"credentials","part":"trustedAccess"}`,
		`"cause":"no <allow> & \u2028"`,
		`"events":[{"eventID":"2","requestID":"r","eventTime":"1970-01-01T00:00:03Z","service":"organizations","eventName":"AttachPolicy","awsRegion":"us-east-1","caller":"arn:aws:iam::111122223333:role/Ci","by":"role Ci (jo)","invokedBy":"x.amazonaws.com","sourceIPAddress":"192.0.2.1","userAgent":"aws-cli","values":[{"name":"policyId","value":"p-1"}`,
		`{"part":"targets","of":"RESOURCE_CONTROL_POLICY"}`,
		`"accessReports":[{"TargetId":"ou-lost-11111111","PolicyId":"p-FullAWSAccess","JobCompletionDate":"20`,
		`{"ServiceName":"Amazon EC2","ServiceNamespace":"ec2"}`, `"EntityPath":"o-4x9acme2k7/r-4x9a/444455556666","LastAuthenticatedTime":"20`, `"TotalAuthenticatedEntities":3}`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the file has no %s", want)
		}
	}
}

// TestSnapshotTolerates ensures that files of people and other programs are read:
// fields in another order, unknown ones, times with a zone, gaps without a part.
func TestSnapshotTolerates(t *testing.T) {
	got := modeltest.Decode(t, []byte(`{"accounts":[{"Name":"a","Id":"111111111111","Paths":["o-1/r-1/ou-1/111111111111/"],"Status":"ACTIVE","State":"CLOSED",
		"JoinedTimestamp":"2024-05-06T12:00:00+02:00","New":{"deep":[1,2]}}],"future":[{}],"units":null,
		"gaps":[{"operation":"organizations:ListTargetsForPolicy","target":"p-1","cause":"denied","mend":""}],
		"complete":true,"version":1,"taken":"2026-11-23T10:31:00Z","format":"deputy.reading"}`))
	want := model.Node{
		ID: "111111111111", Kind: model.KindAccount, Name: "a", Parent: "ou-1", State: model.StateClosed,
		Joined: time.Date(2024, 5, 6, 10, 0, 0, 0, time.UTC),
	}
	if diff := cmp.Diff([]model.Node{want}, got.Accounts); diff != "" {
		t.Error(diff)
	}
	if got.Complete {
		t.Error("a reading with a gap is complete")
	}
	if p := got.Gaps[0].Missing; p != (model.PartKey{Part: model.PartTargets, Target: "p-1"}) {
		t.Errorf("the gap leaves %v missing", p)
	}
}

func TestSnapshotIsRefused(t *testing.T) {
	whole := modeltest.Encode(t, sample.Demo())
	head := `{"format":"deputy.reading","version":1,`
	for name, c := range map[string]struct {
		text string
		is   error
		says string
	}{
		"newer":               {`{"format":"deputy.reading","version":2,"accounts":{"by":"id"}}`, codec.ErrNewerVersion, "version 2"},
		"empty":               {"", codec.ErrDamaged, "too early"},
		"another format":      {`{"format":"terraform","version":1}`, codec.ErrDamaged, "terraform"},
		"no JSON":             {"hello", codec.ErrDamaged, "Read the organization again"},
		"a list":              {"[]", codec.ErrDamaged, ""},
		"no version":          {`{"format":"deputy.reading"}`, codec.ErrDamaged, "no valid version"},
		"cut off":             {string(whole[:len(whole)/2]), codec.ErrDamaged, "too early"},
		"cut off in gzip":     {string(zip(t, whole)[:900]), codec.ErrDamaged, "too early"},
		"a wrong byte":        {flip(zip(t, whole)), codec.ErrDamaged, "Read the organization again"},
		"only gzip's mark":    {"\x1f\x8b", codec.ErrDamaged, ""},
		"more after it":       {string(whole) + "{}", codec.ErrDamaged, "more after its end"},
		"twice a field":       {head + `"roots":[],"roots":[]}`, codec.ErrDamaged, "twice"},
		"twice an account":    {head + `"accounts":[{"Id":"1"},{"Id":"1"}]}`, codec.ErrDamaged, "twice"},
		"twice a policy":      {head + `"policies":[{"PolicySummary":{"Id":"p"}},{"PolicySummary":{"Id":"p"}}]}`, codec.ErrDamaged, "twice"},
		"an account no ID":    {head + `"accounts":[{"Name":"x"}]}`, codec.ErrDamaged, "without Id"},
		"a strange path":      {head + `"accounts":[{"Id":"1","Paths":["o-1/r-1/2/"]}]}`, codec.ErrDamaged, "does not lead to it"},
		"a bad time":          {head + `"taken":"yesterday"}`, codec.ErrDamaged, "taken"},
		"a time beyond 9999":  {head + `"taken":"9999-12-31T23:59:59-23:00"}`, codec.ErrDamaged, "out of range"},
		"an unknown part":     {head + `"unread":[{"part":"moods"}]}`, codec.ErrDamaged, "moods"},
		"an unknown state":    {head + `"services":[{"service":"macie","account":"1","state":"paused"}]}`, codec.ErrDamaged, "paused"},
		"a service of no one": {head + `"services":[{"service":"macie","state":"enabled"}]}`, codec.ErrDamaged, "without service or account"},
		"twice a setting":     {head + `"services":[{"service":"macie","account":"1","state":"enabled"},{"service":"macie","account":"1","state":"disabling"}]}`, codec.ErrDamaged, "twice"},
		"a Region of no one":  {head + `"regions":[{"RegionName":"eu-west-1"}]}`, codec.ErrDamaged, "without AccountId"},
		"twice a Region":      {head + `"regions":[{"AccountId":"1","RegionName":"eu-west-1"},{"AccountId":"1","RegionName":"eu-west-1"}]}`, codec.ErrDamaged, "twice"},
		"a wrong type":        {head + `"accounts":{"1":{}}}`, codec.ErrDamaged, "accounts"},
		"a wrong type inside": {head + `"accounts":[{"Id":1}]}`, codec.ErrDamaged, `"Id" must be a string, not a number`},
		"twice a key":         {head + `"accounts":[{"Id":"1","State":"ACTIVE","State":"CLOSED"}]}`, codec.ErrDamaged, `"State" appears twice`},
		"twice, other case":   {head + `"accounts":[{"Id":"1","State":"ACTIVE","state":"CLOSED"}]}`, codec.ErrDamaged, `"State" appears twice`},
		"twice, deeper":       {head + `"policies":[{"PolicySummary":{"Id":"p","Id":"q"}}]}`, codec.ErrDamaged, `"Id" appears twice`},
		"twice in new fields": {head + `"future":{"a":1,"a":2}}`, codec.ErrDamaged, `"a" appears twice`},
	} {
		s, err := codec.Decode(t.Context(), strings.NewReader(c.text))
		if s != nil || !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, %v", name, s != nil, err)
		}
	}
}

// flip changes a byte in the middle.
func flip(b []byte) string {
	b = slices.Clone(b)
	b[len(b)/2] ^= 0x40
	return string(b)
}

// TestSnapshotReaderFails ensures that a failing disk is not reported as a damaged
// file.
func TestSnapshotReaderFails(t *testing.T) {
	broken := errors.New("input/output error")
	r := io.MultiReader(bytes.NewReader(modeltest.Encode(t, sample.Demo())[:1000]), iotest.ErrReader(broken))
	if _, err := codec.Decode(t.Context(), r); !errors.Is(err, broken) || errors.Is(err, codec.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func FuzzDecodeSnapshot(f *testing.F) {
	// A small one: the engine spends its time on shortening a large one.
	small := incomplete()
	small.Accounts, small.OUs, small.Policies, small.Tags = small.Accounts[4:7], small.OUs[2:5], small.Policies[:1], nil
	small.Attachments, small.Delegations = small.Attachments[:3], small.Delegations[:1]
	f.Add(modeltest.Encode(f, small))
	f.Add(zip(f, modeltest.Encode(f, small)))
	f.Add([]byte(`{"version":1,"format":"deputy.reading","accounts":[{"Id":"/","ParentId":"x"}],"tags":{"a":null},"taken":"0000-01-01T00:00:00Z"}`))
	for _, odd := range oddities {
		f.Add([]byte(`{"format":"deputy.reading","version":1,"accounts":[` + odd + "]}"))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		likeJSON(t, text)
		s, err := codec.Decode(t.Context(), bytes.NewReader(text))
		if err != nil {
			if s != nil || strings.ContainsAny(err.Error(), "\n\r") {
				t.Fatalf("refused with %v and %q", s, err)
			}
			return
		}
		if diff := cmp.Diff(s, modeltest.Decode(t, modeltest.Encode(t, s))); diff != "" {
			t.Fatalf("it does not come back as it was:\n%s", diff)
		}
		model.NewReading().Apply(model.SavedFact{Snapshot: s})
	})
}

// oddities are texts that a decoder may easily take for something else.
var oddities = []string{
	`{"Id":"1","Name":"\u00e9\ud83d\ude00\ud83d \udc00\/\"\\\b\f\n\r\t"}`, "{\"Id\":\"1\",\"Name\":\"\xff\xc3é\xf0\x9f\"}", `{"iD":"1","\u004eame":"a"}`, "{\"\u212aey\":1,\"Id\":\"1\"}",
	`{"Id":"1","Paths":["","o-1/r-1/1/"]}`, `{"Id":"1","Path":"o-1/r-1/1","Paths":["x"]}`, `{"Id":"1","Paths":["o-1/r-2/1/"],"Path":"o-1/r-1/1"}`, `{"Id":"1","Path":"r-1/1"}`,
	`{"Id":"1","Paths":[null,"o-1/r-1/1/"],"Path":null}`, `{"Id":"1","Paths":null,"PolicyTypes":[null,{}]}`, `null`, `{"Id":null}`, `{"Id":"1","x":{"a":[{"a":1},{"a":1}]}}`,
	`{"Id":"1","x":[{"a":1,"a":2}]}`, `{"Id":"1","x":1,"x":2}`, `{"Id":"1","x":1,"X":2}`, `{"Id":"1","ID":"2"}`, `{"Id":"1",}`, `{"Id":"1","x":[1,]}`, `{"Id":"1" "Name":"a"}`, `{"Id" "1"}`, `{,"Id":"1"}`,
	`{"Id":"1","x":01}`, `{"Id":"1","x":-}`, `{"Id":"1","x":-0.5e+9}`, `{"Id":"1","x":tru}`, `{"Id":"1","x":nulls}`, `{"Id":"1","x":"\x"}`, `{"Id":"1","x":"\u12g4"}`, "{\"Id\":\"1\",\"x\":\"\n\"}", "{\"Id\":\"1\",\"x\":\"\\\n\"}",
	`{"Id":"1","JoinedTimestamp":"2024-05-06T12:00:00.5+02:00"}`, `{"Id":"1","JoinedTimestamp":"2024-05-06"}`, `{"Id":"1","JoinedTimestamp":5}`, `{"Id":"1","JoinedTimestamp":"2024-05\u002d06T12:00:00Z"}`, `{"Id":"1","JoinedTimestamp":""}`,
	`[]`, `"1"`, `1`, `true`, `{"Id":["1"]}`, `{"Id":{}}`, `{"Id":true}`, `{"Paths":"1"}`, `{"Id":"1"}]`, ``, `{"Id":"1"`,
}

// TestDecodeLikeJSON ensures that odd texts are read, or refused, as encoding/json
// and strictjson would.
func TestDecodeLikeJSON(t *testing.T) {
	for _, odd := range oddities {
		likeJSON(t, []byte(`{"format":"deputy.reading","version":1,"accounts":[`+odd+"]}"))
		likeJSON(t, []byte(`{"format":"deputy.reading","version":1,"x":[`+odd+"]}"))
		likeJSON(t, []byte(`{"format":"deputy.reading","version":1,"tags":{"1":`+odd+"}}"))
		likeJSON(t, []byte(odd))
	}
	for _, version := range []string{"1.0", "1e0", "-1", "99999999999999999999", "true", "null", `"1"`} {
		likeJSON(t, []byte(`{"format":"deputy.reading","version":`+version+"}"))
	}
	for _, s := range sample.Hostile() {
		likeJSON(t, modeltest.Encode(t, s.Snapshot))
	}
	likeJSON(t, modeltest.Encode(t, incomplete()))
	likeJSON(t, modeltest.Encode(t, ranked()))
}

// likeJSON compares Decode with encoding/json.
func likeJSON(t *testing.T, text []byte) {
	t.Helper()
	if bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		return
	}
	s, err := codec.Decode(t.Context(), iotest.HalfReader(bytes.NewReader(text)))
	if err != nil && strings.Contains(err.Error(), "no organization needs so much") {
		return
	}
	want, wrong := codec.DecodePlainly(text)
	if (err == nil) != (wrong == nil) {
		t.Fatalf("%q: it is refused with %v, and by encoding/json with %v", text, err, wrong)
	}
	if diff := cmp.Diff(want, s, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%q: it is read in another way than by encoding/json (-json +is):\n%s", text, diff)
	}
}

func BenchmarkEncodeSnapshot(b *testing.B) {
	s := sample.Large(50_000, 2_000, 2_000)
	b.SetBytes(int64(len(modeltest.Encode(b, s))))
	b.ReportAllocs()
	for b.Loop() {
		if err := codec.Encode(io.Discard, s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeSnapshot(b *testing.B) {
	text := modeltest.Encode(b, sample.Large(50_000, 2_000, 2_000))
	zipped := zip(b, text)
	b.Logf("%d bytes, %d gzipped", len(text), len(zipped))
	for name, file := range map[string][]byte{"plain": text, "gzip": zipped} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				modeltest.Decode(b, file)
			}
		})
	}
}
