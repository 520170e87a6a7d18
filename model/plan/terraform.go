package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

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
			fmt.Fprintf(&b, "# with a provider of %s\n", strings.Join(strings.Fields(string(s.Region)), " "))
		}
		id := strings.NewReplacer("{account}", string(s.Account), "{principal}", string(s.Principal)).Replace(t.ImportID)
		fmt.Fprintf(&b, "import {\n  to = %s.%s\n  id = %s\n}\n", t.Resource, hclName(name), hclString(id))
	}
	return b.String()
}

// hclName returns a name that Terraform takes for a resource.
func hclName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, name)
	if name == "" || !unicode.IsLetter([]rune(name)[0]) {
		name = "_" + name
	}
	return name
}

// hclString quotes a text for HCL. What would begin a template, ${ and %{, is
// escaped: it would be evaluated.
// https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions
func hclString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	runes := []rune(text)
	for i, r := range runes {
		template := (r == '$' || r == '%') && i+1 < len(runes) && runes[i+1] == '{'
		switch {
		case r == '"', r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case template, unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
