package catalog

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// core lists the services that most organizations delegate.
var core = []model.ServiceID{
	"access-analyzer", "account-management", "audit-manager", "cloudformation-stacksets", "config", "detective",
	"devops-guru", "firewall-manager", "guardduty", "iam-identity-center", "inspector", "license-manager", "macie",
	"network-manager", "s3-storage-lens", "security-hub", "service-catalog", "systems-manager", "vpc-ipam",
}

func TestCatalogCounts(t *testing.T) {
	var ids, cores, organizations, byService []model.ServiceID
	for _, s := range Services() {
		ids = append(ids, s.ID)
		if s.Core {
			cores = append(cores, s.ID)
		}
		if s.Register.Mechanism == MechanismOrganizations {
			organizations = append(organizations, s.ID)
		} else {
			byService = append(byService, s.ID)
		}
	}
	if len(ids) != 42 || len(organizations) != 31 || len(byService) != 11 {
		t.Errorf("%d services, %d by Organizations, %d by their own API; want 42, 31, 11", len(ids), len(organizations), len(byService))
	}
	slices.Sort(cores)
	if !slices.Equal(cores, core) {
		t.Errorf("core services are %v, want %v", cores, core)
	}
	if !slices.IsSortedFunc(Services(), func(a, b Service) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the catalogue is not sorted by name")
	}
}

// TestCatalogNamesAreUnique ensures that no two entries have an id or a principal
// in common: a change would go to the wrong service.
func TestCatalogNamesAreUnique(t *testing.T) {
	owner := map[string]model.ServiceID{}
	claim := func(name string, id model.ServiceID) {
		if other, taken := owner[name]; taken {
			t.Errorf("%s is claimed by %s and %s", name, other, id)
		}
		owner[name] = id
	}
	for _, s := range Services() {
		claim(string(s.ID), s.ID)
		claim(s.Name, s.ID)
		for _, p := range s.Principals {
			claim(string(p.Name), s.ID)
		}
	}
}

// TestCatalogEntries checks for each entry what the rest of the program relies
// on.
func TestCatalogEntries(t *testing.T) {
	for _, s := range Services() {
		t.Run(string(s.ID), func(t *testing.T) {
			for _, problem := range slices.Concat(problemsOfNames(s), problemsOfMechanisms(s), problemsOfAccess(s), problemsOfRest(s)) {
				t.Error(problem)
			}
			for _, call := range s.Calls() {
				for _, problem := range problemsOfCall(*call) {
					t.Errorf("%s: %s", call.Operation, problem)
				}
			}
		})
	}
}

// problems collects what is wrong with an entry.
type problems []string

func (p *problems) require(ok bool, format string, args ...any) {
	if !ok {
		*p = append(*p, fmt.Sprintf(format, args...))
	}
}

// sentence requires text that a screen can show as it is.
func (p *problems) sentence(name, text string) {
	if text == "" {
		return
	}
	p.require(strings.HasSuffix(text, "."), "%s has no full stop: %q", name, text)
	p.require(!strings.ContainsAny(text, "\n\t"), "%s has line breaks", name)
	p.require(strings.TrimSpace(text) == text, "%s has blanks around it", name)
}

func problemsOfNames(s Service) (p problems) {
	p.require(regexp.MustCompile(`^[a-z][a-z0-9-]*$`).MatchString(string(s.ID)), "id %q is no plain word", s.ID)
	p.require(s.Name != "" && s.Family.String() != "invalid", "name or family is missing")
	p.require(len(s.Principals) > 0, "there is no principal")
	for _, principal := range s.Principals {
		p.require(model.IsPrincipal(string(principal.Name)), "principal %q is malformed", principal.Name)
		p.require(len(s.Principals) == 1 || principal.For != "", "%s does not say what it is for", principal.Name)
	}
	for _, feature := range s.Features {
		p.require(feature.Value != "" && feature.Name != "", "a feature is half empty")
	}
	return p
}

func problemsOfMechanisms(s Service) (p problems) {
	byService := s.Register.Mechanism == MechanismServiceAPI
	p.require(s.Register.Mechanism.String() != "invalid" && s.Remove.Mechanism == s.Register.Mechanism, "mechanisms of registration and removal differ")
	p.require(byService == (s.Register.Call != nil) && byService == (s.Remove.Call != nil), "mechanism and call of registration or removal differ")
	p.require((s.List.Mechanism == MechanismServiceAPI) == (s.List.Call != nil), "mechanism and call of the list differ")
	p.require(s.Remove.FollowUp.String() != "invalid", "what follows the removal is missing")
	p.require(byService || s.Remove.FollowUp == FollowUpNone, "a removal through Organizations is followed by another")
	p.require(byService || !s.Regions.Regional, "Organizations knows no Regions")
	p.require(byService || s.ManagementAccount == AnswerNo, "Organizations never registers the management account")
	p.require(byService || s.OrganizationsAPI.Support != SupportNone, "the mechanism is one that AWS rules out")
	p.require(!byService || s.OrganizationsAPI.Support != SupportComplete, "Organizations alone would do")
	p.require(!s.Regions.Regional || s.Regions.OneAccount == (s.Quota.Number == 1), "a regional service with one administrator, and not one account, or the reverse")
	p.require(s.ManagementAccount != AnswerNo || !byService || slices.ContainsFunc(s.Prerequisites,
		func(q Prerequisite) bool { return q.Kind == NeedsMemberAccount }), "the member account is no prerequisite")
	all := []Consequences{s.Remove.Consequences, otherConsequences(s)}
	for _, principal := range s.Principals {
		all = append(all, s.Breaks([]model.Principal{principal.Name}))
	}
	for _, c := range all {
		p.require(c.Text != "" && c.ComesBack.String() != "invalid", "the consequences are half empty")
		p.require(c.Destroys == (c.Lost != ""), "destroys, and what is lost, differ")
		p.require(!c.Destroys || c.Documented, "a loss that nobody documents")
		p.sentence("consequence", c.Text)
		p.sentence("loss", c.Lost)
		p.sentence("what comes back", c.ComesBackNote)
	}
	return p
}

func otherConsequences(s Service) Consequences {
	if s.Remove.Instead == nil {
		return s.Remove.Consequences
	}
	return s.Remove.Instead.Consequences
}

func problemsOfAccess(s Service) (p problems) {
	access := s.TrustedAccess
	p.require(access.Mechanism.String() != "invalid" && access.ByRegistration.String() != "invalid", "mechanism or answer is missing")
	p.require((access.Mechanism == AccessByService) == (access.Call != nil), "mechanism and call of trusted access differ")
	p.require(access.Call == nil || access.Principals[0].Name == s.Principals[0].Name, "the call is not for the main principal")
	p.require(access.Status == nil || access.Status.StateField != "", "the field with the state has no name")
	p.require((access.Mechanism == AccessByConsole) == (access.Console != ""), "mechanism and console of trusted access differ")
	p.require((access.Mechanism == AccessByRegistration) == (access.ByRegistration == AnswerYes), "mechanism and answer differ")
	p.require((access.Mechanism == AccessByRegistration) != access.Before, "it cannot be on before what switches it on, and else must")
	p.sentence("console", access.Console)
	p.sentence("preference", access.Preferred)
	p.sentence("note", access.Note)
	for _, a := range access.Principals {
		p.require(model.IsPrincipal(string(a.Name)) && a.Weight.String() != "invalid", "access principal %q is malformed", a.Name)
		p.require(a.ByHand == "" || access.Call != nil, "%s is by hand, and there is no call", a.Name)
		p.sentence("hand", a.ByHand)
	}
	for _, principal := range s.Principals {
		needed := s.AccessNeeded(principal.Name)
		p.require(slices.Contains(needed, principal.Name), "%s does not need its own trusted access", principal.Name)
		p.require(access.Call == nil || principal.Name == s.Principals[0].Name || access.ManualSteps(principal.Name) != "",
			"one call, and %s beside the main principal", principal.Name)
	}
	return p
}

func problemsOfRest(s Service) (p problems) {
	for _, q := range append([]DelegationPrincipal{{Quota: s.Quota}}, s.Principals...) {
		p.require(q.Quota.Number > 0 || !q.Quota.Documented, "a documented quota of nothing")
		p.sentence("quota", q.Quota.Note)
	}
	p.require(s.ManagementAccount.String() != "invalid", "nothing is said of the management account")
	p.require(s.OrganizationsAPI.Support.String() != "invalid", "nothing is said of Organizations alone")
	p.require(len(s.Prerequisites) > 0, "there is no prerequisite")
	for _, q := range s.Prerequisites {
		p.require(q.Kind.String() != "invalid" && q.Text != "", "a prerequisite is half empty")
		p.require(q.Command == "" || strings.HasPrefix(q.Command, "aws "), "%q is no AWS CLI line", q.Command)
		p.sentence("prerequisite", q.Text)
	}
	p.require(s.Grants != "", "nothing is granted")
	for _, text := range []string{s.Grants, s.Warning, s.OrganizationsAPI.Note, s.Regions.Note, s.List.Note, s.Register.Note, s.Remove.FollowUpNote} {
		p.sentence("text", text)
	}
	days := []string{s.Availability.ClosedSince, s.Availability.Ends}
	for _, source := range s.Sources {
		days = append(days, source.Read)
	}
	for _, day := range days {
		_, err := time.Parse(time.DateOnly, day)
		p.require(day == "" || err == nil, "%q is no day", day)
	}
	p.require((s.Terraform.Resource == "") == (s.Terraform.ImportID == ""), "Terraform is half empty")
	p.require((s.Terraform.Account == "") == (s.Terraform.Resource == "aws_organizations_delegated_administrator"), "Terraform does not say which argument takes the account")
	p.require(s.Terraform.Region == (s.Terraform.Account != "" && s.Regions.Regional), "Terraform has another Region than the service")
	for _, action := range s.AdminActions {
		p.require(regexp.MustCompile(`^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$`).MatchString(action), "%q is no action", action)
	}
	p.require(len(s.Sources) > 0 && strings.HasPrefix(s.Docs, "https://docs.aws.amazon.com/"), "page or sources are missing")
	for _, source := range s.Sources {
		p.require(regexp.MustCompile(`^(https://docs\.aws\.amazon\.com/|https://aws\.amazon\.com/|https://repost\.aws/|https://registry\.terraform\.io/|github\.com/)`).MatchString(source.Page), "%q is no page", source.Page)
	}
	proved := map[Subject]bool{}
	for _, source := range s.Sources {
		aged := strings.HasPrefix(source.Page, "github.com/") // by its version
		p.require(source.Read != "" || aged || len(source.Proves) == 0, "%s proves something, and was not read", source.Page)
		for _, subject := range source.Proves {
			proved[subject] = true
		}
	}
	for _, u := range s.Unverified {
		proved[u.About] = true
	}
	for subject := range Subject(len(subjectWords)) {
		p.require(proved[subject+1], "nothing proves the %s, and they are not unverified", subject+1)
	}
	for _, u := range s.Unverified {
		p.require(u.Affects.String() != "invalid" && u.About.String() != "invalid", "an unverified point touches nothing")
		p.sentence("unverified", u.Text)
	}
	return p
}

func problemsOfCall(c Call) (p problems) {
	p.require(c.Protocol.String() != "invalid" && c.Caller.String() != "invalid", "protocol or caller is missing")
	p.require(c.Service != "" && strings.HasPrefix(c.Path, "/"), "service or path is missing")
	for partition, region := range c.GlobalRegions {
		p.require(len(model.RegionsByDefault(partition)) > 0 && region != "", "home %q in partition %q", region, partition)
	}
	p.require(slices.Contains([]string{"GET", "POST", "PUT", "DELETE"}, c.Method), "method is %q", c.Method)
	p.require((c.Protocol == ProtocolJSON) == strings.HasSuffix(c.Target, "."+c.Operation), "the target is %q", c.Target)
	p.require((c.Protocol == ProtocolQuery || c.Protocol == ProtocolEC2) == (c.Version != ""), "the version is %q", c.Version)
	p.require(strings.HasPrefix(c.CLI, "aws ") && strings.Contains(c.CLI, " "+phrase.Kebab(c.Operation)), "the command is %q", c.CLI)
	for _, input := range c.Parameters {
		p.require(input.Name != "" && input.Wire != "" && input.Value.String() != "invalid", "a parameter is half empty")
		p.require((input.Value == InputFixed) == (input.Fixed != ""), "%s: value and fixed value differ", input.Name)
		p.require(!input.JSON || input.Value == InputPriority || json.Valid([]byte(input.Fixed)), "%s is no JSON: %s", input.Name, input.Fixed)
		p.require(input.Path == strings.Contains(c.Path, "{"+input.Wire+"}"), "%s and the path %s differ", input.Name, c.Path)
	}
	return p
}

func TestCatalogIsReadStrictly(t *testing.T) {
	for name, text := range map[string]string{
		"unknown field":  `{"family":"cost","services":[{"id":"x","quotas":1}]}`,
		"unknown word":   `{"family":"cost","services":[{"id":"x","managementAccount":"maybe"}]}`,
		"unknown family": `{"family":"weather","services":[]}`,
		"more text":      `{"family":"cost","services":[]} {}`,
		"not JSON":       `services:`,
	} {
		if _, err := read(fstest.MapFS{"a.json": {Data: []byte(text)}}); err == nil {
			t.Errorf("%s: the catalogue was read", name)
		} else if !strings.Contains(err.Error(), "a.json") {
			t.Errorf("%s: the error does not name the file: %v", name, err)
		}
	}
}
