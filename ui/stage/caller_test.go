//go:build unix

package stage_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// callers lets somebody browse with one identity and change with another, by
// profile and by role, and lets Firewall Manager's administrator leave by its
// own call: each call is made by whom it has to be made by.
func callers(t *testing.T, path string) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "config")
	text := ""
	for name, account := range map[string]string{"reader": tooling, "changer": management, "delegate": tooling} {
		text += fmt.Sprintf("[profile %s]\naws_access_key_id=AKIA%sDEMO\naws_secret_access_key=demo\n", name, account)
	}
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	register := oneStep.args
	remove := []string{"remove", "firewall-manager", tooling}
	for _, c := range []struct {
		name  string
		args  []string
		flags []string
		code  int
		calls []string // who made which changing call
		says  string
	}{
		{"read by one profile, changed by another", register, []string{"--profile", "reader", "--change-profile", "changer"}, 0, []string{management + " RegisterDelegatedAdministrator"}, "1/1 done"},
		{"changed by a role", register, []string{"--profile", "reader", "--change-role", "arn:aws:iam::" + management + ":role/Change"}, 0, []string{management + " RegisterDelegatedAdministrator"}, "1/1 done"},
		{"changed by a role of another account", register, []string{"--profile", "reader", "--change-role", "arn:aws:iam::" + networkProd + ":role/Change"}, 1, nil, "account 111122223333 must make this call, but these credentials are for 555566667777"},
		{"the delegate's role by its name", remove, []string{"--profile", "changer", "--delegate-role", "Admin"}, 0, []string{tooling + " DisassociateAdminAccount", management + " DeregisterDelegatedAdministrator"}, "2/2 done"},
		{"the delegate's role by its ARN", remove, []string{"--profile", "changer", "--delegate-role", "arn:aws:iam::" + tooling + ":role/path/Admin"}, 0, []string{tooling + " DisassociateAdminAccount", management + " DeregisterDelegatedAdministrator"}, "2/2 done"},
		{"the delegate's profile", remove, []string{"--profile", "changer", "--delegate-profile", "delegate"}, 0, []string{tooling + " DisassociateAdminAccount", management + " DeregisterDelegatedAdministrator"}, "2/2 done"},
		{"a profile of somebody else", remove, []string{"--profile", "changer", "--delegate-profile", "changer"}, 1, nil, "--delegate-profile or --delegate-role"},
		{"nobody to act as the delegate", remove, []string{"--profile", "changer"}, 1, nil, "aws fms disassociate-admin-account --region us-east-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel() // it mostly waits for its turn to call
			h := newChild(t, path)
			h.config = config
			execute, err := h.execute(&change{args: slices.Concat(c.args, c.flags), world: smallWorld()})
			if err != nil {
				t.Fatal(err)
			}
			h.gate.begin(smallWorld(), point{})
			if strings.Contains(execute[0], "remove") {
				execute = append(execute, "--confirm-loss", "firewall-manager")
			}
			code, out, err := h.run(execute...)
			if code != c.code || err != nil || !strings.Contains(out, c.says) {
				t.Errorf("it ends with %d, %v, and has to say %q:\n%s", code, err, c.says, out)
			}
			if got := madeBy(h.gate.server); !slices.Equal(got, c.calls) {
				t.Errorf("the calls are %q", got)
			}
		})
	}
}
