package scp

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Small alphabets, so that what is drawn often meets.
var (
	lawActions   = []string{"*", "s3:*", "s3:Get*", "S3:getobject", "iam:Pass?ole", "ec2:*"}
	lawResources = []string{"*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${k:string}", "arn:aws:s3:::${k:other, 'x'}", "arn:aws:iam::*:role/*", "arn:*:s3:::?", "arn:aws:s3:::*:c"}
	lawAsked     = []string{"arn:aws:s3:::b/a", "arn:aws:s3:::b:d:c", "arn:aws:s3:::x", "arn:aws:iam::1:role/r", "arn:aws:sqs:::q"}
	lawPolicy    = map[Family][]string{
		Strings: {"a", "A", "b*", "*", "x${k:other}", "${k:other, 'a'}"}, Numbers: {"1", "5", "five", "1.5"}, Dates: {"2020", "2021-01-01T00:00:00Z", "2020-12-31T23:30:00-01:00"},
		Booleans: {"true", "false"}, Binaries: {"QUJD"}, Addresses: {"10.0.0.0/8", "::/0"}, ARNs: {"arn:aws:iam::1:role/*", "arn:aws:iam::*:user/${k:other}", "*"},
		Existence: {"true", "false"},
	}
	lawKeys = map[Family]string{
		Strings: "k:string", Numbers: "k:number", Dates: "k:date", Booleans: "k:bool", Binaries: "k:binary", Addresses: "k:address", ARNs: "k:arn", Existence: "k:string",
	}
	lawGiven = map[string][]string{
		"k:string": {"a", "A", "b", "xa", "z"}, "k:other": {"a", "x"}, "k:number": {"0", "1", "9", "1.50"}, "k:date": {"2019", "2020", "2022", "2021-01-01T00:30:00Z"},
		"k:bool": {"true", "false"}, "k:binary": {"QUJD", "QQ"}, "k:address": {"10.1.1.1", "11.1.1.1", "::1"},
		"k:arn": {"arn:aws:iam::1:role/r", "arn:aws:iam::2:user/a", "arn:aws:s3:::b", "none"},
	}
	// lawFills has, for each pattern above with what is given for others, a
	// value that fits and one that does not.
	lawFills = map[string][]string{
		"k:string": {"a", "A", "b", "b*", "*", "z", "x", "xa", "xx"}, "k:other": {"a", "A", "b", "z", "x", "xa", "b/a", "b:d:c"}, "k:number": {"0", "1", "1.5", "3", "5", "9", "many"},
		"k:date": {"2019", "2020", "2021-01-01T00:30:00Z", "2020-06", "2021", "2022", "never"}, "k:bool": {"true", "false", "no"}, "k:binary": {"QUJD", "QQ"}, "k:address": {"10.1.1.1", "11.1.1.1", "::1", "no"},
		"k:arn": {"arn:aws:iam::1:role/r", "arn:aws:iam::2:user/a", "arn:aws:iam::2:user/x", "arn:aws:s3:::b", "none"},
	}
)

type lawTest struct {
	operator, key string
	values        []string
}

type lawStatement struct {
	effect, action, resource string
	actions, resources       []string
	tests                    []lawTest
}

func drawStatement(t *rapid.T) lawStatement {
	s := lawStatement{
		effect:    rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect"),
		action:    rapid.SampledFrom([]string{"Action", "NotAction"}).Draw(t, "action"),
		resource:  rapid.SampledFrom([]string{"Resource", "NotResource"}).Draw(t, "resource"),
		actions:   rapid.SliceOfN(rapid.SampledFrom(lawActions), 1, 3).Draw(t, "actions"),
		resources: rapid.SliceOfN(rapid.SampledFrom(lawResources), 1, 3).Draw(t, "resources"),
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "tests") {
		b := rapid.SampledFrom(bases).Draw(t, "base")
		plain := rapid.IntRange(0, 2).Draw(t, "plain") == 0 // Such conditions may contradict each other.
		if plain {
			b = rapid.SampledFrom(slices.DeleteFunc(slices.Clone(bases), func(b base) bool {
				return b.relation != Equal && b.family != Existence || b.family == Numbers || b.family == Dates
			})).Draw(t, "plain base")
		}
		test := lawTest{operator: b.name, key: lawKeys[b.family]}
		if b.family != Existence && !plain {
			test.operator = rapid.SampledFrom([]string{"", "ForAllValues:", "ForAnyValue:"}).Draw(t, "set") + b.name + rapid.SampledFrom([]string{"", "IfExists"}).Draw(t, "exists")
		}
		alphabet := lawPolicy[b.family]
		if plain {
			alphabet = alphabet[:min(2, len(alphabet))]
		}
		test.values = rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, 3).Draw(t, fmt.Sprint("values", i))
		if !slices.ContainsFunc(s.tests, func(o lawTest) bool { return o.operator == test.operator }) {
			s.tests = append(s.tests, test)
		}
	}
	return s
}

func drawStatements(t *rapid.T) []lawStatement {
	return rapid.SliceOfN(rapid.Custom(drawStatement), 1, 4).Draw(t, "statements")
}

func lawDocument(t *rapid.T, statements []lawStatement) *Document {
	var texts []string
	for _, s := range statements {
		var tests []string
		for _, c := range s.tests {
			tests = append(tests, fmt.Sprintf("%s:{%s:%s}", lawJSON(c.operator), lawJSON(c.key), lawJSON(c.values)))
		}
		texts = append(texts, fmt.Sprintf(`{"Effect":%q,%q:%s,%q:%s,"Condition":{%s}}`, s.effect, s.action, lawJSON(s.actions), s.resource, lawJSON(s.resources), strings.Join(tests, ",")))
	}
	d := Parse(`{"Version":"2012-10-17","Statement":[`+strings.Join(texts, ",")+`]}`, SCP)
	if d.Broken() {
		t.Fatalf("%s: %v", d.Text, d.Problems)
	}
	return d
}

func lawJSON(v any) string {
	b, _ := json.Marshal(v) // Strings always encode.
	return strings.ReplaceAll(string(b), "null", "[]")
}

func drawRequest(t *rapid.T) *Request {
	asked := rapid.SampledFrom(append([]string{"", "*"}, lawAsked...)).Draw(t, "asked")
	r := NewRequest(rapid.SampledFrom([]string{"s3:GetObject", "iam:PassRole", "ec2:RunInstances"}).Draw(t, "action"), ResourceOf(asked), Open)
	for _, key := range slices.Sorted(maps.Keys(lawGiven)) {
		switch rapid.IntRange(0, 3).Draw(t, key) {
		case 0:
			r.SetAbsent(key)
		case 1:
			r.Set(key, rapid.SliceOfN(rapid.SampledFrom(lawGiven[key]), 1, 2).Draw(t, "given")...)
		}
	}
	return r
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		statements, r := drawStatements(t), drawRequest(t)
		before := lawDocument(t, statements).Decide(r)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		shuffle := func(n int, swap func(i, j int)) { random.Shuffle(n, swap) }
		for i := range statements {
			s := &statements[i]
			s.actions, s.resources, s.tests = slices.Clone(s.actions), slices.Clone(s.resources), slices.Clone(s.tests)
			shuffle(len(s.actions), func(i, j int) { s.actions[i], s.actions[j] = s.actions[j], s.actions[i] })
			shuffle(len(s.resources), func(i, j int) { s.resources[i], s.resources[j] = s.resources[j], s.resources[i] })
			shuffle(len(s.tests), func(i, j int) { s.tests[i], s.tests[j] = s.tests[j], s.tests[i] })
			for k := range s.tests {
				v := slices.Clone(s.tests[k].values)
				s.tests[k].values = v
				shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
			}
		}
		shuffle(len(statements), func(i, j int) { statements[i], statements[j] = statements[j], statements[i] })
		if after := lawDocument(t, statements).Decide(r); after != before {
			t.Fatalf("%v, and in another order %v", before, after)
		}
	})
}

// give fills in one thing that the request leaves open, mostly one that the
// document asks for.
func give(t *rapid.T, d *Document, r *Request) (*Request, string) {
	filled := r.Clone()
	if r.resource.Presence() == Open && rapid.Bool().Draw(t, "give the resource") {
		filled.resource = ResourceOf(rapid.SampledFrom(append([]string{"*"}, lawAsked...)).Draw(t, "resource"))
		return filled, "the resource"
	}
	keys := slices.Sorted(maps.Keys(lawGiven))
	if asked := asks(d, r); len(asked) > 0 && rapid.IntRange(0, 3).Draw(t, "asked") > 0 {
		keys = asked
	}
	key := rapid.SampledFrom(keys).Draw(t, "key")
	if p, _ := r.Key(key); p != Open {
		return filled, "nothing"
	}
	filled.SetAbsent(key)
	if rapid.Bool().Draw(t, "given") {
		filled.Set(key, rapid.SliceOfN(rapid.SampledFrom(lawGiven[key]), 1, 2).Draw(t, "values")...)
	}
	return filled, key
}

// asks returns the keys of a document's comparisons that the request leaves open.
func asks(d *Document, r *Request) []string {
	var out []string
	for i := range d.Statements {
		for _, c := range d.Statements[i].Comparisons {
			if p, _ := r.Key(c.Key.Value); p == Open {
				out = appendNew(out, c.Key.Value)
			}
		}
	}
	return out
}

func TestGivingNeverTurnsOutcomes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, r := lawDocument(t, drawStatements(t)), drawRequest(t)
		filled, what := give(t, d, r)
		before, after := d.Explain(r), d.Explain(filled)
		for i, o := range before.Outcomes {
			if o.Match != Unknown && after.Outcomes[i].Match != o.Match {
				t.Fatalf("%s: statement %d was %v, and with %s given %v", d.Text, i+1, o.Match, what, after.Outcomes[i].Match)
			}
		}
	})
}

func TestExplainAgreesWithDecide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, r := lawDocument(t, drawStatements(t)), drawRequest(t)
		checkExplanation(t, d, r)
	})
}

type failer interface {
	Fatalf(format string, args ...any)
}

func checkExplanation(t failer, d *Document, r *Request) {
	e := d.Explain(r)
	sum := Result{Deny: False, Allow: False}
	var open []*Statement
	var denies *Statement
	for _, o := range e.Outcomes {
		if denies == nil && o.Match == True && o.Statement.Effect == Deny {
			denies = o.Statement
		}
		if o.Match == Unknown && !d.Broken() {
			open = append(open, o.Statement)
		}
		if o.Statement.Effect == Deny {
			sum.Deny = max(sum.Deny, o.Match)
		} else {
			sum.Allow = max(sum.Allow, o.Match)
		}
		if open := o.Match == Unknown && !o.Statement.Broken; open != (len(o.Residual) > 0) {
			t.Fatalf("%s: statement %d is %v with residual %v", d.Text, o.Statement.Index, o.Match, o.Residual)
		}
		for _, left := range o.Residual {
			if len(left.Needs) == 0 || left.Span.Empty() {
				t.Fatalf("%s: statement %d has a residual that needs nothing: %+v", d.Text, o.Statement.Index, left)
			}
		}
	}
	if got := d.CertainDeny(r); got != denies {
		t.Fatalf("%s: %v denies for certain, explained as %v", d.Text, got, denies)
	}
	if got := d.UnknownStatements(r); !slices.Equal(got, open) {
		t.Fatalf("%s: explained %d statements as open, and %d are", d.Text, len(open), len(got))
	}
	if d.Broken() {
		sum = Result{Deny: Unknown, Allow: Unknown, Broken: true}
	}
	if sum != e.Result {
		t.Fatalf("%s: explained as %v, decided as %v", d.Text, sum, e.Result)
	}
}

func TestFurtherDenyNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		statements, r := drawStatements(t), drawRequest(t)
		further := drawStatement(t)
		further.effect = "Deny"
		before := lawDocument(t, statements).Decide(r)
		after := lawDocument(t, append(statements, further)).Decide(r)
		if after.Deny < before.Deny || after.Allow != before.Allow {
			t.Fatalf("%v, and with a further Deny %v", before, after)
		}
	})
}

// TestUnknownHasBothCompletions: where no key bears on a statement twice, its
// Unknown is exact: some way to fill in what is open makes it True, another False.
func TestUnknownHasBothCompletions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, r := lawDocument(t, []lawStatement{drawStatement(t)}), drawRequest(t)
		o := d.Statements[0].Explain(r)
		if o.Match != Unknown || !separate(&o) {
			return
		}
		var keys []string
		for _, n := range allNeeds(&o) {
			if !n.Resource {
				keys = append(keys, n.Key)
			}
		}
		seen := map[Truth]bool{}
		complete(r, keys, func(filled *Request) { seen[d.Statements[0].Explain(filled).Match] = true })
		if !seen[True] || !seen[False] {
			t.Fatalf("%s turns on %v, but has no completion to both sides", d.Text, allNeeds(&o))
		}
	})
}

// allNeeds are all that the outcome depends on, each once.
func allNeeds(o *Outcome) []Need {
	var all []Need
	for _, r := range o.Residual {
		for _, n := range r.Needs {
			all = appendNeed(all, n)
		}
	}
	return all
}

// separate reports whether each open thing bears on one comparison of one value.
func separate(o *Outcome) bool {
	var all []Need
	for _, left := range o.Residual {
		if len(left.Known) > 1 {
			return false
		}
		all = append(all, left.Needs...)
	}
	return len(all) == len(allNeeds(o))
}

// complete visits the ways to fill in keys, and the resource if it is open.
func complete(r *Request, keys []string, visit func(*Request)) {
	if len(keys) > 0 {
		for _, v := range append([]string{""}, lawFills[keys[0]]...) {
			filled := r.Clone()
			if filled.Set(keys[0], v); v == "" {
				filled.SetAbsent(keys[0])
			}
			complete(filled, keys[1:], visit)
		}
		return
	}
	if r.resource.Presence() != Open {
		visit(r)
		return
	}
	resources := slices.Clone(lawAsked)
	for _, v := range lawFills["k:string"] {
		resources = append(resources, "arn:aws:s3:::"+v, "arn:aws:s3:::b/"+v)
	}
	for _, v := range resources {
		filled := r.Clone()
		filled.resource = ResourceOf(v)
		visit(filled)
	}
}
