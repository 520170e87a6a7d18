package report

import (
	"slices"

	"deputy/model"
)

// missing is what the report is about and has not been read.
type missing struct {
	gaps   []model.Gap
	unread []string // parts, without a failed call that says why
}

// missing looks for what has not been read.
func (b *builder) missing() missing {
	m := missing{gaps: model.GroupGaps(b.reading.Gaps())}
	var keys []model.PartKey
	for _, part := range []model.Part{
		model.PartOrganization, model.PartRoots, model.PartOUs, model.PartAccounts, model.PartTrustedAccess, model.PartAdministrators, model.PartDelegations, model.PartResourcePolicy,
	} {
		keys = append(keys, model.PartKey{Part: part})
	}
	for _, t := range model.Evaluated() {
		if b.reading.PolicyTypeStatus(t) != "" {
			keys = append(keys, model.PartKey{Part: model.PartPolicies, Target: string(t)}, model.PartKey{Part: model.PartTargets, Target: string(t)}, model.PartKey{Part: model.PartDocument})
		}
	}
	for _, key := range keys {
		if status := b.reading.Status(key.Part, key.Target); !status.Known() && status.Gap == nil && !slices.Contains(m.unread, key.String()) {
			m.unread = append(m.unread, key.String())
		}
	}
	return m
}

// notRead returns what could not be read, and why.
func (b *builder) notRead(m missing) *section {
	s := &section{anchor: "not-read", title: "Not read"}
	if len(m.gaps) == 0 && len(m.unread) == 0 {
		s.add(paragraph(say("deputy read everything that this report is about.")))
	}
	out := &table{caption: "What could not be read", columns: []string{"Operation", "Target", "Cause", "How to fix it"}}
	for _, g := range m.gaps {
		out.rows = append(out.rows, says([]string{g.Operation, g.Target, g.Cause, g.Fix}))
	}
	if len(out.rows) > 0 {
		s.add(out.withoutEmpty())
	}
	for _, what := range m.unread {
		s.add(notice(say("Not read: " + what + ".")))
	}
	if apis := b.serviceAPIsUnread(); len(apis) > 0 {
		s.add(paragraph(say("The APIs of these services, which have lists of delegated administrators of their own, were not asked:")), list(says(apis)))
	}
	return s
}

// serviceAPIsUnread returns the services whose own lists were not read.
func (b *builder) serviceAPIsUnread() (names []string) {
	for i := range b.rows {
		if api := b.rows[i].ServiceAPI; api != nil && !api.Asked() {
			name := b.rows[i].Name
			if api.ManagementOnly {
				name += ": only the management account can"
			}
			names = append(names, name)
		}
	}
	return names
}

// about returns how the report is to be read.
func (b *builder) about() *section {
	s := &section{anchor: "about", title: "About this report"}
	s.add(list(says([]string{
		"SCPs and RCPs never grant anything. What no policy forbids may still be impossible: identity policies, permissions boundaries and the policies of resources decide too, and this report does not contain them.",
		"SCPs apply to the principals of an account, RCPs to the resources in it, whoever asks. Neither applies to the management account or to service-linked roles.",
		"The report is about SCPs and RCPs. It does not contain policies of other types or tags.",
		"Times are in UTC. Control characters in names are shown as ^[ or <U+202E>.",
		"deputy " + b.source.Version + " made this report from what the AWS APIs returned. It changed nothing.",
	})))
	s.add(list{
		{{text: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html", link: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html"}},
		{{text: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html", link: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html"}},
	})
	return s
}
