package lint

import (
	"slices"
	"strings"

	"deputy/model/iam"
	"deputy/model/plain"
	"deputy/model/scp"
)

// selection is what AWS's reference has for a pattern of an action.
type selection struct {
	actions []iam.Listed
	any     bool // the pattern matches every action: actions are not listed
	typed   bool // types and none are known
	types   []resourceType
	none    bool            // some action takes only *
	acts    map[string]bool // whether they may act on a resource of the policy
	keys    map[string]bool // whether one of them has a condition key
}

// choose returns what the reference has for a pattern.
func (c *checker) choose(pattern string) *selection {
	key := strings.ToLower(pattern)
	if s := c.selected[key]; s != nil {
		return s
	}
	s := &selection{acts: map[string]bool{}, keys: map[string]bool{}}
	c.selected[key] = s
	service, name, ok := strings.Cut(key, ":")
	switch {
	case strings.Trim(key, "*") == "" && key != "", ok && strings.Trim(service, "*") == "" && strings.Trim(name, "*") == "" && service != "" && name != "":
		s.any = true
	case !strings.ContainsAny(key, "*?"):
		if a, known := iam.LookupListed(key); known {
			s.actions = []iam.Listed{a}
		}
	case ok:
		var matches func(string) bool
		if strings.Trim(name, "*") != "" {
			matches = func(action string) bool { return plain.GlobMatches(name, strings.ToLower(action)) }
		}
		if strings.ContainsAny(service, "*?") {
			if c.wide++; c.wide > mostWide {
				s.any = true
				return s
			}
			s.actions = iam.Select(func(prefix string) bool { return plain.GlobMatches(service, prefix) }, matches)
		} else {
			s.actions = iam.SelectOf(service, matches)
		}
	}
	return s
}

// hasKey reports whether the reference lists a condition key for one of the actions.
func (s *selection) hasKey(key string) bool {
	has, known := s.keys[key]
	if !known {
		has = iam.AnyHasKey(s.actions, key)
		s.keys[key] = has
	}
	return has
}

// known reports whether the reference has an action for the pattern.
func (s *selection) known() bool { return s.any || len(s.actions) > 0 }

// checkActions finds actions that AWS does not have, or to which RCPs do not apply.
func (c *checker) checkActions() {
	var services []string // that the reference does not have
	for _, v := range c.statement.Action.Values {
		if !isAction(v.Value) || isPlaceholder(v.Value) || c.choose(v.Value).known() {
			continue // What is no action, the parser reports.
		}
		service, _, _ := strings.Cut(strings.ToLower(v.Value), ":")
		switch {
		case known(service) || strings.ContainsAny(service, "*?"):
			c.unknownAction(v)
		case !slices.Contains(services, service):
			services = append(services, service)
			c.add(unknownAction, Hint, v.Span, "AWS's reference of "+iam.AsOf()+" has no service "+scp.Quote(service)+
				": it may be misspelled, withdrawn or newer.", "")
		}
	}
	if c.document.Type == scp.RCP && c.statement.Effect != scp.Allow && !c.statement.Action.Not {
		c.checkRCPActions()
	}
}

// isAction reports whether a text has the form of an action or of a pattern.
func isAction(text string) bool {
	service, name, ok := strings.Cut(text, ":")
	return ok && service != "" && name != "" && !strings.Contains(name, ":") && !strings.ContainsAny(text, " \t\r\n")
}

// unknownAction adds the problem of an action that the reference does not have.
func (c *checker) unknownAction(v scp.Text) {
	sentence := scp.Quote(v.Value) + " matches no action of AWS's reference of " + iam.AsOf() + ": it may be misspelled, withdrawn or newer."
	severity, fix := Hint, ""
	if c.similar++; !strings.ContainsAny(v.Value, "*?") && c.similar <= mostSimilar {
		if like := iam.Similar(v.Value, 1); len(like) > 0 {
			severity, fix = Warning, "Did you mean "+like[0].String()+"?"
		}
	}
	c.add(unknownAction, severity, v.Span, sentence, fix)
}

// checkRCPActions finds actions that no RCP applies to: the first one of each
// service.
func (c *checker) checkRCPActions() {
	var outside []string
	values := c.statement.Action.Values
	covered := slices.ContainsFunc(values, func(v scp.Text) bool {
		service, _, _ := strings.Cut(v.Value, ":")
		return strings.ContainsAny(service, "*?") || scp.RCPCovers(v.Value)
	})
	for _, v := range values {
		service, _, ok := strings.Cut(strings.ToLower(v.Value), ":")
		switch {
		case ok && strings.Trim(service, "*") == "":
			c.add(wildcardServiceRCP, Error, v.Span, "AWS refuses an RCP action that does not begin with a service prefix.",
				"List the services, such as s3:*.")
		case !isAction(v.Value), strings.ContainsAny(service, "*?"), scp.RCPCovers(v.Value), slices.Contains(outside, service):
		default:
			c.outsideRCP(v, service, covered)
			outside = append(outside, service)
		}
	}
}

// outsideRCP adds the problem of an action that no RCP applies to. covered reports
// whether the statement has others.
func (c *checker) outsideRCP(v scp.Text, service string, covered bool) {
	severity, follows := Warning, ": the statement denies nothing."
	if covered {
		severity, follows = Hint, "."
	}
	what := service + " (AWS's list of 2026-09-26)"
	if slices.Contains(scp.RCPServices(), service) {
		what = "kms:RetireGrant"
	}
	c.add(actionOutsideRCP, severity, v.Span, "RCPs do not apply to "+what+follows, "Use an SCP, which applies to the principals of your accounts.")
}
