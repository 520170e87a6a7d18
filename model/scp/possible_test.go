package scp

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// fillings are the ways to fill in an open key: absent, each value, and pairs
// of them where an operator takes sets.
func fillings(d *Document, key string) [][]string {
	out := [][]string{nil, {""}}
	for _, v := range lawFills[key] {
		out = append(out, []string{v})
	}
	for i := range d.Statements {
		for _, c := range d.Statements[i].Comparisons {
			if c.Key.Value != key || c.Operator.Set == Single {
				continue
			}
			for _, v := range lawFills[key] {
				for _, w := range lawFills[key] {
					out = append(out, []string{v, w})
				}
			}
			return out
		}
	}
	return out
}

// referred are the open keys that the document asks for, also as variables.
func referred(d *Document, r *Request) (keys []string, variables bool) {
	keys = asks(d, r)
	for key := range lawFills {
		if p, _ := r.Key(key); p == Open && strings.Contains(d.Text, "${"+key) {
			keys, variables = appendNew(keys, key), true
		}
	}
	slices.Sort(keys)
	return keys, variables
}

// tryAll fills in keys and the resource in every way of the alphabets, until
// one is found that grants the goal; false if there are too many.
func tryAll(d *Document, r *Request, keys []string, grants func(*Request) bool) (found, tried bool) {
	count := 1
	for _, k := range keys {
		count *= len(fillings(d, k))
	}
	resources := []string{""}
	if r.resource.Presence() == Open {
		resources = append([]string{"*"}, lawAsked...)
		for _, v := range lawFills["k:other"] {
			resources = append(resources, "arn:aws:s3:::"+v, "arn:aws:s3:::b/"+v)
		}
	}
	if count*len(resources) > 40_000 {
		return false, false
	}
	var fill func(r *Request, keys []string) bool
	fill = func(r *Request, keys []string) bool {
		if len(keys) == 0 {
			return grants(r)
		}
		for _, values := range fillings(d, keys[0]) {
			r.Set(keys[0], values...)
			if fill(r, keys[1:]) {
				return true
			}
		}
		r.SetOpen(keys[0])
		return false
	}
	for _, arn := range resources {
		filled := r.Clone()
		if arn != "" {
			filled.resource = ResourceOf(arn)
		}
		if fill(filled, keys) {
			return true, true
		}
	}
	return false, true
}

// undefined reports whether several values may meet an operator without set
// prefix: of them AWS does not say what follows.
func undefined(d *Document, r *Request) bool {
	set, single := map[string]bool{}, map[string]bool{}
	for i := range d.Statements {
		for _, c := range d.Statements[i].Comparisons {
			_, given := r.Key(c.Key.Value)
			set[c.Key.Value] = set[c.Key.Value] || len(given) > 1 || c.Operator.Set != Single
			single[c.Key.Value] = single[c.Key.Value] || c.Operator.Set == Single && c.Operator.Family != Existence
		}
	}
	return slices.ContainsFunc(slices.Collect(maps.Keys(set)), func(k string) bool { return set[k] && single[k] })
}

// TestPossibleAgreesWithTryingAll: what is not possible no way of filling in
// grants, and what is possible some way does.
func TestPossibleAgreesWithTryingAll(t *testing.T) {
	seen := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		d, r := lawDocument(t, drawStatements(t)), drawRequest(t)
		var avoid []*Statement
		var need [][]*Statement
		for i := range d.Statements {
			s := &d.Statements[i]
			switch {
			case s.Effect == Deny:
				avoid = append(avoid, s)
			case len(need) > 0 && rapid.Bool().Draw(t, "same list"):
				need[0] = append(need[0], s)
			default:
				need = append(need, []*Statement{s})
			}
		}
		grants := func(r *Request) bool {
			return !slices.ContainsFunc(avoid, func(s *Statement) bool { return s.match(r) != False }) &&
				!slices.ContainsFunc(need, func(n []*Statement) bool {
					return !slices.ContainsFunc(n, func(s *Statement) bool { return s.match(r) == True })
				})
		}
		keys, variables := referred(d, r)
		way, got := Possible(avoid, need, r)
		if len(keys) > 0 {
			seen[got]++
		}
		if got {
			if sure := !variables && !undefined(d, r); way == nil && sure || way != nil && !grants(plainly(way)) {
				t.Fatalf("%s: said to be possible, but not so: %v", d.Text, way.keys)
			}
			return
		}
		if found, tried := tryAll(d, r, keys, grants); tried && found {
			t.Fatalf("%s: said to be impossible, and is not", d.Text)
		}
	})
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("only %v were tried", seen)
	}
}

// plainly returns a request as a search has filled it in, with what it tried
// taken for given.
func plainly(r *Request) *Request {
	out := r.Clone()
	for _, key := range r.Keys() {
		if p, values := r.Key(key); p == Open {
			out.SetAbsent(key)
		} else {
			out.Set(key, values...)
		}
	}
	out.resource = Resource{presence: Given, arn: r.resource.arn}
	out.others = entry{presence: Absent}
	if r.resource.Presence() != Given {
		out.resource = noResourceType()
	}
	return out
}

// TestPossible asks about conditions on open keys, written as operator, key and
// values; those of one line are one statement. None of the first may match, and
// of the second some must.
func TestPossible(t *testing.T) {
	for _, c := range []struct {
		name        string
		avoid, need []string
		want        bool
	}{
		{"two Regions that exclude each other", []string{"StringNotEquals k a", "StringNotEquals k b"}, nil, false},
		{"one Region in common", []string{"StringNotEquals k a b", "StringNotEquals k b c"}, nil, true},
		{"of three each two", []string{"StringNotEquals k a b", "StringNotEquals k b c", "StringNotEquals k a c"}, nil, false},
		{"a value that nobody names", []string{"StringEquals k - --", "Null k true"}, nil, true},
		{"absent", []string{"StringEqualsIfExists k a", "StringNotEqualsIfExists k a"}, nil, false},
		{"absent is enough", []string{"StringEquals k a", "StringLike k *"}, nil, true},
		{"present and not", []string{"Null k true", "Null k false"}, nil, false},
		{"an empty value", []string{"StringNotEquals k a"}, []string{"StringLike k ?*"}, true},
		{"an empty value is null", []string{"Null k true", "StringLike k ?*"}, nil, false},
		{"patterns that meet", nil, []string{"StringLike k a*b StringLike k2 x", "StringLike k *cb"}, true},
		{"patterns that meet in the middle", []string{"StringNotLike k a*b", "StringNotLike k *cb", "StringLike k a?cb"}, nil, true},
		{"patterns that do not", []string{"StringNotLike k a*b", "StringNotLike k *c"}, nil, false},
		{"lengths", []string{"StringNotLike k ??", "StringLike k ?*", "StringEquals k -"}, nil, false},
		{"spellings", []string{"StringNotEqualsIgnoreCase k ki", "StringEquals k ki", "StringEquals k KI", "StringEquals k kI", "StringEquals k Ki"}, nil, true}, // with the Kelvin sign
		{"only one spelling", []string{"StringNotEqualsIgnoreCase k a", "StringEquals k a A"}, nil, false},
		{"roles", []string{"ArnNotLike k arn:aws:iam::*:role/Org*", "ArnNotLike k arn:aws:iam::*:role/Sec"}, nil, false},
		{"parts of an ARN end at colons", []string{"ArnNotLike k arn:aws:s3:::*", "StringLike k arn:aws:s3:::*"}, nil, false},
		{"a ? is no colon in an ARN", []string{"ArnNotLike k arn:aws:s?:::a"}, []string{"StringEquals k arn:aws:s::::a"}, false},
		{"any ARN", []string{"ArnNotLike k *"}, nil, true},
		{"no ARN", []string{"ArnNotLike k arn:aws"}, nil, false},
		{"yes and no", []string{"Bool k true", "Bool k false", "Null k true"}, nil, true}, // neither
		{"yes however it is written", []string{"BoolIfExists k false", "StringEqualsIgnoreCase k TRUE"}, []string{"Bool k true"}, false},
		{"no letters like those of yes and no", []string{"Bool k false"}, []string{"StringEquals k falſe"}, true},
		{"numbers", []string{"NumericLessThan k 5", "NumericGreaterThanEquals k 5"}, []string{"Null k false"}, true}, // what is no number
		{"numbers beside", []string{"NumericLessThanIfExists k 5", "NumericGreaterThan k 6", "NumericEquals k 5 6"}, []string{"NumericLessThanEquals k 9"}, true},
		{"no number beside", []string{"NumericLessThan k 5", "NumericGreaterThanEquals k 5"}, []string{"NumericGreaterThan k -1e3"}, false},
		{"numbers too large to tell apart", []string{"NumericLessThan k 1e300", "NumericGreaterThanEquals k 1e300"}, []string{"NumericGreaterThan k 1"}, true},
		{"moments", []string{"DateLessThan k 2020-01-01T00:00:00Z", "DateGreaterThan k 2020-01-01T00:00:00.000000001Z"}, []string{"DateNotEquals k 2021"}, true},
		{"no moment beside", []string{"DateLessThan k 2020", "DateGreaterThanEquals k 2020"}, []string{"DateLessThan k 2030"}, false},
		{"before 1970", []string{"DateNotEquals k 1969-12-31T23:59:59.5Z", "DateLessThan k 1969-12-31T23:59:59.5Z"}, []string{"DateLessThan k 1970"}, true},
		{"just before a second", []string{"DateGreaterThanEquals k 0"}, []string{"DateGreaterThan k 1969-12-31T23:59:59.999999998Z"}, true},
		{"just before the next second", []string{"DateLessThanEquals k 5.999999999"}, []string{"DateLessThanEquals k 6"}, true},
		{"addresses", []string{"NotIpAddress k 10.0.0.0/8", "IpAddress k 10.0.0.0/9", "IpAddress k 10.128.0.0/9"}, nil, false},
		{"addresses beside", []string{"NotIpAddress k 10.0.0.0/8", "IpAddress k 10.0.0.0/9", "IpAddress k 10.128.0.0/10"}, nil, true},
		{"the last address", []string{"IpAddress k 0.0.0.0/0 ::/1"}, []string{"IpAddress k ::/0 255.255.255.255"}, true},
		{"no address", []string{"IpAddress k 0.0.0.0/0 ::/0", "Null k true"}, nil, true},
		{"every address", []string{"IpAddress k 0.0.0.0/0 ::/0"}, []string{"IpAddress k 8000::/1 0.0.0.0/1"}, false},
		{"bytes", []string{"BinaryEquals k QQ== QUJD"}, []string{"Null k false"}, true},
		{"these bytes", []string{"BinaryEquals k QQ=="}, []string{"BinaryEquals k QQ"}, false},
		{"sets", []string{"ForAllValues:StringEquals k a b", "ForAnyValue:StringNotEquals k a b c"}, nil, true},
		{"no set", []string{"ForAllValues:StringEquals k a b", "ForAnyValue:StringNotEquals k a b"}, nil, false},
		{"two values of a set", nil, []string{"ForAnyValue:StringEquals k a", "ForAnyValue:StringEquals k b"}, true},
		{"an empty set", []string{"ForAnyValue:StringLike k *"}, []string{"ForAllValues:StringEquals k a"}, true},
		{"a set with an empty value", []string{"ForAllValues:StringNotEquals k a"}, []string{"ForAllValues:StringEquals k a"}, true},
		{"two keys", []string{"StringNotEquals k a StringNotEquals k2 a", "StringEquals k a", "StringEquals k2 a"}, nil, false},
		{"keys apart from each other", []string{"StringNotEquals k a", "StringNotEquals k2 b", "StringNotEquals k2 c"}, nil, false},
		{"a variable", []string{"StringNotEquals k a StringEquals k2 ${v}", "StringEquals k a StringNotEquals k2 ${v}", "StringEquals k2 ${v}", "StringNotEquals k2 ${v}"}, nil, true},
		{"a variable as one part of an ARN", []string{"ArnNotLike k arn:aws:iam::*:role/${v}", "ArnNotLike k arn:aws:s3:::*"}, nil, true},
		{"what a variable is", []string{"StringNotEquals k x${given}", "StringNotLike k *${given}z"}, nil, false},
		{"a variable without value", []string{"StringNotEquals k x${absent} b", "StringEquals k b"}, nil, false},
		{"a variable in an ARN without value", []string{"ArnNotLike k arn:aws:iam::1:role/${absent} arn:aws:s3:::b", "ArnLike k arn:aws:s3:::b"}, nil, false},
		{"a variable with a colon", []string{"ArnNotLike k arn:aws:${colon}::1:role/x"}, nil, false},
		{"bytes that are no text", []string{"StringNotLike k ${bytes}*", "StringNotLike k x*"}, nil, true},
		{"patterns with too much in common", []string{"StringNotLike k a*", "StringNotLike k b*", "StringLike k *1*2* *3*4* *5*6* *7*8* *9*0* *A*B* *C*D* *E*F* *G*H* *I*J* *K*L* *M*N*"}, nil, true},
		{"too many sets", []string{"ForAnyValue:StringLike k *"}, []string{
			"ForAnyValue:StringEquals k a", "ForAnyValue:StringEquals k b", "ForAnyValue:StringEquals k c", "ForAnyValue:StringEquals k d",
			"ForAnyValue:StringEquals k e", "ForAnyValue:StringEquals k f", "ForAnyValue:StringEquals k g",
		}, true},
		{"a key read in two ways", []string{"NumericLessThan k 5", "NumericGreaterThanEquals k 5", "StringNotLike k 1*"}, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := NewRequest("s:A", noResourceType(), Open)
			r.Set("given", "y")
			r.Set("colon", "a:b")
			r.Set("bytes", "\xff")
			r.SetAbsent("absent")
			var avoid []*Statement
			var need [][]*Statement
			for _, text := range c.avoid {
				avoid = append(avoid, conditioned(t, text))
			}
			for _, text := range c.need {
				need = append(need, []*Statement{conditioned(t, text)})
			}
			if _, got := Possible(avoid, need, r); got != c.want {
				t.Errorf("it is %v, want %v", got, c.want)
			}
		})
	}
}

// conditioned makes a statement of conditions.
func conditioned(t testing.TB, text string) *Statement {
	t.Helper()
	conditions := map[string]map[string][]string{}
	operator, key := "", ""
	for _, word := range strings.Fields(text) {
		switch op, _ := parseOperator(word); {
		case op != Operator{}:
			operator, key = word, ""
		case key == "":
			key = word
			if conditions[operator] == nil {
				conditions[operator] = map[string][]string{}
			}
		default:
			conditions[operator][key] = append(conditions[operator][key], word)
		}
	}
	d := Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":`+lawJSON(conditions)+`}}`, SCP)
	if d.Broken() {
		t.Fatalf("%s: %v", text, d.Problems)
	}
	return &d.Statements[0]
}

// TestPossibleGivesUp: where it takes too long to find out, it says yes, and
// gives no way.
func TestPossibleGivesUp(t *testing.T) {
	list := func(operator, letter string, n int) string {
		text := operator + " k"
		for i := range n {
			text += fmt.Sprintf(" %s%d", letter, i)
		}
		return text
	}
	for _, c := range []struct {
		name  string
		avoid []string
		want  bool
	}{
		{"values", []string{list("StringNotEquals", "a", 300), list("StringNotEquals", "b", 300)}, false},
		{"twice more values than can be tried", []string{list("StringNotEquals", "a", 750), list("StringNotEquals", "b", 750)}, true},
		{"more values than can be tried", []string{list("StringNotEquals", "a", 2500), list("StringNotEquals", "b", 2500)}, true},
		{"sets", []string{list("ForAllValues:StringNotEquals", "a", 60), list("ForAnyValue:StringEquals", "a", 2500), "ForAnyValue:StringLike k *"}, true},
		{"patterns", []string{list("StringNotLike", "a*b*c?", 900), list("StringNotLike", "b*a*c?", 900)}, true},
	} {
		var statements []*Statement
		for _, text := range c.avoid {
			statements = append(statements, conditioned(t, text))
		}
		way, possible := Possible(statements, nil, NewRequest("s:A", noResourceType(), Open))
		if possible != c.want || way != nil {
			t.Errorf("%s: it is %v, with a way: %v", c.name, possible, way != nil)
		}
	}
}

// BenchmarkPossible fills in all that a bare action leaves open, once where a
// few values decide and once where it takes all of several hundred.
func BenchmarkPossible(b *testing.B) {
	list := func(letter string) string {
		text := "StringNotEquals k"
		for i := range 200 {
			text += fmt.Sprintf(" %s%d", letter, i)
		}
		return text
	}
	bare := NewRequest("s3:PutBucketPolicy", OpenResource(), Open)
	var denies []*Statement
	for _, d := range benchDocuments() {
		for _, s := range d.UnknownStatements(bare) {
			if s.Effect == Deny {
				denies = append(denies, s)
			}
		}
	}
	var lists []*Statement
	for _, text := range []string{list("a"), list("b"), "ArnNotLike k2 arn:aws:iam::*:role/a*b* arn:aws:iam::*:role/*c", "ForAllValues:StringLike k3 a* *b ?c"} {
		lists = append(lists, conditioned(b, text))
	}
	for name, avoid := range map[string][]*Statement{"policies": denies, "lists": lists} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Possible(avoid, nil, bare)
			}
		})
	}
}
