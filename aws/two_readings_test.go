package aws

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/codec"
	"deputy/model/sample"
)

// unfiltered is a transport to a server that ignores the filter by policy type:
// lists have the policies of every type.
type unfiltered struct{ to http.RoundTripper }

func (u unfiltered) RoundTrip(r *http.Request) (*http.Response, error) {
	if operation := r.Header.Get("X-Amz-Target"); !strings.HasSuffix(operation, ".ListPolicies") && !strings.HasSuffix(operation, ".ListPoliciesForTarget") {
		return u.to.RoundTrip(r)
	}
	asked := map[string]any{}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, err
	}
	var answer *http.Response
	all := []any{}
	for _, filter := range model.PolicyTypes() {
		asked["Filter"] = filter
		for delete(asked, "NextToken"); ; {
			page, a, err := u.send(r, asked)
			if err != nil {
				return nil, err
			}
			answer = a
			policies, _ := page["Policies"].([]any)
			all = append(all, policies...)
			if asked["NextToken"] = page["NextToken"]; asked["NextToken"] == nil {
				break
			}
		}
	}
	text, err := json.Marshal(map[string]any{"Policies": all})
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return answer, err
}

func (u unfiltered) send(r *http.Request, asked map[string]any) (map[string]any, *http.Response, error) {
	text, err := json.Marshal(asked)
	if err != nil {
		return nil, nil, err
	}
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	a, err := u.to.RoundTrip(r)
	if err != nil {
		return nil, nil, err
	}
	page := map[string]any{}
	return page, a, json.NewDecoder(a.Body).Decode(&page)
}

// withoutFull returns the demo organization on a server that is not AWS: some of
// its nodes have no SCP at all.
func withoutFull(none func(a model.Attachment) bool) *model.Snapshot {
	s := sample.Demo()
	s.Attachments = slices.DeleteFunc(s.Attachments, none)
	return s
}

// TestBothReadingsSayTheSame ensures that what is attached to an account is the
// same whether its levels are read, or the whole organization, or a saved
// reading: also on servers that differ from AWS.
func TestBothReadingsSayTheSame(t *testing.T) {
	noPolicy := withoutFull(func(a model.Attachment) bool { return a.Policy == model.FullAWSAccess })
	noPolicy.Policies = slices.DeleteFunc(noPolicy.Policies, func(p model.Policy) bool { return p.ID == model.FullAWSAccess })
	for name, to := range map[string]http.RoundTripper{
		"AWS":            emulator.New(sample.Demo()).Transport(),
		"filter ignored": unfiltered{emulator.New(sample.Demo()).Transport()},
		"accounts without FullAWSAccess": emulator.New(withoutFull(func(a model.Attachment) bool {
			return a.Policy == model.FullAWSAccess && model.IsAccountID(string(a.Target))
		})).Transport(),
		"one account without FullAWSAccess": emulator.New(withoutFull(func(a model.Attachment) bool {
			return a.Policy == model.FullAWSAccess && a.Target == demoTooling.Node()
		})).Transport(),
		"no FullAWSAccess": emulator.New(noPolicy).Transport(),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := New(Options{Transport: to, Demo: true})
				whole, _ := read(t, b, everything...)
				if gaps := whole.Gaps(); len(gaps) > 0 {
					t.Errorf("gaps %v", gaps)
				}
				saved := saveAndOpen(t, whole.Freeze(time.Now()))
				for _, account := range whole.Freeze(time.Now()).Accounts {
					levels, _ := read(t, b, model.WantLadder{Node: account.ID})
					for _, policyType := range model.Evaluated() {
						want := attachedTo(levels, account.ID, policyType)
						if diff := cmp.Diff(want, attachedTo(whole, account.ID, policyType), cmpopts.EquateEmpty()); diff != "" {
							t.Errorf("%s (-its levels +the organization):\n%s", account.Name, diff)
						}
						if diff := cmp.Diff(want, attachedTo(saved, account.ID, policyType), cmpopts.EquateEmpty()); diff != "" {
							t.Errorf("%s (-its levels +the saved reading):\n%s", account.Name, diff)
						}
					}
				}
			})
		})
	}
}

// TestBothReadingsOfALargeOrganization ensures the same where asking for the
// targets of FullAWSAccess takes long: only AWS is relied on to have it
// everywhere.
func TestBothReadingsOfALargeOrganization(t *testing.T) {
	for endpoint, relied := range map[string]bool{"": true, "https://vpce-1.organizations.us-east-1.vpce.amazonaws.com": true, "http://elsewhere.example": false} {
		t.Run(endpoint, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				large := sample.Large(1_200, 20, 3)
				bare := large.Accounts[len(large.Accounts)/2].ID
				large.Attachments = slices.DeleteFunc(large.Attachments, func(a model.Attachment) bool {
					full := a.Policy == model.FullAWSAccess
					return full && a.Target == bare || !full && !model.IsRootID(string(a.Target))
				})
				s := emulator.New(large)
				b := New(Options{Transport: s.Transport(), Pace: 100, Endpoint: endpoint, Keys: &Keys{ID: "AKIA" + string(large.Organization.Management) + "DEMO", Secret: "x"}})
				whole, _ := read(t, b, model.WantTree{}, model.WantPolicies{})
				levels, _ := read(t, b, model.WantLadder{Node: bare})
				same := cmp.Equal(attachedTo(levels, bare, model.ServiceControlPolicy), attachedTo(whole, bare, model.ServiceControlPolicy), cmpopts.EquateEmpty())
				if gaps := whole.Gaps(); len(gaps) > 0 || same == relied {
					t.Errorf("the same %t, gaps %v", same, gaps)
				}
			})
		})
	}
}

// saveAndOpen saves a reading and opens it again. It must hold every policy that
// it names.
func saveAndOpen(t *testing.T, s *model.Snapshot) *model.Reading {
	t.Helper()
	for _, a := range s.Attachments {
		if !slices.ContainsFunc(s.Policies, func(p model.Policy) bool { return p.ID == a.Policy }) {
			t.Errorf("%s is attached to %s, and the saved reading does not hold it", a.Policy, a.Target)
		}
	}
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: reopened(t, s)})
	return r
}

// reopened writes a reading to a file and reads that.
func reopened(t *testing.T, s *model.Snapshot) *model.Snapshot {
	t.Helper()
	var file bytes.Buffer
	if err := codec.Encode(&file, s); err != nil {
		t.Fatal(err)
	}
	opened, err := codec.Decode(t.Context(), &file)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// attachedTo returns what is attached at each level above an account, with
// whether the list is known. RCPFullAWSAccess is attached everywhere and says
// nothing.
func attachedTo(r *model.Reading, id model.NodeID, t model.PolicyType) map[string][]model.PolicyID {
	all := map[string][]model.PolicyID{}
	for _, level := range r.Ladder(id, t) {
		name := string(level.Node.ID)
		if !level.Status.Known() {
			name += " not known"
		}
		all[name] = slices.DeleteFunc(slices.Clone(level.Policies), func(p model.PolicyID) bool { return p == model.RCPFullAWSAccess })
	}
	return all
}
