package plain

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// commonActions are tried where a statement does not name an action that could
// be asked about.
var commonActions = []string{
	"s3:GetObject", "ec2:RunInstances", "sqs:SendMessage", "dynamodb:GetItem", "kms:Decrypt", "athena:GetWorkGroup", "iam:CreateUser",
	"sts:AssumeRole", "xray:GetGroup", "lambda:InvokeFunction", "example:Witness",
}

// acts tells whether the statement applies to an action.
func (m *meaning) acts(action string) bool {
	action = strings.ToLower(action)
	return m.whole || slices.ContainsFunc(m.actions, func(p string) bool { return GlobMatches(p, action) }) != m.not
}

// someAction gives an action that the statement applies to; for RCPs one that
// they cover. Empty if there is none.
func (m *meaning) someAction(form scp.Type) string {
	fits := func(a string) bool { return m.acts(a) && (form == scp.SCP || scp.RCPCovers(a)) }
	if !m.not {
		for _, v := range m.statement.Action.Values {
			for _, a := range actionsOf(v.Value) {
				if fits(a) {
					return a
				}
			}
		}
	}
	if at := slices.IndexFunc(commonActions, fits); at >= 0 {
		return commonActions[at]
	}
	if form == scp.RCP {
		return m.someCovered(fits)
	}
	return ""
}

// someCovered looks for an action in every service that RCPs cover.
func (m *meaning) someCovered(fits func(string) bool) string {
	for _, service := range scp.RCPServices() {
		for _, name := range append(m.actionNames(), "GetWitness") {
			if a := service + ":" + name; name != "" && fits(a) {
				return a
			}
		}
	}
	return ""
}

// actionNames are the names in the action patterns, without wildcards.
func (m *meaning) actionNames() []string {
	var out []string
	for _, a := range m.actions {
		_, name, _ := strings.Cut(a, ":")
		out = append(out, strings.NewReplacer("*", "", "?", "x").Replace(name))
	}
	return out
}

// actionsOf gives actions that fit a pattern, if any can.
func actionsOf(pattern string) []string {
	if !strings.ContainsAny(pattern, "*? \t\r\n") && strings.Count(pattern, ":") == 1 && pattern[0] != ':' && pattern[len(pattern)-1] != ':' {
		return []string{pattern}
	}
	var out []string
	for _, star := range []string{"", "x", "x:x", "s3", "s3:x"} {
		a := strings.ReplaceAll(strings.ReplaceAll(pattern, "*", star), "?", "x")
		service, name, ok := strings.Cut(a, ":")
		if ok && service != "" && name != "" && !strings.ContainsAny(a, " \t\r\n") && !strings.Contains(name, ":") {
			out = append(out, a)
		}
	}
	return out
}

// exampleRequest is one way to fill in a question.
type exampleRequest struct {
	action, resource string
	keys             map[string][]string // by lower-case name; nil is absent
	names            map[string]string   // as the document writes them
}

func (s *exampleRequest) clone() *exampleRequest {
	c := &exampleRequest{s.action, s.resource, map[string][]string{}, s.names}
	for k, v := range s.keys {
		c.keys[k] = v
	}
	return c
}

// request is the state as the policy language sees it.
func (s *exampleRequest) request() *scp.Request {
	q := scp.NewRequest(s.action, scp.ResourceOf(s.resource), scp.Open)
	for k, v := range s.keys {
		q.Set(k, v...)
	}
	return q
}

func (s *exampleRequest) question(sc scope) verdict.Question {
	q := verdict.Question{Account: sc.account, ResourceAccount: sc.account, Action: s.action, Resource: s.resource, Given: map[string][]string{}}
	for k, v := range s.keys {
		if len(v) == 0 {
			q.Absent = append(q.Absent, s.names[k])
			continue
		}
		q.Given[s.names[k]] = v
	}
	slices.Sort(q.Absent)
	return q
}

// atHome is the state with the Region in which a global service always is
// asked.
func (s *exampleRequest) atHome(r *model.Reading) *exampleRequest {
	const key = "aws:requestedregion"
	home := model.GlobalServiceRegion(s.action, cmp.Or(r.Caller.Partition, "aws"))
	if _, asked := s.keys[key]; home == "" || !asked {
		return s
	}
	x := s.clone()
	x.keys[key] = []string{string(home)}
	return x
}

// prober asks one list of values, without what stands around it, what fits it.
type prober struct {
	documents map[string]*scp.Document
	known     *scp.Request // what follows for every request: no question says otherwise
}

func (p *prober) document(key, text string) *scp.Document {
	d := p.documents[key]
	if d == nil {
		d = scp.Parse(text, scp.SCP)
		p.documents[key] = d
	}
	return d
}

// plainOperator is the operator that asks of one value whether it fits one of
// those listed.
func plainOperator(c *clause) string {
	o := c.comparison.Operator
	return scp.Operator{Family: o.Family, Relation: o.Relation, Set: scp.Single}.String()
}

// probedKey is the key that holds one value of a key, whose values all stay where
// policy variables find them.
const probedKey = "deputy:probed"

func (p *prober) list(m *meaning, c *clause) *scp.Document {
	version := m.document.Version.Value
	return p.document(version+c.id(), `{"Version":`+quoted(version)+`,"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{`+
		quoted(plainOperator(c))+`:{"`+probedKey+`":`+quotedList(valuesOf(c.comparison.Values))+`}}}}`)
}

// fits tells which values fit the clause's list; ok is false where that is
// open.
func (p *prober) fits(m *meaning, c *clause, values []string, s *exampleRequest) (fits []bool, ok bool) {
	for _, v := range values {
		if c.quantity == presence {
			fits = append(fits, c.existence() != "absent")
			continue
		}
		q := s.request()
		q.Set(c.key, values...)
		q.Set(probedKey, v)
		truth := p.list(m, c).Decide(q).Deny
		if truth == scp.Unknown {
			return nil, false
		}
		fits = append(fits, truth == scp.True)
	}
	return fits, true
}

// lies tells whether the resource fits the statement.
func (p *prober) lies(m *meaning, s *exampleRequest) (in, ok bool) {
	if m.anywhere {
		return true, true
	}
	version := m.document.Version.Value
	d := p.document("r"+version+strings.Join(m.resources, "\x00"),
		`{"Version":`+quoted(version)+`,"Statement":{"Effect":"Deny","Action":"*","Resource":`+quotedList(m.resources)+`}}`)
	truth := d.Decide(s.request()).Deny
	return (truth == scp.True) != m.others, truth != scp.Unknown
}

// applies tells whether the statement applies to a state, by what its words
// say.
func (p *prober) applies(m *meaning, s *exampleRequest) (applies, ok bool) {
	if !m.acts(s.action) {
		return false, true
	}
	applies, ok = p.lies(m, s)
	if ok && !applies {
		return false, true
	}
	for i := range m.clauses {
		c := &m.clauses[i]
		values, known := s.keys[c.key]
		fits, sure := p.fits(m, c, values, s)
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

// unlikely are values that a list of the family probably does not fit, and the
// far ends of what has an order.
var unlikely = map[scp.Family][]string{
	scp.Strings: {"NoSuchValue"}, scp.Numbers: {"-987654321", "987654321"}, scp.Dates: {"1971-01-01T00:00:00Z", "2999-01-01T00:00:00Z"},
	scp.Booleans: {"true", "false"}, scp.Binaries: {"Tm9uZQ=="}, scp.Addresses: {"192.0.2.77", "2001:db8:ffff::77"},
	scp.ARNs: {"arn:aws:iam::999999999999:role/NoSuchRole", "arn:aws:zzz:zz-none-1:999999999999:none"}, scp.Existence: {"there"},
}

// candidates are what a key may be given: what follows for every request, or
// absent, values that its clauses name and others, and two values together.
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
		if c.quantity != presence {
			values = append(values, p.list(m, c).ExampleValues(probedKey, s.request())...)
		}
		values = append(values, unlikely[c.comparison.Operator.Family]...)
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
