package cloudtrail_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"deputy/model/cloudtrail"
)

// one is an event as it lies in a log file; other is another one.
const (
	one   = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROA1:s","arn":"arn:aws:sts::444455556666:assumed-role/App/s","accountId":"444455556666","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA1","arn":"arn:aws:iam::444455556666:role/team/App","accountId":"444455556666","userName":"App"},"attributes":{"creationDate":"2026-07-15T13:00:00Z","mfaAuthenticated":"false"}}},"eventTime":"2026-07-15T14:02:00Z","eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","awsRegion":"eu-west-1","sourceIPAddress":"198.51.100.7","userAgent":"a \"quoted\" \\ agent","requestParameters":{"bucketName":"acme","deep":[{"x":"}]"}]},"responseElements":null,"eventID":"11111111-1111-4111-8111-111111111111","readOnly":false,"eventType":"AwsApiCall","recipientAccountId":"444455556666","eventCategory":"Management"}`
	other = `{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::444455556666:user/kim","accountId":"444455556666"},"eventTime":"2026-07-16T01:00:00Z","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","awsRegion":"us-west-2","eventID":"22222222-2222-4222-8222-222222222222"}`
)

// quote returns a text as a string in JSON.
func quote(text string) string {
	out, _ := json.Marshal(text) // A string can be encoded.
	return string(out)
}

// read reads a text, and returns what it has in a line each.
func read(t *testing.T, in io.Reader) (events, skipped []string) {
	t.Helper()
	err := cloudtrail.Read(in, func(e *cloudtrail.Event) error {
		events = append(events, fmt.Sprintf("%s %s %s %s", e.Source, e.Name, e.CallerARN(), e.Time))
		return nil
	}, func(s cloudtrail.Skipped) { skipped = append(skipped, s.String()) })
	if err != nil {
		t.Fatal(err)
	}
	return events, skipped
}

const (
	lineOne   = "s3.amazonaws.com PutBucketPolicy arn:aws:iam::444455556666:role/team/App 2026-07-15T14:02:00Z"
	lineOther = "ec2.amazonaws.com RunInstances arn:aws:iam::444455556666:user/kim 2026-07-16T01:00:00Z"
)

// forms are the forms in which AWS hands out events, each with the two.
var forms = map[string]string{
	"a log file":               `{"Records":[` + one + "," + other + `]}`,
	"pretty":                   "{\n \"Records\" : [\n " + one + "\n , " + other + "\n ]\n}\n",
	"with a byte order mark":   "\ufeff" + `{"Records":[` + one + "," + other + `]}`,
	"lookup-events":            `{"NextToken":"x","Events":[{"EventId":"1","EventName":"PutBucketPolicy","Resources":[],"CloudTrailEvent":` + quote(one) + `},{"CloudTrailEvent":` + quote(other) + `}]}`,
	"JSON lines":               one + "\n" + other + "\n",
	"a list":                   "[" + one + "," + other + "]",
	"EventBridge":              `{"version":"0","id":"x","detail-type":"AWS API Call via CloudTrail","resources":["arn:aws:s3:::x"],"detail":` + one + `}` + "\n" + `{"detail":` + other + `}`,
	"CloudWatch Logs":          `{"events":[{"logStreamName":"x","message":` + quote(one) + `},{"message":` + quote(other) + `}],"searchedLogStreams":[]}`,
	"several log files":        `{"Records":[` + one + `]}{"Records":[` + other + `]}`,
	"CloudTrail Lake":          `{"QueryStatus":"FINISHED","QueryResultRows":[[{"eventSource":"s3.amazonaws.com"},{"eventName":"PutBucketPolicy"},{"eventTime":"2026-07-15T14:02:00Z"},{"userIdentity":"{type=AssumedRole, principalid=AROA1:s, arn=arn:aws:sts::444455556666:assumed-role/App/s, sessioncontext={attributes={mfaauthenticated=false, creationdate=2026-07-15}, sessionissuer={type=Role, arn=arn:aws:iam::444455556666:role/team/App}}, invokedby=null}"}],[{"eventSource":"ec2.amazonaws.com"},{"eventName":"RunInstances"},{"eventTime":"2026-07-16T01:00:00Z"},{"userIdentity":"{\"arn\":\"arn:aws:iam::444455556666:user/kim\"}"}]]}`,
	"Athena":                   `{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"eventsource"},{"VarCharValue":"eventname"},{"VarCharValue":"principal"},{"VarCharValue":"first"},{"VarCharValue":"resource"}]},{"Data":[{"VarCharValue":"s3.amazonaws.com"},{"VarCharValue":"PutBucketPolicy"},{"VarCharValue":"arn:aws:iam::444455556666:role/team/App"},{"VarCharValue":"2026-07-15T14:02:00Z"},{}]},{"Data":[{"VarCharValue":"ec2.amazonaws.com"},{"VarCharValue":"RunInstances"},{"VarCharValue":"arn:aws:iam::444455556666:user/kim"},{"VarCharValue":"2026-07-16T01:00:00Z"},{}]}],"ResultSetMetadata":{"ColumnInfo":[]}},"UpdateCount":0}`,
	"rows in JSON lines":       `{"eventsource":"s3.amazonaws.com","eventname":"PutBucketPolicy","principal":"arn:aws:iam::444455556666:role/team/App","first":"2026-07-15T14:02:00Z","count":3}` + "\n" + `{"eventsource":"ec2.amazonaws.com","eventname":"RunInstances","principal":"arn:aws:iam::444455556666:user/kim","first":"2026-07-16T01:00:00Z","count":"1"}`,
	"CSV":                      "eventsource,eventname,principal,first,count\n\"s3.amazonaws.com\",PutBucketPolicy,arn:aws:iam::444455556666:role/team/App,2026-07-15T14:02:00Z,3\nec2.amazonaws.com,RunInstances,arn:aws:iam::444455556666:user/kim,2026-07-16T01:00:00Z,1\n",
	"CSV with events in JSON":  "\"id\",\"cloudTrailEvent\"\n1,\"" + strings.ReplaceAll(one, `"`, `""`) + "\"\n2,\"" + strings.ReplaceAll(other, `"`, `""`) + "\"\n",
	"CSV of Athena's own rows": "\"eventtime\",\"useridentity\",\"eventsource\",\"eventname\"\n\"2026-07-15T14:02:00Z\",\"{type=AssumedRole, principalid=A:x, y, arn=arn:aws:sts::444455556666:assumed-role/App/s, sessioncontext={attributes=null, sessionissuer={type=Role, arn=arn:aws:iam::444455556666:role/team/App}}}\",\"s3.amazonaws.com\",\"PutBucketPolicy\"\n2026-07-16T01:00:00Z,{arn=arn:aws:iam::444455556666:user/kim},ec2.amazonaws.com,RunInstances\n",
}

// Every form has the same two events, also if it comes byte by byte.
func TestReadForms(t *testing.T) {
	for name, text := range forms {
		for how, in := range map[string]io.Reader{
			"at once": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text)), "gzipped": bytes.NewReader(packed(t, text)),
		} {
			events, skipped := read(t, in)
			if strings.Join(events, "\n") != lineOne+"\n"+lineOther || len(skipped) > 0 {
				t.Errorf("%s, %s: got %q, skipped %q", name, how, events, skipped)
			}
		}
	}
}

func packed(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is no event is reported with its place, and the rest is read.
func TestReadSkips(t *testing.T) {
	for name, c := range map[string]struct{ text, skipped string }{
		"a number":              {`{"Records":[1,` + one + `]}`, "event 1 (byte 12): it is not a CloudTrail event: it is no object"},
		"another object":        {`{"Records":[{"a":1},` + one + `]}`, "event 1 (byte 12): it is not a CloudTrail event: it has no eventName"},
		"a bad literal":         {`{"Records":[{"eventVersion":tru},` + one + `]}`, `event 1 (byte 12): "tru" is not JSON`},
		"a quote too many":      {`{"Records":[{"eventVersion":"1","a":"x"y"},` + one + `]}`, "event 1 (byte 12): \"y\" is unexpected: want a comma or }"},
		"a bad line":            {"{\"eventVersion\":\"1\n" + one, "event 1 (byte 0)"},
		"a line of words":       {one + "\nnothing\n", "event 2 (byte 844): \"n\" is unexpected"},
		"a cut file":            {`{"Records":[` + one + `,{"eventVersion":"1`, "event 2 (byte 856): the stream ends in the middle of a value; the rest could not be read"},
		"a cut inner text":      {`{"Events":[{"CloudTrailEvent":"{\"eventName\":\"x"},{"CloudTrailEvent":` + quote(one) + `}]}`, "event 1 (byte 11): the text inside it is cut off"},
		"a row with more cells": {"eventsource,eventname,principal,first\na,b,c,d,e\ns3.amazonaws.com,PutBucketPolicy,arn:aws:iam::444455556666:role/team/App,2026-07-15T14:02:00Z\n", "event 1 (byte 38): the row has 5 values, but the heading has 4"},
		"a bad count":           {"eventsource,eventname,count,principal,first\na,b,x,c,d\ns3.amazonaws.com,PutBucketPolicy,1,arn:aws:iam::444455556666:role/team/App,2026-07-15T14:02:00Z\n", "its count is x"},
		"a digest":              {`{"awsAccountId":"1","digestStartTime":"x","logFiles":[]}` + "\n" + one, "event 1 (byte 0): it is not a CloudTrail event: it has no eventName"},
	} {
		events, skipped := read(t, strings.NewReader(c.text))
		if len(events) != 1 || events[0] != lineOne || len(skipped) != 1 || !strings.Contains(skipped[0], c.skipped) {
			t.Errorf("%s: got %q, skipped %q", name, events, skipped)
		}
	}
}

// A stream that fails, or has no events at all, is an error and not empty.
func TestReadFails(t *testing.T) {
	for name, in := range map[string]io.Reader{
		"words":    strings.NewReader("hello\n"),
		"gzip cut": bytes.NewReader(packed(t, strings.Repeat(one, 1000))[:300]),
		"a fault":  iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(one))),
	} {
		err := cloudtrail.Read(in, func(*cloudtrail.Event) error { return nil }, func(cloudtrail.Skipped) {})
		if err == nil {
			t.Errorf("%s is read without an error", name)
		}
	}
}

// A row of a query's result has all that an event has for the request.
func TestReadRow(t *testing.T) {
	row := `{"eventsource":"s3.amazonaws.com","eventname":"PutObject","awsregion":"eu-west-1","recipientaccountid":"444455556666","principal":"arn:aws:iam::444455556666:role/App","resource":"arn:aws:s3:::acme/x","keys":{"aws:SourceIp":"198.51.100.7","aws:TagKeys":["a","b"],"errorCode":"AccessDenied","sourceIPAddress":"198.51.100.7"},"count":12,"first":"2026-07-15T14:02:00Z","last":"2026-07-18T14:02:00Z","eventid":"x"}`
	n := 0
	err := cloudtrail.Read(strings.NewReader(row), func(e *cloudtrail.Event) error {
		n++
		r := e.Request()
		if r.Action != "s3:PutObject" || r.Account != "444455556666" || r.Resource != "arn:aws:s3:::acme/x" || e.Count != 12 || !e.Denied() || e.LastAt().Day() != 18 ||
			strings.Join(r.Given["aws:TagKeys"], ",") != "a,b" || r.Given["aws:ViaAWSService"][0] != "false" {
			t.Errorf("got %+v of %+v", r, e)
		}
		return nil
	}, func(s cloudtrail.Skipped) { t.Error(s) })
	if err != nil || n != 1 {
		t.Error(n, err)
	}
}

// Whatever the text is, reading it ends, and counts all that it finds.
func FuzzRead(f *testing.F) {
	for _, text := range forms {
		f.Add(text)
	}
	f.Add(`{"Records":[{"eventVersion":tru},` + one + `]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var want []string
		n := 0
		err := cloudtrail.Read(strings.NewReader(text), func(e *cloudtrail.Event) error {
			n++
			want = append(want, e.Name)
			_ = e.Request()
			return nil
		}, func(s cloudtrail.Skipped) {
			if n++; s.Event != n {
				t.Errorf("event %d is reported as %s", n, s)
			}
		})
		var got []string
		again := cloudtrail.Read(iotest.HalfReader(strings.NewReader(text)), func(e *cloudtrail.Event) error {
			got = append(got, e.Name)
			return nil
		}, func(cloudtrail.Skipped) {})
		if strings.Join(got, "\n") != strings.Join(want, "\n") || (err == nil) != (again == nil) {
			t.Errorf("in parts it has %q (%v), else %q (%v)", got, again, want, err)
		}
	})
}

// BenchmarkRead reads a log file of 1,000 events.
func BenchmarkRead(b *testing.B) {
	text := `{"Records":[` + strings.Repeat(one+",", 999) + one + `]}`
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := cloudtrail.Read(strings.NewReader(text), func(*cloudtrail.Event) error { return nil }, func(s cloudtrail.Skipped) { b.Fatal(s) }); err != nil {
			b.Fatal(err)
		}
	}
}
