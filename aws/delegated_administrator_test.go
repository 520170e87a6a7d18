package aws

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/plan"
	"deputy/model/sample"
)

// anyService is a transport to a server that ignores for which service delegated
// administrators are listed, and that carries no change out if it loses them.
type anyService struct {
	to    http.RoundTripper
	loses bool
}

func (a anyService) RoundTrip(r *http.Request) (*http.Response, error) {
	switch operation := r.Header.Get("X-Amz-Target"); {
	case a.loses && strings.HasSuffix(strings.ToLower(operation), "registerdelegatedadministrator"):
		return nil, io.ErrUnexpectedEOF
	case !strings.HasSuffix(operation, ".ListDelegatedAdministrators"):
		return a.to.RoundTrip(r)
	}
	asked := map[string]any{}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, err
	}
	delete(asked, "ServicePrincipal")
	text, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return a.to.RoundTrip(r)
}

// On a server that lists the administrators of every service, reading back tells
// what was done and what was not: demoTooling is the administrator of others.
func TestReadingBackWhereTheServiceIsIgnored(t *testing.T) {
	for _, operation := range []string{"RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"} {
		for loses, want := range map[bool]plan.Result{false: plan.ResultDone, true: plan.ResultUnknown} {
			t.Run(operation, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := emulator.New(sample.Demo())
					b := New(Options{Transport: anyService{s.Transport(), loses}, Demo: true})
					read(t, b)
					step := stepOf(operation)
					if o := b.Execute(t.Context(), step); o.Result != want || isCarriedOut(s, step) == loses {
						t.Errorf("lost %t: %v, %s", loses, o.Result, outcomeText(o))
					}
				})
			})
		}
	}
}

// Who is delegated administrator of a service is the same whether that service is
// asked about or the whole organization is read.
func TestAdministratorsByEitherReading(t *testing.T) {
	s := emulator.New(sample.Demo())
	for name, to := range map[string]http.RoundTripper{"AWS": s.Transport(), "service ignored": anyService{to: s.Transport()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := New(Options{Transport: to, Demo: true})
				whole, _ := read(t, b, model.WantDelegations{})
				principals := append(whole.DelegatedPrincipals(), "macie.amazonaws.com")
				if len(principals) < 3 {
					t.Fatalf("only %q", principals)
				}
				for _, p := range principals {
					one, _ := read(t, b, model.WantFresh{Token: "1", Principals: []model.Principal{p}})
					got, status := one.DelegatedAdministrators(p)
					want, _ := whole.DelegatedAdministrators(p)
					if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || !status.Known() {
						t.Errorf("%s, %+v (-the organization +the service):\n%s", p, status, diff)
					}
				}
			})
		})
	}
}

// An account that is listed, and whose own list cannot be read, is not known to
// be the administrator.
func TestAdministratorThatIsNotConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: "ListDelegatedServicesForAccount"}}}))
		b := unpaced(s)
		const principal model.Principal = "guardduty.amazonaws.com"
		r, _ := read(t, b, model.WantFresh{Token: "1", Principals: []model.Principal{principal}})
		if _, status := r.DelegatedAdministrators(principal); status.Gap == nil || status.Gap.Operation != listServicesOperation {
			t.Errorf("%+v", status)
		}
		step := stepOf("RegisterDelegatedAdministrator")
		if o := b.Execute(t.Context(), step); o.Result != plan.ResultNotVisible || !isCarriedOut(s, step) {
			t.Errorf("%v, %s", o.Result, outcomeText(o))
		}
	})
}
