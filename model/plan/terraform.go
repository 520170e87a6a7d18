package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model/catalog"
)

// organizationsResource is the Terraform resource for a registration in AWS
// Organizations.
const organizationsResource = "aws_organizations_delegated_administrator"

// importBlocks returns Terraform import blocks for the settings that the plan
// changes; empty if the AWS provider has no resource for them.
func importBlocks(p *draft) string {
	t := p.service.Terraform
	if p.service.ID == "" {
		t = catalog.Terraform{Resource: organizationsResource, ImportID: "{account}/{principal}"}
	}
	if t.Resource == "" {
		return ""
	}
	byServiceAPI := t.Resource != organizationsResource && usesServiceAPI(p.service, p.order.Direction)
	var b strings.Builder
	for _, s := range p.plan.Steps {
		if s.Action != catalog.ActionRegister && s.Action != catalog.ActionDeregister || byServiceAPI && s.API == organizationsAPI || slices.Contains(p.plan.Replaced, s.Account) {
			continue
		}
		name, _, _ := strings.Cut(string(s.Principal), ".")
		if s.Region != "" && p.service.Regions.Regional {
			name += "_" + string(s.Region)
			fmt.Fprintf(&b, "# with a provider of %s\n", s.Region)
		}
		id := strings.NewReplacer("{account}", string(s.Account), "{principal}", string(s.Principal)).Replace(t.ImportID)
		fmt.Fprintf(&b, "import {\n  to = %s.%s\n  id = %q\n}\n", t.Resource, strings.ReplaceAll(name, "-", "_"), id)
	}
	return b.String()
}
