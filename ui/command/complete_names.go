package command

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/search"
	"deputy/model/verdict"
)

// oneOf completes one of the words.
func oneOf(words ...string) completion {
	return func(*names, string) []offer {
		offers := make([]offer, len(words))
		for i, w := range words {
			offers[i].text = w
		}
		return offers
	}
}

// completeAccount completes accounts: by name, and by ID where that is typed, or
// where several accounts have the name or it cannot be typed.
func completeAccount(n *names, typed string) []offer {
	accounts := n.saved().Accounts
	named := map[string]int{}
	for i := range accounts {
		named[phrase.Fold(accounts[i].Name)]++
		named[phrase.Fold(accounts[i].Email)]++
	}
	digits := typed != "" && typed[0] >= '0' && typed[0] <= '9'
	offers := make([]offer, 0, len(accounts))
	for i := range accounts {
		a := &accounts[i]
		if named[phrase.Fold(a.Name)] == 1 && isTypeable(a.Name) && !model.IsAccountID(a.Name) {
			offers = append(offers, offer{a.Name, string(a.ID)})
		} else if !digits {
			offers = append(offers, offer{string(a.ID), a.Name})
		}
		if digits {
			offers = append(offers, offer{string(a.ID), a.Name})
		}
	}
	return offers
}

// completeAccountID completes the IDs of accounts.
func completeAccountID(n *names, _ string) []offer {
	var offers []offer
	for _, a := range n.saved().Accounts {
		offers = append(offers, offer{string(a.ID), a.Name})
	}
	return offers
}

// completeAdministrator completes the delegated administrators of the service that
// was typed before, or all accounts if none is known.
func completeAdministrator(n *names, typed string) []offer {
	saved, holds := n.saved(), map[string]bool{}
	for _, word := range strings.Split(n.arguments[0], ",") {
		s, err := catalog.Find(word)
		for _, d := range saved.Delegations {
			if string(d.Principal) == word || err == nil && s.HasPrincipal(d.Principal) {
				holds[string(d.Account)] = true
			}
		}
		for _, x := range saved.Settings {
			if err == nil && x.Service == s.ID && x.IsAdministrator() {
				holds[string(x.Account)] = true
			}
		}
	}
	all := completeAccount(n, typed)
	some := slices.DeleteFunc(slices.Clone(all), func(x offer) bool { return !holds[x.text] && !holds[x.note] })
	if len(some) == 0 {
		return all
	}
	return some
}

// completeService completes services of the catalogue, and principals that are
// delegated or trusted, also behind a comma.
func completeService(n *names, typed string) []offer {
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	var offers []offer
	for i := range catalog.Services() {
		s := &catalog.Services()[i]
		offers = append(offers, offer{before + string(s.ID), s.Name})
	}
	if !strings.Contains(typed[len(before):], ".") {
		return offers
	}
	for i := range catalog.Services() {
		for _, p := range catalog.Services()[i].Principals {
			offers = append(offers, offer{before + string(p.Name), catalog.Services()[i].Name})
		}
	}
	for _, d := range n.saved().Delegations {
		offers = append(offers, offer{before + string(d.Principal), ""})
	}
	for _, a := range n.saved().TrustedAccess {
		offers = append(offers, offer{before + string(a.Principal), ""})
	}
	return offers
}

// completeNode completes OUs by their paths and accounts by their names, or by their
// paths if several nodes have the name or a path is typed; by ID where that is typed,
// or where a name does not tell.
func completeNode(n *names, typed string) []offer {
	p := newNodeNames(n.saved(), strings.Contains(typed, "/"))
	byID := strings.HasPrefix(typed, "ou-") || strings.HasPrefix(typed, "r-") || typed != "" && typed[0] >= '0' && typed[0] <= '9'
	offers := make([]offer, 0, len(p.saved.OUs)+len(p.saved.Accounts))
	add := func(x *model.Node, word string) {
		if word != "" && isTypeable(word) {
			offers = append(offers, offer{word, string(x.ID)})
		}
		if byID || word == "" || !isTypeable(word) {
			offers = append(offers, offer{string(x.ID), x.Name})
		}
	}
	for i := range p.saved.Roots {
		add(&p.saved.Roots[i], "")
	}
	for i := range p.saved.OUs {
		add(&p.saved.OUs[i], p.path(&p.saved.OUs[i]))
	}
	for i := range p.saved.Accounts {
		x := &p.saved.Accounts[i]
		switch {
		case !p.typedPath && p.byName[phrase.Fold(x.Name)] == 1 && !strings.Contains(x.Name, "/"):
			add(x, x.Name)
		default:
			add(x, p.path(x))
		}
	}
	return offers
}

// nodeNames tells which names and paths are one node's.
type nodeNames struct {
	saved     *model.Snapshot
	typedPath bool
	ous       map[model.NodeID]string // their paths; empty if no path can be typed
	byName    map[string]int          // of OUs and accounts, in lower case
	byPath    map[string]int
}

func newNodeNames(saved *model.Snapshot, typedPath bool) *nodeNames {
	p := &nodeNames{
		saved: saved, typedPath: typedPath, ous: make(map[model.NodeID]string, len(saved.OUs)),
		byName: make(map[string]int, len(saved.OUs)+len(saved.Accounts)), byPath: map[string]int{},
	}
	above := make(map[model.NodeID]*model.Node, len(saved.OUs))
	for i := range saved.OUs {
		above[saved.OUs[i].ID] = &saved.OUs[i]
	}
	for i := range saved.OUs {
		x := &saved.OUs[i]
		p.ous[x.ID] = ouPath(above, x)
		p.byPath[phrase.Fold(p.ous[x.ID])]++
		p.byName[phrase.Fold(x.Name)]++
	}
	for i := range saved.Accounts {
		p.byName[phrase.Fold(saved.Accounts[i].Name)]++
	}
	for i := range saved.Accounts {
		if x := &saved.Accounts[i]; typedPath || p.byName[phrase.Fold(x.Name)] > 1 {
			p.byPath[phrase.Fold(p.joined(x))]++
		}
	}
	for _, all := range [][]model.Node{saved.OUs, saved.Accounts} {
		for i := range all {
			p.mistake(all[i].Name)
		}
	}
	return p
}

// mistake notes that a name with a slash reads as a path, or as the end of one,
// which then is not one node's alone.
func (p *nodeNames) mistake(name string) {
	if !strings.Contains(name, "/") {
		return
	}
	parts := strings.Split(phrase.Fold(name), "/")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	end := strings.Trim(strings.Join(parts, "/"), "/")
	p.byName[end]++
	for path := range p.byPath {
		if path == end || strings.HasSuffix(path, "/"+end) {
			p.byPath[path]++
		}
	}
}

// isSegment reports whether a name can stand in a path.
func isSegment(name string) bool {
	return name != "" && !strings.Contains(name, "/") && strings.TrimSpace(name) == name
}

// ouPath returns the names from below the root to an OU; empty if one of them has a
// slash, which would be read as two, or if the tree is broken.
func ouPath(above map[model.NodeID]*model.Node, x *model.Node) string {
	const deepest = 16 // AWS allows 5
	path := ""
	for depth := 0; x != nil; depth++ {
		if !isSegment(x.Name) || depth == deepest {
			return ""
		}
		if path == "" {
			path = x.Name
		} else {
			path = x.Name + "/" + path
		}
		x = above[x.Parent]
	}
	return path
}

// joined returns an account's path; empty if it has none that can be typed.
func (p *nodeNames) joined(x *model.Node) string {
	ou, below := p.ous[x.Parent]
	switch {
	case !isSegment(x.Name), below && ou == "":
		return ""
	case !below: // the root
		return x.Name
	default:
		return ou + "/" + x.Name
	}
}

// path returns the path of an OU or account if no other has it, else nothing.
func (p *nodeNames) path(x *model.Node) string {
	path := p.ous[x.ID]
	if x.Kind == model.KindAccount {
		path = p.joined(x)
	}
	if p.byPath[phrase.Fold(path)] != 1 {
		return ""
	}
	return path
}

// completePolicy completes policies by name, or by ID where that is typed or several
// have the name.
func completePolicy(n *names, typed string) []offer {
	policies, named := n.saved().Policies, map[string]int{}
	for i := range policies {
		named[phrase.Fold(policies[i].Name)]++
	}
	var offers []offer
	for i := range policies {
		p := &policies[i]
		unique := named[phrase.Fold(p.Name)] == 1 && isTypeable(p.Name)
		if unique {
			offers = append(offers, offer{p.Name, p.Type.Abbreviation() + "  " + p.Description})
		}
		if !unique || strings.HasPrefix(typed, "p-") {
			offers = append(offers, offer{string(p.ID), p.Type.Abbreviation() + "  " + p.Name})
		}
	}
	return offers
}

// completeGoto completes what the screen can open: a screen, a node, a policy or a
// service.
func completeGoto(n *names, typed string) []offer {
	screens := []offer{{"organization", "screen"}, {"policies", "screen"}, {"delegations", "screen"}, {"findings", "screen"}}
	return slices.Concat(screens, completeNode(n, typed), completePolicy(n, typed), completeService(n, typed))
}

// completeAction completes IAM actions: the service first, then its actions.
func completeAction(_ *names, typed string) []offer {
	const most = 1000 // EC2 has the most, about 800
	var offers []offer
	if !strings.Contains(typed, ":") {
		for _, prefix := range iam.Services(typed, most) {
			offers = append(offers, offer{prefix + ":", iam.ServiceName(prefix)})
		}
		return offers
	}
	for _, x := range iam.Find(typed, most) {
		offers = append(offers, offer{x.String(), x.Action.Access.Words()})
	}
	return offers
}

// asked returns the completions of the form in which the screen asks.
func asked(n *names, field search.Field, typed string) []offer {
	const most = 200
	var q verdict.Question
	if len(n.arguments) > 1 {
		q.Action = n.arguments[1]
	}
	var offers []offer
	for _, x := range new(search.Vocabulary).Complete(model.NewReading(), field, q, typed, most) {
		offers = append(offers, offer{x.Text, x.Note})
	}
	return offers
}

// completePrincipal completes the short forms of principals.
func completePrincipal(n *names, typed string) []offer { return asked(n, search.FieldPrincipal, typed) }

// completeRegion completes Regions.
func completeRegion(n *names, typed string) []offer { return asked(n, search.FieldRegion, typed) }

// completeSet completes the condition key of KEY=VALUE, and the Region of one.
func completeSet(n *names, typed string) []offer {
	var offers []offer
	if key, value, ok := strings.Cut(typed, "="); ok {
		if strings.EqualFold(key, "aws:RequestedRegion") {
			for _, x := range completeRegion(n, value) {
				offers = append(offers, offer{key + "=" + x.text, x.note})
			}
		}
		return offers
	}
	for _, x := range asked(n, search.FieldKey, typed) {
		if key, ok := strings.CutSuffix(x.text, " = "); ok {
			x.text = key + "="
		}
		offers = append(offers, x)
	}
	return offers
}

// completeAbsent completes condition keys.
func completeAbsent(n *names, typed string) []offer {
	offers := asked(n, search.FieldKey, typed)
	for i := range offers {
		offers[i].text = strings.TrimSuffix(offers[i].text, " = ")
	}
	return offers
}

// completeProfile completes the profiles of the AWS configuration.
func completeProfile(n *names, _ string) []offer {
	if n.s.Profiles == nil {
		return nil
	}
	return oneOf(n.s.Profiles()...)(n, "")
}

// completeFeature completes the parts of the service that was typed before.
func completeFeature(n *names, _ string) []offer {
	var offers []offer
	for i := range catalog.Services() {
		s := &catalog.Services()[i]
		if len(n.arguments) > 0 && string(s.ID) != n.arguments[0] {
			continue
		}
		for _, f := range s.Features {
			offers = append(offers, offer{f.Value, f.Name})
		}
	}
	return offers
}
