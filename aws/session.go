package aws

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"deputy/model"
)

// defaultRegion is used where no Region is configured. Organizations answers in
// one Region of a partition, and this is the one of partition aws.
const defaultRegion = "us-east-1"

// session is one set of credentials with the clients that use it.
type session struct {
	profile       string
	config        sdk.Config
	organizations *organizations.Client
	sts           *sts.Client
	endpoint      string   // a custom endpoint of Organizations; empty for AWS's own
	custom        bool     // all services use the endpoint of Options, not those of the environment
	login         []string // the command that logs in, for a profile that needs one
	mfaSerial     string
}

// open finds credentials and returns a session with its clients. If the profile
// needs an MFA code, it asks for one with mfa.
func open(ctx context.Context, o *Options, profile string, mfa func() (string, error)) (*session, *model.Failure) {
	s := &session{profile: profile}
	var err error
	if o.Transport != nil && o.Keys != nil {
		s.config = fixedConfig(o)
	} else if s.config, err = sharedConfig(ctx, o, profile, mfa); err != nil {
		return nil, credentialsFailure(profile, err)
	}
	for _, source := range s.config.ConfigSources {
		if shared, ok := source.(config.SharedConfig); ok {
			s.login, s.mfaSerial = loginCommand(&shared), shared.MFASerial
		}
	}
	useOneClient(&s.config)
	s.config.APIOptions = append(s.config.APIOptions, checkAnswers)
	s.connect(o)
	return s, nil
}

// connect makes the clients of the session.
func (s *session) connect(o *Options) {
	s.custom = o.Endpoint != ""
	s.organizations = organizations.NewFromConfig(s.config, func(c *organizations.Options) {
		if o.Endpoint != "" {
			c.BaseEndpoint = &o.Endpoint
		}
		s.endpoint = sdk.ToString(c.BaseEndpoint)
	})
	s.sts = sts.NewFromConfig(s.config, func(c *sts.Options) {
		if o.Endpoint != "" {
			c.BaseEndpoint = &o.Endpoint
		}
	})
}

// isAWS reports whether an endpoint is AWS's: its own, or one of a VPC. It is
// empty for AWS's own.
// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
func isAWS(endpoint string) bool {
	if endpoint == "" {
		return true
	}
	to, err := url.Parse(endpoint)
	return err == nil && slices.ContainsFunc([]string{".amazonaws.com", ".amazonaws.com.cn", ".api.aws"}, func(domain string) bool {
		return strings.HasSuffix(to.Hostname(), domain)
	})
}

// fixedConfig returns the configuration for the built-in organization. It reads
// neither files nor the environment.
func fixedConfig(o *Options) sdk.Config {
	region := o.Region
	if region == "" {
		region = defaultRegion
	}
	config := sdk.Config{
		Region:      region,
		Credentials: credentials.NewStaticCredentialsProvider(o.Keys.ID, o.Keys.Secret, o.Keys.Token),
		HTTPClient:  &http.Client{Transport: o.Transport},
		Retryer:     func() sdk.Retryer { return sdk.NopRetryer{} },
	}
	if o.Endpoint != "" {
		config.BaseEndpoint = &o.Endpoint
	}
	return config
}

// in returns the session's configuration for another Region; for the session's
// Region if region is empty.
func (s *session) in(region model.Region) sdk.Config {
	config := s.config.Copy()
	config.Region = cmp.Or(string(region), config.Region)
	if s.custom {
		config.ConfigSources = nil
	}
	return config
}

// sharedConfig returns the configuration that the AWS CLI would use. The SDK's
// retries are off, for they would multiply with those of call.
func sharedConfig(ctx context.Context, o *Options, profile string, mfa func() (string, error)) (sdk.Config, error) {
	options := []func(*config.LoadOptions) error{
		config.WithDefaultRegion(defaultRegion),
		config.WithRetryer(func() sdk.Retryer { return sdk.NopRetryer{} }),
		config.WithLogger(logging.Nop{}),
		config.WithAppID("deputy"),
		config.WithAssumeRoleCredentialOptions(func(a *stscreds.AssumeRoleOptions) { a.TokenProvider = mfa }),
	}
	if o.Region != "" {
		options = append(options, config.WithRegion(o.Region))
	}
	if profile != "" {
		options = append(options, config.WithSharedConfigProfile(profile))
	}
	if o.Transport != nil {
		options = append(options, config.WithHTTPClient(&http.Client{Transport: o.Transport}))
	}
	if o.Endpoint != "" {
		options = append(options, config.WithBaseEndpoint(o.Endpoint))
	}
	if k := o.Keys; k != nil {
		options = append(options, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(k.ID, k.Secret, k.Token)))
	}
	return config.LoadDefaultConfig(ctx, options...)
}

// assume returns a session of the role, assumed with this session's credentials.
func (s *session) assume(o *Options, role string, mfa func() (string, error)) *session {
	t := &session{profile: s.profile, config: s.config.Copy(), login: s.login}
	t.config.Credentials = sdk.NewCredentialsCache(stscreds.NewAssumeRoleProvider(s.sts, role, func(a *stscreds.AssumeRoleOptions) {
		a.RoleSessionName = "deputy"
		if s.mfaSerial != "" {
			a.SerialNumber, a.TokenProvider = &s.mfaSerial, mfa
		}
	}))
	t.connect(o)
	return t
}

// ready makes sure that there are credentials to sign with. It may wait for an
// MFA code, so no call's time limit applies to it.
func (s *session) ready(ctx context.Context) *model.Failure {
	if _, err := s.config.Credentials.Retrieve(ctx); err != nil {
		return credentialsFailure(s.profile, err)
	}
	return nil
}
