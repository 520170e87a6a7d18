package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
	"deputy/model/terraform"
)

// Code is what an organization has delegated, as configuration for Terraform.
type Code struct {
	Text    string
	Missing []string // what may be missing, because it could not be read
}

// Terraform returns the organization's delegations, trusted access and resource
// policy as resources of the Terraform AWS provider, with import blocks. What cannot
// be written as a resource stands in comments.
func Terraform(r *model.Reading, taken time.Time) Code {
	x := coder{r: r, names: map[string]string{}}
	x.trustedAccess()
	x.title("Delegated administrators")
	for _, row := range delegation.Table(r) {
		x.delegations(&row)
	}
	x.resourcePolicy()
	return Code{Text: x.head(taken) + x.b.String(), Missing: x.missing}
}

// coder writes the configuration.
type coder struct {
	r       *model.Reading
	b       strings.Builder
	names   map[string]string // of resources, with what each is for
	imports int
	missing []string
}

// head returns what to know before using the text.
func (x *coder) head(taken time.Time) string {
	var b strings.Builder
	say := func(mark, text string) { b.WriteString(terraform.Comment(mark, text)) }
	say("", fmt.Sprintf("What organization %s has delegated, as of %s. deputy only writes this text: it changes nothing.", x.r.Organization.ID, phrase.DateTime(taken)))
	b.WriteString("#\n")
	say("- ", fmt.Sprintf("Use the credentials of the management account %s.", x.r.Organization.Management))
	say("- ", "Import blocks need Terraform 1.5. Resources with a Region need version 6.0 of the AWS provider. With an earlier version, write provider = aws.ALIAS with a provider alias for the Region in place of region, and leave @REGION out of the ID.")
	say("- ", "aws_organizations_aws_service_access came to the AWS provider in 2026. It excludes the argument aws_service_access_principals of aws_organizations_organization: use one of them.")
	say("- ", fmt.Sprintf("terraform plan should end with: %d to import, 0 to add, 0 to change, 0 to destroy. Apply nothing else.", x.imports))
	if len(x.missing) > 0 {
		b.WriteString("#\n")
		say("", "Incomplete. deputy could not read:")
	}
	for _, text := range x.missing {
		say("- ", text)
	}
	return b.String()
}

// title begins a part.
func (x *coder) title(text string) { x.b.WriteString("\n# " + text + "\n") }

// note writes a comment of its own.
func (x *coder) note(text string) {
	x.b.WriteString("\n" + terraform.Comment("", text))
}

// miss notes what could not be read, in place and in the head.
func (x *coder) miss(text string) {
	x.note("Not read: " + text)
	x.missing = append(x.missing, text)
}

// name returns a name that no other resource of the kind has. Different principals
// that Terraform would name alike are told apart by what they are for.
func (x *coder) name(kind, name, what string) string {
	for taken := x.names[kind+"."+name]; taken != "" && taken != what; taken = x.names[kind+"."+name] {
		name += "_"
	}
	x.names[kind+"."+name] = what
	return name
}

// resource writes a resource with its import block.
func (x *coder) resource(comments []string, imported, resource string) {
	x.b.WriteByte('\n')
	for _, text := range comments {
		x.b.WriteString(terraform.Comment("", text))
	}
	x.b.WriteString(imported + "\n" + resource)
	x.imports++
}

// trustedAccess writes a resource for each principal with trusted access.
func (x *coder) trustedAccess() {
	x.title("Trusted access")
	if status := x.r.Status(model.PartTrustedAccess, ""); !status.Known() {
		x.miss(unread("trusted access", status.Gap))
	}
	for _, p := range x.r.TrustedPrincipals() {
		name := x.name(terraform.ServiceAccess, terraform.PrincipalName(p), string(p))
		comments, inner := accessNotes(p)
		x.resource(comments, terraform.Import(terraform.ServiceAccess, name, string(p)),
			terraform.Resource(terraform.ServiceAccess, name, []terraform.Argument{{Name: "service_principal", Value: terraform.String(string(p))}}, inner...))
	}
}

// accessNotes says how AWS switches trusted access on where that is not done by AWS
// Organizations, and returns the lines that keep Terraform from switching it off: it
// would not come back in the same way.
func accessNotes(p model.Principal) (comments, inner []string) {
	guard := []string{"lifecycle {", "  prevent_destroy = true", "}"}
	s := delegation.ServiceOfAccess(p)
	if s == nil {
		return nil, nil
	}
	switch s.TrustedAccess.Mechanism {
	case catalog.AccessByService:
		return []string{s.Name + " has a call of its own for trusted access, which also sets it up: " + s.TrustedAccess.Call.Command(catalog.Arguments{}) + ". The resource makes only the call of AWS Organizations."}, guard
	case catalog.AccessByRegistration:
		return []string{s.Name + " switches on trusted access when an administrator is registered. The resource makes only the call of AWS Organizations."}, guard
	case catalog.AccessByConsole:
		return []string{s.Name + " switches on trusted access in its console, which also sets it up. The resource makes only the call of AWS Organizations."}, guard
	default:
		return nil, nil
	}
}

// delegations writes the resources of a service's administrators.
func (x *coder) delegations(row *delegation.Row) {
	t := terraform.Of(row.Service)
	own := t.Resource != terraform.DelegatedAdministrator
	for _, gap := range row.Gaps {
		if gap.Operation != "" && !row.Certain {
			x.miss(row.Name + ": " + gap.Sentence())
		}
	}
	if !row.Certain && len(row.Gaps) == 0 {
		x.miss(row.Name + ": deputy has not read its delegated administrators.")
	}
	switch {
	case t.Resource == "":
		for _, account := range row.Accounts() {
			x.note(fmt.Sprintf("%s: the AWS provider has no resource for the administrator %s.", row.Name, x.r.AccountLabel(account)))
		}
	case own && row.ServiceAPI != nil:
		x.byServiceAPI(row, t)
	default:
		x.byOrganizations(row, t)
	}
}

// byOrganizations writes what AWS Organizations lists.
func (x *coder) byOrganizations(row *delegation.Row, t catalog.Terraform) {
	for i := range row.Administrators {
		if a := &row.Administrators[i]; a.Mechanisms[0].State == delegation.MechanismRegistered {
			x.delegation(row, t, terraform.Delegation{Account: a.Account, Principal: a.Principal})
		}
	}
}

// delegation writes one resource.
func (x *coder) delegation(row *delegation.Row, t catalog.Terraform, d terraform.Delegation) {
	comments := []string{row.Name + ": " + x.r.AccountLabel(d.Account)}
	if node := x.r.Node(d.Account.Node()); node != nil && node.State != model.StateActive && node.State != model.StateNotGiven {
		comments[0] += ", " + strings.ToLower(node.State.String())
	}
	comments = append(comments, callerNotes(row.Service, d.Account)...)
	name := x.name(t.Resource, d.Name(), string(d.Principal))
	if t.Resource == networkSecurityManager {
		comments = append(comments, "deputy does not read the administrator's scope (admin_scope).")
		if d.Priority == 0 {
			comments = append(comments, "It has not read the priority either, which the resource needs.")
		}
	}
	x.resource(comments, d.Import(t, name), d.Resource(t, name))
}

// callerNotes says which provider a resource needs, if it is not that of the
// management account in any Region.
func callerNotes(s *catalog.Service, account model.AccountID) (notes []string) {
	if s == nil {
		return nil
	}
	if region := s.Regions.GlobalRegion; region != "" && !s.Regions.Regional && s.Terraform.Account != "" {
		notes = append(notes, "AWS takes the call only in "+string(region)+": use a provider of this Region.")
	}
	if c := s.Remove.Call; c != nil && c.Caller == catalog.PartyDelegate {
		notes = append(notes, "AWS lets only the administrator itself end this: terraform destroy needs a provider with credentials of account "+string(account)+".")
	}
	return notes
}

// networkSecurityManager is the resource that takes more of an administrator than
// the account.
//
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/networksecuritymanager_admin_account
const networkSecurityManager = "aws_networksecuritymanager_admin_account"

// byServiceAPI writes what the service API lists, Region by Region.
func (x *coder) byServiceAPI(row *delegation.Row, t catalog.Terraform) {
	for _, at := range row.ServiceAPI.Regions {
		for _, s := range at.Administrators {
			x.setting(row, t, s)
		}
	}
	x.unreadRegions(row)
	named := row.ServiceAPI.Accounts()
	for i := range row.Administrators {
		a := &row.Administrators[i]
		if a.Mechanisms[0].State == delegation.MechanismRegistered && !slices.Contains(named, a.Account) {
			says := "%s: AWS Organizations lists %s, but the service does not. The resource stands for what the service lists."
			if !row.ServiceAPI.Complete() {
				says = "%s: AWS Organizations lists %s. deputy does not know where the service lists it, so there is no resource for it here."
			}
			x.note(fmt.Sprintf(says, row.Name, x.r.AccountLabel(a.Account)))
		}
	}
	for _, d := range row.Disagreements {
		x.note(d.Text)
	}
}

// setting writes an administrator that the service API lists.
func (x *coder) setting(row *delegation.Row, t catalog.Terraform, s model.Setting) {
	in := ""
	if s.Region != "" {
		in = " in " + string(s.Region)
	}
	switch {
	case t.Feature != "" && s.Feature != t.Feature:
		what := row.Name
		if name := row.Service.FeatureName(s.Feature); name != "" {
			what = name
		}
		x.note(fmt.Sprintf("%s: the AWS provider has no resource for the administrator %s%s.", what, x.r.AccountLabel(s.Account), in))
	case s.State == model.SettingDisabling:
		x.note(fmt.Sprintf("%s: AWS is removing the administrator %s%s.", row.Name, x.r.AccountLabel(s.Account), in))
	default:
		x.delegation(row, t, terraform.Delegation{Account: s.Account, Principal: row.Principals[0], Region: s.Region, Priority: s.Priority})
	}
}

// unreadRegions says where the service API was not read.
func (x *coder) unreadRegions(row *delegation.Row) {
	if row.ServiceAPI.ManagementOnly {
		x.miss(row.Name + ": only the management account can list its administrators.")
		return
	}
	gaps := row.ServiceAPI.Gaps()
	for _, gap := range gaps {
		x.miss(row.Name + ": " + gap.Sentence())
	}
	var regions []model.Region
	for _, at := range row.ServiceAPI.Unread() {
		if at.NotOffered == "" && at.Status.Gap == nil {
			regions = append(regions, at.Region)
		}
	}
	switch {
	case len(regions) > 0 && regions[0] != "":
		x.miss(row.Name + ": the service API in " + phrase.Join(phrase.Strings(regions), "and") + ".")
	case !row.ServiceAPI.Complete() && len(gaps) == 0:
		x.miss(row.Name + ": what the service API lists.")
	}
}

// resourcePolicy writes the organization's resource policy.
func (x *coder) resourcePolicy() {
	x.title("Resource policy of the organization")
	status := x.r.Status(model.PartResourcePolicy, "")
	arn, text := x.r.ResourcePolicy()
	switch {
	case !status.Known():
		x.miss(unread("the organization's resource policy", status.Gap))
	case arn == "":
		x.note("There is none.")
	default:
		id := arn[strings.LastIndexByte(arn, '/')+1:]
		x.resource([]string{"deputy does not read the tags of the resource policy."}, terraform.Import(terraform.ResourcePolicy, "delegation", id),
			terraform.Resource(terraform.ResourcePolicy, "delegation", []terraform.Argument{{Name: "content", Value: document(text)}}))
	}
}

// unread says that something could not be read, and why.
func unread(what string, gap *model.Gap) string {
	if gap == nil {
		return phrase.Sentence(what)
	}
	return what + ": " + gap.Sentence()
}

// document returns a policy in HCL: indented if it is JSON, with what cannot be seen
// as \u escapes.
func document(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil || strings.ContainsRune(text, unicode.ReplacementChar) {
		return terraform.String(text)
	}
	var clean strings.Builder
	for _, r := range b.String() {
		if r == '\n' || !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && r != '\u2028' && r != '\u2029' {
			clean.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&clean, `\u%04x`, unit)
		}
	}
	return terraform.Heredoc(clean.String())
}
