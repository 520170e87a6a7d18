package delegation

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
)

// serviceAPIDisagreements returns what a service and AWS Organizations disagree
// about, and the Regions in which an administrator is missing.
func serviceAPIDisagreements(r *model.Reading, row *Row) []Disagreement {
	if row.ServiceAPI == nil || !row.Certain {
		return nil
	}
	var listed, others []model.AccountID
	for _, h := range row.Administrators {
		if h.Mechanisms[0].State == MechanismRegistered {
			listed = append(listed, h.Account)
		} else if h.Account != r.Organization.Management || !row.Service.Regions.ManagementBeside && len(listed) > 0 {
			others = append(others, h.Account)
		}
	}
	c := comparison{r, row}
	if row.Service.Quota.Number != 1 || len(listed) == 0 {
		return append(c.notInOrganizations(others), c.notInService(listed, others)...)
	}
	if len(others) > 0 {
		return c.otherAccount(listed[0], others)
	}
	return append(c.notInService(listed, nil), c.missingRegions(listed[0])...)
}

// comparison compares what a service and AWS Organizations say about the
// administrators of a row.
type comparison struct {
	r   *model.Reading
	row *Row
}

// fix returns the registration that fixes a disagreement.
func (c comparison) fix(account model.AccountID, regions []model.Region) *plan.Order {
	o := &plan.Order{Direction: catalog.Register, Service: c.row.Service.ID, Account: account}
	if c.row.Service.Regions.Regional {
		o.Regions = regions
	}
	return o
}

// serviceNames says in which Regions the service names an account.
func (c comparison) serviceNames(account model.AccountID) string {
	return c.r.AccountLabel(account) + c.inRegions(c.row.ServiceAPI.RegionsOf(account, ""))
}

// inRegions names Regions in a sentence; empty for a service that is not
// regional.
func (c comparison) inRegions(regions []model.Region) string {
	if !c.row.Service.Regions.Regional || len(regions) == 0 {
		return ""
	}
	return " in " + phrase.Commas(regions)
}

// notInOrganizations returns the accounts that the service names and AWS
// Organizations does not.
func (c comparison) notInOrganizations(accounts []model.AccountID) []Disagreement {
	var all []Disagreement
	for _, account := range accounts {
		all = append(all, Disagreement{
			Text: fmt.Sprintf("%s lists %s, but AWS Organizations does not.", c.row.Name, c.serviceNames(account)),
			Fix:  c.fix(account, c.row.ServiceAPI.RegionsOf(account, "")),
		})
	}
	if len(accounts) > 1 && c.row.Service.Quota.Number == 1 {
		for i := range all {
			all[i].Fix = nil // which of them it is to be, a person has to say
		}
	}
	return all
}

// notInService returns the accounts that AWS Organizations lists and the
// service names nowhere, if the service is read completely.
func (c comparison) notInService(accounts, others []model.AccountID) []Disagreement {
	var all []Disagreement
	for _, account := range accounts {
		if !c.row.ServiceAPI.Complete() || len(c.row.ServiceAPI.RegionsOf(account, "")) > 0 {
			continue
		}
		text := fmt.Sprintf("AWS Organizations lists %s, but %s itself lists no account", c.r.AccountLabel(account), c.row.Name)
		if len(others) > 0 {
			text = fmt.Sprintf("AWS Organizations lists %s, but %s itself does not", c.r.AccountLabel(account), c.row.Name)
		}
		if c.row.Service.Regions.Regional {
			text += fmt.Sprintf(" in any of %s", phrase.Count(len(c.offeredRegions()), "Region"))
		}
		all = append(all, Disagreement{Text: text + ".", Fix: c.fix(account, nil)})
	}
	return all
}

// otherAccount returns the disagreement of a service with room for one account
// that names another one than AWS Organizations.
func (c comparison) otherAccount(listed model.AccountID, others []model.AccountID) []Disagreement {
	words := make([]string, 0, len(others)+1)
	if len(c.row.ServiceAPI.RegionsOf(listed, "")) > 0 {
		words = append(words, c.serviceNames(listed))
	}
	var regions []model.Region
	for _, account := range others {
		words = append(words, c.serviceNames(account))
		regions = append(regions, c.row.ServiceAPI.RegionsOf(account, "")...)
	}
	d := Disagreement{Text: fmt.Sprintf("AWS Organizations lists %s, but %s lists %s.",
		c.r.AccountLabel(listed), c.row.Name, strings.Join(words, ", and "))}
	if len(others) == 1 {
		d.Fix = c.fix(listed, regions)
		d.Fix.Replace = true
	}
	return []Disagreement{d}
}

// offeredRegions returns the Regions that are read and in which AWS offers the
// service.
func (c comparison) offeredRegions() []model.RegionAdministrators {
	return slices.DeleteFunc(slices.Clone(c.row.ServiceAPI.Regions), func(s model.RegionAdministrators) bool { return !s.Status.Known() || s.NotOffered != "" })
}

// regionsFor returns the offered Regions that an account can administer: not those
// that are known not to be enabled in it.
func (c comparison) regionsFor(account model.AccountID) []model.RegionAdministrators {
	enabled, status := c.r.Regions(account)
	if !status.Known() {
		return c.offeredRegions()
	}
	return slices.DeleteFunc(c.offeredRegions(), func(s model.RegionAdministrators) bool { return !slices.Contains(enabled, s.Region) })
}

// missingRegions returns for each feature the Regions in which an account does
// not administer the service, although it does in others.
func (c comparison) missingRegions(account model.AccountID) []Disagreement {
	var all []Disagreement
	features := c.row.Service.Features
	if len(features) == 0 {
		features = []catalog.Feature{{}}
	}
	for _, f := range features {
		there, offered := c.row.ServiceAPI.RegionsOf(account, f.Value), c.regionsFor(account)
		var missing []model.Region
		for _, at := range offered {
			if !slices.Contains(there, at.Region) {
				missing = append(missing, at.Region)
			}
		}
		if len(there) == 0 || len(missing) == 0 || !c.row.Service.Regions.Regional {
			continue
		}
		name := c.row.Name
		if f.Name != "" {
			name = f.Name
		}
		regions := phrase.Count(len(offered), "Region")
		if len(c.row.ServiceAPI.Unread()) > 0 {
			regions = "the " + regions + " that could be read"
		}
		d := Disagreement{Partial: true, Fix: c.fix(account, nil), Text: fmt.Sprintf("%s administers %s in %d of %s: not in %s.",
			c.r.AccountLabel(account), name, len(there), regions, phrase.Commas(missing))}
		if f.Value != "" {
			d.Fix.Features = []string{f.Value}
		}
		all = append(all, d)
	}
	return all
}
