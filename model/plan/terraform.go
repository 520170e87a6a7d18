package plan

import (
	"slices"
	"strings"

	"deputy/model/catalog"
	"deputy/model/terraform"
)

// importBlocks returns Terraform import blocks for the settings that the plan
// changes; empty if the AWS provider has no resource for them.
func importBlocks(p *draft) string {
	t := terraform.Of(&p.service)
	if t.Resource == "" {
		return ""
	}
	byServiceAPI := t.Resource != terraform.DelegatedAdministrator && usesServiceAPI(p.service, p.order.Direction)
	var b strings.Builder
	for _, s := range p.plan.Steps {
		if s.Action != catalog.ActionRegister && s.Action != catalog.ActionDeregister || byServiceAPI && s.API == organizationsAPI || slices.Contains(p.plan.Replaced, s.Account) {
			continue
		}
		d := terraform.Delegation{Account: s.Account, Principal: s.Principal}
		if s.Region != "" && p.service.Regions.Regional {
			d.Region = s.Region
			b.WriteString(terraform.Comment("", "needs version 6.0 of the AWS provider"))
		}
		b.WriteString(d.Import(t, d.Name()))
	}
	return b.String()
}
