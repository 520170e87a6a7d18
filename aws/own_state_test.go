package aws

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
)

// directions are both, by name.
var directions = map[string]model.Direction{"register": model.Register, "remove": model.Remove}

// Leaving out one Region, for every regional service and in both directions:
// no call goes there, nothing changes there, and Organizations, whose
// deregistration acts on all Regions, is let alone.
func TestLeavesOutARegion(t *testing.T) {
	for _, service := range owned() {
		if !service.Regions.Regional {
			continue
		}
		for name, direction := range directions {
			for i, left := range everywhere {
				t.Run(fmt.Sprintf("%s/%s/%s", service.ID, name, left), func(t *testing.T) {
					s := emulator.New(bare(service))
					if direction == model.Remove {
						s = emulator.New(held(service, demoTooling, everywhere...))
					}
					b := unpaced(s)
					chosen := slices.Delete(slices.Clone(everywhere), i, i+1)
					p := planned(t, b, order(direction, service, demoTooling, chosen...))
					for _, step := range p.Steps {
						if step.Region == left || step.API == "organizations" && step.Action == model.ActionDeregister {
							t.Errorf("the plan has the step %s", step.CLI())
						}
					}
					well(t, p, carry(t, b, p))
					for _, c := range calls(s) {
						if strings.HasSuffix(c, " "+string(left)) && !strings.HasPrefix(c, "organizations:") {
							t.Errorf("the call %s was made", c)
						}
					}
					own, registered := administrators(s, service)
					there := slices.ContainsFunc(own, func(o string) bool { return strings.Contains(o, string(left)) })
					if there != (direction == model.Remove) || len(registered) != 1 {
						t.Errorf("%s: own %q, registered %q", left, own, registered)
					}
				})
			}
		}
	}
}

// A Region that cannot be read counts as one where the administrator is.
func TestUnreadRegionCountsAsPresent(t *testing.T) {
	for _, service := range owned() {
		if !service.Regions.Regional {
			continue
		}
		t.Run(string(service.ID), func(t *testing.T) {
			call := service.ListCall()
			s := emulator.New(held(service, demoTooling, "eu-west-1"), emulator.WithFaults(emulator.Faults{
				Deny: []emulator.Denial{{Operation: call.Service + ":" + call.Operation + "@us-west-2"}},
			}))
			b := unpaced(s)
			p := planned(t, b, order(model.Remove, service, demoTooling, "eu-west-1"))
			well(t, p, carry(t, b, p))
			if own, registered := administrators(s, service); len(own) != 0 || len(registered) != 1 {
				t.Errorf("own %q, registered %q", own, registered)
			}
			s.SetFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: "account:ListRegions"}}})
			p = planned(t, b, order(model.Remove, service, demoTooling, "eu-west-1"))
			if slices.ContainsFunc(p.Steps, func(s model.Step) bool { return s.API == "organizations" }) {
				t.Errorf("Organizations is deregistered, though the Regions are not known: %+v", p.Steps)
			}
			s.SetFaults(emulator.Faults{})
			p = planned(t, b, order(model.Remove, service, demoTooling, "eu-west-1"))
			well(t, p, carry(t, b, p))
			if _, registered := administrators(s, service); len(registered) != 0 {
				t.Errorf("with every Region read, registered is %q", registered)
			}
		})
	}
}

// state is a state of the organization before a plan, and the code of the
// blocker that it has in each direction; empty if the plan is good.
type state struct {
	name             string
	organization     func(model.Service) *model.Snapshot
	account          func(model.Service) model.AccountID
	register, remove func(model.Service) string
}

// Each service in each state, in both directions: the plan is blocked as it has
// to be and nothing is sent, or it is carried out and the service has what the
// plan said.
func TestOwnStates(t *testing.T) {
	none := func(model.Service) string { return "" }
	always := func(code string) func(model.Service) string { return func(model.Service) string { return code } }
	tooling := func(model.Service) model.AccountID { return demoTooling }
	for _, st := range []state{
		{"absent", bare, tooling, none, always("not-registered")},
		{"present", func(s model.Service) *model.Snapshot { return held(s, demoTooling, everywhere...) }, tooling, always("nothing-to-do"), none},
		{"Organizations only", func(s model.Service) *model.Snapshot {
			o := bare(s)
			o.Delegations = append(o.Delegations, model.Delegation{Account: demoTooling, Principal: s.Principals[0].Name})
			return o
		}, tooling, func(s model.Service) string {
			if s.List.Road == model.RoadOrganizations {
				return "nothing-to-do"
			}
			return ""
		}, none},
		{"own only", func(s model.Service) *model.Snapshot {
			o := held(s, demoTooling, everywhere...)
			o.Delegations = slices.DeleteFunc(o.Delegations, func(d model.Delegation) bool { return d.Principal == s.Principals[0].Name })
			return o
		}, tooling, none, func(s model.Service) string {
			if s.List.Road == model.RoadOrganizations {
				return "not-registered" // nothing but Organizations tells who it is
			}
			return ""
		}},
		{"wrong account", func(s model.Service) *model.Snapshot { return held(s, demoPayments, everywhere...) }, tooling, func(s model.Service) string {
			if s.Quota.Number == 1 && s.Quota.Documented {
				return "quota"
			}
			return ""
		}, always("not-registered")},
		{"trusted access off", func(s model.Service) *model.Snapshot {
			o := bare(s)
			o.TrustedAccess = slices.DeleteFunc(o.TrustedAccess, func(a model.TrustedAccess) bool { return a.Principal == s.Principals[0].Name })
			return o
		}, tooling, func(s model.Service) string {
			if s.TrustedAccess.Before {
				return "trusted-access"
			}
			return ""
		}, always("not-registered")},
		{"suspended account", bare, func(model.Service) model.AccountID { return demoSuspended }, always("account-state"), always("not-registered")},
		{"management account", bare, func(model.Service) model.AccountID { return demoManagement }, func(s model.Service) string {
			if s.ManagementAccount == model.AnswerNo {
				return "management-account"
			}
			return ""
		}, always("not-registered")},
	} {
		for _, service := range owned() {
			for name, direction := range directions {
				t.Run(st.name+"/"+string(service.ID)+"/"+name, func(t *testing.T) {
					want := st.register(service)
					if direction == model.Remove {
						want = st.remove(service)
					}
					s := emulator.New(st.organization(service))
					b := delegateBackend(s)
					o := order(direction, service, st.account(service), everywhere...)
					p := planned(t, b, o)
					if want != "" {
						if !blockedBy(p, want) {
							t.Errorf("blockers %+v, want %s", p.Blockers, want)
						}
						return
					}
					if unverified(st.name, service, direction) {
						return // the plan is good, and the emulator, like AWS perhaps, refuses
					}
					well(t, p, carry(t, b, p))
					own, registered := administrators(s, service)
					has := slices.ContainsFunc(append(own, registered...), func(line string) bool { return strings.HasPrefix(line, string(o.Account)) })
					if has != (direction == model.Register) {
						t.Errorf("own %q, registered %q", own, registered)
					}
				})
			}
		}
	}
}

// unverified are plans that are good as far as AWS says, and that the emulator
// refuses, as AWS perhaps does.
func unverified(state string, s model.Service, d model.Direction) bool {
	return d == model.Register && (state == "wrong account" && s.ID == "vpc-ipam" || state == "management account" && s.ManagementAccount == model.AnswerUndocumented)
}

// Each service's first own call with each fault, in both directions.
func TestOwnFaults(t *testing.T) {
	for _, f := range []struct {
		name, code string
		nth        int
		result     model.Result
		done       bool
	}{
		{"throttled once", "ThrottlingException", 1, model.ResultDone, true},
		{"denied", "AccessDeniedException", 0, model.ResultFailed, false},
		{"conflict", "ConflictException", 0, model.ResultFailed, false},
		{"lost reply", "lost", 1, model.ResultDone, true},
		{"reset", "reset", 1, model.ResultUnknown, false},
		{"gateway", "502", 1, model.ResultUnknown, false},
		{"late", "", 0, model.ResultDone, true},
	} {
		for _, service := range owned() {
			for name, direction := range directions {
				t.Run(f.name+"/"+string(service.ID)+"/"+name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						s := emulator.New(bare(service))
						call := service.RegisterCall()
						if direction == model.Remove {
							s, call = emulator.New(held(service, demoTooling, "eu-west-1")), service.RemoveCall()
						}
						b := delegateBackend(s)
						p := planned(t, b, order(direction, service, demoTooling, "eu-west-1"))
						at := slices.IndexFunc(p.Steps, func(s model.Step) bool { return s.Operation == call.Operation })
						if p.Blocked() || at < 0 {
							t.Fatalf("blockers %+v, steps %+v", p.Blockers, p.Steps)
						}
						faults := emulator.Faults{Lag: 20 * time.Second}
						if f.code != "" {
							faults = emulator.Faults{Fail: []emulator.Failure{{Operation: call.Service + ":" + call.Operation, Nth: f.nth, Code: f.code}}}
						}
						steps := p.Confirmed("")
						for i := range at { // what comes before goes well
							b.Execute(t.Context(), steps[i])
						}
						s.SetFaults(faults)
						o := b.Execute(t.Context(), steps[at])
						if o.Result != f.result {
							t.Errorf("result %v, %s; want %v", o.Result, said(o), f.result)
						}
						s.SetFaults(emulator.Faults{})
						own, registered := administrators(s, service)
						there := len(own) > 0
						if service.List.Road == model.RoadOrganizations {
							there = len(registered) > 0
						}
						if there != (f.done == (direction == model.Register)) {
							t.Errorf("own %q, registered %q", own, registered)
						}
					})
				})
			}
		}
	}
}

// A list that may not be read leaves a gap for its Region and not for the
// others, and the plan says what was not checked.
func TestOwnNotPermittedToRead(t *testing.T) {
	for _, service := range owned() {
		if service.List.Road != model.RoadService || !service.Regions.Regional {
			continue
		}
		t.Run(string(service.ID), func(t *testing.T) {
			call := service.ListCall()
			s := emulator.New(held(service, demoTooling, everywhere...), emulator.WithFaults(emulator.Faults{
				Deny: []emulator.Denial{{Operation: call.Service + ":" + call.Operation + "@eu-west-1"}},
			}))
			r, _ := read(t, unpaced(s), model.WantService{Service: service.ID})
			for _, region := range everywhere {
				settings, status := r.SettingsIn(service.ID, region)
				if denied := region == "eu-west-1"; denied != (status.Progress == model.Failed) || denied == (len(settings) == 1) {
					t.Errorf("%s: %v, %+v", region, settings, status)
				}
			}
			if _, whole := r.Settings(service.ID); whole.Progress != model.Failed || whole.Gap == nil {
				t.Errorf("the service as a whole is %+v", whole)
			}
		})
	}
}

// tap is a transport that keeps the requests that change something.
type tap struct {
	to   http.RoundTripper
	mu   sync.Mutex // of what follows: Regions are asked beside each other
	sent []*http.Request
	body []string
}

func (p *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	text := []byte{}
	if r.Body != nil {
		text, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(text))
	}
	p.mu.Lock()
	p.sent, p.body = append(p.sent, r), append(p.body, string(text))
	p.mu.Unlock()
	return p.to.RoundTrip(r)
}

// The bytes on the wire: each call of an own API has the method, path, target,
// host and parameters that the facts have.
func TestOwnWire(t *testing.T) {
	want := map[string]string{
		"audit-manager register":    "POST auditmanager.eu-west-1.amazonaws.com /account/registerOrganizationAdminAccount  {\"adminAccountId\":\"222233334444\"}",
		"audit-manager remove":      "POST auditmanager.eu-west-1.amazonaws.com /account/deregisterOrganizationAdminAccount  {\"adminAccountId\":\"222233334444\"}",
		"cloudtrail register":       "POST cloudtrail.us-east-1.amazonaws.com / CloudTrail_20131101.RegisterOrganizationDelegatedAdmin {\"MemberAccountId\":\"222233334444\"}",
		"cloudtrail remove":         "POST cloudtrail.us-east-1.amazonaws.com / CloudTrail_20131101.DeregisterOrganizationDelegatedAdmin {\"DelegatedAdminAccountId\":\"222233334444\"}",
		"detective register":        "POST api.detective.eu-west-1.amazonaws.com /orgs/enableAdminAccount  {\"AccountId\":\"222233334444\"}",
		"detective remove":          "POST api.detective.eu-west-1.amazonaws.com /orgs/disableAdminAccount  ",
		"firewall-manager register": "POST fms.us-east-1.amazonaws.com / AWSFMS_20180101.AssociateAdminAccount {\"AdminAccount\":\"222233334444\"}",
		"firewall-manager remove":   "POST fms.us-east-1.amazonaws.com / AWSFMS_20180101.DisassociateAdminAccount {}",
		"guardduty register":        "POST guardduty.eu-west-1.amazonaws.com /admin/enable  {\"adminAccountId\":\"222233334444\"}",
		"guardduty remove":          "POST guardduty.eu-west-1.amazonaws.com /admin/disable  {\"adminAccountId\":\"222233334444\"}",
		"inspector register":        "POST inspector2.eu-west-1.amazonaws.com /delegatedadminaccounts/enable  {\"clientToken\":\"TOKEN\",\"delegatedAdminAccountId\":\"222233334444\"}",
		"inspector remove":          "POST inspector2.eu-west-1.amazonaws.com /delegatedadminaccounts/disable  {\"delegatedAdminAccountId\":\"222233334444\"}",
		"macie register":            "POST macie2.eu-west-1.amazonaws.com /admin  {\"adminAccountId\":\"222233334444\",\"clientToken\":\"TOKEN\"}",
		"macie remove":              "DELETE macie2.eu-west-1.amazonaws.com /admin?adminAccountId=222233334444  ",
		"security-hub register":     "POST securityhub.eu-west-1.amazonaws.com /organization/admin/enable  {\"AdminAccountId\":\"222233334444\",\"Feature\":\"SecurityHub\"}",
		"security-hub remove":       "POST securityhub.eu-west-1.amazonaws.com /organization/admin/disable  {\"AdminAccountId\":\"222233334444\",\"Feature\":\"SecurityHub\"}",
		"security-lake register":    "POST securitylake.us-east-1.amazonaws.com /v1/datalake/delegate  {\"accountId\":\"222233334444\"}",
		"security-lake remove":      "DELETE securitylake.us-east-1.amazonaws.com /v1/datalake/delegate  ",
		"vpc-ipam register":         "POST ec2.us-east-1.amazonaws.com /  Action=EnableIpamOrganizationAdminAccount&DelegatedAdminAccountId=222233334444&Version=2016-11-15",
		"vpc-ipam remove":           "POST ec2.us-east-1.amazonaws.com /  Action=DisableIpamOrganizationAdminAccount&DelegatedAdminAccountId=222233334444&Version=2016-11-15",
	}
	got := map[string]string{}
	for _, service := range owned() {
		for name, direction := range directions {
			s := emulator.New(bare(service))
			call := service.RegisterCall()
			if direction == model.Remove {
				s, call = emulator.New(held(service, demoTooling, "eu-west-1")), service.RemoveCall()
			}
			through := &tap{to: s.Transport()}
			b := New(Options{Transport: through, Demo: true, DelegateRole: "OrganizationAccountAccessRole"})
			p := planned(t, b, order(direction, service, demoTooling, "eu-west-1"))
			through.mu.Lock()
			through.sent, through.body = nil, nil
			through.mu.Unlock()
			well(t, p, carry(t, b, p))
			for i, r := range through.sent {
				if !strings.HasPrefix(r.URL.Host, call.Service+".") && !strings.HasPrefix(r.URL.Host, "api."+call.Service+".") {
					continue
				}
				line := fmt.Sprintf("%s %s %s %s %s", r.Method, r.URL.Host, r.URL.RequestURI(), r.Header.Get("X-Amz-Target"), tokens.ReplaceAllString(through.body[i], `"clientToken":"TOKEN"`))
				if strings.Contains(line, call.Path) && (call.Target == "" || strings.Contains(line, call.Target)) && r.Method == call.Method {
					got[string(service.ID)+" "+name] = line
				}
				if !strings.Contains(r.Header.Get("Authorization"), "/"+call.Service+"/aws4_request") || r.Header.Get("User-Agent") == "" {
					t.Errorf("%s is signed %q", line, r.Header.Get("Authorization"))
				}
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the calls (-want +got):\n%s", diff)
	}
}

// tokens are idempotency tokens, which differ each time.
var tokens = regexp.MustCompile(`"clientToken":"[0-9a-fA-F-]{36}"`)
