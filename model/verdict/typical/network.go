package typical

import (
	"slices"
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// network is where a request comes from. The keys of the network stay open, but
// only as requests have them: one through a VPC endpoint has no aws:SourceIp, and
// only such a one has the keys of the endpoint and its VPC.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-network-properties
type network uint8

// The networks.
const (
	anyNetwork network = iota
	publicInternet
	vpcEndpoint
)

// from says where the requests of a network come from, behind "comes".
func (n network) from() string {
	return [...]string{"", "from the public internet", "through a VPC endpoint"}[n]
}

// keys are the condition keys that only requests of the network have. Those that
// each of them has stand first.
func (n network) keys() []string {
	return [...][]string{
		publicInternet: {"aws:SourceIp"},
		vpcEndpoint: {
			"aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths",
		},
	}[n]
}

// always is how many of the keys each request of the network has.
func (n network) always() int { return [...]int{publicInternet: 1, vpcEndpoint: 2}[n] }

// other returns the other network.
func (n network) other() network { return publicInternet + vpcEndpoint - n }

// findNetworks finds which networks a request may come from, if statements ask
// for that. One that a service makes has neither of them for sure.
func (c *completion) findNetworks() {
	q := c.question
	if !c.uses(slices.Concat(publicInternet.keys(), vpcEndpoint.keys())...) || len(c.off) == len(allChips) {
		return
	}
	for _, key := range []string{"aws:ViaAWSService", "aws:PrincipalIsAWSService"} {
		if v := given(q, key); v != nil && !slices.Equal(v, []string{"false"}) {
			return
		}
	}
	var possible, certain []network
	for n := publicInternet; n <= vpcEndpoint; n++ {
		if slices.ContainsFunc(n.keys(), func(k string) bool { return given(q, k) != nil }) {
			certain = append(certain, n)
		}
		if !slices.ContainsFunc(n.keys()[:n.always()], func(k string) bool { return absent(q, k) }) {
			possible = append(possible, n)
		}
	}
	switch {
	case len(certain) == 0:
		c.networks = possible
	case len(certain) == 1 && slices.Contains(possible, certain[0]):
		c.networks = certain
	}
}

// in returns the question of a request from a network: it has no keys of the other
// one. A key that it has is given a value if statements ask for nothing else than
// whether there is one.
func (c *completion) in(n network, q verdict.Question) verdict.Question {
	drop(&q, n.other().keys()...)
	for _, key := range n.keys()[:n.always()] {
		asked, values := false, false
		c.comparisons(func(x *scp.Comparison) {
			if strings.EqualFold(x.Key.Value, key) {
				asked, values = true, values || x.Operator.Family != scp.Existence
			}
		})
		if asked && !values && !slices.ContainsFunc(c.statements, func(s *scp.Statement) bool { return s.Broken }) {
			set(&q, key, map[string]string{"aws:SourceIp": "192.0.2.1", "aws:SourceVpc": "vpc-0", "aws:SourceVpce": "vpce-0"}[key])
		}
	}
	return q
}

// ask returns the verdict in a Region; an empty one is left as the question has it.
func (c *completion) ask(region string) (Case, error) {
	questions := c.questions(region)
	var each []Case
	for _, n := range c.networks {
		in := make([]verdict.Question, len(questions))
		for i := range questions {
			in[i] = c.in(n, questions[i])
		}
		one, err := ask(c.asker, in)
		if err != nil {
			return one, err
		}
		one.network, one.parts = n, c.parts
		each = append(each, one)
	}
	if each != nil {
		return join(each), nil
	}
	one, err := ask(c.asker, questions)
	one.parts = c.parts
	return one, err
}

// join returns the verdict of requests from any of some networks.
func join(networks []Case) Case {
	first := networks[0]
	same := func(o Case) bool { return first.alike(&o) }
	if !slices.ContainsFunc(networks[1:], func(o Case) bool { return !same(o) }) {
		return first
	}
	out := Case{Ruling: first.Ruling, Networks: networks, parts: first.parts}
	for i := range networks {
		out.Ruling = either(out.Ruling, networks[i].Ruling)
		out.Verdicts = append(out.Verdicts, networks[i].Verdicts...)
	}
	return out
}

// either returns the ruling of requests that come to one of two.
func either(a, b verdict.Ruling) verdict.Ruling {
	switch {
	case alike(a, b):
		return worse(a, b)
	case a == verdict.Unknown || b == verdict.Unknown:
		return verdict.Unknown
	}
	return verdict.Depends
}

// fromWhere says behind a statement which requests it denies, if it denies those
// of one network only; empty if all.
func (c *Case) fromWhere(by verdict.Reason) string {
	var from []string
	for i := range c.Networks {
		if n := &c.Networks[i]; slices.Contains(n.by(), by) {
			from = append(from, n.network.from())
		}
	}
	if len(from) == len(c.Networks) {
		return ""
	}
	return " " + phrase.Join(from, " and ")
}

// networkClause returns the words for what an open statement asks of the network,
// or its opposite if inverted.
func networkClause(v *verdict.Verdict, r scp.Residual, inverted bool) (clause, bool) {
	n := network(0)
	for _, x := range []network{publicInternet, vpcEndpoint} {
		if slices.ContainsFunc(x.keys(), func(k string) bool { return strings.EqualFold(k, r.Key) }) {
			n = x
		}
	}
	if n == anyNetwork || r.Operator.Set != scp.Single || r.Presence != scp.Open || r.Disputed || len(r.Values) == 0 {
		return clause{}, false
	}
	not := r.Negated != inverted
	values := phrase.Join(valueWords(r), " or ")
	var way string
	switch key := strings.ToLower(r.Key); {
	case r.Operator.Family == scp.Existence:
		not, way = strings.EqualFold(r.Values[0].Value, "true") != inverted, n.from()
	case key == "aws:sourceip":
		way = "from " + values
	case key == "aws:vpcsourceip":
		way = "from " + values + " through a VPC endpoint"
	case key == "aws:sourcevpce":
		way = "through " + values + " (VPC endpoint)"
	case key == "aws:sourcevpc", key == "aws:sourcevpcarn":
		way = "through a VPC endpoint in " + values
	case key == "aws:vpceaccount":
		way = "through a VPC endpoint of account " + values
	case key == "aws:vpceorgid":
		way = "through a VPC endpoint of organization " + values
	default:
		return clause{}, false
	}
	if not && absent(v.Question, n.other().keys()[0]) && r.Operator.Family != scp.Existence {
		not, way = false, n.from()+" (not "+way+")"
	}
	if not {
		return clause{byRequest: true, network: true, text: "does not come " + way}, true
	}
	return clause{byRequest: true, network: true, way: way, text: "comes " + way}, true
}

// networkConditions returns the conditions of a case that depends on the network.
// What holds in each network that is not denied stands by itself. The rest is one
// condition, with an alternative for each network: one from each of them together
// would be a request that nobody can make.
func (c *Case) networkConditions() []Condition {
	var open []*Case
	var reasons []verdict.Reason
	for i := range c.Networks {
		if n := &c.Networks[i]; !n.Ruling.Denied() {
			open = append(open, n)
		} else {
			reasons = n.by()
		}
	}
	common, own := open[0].conditions(), make([][]Condition, len(open))
	for _, n := range open[1:] {
		theirs := n.conditions()
		common = slices.DeleteFunc(common, func(x Condition) bool { return !slices.ContainsFunc(theirs, x.equal) })
	}
	if len(open) == 1 {
		common = slices.DeleteFunc(common, func(x Condition) bool { return x.asksNetwork() })
	}
	for i, n := range open {
		own[i] = slices.DeleteFunc(n.conditions(), func(x Condition) bool { return slices.ContainsFunc(common, x.equal) })
	}
	return append([]Condition{joinNetworks(open, own, reasons)}, common...)
}

// joinNetworks returns the condition that has an alternative for each network that
// is not denied; own are the conditions in each, and reasons the statements that
// deny the other network.
func joinNetworks(open []*Case, own [][]Condition, reasons []verdict.Reason) Condition {
	var out Condition
	add := func(reasons []verdict.Reason) {
		for _, r := range reasons {
			if !slices.Contains(out.Reasons, r) {
				out.Reasons = append(out.Reasons, r)
			}
		}
	}
	single := true
	for i := range own {
		single = single && len(own[i]) == 1
		for _, x := range own[i] {
			add(x.Reasons)
		}
	}
	add(reasons)
	if single && len(open) == 2 && own[0][0].equalBut(own[1][0]) {
		out.parts = own[0][0].parts
		// The same statement asks for one thing or another: what is not of the network
		// does in both.
		out.clauses = slices.Concat(own[0][0].ofNetwork(true), own[1][0].ofNetwork(true), own[0][0].ofNetwork(false))
		out.clauses = joinWays(out.clauses)
		return out
	}
	for i, n := range open {
		text := "comes " + n.network.from()
		switch rest := own[i]; {
		case len(rest) == 1 && rest[0].impliesNetwork():
			out.clauses = append(out.clauses, joinWays(slices.Clone(rest[0].clauses))...)
			continue
		case slices.ContainsFunc(rest, Condition.impliesNetwork):
			text = strings.TrimPrefix(joinConditions(rest), "the request ")
		case len(rest) > 0:
			text += " and (" + joinConditions(rest) + ")"
		}
		out.clauses = append(out.clauses, clause{byRequest: true, network: true, text: text, way: strings.TrimPrefix(text, "comes ")})
	}
	out.clauses = joinWays(out.clauses)
	return out
}

// equal reports whether two conditions are the same.
func (c Condition) equal(o Condition) bool {
	return slices.Equal(c.Reasons, o.Reasons) && slices.Equal(c.clauses, o.clauses) && slices.Equal(c.parts, o.parts)
}

// equalBut reports whether two conditions are of the same statements, and the same
// but for what they ask of the network.
func (c Condition) equalBut(o Condition) bool {
	return slices.Equal(c.Reasons, o.Reasons) && slices.Equal(c.ofNetwork(false), o.ofNetwork(false)) && slices.Equal(c.parts, o.parts) && !c.allow && !o.allow
}

// ofNetwork returns the alternatives that ask for a network, or those that do not.
func (c Condition) ofNetwork(is bool) []clause {
	return slices.DeleteFunc(slices.Clone(c.clauses), func(x clause) bool { return x.network != is })
}

// asksNetwork reports whether an alternative asks for a network.
func (c Condition) asksNetwork() bool { return len(c.ofNetwork(true)) > 0 }

// impliesNetwork reports whether each alternative names the network that the
// request comes from.
func (c Condition) impliesNetwork() bool {
	return !slices.ContainsFunc(c.clauses, func(x clause) bool { return x.way == "" })
}

// joinWays joins the alternatives that name where the request comes from to one.
func joinWays(clauses []clause) []clause {
	var ways []string
	rest := slices.DeleteFunc(clauses, func(x clause) bool {
		if x.way != "" && !slices.Contains(ways, x.way) {
			ways = append(ways, x.way)
		}
		return x.way != ""
	})
	if len(ways) == 0 {
		return rest
	}
	way := phrase.Join(ways, " or ")
	return append([]clause{{byRequest: true, network: true, way: way, text: "comes " + way}}, rest...)
}
