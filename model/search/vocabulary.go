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
// wildcards. It helps to complete what is typed. It does not change: make
// another one when documents were read.
type Vocabulary struct {
	Accounts *Index // in which the owner of a resource is found; nil for none

	actions    []string
	principals []string // in the short form that verdict.PrincipalARN takes
	resources  []string
	keys       []string            // as the policies write them
	values     map[string][]string // of a condition key in lower case
}

// VocabularyBuilder gathers a vocabulary from some policies at a time. Reading
// many at once would delay a key press.
type VocabularyBuilder struct {
	left []model.PolicyID

	actions, principals, resources, keys map[string]bool
	values                               map[string]map[string]bool
}

// NewVocabularyBuilder returns a builder for the SCPs and RCPs of a reading.
func NewVocabularyBuilder(r *model.Reading) *VocabularyBuilder {
	b := &VocabularyBuilder{
		actions: map[string]bool{}, principals: map[string]bool{}, resources: map[string]bool{}, keys: map[string]bool{},
		values: map[string]map[string]bool{},
	}
	for p := range r.AllPolicies() {
		if p.Type == model.ServiceControlPolicy || p.Type == model.ResourceControlPolicy {
			b.left = append(b.left, p.ID)
		}
	}
	return b
}

// Next reads so many more policies, and reports whether that were all.
func (b *VocabularyBuilder) Next(r *model.Reading, policies int) (done bool) {
	n := min(policies, len(b.left))
	for _, id := range b.left[:n] {
		p := r.Policy(id)
		if p == nil {
			continue // it was deleted meanwhile
		}
		if d := r.ParsedDocument(id, p.Type); d != nil {
			for i := range d.Statements {
				b.statement(&d.Statements[i])
			}
		}
	}
	b.left = b.left[n:]
	return len(b.left) == 0
}

// Vocabulary returns what was gathered so far.
func (b *VocabularyBuilder) Vocabulary() *Vocabulary {
	v := &Vocabulary{
		actions: sorted(b.actions), principals: sorted(b.principals), resources: sorted(b.resources), keys: sorted(b.keys),
		values: make(map[string][]string, len(b.values)),
	}
	for key, values := range b.values {
		v.values[key] = sorted(values)
	}
	return v
}

// sorted returns the elements of a set in order.
func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// statement gathers what a statement names.
func (b *VocabularyBuilder) statement(s *scp.Statement) {
	for _, a := range s.Action.Values {
		if strings.Contains(a.Value, ":") && verdict.IsLiteral(a.Value) {
			b.actions[a.Value] = true
		}
	}
	for _, x := range s.Resource.Values {
		if _, err := model.ParseARN(x.Value); err == nil && verdict.IsLiteral(x.Value) {
			b.resources[x.Value] = true
		}
	}
	for i := range s.Comparisons {
		b.comparison(&s.Comparisons[i])
	}
}

// comparison gathers a condition's key and values.
func (b *VocabularyBuilder) comparison(c *scp.Comparison) {
	key := strings.ToLower(c.Key.Value)
	b.keys[c.Key.Value] = true
	if c.Operator.Family == scp.Existence {
		return // its values say whether the key is present
	}
	for _, v := range c.Values {
		if key == "aws:principalarn" {
			if short := shortPrincipal(v.Value); short != "" {
				b.principals[short] = true
			}
		}
		if verdict.IsLiteral(v.Value) && v.Value != "" {
			if b.values[key] == nil {
				b.values[key] = map[string]bool{}
			}
			b.values[key][v.Value] = true
		}
	}
}

// shortPrincipal returns a principal that policies name in any account, such as
// role/OrgAdmin for arn:aws:iam::*:role/OrgAdmin; empty if it is a pattern of
// many. The name of a permission set's role ends in a part that only the
// account knows.
//
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
