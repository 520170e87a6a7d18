package aws

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"

	"deputy/aws/emulator"
	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
)

// network is a transport that finds names as well, and loses requests to some
// hosts.
type network struct {
	to    http.RoundTripper
	name  string           // the canonical name of every host; empty for none
	lost  map[string]error // by host
	asked []string         // whose canonical name was asked for
	sent  []string         // host, and the Region that the request is signed for
}

func (n *network) LookupCNAME(_ context.Context, host string) (string, error) {
	n.asked = append(n.asked, host)
	if n.name == "" {
		return "", &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return n.name, nil
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Host, "health") {
		n.sent = append(n.sent, r.URL.Host+" "+credential.FindStringSubmatch(r.Header.Get("Authorization"))[2])
		if err := n.lost[r.URL.Host]; err != nil {
			return nil, err
		}
	}
	return n.to.RoundTrip(r)
}

const (
	eastOne = "health.us-east-1.amazonaws.com us-east-1"
	eastTwo = "health.us-east-2.amazonaws.com us-east-2"
)

// AWS Health has one active endpoint. A call is signed for it and sent there. It
// goes to the other one if the first is not there, and once more after any broken
// connection if it changes nothing.
func TestHealthFailover(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	broken := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	health := service(t, "health").TrustedAccess
	for _, tt := range []struct {
		name        string
		canonical   string
		region      model.Region
		environment map[string]string
		lost        map[string]error
		change      []string // where the call that changes goes
		read        []string // where the one that reads goes; as change if nil
		failed      bool     // the call that changes
	}{
		{name: "the first is active", canonical: "health.us-east-1.amazonaws.com.", change: []string{eastOne}},
		{name: "the second is active", canonical: "health.us-east-2.amazonaws.com.", change: []string{eastTwo}},
		{name: "no name", change: []string{eastOne}},
		{name: "a stranger's name", canonical: "us-east-2-health.example.", change: []string{eastOne}},
		{name: "the active one is not there", canonical: "health.us-east-1.amazonaws.com.", lost: map[string]error{"health.us-east-1.amazonaws.com": refused}, change: []string{eastOne, eastTwo}},
		{name: "the second is active and not there", canonical: "health.us-east-2.amazonaws.com.", lost: map[string]error{"health.us-east-2.amazonaws.com": refused}, change: []string{eastTwo, eastOne}},
		{
			name: "neither is there", change: []string{eastOne, eastTwo}, failed: true,
			lost: map[string]error{"health.us-east-1.amazonaws.com": refused, "health.us-east-2.amazonaws.com": noSuchHost("health.us-east-2.amazonaws.com")},
		},
		{name: "a broken connection", lost: map[string]error{"health.us-east-1.amazonaws.com": broken}, change: []string{eastOne}, read: []string{eastOne, eastTwo}, failed: true},
		{name: "FIPS", canonical: "health.us-east-1.amazonaws.com.", environment: map[string]string{"AWS_USE_FIPS_ENDPOINT": "true"}, change: []string{"health-fips.us-east-2.amazonaws.com us-east-2"}},
		{name: "a custom endpoint", canonical: "health.us-east-2.amazonaws.com.", environment: map[string]string{"AWS_ENDPOINT_URL_HEALTH": "http://my-health:1"}, change: []string{"my-health:1 us-east-1"}},
		{name: "China", canonical: "health.us-east-2.amazonaws.com.", region: "cn-northwest-1", change: []string{"health.cn-northwest-1.amazonaws.com.cn cn-northwest-1"}},
		{name: "GovCloud", canonical: "health.us-east-2.amazonaws.com.", region: "us-gov-west-1", change: []string{"health.us-gov-west-1.amazonaws.com us-gov-west-1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			shared(t, "[default]\nregion = eu-west-1\n", keys("default", demoManagement))
			for k, v := range tt.environment {
				t.Setenv(k, v)
			}
			if tt.region == "" {
				tt.region = health.Call.GlobalRegion("aws")
			}
			if tt.read == nil {
				tt.read = tt.change
			}
			for _, c := range []struct {
				call   *catalog.Call
				want   []string
				failed bool
			}{{health.Call, tt.change, tt.failed}, {health.Status, tt.read, tt.failed && len(tt.read) == len(tt.change)}} {
				n := &network{to: replier{status: http.StatusOK}, name: tt.canonical, lost: tt.lost}
				s, f := open(t.Context(), &Options{Transport: n}, "", nil)
				if f != nil {
					t.Fatal(f)
				}
				_, err := rawcall.Send(t.Context(), s.in(tt.region), *c.call, nil)
				if !slices.Equal(n.sent, c.want) || (err != nil) != c.failed {
					t.Errorf("%s: sent to %q, %v; want %q", c.call.Operation, n.sent, err, c.want)
				}
				if aws := strings.HasPrefix(string(tt.region), "us-east-"); !aws && len(n.asked) > 0 {
					t.Errorf("another partition asks for %q", n.asked)
				}
			}
		})
	}
}

// A plan whose call meets a dead endpoint ends well: the other one took it, once.
func TestPlanOverFailover(t *testing.T) {
	health := service(t, "health")
	server := emulator.New(closed(health))
	n := &network{to: server.Transport(), lost: map[string]error{"health.us-east-1.amazonaws.com": noSuchHost("health.us-east-1.amazonaws.com")}}
	b := New(Options{Transport: n, Keys: &demoKeys, Store: &memoryStore{}})
	p := planFor(t, b, opening(health, demoTooling))
	wantAllDone(t, p, executePlan(t, b, p))
	for pair := range slices.Chunk(n.sent, 2) { // the status before, the change, the status after
		if want := []string{eastOne, eastTwo}; !slices.Equal(pair, want) {
			t.Errorf("sent to %q, want each to %q", n.sent, want)
		}
	}
	changed := slices.DeleteFunc(calls(server), func(c string) bool { return !strings.HasPrefix(c, "health:Enable") })
	if want := []string{"health:EnableHealthServiceAccessForOrganization us-east-2"}; !slices.Equal(changed, want) {
		t.Errorf("the server took %q, want %q", changed, want)
	}
}

// A call that the user gave up is sent nowhere else.
func TestNoFailoverOnceGivenUp(t *testing.T) {
	n := &network{to: replier{status: http.StatusOK}, lost: map[string]error{"health.us-east-1.amazonaws.com": context.Canceled}}
	s, f := open(t.Context(), &Options{Transport: n, Keys: &demoKeys}, "", nil)
	if f != nil {
		t.Fatal(f)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := rawcall.Send(ctx, s.in("us-east-1"), *service(t, "health").TrustedAccess.Status, nil)
	if !errors.Is(err, context.Canceled) || len(n.sent) > 1 {
		t.Errorf("%v, sent to %q", err, n.sent)
	}
}
