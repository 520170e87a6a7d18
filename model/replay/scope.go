package replay

import (
	"slices"
	"strings"
	"sync"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/iam"
	"deputy/model/scp"
)

// facts are things that an event says of a call, and that policies may ask for.
type facts uint32

const (
	factAddress facts = 1 << iota
	factNetwork
	factAgent
	factTime
	factMFA
	factToken
	factUser
	factSource
	factProvider
	factTLS
	factDelivery
	factParameters
	factEverything facts = 1<<iota - 1
)

// keyFacts are the facts from which the condition keys of an event follow. Who made
// the call and in which Region are told apart anyway.
var keyFacts = map[string]facts{
	"aws:sourceip": factAddress, "aws:vpcsourceip": factAddress | factNetwork,
	"aws:sourcevpce": factNetwork, "aws:sourcevpc": factNetwork, "aws:sourcevpcarn": factNetwork, "aws:vpceaccount": factNetwork,
	"aws:vpceorgid": factNetwork, "aws:vpceorgpaths": factNetwork,
	"aws:useragent": factAgent, "aws:currenttime": factTime, "aws:epochtime": factTime,
	"aws:multifactorauthpresent": factMFA, "aws:multifactorauthage": factMFA, "aws:tokenissuetime": factToken,
	"aws:userid": factUser, "aws:sourceidentity": factSource, "aws:federatedprovider": factProvider,
	"aws:securetransport": factTLS, "s3:tlsversion": factTLS, "ec2:roledelivery": factDelivery,
}

// scope is what the policies of an organization ask of calls of one action.
type scope struct {
	changed bool // the edits may do something to its calls
	action  string
	known   bool // AWS's reference has the action
	facts   facts
	tests   []resourceTest
	special bool // some resources have rules of their own
	rawARN  bool // the resource's ARN matters as it stands
	owner   bool // it matters who owns the resource

	parameters     []string // condition keys that a parameter may have
	tagKeys        []string // of them, those of tags
	everyParameter bool     // the parameters matter as they stand

	needs []string // permissions that AWS may check with its calls, and that the edits may deny

	raw [kindCount]bool // values of the kind matter as they stand: a policy variable has them

	request  *scp.Request // of the action, with everything else open
	orgPaths bool         // it matters where accounts are
	lock     sync.RWMutex
	places   map[string]string // by the class of the account
}

// resourceTest is a resource of a statement's list.
type resourceTest struct {
	statement *scp.Statement
	index     int
}

// maxTests is with how many resources of policies a call's resource is compared, at
// most, to see whether two resources are alike.
const maxTests = 128

// scopeOf returns what the documents ask of an action.
func scopeOf(documents []*scp.Document, action string, known bool) *scope {
	request := scp.NewRequest(action, scp.OpenResource(), scp.Open)
	s := &scope{action: action, known: known, request: request}
	rcps := false
	for _, d := range documents {
		if d.Broken() {
			s.everything()
			continue
		}
		rcps = rcps || d.Type == scp.RCP
		for i := range d.Statements {
			if st := &d.Statements[i]; st.Concerns(request) {
				s.addStatement(st, d)
			}
		}
	}
	if rcps && scp.RCPCovers(action) {
		s.owner = true
	}
	s.rawARN = s.rawARN || len(s.tests) > maxTests
	s.special = s.owner || strings.HasPrefix(action, "bedrock:")
	return s
}

// addStatement adds what a statement asks for.
func (s *scope) addStatement(st *scp.Statement, d *scp.Document) {
	for key, facts := range keyFacts {
		if s.facts&facts != facts && st.UsesKey(key) {
			s.facts |= facts
		}
	}
	variables := hasVariables(d, st)
	if variables {
		s.addVariables(st, d)
	}
	for i := range st.Comparisons {
		key := strings.ToLower(st.Comparisons[i].Key.Value)
		s.addKey(key, st.Comparisons[i].Key.Value)
	}
	s.orgPaths = s.orgPaths || st.UsesKey("aws:PrincipalOrgPaths") || st.UsesKey("aws:ResourceOrgPaths")
	s.owner = s.owner || st.UsesKey("aws:ResourceAccount") || st.UsesKey("aws:ResourceOrgID") || st.UsesKey("aws:ResourceOrgPaths")
	if !st.Resource.Not && len(st.Resource.Values) == 1 && st.Resource.Values[0].Value == "*" {
		return
	}
	s.rawARN = s.rawARN || variables
	for i := range st.Resource.Values {
		s.tests = append(s.tests, resourceTest{st, i})
	}
}

// everything says that all matters as it stands.
func (s *scope) everything() {
	s.facts, s.rawARN, s.owner, s.everyParameter, s.orgPaths = factEverything, true, true, true, true
	for k := range s.raw {
		s.raw[k] = true
	}
}

// addVariables adds what a statement with policy variables may compare with each
// other: the values of these kinds matter as they stand.
func (s *scope) addVariables(st *scp.Statement, d *scp.Document) {
	lower := strings.ToLower(d.Text[st.Span.Start:st.Span.End])
	if strings.Contains(lower, `\u`) {
		s.everything()
		return
	}
	for k, keys := range kindKeys {
		s.raw[k] = s.raw[k] || slices.ContainsFunc(keys, st.UsesKey)
	}
	for _, word := range []string{"requesttag", "tagkeys", "sts:", "s3:x-amz", "ec2:instancetype"} {
		if strings.Contains(lower, word) {
			s.facts |= factParameters
			s.everyParameter = true
		}
	}
	s.raw[kindAccount] = s.raw[kindAccount] || strings.Contains(lower, "account") || strings.Contains(lower, "orgpaths")
	s.raw[kindPrincipal] = s.raw[kindPrincipal] || s.raw[kindAccount]
}

// addKey adds a key that a statement compares and that a parameter may have.
func (s *scope) addKey(key, written string) {
	tag := strings.HasPrefix(key, "aws:requesttag/") || key == "aws:tagkeys"
	if tag {
		s.tagKeys = append(s.tagKeys, written)
	}
	if tag || strings.HasPrefix(key, "sts:") || strings.HasPrefix(key, "s3:x-amz") || key == "ec2:instancetype" {
		s.facts |= factParameters
		s.parameters = append(s.parameters, written)
	}
}

// documents returns the policies of readings, each once.
func documents(readings ...*model.Reading) (out []*scp.Document) {
	has := map[*scp.Document]bool{}
	for _, r := range readings {
		for _, t := range model.Evaluated() {
			for _, p := range r.Policies(t) {
				d := r.ParsedDocument(p.ID, t)
				if d != nil && !has[d] {
					has[d] = true
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// action names an action as an event does.
type action struct {
	source, name string
	on           string // what else tells actions of Amazon S3 apart
}

// actionOf returns the name of an event's action.
func actionOf(e *cloudtrail.Event) action {
	key := action{source: e.Source, name: e.Name}
	if e.DependsOnParameters() {
		key.on, _ = e.Action()
	}
	return key
}

// clone returns a name that does not hold on to a larger text.
func (a action) clone() action {
	return action{strings.Clone(a.source), strings.Clone(a.name), strings.Clone(a.on)}
}

// scope returns the scope of an event's action.
func (p *Replayer) scope(e *cloudtrail.Event, key action) *scope {
	p.lock.RLock()
	s := p.scopes[key]
	p.lock.RUnlock()
	if s != nil {
		return s
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	if s := p.scopes[key]; s != nil {
		return s
	}
	name, known := e.Action()
	name = strings.Clone(name)
	if s = p.byAction[name]; s == nil || s.known != known {
		s = scopeOf(p.documents, name, known)
		s.changed = p.changes(name)
		s.needs = slices.DeleteFunc(slices.Clone(iam.Dependent(name)), func(permission string) bool { return !p.changes(permission) })
		p.byAction[name] = s
	}
	if len(p.scopes) < maxScopes {
		p.scopes[key.clone()] = s
	}
	return s
}

// changes reports whether the edits may do something to calls of an action: they move
// an account, or a policy that they add or take away says something of the action or
// cannot be evaluated.
func (p *Replayer) changes(action string) bool {
	request := scp.NewRequest(action, scp.OpenResource(), scp.Open)
	return len(p.edits.Moves) > 0 || slices.ContainsFunc(p.changed, func(d *scp.Document) bool {
		return d.Broken() || slices.ContainsFunc(d.Statements, func(s scp.Statement) bool { return s.Concerns(request) })
	})
}

// maxScopes is how many names of events are remembered: those of AWS, and not any
// that a file may bring.
const maxScopes = 50_000
