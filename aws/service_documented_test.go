package aws

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
)

// documentedService are what AWS documents of the delegation of a service. They stand
// beside the catalog, which the code goes by, so that each is held against
// the other.
type documentedService struct {
	api        string // whose API registers
	principals []model.Principal
	calls      map[string]documentedCall // by verb: register, further, remove, list, and access and status of trusted access
}

// documentedCall are one call as it is documented.
type documentedCall struct {
	regions    string // each, any, or the only one
	delegate   bool   // the delegate makes the call itself
	api        string // the name that it is signed for
	operation  string
	method     string
	path       string
	target     string
	parameters map[string]documentedParameter // by their name on the wire
}

// documentedParameter are what is sent for a parameter.
type documentedParameter struct {
	value    string // ACCOUNT, PRINCIPAL, FEATURE, TOKEN, or the value itself
	optional bool
	query    bool // it travels in the query string
}

// documentedServices reads what AWS documents of each service.
func documentedServices(t testing.TB) map[model.ServiceID]documentedService {
	t.Helper()
	text, err := os.ReadFile("testdata/service_calls.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[model.ServiceID]documentedService{}
	calls := map[string]map[string]documentedCall{}
	for line := range strings.Lines(string(text)) {
		switch f := strings.Fields(line); {
		case len(f) == 4 && f[0] == "service":
			r := documentedService{api: f[2]}
			for p := range strings.SplitSeq(f[3], ",") {
				r.principals = append(r.principals, model.Principal(p))
			}
			all[model.ServiceID(f[1])] = r
		case len(f) == 10 && f[0] == "call":
			if calls[f[1]] == nil {
				calls[f[1]] = map[string]documentedCall{}
			}
			calls[f[1]][f[2]] = callOf(f)
		case f[0] != "#":
			t.Fatalf("the facts have the line %q", line)
		}
	}
	for id, r := range all {
		r.calls = map[string]documentedCall{}
		for _, verb := range []string{"register", "further", "remove", "list", "access", "status"} {
			for _, whose := range []string{string(id), "organizations"} {
				if c, ok := calls[whose][verb]; ok {
					r.calls[verb] = c
					break
				}
			}
		}
		all[id] = r
	}
	return all
}

func callOf(f []string) documentedCall {
	api, operation, _ := strings.Cut(f[5], ":")
	c := documentedCall{
		regions: f[3], delegate: f[4] == "delegate", api: api, operation: operation, method: f[6], path: f[7],
		target: strings.TrimSuffix(f[8], "-"), parameters: map[string]documentedParameter{},
	}
	for p := range strings.SplitSeq(strings.TrimSuffix(f[9], "-"), ",") {
		if name, value, ok := strings.Cut(p, "="); ok {
			bare := strings.TrimSuffix(strings.TrimPrefix(name, "?"), "*")
			c.parameters[bare] = documentedParameter{value, strings.HasSuffix(name, "*"), strings.HasPrefix(name, "?")}
		}
	}
	return c
}

// in returns where the call is made for an order in these Regions.
func (c documentedCall) in(regions []model.Region) []model.Region {
	switch c.regions {
	case "each":
		return regions
	case "any":
		return []model.Region{"us-east-1"} // the Region of the demo's credentials
	default:
		return []model.Region{model.Region(c.regions)}
	}
}

// made spells a call as made spells those that the server took.
func (c documentedCall) made(region model.Region, account model.AccountID, principal model.Principal) string {
	words := []string{c.api + ":" + c.operation, string(region)}
	for _, p := range c.parameters {
		switch p.value {
		case "ACCOUNT":
			words = append(words, string(account))
		case "PRINCIPAL":
			words = append(words, string(principal))
		case "ENABLE":
			words = append(words, p.value)
		}
	}
	slices.Sort(words[2:])
	if c.delegate && account != demoManagement {
		words = append(words, "as "+string(account))
	}
	return strings.Join(words, " ")
}

// TestFactsAndCatalogue holds the catalog against what AWS documents: the
// services, their principals, and every call of theirs.
func TestFactsAndCatalogue(t *testing.T) {
	all := documentedServices(t)
	if n := len(catalog.Services()); n != 42 || len(all) != n {
		t.Errorf("the catalogue has %d services, the facts %d", n, len(all))
	}
	for _, s := range catalog.Services() {
		f, ok := all[s.ID]
		if !ok {
			t.Errorf("the facts have no %s", s.ID)
			continue
		}
		var principals []model.Principal
		for _, p := range s.Principals {
			principals = append(principals, p.Name)
		}
		if !slices.Equal(principals, f.principals) {
			t.Errorf("%s has the principals %q, documented are %q", s.ID, principals, f.principals)
		}
		calls := map[string]catalog.Call{"register": s.RegisterCall(), "remove": s.RemoveCall(), "list": s.ListCall()}
		for verb, call := range map[string]*catalog.Call{"access": s.TrustedAccess.Call, "status": s.TrustedAccess.Status} {
			if c := f.calls[verb]; (call != nil) != (c.operation != "") || call != nil && c.regions != cmp.Or(string(call.GlobalRegion("aws")), "any") {
				t.Errorf("%s: the call for trusted access, %s, is %+v, documented is %+v", s.ID, verb, call, c)
			} else if call != nil {
				calls[verb] = *call
			}
		}
		for verb, call := range calls {
			c := f.calls[verb]
			if call.Service != c.api || call.Operation != c.operation || call.Method != c.method || call.Path != c.path || call.Target != c.target {
				t.Errorf("%s: the call to %s is %+v, documented is %+v", s.ID, verb, call, c)
			}
			if c.delegate != (call.Caller == catalog.PartyDelegate) {
				t.Errorf("%s: the call to %s is made by %v", s.ID, verb, call.Caller)
			}
		}
		if own := f.calls["register"]; s.Regions.Regional != (own.regions == "each") {
			t.Errorf("%s: regional is %v, documented is %s", s.ID, s.Regions.Regional, own.regions)
		}
	}
}
