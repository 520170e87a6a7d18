package verdict

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// AccountGroups puts accounts into groups in which every question about an
// account's own principals and resources has the same answer, but for the
// account's ID in it. It is valid until the reading changes.
type AccountGroups struct {
	reading  *model.Reading
	attached []model.AttachmentLookup           // by type, as model.Evaluated has them
	specific map[*scp.Document]*accountSpecific // by policy; nil for a policy that treats all accounts alike
	above    map[model.NodeID]*accountSpecific  // of the levels down to an OU
	applies  map[model.NodeID]bool              // whether above has been found out
}

// NewAccountGroups returns the groups of a reading's accounts.
func NewAccountGroups(r *model.Reading) *AccountGroups {
	g := &AccountGroups{
		reading: r, specific: map[*scp.Document]*accountSpecific{}, above: map[model.NodeID]*accountSpecific{}, applies: map[model.NodeID]bool{},
	}
	for _, t := range model.Evaluated() {
		g.attached = append(g.attached, r.AttachmentLookup(t))
	}
	return g
}

// Key returns a text that accounts of one group have in common, and no others.
func (g *AccountGroups) Key(node *model.TreeNode) string {
	above := node.Above()
	if above == nil || node.Account() == g.reading.Organization.Management {
		return string(node.ID)
	}
	parts := []string{string(above.ID)}
	specific := g.levelsTo(above, 0)
	for i, t := range model.Evaluated() {
		policies, status := g.attached[i].At(node)
		if !status.Known() {
			return string(node.ID)
		}
		parts = append(parts, "")
		for _, p := range policies {
			parts = append(parts, string(p))
			specific = specific.with(g.specificOf(g.reading.ParsedDocument(p, t)))
		}
	}
	if specific != nil && !specific.alike(node.Account()) {
		parts = append(parts, string(node.ID))
	}
	return strings.Join(parts, " ")
}

// levelsTo returns what the policies of an OU and of all levels above it ask that
// differs from account to account.
func (g *AccountGroups) levelsTo(node *model.TreeNode, depth int) *accountSpecific {
	if node == nil || depth > model.MaxDepth {
		return nil
	}
	if g.applies[node.ID] {
		return g.above[node.ID]
	}
	specific := g.levelsTo(node.Above(), depth+1)
	for i, t := range model.Evaluated() {
		policies, _ := g.attached[i].At(node)
		for _, p := range policies {
			specific = specific.with(g.specificOf(g.reading.ParsedDocument(p, t)))
		}
	}
	g.above[node.ID], g.applies[node.ID] = specific, true
	return specific
}

// specificOf returns what a policy asks of a principal or a resource of an account
// that differs from account to account; nil if nothing.
func (g *AccountGroups) specificOf(d *scp.Document) *accountSpecific {
	if d == nil {
		return nil
	}
	specific, known := g.specific[d]
	if !known {
		text := comparedText(d)
		accounts := accountsIn(text)
		if len(accounts) > 0 || comparesAccount(text) || partOfID.MatchString(text) || d.DistinguishesAccounts("aws:PrincipalArn") {
			specific = &accountSpecific{accounts: accounts, partialIDs: matchesPartOfID(d, text)}
		}
		g.specific[d] = specific
	}
	return specific
}

// Request returns the request that a question comes to: what it gives, and what
// follows from that. The question must have passed Check.
func (a *Asker) Request(q Question) *scp.Request { return newEvaluation(a, q).request }

// Documents returns the policies of a type that apply to an account's principals
// or, of RCPs, to its resources, level by level from the root down.
func (a *Asker) Documents(account model.AccountID, t model.PolicyType) []Rung {
	if applies, _ := AppliesAt(a.reading, account.Node(), t); !applies {
		return nil
	}
	return slices.Clip(a.Rungs(account.Node(), t))
}

// Decide returns the ruling of two ladders on a request, without reasons.
func Decide(scps, rcps []Rung, q *scp.Request) Ruling { return rulingOf(undecided(), scps, rcps, q) }
