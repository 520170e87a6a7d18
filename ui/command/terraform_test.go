package command_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/ui/command"
)

// importBlock matches an import block.
var importBlock = regexp.MustCompile(`(?m)^import \{\n  to = ([a-z0-9_]+)\.([A-Za-z0-9_]+)\n  id = "([^"\n]*)"\n\}$`)

// ids returns the IDs that are imported, by the kind of resource.
func ids(t *testing.T, text string) map[string][]string {
	t.Helper()
	all, seen := map[string][]string{}, map[string]bool{}
	for _, m := range importBlock.FindAllStringSubmatch(text, -1) {
		if seen[m[1]+m[2]] {
			t.Errorf("two resources %s.%s", m[1], m[2])
		}
		seen[m[1]+m[2]] = true
		if !strings.Contains(text, `resource "`+m[1]+`" "`+m[2]+`" {`) {
			t.Errorf("no resource %s.%s", m[1], m[2])
		}
		all[m[1]] = append(all[m[1]], m[3])
	}
	if n := strings.Count(text, "\nimport {"); n != len(seen) {
		t.Errorf("%d import blocks, %d of them well formed", n, len(seen))
	}
	for _, list := range all {
		slices.Sort(list)
	}
	return all
}

// TestExportTerraform keeps what is written of the demo, and ensures that its
// import blocks are what the organization holds.
func TestExportTerraform(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, server := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Done, "export", "terraform")
		golden.RequireEqual(t, b.out)
		if changed := changes(server); len(changed) > 0 {
			t.Errorf("the export makes the calls %v", changed)
		}
		s := server.Snapshot()
		got, want := ids(t, b.out), map[string][]string{"aws_organizations_resource_policy": {s.ResourcePolicy.ARN[strings.LastIndexByte(s.ResourcePolicy.ARN, '/')+1:]}}
		for _, x := range s.TrustedAccess {
			want["aws_organizations_aws_service_access"] = append(want["aws_organizations_aws_service_access"], string(x.Principal))
		}
		own := map[model.Principal]string{
			"cloudtrail.amazonaws.com": "aws_cloudtrail_organization_delegated_admin_account",
			"ipam.amazonaws.com":       "aws_vpc_ipam_organization_admin_account",
		}
		regional := map[model.ServiceID]string{
			"detective": "aws_detective_organization_admin_account", "guardduty": "aws_guardduty_organization_admin_account",
			"inspector": "aws_inspector2_delegated_admin_account", "macie": "aws_macie2_organization_admin_account",
		}
		for _, d := range s.Delegations {
			switch principal, _, _ := strings.Cut(string(d.Principal), "."); {
			case own[d.Principal] != "":
				want[own[d.Principal]] = append(want[own[d.Principal]], string(d.Account))
			case !slices.Contains([]string{"detective", "fms", "guardduty", "inspector2"}, principal):
				const kind = "aws_organizations_delegated_administrator"
				want[kind] = append(want[kind], string(d.Account)+"/"+string(d.Principal))
			}
		}
		for _, x := range s.Settings {
			switch {
			case x.Service == "firewall-manager":
				want["aws_fms_admin_account"] = append(want["aws_fms_admin_account"], string(x.Account))
			case regional[x.Service] != "" && x.IsAdministrator():
				want[regional[x.Service]] = append(want[regional[x.Service]], string(x.Account)+"@"+string(x.Region))
			}
		}
		for _, list := range want {
			slices.Sort(list)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("imported (-the organization +the export):\n%s", d)
		}
	})
}

// plainLine matches a line of HCL that nothing in it can leave.
var plainLine = regexp.MustCompile(`^(|#.*|import \{|resource "[a-z0-9_]+" "[A-Za-z0-9_]+" \{|\}|  [a-z_]+ += ("([^"\\]|\\.)*"|[0-9]+|<<EOT|[a-z0-9_]+\.[A-Za-z0-9_]+)|  lifecycle \{|    prevent_destroy = true|  \})$`)

// A name leaves neither its comment nor its string, and nothing in it is evaluated.
func TestExportTerraformOfHostileNames(t *testing.T) {
	const evil = "${file(\"/etc/passwd\")} %{ if true }\"\n}\nresource \"x\" \"y\" {\u2028\u009b31m\x1b]0;x\a"
	path := snapshotFile(t, func(s *model.Snapshot) {
		s.Complete, s.Taken, s.Unread, s.Gaps = true, benchTime, nil, nil
		rename(s, evil)
		s.ResourcePolicy.Text = `{"Version":"2012-10-17","Statement":[{"Sid":"${path.module}","Effect":"Allow","Principal":"*","Action":"*","Resource":"` + "\u202e\u009b" + `"}]}`
		s.Delegations = append(s.Delegations,
			model.Delegation{Account: tooling, Principal: "ev-il.amazonaws.com"}, model.Delegation{Account: tooling, Principal: "ev.il.amazonaws.com"},
			model.Delegation{Account: tooling, Principal: `evil"${x}` + "\n.amazonaws.com"})
	})
	b := newBench(t)
	b.runs("export", "terraform", "--snapshot", path)
	ids(t, strings.ReplaceAll(b.out, `\"`, ""))
	before, document, _ := strings.Cut(b.out, "<<EOT\n")
	document, after, _ := strings.Cut(document, "\nEOT\n")
	if strings.Contains(strings.ReplaceAll(document, "$${", ""), "${") {
		t.Errorf("something in the resource policy is evaluated: %s", document)
	}
	for line := range strings.Lines(before + "<<EOT\n" + after) {
		if line = strings.TrimSuffix(line, "\n"); !plainLine.MatchString(line) || line[:min(1, len(line))] != "#" && strings.Contains(line, "${") {
			t.Errorf("this line is not HCL as it is meant: %q", line)
		}
	}
	b.says(b.out, ".ev_il_222233334444\n", ".ev_il_222233334444_\n", `\u009b`)
}

// What could not be read stands where it would be, and in the head, and gives 5.
func TestExportTerraformSaysGaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{Deny: []emulator.Denial{{Operation: "ListAWSServiceAccessForOrganization", Message: "no"}, {Operation: "DescribeResourcePolicy", Message: "no"}}}, managementAccount)
		b.run(command.Unknown, "export", "terraform")
		b.says(b.out, "# Incomplete. deputy could not read:", "# Not read: trusted access:", "# Not read: the organization's resource policy:", "aws_guardduty_organization_admin_account")
	})
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, tooling)
		b.run(command.Unknown, "export", "terraform")
		b.says(b.out, "# Not read: Amazon GuardDuty: only the management account can list its administrators.", "AWS Organizations lists security-tooling (222233334444)")
	})
}

// A file that is there is not written over.
func TestExportTerraformToFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "delegations.tf")
	b := newBench(t)
	b.run(command.Done, "export", "terraform", path)
	text, err := os.ReadFile(path)
	if err != nil || b.out != "" || len(ids(t, string(text))) < 5 {
		t.Errorf("%v, printed %q, written %.200q", err, b.out, text)
	}
	b.run(command.BadInput, "export", "terraform", path)
	b.says(b.err, "delegations.tf exists already", "name another file")
	b.run(command.BadInput, "export")
	b.says(b.err, "say what to export")
}

// What the AWS provider has no resource for, or needs more for, is said.
func TestExportTerraformSaysWhatHasNoResource(t *testing.T) {
	path := snapshotFile(t, func(s *model.Snapshot) {
		s.Complete, s.Taken, s.Unread, s.Gaps = true, benchTime, nil, nil
		s.Settings = append(s.Settings,
			model.Setting{Service: "security-hub", Region: "eu-central-1", Account: tooling, Feature: "SecurityHubV2", State: model.SettingEnabled},
			model.Setting{Service: "security-hub", Region: "eu-central-1", Account: tooling, Feature: "SecurityHub", State: model.SettingEnabled},
			model.Setting{Service: "macie", Region: "us-east-1", Account: payments, State: model.SettingDisabling},
			model.Setting{Service: "firewall-manager", Account: payments, State: model.SettingEnabled},
			model.Setting{Service: "network-security-manager", Region: "us-east-1", Account: tooling, State: model.SettingEnabled, Priority: 3},
		)
	})
	b := newBench(t)
	b.runs("export", "terraform", "--snapshot", path)
	got := ids(t, b.out)
	for kind, want := range map[string]string{
		"aws_securityhub_organization_admin_account": tooling + "@eu-central-1", "aws_fms_admin_account": tooling, "aws_networksecuritymanager_admin_account": tooling + "@us-east-1",
	} {
		if !slices.Equal(got[kind], []string{want}) {
			t.Errorf("%s: %v, not %s", kind, got[kind], want)
		}
	}
	b.says(strings.ReplaceAll(b.out, "\n# ", " "),
		"Security Hub: the AWS provider has no resource for the administrator security-tooling (222233334444) in eu-central-1.",
		"AWS Firewall Manager: the AWS provider has no resource for the administrator payments-prod (444455556666).",
		"Amazon Macie: AWS is removing the administrator payments-prod (444455556666) in us-east-1.",
		"  priority         = 3\n", "deputy does not read the administrator's scope (admin_scope).",
		"AWS takes the call only in us-east-1: use a provider of this Region.", "terraform destroy needs a provider with credentials of account 222233334444.")
}
