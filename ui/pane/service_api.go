package pane

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/phrase"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// writeServiceAPI writes what the service's own API says of its administrators:
// who they are in which Regions, where there are none, where AWS does not offer
// the service, and what could not be read.
func writeServiceAPI(p *page, row *delegation.Row) {
	api := row.ServiceAPI
	if api == nil {
		return
	}
	p.Heading("According to the service API")
	t := p.env.Theme
	switch {
	case api.ManagementOnly:
		p.Say(theme.Warning, t.Marks.Unknown, "Unknown: only the management account can list them ("+row.Service.List.Call.Operation+").")
		return
	case !api.Asked():
		p.Say(theme.Muted, t.Marks.Unknown, "deputy has not read this yet: press "+p.env.Key("reread")+".")
		return
	case api.Reading():
		p.Arriving(serviceAPIProgress(row))
	default:
		writeServiceAPIAge(p, api)
	}
	for _, g := range regionGroups(p.env, api) {
		if !row.Service.Regions.Regional {
			p.Say(g.meaning, "", g.who)
			continue
		}
		who, width := g.who, min(44, max(30, p.Width/3))
		if widget.Width(who) >= width {
			p.Say(g.meaning, "", who)
			who = ""
		}
		p.Columns(who, g.meaning, strings.Join(g.regions, ", "), width)
	}
	for _, a := range api.Absences() {
		p.Say(theme.Muted, t.Marks.Dot, "Not offered in "+strings.Join(a.Names(), ", ")+": "+a.Why+".")
	}
	writeServiceAPIGaps(p, api)
}

// writeServiceAPIAge writes from when a saved list is.
func writeServiceAPIAge(p *page, api *delegation.ServiceAPIView) {
	for _, seat := range api.Regions {
		if text := asOf(p.env, seat.Status); text != "" {
			p.Say(theme.Muted, "", "From the saved reading, "+text+": press "+p.env.Key("reread")+" to reload.")
			return
		}
	}
}

// serviceAPIProgress returns how far the service's own list is read.
func serviceAPIProgress(row *delegation.Row) string {
	st := row.ServiceAPI.Status
	if row.Service.Regions.Regional && st.Total > 0 {
		return fmt.Sprintf("read in %d of %s", st.Done, phrase.Count(st.Total, "Region"))
	}
	return "reading the service API"
}

// regionGroup is the Regions in which a service says the same.
type regionGroup struct {
	who     string
	meaning theme.Meaning
	regions []string
}

// regionGroups groups the Regions of a service by what it says there: first
// those with administrators, then those without, last those not read yet.
// Regions that could not be read are left out.
func regionGroups(env *Env, api *delegation.ServiceAPIView) []regionGroup {
	var administered, vacant, unread []regionGroup
	add := func(to *[]regionGroup, who string, m theme.Meaning, region model.Region) {
		i := slices.IndexFunc(*to, func(g regionGroup) bool { return g.who == who })
		if i < 0 {
			*to, i = append(*to, regionGroup{who: who, meaning: m}), len(*to)
		}
		(*to)[i].regions = append((*to)[i].regions, string(region))
	}
	for _, seat := range api.Regions {
		for _, h := range seat.Administrators {
			m := theme.Plain
			if h.State == model.SettingDisabling {
				m = theme.Warning
			}
			add(&administered, settingName(env.Reading, h), m, seat.Region)
		}
		switch {
		case len(seat.Administrators) > 0, seat.NotOffered != "":
		case seat.Status.Known():
			add(&vacant, "nobody", theme.Muted, seat.Region)
		case seat.Status.Gap == nil:
			add(&unread, env.Theme.Marks.Unknown+" not read yet", theme.Muted, seat.Region)
		}
	}
	return slices.Concat(administered, vacant, unread)
}

// settingName returns who administers a service, and which feature of it.
func settingName(r *model.Reading, s model.Setting) string {
	name := string(s.Account)
	if n := r.Node(s.Account.Node()); n != nil && n.Name != "" {
		name = n.Name + " " + name
	}
	switch s.Feature {
	case "":
	case model.FeatureDefaultAdmin:
		name += ", the default administrator"
	default:
		name += ", " + s.Feature
	}
	if s.State == model.SettingDisabling {
		name += " (being removed)"
	}
	return name
}

// writeServiceAPIGaps writes what could not be read: the Regions of each cause,
// and how to fix it.
func writeServiceAPIGaps(p *page, api *delegation.ServiceAPIView) {
	for _, g := range api.Gaps() {
		p.gap(&g)
	}
}
