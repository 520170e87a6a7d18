package command_test

import (
	"strings"
	"testing"

	"deputy/ui/command"
)

// TestEnvironment ensures that variables stand in for flags, and flags go
// before them.
func TestEnvironment(t *testing.T) {
	b := newBench(t)
	b.system.Environ = []string{"DEPUTY_PACE=20", "DEPUTY_CHANGE_PROFILE=writer"}
	b.run(command.Done, "delegations", "--profile", "reader", "--region", "eu-west-1", "--endpoint-url", "http://127.0.0.1:1")
	want := command.Settings{
		Profile: "reader", ChangeProfile: "writer", Region: "eu-west-1", Endpoint: "http://127.0.0.1:1", Pace: 20,
	}
	if b.settings != want {
		t.Errorf("settings are %+v", b.settings)
	}
	b.run(command.Done, "delegations", "--pace", "70")
	if b.settings.Pace != 70 {
		t.Errorf("--pace 70 gives %d", b.settings.Pace)
	}
	b.system.Environ = []string{"DEPUTY_PACE=fast"}
	b.run(command.BadInput, "delegations")
	b.says(b.err, "DEPUTY_PACE")
	b.system.Environ = []string{"DEPUTY_PACE=400"}
	b.run(command.BadInput, "delegations")
	b.says(b.err, "DEPUTY_PACE")
}

// TestProfileConfig ensures that deputy's own file counts where neither flag
// nor variable says otherwise, for the profile in use.
func TestProfileConfig(t *testing.T) {
	b := newBench(t)
	var asked []string
	b.system.ProfileConfig = func(profile string) (command.ProfileConfig, error) {
		asked = append(asked, profile)
		return command.ProfileConfig{Pace: 10, ChangeProfile: "writer"}, nil
	}
	b.run(command.Done, "delegations")
	if b.settings.Pace != 10 || b.settings.ChangeProfile != "writer" {
		t.Errorf("settings are %+v", b.settings)
	}
	b.system.Environ = []string{"AWS_PROFILE=audit"}
	b.run(command.Done, "delegations", "--pace", "30", "--change-profile", "other")
	if b.settings.Pace != 30 || b.settings.ChangeProfile != "other" {
		t.Errorf("settings are %+v", b.settings)
	}
	b.run(command.Done, "delegations", "--demo")
	if got := strings.Join(asked, " "); got != "default audit" {
		t.Errorf("asked for %q", got)
	}
}
