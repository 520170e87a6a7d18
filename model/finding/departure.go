package finding

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// departures are the calls by which a member account leaves the organization or closes
// itself.
var departures = [...]string{"organizations:LeaveOrganization", "account:CloseAccount"}

// departing are the principals that should be denied them.
var departing = [...]struct{ who, arn string }{{"ordinary roles", "role/deputy-ordinary"}, {"the root user", "root"}}

// departureCount holds a number for each departure and principal.
type departureCount [len(departures)][len(departing)]int

// denyDepartures is what AWS attaches to the root of organizations that are created in
// the console since 2026-07-10.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_security_default_controls.html
const denyDepartures = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "DenyLeavingAndClosing",
      "Effect": "Deny",
      "Action": [
        "organizations:LeaveOrganization",
        "account:CloseAccount"
      ],
      "Resource": "*"
    }
  ]
}`

// findDepartures finds member accounts in use in which SCPs do not certainly deny an
// ordinary role and the root user to leave the organization and to close the account.
func findDepartures(w *inspector) {
	if w.r.Organization.Features == model.FeaturesBilling || !w.enabled(model.ServiceControlPolicy) {
		return
	}
	s := &departureSearch{inspector: w, asker: verdict.NewAsker(w.r)}
	for i, action := range departures {
		s.likeness[i], s.judged[i] = s.asker.Likeness(verdict.Question{Action: action}), map[string][len(departing)]int{}
	}
	for root := range w.r.Roots() {
		e := w.r.TreeNode(root.ID)
		if e == nil {
			continue
		}
		below := e.Below()
		alls, opens := make([]int, len(below)), make([]departureCount, len(below))
		for i, k := range below {
			w.later(func() { alls[i], opens[i] = s.look(k, 1) })
		}
		w.later(func() {
			all, open := s.gather(below, alls, opens)
			s.addWhole(e, all, &open, nil)
			s.report(root.ID, all)
		})
	}
}

// report adds what was found below a root, and forgets it.
func (s *departureSearch) report(root model.NodeID, all int) {
	if s.accounts > 0 {
		s.add(Finding{
			Severity: SeverityMedium, Place: Place{Node: root}, Sources: []string{pageDefaultControls},
			Title:    phrase.Count(s.accounts, "member account") + " can leave the organization or be closed from inside",
			Evidence: fmt.Sprintf("Of %s in use, %d have no SCP that denies these calls to every ordinary role and to the root user.", phrase.Count(all, "member account"), s.accounts),
			Details:  s.details(),
			Fix:      "Attach the SCP below to the root. AWS attaches such a one to organizations that are created in the console since 2026-07-10.",
			Drafts:   []model.Draft{{Name: "DenyLeavingAndClosing", Type: model.ServiceControlPolicy, Text: denyDepartures, Target: root}},
		})
	}
	s.accounts = 0
}

// departureSearch looks for the accounts in which departures are not denied.
type departureSearch struct {
	*inspector
	asker    *verdict.Asker
	likeness [len(departures)]*verdict.Likeness
	judged   [len(departures)]map[string][len(departing)]int // by likeness
	accounts int                                             // with an open departure
	open     [len(departures)][len(departing)][]string       // the topmost nodes all of whose accounts have it open
}

// look returns the number of member accounts in use at and below a node, and of those
// in which each departure is open. It adds the nodes below the node all of whose
// accounts have it open, unless that is true of the node itself.
func (s *departureSearch) look(e *model.TreeNode, depth int) (all int, open departureCount) {
	if e == nil || depth > model.MaxDepth {
		return 0, open
	}
	if e.Account() != "" {
		if !needsSCP(s.inspector, e) {
			return 0, open
		}
		return 1, s.judge(e)
	}
	below := e.Below()
	alls, opens := make([]int, len(below)), make([]departureCount, len(below))
	for i, k := range below {
		alls[i], opens[i] = s.look(k, depth+1)
	}
	return s.gather(below, alls, opens)
}

// gather adds up what was found below the children of a node.
func (s *departureSearch) gather(below []*model.TreeNode, alls []int, opens []departureCount) (all int, open departureCount) {
	for i := range below {
		all += alls[i]
		for d := range open {
			for p := range open[d] {
				open[d][p] += opens[i][d][p]
			}
		}
	}
	for i, k := range below {
		s.addWhole(k, alls[i], &opens[i], func(d, p int) bool { return open[d][p] == all })
	}
	return all, open
}

// addWhole adds a node to the departures that are open in all of its accounts, unless
// that is true of the node above it, too.
func (s *departureSearch) addWhole(e *model.TreeNode, all int, open *departureCount, above func(d, p int) bool) {
	for d := range open {
		for p, n := range open[d] {
			if n == 0 || n < all || above != nil && above(d, p) {
				continue
			}
			name := s.r.NodeName(e.ID)
			if e.Account() == "" {
				name += fmt.Sprintf(" (%s)", phrase.Count(all, "account"))
			}
			s.open[d][p] = append(s.open[d][p], name)
		}
	}
}

// judge returns 1 for each departure that is open in an account. What has not been read
// is not open: it is noted elsewhere.
func (s *departureSearch) judge(e *model.TreeNode) (open departureCount) {
	found := 0
	for d, action := range departures {
		key := s.likeness[d].Key(e.ID)
		judged, known := s.judged[d][key]
		if !known {
			for p := range departing {
				ruling, err := s.asker.Rule(verdict.Question{
					Account: e.Account(), Action: action, Principal: verdict.PrincipalARN(s.r.Caller.Partition, e.Account(), departing[p].arn),
					Given:  map[string][]string{"aws:SecureTransport": {"true"}, "aws:ViaAWSService": {"false"}},
					Absent: []string{"aws:AssumedRoot"},
				})
				if err == nil && !ruling.Denied() && ruling != verdict.Unknown {
					judged[p] = 1
				}
			}
			s.judged[d][key] = judged
		}
		open[d] = judged
		found += judged[0] + judged[1]
	}
	if found > 0 {
		s.accounts++
	}
	return open
}

// details returns a line for each departure with the nodes in which it is open, one line
// for principals with the same nodes, and forgets them.
func (s *departureSearch) details() []string {
	var lines []string
	for d, action := range departures {
		for p := range departing {
			slices.SortFunc(s.open[d][p], model.CompareNames)
		}
		add := func(who string, names []string) {
			if len(names) > 0 {
				lines = append(lines, fmt.Sprintf("%s, by %s: %s", action, who, phrase.List(names, maxNames)))
			}
		}
		if roles, roots := s.open[d][0], s.open[d][1]; slices.Equal(roles, roots) {
			add(departing[0].who+" and "+departing[1].who, roles)
		} else {
			add(departing[0].who, roles)
			add(departing[1].who, roots)
		}
		s.open[d] = [len(departing)][]string{}
	}
	return lines
}
