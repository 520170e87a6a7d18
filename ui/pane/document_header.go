package pane

import (
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// title draws the name and the ID.
func (d *Document) title(width int) string {
	l := widget.NewLine(d.env.Theme, theme.Page, width).Space(1)
	id := widget.Clean(string(d.on))
	p := d.env.Reading.Policy(d.on)
	var name string
	account, kind, effective := parseEffectiveID(d.on)
	switch {
	case effective:
		return l.Put(theme.Strong, widget.Clean("Effective "+kind.Singular()+" of "+d.env.nodeName(account.Node()))).String()
	case d.isResourcePolicy():
		name = resourcePolicyName
	case p == nil || p.Name == "":
		return l.Put(theme.Strong, id).String()
	default:
		name = widget.Clean(p.Name)
	}
	if most := width - 3 - widget.Width(id) - 2; most >= 8 {
		return l.Cell(theme.Strong, name, min(most, widget.Width(name))).Space(3).Put(theme.Plain, id).String()
	}
	return l.Put(theme.Strong, name).String()
}

// header returns the lines above the text: facts about the policy, and its
// problems.
func (d *Document) header(width int) []string {
	p := newPage(d.env, width)
	policy := d.env.Reading.Policy(d.on)
	document, status := d.env.document(d.on)
	g := d.env.policySummary(d.on)
	var facts []string
	if policy != nil {
		facts = append(facts, policy.Type.Singular())
		if policy.AWSManaged {
			facts = append(facts, "managed by AWS")
		}
	}
	if g != nil {
		facts = append(facts, d.size(g, policy))
		if old := asOf(d.env, status); old != "" {
			facts = append(facts, "text "+old)
		}
		if document.Taken.IsZero() && !status.Known() {
			facts = append(facts, "text as AWS documents it, not read yet")
		}
		if d.raw {
			facts = append(facts, "as stored")
		}
	}
	p.Say(theme.Muted, "", strings.Join(facts, " "+d.env.Theme.Marks.Dot+" "))
	d.attachments(p)
	for _, line := range d.useLines() {
		p.Say(theme.Muted, "", line)
	}
	if account, kind, effective := parseEffectiveID(d.on); effective {
		d.writeEffective(p, account, kind)
	}
	if policy != nil {
		p.Say(theme.Plain, "", policy.Description)
	}
	if g == nil {
		p.Blank()
		p.state(status, "the document")
		return p.Lines
	}
	if document.Text == "" && !HasID(d.on) {
		p.Say(theme.Muted, "", "AWS says that there is none.")
	}
	d.writeProblems(p, g)
	d.writeIdle(p)
	d.writeUse(p, g)
	p.Blank()
	return p.Lines
}

// writeEffective writes when AWS last changed an effective policy, and why it is
// invalid.
func (d *Document) writeEffective(p *page, account model.AccountID, kind model.PolicyType) {
	if x, _ := d.env.Reading.EffectivePolicy(account, kind); !x.Updated.IsZero() {
		p.Say(theme.Muted, "", "What AWS makes of the policies that the account inherits or has attached, last changed "+phrase.DateTime(x.Updated)+".")
	}
	if !d.env.isInvalid(account, kind) {
		return
	}
	p.Say(theme.Warning, d.env.Theme.Marks.Gap, "Invalid: AWS does not fully enforce it.")
	errors, status := d.env.Reading.PolicyErrors(account, kind)
	for _, x := range errors {
		p.Say(theme.Plain, "", d.env.Reading.PolicyErrorText(x))
	}
	if status.Gap != nil {
		p.gap(status.Gap)
	}
}

// size returns the length of the text and how much of the quota that is.
func (d *Document) size(g *policySummary, p *model.Policy) string {
	quota := 0
	switch {
	case d.isResourcePolicy():
		quota = scp.ResourcePolicy.Quota()
	case p != nil:
		quota, _ = p.Type.Quota()
	}
	if quota == 0 {
		return phrase.Thousands(g.characters) + " characters"
	}
	return fmt.Sprintf("%s of %s characters (%s)", phrase.Thousands(g.characters), phrase.Thousands(quota), phrase.Percent(g.characters, quota))
}

// attachedMost is the number of nodes that are named where a policy is
// attached.
const attachedMost = 6

// attachments writes where the policy is attached and how many accounts it
// applies to.
func (d *Document) attachments(p *page) {
	r := d.env.Reading
	policy := r.Policy(d.on)
	switch {
	case isFull(d.on):
		p.Say(theme.Muted, "", "AWS attaches it to every new root, OU and account.")
		return
	case policy == nil:
		return
	}
	targets, status := targetsOf(r, policy)
	if status.Progress == model.Failed {
		p.gap(gapOf(status))
		return
	}
	names := make([]string, 0, attachedMost)
	for _, t := range targets[:min(len(targets), attachedMost)] {
		name := string(t)
		if n := r.Node(t); n != nil {
			name = nameOf(n)
		}
		names = append(names, name)
	}
	if more := len(targets) - len(names); more > 0 {
		names = append(names, phrase.Thousands(more)+" more")
	}
	switch {
	case len(targets) > 0:
		p.Say(theme.Plain, "", "Attached to "+strings.Join(names, ", ")+"; applies to "+phrase.Count(d.accounts(), "account")+".")
	case status.Known():
		p.Say(theme.Warning, d.env.Theme.Marks.Gap, "Not attached to anything.")
	}
	if status.Progress == model.Waiting || status.Progress == model.Partial {
		p.Arriving("reading where it is attached")
	}
}

// accounts returns the number of accounts that the policy applies to.
func (d *Document) accounts() int {
	r := d.env.Reading
	asOf := r.Generation(model.PartTargets) + r.Generation(model.PartAccounts) + r.Generation(model.PartOUs)
	if d.reach.policy != d.on || d.reach.generation != asOf {
		d.reach = reach{d.on, asOf, r.Reach(d.on)}
	}
	return d.reach.accounts
}
