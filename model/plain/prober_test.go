package plain

import (
	"encoding/json"
	"slices"
	"strings"

	"deputy/model/scp"
)

// prober evaluates one list of values by itself, without the statement around
// it.
type prober struct {
	documents map[string]*scp.Document
	known     *scp.Request // the keys that are the same for every request
}

func (p *prober) document(key, text string) *scp.Document {
	d := p.documents[key]
	if d == nil {
		d = scp.Parse(text, scp.SCP)
		p.documents[key] = d
	}
	return d
}

// plainOperator returns the operator that compares one value with those listed.
func plainOperator(c *clause) string {
	o := c.comparison.Operator
	return scp.Operator{Family: o.Family, Relation: o.Relation, Set: scp.Single}.String()
}

// probedKey is the key that holds one value of a key. The key itself keeps all
// values, for variables to refer to.
const probedKey = "deputy:probed"

// listDocument returns a document that denies if probedKey matches the clause's
// list.
func (p *prober) listDocument(m *meaning, c *clause) *scp.Document {
	version := m.document.Version.Value
	return p.document(version+c.id(), `{"Version":`+quoted(version)+`,"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{`+
		quoted(plainOperator(c))+`:{"`+probedKey+`":`+quotedList(valuesOf(c.comparison.Values))+`}}}}`)
}

// valuesFit returns which values match the clause's list; ok is false if that
// is open.
func (p *prober) valuesFit(m *meaning, c *clause, values []string, s *exampleRequest) (fits []bool, ok bool) {
	for _, v := range values {
		if c.quantity == keyPresence {
			fits = append(fits, c.existenceWord() != "absent")
			continue
		}
		q := s.request()
		q.Set(c.key, values...)
		q.Set(probedKey, v)
		truth := p.listDocument(m, c).Decide(q).Deny
		if truth == scp.Unknown {
			return nil, false
		}
		fits = append(fits, truth == scp.True)
	}
	return fits, true
}

// resourceFits reports whether the statement applies to the example's resource.
func (p *prober) resourceFits(m *meaning, s *exampleRequest) (in, ok bool) {
	if m.allResources {
		return true, true
	}
	version := m.document.Version.Value
	d := p.document("r"+version+strings.Join(m.resources, "\x00"),
		`{"Version":`+quoted(version)+`,"Statement":{"Effect":"Deny","Action":"*","Resource":`+quotedList(m.resources)+`}}`)
	truth := d.Decide(s.request()).Deny
	return (truth == scp.True) != m.notResources, truth != scp.Unknown
}

// applies reports whether the statement applies to an example, by what its
// words say.
func (p *prober) applies(m *meaning, s *exampleRequest) (applies, ok bool) {
	if !m.appliesToAction(s.action) {
		return false, true
	}
	applies, ok = p.resourceFits(m, s)
	if ok && !applies {
		return false, true
	}
	for i := range m.clauses {
		c := &m.clauses[i]
		values, known := s.keys[c.key]
		fits, sure := p.valuesFit(m, c, values, s)
		if !known || !sure {
			ok = false
			continue
		}
		holds, defined := c.applies(fits)
		if defined && !holds {
			return false, true
		}
		ok = ok && defined
	}
	return ok, ok
}

// unlikelyValues are values that a list of the operator family probably does
// not match, and extremes of those that have an order.
var unlikelyValues = map[scp.Family][]string{
	scp.Strings: {"NoSuchValue"}, scp.Numbers: {"-987654321", "987654321"}, scp.Dates: {"1971-01-01T00:00:00Z", "2999-01-01T00:00:00Z"},
	scp.Booleans: {"true", "false"}, scp.Binaries: {"Tm9uZQ=="}, scp.Addresses: {"192.0.2.77", "2001:db8:ffff::77"},
	scp.ARNs: {"arn:aws:iam::999999999999:role/NoSuchRole", "arn:aws:zzz:zz-none-1:999999999999:none"}, scp.Existence: {"there"},
}

// candidates returns values to give a key: what is known of it, otherwise
// absence, values that its clauses name and others, and two values together.
func (p *prober) candidates(m *meaning, key string, s *exampleRequest) [][]string {
	if presence, values := p.known.Key(key); presence == scp.Given {
		return [][]string{values}
	}
	var values []string
	for i := range m.clauses {
		c := &m.clauses[i]
		if c.key != key {
			continue
		}
		if c.quantity != keyPresence {
			values = append(values, p.listDocument(m, c).ExampleValues(probedKey, s.request())...)
		}
		values = append(values, unlikelyValues[c.comparison.Operator.Family]...)
	}
	values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	out := [][]string{nil}
	for _, v := range values {
		out = append(out, []string{v})
	}
	for i := 1; i < min(len(values), 4); i++ {
		out = append(out, []string{values[i-1], values[i]}, []string{values[i-1], values[len(values)-1]})
	}
	return out
}

// quoted returns text as JSON.
func quoted(text string) string {
	b, _ := json.Marshal(text) // A string always encodes.
	return string(b)
}

func quotedList(list []string) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = quoted(v)
	}
	return "[" + strings.Join(words, ",") + "]"
}

// holds reports whether what the clause says is true of a key's values, given
// which of them match its list; ok is false if AWS does not define the result.
func (c *clause) holds(fits []bool) (holds, ok bool) {
	n, yes := len(fits), 0
	for _, f := range fits {
		if f != c.negated {
			yes++
		}
	}
	switch c.quantity {
	case someValue:
		holds = yes > 0
	case everyValue:
		holds = yes == n
	default:
		holds = yes > 0
		if yes > 0 && yes < n {
			return false, false
		}
	}
	if n == 0 {
		holds = c.holdsIfAbsent
	}
	return holds, true
}

// applies reports the same of the statement's condition.
func (c *clause) applies(fits []bool) (applies, ok bool) {
	holds, ok := c.holds(fits)
	return holds != c.unless, ok
}
