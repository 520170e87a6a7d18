package search

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/iam"
	"deputy/model/phrase"
)

// FindAccount returns the account that a person names by its ID, or by a name
// or e-mail address that exactly one account has, in upper or lower case. The
// error is one line that suggests accounts. It quotes their names, whatever
// characters they contain.
func FindAccount(r *model.Reading, word string) (*model.Node, error) {
	word = strings.TrimSpace(word)
	if model.IsAccountID(word) {
		if n := r.Node(model.NodeID(word)); n != nil {
			return n, nil
		}
		return nil, fmt.Errorf("no account has the ID %s%s", word, unreadNote(r, model.PartAccounts))
	}
	var fit []*model.Node
	folded := phrase.Fold(word)
	for n := range r.Accounts() {
		if word != "" && (phrase.Fold(n.Name) == folded || phrase.Fold(n.Email) == folded) {
			fit = append(fit, n)
		}
	}
	return theOnly(r, fit, word, "account", "give an ID, a name or an e-mail address", r.Accounts())
}

// FindNode returns the root, OU or account that a person names by its ID or
// ARN; by the path of names below the root, such as Workloads/Prod, or the end
// of a path that exactly one node has; or an account by its e-mail address. /
// and root name the root.
func FindNode(r *model.Reading, word string) (*model.Node, error) {
	word = strings.TrimSpace(word)
	fit := nodesNamed(r, word)
	if len(fit) == 0 && isNodeID(word) {
		return nil, fmt.Errorf("no root, OU or account has the ID %s%s", word, unreadNote(r, model.PartOUs, model.PartAccounts))
	}
	return theOnly(r, fit, word, "OU or account", "give an ID, or a path such as Workloads/Prod", r.Nodes())
}

// isNodeID reports whether a word can only be the ID of a node.
func isNodeID(word string) bool {
	return model.IsRootID(word) || model.IsOUID(word) || model.IsAccountID(word)
}

// nodesNamed returns the nodes that FindNode may mean by a word.
func nodesNamed(r *model.Reading, word string) []*model.Node {
	if n := r.Node(model.NodeID(idInARN(word))); n != nil {
		return []*model.Node{n}
	}
	if word == "" || isNodeID(word) {
		return nil
	}
	path := cleanPath(word)
	if path == "" || path == "root" {
		for root := range r.Roots() {
			return []*model.Node{root}
		}
	}
	whole, end := onPath(r, path)
	if len(whole) > 0 {
		return whole
	}
	return end
}

// onPath returns the nodes whose path of names is the given one, and those
// whose path ends with it. A path may begin with the root's name.
func onPath(r *model.Reading, path string) (whole, end []*model.Node) {
	if path == "" {
		return nil, nil
	}
	last := path[strings.LastIndexByte(path, '/')+1:]
	for n := range r.Nodes() {
		if n.Kind == model.KindAccount && phrase.Fold(n.Email) == path {
			whole = append(whole, n)
			continue
		}
		if !strings.HasSuffix(phrase.Fold(n.Name), last) {
			continue
		}
		below, all := foldedPath(r, n.ID)
		switch {
		case below == path || all == path:
			whole = append(whole, n)
		case strings.HasSuffix(all, "/"+path):
			end = append(end, n)
		}
	}
	return whole, end
}

// foldedPath returns a node's path of names as cleanPath does, without the
// root's name and with it.
func foldedPath(r *model.Reading, id model.NodeID) (below, all string) {
	nodes := r.Path(id)
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = n.Name
	}
	all = cleanPath(strings.Join(names, "/"))
	if len(nodes) > 0 && nodes[0].Kind == model.KindRoot {
		names = names[1:]
	}
	return cleanPath(strings.Join(names, "/")), all
}

// cleanPath returns a path as it is compared: in lower case, without blanks
// around slashes and without a slash at either end.
func cleanPath(path string) string {
	parts := strings.Split(phrase.Fold(path), "/")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Trim(strings.Join(parts, "/"), "/")
}

// FindPolicy returns the policy that a person names by its ID or ARN, or by a
// name that exactly one policy has, in upper or lower case.
func FindPolicy(r *model.Reading, word string) (*model.Policy, error) {
	word = strings.TrimSpace(word)
	fit := policiesNamed(r, word)
	if len(fit) == 1 {
		return fit[0], nil
	}
	var some, near []named
	for _, p := range fit {
		some = append(some, named{p.Name, string(p.ID)})
	}
	similar := newLikeness(word)
	for p := range r.AllPolicies() {
		if len(fit) == 0 && similar.of(p.Name) {
			near = append(near, named{p.Name, string(p.ID)})
		}
	}
	return nil, unclearError(word, "policy", "give its ID or name", some, near, unreadNote(r, model.PartPolicies))
}

// policiesNamed returns the policies that FindPolicy may mean by a word.
func policiesNamed(r *model.Reading, word string) (fit []*model.Policy) {
	if p := r.Policy(model.PolicyID(idInARN(word))); p != nil {
		return []*model.Policy{p}
	}
	folded := phrase.Fold(word)
	for p := range r.AllPolicies() {
		if word != "" && phrase.Fold(p.Name) == folded {
			fit = append(fit, p)
		}
	}
	return fit
}

// Target is what a person names as the argument WHAT of a command. One field is
// set.
type Target struct {
	Node      model.NodeID
	Policy    model.PolicyID
	Service   model.ServiceID
	Principal model.Principal // for one that the catalogue does not have
}

// FindTarget returns what a person names as WHAT: a root, OU or account as
// FindNode finds it, a policy, or a service by its catalogue id or principal. A
// node comes before a policy, and a policy before a service.
func FindTarget(r *model.Reading, word string) (Target, error) {
	trimmed := strings.TrimSpace(word)
	if fit := nodesNamed(r, trimmed); len(fit) == 1 {
		return Target{Node: fit[0].ID}, nil
	}
	if fit := policiesNamed(r, trimmed); len(fit) == 1 {
		return Target{Policy: fit[0].ID}, nil
	}
	if s, err := catalog.Find(word); err == nil {
		return Target{Service: s.ID}, nil
	}
	if p := model.Principal(trimmed); slices.Contains(r.DelegatedPrincipals(), p) || slices.Contains(r.TrustedPrincipals(), p) {
		return Target{Principal: p}, nil
	}
	var near []named
	similar := newLikeness(word)
	for n := range r.Nodes() {
		if similar.of(n.Name) {
			near = append(near, named{n.Name, string(n.ID)})
		}
	}
	for p := range r.AllPolicies() {
		if similar.of(p.Name) {
			near = append(near, named{p.Name, string(p.ID)})
		}
	}
	for _, id := range catalog.Near(phrase.Fold(trimmed)) {
		near = append(near, named{id, "service"})
	}
	return Target{}, unclearError(word, "account, OU, policy or service", "give an ID or a name", nil, near, unreadNote(r, model.PartOUs, model.PartAccounts, model.PartPolicies))
}

// idInARN returns the ID at the end of an ARN of AWS Organizations; any other
// word as it is.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_permissions_overview.html
func idInARN(word string) string {
	arn, err := model.ParseARN(word)
	if err != nil || arn.Service != "organizations" {
		return word
	}
	return arn.Resource[strings.LastIndexByte(arn.Resource, '/')+1:]
}

// unreadNote adds to an error that not everything is read, so that the thing
// may exist.
func unreadNote(r *model.Reading, parts ...model.Part) string {
	for _, p := range parts {
		target := ""
		if p == model.PartPolicies {
			target = string(model.ServiceControlPolicy)
		}
		switch s := r.Status(p, target); {
		case s.Gap != nil:
			return ", as far as deputy knows: " + s.Gap.Sentence()
		case !s.Known():
			return ", as far as deputy knows: it has not read all " + model.PartKey{Part: p}.String()
		}
	}
	return ""
}

// theOnly returns the node if exactly one fits. Otherwise the error says why
// there is none.
func theOnly(r *model.Reading, fit []*model.Node, word, kind, advice string, all func(func(*model.Node) bool)) (*model.Node, error) {
	if len(fit) == 1 {
		return fit[0], nil
	}
	var some, near []named
	for _, n := range fit {
		some = append(some, named{n.Name, string(n.ID)})
	}
	if len(fit) == 0 {
		similar := newLikeness(word)
		for n := range all {
			if similar.of(n.Name) || similar.of(n.Email) {
				near = append(near, named{n.Name, string(n.ID)})
			}
		}
	}
	parts := []model.Part{model.PartAccounts}
	if kind != "account" {
		parts = []model.Part{model.PartOUs, model.PartAccounts}
	}
	return nil, unclearError(word, kind, advice, some, near, unreadNote(r, parts...))
}

// named is something that a person may have meant.
type named struct{ name, id string }

// unclearError returns the error that a word fits nothing or several things,
// and what to do.
func unclearError(word, kind, advice string, fit, near []named, unread string) error {
	const most = 5
	tell := func(all []named) string {
		first := best[named]{most: most, compare: func(a, b named) int {
			return cmp.Or(model.CompareNames(a.name, b.name), cmp.Compare(a.id, b.id))
		}}
		for _, n := range all {
			first.add(n)
		}
		texts := make([]string, 0, most)
		for _, n := range first.all {
			texts = append(texts, fmt.Sprintf("%q (%s)", phrase.Shorten(n.name), n.id))
		}
		if len(all) > most {
			texts = append(texts, fmt.Sprintf("%d more", len(all)-most))
		}
		return strings.Join(texts, ", ")
	}
	switch {
	case strings.TrimSpace(word) == "":
		return fmt.Errorf("no %s is named: %s", kind, advice)
	case len(fit) > 1:
		return fmt.Errorf("%d of them are called %q: give the ID, one of %s", len(fit), phrase.Shorten(word), tell(fit))
	case len(near) > 0:
		return fmt.Errorf("no %s is called %q%s: did you mean %s?", kind, phrase.Shorten(word), unread, tell(near))
	default:
		return fmt.Errorf("no %s is called %q%s: %s", kind, phrase.Shorten(word), unread, advice)
	}
}

// likeness tells which names somebody who wrote a word may have meant: it is a part of
// the name, or a few letters differ.
type likeness struct {
	word    string // folded
	wrong   int    // how many letters may differ
	letters uint64 // iam.Letters of the word, of ASCII only
}

// asciiLetters is the letters and digits of ASCII as iam.Letters has them.
const asciiLetters = 1<<36 - 1

func newLikeness(word string) likeness {
	w := phrase.Fold(phrase.Shorten(strings.TrimSpace(word)))
	w = w[strings.LastIndexByte(w, '/')+1:]
	return likeness{w, 1 + len(w)/5, iam.Letters(w) & asciiLetters}
}

// of reports whether a name may be meant.
func (l *likeness) of(name string) bool {
	if len(l.word) < 3 || name == "" {
		return false
	}
	// Each letter that the name lacks is one that differs.
	if bits.OnesCount64(l.letters&^iam.Letters(name)) > l.wrong {
		return false
	}
	n := phrase.Fold(phrase.Shorten(name))
	return strings.Contains(n, l.word) || max(len(n)-len(l.word), len(l.word)-len(n)) <= l.wrong && phrase.EditDistance(l.word, n) <= l.wrong
}

// Find returns the place that a text names by an ID, as Refer reads it: a node, a
// policy, the account of an ARN; or by a service principal. ok is false if the
// reading does not have it.
func (x *Index) Find(text string) (Hit, bool) {
	t, known := Refer(text).Known(x.r)
	if known {
		return x.HitOf(t)
	}
	if s, ok := catalog.ByPrincipal(model.Principal(strip(text))); ok {
		return Hit{Service: s.ID, Kind: "service", Name: s.Name}, true
	}
	return Hit{}, false
}

// HitOf returns a node or a policy as a hit; ok is false if the reading does not
// have it.
func (x *Index) HitOf(t Target) (h Hit, ok bool) {
	if n := x.r.Node(t.Node); n != nil {
		return Hit{Node: n.ID, Kind: foundWords[foundOf(n.Kind)], Name: n.Name}, true
	}
	if p := x.r.Policy(t.Policy); p != nil {
		return Hit{Policy: p.ID, Kind: p.Type.Abbreviation(), Name: p.Name}, true
	}
	return Hit{}, false
}
