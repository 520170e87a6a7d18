//go:build unix

package stage_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"deputy/aws/emulator"
	"deputy/aws/store"
	"deputy/model"
	"deputy/model/plan"
)

// Kill tests run the built program against an emulator in this process, and end
// it at every point of a plan that the emulator can see. They need a system
// where a process can be killed and its lock ends with it, so they are built on
// Unix only.

// TestMain lets more tests run beside each other than there are processors: those
// that run the program itself mostly wait for their turn to call. Every test
// leaves much behind and little stays: memory is collected less often.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	flag.Parse()
	if err := flag.Set("test.parallel", "12"); err != nil {
		panic(err)
	}
	m.Run() // the testing package ends with its result
	if path, _ := built(); path != "" {
		_ = os.RemoveAll(filepath.Dir(path))
	}
}

// TestProgram builds the program, and interrupts and spoils it in every way.
func TestProgram(t *testing.T) {
	t.Parallel()
	skipShort(t)
	path := program(t)
	for name, test := range map[string]func(*testing.T, string){
		"signals": signals, "second writer": secondWriter, "next command tells": nextCommandTells,
		"bad state": badState, "callers": callers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, path)
		})
	}
}

// point is a place in the life of the program: the nth time that it sends an
// operation, before the operation takes effect or after.
type point struct {
	operation string
	nth       int
	after     bool
}

func (p point) String() string {
	when := "before"
	if p.after {
		when = "after"
	}
	return fmt.Sprintf("%s %s %d", when, p.operation, p.nth)
}

// gate stands before an emulator. It notes what is sent, and at one point it
// answers no more, and tells so.
type gate struct {
	server *emulator.Server
	url    string // where it listens

	mu      sync.Mutex
	sent    []string // operations, in the order in which they came
	changes map[string]bool
	at      point
	reached chan struct{} // closed at the point
	release chan struct{} // closed to go on from there
}

func newGate(t *testing.T) *gate {
	t.Helper()
	g := &gate{}
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	g.url = s.URL
	return g
}

// begin starts over with an organization, and stops at a point; the zero point
// is none.
func (g *gate) begin(o *model.Snapshot, at point) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.server, g.sent, g.changes, g.at = emulator.New(o), nil, map[string]bool{}, at
	g.reached, g.release = make(chan struct{}), make(chan struct{})
}

// resume goes on with the organization as it is, and stops no more.
func (g *gate) resume() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.at = point{}
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	operation := operationOf(r, string(body))
	stop := g.note(operation, identify(r, body).changes)
	if stop && !g.at.after && !g.hold(r) {
		return
	}
	answer := httptest.NewRecorder()
	g.server.Handler().ServeHTTP(answer, r)
	if stop && g.at.after && !g.hold(r) {
		return
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// hold tells that the point is reached, and waits until it is released; false
// if the program is gone instead.
func (g *gate) hold(r *http.Request) bool {
	close(g.reached)
	select {
	case <-g.release:
		return true
	case <-r.Context().Done():
		return false
	}
}

// note writes an operation down and tells whether this is the point.
func (g *gate) note(operation string, changes bool) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.changes[operation] = changes
	g.sent = append(g.sent, operation)
	n := 0
	for _, o := range g.sent {
		if o == operation {
			n++
		}
	}
	return operation == g.at.operation && n == g.at.nth
}

// built is the program itself, signals and all.
var built = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "deputy")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "deputy")
	if out, err := exec.CommandContext(context.Background(), "go", "build", "-o", path, "deputy").CombinedOutput(); err != nil {
		return path, fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

// program builds the program once.
func program(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// child is the program as another process has it, with an emulator of its own.
type child struct {
	t      *testing.T
	path   string
	state  string // its state folder
	config string // its AWS configuration, in place of keys in the environment
	gate   *gate
}

func newChild(t *testing.T, path string) *child {
	t.Helper()
	state := filepath.Join(t.TempDir(), "state") // which nobody else can write to, whatever the umask
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	return &child{t: t, path: path, state: state, gate: newGate(t)}
}

// command prepares a command whose two streams go into one text.
func (c *child) command(args ...string) (*exec.Cmd, *output) {
	cmd := exec.CommandContext(c.t.Context(), c.path, append([]string{"--endpoint-url", c.gate.url, "--pace", "100"}, args...)...)
	cmd.Env = []string{
		"HOME=" + filepath.Dir(c.path), store.DirVariable + "=" + c.state, "AWS_REGION=us-east-1", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ACCESS_KEY_ID=AKIA" + management + "DEMO", "AWS_SECRET_ACCESS_KEY=demo", "PATH=" + os.Getenv("PATH"),
	}
	if c.config != "" {
		cmd.Env = append(cmd.Env, "AWS_CONFIG_FILE="+c.config, "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=")
	}
	out := &output{more: make(chan struct{}, 1)}
	cmd.Stdout, cmd.Stderr = out, out
	return cmd, out
}

// output is what a program prints, while it goes on printing.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // holds a value when there is more
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case o.more <- struct{}{}:
	default:
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// await waits until something was printed.
func (o *output) await(t *testing.T, text string) {
	t.Helper()
	late := time.After(time.Minute)
	for !strings.Contains(o.String(), text) {
		select {
		case <-o.more:
		case <-late:
			t.Fatalf("%q was not printed:\n%s", text, o)
		}
	}
}

// run runs a command to its end and gives its exit code and what it printed.
func (c *child) run(args ...string) (code int, out string, err error) {
	cmd, printed := c.command(args...)
	err = cmd.Run()
	if ended := (*exec.ExitError)(nil); errors.As(err, &ended) {
		err = nil
	}
	return cmd.ProcessState.ExitCode(), printed.String(), err
}

// execute gives the command that carries a change out, after its plan was read.
func (c *child) execute(what *change) ([]string, error) {
	c.gate.begin(what.world, point{})
	_, out, err := c.run(what.args...)
	if err != nil || digestOf(out) == "" {
		return nil, fmt.Errorf("there is no plan: %w\n%s", err, out)
	}
	flags := []string{"--execute", "--plan", digestOf(out), "--confirm", tooling}
	if what.execute != nil {
		flags = append(flags[:3], what.execute[3:]...)
	}
	return slices.Concat(what.args, flags), nil
}

// killed carries the change out until the point and kills the program there.
func (c *child) killed(what *change, at point) error {
	execute, err := c.execute(what)
	if err != nil {
		return err
	}
	p, err := c.until(what, at, execute...)
	if err != nil {
		return err
	}
	err = p.cmd.Process.Kill()
	<-p.over
	return err
}

// process is the program under way.
type process struct {
	cmd  *exec.Cmd
	out  *output
	over chan struct{} // closed when it has ended
}

// until starts a command and waits until it is at the point.
func (c *child) until(what *change, at point, args ...string) (*process, error) {
	c.gate.begin(what.world, at)
	cmd, out := c.command(args...)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd, out, make(chan struct{})}
	go func() { _ = cmd.Wait(); close(p.over) }()
	select {
	case <-c.gate.reached:
		return p, nil
	case <-p.over:
		return nil, fmt.Errorf("it ended before %s:\n%s", at, out)
	}
}

// journal gives what the state folder's journal holds; no line of it may be
// broken but the last.
func (c *child) journal() []plan.JournalEntry {
	c.t.Helper()
	return journalBelow(c.t, c.state)
}
