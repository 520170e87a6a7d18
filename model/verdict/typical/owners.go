package typical

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// owners are the accounts that a resource may belong to, those together that have
// the same RCPs.
type owners struct {
	reading *model.Reading
	groups  []ownerGroup // in a stable order
	named   map[model.AccountID]bool
	any     bool // some RCP is attached
	unread  bool // there may be others
	byPlace bool // an RCP asks whose the resource is
}

// ownerGroup is accounts of one OU with the same RCPs.
type ownerGroup struct {
	accounts []*model.Node // by ID
	rcps     string        // those that apply, in one text
}

// otherOwner is an account that is tried as the resource's owner.
type otherOwner struct {
	node  *model.Node
	rcps  string // of its group
	named bool   // a policy names it
}

// maxOwners bounds how many groups of other owners are tried.
const maxOwners = 64

// ownersIn returns the accounts of an organization as owners.
func ownersIn(r *model.Reading) *owners {
	groups := map[string][]*model.Node{}
	attached := r.AttachmentLookup(model.ResourceControlPolicy)
	for n := range r.Accounts() {
		key := string(n.Parent)
		if node := r.TreeNode(n.ID); node != nil {
			if own, _ := attached.At(node); len(own) > 1 || len(own) == 1 && own[0] != model.RCPFullAWSAccess {
				key = fmt.Sprint(key, own)
			}
		}
		groups[key] = append(groups[key], n)
	}
	o := &owners{reading: r, named: map[model.AccountID]bool{}}
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		slices.SortFunc(groups[key], func(a, b *model.Node) int { return strings.Compare(string(a.ID), string(b.ID)) })
		o.groups = append(o.groups, ownerGroup{accounts: groups[key]})
	}
	for _, p := range r.AttachedRCPs() {
		d := r.ParsedDocument(p.ID, model.ResourceControlPolicy)
		o.add(d)
		o.any, o.byPlace = true, o.byPlace || d != nil && asksOwner(d)
	}
	if o.unread = r.RCPsUnread(); o.any && !o.unread {
		for i := range o.groups {
			g := &o.groups[i]
			for _, level := range r.Ladder(g.accounts[0].ID, model.ResourceControlPolicy) {
				g.rcps += fmt.Sprint(level.Policies)
			}
		}
	}
	return o
}

// add notes the accounts that a policy names.
func (o *owners) add(d *scp.Document) {
	if d != nil {
		maps.Copy(o.named, verdict.AccountsNamed(d))
	}
}

// tried returns the other accounts that are tried as owners: those that policies
// name, and one of each group. Accounts that policies treat alike get the same.
func (o *owners) tried(c *completion) []otherOwner {
	all := owners{named: maps.Clone(o.named)}
	for _, d := range c.documents {
		all.add(d)
	}
	var out []otherOwner
	for _, group := range o.groups[:min(len(o.groups), maxOwners)] {
		i := slices.IndexFunc(group.accounts, func(n *model.Node) bool { return n.Account() != c.question.Account && !all.named[n.Account()] })
		if i >= 0 {
			rcps := group.rcps
			if group.accounts[i].Account() == o.reading.Organization.Management {
				rcps = "" // None applies to it.
			}
			out = append(out, otherOwner{group.accounts[i], rcps, false})
		}
	}
	named := slices.Sorted(maps.Keys(all.named))
	for _, id := range named[:min(len(named), maxOwners)] {
		if n := o.reading.Node(id.Node()); n != nil && id != c.question.Account {
			out = append(out, otherOwner{n, "", true})
		}
	}
	return out
}
