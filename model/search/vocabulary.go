package search

import (
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Vocabulary is what an organization's own SCPs and RCPs name without
// wildcards, for completing what is typed. It does not change; make a new one
// when documents were read.
type Vocabulary struct {
	Accounts *Directory // whom owners are found in; nil for nobody

	actions    []string
	principals []string // in short, as PrincipalARN takes them
	resources  []string
	keys       []string            // as the policies write them
	values     map[string][]string // of a condition key in small letters
}

// VocabularyBuilder gathers a vocabulary, from some policies at a time: to read many for
// the first time takes longer than a key may.
type VocabularyBuilder struct {
	left []model.PolicyID

	actions, principals, resources, keys map[string]bool
	values                               map[string]map[string]bool
}

// NewVocabularyBuilder begins to gather what the SCPs and RCPs name that were read.
func NewVocabularyBuilder(r *model.Reading) *VocabularyBuilder {
	l := &VocabularyBuilder{
		actions: map[string]bool{}, principals: map[string]bool{}, resources: map[string]bool{}, keys: map[string]bool{},
		values: map[string]map[string]bool{},
	}
	for p := range r.AllPolicies() {
		if p.Type == model.ServiceControlPolicy || p.Type == model.ResourceControlPolicy {
			l.left = append(l.left, p.ID)
		}
	}
	return l
}

// Next takes so many policies more, and tells whether that were all.
func (l *VocabularyBuilder) Next(r *model.Reading, policies int) (done bool) {
	n := min(policies, len(l.left))
	for _, id := range l.left[:n] {
		p := r.Policy(id)
		if p == nil {
			continue // gone meanwhile
		}
		if d := r.Parsed(id, p.Type); d != nil {
			for i := range d.Statements {
				l.statement(&d.Statements[i])
			}
		}
	}
	l.left = l.left[n:]
	return len(l.left) == 0
}

// Vocabulary gives what was gathered.
func (l *VocabularyBuilder) Vocabulary() *Vocabulary {
	v := &Vocabulary{
		actions: sorted(l.actions), principals: sorted(l.principals), resources: sorted(l.resources), keys: sorted(l.keys),
		values: make(map[string][]string, len(l.values)),
	}
	for key, values := range l.values {
		v.values[key] = sorted(values)
	}
	return v
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

func (l *VocabularyBuilder) statement(s *scp.Statement) {
	for _, a := range s.Action.Values {
		if strings.Contains(a.Value, ":") && verdict.IsLiteral(a.Value) {
			l.actions[a.Value] = true
		}
	}
	for _, x := range s.Resource.Values {
		if _, err := model.ParseARN(x.Value); err == nil && verdict.IsLiteral(x.Value) {
			l.resources[x.Value] = true
		}
	}
	for i := range s.Comparisons {
		l.comparison(&s.Comparisons[i])
	}
}

func (l *VocabularyBuilder) comparison(c *scp.Comparison) {
	key := strings.ToLower(c.Key.Value)
	l.keys[c.Key.Value] = true
	if c.Operator.Family == scp.Existence {
		return // its values tell whether the key is there
	}
	for _, v := range c.Values {
		if key == "aws:principalarn" {
			if short := shortPrincipal(v.Value); short != "" {
				l.principals[short] = true
			}
		}
		if verdict.IsLiteral(v.Value) && v.Value != "" {
			if l.values[key] == nil {
				l.values[key] = map[string]bool{}
			}
			l.values[key][v.Value] = true
		}
	}
}

// shortPrincipal gives a principal that policies name in any account, such as
// role/OrgAdmin of arn:aws:iam::*:role/OrgAdmin; empty if it is a pattern of
// many. The role of a permission set ends in what only the account knows.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
func shortPrincipal(arn string) string {
	a, err := model.ParseARN(arn)
	if err != nil || a.Service != "iam" {
		return ""
	}
	last := a.Resource[strings.LastIndexByte(a.Resource, '/')+1:]
	if set, ok := strings.CutPrefix(last, verdict.ReservedRole); ok {
		set = strings.TrimSuffix(strings.TrimRight(set, "*"), "_")
		region, placed := strings.CutPrefix(strings.TrimSuffix(a.Resource, last), "role/"+verdict.ReservedRolePath)
		switch {
		case set == "" || !verdict.IsLiteral(set):
			return ""
		case placed && verdict.IsLiteral(region):
			return "sso/" + region + set
		default:
			return "sso/" + set
		}
	}
	if a.Resource == "root" || !verdict.IsLiteral(a.Resource) {
		return ""
	}
	return a.Resource
}
