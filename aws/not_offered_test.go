package aws

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// nowhere is a Region that no service of the catalog lists.
const nowhere model.Region = "eu-nowhere-1"

// perRegion returns the services that keep an administrator for each Region.
func perRegion() []catalog.Service {
	return slices.DeleteFunc(servicesWithAPI(), func(s catalog.Service) bool { return !s.Regions.Regional })
}

// withNowhere returns the demo organization with the account as administrator in
// all its Regions, and another enabled that the service is not offered in.
func withNowhere(s catalog.Service) *model.Snapshot {
	o := withAdministrator(s, demoTooling, everywhere...)
	o.Regions = append(o.Regions, model.AccountRegion{Account: demoManagement, Region: nowhere, Status: model.RegionEnabled})
	return o
}

// resolver is a transport that fails to reach some hosts.
type resolver struct {
	to   http.RoundTripper
	fail func(host string) error
}

func (t resolver) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := t.fail(r.URL.Hostname()); err != nil {
		return nil, err
	}
	return t.to.RoundTrip(r)
}

func noSuchHost(host string) error {
	return &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// deregisters reports whether a plan deregisters the account in AWS Organizations.
func deregisters(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Steps, func(s plan.Step) bool { return s.API == "organizations" && s.Action == catalog.ActionDeregister })
}

// warned returns a plan's warning of that code.
func warned(p *plan.Plan, code string) string {
	for _, w := range p.Warnings {
		if w.Code == code {
			return w.Text
		}
	}
	return ""
}

// A Region that AWS does not offer the service in holds no administrator: the
// removal everywhere else goes on to AWS Organizations, and says what that
// rests on.
func TestRemovesWhereOffered(t *testing.T) {
	for _, service := range perRegion() {
		t.Run(string(service.ID), func(t *testing.T) {
			s := emulator.New(withNowhere(service))
			b := unpaced(s)
			r, _ := read(t, b, model.WantService{Service: service.ID})
			if why := r.NotOffered(service.ID, nowhere); !regexp.MustCompile(string(nowhere) + `\.(amazonaws\.com|api\.aws) does not exist, while [45] of the other Regions answered$`).MatchString(why) {
				t.Errorf("it is not offered for %q", why)
			}
			if _, whole := r.Settings(service.ID); whole.Progress != model.Complete {
				t.Errorf("the service as a whole is %+v", whole)
			}
			if p := planFor(t, b, orderFor(catalog.Register, service, demoTooling, nowhere)); !blockedBy(p, "region") {
				t.Errorf("registering where it is not offered: %+v", p.Blockers)
			}
			p := planFor(t, b, orderFor(catalog.Remove, service, demoTooling, everywhere...))
			if text := warned(p, "not-offered"); !strings.Contains(text, "does not offer "+service.Name+" in ") || !strings.Contains(text, string(nowhere)+": ") {
				t.Errorf("what the step in Organizations rests on: %q", text)
			}
			wantAllDone(t, p, executePlan(t, b, p))
			if own, registered := administrators(s, service); len(own)+len(registered) != 0 {
				t.Errorf("own %q, registered %q", own, registered)
			}
		})
	}
}

// What does not prove that the service is not there leaves the Region unread,
// and so AWS Organizations alone.
func TestAbsenceNotBelieved(t *testing.T) {
	at := func(host string, region model.Region) bool { return strings.Contains(host, "."+string(region)+".") }
	for _, c := range []struct {
		name string
		gap  model.Region // where it shows
		say  string       // in the gap
		fail func(own bool, host string) error
	}{
		{"no host of the service exists", nowhere, "no Region answered", func(own bool, host string) error {
			if own {
				return noSuchHost(host)
			}
			return nil
		}},
		{"a listed Region's host does not exist", "us-west-2", "although AWS offers ", func(own bool, host string) error {
			if own && at(host, "us-west-2") {
				return noSuchHost(host)
			}
			return nil
		}},
		{"time-out", nowhere, "no answer in time", func(_ bool, host string) error {
			if at(host, nowhere) {
				return context.DeadlineExceeded
			}
			return nil
		}},
		{"the resolver times out", nowhere, "could not be resolved", func(_ bool, host string) error {
			if at(host, nowhere) {
				return &net.DNSError{Err: "i/o timeout", Name: host, IsTimeout: true, IsTemporary: true}
			}
			return nil
		}},
		{"the resolver fails", nowhere, "could not be resolved", func(_ bool, host string) error {
			if at(host, nowhere) {
				return &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}
			}
			return nil
		}},
		{"the proxy does not exist", nowhere, "proxy.corp.example", func(_ bool, host string) error {
			if at(host, nowhere) {
				return &url.Error{Op: "proxyconnect", URL: "http://proxy.corp.example", Err: noSuchHost("proxy.corp.example")}
			}
			return nil
		}},
		{"refused", nowhere, "refused", func(_ bool, host string) error {
			if at(host, nowhere) {
				return &net.OpError{Op: "dial", Err: fmt.Errorf("connection refused")}
			}
			return nil
		}},
	} {
		for _, service := range perRegion() {
			t.Run(c.name+"/"+string(service.ID), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := emulator.New(withNowhere(service))
					own := service.ListCall().Service + "."
					b := New(Options{Demo: true, Transport: resolver{s.Transport(), func(host string) error {
						return c.fail(strings.HasPrefix(host, own) || strings.HasPrefix(host, "api."+own), host)
					}}})
					r, _ := read(t, b, model.WantService{Service: service.ID})
					_, there := r.SettingsIn(service.ID, c.gap)
					if there.Progress != model.Failed || there.Gap == nil || !strings.Contains(there.Gap.Sentence(), c.say) || r.NotOffered(service.ID, c.gap) != "" {
						t.Errorf("%s is %+v, %+v, not offered %q", c.gap, there, there.Gap, r.NotOffered(service.ID, c.gap))
					}
					if p := planFor(t, b, orderFor(catalog.Remove, service, demoTooling, everywhere...)); deregisters(p) && c.gap == nowhere {
						t.Errorf("Organizations is deregistered: %+v", p.Steps)
					}
				})
			})
		}
	}
}

// An endpoint that says that it has no such operation counts as one where the
// service is not offered, on the same terms.
func TestNoSuchOperation(t *testing.T) {
	detective := service(t, "detective")
	organization := withNowhere(detective)
	organization.Regions[len(organization.Regions)-1].Region = "eu-central-2" // not listed for Detective
	for _, c := range []struct {
		code   string
		where  string // of the failure; empty for everywhere
		absent bool
	}{
		{"UnknownOperationException", "@eu-central-2", true},
		{"UnsupportedOperationException", "@eu-central-2", true},
		{"UnknownOperationException", "", false},
		{"AccessDeniedException", "@eu-central-2", false},
		{"ValidationException", "@eu-central-2", false},
	} {
		t.Run(c.code+c.where, func(t *testing.T) {
			s := emulator.New(organization, emulator.WithFaults(emulator.Faults{Fail: []emulator.Failure{
				{Operation: "detective:ListOrganizationAdminAccounts" + c.where, Code: c.code},
			}}))
			// The host is made to exist: the emulator's own does not.
			b := New(Options{Demo: true, Transport: renamed{s.Transport()}})
			r, _ := read(t, b, model.WantService{Service: "detective"})
			if got := r.NotOffered("detective", "eu-central-2"); (got != "") != c.absent {
				t.Errorf("not offered: %q", got)
			}
		})
	}
}

// renamed is a transport by which every host exists.
type renamed struct{ to http.RoundTripper }

func (t renamed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host = "aws.example"
	return t.to.RoundTrip(r)
}
