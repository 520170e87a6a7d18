package escalation

import (
	"regexp"
	"slices"
	"strings"

	"deputy/model/iam"
	"deputy/model/scp"
)

// ordinary are actions that stand for those that a statement with NotAction, or
// with wildcards, denies.
var ordinary = []string{
	"ec2:RunInstances", "s3:PutBucketPolicy", "lambda:CreateFunction", "dynamodb:PutItem", "kms:Decrypt", "iam:CreateUser", "organizations:LeaveOrganization", "sqs:SendMessage",
}

// maxExamples is how many actions of a statement are tried.
const maxExamples = 6

// lore is what attacks on many accounts have in common: what was found out about
// policies and their statements.
type lore struct {
	documents  map[*scp.Document]*documentLore
	statements map[*scp.Statement]*statementLore
	ways       int // of all statements
}

func newLore() *lore {
	return &lore{documents: map[*scp.Document]*documentLore{}, statements: map[*scp.Statement]*statementLore{}}
}

type documentLore struct {
	keys    []string // of tags and source identities that the policy compares, in lower case
	regions []string // that the policy names
}

type statementLore struct {
	examples []string                // actions that the statement is about
	grave    bool                    // see isGrave
	ways     map[string]*scp.Request // by action: a request that the statement denies
}

// region is what a Region is called.
var region = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d$`)

// learn returns what is known of a policy.
func (l *lore) learn(d *scp.Document) *documentLore {
	known := l.documents[d]
	if known != nil {
		return known
	}
	known = &documentLore{}
	for i := range d.Statements {
		for k := range d.Statements[i].Comparisons {
			c := &d.Statements[i].Comparisons[k]
			switch key := strings.ToLower(c.Key.Value); {
			case identityOf(key) == byTag || identityOf(key) == bySourceIdentity:
				known.keys = appendNew(known.keys, key)
			case strings.EqualFold(key, requestedRegion):
				for _, v := range c.Values {
					if region.MatchString(v.Value) {
						known.regions = appendNew(known.regions, v.Value)
					}
				}
			}
		}
	}
	l.documents[d] = known
	return known
}

// of returns what is known of a statement.
func (l *lore) of(s *scp.Statement) *statementLore {
	known := l.statements[s]
	if known == nil {
		known = &statementLore{examplesOf(s), isGrave(s), map[string]*scp.Request{}}
		l.statements[s] = known
	}
	return known
}

// denial returns an attacker's request for an action filled in so that the
// statement denies it. It returns nil where that takes more than filling in, and
// reports whether it is possible at all.
func (l *lore) denial(s *scp.Statement, action string, q *scp.Request) (way *scp.Request, possible bool) {
	known, need := l.of(s), [][]*scp.Statement{{s}}
	if way = known.ways[action]; way != nil {
		if way = scp.Refill(way, nil, need, q); way != nil {
			return way, true
		}
	}
	if way, possible = scp.Possible(nil, need, q); way != nil {
		l.remember(known, action, way)
	}
	return way, possible
}

// mostWays is how many requests are kept: they are large, and each statement has
// some for every action.
const mostWays = 1000

// remember keeps a request that a statement denies. Where there are too many, all
// others are forgotten.
func (l *lore) remember(s *statementLore, action string, way *scp.Request) {
	if l.ways++; l.ways > mostWays {
		l.ways = 1
		for _, other := range l.statements {
			clear(other.ways)
		}
	}
	s.ways[action] = way
}

// examplesOf returns some actions that a statement is about.
func examplesOf(s *scp.Statement) []string {
	var out []string
	about := func(action string) bool {
		return s.Explain(scp.NewRequest(action, scp.OpenResource(), scp.Open)).Action == scp.True
	}
	if !s.Action.Not {
		for _, v := range s.Action.Values {
			if len(out) < maxExamples && !strings.ContainsAny(v.Value, "*?") && strings.Contains(v.Value, ":") {
				out = append(out, v.Value)
			}
		}
	}
	for _, action := range ordinary {
		if len(out) < maxExamples && !slices.Contains(out, action) && about(action) {
			out = append(out, action)
		}
	}
	if len(out) > 0 || s.Action.Not {
		return out
	}
	for _, v := range s.Action.Values {
		prefix, _, _ := strings.Cut(v.Value, ":")
		service := ""
		iam.AnyAction(func(name string) bool { service = name; return strings.EqualFold(name, prefix) }, func(name string) bool {
			if action := service + ":" + name; about(action) {
				out = append(out, action)
			}
			return len(out) >= maxExamples
		})
	}
	return out
}

// guarded are actions against identities, logging and the organization itself. A
// statement that denies one of them protects the other guardrails as well.
var guarded = []string{
	"iam:CreateUser", "iam:CreateAccessKey", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "organizations:LeaveOrganization", "account:CloseAccount",
}

// logging are services that record or find what an attacker does.
var logging = []string{"cloudtrail", "config", "guardduty", "securityhub", "detective", "macie2", "inspector2", "access-analyzer"}

// isGrave reports whether a statement protects identities, logging or the
// organization: who is exempt from it can cover tracks or lift other guardrails.
func isGrave(s *scp.Statement) bool {
	for _, action := range guarded {
		if s.Explain(scp.NewRequest(action, scp.OpenResource(), scp.Open)).Action == scp.True {
			return true
		}
	}
	return !s.Action.Not && slices.ContainsFunc(s.Action.Values, func(v scp.Text) bool {
		service, _, _ := strings.Cut(strings.ToLower(v.Value), ":")
		return slices.Contains(logging, service)
	})
}
