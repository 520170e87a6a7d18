package terraform

import (
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
)

// The resources for what AWS Organizations itself has. The resource for trusted
// access takes one service principal; the argument aws_service_access_principals of
// aws_organizations_organization takes all of them, and excludes it.
//
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_delegated_administrator
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_aws_service_access
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_resource_policy
const (
	DelegatedAdministrator = "aws_organizations_delegated_administrator"
	ServiceAccess          = "aws_organizations_aws_service_access"
	ResourcePolicy         = "aws_organizations_resource_policy"
)

// Delegation is an account that is registered for a service.
type Delegation struct {
	Account   model.AccountID
	Principal model.Principal
	Region    model.Region // empty for a service that is not regional
	Priority  int          // 0 if it is not known, or the service has none
}

// Name returns the name of the delegation's resource. It does not change when
// another account is registered.
func (d Delegation) Name() string {
	name := PrincipalName(d.Principal) + "_" + string(d.Account)
	if d.Region != "" {
		name += "_" + string(d.Region)
	}
	return Name(name)
}

// PrincipalName returns the name of a resource for a service principal.
func PrincipalName(p model.Principal) string {
	return Name(strings.TrimSuffix(string(p), ".amazonaws.com"))
}

// Of returns the resource for a service's delegations. For a principal that the
// catalogue does not have it is that of AWS Organizations.
func Of(s *catalog.Service) catalog.Terraform {
	if s == nil || s.ID == "" {
		return catalog.Terraform{Resource: DelegatedAdministrator, ImportID: "{account}/{principal}"}
	}
	return s.Terraform
}

// Import returns the import block for the delegation's resource of a name.
func (d Delegation) Import(t catalog.Terraform, name string) string {
	return Import(t.Resource, name, d.importID(t))
}

// importID returns the ID to import. That of a resource in a Region ends with it.
//
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
func (d Delegation) importID(t catalog.Terraform) string {
	id := strings.NewReplacer("{account}", string(d.Account), "{principal}", string(d.Principal)).Replace(t.ImportID)
	if t.Region && d.Region != "" {
		id += "@" + string(d.Region)
	}
	return id
}

// Resource returns the delegation's resource block of a name.
func (d Delegation) Resource(t catalog.Terraform, name string) string {
	var arguments []Argument
	if t.Region && d.Region != "" {
		arguments = append(arguments, Argument{"region", String(string(d.Region))})
	}
	if t.Resource == DelegatedAdministrator {
		arguments = append(arguments, Argument{"account_id", String(string(d.Account))}, Argument{"service_principal", String(string(d.Principal))})
	} else {
		arguments = append(arguments, Argument{t.Account, String(string(d.Account))})
	}
	if d.Priority > 0 {
		arguments = append(arguments, Argument{"priority", strconv.Itoa(d.Priority)})
	}
	return Resource(t.Resource, name, arguments)
}
