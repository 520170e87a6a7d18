package emulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/aws/emulator"
	"deputy/model/sample"
)

const signature = "AWS4-HMAC-SHA256 Credential=AKIA%sDEMO/20261123/us-east-1/%s/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff"

// whole reads a response to its end and closes it.
func whole(t testing.TB, r *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	if err := errors.Join(err, r.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// raw sends one request to a transport as it is.
func raw(t *testing.T, through http.RoundTripper, method, path, body string, header map[string]string) (status int, answer string, h http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://127.0.0.1"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	out, err := through.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	return out.StatusCode, whole(t, out), out.Header
}

func asked(operation, account string) map[string]string {
	return map[string]string{
		"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSOrganizationsV20161128." + operation,
		"Authorization": fmt.Sprintf(signature, account, "organizations"),
	}
}

// The bytes are AWS's: names of members, epoch seconds, __type, request ID.
func TestWire(t *testing.T) {
	through := emulator.New(sample.Demo()).Transport()
	for _, c := range []struct {
		name, operation, account, body string
		status                         int
		want                           string
	}{
		{"an account", "DescribeAccount", management, `{"AccountId":"222233334444"}`, 200, `{"Account":{"Id":"222233334444","Arn":"arn:aws:organizations::111122223333:account/o-4x9acme2k7/222233334444","Email":"aws+security-tooling@example.com","Name":"security-tooling","State":"ACTIVE","Paths":["o-4x9acme2k7/r-4x9a/ou-4x9a-5kl9f8yy/ou-4x9a-lbeg1rhd/222233334444/"],"JoinedMethod":"CREATED","JoinedTimestamp":1584351000}}`},
		{"a missing parameter", "DescribeAccount", management, `{}`, 400, `{"__type":"InvalidInputException","Message":"You must provide a value for the required parameter AccountId.","Reason":"INPUT_REQUIRED"}`},
		{"a null parameter", "DescribeAccount", management, `{"AccountId":null}`, 400, `{"__type":"InvalidInputException","Message":"You must provide a value for the required parameter AccountId.","Reason":"INPUT_REQUIRED"}`},
		{"a parameter of another type", "DescribeAccount", management, `{"AccountId":222233334444}`, 400, `{"__type":"SerializationException","Message":"AccountId is not a string."}`},
		{"no JSON", "ListRoots", management, `{`, 400, `{"__type":"SerializationException","Message":"The request body is not a JSON object."}`},
		{"denied", "ListRoots", payments, `{}`, 400, `{"__type":"AccessDeniedException","Message":"You don't have permissions to access this resource."}`},
		{"unknown", "ListRoot", management, `{}`, 400, `{"__type":"UnknownOperationException"}`},
		{"no output", "EnableAWSServiceAccess", management, `{"ServicePrincipal":"macie.amazonaws.com"}`, 200, ``},
		{"an empty list", "ListTagsForResource", management, `{"ResourceId":"p-FullAWSAccess"}`, 200, `{"Tags":[]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, got, h := raw(t, through, "POST", "/", c.body, asked(c.operation, c.account))
			if status != c.status || got != c.want {
				t.Errorf("%d %s\nwant %d %s", status, got, c.status, c.want)
			}
			if h.Get("X-Amzn-Requestid") == "" || h.Get("Content-Type") != "application/x-amz-json-1.1" {
				t.Errorf("headers %v", h)
			}
		})
	}
}

// What is not addressed as AWS addresses it is refused in AWS's shape.
func TestMisdirected(t *testing.T) {
	through := emulator.New(sample.Demo()).Transport()
	sts := fmt.Sprintf(signature, management, "sts")
	for _, c := range []struct {
		name, method, body string
		header             map[string]string
		status             int
		want               string
	}{
		{"nothing at all", "GET", "", nil, 400, "UnknownOperationException"},
		{"another service's target", "POST", "{}", map[string]string{"X-Amz-Target": "Kinesis_20131202.ListStreams"}, 400, "UnknownOperationException"},
		{"a service that is not emulated", "GET", "", map[string]string{"Authorization": fmt.Sprintf(signature, management, "s3")}, 400, "UnknownOperationException"},
		{"signed for another service", "POST", "{}", map[string]string{"X-Amz-Target": "AWSOrganizationsV20161128.ListRoots", "Authorization": sts}, 403, "InvalidSignatureException"},
		{"a broken signature", "POST", "{}", map[string]string{"X-Amz-Target": "AWSOrganizationsV20161128.ListRoots", "Authorization": "Basic x"}, 403, "MissingAuthenticationTokenException"},
		{"GET", "GET", "", asked("ListRoots", management), 400, "UnknownOperationException"},
		{"too much", "POST", strings.Repeat(" ", 1<<20+1), asked("ListRoots", management), 413, "RequestEntityTooLargeException"},
		{"STS of another version", "POST", "Action=GetCallerIdentity&Version=2000-01-01", map[string]string{"Authorization": sts}, 400, "<Code>InvalidAction</Code>"},
		{"STS", "POST", "Action=GetCallerIdentity&Version=2011-06-15", map[string]string{"Authorization": sts}, 200, "<Account>111122223333</Account>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, got, _ := raw(t, through, c.method, "/", c.body, c.header)
			if status != c.status || !strings.Contains(got, c.want) {
				t.Errorf("%d %s\nwant %d %s", status, got, c.status, c.want)
			}
		})
	}
}

func TestControl(t *testing.T) {
	s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{NoPaths: true}))
	through := s.Transport()
	if status, got, _ := raw(t, through, "PUT", "/_control", `{"deny":[{"operation":"ListRoots"}]}`, nil); status != 200 {
		t.Fatalf("%d %s", status, got)
	}
	if status, got, _ := raw(t, through, "POST", "/", "{}", asked("ListRoots", management)); status != 400 {
		t.Errorf("ListRoots is not denied: %s", got)
	}
	if status, got, _ := raw(t, through, "PUT", "/_control", `{"dney":[]}`, nil); status != 400 || !strings.Contains(got, "dney") {
		t.Errorf("%d %s", status, got)
	}
	if _, got, _ := raw(t, through, "GET", "/_control", "", nil); !strings.Contains(got, `"deny":[{"operation":"ListRoots"}]`) {
		t.Errorf("the knobs are %s", got)
	}
	var calls []struct {
		Operation string
		Code      string
		Changes   bool
	}
	_, got, _ := raw(t, through, "GET", "/_journal", "", nil)
	if err := json.Unmarshal([]byte(got), &calls); err != nil || len(calls) != 1 || calls[0].Code != "AccessDeniedException" {
		t.Errorf("the journal is %s, %v", got, err)
	}
	if status, got, _ := raw(t, through, "POST", "/_reset", "", nil); status != 204 {
		t.Errorf("%d %s", status, got)
	}
	if f := s.Faults(); !f.NoPaths || len(f.Deny) > 0 || len(s.Journal()) > 0 {
		t.Errorf("after a reset the knobs are %+v", f)
	}
	if status, _, _ := raw(t, through, "DELETE", "/_journal", "", nil); status != 405 {
		t.Errorf("DELETE gives %d", status)
	}
}

// Served on a port, the SDK's own HTTP client gets the same answers, and knobs
// are for this machine only.
func TestServe(t *testing.T) {
	l, err := emulator.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := emulator.New(sample.Demo())
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	url := "http://" + l.Addr().String()
	c := config(s, management)
	c.BaseEndpoint, c.HTTPClient = &url, nil
	if err := listRoots(t.Context(), organizations.NewFromConfig(c)); err != nil {
		t.Error(err)
	}
	s.SetFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: "*", Code: "reset"}}})
	if err := listRoots(t.Context(), organizations.NewFromConfig(c)); err == nil {
		t.Error("the connection did not break")
	}
	for name, want := range map[string]int{"": 200, "evil.example.com": 403} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/_journal", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = name
		out, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		whole(t, out)
		if out.StatusCode != want {
			t.Errorf("host %q gets %d, want %d", name, out.StatusCode, want)
		}
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestListenRefusesOthers(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:80", "example.com:80", "8080", ""} {
		if l, err := emulator.Listen(address); err == nil {
			_ = l.Close()
			t.Errorf("listens on %q", address)
		} else if !strings.Contains(err.Error(), address) || !strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%q: %v does not say what to do", address, err)
		}
	}
}

// Whatever is sent, the answer has AWS's shape and nothing panics.
func FuzzHandler(f *testing.F) {
	for _, body := range []string{"{}", `{"ParentId":"r-4x9a","MaxResults":3}`, `{"Tags":[{"Key":"a"}],"ResourceId":"r-4x9a"}`, "Action=AssumeRole&Version=2011-06-15&RoleArn=%zz", "\xff"} {
		for _, operation := range []string{"AWSOrganizationsV20161128.ListAccountsForParent", "AWSOrganizationsV20161128.TagResource", "x.y", ""} {
			f.Add(body, operation, "organizations", "POST", "111122223333")
			f.Add(body, operation, "sts", "POST", "444455556666")
		}
	}
	through := emulator.New(sample.Demo()).Transport()
	f.Fuzz(func(t *testing.T, body, target, service, method, account string) {
		r, err := http.NewRequest(method, "http://127.0.0.1/", bytes.NewReader([]byte(body)))
		if err != nil {
			return
		}
		r.Header.Set("X-Amz-Target", target)
		r.Header.Set("Authorization", fmt.Sprintf(signature, account, service))
		out, err := through.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		text := whole(t, out)
		shaped := strings.HasPrefix(text, "{\"__type\":\"") || strings.HasPrefix(text, "<ErrorResponse xmlns=")
		if out.StatusCode != http.StatusOK && (!shaped || out.StatusCode < 400 || out.StatusCode >= 500) {
			t.Errorf("%d %s", out.StatusCode, text)
		}
	})
}

func BenchmarkListAccounts(b *testing.B) {
	s := emulator.New(sample.Large(50_000, 2_000, 2_000))
	c := client(s, "100000000000")
	for b.Loop() {
		if _, err := c.ListAccounts(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkServer is a page of accounts without the SDK's part.
func BenchmarkServer(b *testing.B) {
	through := emulator.New(sample.Large(50_000, 2_000, 2_000)).Transport()
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://127.0.0.1/", strings.NewReader("{}"))
		if err != nil {
			b.Fatal(err)
		}
		for k, v := range asked("ListAccounts", "100000000000") {
			r.Header.Set(k, v)
		}
		out, err := through.RoundTrip(r)
		if err != nil {
			b.Fatal(err)
		}
		whole(b, out)
	}
}
