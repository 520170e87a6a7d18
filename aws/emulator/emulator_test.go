package emulator_test

import (
	"errors"
	"net/http"
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// The accounts of the demo organization that the tests speak of.
const (
	management = "111122223333"
	tooling    = "222233334444" // delegated administrator for five services
	payments   = "444455556666" // a plain member
	searchProd = "919433658047"
	suspended  = "335854285905"
	outsider   = "999999999999"
)

// config returns the SDK's configuration for a caller, without retries.
func config(s *emulator.Server, account string) awssdk.Config {
	return awssdk.Config{
		Region:       "eu-central-1",
		BaseEndpoint: awssdk.String("http://emulator.invalid"),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIA"+account+"DEMO", "secret", ""),
		HTTPClient:   &http.Client{Transport: s.Transport()},
		Retryer:      func() awssdk.Retryer { return awssdk.NopRetryer{} },
	}
}

func client(s *emulator.Server, account string) *organizations.Client {
	return organizations.NewFromConfig(config(s, account))
}

func identity(s *emulator.Server, account string) *sts.Client {
	return sts.NewFromConfig(config(s, account))
}

// demo returns a server on the demo organization and the management account's
// client.
func demo(options ...emulator.Option) (*emulator.Server, *organizations.Client) {
	s := emulator.New(sample.Demo(), options...)
	return s, client(s, management)
}

// wantError checks the error's name and, if it has one, its reason.
func wantError(t *testing.T, err error, code, reason string) {
	t.Helper()
	var e smithy.APIError
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want %s", err, code)
	}
	got := ""
	if r, ok := reasonOf(err); ok {
		got = r
	}
	if e.ErrorCode() != code || got != reason {
		t.Errorf("got %s %q (%s), want %s %q", e.ErrorCode(), got, e.ErrorMessage(), code, reason)
	}
}

func node(s *model.Snapshot, name string) *model.Node {
	for _, nodes := range [][]model.Node{s.OUs, s.Accounts} {
		for i := range nodes {
			if nodes[i].Name == name {
				return &nodes[i]
			}
		}
	}
	return nil
}
