package emulator_test

import (
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"deputy/aws/emulator"
	"deputy/model/sample"
)

func TestCallerIdentity(t *testing.T) {
	s := emulator.New(sample.Demo())
	for account, want := range map[string]string{
		management: "arn:aws:sts::111122223333:assumed-role/OrgAdmin/jo",
		payments:   "arn:aws:iam::444455556666:user/demo",
		outsider:   "arn:aws:iam::999999999999:user/demo",
	} {
		out, err := identity(s, account).GetCallerIdentity(t.Context(), nil)
		if err != nil || *out.Account != account || *out.Arn != want {
			t.Errorf("%s is %v, %v; want %s", account, out, err, want)
		}
	}
}

// A key of another form is the management account.
func TestAnyOtherKeyIsTheManagementAccount(t *testing.T) {
	s := emulator.New(sample.Demo())
	for _, key := range []string{"AKIAIOSFODNN7EXAMPLE", "x", "AKIA12345678901DEMO"} {
		c := config(s, management)
		c.Credentials = credentials.NewStaticCredentialsProvider(key, "secret", "token")
		out, err := sts.NewFromConfig(c).GetCallerIdentity(t.Context(), nil)
		if err != nil || *out.Account != management {
			t.Errorf("key %s is account %v, %v", key, out, err)
		}
	}
}

// The keys of an assumed role act as its account, and the session has its name.
func TestAssumeRole(t *testing.T) {
	s := emulator.New(sample.Demo())
	c := config(s, management)
	role := "arn:aws:iam::" + tooling + ":role/team/SecAdmin"
	out, err := sts.NewFromConfig(c).AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: &role, RoleSessionName: awssdk.String("jo@example.com"), DurationSeconds: awssdk.Int32(1800),
	})
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Until(*out.Credentials.Expiration); left > 30*time.Minute || left < 29*time.Minute {
		t.Errorf("the session lasts %s", left)
	}
	k := out.Credentials
	c.Credentials = credentials.NewStaticCredentialsProvider(*k.AccessKeyId, *k.SecretAccessKey, *k.SessionToken)
	who, err := sts.NewFromConfig(c).GetCallerIdentity(t.Context(), nil)
	if err != nil || *who.Account != tooling || *who.Arn != "arn:aws:sts::"+tooling+":assumed-role/SecAdmin/jo@example.com" || *who.Arn != *out.AssumedRoleUser.Arn {
		t.Errorf("the session is %v, %v", who, err)
	}
	if _, err := organizations.NewFromConfig(c).ListRoots(t.Context(), nil); err != nil {
		t.Errorf("a session of a delegated administrator lists roots: %v", err)
	}
}

func TestAssumeRoleIsRefused(t *testing.T) {
	s := emulator.New(sample.Demo())
	for name, c := range map[string]struct {
		caller, role, session, serial, code string
		want                                string
	}{
		"suspended account":    {management, "arn:aws:iam::" + suspended + ":role/A", "me", "", "", "AccessDenied"},
		"account of no one":    {management, "arn:aws:iam::" + outsider + ":role/A", "me", "", "", "AccessDenied"},
		"caller from outside":  {outsider, "arn:aws:iam::" + tooling + ":role/A", "me", "", "", "AccessDenied"},
		"not a role":           {management, "arn:aws:iam::" + tooling + ":user/A", "me", "", "", "ValidationError"},
		"session name":         {management, "arn:aws:iam::" + tooling + ":role/A", "m", "", "", "ValidationError"},
		"wrong code":           {management, "arn:aws:iam::" + tooling + ":role/A", "me", "arn:aws:iam::111122223333:mfa/jo", "000000", "AccessDenied"},
		"code without device":  {management, "arn:aws:iam::" + tooling + ":role/A", "me", "", "123456", "AccessDenied"},
		"code that is no code": {management, "arn:aws:iam::" + tooling + ":role/A", "me", "arn:aws:iam::111122223333:mfa/jo", "12345", "AccessDenied"},
	} {
		t.Run(name, func(t *testing.T) {
			in := &sts.AssumeRoleInput{RoleArn: &c.role, RoleSessionName: &c.session}
			if c.serial != "" {
				in.SerialNumber = &c.serial
			}
			if c.code != "" {
				in.TokenCode = &c.code
			}
			_, err := identity(s, c.caller).AssumeRole(t.Context(), in)
			wantError(t, err, c.want, "")
		})
	}
}

func TestGetSessionToken(t *testing.T) {
	s := emulator.New(sample.Demo())
	out, err := identity(s, payments).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
		SerialNumber: awssdk.String("arn:aws:iam::444455556666:mfa/jo"), TokenCode: awssdk.String("123456"),
	})
	if err != nil || *out.Credentials.AccessKeyId != "ASIA"+payments+"DEMO" {
		t.Errorf("got %v, %v", out, err)
	}
	_, err = identity(s, payments).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{DurationSeconds: awssdk.Int32(1)})
	wantError(t, err, "ValidationError", "")
	_, err = identity(s, payments).GetAccessKeyInfo(t.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: awssdk.String("AKIA")})
	wantError(t, err, "InvalidAction", "")
}

// Without credentials nothing is answered.
func TestUnsignedRequest(t *testing.T) {
	c := config(emulator.New(sample.Demo()), management)
	c.Credentials = awssdk.AnonymousCredentials{}
	_, err := organizations.NewFromConfig(c).ListRoots(t.Context(), nil)
	wantError(t, err, "MissingAuthenticationTokenException", "")
}
