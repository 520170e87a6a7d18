package scp

import (
	"cmp"
	"encoding/base64"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// naiveRequest is a request of which everything is known.
type naiveRequest struct {
	action, resource string
	keys             map[string][]string // by lower-case name; missing is absent
}

// naiveMatch evaluates a statement as one reads AWS's pages: by regular
// expressions and the standard library, sharing nothing with the package.
func naiveMatch(s *lawStatement, q *naiveRequest) bool {
	action := slices.ContainsFunc(s.actions, func(p string) bool {
		return regexp.MustCompile("(?is)^" + naivePattern(p, ".*", ".") + "$").MatchString(q.action)
	})
	resource := slices.ContainsFunc(s.resources, func(p string) bool { return naiveResource(p, q) })
	if action == (s.action == "NotAction") || resource == (s.resource == "NotResource") {
		return false
	}
	return !slices.ContainsFunc(s.tests, func(t lawTest) bool { return !naiveTest(&t, q) })
}

// naivePattern makes a regular expression of a pattern without variables.
func naivePattern(p, run, one string) string {
	return strings.NewReplacer(`\*`, run, `\?`, one).Replace(regexp.QuoteMeta(p))
}

func naiveResource(p string, q *naiveRequest) bool {
	if p == "*" {
		return true
	}
	text, ok := naiveVariables(p, q)
	if !ok || q.resource == "*" {
		return false
	}
	expression := regexp.MustCompile(`\[\^:\]\*(:|$)`).ReplaceAllString(naivePattern(text, "[^:]*", "[^:]"), ".*$1")
	return regexp.MustCompile("(?s)^" + expression + "$").MatchString(q.resource)
}

var naiveVariable = regexp.MustCompile(`\$\{([^},]+)(?:, *'([^']*)')?\}`)

// naiveVariables puts values in place of variables; false if one has none.
func naiveVariables(text string, q *naiveRequest) (string, bool) {
	ok := true
	return naiveVariable.ReplaceAllStringFunc(text, func(v string) string {
		m := naiveVariable.FindStringSubmatch(v)
		switch values := q.keys[strings.ToLower(m[1])]; {
		case len(values) == 1:
			return values[0]
		case strings.Contains(v, ","):
			return m[2]
		}
		ok = false
		return ""
	}), ok
}

func naiveTest(t *lawTest, q *naiveRequest) bool {
	set, name, found := strings.Cut(t.operator, ":")
	if !found {
		set, name = "", t.operator
	}
	name, exists := strings.CutSuffix(name, "IfExists")
	values := q.keys[t.key]
	empty := len(values) == 0 || len(values) == 1 && values[0] == ""
	if name == "Null" {
		return slices.ContainsFunc(t.values, func(v string) bool { return (v == "true") == empty })
	}
	negated := strings.Contains(name, "Not")
	holds := func(v string) bool {
		return slices.ContainsFunc(t.values, func(p string) bool { return naiveValue(name, p, v, q) }) != negated
	}
	switch {
	case len(values) == 0 && set == "ForAnyValue":
		return false
	case len(values) == 0:
		return exists || negated || set == "ForAllValues"
	case set == "ForAllValues":
		return empty || !slices.ContainsFunc(values, func(v string) bool { return !holds(v) })
	default:
		return slices.ContainsFunc(values, holds)
	}
}

// naiveValue compares one value of the policy with one of the request.
func naiveValue(name, p, v string, q *naiveRequest) bool {
	plain := strings.Replace(name, "Not", "", 1)
	if strings.HasPrefix(plain, "String") || strings.HasPrefix(plain, "Arn") {
		text, ok := naiveVariables(p, q)
		if !ok {
			return false
		}
		switch plain {
		case "StringEquals":
			return text == v
		case "StringEqualsIgnoreCase":
			return strings.EqualFold(text, v)
		case "StringLike":
			return regexp.MustCompile("(?s)^" + naivePattern(text, ".*", ".") + "$").MatchString(v)
		}
		return naiveARN(text, v)
	}
	relation := strings.TrimPrefix(strings.TrimPrefix(plain, "Numeric"), "Date")
	switch {
	case strings.HasPrefix(plain, "Numeric"):
		a, errA := strconv.ParseFloat(v, 64)
		b, errB := strconv.ParseFloat(p, 64)
		return errA == nil && errB == nil && naiveOrder(relation, cmp.Compare(a, b))
	case strings.HasPrefix(plain, "Date"):
		a, b := naiveDate(v), naiveDate(p)
		return !a.IsZero() && !b.IsZero() && naiveOrder(relation, a.Compare(b))
	case plain == "Bool":
		return strings.EqualFold(p, v)
	case plain == "BinaryEquals":
		a, errA := base64.RawStdEncoding.DecodeString(v)
		b, errB := base64.RawStdEncoding.DecodeString(p)
		return errA == nil && errB == nil && string(a) == string(b)
	}
	_, network, err := net.ParseCIDR(p)
	return err == nil && network.Contains(net.ParseIP(v)) && (net.ParseIP(v).To4() != nil) == (network.IP.To4() != nil)
}

func naiveARN(p, v string) bool {
	if p == "*" {
		p = "*:*:*:*:*:*"
	}
	want, have := strings.SplitN(p, ":", 6), strings.SplitN(v, ":", 6)
	if len(want) < 6 || len(have) < 6 {
		return false
	}
	for i := range want {
		if !regexp.MustCompile("(?s)^" + naivePattern(want[i], ".*", ".") + "$").MatchString(have[i]) {
			return false
		}
	}
	return true
}

func naiveDate(text string) time.Time {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02", time.RFC3339} {
		if d, err := time.Parse(layout, text); err == nil {
			return d
		}
	}
	return time.Time{}
}

func naiveOrder(relation string, order int) bool {
	switch relation {
	case "Equals":
		return order == 0
	case "LessThan":
		return order < 0
	case "LessThanEquals":
		return order <= 0
	case "GreaterThan":
		return order > 0
	default:
		return order >= 0
	}
}

// Where everything is known, a statement matches as a naive evaluator has it.
func TestAgreesWithANaiveEvaluator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStatement(t)
		d, r := lawDocument(t, []lawStatement{s}), drawRequest(t)
		q := &naiveRequest{action: r.action, keys: map[string][]string{}}
		if r.resource.Presence() == Open {
			r.resource = noResourceType()
		}
		q.resource = r.resource.arn
		for key := range lawGiven {
			p, values := r.Key(key)
			if p == Given {
				q.keys[key] = values
			} else {
				r.SetAbsent(key)
			}
		}
		got := d.Statements[0].Explain(r)
		if got.Match == Unknown {
			return // Several values without a set operator: AWS defines nothing.
		}
		if want := naiveMatch(&s, q); want != (got.Match == True) {
			t.Fatalf("%s is %v of %s on %s with %v", d.Text, got.Match, q.action, q.resource, q.keys)
		}
	})
}
