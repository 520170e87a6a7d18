package codec

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
)

// Encode writes a saved reading, element by element. Lists are written in the
// order of the snapshot, and attachments by policy, so that equal frozen
// readings give equal files. The error is the writer's, or names a time that
// RFC 3339 cannot express.
func Encode(w io.Writer, s *model.Snapshot) error {
	buffer := bufio.NewWriterSize(w, 1<<16)
	e := &encoder{to: buffer, json: json.NewEncoder(buffer)}
	e.json.SetEscapeHTML(false)
	e.field("{", "format", readingFormat)
	e.field(",", "version", readingVersion)
	e.field(",", "partition", s.Caller.Partition)
	e.field(",", "organization", saveOrganization(s.Organization))
	e.field(",", "caller", saveCaller(s.Caller))
	e.field(",", "taken", s.Taken.UTC())
	e.field(",", "complete", s.Complete)
	way := newNodePaths(s)
	list(e, "roots", s.Roots, way.save)
	list(e, "units", s.OUs, way.save)
	list(e, "accounts", s.Accounts, way.save)
	list(e, "policies", s.Policies, func(p model.Policy) savedPolicy { return savePolicy(s, p) })
	list(e, "attachments", byPolicy(s), unchanged)
	list(e, "trustedAccess", s.TrustedAccess, func(t model.TrustedAccess) savedAccess { return savedAccess{t.Principal, phrase.UTC(t.Since)} })
	list(e, "delegations", s.Delegations, func(d model.Delegation) savedDelegation {
		return savedDelegation{d.Account, d.Principal, phrase.UTC(d.Since)}
	})
	if s.ResourcePolicy != (model.ResourcePolicyFact{}) {
		p := savedResourcePolicy{Content: s.ResourcePolicy.Text}
		p.Summary.ARN = s.ResourcePolicy.ARN
		e.field(",", "resourcePolicy", p)
	}
	if s.RootAccess != nil {
		e.field(",", "rootAccess", savedRootAccess{append([]string{}, s.RootAccess.Enabled...)})
	}
	if s.History != nil {
		e.field(",", "history", saveHistory(s.History))
	}
	e.handshakes(s)
	if len(s.Settings) > 0 {
		list(e, "services", s.Settings, saveSetting)
	}
	if len(s.Regions) > 0 {
		list(e, "regions", s.Regions, func(r model.AccountRegion) savedRegion { return savedRegion(r) })
	}
	e.tags(s.Tags)
	gaps, _ := gapsByAge(s.Gaps)
	unread, _ := unreadByAge(s.Unread)
	list(e, "gaps", gaps, saveGap)
	list(e, "unread", unread, saveUnread)
	e.management(s)
	e.managementAccount(s.ManagementAccount)
	e.accessReports(s)
	e.text("}\n")
	if e.err == nil {
		e.err = buffer.Flush()
	}
	if e.err != nil {
		return fmt.Errorf("write the reading of %s: %w", s.Organization.ID, e.err)
	}
	return nil
}

// encoder writes JSON piece by piece, and keeps the first error.
type encoder struct {
	to   *bufio.Writer
	json *json.Encoder
	err  error
}

// text writes JSON text.
func (e *encoder) text(s string) {
	if e.err == nil {
		_, e.err = e.to.WriteString(s)
	}
}

// value writes a value as JSON.
func (e *encoder) value(v any) {
	if e.err == nil {
		e.err = e.json.Encode(v)
	}
}

// field writes a field.
func (e *encoder) field(before, name string, v any) {
	e.text(before + `"` + name + `":`)
	e.value(v)
}

// list writes a list with one element a line.
func list[T, S any](e *encoder, name string, elements []T, save func(T) S) {
	e.text(`,"` + name + `":[`)
	for i, element := range elements {
		if i > 0 {
			e.text(",")
		}
		e.value(save(element))
	}
	e.text("]\n")
}

// unchanged returns its argument, for elements that are written as they are.
func unchanged[T any](v T) T { return v }

// tags writes the tags by ID.
func (e *encoder) tags(tags map[string][]model.Tag) {
	e.text(`,"tags":{`)
	for i, id := range slices.Sorted(maps.Keys(tags)) {
		if i > 0 {
			e.text(",")
		}
		e.value(id)
		e.text(":")
		saved := make([]savedTag, len(tags[id]))
		for i, t := range tags[id] {
			saved[i] = savedTag(t)
		}
		e.value(saved)
	}
	e.text("}\n")
}

func saveOrganization(o model.Organization) savedOrganization {
	return savedOrganization{o.ID, o.ARN, FeatureWords[o.Features], o.Management, o.ManagementARN, o.ManagementEmail}
}

func saveCaller(c model.Caller) savedCaller {
	return savedCaller{c.Account, c.ARN, c.UserID, roleWords[c.Role], c.Profile, c.Endpoint, c.Demo}
}

func saveSetting(s model.Setting) savedSetting {
	return savedSetting{s.Service, s.Region, s.Account, s.Feature, s.State.String(), phrase.UTC(s.Since), s.Priority}
}

func saveGap(g model.Gap) savedGap {
	return savedGap{g.Operation, g.Target, g.Cause, g.Fix, kindWords[g.Kind], partWords[g.Missing.Part], g.Missing.Target}
}

func savePolicy(s *model.Snapshot, p model.Policy) savedPolicy {
	saved := savedPolicy{Summary: savedSummary(p)}
	if d, ok := s.Documents[p.ID]; ok {
		saved.Content, saved.Taken = &d.Text, phrase.UTC(d.Taken)
	}
	return saved
}

// byPolicy returns the targets of each policy, by policy.
func byPolicy(s *model.Snapshot) []savedAttachments {
	at := map[model.PolicyID]int{}
	var all []savedAttachments
	of := func(policy model.PolicyID) *savedAttachments {
		i, ok := at[policy]
		if !ok {
			i = len(all)
			at[policy] = i
			all = append(all, savedAttachments{policy, []model.NodeID{}, phrase.UTC(s.TargetsTaken[policy])})
		}
		return &all[i]
	}
	for _, a := range s.Attachments {
		to := of(a.Policy)
		to.Targets = append(to.Targets, a.Target)
	}
	for policy := range s.TargetsTaken {
		of(policy)
	}
	slices.SortFunc(all, func(a, b savedAttachments) int { return cmp.Compare(a.Policy, b.Policy) })
	return all
}

// nodePaths holds the paths of nodes, in the form of Account.Paths:
// o-…/r-…/ou-…/123456789012/.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
type nodePaths struct {
	parents map[model.NodeID]model.NodeID // the parents of OUs; empty for roots
	known   map[model.NodeID]string       // the paths found so far, with a slash at the end; empty if there is none
}

// newNodePaths returns the paths of a snapshot's nodes.
func newNodePaths(s *model.Snapshot) *nodePaths {
	w := &nodePaths{map[model.NodeID]model.NodeID{}, map[model.NodeID]string{}}
	for _, u := range s.OUs {
		w.parents[u.ID] = u.Parent
	}
	for _, r := range s.Roots {
		if s.Organization.ID != "" && isSegment(s.Organization.ID) && isSegment(string(r.ID)) {
			w.known[r.ID] = s.Organization.ID + "/" + string(r.ID) + "/"
		}
	}
	return w
}

// path returns a node's path; empty if its way to the root is not known.
func (w *nodePaths) path(id model.NodeID, depth int) string {
	if p, ok := w.known[id]; ok {
		return p
	}
	parent := w.parents[id]
	if parent == "" || depth > model.MaxDepth {
		return ""
	}
	p := w.join(parent, id, depth)
	w.known[id] = p
	return p
}

// join returns the path of a node below a parent.
func (w *nodePaths) join(parent, id model.NodeID, depth int) string {
	above := w.path(parent, depth+1)
	if above == "" || !isSegment(string(id)) {
		return ""
	}
	return above + string(id) + "/"
}

// isSegment reports whether an ID can be part of a path.
func isSegment(id string) bool {
	for i := range len(id) {
		if id[i] == '/' {
			return false
		}
	}
	return id != ""
}

// save returns a node as it is written.
func (w *nodePaths) save(n model.Node) savedNode {
	s := savedNode{
		ID: n.ID, ARN: n.ARN, Email: n.Email, Name: n.Name, State: n.State.String(), JoinedBy: n.JoinedBy, Joined: phrase.UTC(n.Joined),
	}
	for _, t := range n.PolicyTypes {
		s.PolicyTypes = append(s.PolicyTypes, savedPolicyType(t))
	}
	if n.Parent == "" {
		return s
	}
	switch path := w.join(n.Parent, n.ID, 0); {
	case path == "":
		s.Parent = n.Parent
	case n.Kind == model.KindOU:
		s.Path = path
	default:
		s.Paths = []string{path}
	}
	return s
}
