package aws

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/plan"
	"deputy/model/sample"
)

// shared writes the shared configuration and takes everything else of the
// environment away.
func shared(t *testing.T, configuration, credentials string) {
	t.Helper()
	home := t.TempDir()
	for _, e := range os.Environ() {
		if name, _, _ := strings.Cut(e, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, text := range map[string]string{"AWS_CONFIG_FILE": configuration, "AWS_SHARED_CREDENTIALS_FILE": credentials} {
		path := filepath.Join(home, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv(name, path)
	}
	t.Setenv("HOME", home)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

// keys returns a section of the credentials file that acts as an account.
func keys(profile string, a model.AccountID) string {
	return "[" + profile + "]\naws_access_key_id = AKIA" + string(a) + "DEMO\naws_secret_access_key = x\n"
}

// replies reads what is wanted and answers every prompt with reply.
func replies(t *testing.T, b *Backend, reply func(model.Prompt) model.Reply, ws ...model.Want) (*model.Reading, []model.Prompt) {
	t.Helper()
	wants := make(chan model.Want, len(ws))
	for _, w := range ws {
		wants <- w
	}
	close(wants)
	r := model.NewReading()
	var prompts []model.Prompt
	for f := range b.Read(t.Context(), wants) {
		if p, ok := f.(model.PromptFact); ok {
			prompts = append(prompts, p.Prompt)
			answer := reply(p.Prompt)
			answer.Prompt = p.Prompt.ID
			b.Answer(answer)
		}
		r.Apply(f)
	}
	return r, prompts
}

func TestProfileIsChosenAndChanged(t *testing.T) {
	shared(t, "[default]\nregion = eu-west-1\n[profile tooling]\n[sso-session x]\n", keys("default", demoManagement)+keys("tooling", demoTooling))
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		b := New(Options{Transport: s.Transport()})
		r, facts := read(t, b)
		if r.Caller.Account != demoManagement {
			t.Errorf("reads as %s", r.Caller.Account)
		}
		i := slices.IndexFunc(facts, func(f model.Fact) bool { _, ok := f.(model.ProfilesFact); return ok })
		if p := facts[i].(model.ProfilesFact); !slices.Equal(p.Names, []string{"default", "tooling"}) || p.Current != "default" {
			t.Errorf("profiles %+v", p)
		}
		b.Answer(model.Reply{Kind: model.PromptProfile, Text: "tooling"})
		if r, _ := read(t, b); r.Caller.Account != demoTooling || r.Caller.Profile != "tooling" {
			t.Errorf("after the change it reads as %+v", r.Caller)
		}
	})
}

func TestMFACodeIsAskedFor(t *testing.T) {
	shared(t, `[profile admin]
source_profile = base
role_arn = arn:aws:iam::111122223333:role/Admin
mfa_serial = arn:aws:iam::222233334444:mfa/me
`, keys("base", demoTooling))
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{Transport: emulator.New(sample.Demo()).Transport(), Profile: "admin"})
		r, prompts := replies(t, b, func(p model.Prompt) model.Reply {
			time.Sleep(2 * time.Minute) // a person looks for the device
			return model.Reply{Kind: p.Kind, Text: "123456"}
		})
		if len(prompts) != 1 || prompts[0].Kind != model.PromptMFA || r.Caller.Account != demoManagement {
			t.Errorf("prompts %+v, reads as %s", prompts, r.Caller.Account)
		}
	})
}

func TestWithoutCredentialsItAsksAndSaysWhatToDo(t *testing.T) {
	shared(t, "", "")
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{Transport: emulator.New(sample.Demo()).Transport()})
		asked := 0
		r, prompts := replies(t, b, func(p model.Prompt) model.Reply {
			if asked++; asked == 2 {
				if err := os.WriteFile(os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), []byte(keys("default", demoManagement)), 0o600); err != nil {
					t.Error(err)
				}
			}
			return model.Reply{Kind: p.Kind}
		}, model.WantTree{})
		for _, p := range prompts {
			if p.Kind != model.PromptRetry || p.Gap == nil || p.Gap.Kind != model.FailureCredentials || p.Gap.Fix == "" || p.Gap.Cause == "" {
				t.Errorf("prompt %+v, gap %+v", p, p.Gap)
			}
		}
		if len(prompts) != 2 || r.Status(model.PartAccounts, "").Progress != model.Complete {
			t.Errorf("%d prompts, accounts %v", len(prompts), r.Status(model.PartAccounts, "").Progress)
		}
	})
}

func TestCancelledPromptEndsTheRunWithTheGap(t *testing.T) {
	shared(t, "", "")
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{Transport: emulator.New(sample.Demo()).Transport(), Profile: "missing"})
		r, _ := replies(t, b, func(p model.Prompt) model.Reply { return model.Reply{Kind: p.Kind, Cancelled: true} }, everything...)
		s := r.Status(model.PartCaller, "")
		if s.Progress != model.Failed || !strings.Contains(s.Gap.Cause, "missing") {
			t.Errorf("status %+v gap %+v", s, s.Gap)
		}
	})
}

func TestExpiredLoginGivesTheCommand(t *testing.T) {
	shared(t, `[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
`, "")
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{Transport: emulator.New(sample.Demo()).Transport(), Profile: "sso"})
		_, prompts := replies(t, b, func(p model.Prompt) model.Reply { return model.Reply{Kind: p.Kind, Cancelled: true} })
		want := []string{"aws", "sso", "login", "--profile", "sso"}
		if len(prompts) != 1 || prompts[0].Kind != model.PromptLogin || !slices.Equal(prompts[0].Run, want) {
			t.Errorf("prompts %+v, want the command %v", prompts, want)
		}
	})
}

func TestCredentialsThatExpireOnTheWayAreRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		s := emulator.New(demo, emulator.WithFaults(emulator.Faults{
			Fail: []emulator.Failure{{Operation: "ListOrganizationalUnitsForParent", Nth: 3, Code: "ExpiredTokenException"}},
		}))
		r, prompts := replies(t, paced(s, 100), func(p model.Prompt) model.Reply { return model.Reply{Kind: p.Kind} }, everything...)
		if len(prompts) != 1 || prompts[0].Kind != model.PromptRetry {
			t.Errorf("prompts %+v", prompts)
		}
		sameOrganization(t, r, demo)
	})
}

func TestDeclinedRenewalIsNotAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{
			Fail: []emulator.Failure{{Operation: "ListTargetsForPolicy", Code: "ExpiredTokenException"}},
		}))
		r, prompts := replies(t, paced(s, 100), func(p model.Prompt) model.Reply { return model.Reply{Kind: p.Kind, Cancelled: true} }, everything...)
		if len(prompts) != 1 {
			t.Errorf("%d prompts", len(prompts))
		}
		if s := r.Status(model.PartTargets, string(model.ServiceControlPolicy)); s.Progress != model.Failed || s.Gap.Kind != model.FailureCredentials {
			t.Errorf("attachments %+v", s)
		}
		if s := r.Status(model.PartAccounts, ""); s.Progress != model.Complete {
			t.Errorf("accounts %+v", s)
		}
	})
}

func TestNewRunFindsRenewedCredentialsByItself(t *testing.T) {
	shared(t, "", keys("default", demoManagement))
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		b := New(Options{Transport: s.Transport()})
		read(t, b)
		s.SetFaults(emulator.Faults{Fail: []emulator.Failure{{Operation: "DescribeOrganization", Nth: 1, Code: "ExpiredTokenException"}}})
		if r, _ := read(t, b); r.Organization.ID == "" { // read fails on any prompt
			t.Error("the second run did not read the organization")
		}
	})
}

func TestChangeProfileMakesTheCall(t *testing.T) {
	shared(t, "[profile change]\n", keys("default", demoTooling)+keys("change", demoManagement))
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		b := New(Options{Transport: s.Transport(), ChangeProfile: "change", Store: &memoryStore{}})
		if r, _ := read(t, b); r.Caller.Account != demoTooling {
			t.Fatalf("reads as %s", r.Caller.Account)
		}
		step := stepOf("RegisterDelegatedAdministrator")
		if o := b.Execute(t.Context(), step); o.Result != plan.ResultDone || !isCarriedOut(s, step) {
			t.Errorf("result %v, %q", o.Result, outcomeText(o))
		}
	})
}

func TestAccountInNoOrganization(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{
			Fail: []emulator.Failure{{Operation: "DescribeOrganization", Nth: 1, Code: "AWSOrganizationsNotInUseException"}},
		}))
		r, prompts := replies(t, paced(s, 100), func(p model.Prompt) model.Reply { return model.Reply{Kind: p.Kind} }, model.WantTree{})
		if len(prompts) != 1 || prompts[0].Gap.Kind != model.FailureNoOrganization || r.Organization.ID == "" {
			t.Errorf("prompts %+v, organization %q", prompts, r.Organization.ID)
		}
	})
}

// recorder notes where requests go.
type recorder struct {
	next http.RoundTripper
	mu   sync.Mutex
	host []string
}

func (r *recorder) RoundTrip(q *http.Request) (*http.Response, error) {
	r.mu.Lock()
	r.host = append(r.host, q.URL.Host)
	r.mu.Unlock()
	return r.next.RoundTrip(q)
}

func TestEndpoints(t *testing.T) {
	for _, tt := range []struct {
		name, configuration string
		environment         map[string]string
		options             Options
		hosts               []string // of STS and Organizations, in any order
		endpoint            string
	}{
		{"no Region", "", nil, Options{}, []string{"organizations.us-east-1.amazonaws.com", "sts.us-east-1.amazonaws.com"}, ""},
		{"the profile's Region", "[default]\nregion = eu-west-1\n", nil, Options{}, []string{"organizations.us-east-1.amazonaws.com", "sts.eu-west-1.amazonaws.com"}, ""},
		{"China", "", map[string]string{"AWS_REGION": "cn-north-1"}, Options{}, []string{"organizations.cn-northwest-1.amazonaws.com.cn", "sts.cn-north-1.amazonaws.com.cn"}, ""},
		{"GovCloud by flag", "", map[string]string{"AWS_REGION": "eu-west-1"}, Options{Region: "us-gov-east-1"}, []string{"organizations.us-gov-west-1.amazonaws.com", "sts.us-gov-east-1.amazonaws.com"}, ""},
		{"FIPS", "", map[string]string{"AWS_USE_FIPS_ENDPOINT": "true"}, Options{}, []string{"organizations-fips.us-east-1.amazonaws.com", "sts-fips.us-east-1.amazonaws.com"}, ""},
		{"dual stack", "[default]\nuse_dualstack_endpoint = true\n", nil, Options{}, []string{"organizations.us-east-1.api.aws", "sts.us-east-1.api.aws"}, ""},
		{"environment", "", map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:5000"}, Options{}, []string{"127.0.0.1:5000"}, "http://127.0.0.1:5000"},
		{"environment for one service", "", map[string]string{"AWS_ENDPOINT_URL_ORGANIZATIONS": "http://127.0.0.1:5001"}, Options{}, []string{"127.0.0.1:5001", "sts.us-east-1.amazonaws.com"}, "http://127.0.0.1:5001"},
		{
			"flag before environment", "",
			map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:5000", "AWS_ENDPOINT_URL_ORGANIZATIONS": "http://127.0.0.1:5001"},
			Options{Endpoint: "http://127.0.0.1:6000"},
			[]string{"127.0.0.1:6000"},
			"http://127.0.0.1:6000",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			shared(t, tt.configuration, keys("default", demoManagement))
			for k, v := range tt.environment {
				t.Setenv(k, v)
			}
			synctest.Test(t, func(t *testing.T) {
				way := &recorder{next: emulator.New(sample.Demo()).Transport()}
				o := tt.options
				o.Transport = way
				r, _ := read(t, New(o))
				slices.Sort(way.host)
				if hosts := slices.Compact(way.host); !slices.Equal(hosts, tt.hosts) || r.Caller.Endpoint != tt.endpoint {
					t.Errorf("requests went to %v, want %v; endpoint %q, want %q", hosts, tt.hosts, r.Caller.Endpoint, tt.endpoint)
				}
			})
		})
	}
}

func TestSections(t *testing.T) {
	got := sections(strings.NewReader("[default]\n[profile a b]\n[ profile  c ]\n[profile \"d e\"]\n[services s]\n[sso-session x]\nkey = [profile no]\n[profile\tf] # note\n[profile]\n["), true)
	if want := []string{"default", "a b", "c", "d e", "f"}; !slices.Equal(got, want) {
		t.Errorf("profiles %q, want %q", got, want)
	}
}

func FuzzSections(f *testing.F) {
	f.Add("[default]\n[profile x]\n", true)
	f.Add("[[]]\n[ ]", false)
	f.Fuzz(func(t *testing.T, text string, prefix bool) {
		for _, name := range sections(strings.NewReader(text), prefix) {
			if name == "" || strings.ContainsAny(name, "\n]") || !strings.Contains(text, strings.Fields(name)[0]) {
				t.Errorf("profile %q out of %q", name, text)
			}
		}
	})
}
