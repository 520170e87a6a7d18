package command_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/model"
	"deputy/model/codec"
	"deputy/ui/command"
)

// TestSnapshot ensures that everything is read and saved, zipped where the name
// says so, and that a gap is saved as well and gives 5.
func TestSnapshot(t *testing.T) {
	b, dir := newBench(t), t.TempDir()
	unzipped, zipped := filepath.Join(dir, "a.json"), filepath.Join(dir, "a.json.gz")
	b.run(command.Done, "snapshot", unzipped)
	b.says(b.out, "a.json: o-4x9acme2k7, 63 accounts, 24 OUs")
	if s := savedReading(t, unzipped); !s.Complete || !s.Taken.Equal(benchTime) {
		t.Errorf("saved %+v", s)
	}
	if b.fake.saved == nil || !b.fake.saved.Complete {
		t.Error("the screen's next start does not have it")
	}
	b.run(command.Done, "snapshot", zipped)
	if d := cmp.Diff(savedReading(t, unzipped), savedReading(t, zipped)); d != "" {
		t.Errorf("zipped, the reading differs:\n%s", d)
	}
	b.fake.gaps[model.PartTrustedAccess] = model.Gap{Operation: "organizations:ListAWSServiceAccessForOrganization", Cause: "not allowed"}
	b.run(command.Unknown, "snapshot", unzipped)
	if s := savedReading(t, unzipped); s.Complete || len(s.Gaps) != 1 {
		t.Errorf("saved %+v", s)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
		t.Errorf("files left: %v, %v", left, err)
	}
	b.run(command.Failed, "snapshot", filepath.Join(dir, "no", "where.json"))
}

// TestSnapshotSaysWhatItHolds ensures that what could not be read is unknown and
// not zero, and that what is left out is said.
func TestSnapshotSaysWhatItHolds(t *testing.T) {
	b, path := newBench(t), filepath.Join(t.TempDir(), "a.json")
	b.run(command.Done, "snapshot", path)
	b.says(b.out, " policies, ", " delegations\n", "Left out: tags")
	denied := func(operation string) model.Gap {
		return model.Gap{Kind: model.FailureDenied, Operation: operation, Cause: "not allowed"}
	}
	b.fake.gaps[model.PartPolicies] = denied("organizations:ListPolicies")
	b.fake.gaps[model.PartTargets] = denied("organizations:ListPolicies")
	b.fake.gaps[model.PartAdministrators] = denied("organizations:ListDelegatedAdministrators")
	b.fake.gaps[model.PartDelegations] = denied("organizations:ListDelegatedServicesForAccount")
	b.fake.gaps[model.PartOUs] = denied("organizations:ListOrganizationalUnitsForParent")
	b.run(command.Unknown, "snapshot", path)
	b.says(b.out, "63 accounts, at least 24 OUs, policies unknown, delegations unknown")
}

// savedReading reads a saved reading back, and checks that nobody else may read it.
func savedReading(t *testing.T, path string) *model.Snapshot {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	s, err := codec.Decode(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSaved ensures that a saved reading answers offline and is never changed,
// and that a rehearsal gets a copy of it.
func TestSaved(t *testing.T) {
	b, path := newBench(t), filepath.Join(t.TempDir(), "a.json")
	b.run(command.Done, "snapshot", path)
	b.fake.snapshot = nil // nobody may ask the backend
	b.run(command.Done, "delegations", "--snapshot", path)
	b.says(b.out, "security-tooling 222233334444")
	b.run(command.Unknown, "register", "account-management", tooling, "--snapshot", path)
	b.says(b.err, "incomplete")
	b.run(command.Denied, "register", "account-management", tooling, "--snapshot", path, "--execute", "--plan", "x", "--confirm", tooling)
	b.says(b.err, "rehearse")
	b.run(command.Done, "register", "account-management", tooling, "--demo", "--snapshot", path)
	if b.settings.Snapshot == nil || !b.settings.Demo {
		t.Errorf("settings are %+v", b.settings)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.run(command.BadInput, "delegations", "--snapshot", path)
}

// TestSavedOnTheScreen ensures that the screen opens a saved reading, and that one
// which cannot be read ends it as bad input, with the reason.
func TestSavedOnTheScreen(t *testing.T) {
	b, path := newBench(t), filepath.Join(t.TempDir(), "a.json")
	b.run(command.Done, "snapshot", path)
	b.system.Environ = []string{"TERM=xterm-256color"}
	s := b.open("--snapshot", path)
	s.until("Workloads")
	s.press("q")
	s.ends(command.Done)
	if err := os.WriteFile(path, []byte(`{"format":"deputy.reading","version":1,`), 0o600); err != nil {
		t.Fatal(err)
	}
	b.open("--snapshot", path).ends(command.BadInput)
	b.says(b.err, "a.json", "ends too early")
	b.open("--snapshot", path+".gone").ends(command.BadInput)
	b.says(b.err, "no such file")
}
