//go:build unix

package stage_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"deputy/aws"
	"deputy/aws/store"
)

// The changes that are interrupted here.
var (
	oneStep  = change{args: []string{"register", "account-management", tooling}, world: smallWorld()}
	twoSteps = change{args: []string{"register", "devops-guru", tooling, "--enable-access"}, world: smallWorld()}
)

// signals sends a signal in the middle of a plan of two steps: the step
// under way is finished and read back, no other is begun, and the program says
// what is left and ends with its code.
func signals(t *testing.T, path string) {
	t.Helper()
	both := []string{
		`EnableAWSServiceAccess us-east-1 {"ServicePrincipal":"devops-guru.amazonaws.com"}`,
		`RegisterDelegatedAdministrator us-east-1 {"AccountId":"222233334444","ServicePrincipal":"devops-guru.amazonaws.com"}`,
	}
	for _, c := range []struct {
		name   string
		signal os.Signal
		at     point
		code   int
		calls  int
		says   []string
	}{
		{"while it looks", syscall.SIGTERM, point{operation: "ListDelegatedAdministrators us-east-1", nth: 1}, 130, 0, []string{"interrupted; nothing was changed"}},
		{"in the first step", syscall.SIGTERM, point{operation: "EnableAWSServiceAccess us-east-1", nth: 1}, 7, 1, nil},
		{"asked to quit in the first step", syscall.SIGQUIT, point{operation: "EnableAWSServiceAccess us-east-1", nth: 1}, 7, 1, nil},
		{"after the first call took effect", syscall.SIGHUP, point{"EnableAWSServiceAccess us-east-1", 1, true}, 7, 1, nil},
		{"while the first step is read back", syscall.SIGINT, point{operation: "ListAWSServiceAccessForOrganization us-east-1", nth: 3}, 7, 1, nil},
		{"in the last step", syscall.SIGHUP, point{operation: "RegisterDelegatedAdministrator us-east-1", nth: 1}, 0, 2, []string{"2/2 done"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel() // it mostly waits for its turn to call
			h := newChild(t, path)
			execute, err := h.execute(&twoSteps)
			if err != nil {
				t.Fatal(err)
			}
			p, err := h.until(&twoSteps, c.at, execute...)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.cmd.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			if c.calls > 0 { // that it was heard is said before the step can end
				p.out.await(t, "finishing the current step, then stopping")
			} else {
				p.out.await(t, "nothing was changed")
			}
			close(h.gate.release)
			<-p.over
			out := p.out.String()
			says := c.says
			if c.code == 7 {
				says = []string{"1/2 done", "partly done: 1 of 2 steps done, 1 not started", "deputy register devops-guru 222233334444"}
			}
			for _, text := range says {
				if !strings.Contains(out, text) {
					t.Errorf("%q is missing in:\n%s", text, out)
				}
			}
			if code := p.cmd.ProcessState.ExitCode(); code != c.code {
				t.Errorf("it ends with %d instead of %d:\n%s", code, c.code, out)
			}
			if got := changing(h.gate.server); !slices.Equal(got, both[:c.calls]) {
				t.Errorf("the calls are %q", got)
			}
			if n := len(h.journal()); n != 2*c.calls {
				t.Errorf("the journal has %d lines after %d calls", n, c.calls)
			}
		})
	}
}

// secondWriter refuses the second of two programs that change the same
// organization, in a sentence that says who is at it.
func secondWriter(t *testing.T, path string) {
	t.Helper()
	first := newChild(t, path)
	execute, err := first.execute(&oneStep)
	if err != nil {
		t.Fatal(err)
	}
	p, err := first.until(&oneStep, point{operation: "RegisterDelegatedAdministrator us-east-1", nth: 1}, execute...)
	if err != nil {
		t.Fatal(err)
	}
	code, out, err := first.run(execute...)
	if want := fmt.Sprintf("another deputy is changing this organization: process %d on", p.cmd.Process.Pid); code != 1 || err != nil || !strings.Contains(out, want) {
		t.Errorf("the second ends with %d, %v, and not with %q:\n%s", code, err, want, out)
	}
	close(first.gate.release)
	<-p.over
	if code := p.cmd.ProcessState.ExitCode(); code != 0 || len(changing(first.gate.server)) != 1 || len(first.journal()) != 2 {
		t.Errorf("the first ends with %d:\n%s", code, p.out)
	}
}

// nextCommandTells kills the program in the second of two steps. The next
// command says so, makes the plan as of now, and goes on.
func nextCommandTells(t *testing.T, path string) {
	t.Helper()
	c := newChild(t, path)
	if err := c.killed(&twoSteps, point{"RegisterDelegatedAdministrator us-east-1", 1, false}); err != nil {
		t.Fatal(err)
	}
	c.gate.resume()
	_, out, err := c.run(twoSteps.args...)
	for _, text := range []string{
		"did not finish, step 2 of 2: organizations RegisterDelegatedAdministrator 222233334444 devops-guru.amazonaws.com.",
		"deputy was about to make this call, and the journal does not say how it ended.",
	} {
		if err != nil || !strings.Contains(out, text) {
			t.Errorf("%q is missing, %v:\n%s", text, err, out)
		}
	}
	code, out, err := c.run(slices.Concat(twoSteps.args, []string{"--execute", "--plan", digestOf(out), "--confirm", tooling})...)
	if code != 0 || err != nil || !strings.Contains(out, "1/1 done") {
		t.Errorf("it ends with %d, %v:\n%s", code, err, out)
	}
	if _, out, _ = c.run(twoSteps.args...); strings.Contains(out, "not finished") {
		t.Errorf("it is still told of as unfinished:\n%s", out)
	}
}

// badState spoils the state folder in every way: nothing is changed where
// nothing can be written down, and what can be read is told.
func badState(t *testing.T, path string) {
	t.Helper()
	for name, spoil := range map[string]struct {
		journal string // what the journal holds
		folder  string // the state folder is this one, where nobody can write
		code    int
		says    string
		more    func(state, journal string) error // done last
	}{
		"a torn last line":             {`{"v":1,"time":"2026-11-2`, "", 0, "1/1 done", nil},
		"garbage in the middle":        {"what is this?\n" + `{"v":1}` + "\n", "", 1, "line 1 of the journal cannot be used", nil},
		"a newer version":              {`{"v":9}` + "\n", "", 1, "use that version for changes", nil},
		"a key that appears twice":     {`{"v":1,"v":1}` + "\n", "", 1, `"v" appears twice`, nil},
		"a folder that cannot be made": {"", "/proc/deputy", 1, store.DirVariable, nil},
		"a folder that is a file":      {"", path, 1, store.DirVariable, nil},
		"a folder of everybody": {"", "", 1, "other users can write to the state folder", func(state, _ string) error {
			return os.Chmod(state, 0o777)
		}},
		"a journal that is a link": {"", "", 1, "journal.jsonl is a symbolic link", func(_, journal string) error {
			return errors.Join(os.Rename(journal, journal+".other"), os.Symlink(journal+".other", journal))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // it mostly waits for its turn to call
			c := newChild(t, path)
			execute, err := c.execute(&oneStep)
			if err != nil {
				t.Fatal(err)
			}
			c.gate.begin(smallWorld(), point{})
			if spoil.folder != "" {
				c.state = spoil.folder
			} else {
				c.spoil(spoil.journal, spoil.more)
			}
			code, out, err := c.run(execute...)
			if code != spoil.code || err != nil || !strings.Contains(out, spoil.says) {
				t.Errorf("it ends with %d, %v, instead of %d, and has to say %q:\n%s", code, err, spoil.code, spoil.says, out)
			}
			if n := len(changing(c.gate.server)); (n == 0) != (code != 0) {
				t.Errorf("%d calls were made, and it ends with %d", n, code)
			}
			if strings.Contains(name, "garbage") && !strings.Contains(out, "cannot tell whether a change is unfinished") {
				t.Errorf("nothing is said of what cannot be read:\n%s", out)
			}
		})
	}
}

// spoil writes the journal of the demo organization, and does what more there is.
func (c *child) spoil(text string, more func(state, journal string) error) {
	c.t.Helper()
	j, err := store.New(c.state).Open(c.place())
	if err != nil {
		c.t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		c.t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(c.state, "aws", "*", "journal.jsonl"))
	if err != nil || len(found) != 1 {
		c.t.Fatalf("the journals are %q, %v", found, err)
	}
	if err := os.WriteFile(found[0], []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if more == nil {
		return
	}
	if err := more(c.state, found[0]); err != nil {
		c.t.Fatal(err)
	}
}

// place is where the program keeps what it knows of the emulator.
func (c *child) place() aws.Place {
	return aws.Place{Partition: "aws", Organization: "o-4x9acme2k7", Endpoint: c.gate.url}
}
