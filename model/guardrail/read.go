package guardrail

import (
	"encoding/json"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"deputy/model"
	"deputy/model/phrase"
)

// regionKey is the condition key of the Region.
const regionKey = "aws:RequestedRegion"

// file reads a whole file.
func (r *reader) file(n *yaml.Node) []Test {
	var tests []Test
	named := map[string]int{}
	r.mapping(n, "the file", field{"tests", func(n *yaml.Node) {
		r.list(n, "tests", func(n *yaml.Node) {
			t := r.test(n)
			if line, twice := named[t.Name]; twice {
				r.fail(n, "the test of line %d has the name %q too: give each its own", line, phrase.Shorten(t.Name))
			}
			named[t.Name] = t.Line
			tests = append(tests, t)
		})
	}})
	if len(tests) == 0 {
		r.fail(n, "the file has no tests: write tests: and a list")
	}
	return tests
}

// test reads one test.
func (r *reader) test(n *yaml.Node) Test {
	t := Test{Line: n.Line}
	expect := ""
	r.mapping(n, "a test", []field{
		{"name", r.into(&t.Name)},
		{"accounts", r.intoList(&t.Accounts)},
		{"levels", func(n *yaml.Node) { t.Levels = r.levels(n, "levels") }},
		{"rcps", func(n *yaml.Node) { t.RCPs = r.levels(n, "rcps") }},
		{"action", r.intoList(&t.Actions)},
		{"actions", r.intoList(&t.Actions)},
		{"principal", r.into(&t.Principal)},
		{"region", r.into(&t.Region)},
		{"resource", r.into(&t.Resource)},
		{"resourceAccount", r.into(&t.ResourceAccount)},
		{"context", func(n *yaml.Node) { t.Context = r.context(n) }},
		{"absent", r.intoList(&t.Absent)},
		{"expect", func(n *yaml.Node) {
			var err error
			expect = r.text(n)
			if t.Expect, err = ParseExpectation(expect); err != nil {
				r.fail(n, "%s", err)
			}
		}},
		{"except", func(n *yaml.Node) {
			r.intoList(&t.Except)(n)
			if _, err := Exemptions(t.Except); err != nil {
				r.fail(n, "%s", err)
			}
		}},
		{"by", r.intoList(&t.By)},
	}...)
	if what := t.wrong(); what != "" {
		r.fail(n, "%s", what)
	}
	return t
}

// wrong says what is wrong with a test as a whole; nothing if all is well.
func (t *Test) wrong() string {
	given := func(key string) bool {
		for k := range t.Context {
			if strings.EqualFold(k, key) {
				return true
			}
		}
		return false
	}
	switch alone := t.Levels != nil || t.RCPs != nil; {
	case strings.TrimSpace(t.Name) == "":
		return "the test has no name"
	case alone && t.Accounts != nil:
		return "a test has accounts or levels, not both"
	case !alone && t.Accounts == nil:
		return "the test has neither accounts nor levels"
	case alone && t.ResourceAccount != "" && !model.IsAccountID(t.ResourceAccount):
		return "resourceAccount is an account ID where a test has levels"
	case len(t.Actions) == 0:
		return "the test has no action"
	case t.Expect == 0:
		return "the test does not say what it expects: write expect: denied"
	case t.Except != nil && t.Expect != Denied:
		return "except lists who is exempt from a denial: it needs expect: denied"
	case t.By != nil && (t.Expect == Allowed || t.Expect == Unknown):
		return "by names the policy that denies: nothing denies where the test expects " + t.Expect.String()
	case t.Region != "" && given(regionKey):
		return "region and context both give " + regionKey
	}
	for _, key := range t.Absent {
		if given(key) || t.Region != "" && strings.EqualFold(key, regionKey) {
			return key + " is given and absent: a key is one of them"
		}
	}
	return ""
}

// context reads condition keys and their values.
func (r *reader) context(n *yaml.Node) map[string][]string {
	out := map[string][]string{}
	n = r.value(n)
	if n.Kind != yaml.MappingNode {
		r.fail(n, "context is a mapping of condition keys")
		return nil
	}
	r.pairs(n, func(key string, at, value *yaml.Node) {
		for other := range out {
			if strings.EqualFold(other, key) {
				r.fail(at, "duplicate key %q: AWS does not distinguish condition keys by case", phrase.Shorten(key))
			}
		}
		out[key] = r.texts(value)
	})
	return out
}

// levels reads the policies that a test brings.
func (r *reader) levels(n *yaml.Node, what string) []Level {
	out := []Level{}
	r.list(n, what, func(n *yaml.Node) {
		var l Level
		r.mapping(n, "a level", field{"id", r.into(&l.ID)}, field{"policies", func(n *yaml.Node) {
			r.list(n, "policies", func(n *yaml.Node) { l.Policies = append(l.Policies, r.policy(n)) })
		}})
		if l.ID == "" {
			r.fail(n, "the level has no id")
		}
		out = append(out, l)
	})
	if len(out) > model.MaxDepth {
		r.fail(n, "an account is never below more than %d levels", model.MaxDepth)
	}
	return out
}

// policy reads a policy: the path of its file, FullAWSAccess, or a mapping.
func (r *reader) policy(n *yaml.Node) *Policy {
	p := &Policy{Line: n.Line}
	if v := r.value(n); v.Kind != yaml.MappingNode {
		p.Path = r.text(v)
	} else {
		r.mapping(v, "a policy", field{"name", r.into(&p.Name)}, field{"file", r.into(&p.Path)}, field{"document", func(n *yaml.Node) { p.Text = r.document(n) }})
	}
	if (p.Path == fullAccess || p.Path == "RCP"+fullAccess) && p.Text == "" {
		p.Name, p.Path, p.Text = fullAccess, "", fullAccessText
	}
	if p.Name == "" {
		p.Name = strings.TrimSuffix(path.Base(strings.ReplaceAll(p.Path, `\`, "/")), ".json")
	}
	if (p.Path == "") == (p.Text == "") {
		r.fail(n, "a policy has a file or a document")
	}
	return p
}

// The AWS managed policy that SCPs begin with.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
const (
	fullAccess     = "FullAWSAccess"
	fullAccessText = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
)

// document reads the document of a policy: JSON in a text, or the same in YAML.
func (r *reader) document(n *yaml.Node) string {
	if v := r.value(n); v.Kind == yaml.ScalarNode {
		return r.text(v)
	}
	var b strings.Builder
	r.json(&b, n, 0)
	return b.String()
}

// maxNesting is how deep values may lie in each other.
const maxNesting = 64

// json writes a value as JSON.
func (r *reader) json(b *strings.Builder, n *yaml.Node, depth int) {
	n = r.value(n)
	if depth > maxNesting {
		r.fail(n, "the document is nested too deeply")
	}
	if r.err != nil {
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		b.WriteByte('{')
		separator := ""
		r.pairs(n, func(key string, _, value *yaml.Node) {
			b.WriteString(separator + quoted(key) + ":")
			separator = ","
			r.json(b, value, depth+1)
		})
		b.WriteByte('}')
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			r.json(b, item, depth+1)
		}
		b.WriteByte(']')
	default:
		// A version, such as 2012-10-17, is a date to YAML, and a text in policies.
		if plain := n.Style == 0 && (n.Tag == "!!int" || n.Tag == "!!bool" || n.Tag == "!!null") && json.Valid([]byte(n.Value)); plain {
			b.WriteString(n.Value)
		} else {
			b.WriteString(quoted(n.Value))
		}
	}
}

// quoted returns a text as a JSON string.
func quoted(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // A string always can.
	return strings.TrimSuffix(b.String(), "\n")
}
