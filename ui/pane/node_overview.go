package pane

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// newOverview returns the tab that says what a node is: first what policies forbid
// there, unless that stands beside it.
func newOverview(env *Env, chosen func() *model.Node, delegations *nodeDelegations, parted func() bool) *nodeText {
	o := &overviewText{parted: parted, counts: contentCounts{env: env}, scps: brief{env: env, kind: model.ServiceControlPolicy}, rcps: brief{env: env, kind: model.ResourceControlPolicy}, delegations: delegations}
	return &nodeText{env: env, chosen: chosen, write: func(p *page, n *model.Node) {
		if n.Kind == model.KindAccount {
			o.writeAccount(p, n)
		} else {
			o.writeOU(p, n)
		}
	}}
}

// overviewText writes the overviews of accounts and OUs.
type overviewText struct {
	counts      contentCounts
	scps, rcps  brief
	delegations *nodeDelegations
	parted      func() bool // what SCPs forbid stands beside the page
}

// writeAccount writes the overview of an account.
func (o *overviewText) writeAccount(p *page, n *model.Node) {
	if n.State.OutOfUse() != "" {
		p.Say(theme.Warning, p.env.Theme.Marks.Gap, "This account "+n.State.OutOfUse()+".")
		p.Blank()
	}
	if !o.parted() {
		o.scps.write(p, n)
	}
	for _, kind := range model.Evaluated() {
		writePoliciesInForce(p, n, kind)
	}
	o.writeMore(p, n)
	writeDelegations(p, n, o.delegations)
	p.Heading("Account")
	writeAccount(p, n)
}

// writeMore writes what RCPs forbid where what SCPs forbid stands beside the page: on
// other pages there is no room for it.
func (o *overviewText) writeMore(p *page, n *model.Node) {
	if o.parted() && n.Account() != p.env.Reading.Organization.Management {
		p.Blank()
		o.rcps.write(p, n)
	}
}

// writeOU writes the overview of an OU: what is forbidden in it, which stands where it
// stands on the pages of its accounts, what is attached to it, and what it contains.
func (o *overviewText) writeOU(p *page, n *model.Node) {
	if !o.parted() {
		o.scps.write(p, n)
		p.Blank()
	}
	writeAttached(p, n)
	o.writeMore(p, n)
	o.writeChildren(p, n)
	writeDelegations(p, n, o.delegations)
	for _, kind := range model.Evaluated() {
		writePoliciesInForce(p, n, kind)
	}
	p.Heading("OU")
	writeContents(p, n, &o.counts)
}

// writeAccount writes what AWS knows of an account.
func writeAccount(p *page, n *model.Node) {
	p.Identity("ARN", n.ARN)
	p.Field("e-mail", theme.Plain, n.Email)
	meaning := theme.Plain
	if n.State != model.StateActive {
		meaning = theme.Warning
	}
	p.Field("state", meaning, n.State.Words())
	joined := phrase.Date(n.Joined)
	if n.JoinedBy != "" {
		joined = strings.TrimSpace(joined + " " + strings.ToLower(n.JoinedBy))
	}
	p.Field("joined", theme.Plain, joined)
	writeChange(p, n)
}

// writeChange writes how the node differs from the saved reading, and how old
// the shown facts are.
func writeChange(p *page, n *model.Node) {
	switch p.env.Reading.NodeChange(n.ID) {
	case model.NodeAdded:
		p.Field("change", theme.Accent, "new since the saved reading")
	case model.NodeMoved:
		p.Field("change", theme.Accent, "moved here since the saved reading")
	case model.NodeUnchanged:
	}
	part := model.PartOUs
	if n.Kind == model.KindAccount {
		part = model.PartAccounts
	}
	if s := p.env.Reading.Status(part, ""); s.Progress == model.Saved {
		p.Field("saved", theme.Muted, moment(p.env, s.At)+", not reloaded yet")
	}
}

// writeOrganization writes what AWS knows of the organization.
func writeOrganization(p *page) {
	r := p.env.Reading
	o := r.Organization
	if s := r.Status(model.PartOrganization, ""); s.Progress == model.Failed {
		p.gap(gapOf(s))
		return
	}
	p.Field("organization", theme.Plain, o.ID)
	p.Identity("ARN", o.ARN)
	switch o.Features {
	case model.FeaturesAll:
		p.Field("features", theme.Plain, "all")
	case model.FeaturesBilling:
		p.Field("features", theme.Warning, "consolidated billing only: no policies, no delegation")
	case model.FeaturesUnknown:
	}
	management := string(o.Management)
	if n := r.Node(o.Management.Node()); n != nil {
		management += "  " + n.Name
	}
	p.Field("management", theme.Plain, management)
	p.Field("", theme.Muted, o.ManagementEmail)
	writeTypes(p)
	writeResourcePolicy(p)
}

// writeTypes writes the policy types by whether they are enabled.
func writeTypes(p *page) {
	s := p.env.Reading.Status(model.PartRoots, "")
	if s.Progress == model.Failed {
		p.gap(gapOf(s))
		return
	}
	enabled, changing, off := typesByStatus(p.env.Reading)
	on := "none"
	if len(enabled) > 0 {
		on = strings.Join(enabled, ", ")
	}
	p.Field("policy types", theme.Plain, "enabled: "+on)
	if len(changing) > 0 {
		p.Field("", theme.Warning, "changing: "+strings.Join(changing, ", "))
	}
	if len(off) > 0 {
		p.Field("", theme.Muted, "not enabled: "+strings.Join(off, ", "))
	}
}

// writeResourcePolicy writes whether the organization has a resource policy,
// and the accounts that it names.
func writeResourcePolicy(p *page) {
	const label = "resource policy"
	arn, text := p.env.Reading.ResourcePolicy()
	s := p.env.Reading.Status(model.PartResourcePolicy, "")
	switch {
	case s.Progress == model.Failed:
		p.Field(label, theme.Warning, p.env.Theme.Marks.Gap+" "+gapOf(s).Sentence())
	case text != "":
		p.Field(label, theme.Plain, fmt.Sprintf("%s of %s characters", phrase.Thousands(utf8.RuneCountInString(text)), phrase.Thousands(scp.ResourcePolicy.Quota())))
		p.Identity("", arn)
		var names []string
		for _, a := range p.env.resourcePolicyInWords().Accounts {
			names = append(names, cmp.Or(a.Name, string(a.Account)))
		}
		if len(names) > 0 {
			p.Field("", theme.Muted, "names "+strings.Join(names, ", "))
		}
	case s.Known():
		p.Field(label, theme.Muted, "none")
	}
}

// writeContents writes what is below a root or OU.
func writeContents(p *page, n *model.Node, t *contentCounts) {
	if n.Kind == model.KindOU {
		p.Identity("ARN", n.ARN)
		writeChange(p, n)
	}
	c := t.of(n.ID)
	p.Field("OUs", theme.Plain, phrase.Thousands(c.ous))
	p.Field("accounts", theme.Plain, phrase.Thousands(p.env.Reading.AccountCount(n.ID)))
	for _, s := range unusualStates {
		if k := c.states[s]; k > 0 {
			p.Field("", theme.Warning, phrase.Thousands(k)+" "+s.Words())
		}
	}
	for _, part := range []model.Part{model.PartOUs, model.PartAccounts} {
		for _, target := range []string{string(n.ID), ""} {
			if s := p.env.Reading.Status(part, target); s.Progress == model.Failed {
				p.gap(gapOf(s))
			}
		}
	}
}

// managementWords say what policies do to the management account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
var managementWords = map[model.PolicyType]string{
	model.ServiceControlPolicy: "No SCP applies to the management account, whatever is attached to it or above it: its users, roles and root user are not restricted.",
	model.ResourceControlPolicy: "No RCP applies to resources in the management account. " +
		"RCPs of member accounts apply to its users and roles when they use these accounts' resources.",
}

// writePoliciesInForce writes the policies of each level.
func writePoliciesInForce(p *page, n *model.Node, kind model.PolicyType) {
	r := p.env.Reading
	if n.Account() != "" && n.Account() == r.Organization.Management {
		p.Heading(typeName(kind))
		p.Say(theme.Plain, "", managementWords[kind])
		return
	}
	p.Heading(typeName(kind) + " in force")
	if why := whyNoPolicies(r, kind); why != "" {
		p.Say(theme.Muted, "", why)
		return
	}
	levels := r.Ladder(n.ID, kind)
	width := kit.LabelWidth
	for _, level := range levels {
		width = max(width, min(widget.Width(widget.Clean(nameOf(level.Node)))+2, p.Width/3))
	}
	for i := range levels {
		p.level(&levels[i], n, kind, width)
	}
}

// level writes one level and its policies.
func (p *page) level(level *model.Level, n *model.Node, kind model.PolicyType, width int) {
	l := p.Line().Cell(theme.Muted, levelName(&levelRow{node: level.Node, isNode: level.Node == n}), width-1).Space(1)
	switch s := level.Status; s.Progress {
	case model.Failed:
		l.Put(theme.Warning, p.env.Theme.Marks.Gap+" could not be read  ")
	case model.Waiting:
		l.Put(theme.Muted, p.env.Spinner()+" ")
	case model.Unread:
		l.Put(theme.Muted, p.env.Theme.Marks.Unknown+" not read yet")
	case model.Partial:
		l.Put(theme.Muted, p.env.Theme.Marks.Unknown+" ")
	case model.Complete, model.Saved:
	}
	for i, id := range fullFirst(level.Policies, kind) {
		name := widget.Clean(policyName(p.env.Reading, id))
		if i > 0 && widget.Width(name)+4 > l.Left() {
			p.Add(l)
			l = p.Line().To(1 + width)
		} else if i > 0 {
			l.Put(theme.Muted, " "+p.env.Theme.Marks.Dot+" ")
		}
		m := theme.Plain
		if id == kind.Full() {
			m = theme.Muted
		}
		l.Put(m, name)
	}
	p.Add(l)
}

// writeDelegations writes what is delegated to the account, or how many
// administrators there are below the OU.
func writeDelegations(p *page, n *model.Node, delegations *nodeDelegations) {
	delegations.gather(n)
	p.Heading("Delegated administration")
	if n.Kind != model.KindAccount {
		if s := p.env.Reading.Status(model.PartAdministrators, ""); !p.state(s, "delegated administrators") {
			if n := len(delegations.administrators); n > 0 {
				p.Say(theme.Plain, "", phrase.Count(n, "delegated administrator")+" below.")
			} else {
				p.Say(theme.Muted, "", "No delegated administrator below.")
			}
		}
		return
	}
	ds, s := p.env.Reading.Delegations(n.Account())
	if p.state(s, "delegations") {
		return
	}
	if len(ds) == 0 {
		p.Say(theme.Muted, "", "None.")
		return
	}
	p.Say(theme.Plain, "", strings.Join(serviceNames(ds), ", "))
}
