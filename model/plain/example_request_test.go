package plain

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// exampleRequest is one way to fill in a question.
type exampleRequest struct {
	action, resource string
	keys             map[string][]string // by lower-case name; nil means absent
	names            map[string]string   // as the document writes them
}

func (s *exampleRequest) clone() *exampleRequest {
	c := &exampleRequest{s.action, s.resource, map[string][]string{}, s.names}
	for k, v := range s.keys {
		c.keys[k] = v
	}
	return c
}

// request returns the example for package scp.
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

// inGlobalRegion returns the example with the Region to which a global
// service's requests go.
func (s *exampleRequest) inGlobalRegion(r *model.Reading) *exampleRequest {
	const key = "aws:requestedregion"
	region := model.GlobalServiceRegion(s.action, cmp.Or(r.Caller.Partition, "aws"))
	if _, asked := s.keys[key]; region == "" || !asked {
		return s
	}
	x := s.clone()
	x.keys[key] = []string{string(region)}
	return x
}

// someMember returns the account itself, or the first account below a node to
// which policies apply.
func someMember(r *model.Reading, id model.NodeID) model.AccountID {
	n := r.Node(id)
	if n == nil {
		return ""
	}
	if a := n.Account(); a != "" {
		if a == r.Organization.Management {
			return ""
		}
		return a
	}
	for k := range r.Children(id) {
		if a := someMember(r, k.ID); a != "" {
			return a
		}
	}
	return ""
}
