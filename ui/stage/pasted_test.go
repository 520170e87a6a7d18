package stage_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// requireTags is the policy of the demo that AWS names in deniedByTags.
const requireTags = model.PolicyID("p-pft75v2s")

const deniedByTags = "User: arn:aws:sts::444455556666:assumed-role/App/s is not authorized to perform: ec2:RunInstances on resource: " +
	"arn:aws:ec2:eu-west-1:444455556666:volume/* with an explicit deny in a service control policy: " +
	"arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-pft75v2s"

// switching is a transport that is one server's until it is another's.
type switching struct {
	to atomic.Pointer[http.RoundTripper]
}

func (s *switching) RoundTrip(r *http.Request) (*http.Response, error) {
	return (*s.to.Load()).RoundTrip(r)
}

func (s *switching) use(t http.RoundTripper) { s.to.Store(&t) }

// What AWS says of a denial is held against the policies and the place of the
// account as they are when the text is pasted, whatever was read before.
func TestPastedDenialIsHeldAgainstWhatThereIsNow(t *testing.T) {
	t.Parallel()
	concluded := "so volume/* had no tag"
	for _, c := range []struct {
		name  string
		edit  func(*model.Snapshot)
		says  []string
		never string
	}{
		{"unchanged", func(*model.Snapshot) {}, []string{concluded + " team", "has changed since the denial"}, "any more"},
		{"edited", func(s *model.Snapshot) {
			d := s.Documents[requireTags]
			d.Text = strings.ReplaceAll(d.Text, "aws:RequestTag/team", "aws:RequestTag/owner")
			s.Documents[requireTags] = d
		}, []string{concluded + " owner"}, concluded + " team"},
		{"detached", func(s *model.Snapshot) {
			s.Attachments = slices.DeleteFunc(s.Attachments, func(a model.Attachment) bool { return a.Policy == requireTags })
		}, []string{"no longer applies to this", "draws no conclusion"}, concluded},
		{"moved", func(s *model.Snapshot) {
			for i := range s.Accounts {
				if s.Accounts[i].ID == payments {
					s.Accounts[i].Parent = "ou-4x9a-60ufpbms"
				}
			}
		}, []string{"no longer applies to this", "draws no conclusion"}, concluded},
		{"gone", func(s *model.Snapshot) {
			s.Accounts = slices.DeleteFunc(s.Accounts, func(n model.Node) bool { return n.ID == payments })
		}, []string{"could not read where", "draws no conclusion"}, concluded},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, faults := range []emulator.Faults{{}, {NoPaths: true}} {
				if faults.NoPaths && c.name != "moved" { // where the account is, is found in another way
					continue
				}
				way := &switching{}
				play(t, setting{h: 60, w: 160, faults: faults, between: func(first http.RoundTripper) http.RoundTripper {
					way.use(first)
					return way
				}}, func(r *rig) {
					r.loaded()
					r.found("payments-prod")
					r.Wait(2 * time.Second)
					then := sample.Demo()
					c.edit(then)
					way.use(emulator.New(then, emulator.WithFaults(faults)).Transport())
					r.Paste(deniedByTags)
					r.Wait(5 * time.Second)
					r.shows(c.says...)
					if r.Shows(c.never) {
						t.Errorf("it says %q of what there was:\n%s", c.never, r.Frame())
					}
				})
			}
		})
	}
}

// The policies above the resource's owner are read again as well, where an RCP has
// denied the request.
func TestOwnersPoliciesAreReadAgain(t *testing.T) {
	t.Parallel()
	const tls = model.PolicyID("p-ompzom75")
	const pasted = "User: arn:aws:sts::444455556666:assumed-role/App/s is not authorized to perform: sqs:SendMessage on resource: " +
		"arn:aws:sqs:eu-west-1:880087747607:q with an explicit deny in a resource control policy: " +
		"arn:aws:organizations::111122223333:policy/o-4x9acme2k7/resource_control_policy/p-ompzom75"
	for _, detached := range []bool{false, true} {
		way := &switching{}
		play(t, setting{h: 60, w: 160, between: func(first http.RoundTripper) http.RoundTripper {
			way.use(first)
			return way
		}}, func(r *rig) {
			r.loaded()
			r.found("payments-prod")
			r.Wait(2 * time.Second)
			then := sample.Demo()
			if detached {
				then.Attachments = slices.DeleteFunc(then.Attachments, func(a model.Attachment) bool { return a.Policy == tls })
			}
			way.use(emulator.New(then).Transport())
			r.Paste(pasted)
			r.Wait(10 * time.Second)
			if detached {
				r.shows("RCPRequireTLS, which AWS names, no longer applies to this")
			} else {
				r.shows("RCPRequireTLS, statement 1, because AWS names the policy: so the request does not use TLS")
			}
		})
	}
}
