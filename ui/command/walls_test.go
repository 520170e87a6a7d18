package command_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// module is the name under which the rooms import each other.
const module = "deputy"

// A room is one package, or several under one roof: a package without a room of
// its own belongs to the nearest one above it.
//
// Patterns are import paths; a trailing "/..." also takes everything below, and
// a leading "!" takes out again what an earlier pattern let in.
type room struct {
	path      string   // below the module; empty for main
	house     []string // rooms it may import
	modules   []string // other modules it may import
	forbidden []string // packages of the standard library it may not import
	pure      bool     // no clock and no goroutines either
	tests     bool     // only for tests: may import testing
	why       string   // said to whoever breaks the rule
}

// outside is what reaches the world beyond the process, or differs between two
// runs with the same input. net/netip and net/url only parse.
var outside = []string{
	"os/...", "io/fs", "net", "net/http/...", "net/rpc/...", "net/smtp", "net/textproto",
	"syscall/...", "crypto/rand", "log/...", "flag", "unsafe",
}

// everywhere is forbidden in all rooms: the templates call methods by names known
// only at run time, after which the linker keeps every operation of every SDK
// client; testing adds its flags to the program; C needs a compiler at each target.
var everywhere = []string{
	"text/template/...", "html/template", "testing/...", "net/http/httptest", "net/http/pprof",
	"expvar", "plugin", "io/ioutil", "C",
}

// drawing is what a frame is made with.
var drawing = []string{
	"charm.land/bubbletea/v2/...", "charm.land/lipgloss/v2/...", "charm.land/bubbles/v2/...",
	"github.com/charmbracelet/x/ansi/...", "github.com/charmbracelet/ultraviolet/...", "github.com/charmbracelet/colorprofile",
}

// deciding is a room of the model in which something is decided: as pure as the
// model itself, which it may import, and beside it only the rooms named.
func deciding(path, why string, house ...string) room {
	return room{path: path, house: append(house, "model"), forbidden: append(slices.Clone(outside), "!io/fs"), pure: true, why: why}
}

// rooms is the plan of the house: main → ui → model ← aws.
var rooms = []room{
	{
		path:  "",
		house: []string{"model/...", "!model/modeltest", "aws/...", "ui", "ui/command"},
		why:   "main hands the parts to each other and decides nothing",
	},
	{
		path:  "model",
		house: []string{"model/phrase", "model/scp", "model/iam"},
		// Without os there is nothing to open by io/fs but what is embedded.
		forbidden: append(slices.Clone(outside), "!io/fs"),
		pure:      true,
		why:       "the model is pure: it is told the time, reads nothing, starts nothing, and leaves decisions to the packages below it",
	},
	deciding("model/phrase", "words are not about AWS: every package may use them"),
	deciding("model/catalog", "the catalogue is true of a service in every organization", "model/phrase"),
	deciding("model/strictjson", "how a file is decoded is not about what it says", "model/phrase"),
	deciding("model/codec", "a saved reading is written as it is, without what follows from it", "model/phrase", "model/strictjson"),
	deciding("model/diff", "a difference is between two saved readings, and what it comes to follows from verdicts",
		"model/codec", "model/phrase", "model/catalog", "model/verdict", "model/verdict/typical", "model/plain", "model/history"),
	deciding("model/verdict", "a verdict follows from policies, whatever is said about it in plain words", "model/phrase", "model/strictjson", "model/scp", "model/iam"),
	deciding("model/verdict/typical", "a typical verdict is a verdict of a question that was completed, never a second evaluator", "model/phrase", "model/verdict", "model/scp", "model/iam"),
	deciding("model/cloudtrail", "an event comes to a question, which verdict answers", "model/phrase", "model/verdict", "model/iam"),
	deciding("model/denial", "a denial comes to a question, which verdict answers", "model/phrase", "model/verdict", "model/cloudtrail", "model/iam"),
	deciding("model/replay", "what edits do to calls follows from verdicts about their requests", "model/phrase", "model/strictjson", "model/verdict", "model/plain", "model/cloudtrail", "model/denial", "model/scp", "model/iam"),
	deciding("model/recorded", "what the screen knows of events is what others made of them", "model/phrase", "model/verdict", "model/cloudtrail", "model/denial", "model/replay"),
	deciding("model/plain", "plain words rest on verdicts, and know no plan", "model/phrase", "model/verdict", "model/scp", "model/iam"),
	deciding("model/terraform", "how Terraform is written is not about which delegations there are", "model/catalog"),
	deciding("model/plan", "a plan is made before the table that shows what it changed", "model/terraform", "model/phrase", "model/strictjson", "model/catalog", "model/codec", "model/verdict", "model/scp"),
	deciding("model/delegation", "the table joins what is known, and offers orders to plan", "model/phrase", "model/catalog", "model/plain", "model/plan"),
	deciding("model/search", "search knows what can be found, and judges nothing", "model/phrase", "model/catalog", "model/delegation", "model/denial", "model/verdict", "model/scp", "model/iam"),
	{
		path: "model/guardrail", house: []string{"model", "model/phrase", "model/verdict", "model/verdict/typical", "model/search", "model/scp"},
		modules: []string{"go.yaml.in/yaml/v3"}, forbidden: append(slices.Clone(outside), "!io/fs"), pure: true,
		why: "a test is a question and the verdict that it must have, never a second evaluator",
	},
	deciding("model/lint", "a document is looked at by itself: there is no organization", "model/phrase", "model/plain", "model/scp", "model/iam"),
	deciding("model/escalation", "whether an exemption can be taken follows from verdicts about single calls", "model/phrase", "model/verdict", "model/scp", "model/iam"),
	deciding("model/finding", "findings look at everything, and nothing looks at them",
		"model/phrase", "model/catalog", "model/verdict", "model/plain", "model/plan", "model/delegation", "model/escalation", "model/scp", "model/lint", "model/access"),
	deciding("model/export", "what is exported is what the others found, in another form",
		"model/phrase", "model/catalog", "model/terraform", "model/verdict", "model/verdict/typical", "model/plain", "model/plan", "model/delegation", "model/finding", "model/scp", "model/lint", "model/iam", "model/management", "model/history", "model/access"),
	deciding("model/report", "a report shows what the others found, and finds nothing by itself",
		"model/phrase", "model/catalog", "model/verdict", "model/plain", "model/delegation", "model/escalation", "model/finding", "model/lint", "model/export", "model/overview"),
	deciding("model/overview", "an overview counts what policies restrict, and judges nothing by itself", "model/phrase", "model/catalog", "model/verdict", "model/plain"),
	deciding("model/access", "whether a service was used follows from AWS's reports, and no verdict rests on it", "model/phrase", "model/catalog", "model/iam", "model/scp"),
	deciding("model/management", "what the management account is used for follows from events, the catalogue and who is a delegate", "model/phrase", "model/catalog", "model/delegation", "model/plain", "model/scp", "model/iam", "model/cloudtrail"),
	deciding("model/history", "what happened follows from events, and with which plan from the journal", "model/phrase", "model/catalog", "model/cloudtrail", "model/management", "model/plan"),
	{
		path:    "model/modeltest",
		house:   []string{"model/...", "!model/modeltest"},
		modules: []string{"pgregory.net/rapid"},
		tests:   true,
		why:     "what tests are made of is for tests only, which may draw it",
	},
	{
		path:      "model/scp",
		house:     []string{"model/scp/solver"},
		forbidden: outside,
		pure:      true,
		why:       "the policy language knows no organization, no account and no clock",
	},
	{
		path:      "model/scp/solver",
		forbidden: outside,
		pure:      true,
		why:       "the solver finds values for what is open, and knows neither policies nor requests",
	},
	{
		path:      "model/iam",
		forbidden: outside,
		pure:      true,
		why:       "the names of actions know no organization, and no verdict rests on them",
	},
	{
		path:      "model/sample",
		house:     []string{"model", "model/scp"},
		forbidden: outside,
		pure:      true,
		why:       "the sample is facts and nothing else, and only main hands it over",
	},
	{
		path:  "aws",
		house: []string{"model/...", "!model/sample/...", "!model/modeltest", "!model/scp/solver", "aws/...", "!aws/emulator/..."},
		modules: []string{
			"github.com/aws/aws-sdk-go-v2/...", "!github.com/aws/aws-sdk-go-v2/service/...", "github.com/aws/smithy-go/...",
			"github.com/aws/aws-sdk-go-v2/service/account/...", "github.com/aws/aws-sdk-go-v2/service/organizations/...", "github.com/aws/aws-sdk-go-v2/service/sts/...",
		},
		why: "aws talks to AWS, does not show anything, and must not know whether an emulator answers; clients of further services belong to aws/serviceapi",
	},
	{
		path:      "aws/serviceapi",
		house:     []string{"model/...", "!model/sample/...", "!model/modeltest", "!model/scp/solver", "aws/rawcall"},
		modules:   []string{"github.com/aws/aws-sdk-go-v2/aws/...", "github.com/aws/smithy-go/..."},
		forbidden: []string{"os/..."},
		why:       "serviceapi makes the calls of eleven services, without their clients, which would double the time of a build; when to make them, and with which credentials, is decided in aws",
	},
	{
		path:      "aws/rawcall",
		house:     []string{"model/...", "!model/sample/...", "!model/modeltest", "!model/scp/solver"},
		modules:   []string{"github.com/aws/aws-sdk-go-v2/aws/...", "github.com/aws/smithy-go/..."},
		forbidden: []string{"os/..."},
		why:       "rawcall makes calls without a client of the SDK: linking one is what it is there to avoid",
	},
	{
		path:      "aws/store",
		house:     []string{"model/...", "!model/sample/...", "!model/modeltest", "!model/scp/solver"},
		modules:   []string{"github.com/adrg/xdg", "golang.org/x/sys/..."},
		forbidden: []string{"net/...", "os/exec"},
		why:       "the store keeps files and has nobody to talk to",
	},
	{
		path:      "aws/emulator",
		house:     []string{"model/...", "!model/sample/...", "!model/modeltest", "!model/scp/solver"},
		forbidden: []string{"os/...", "io/fs", "log/...", "flag"},
		why:       "the emulator shares no code with the client it stands in for, and serves what it is given",
	},
	{
		path:      "ui",
		house:     []string{"model/...", "!model/sample/...", "!model/modeltest", "!model/scp/solver", "!model/scp/...", "ui/...", "!ui/command/...", "!ui/stage/..."},
		modules:   append([]string{"github.com/junegunn/fzf/src/..."}, drawing...),
		forbidden: []string{"net", "net/http/..."},
		why:       "ui shows; it reaches AWS only through its own interface, and leaves policy text to panes and model",
	},
	{
		path:    "ui/command",
		house:   []string{"model/...", "!model/sample/...", "!model/modeltest", "!model/scp/solver", "ui/...", "!ui/stage/..."},
		modules: append([]string{"github.com/spf13/cobra/...", "github.com/spf13/pflag", "golang.org/x/sys/unix", "golang.org/x/term"}, drawing...),
		why:     "the commands are handed the backend by main, as the screens are",
	},
	{
		path:      "ui/kit",
		house:     []string{"ui/widget", "ui/theme"},
		modules:   drawing,
		forbidden: outside,
		why:       "the kit is what any pane is made of: it knows no account, no policy and no I/O",
	},
	{
		path:      "ui/pane",
		house:     []string{"model/...", "!model/sample/...", "!model/modeltest", "!model/scp/solver", "ui/kit", "ui/widget", "ui/theme"},
		modules:   append([]string{"github.com/junegunn/fzf/src/..."}, drawing...),
		forbidden: outside,
		why:       "a pane does no I/O and cannot name the backend",
	},
	{
		path:      "ui/widget",
		house:     []string{"model/phrase", "ui/theme"},
		modules:   drawing,
		forbidden: outside,
		why:       "a widget draws without meaning: it knows no organization and no I/O",
	},
	{
		path:      "ui/theme",
		modules:   drawing,
		forbidden: outside,
		why:       "a theme is colours",
	},
	{
		path:    "ui/stage",
		house:   []string{"model/...", "ui/...", "!ui/command/..."},
		modules: append([]string{"github.com/charmbracelet/x/exp/golden", "github.com/hinshun/vt10x", "github.com/google/go-cmp/...", "pgregory.net/rapid"}, drawing...),
		tests:   true,
		why:     "the stage plays the ui for tests, and needs no AWS for it",
	},
}

// TestRoomsStand ensures that the walls are looked at where the code is: a rule
// for a room that does not exist guards nothing.
func TestRoomsStand(t *testing.T) {
	standing := map[string]bool{}
	for _, p := range readHouse(t) {
		standing[p.path] = true
	}
	for _, r := range rooms {
		if !standing[r.path] {
			t.Errorf("no package %q: its wall guards nothing", r.path)
		}
	}
}

// TestWalls ensures that the program's files, for every operating system, import
// only what their room allows.
func TestWalls(t *testing.T) {
	for _, p := range readHouse(t) {
		t.Run(module+"/"+p.path, func(t *testing.T) {
			r, ok := roomOf(p.path)
			if !ok {
				t.Fatalf("package %q lies in no room of the plan", p.path)
			}
			for _, i := range p.imports {
				if fault := r.breach(i); fault != "" {
					t.Errorf("%s: %s: %s", i.at, fault, r.why)
				}
			}
			for _, s := range p.impure {
				if r.pure {
					t.Errorf("%s: %s: %s", s.at, s.what, r.why)
				}
			}
		})
	}
}

// roomOf finds the room that a package lies in.
func roomOf(path string) (room, bool) {
	var best room
	found := false
	for _, r := range rooms {
		inside := path == r.path || r.path != "" && strings.HasPrefix(path, r.path+"/")
		if inside && (!found || len(r.path) > len(best.path)) {
			best, found = r, true
		}
	}
	return best, found
}

// breach says what is wrong with an import, or nothing.
func (r room) breach(i imported) string {
	inner, own := strings.CutPrefix(i.path, module+"/")
	first, _, _ := strings.Cut(i.path, "/")
	switch {
	case own && !matches(r.house, inner):
		return fmt.Sprintf("imports the room %s", inner)
	case own:
		return ""
	case strings.Contains(first, "."):
		if !matches(r.modules, i.path) {
			return fmt.Sprintf("imports the module %s", i.path)
		}
		if strings.HasSuffix(i.path, "/aws") && i.name == "" {
			return fmt.Sprintf("imports %s under the name of our own room: give it another", i.path)
		}
	case r.tests && matches([]string{"testing/..."}, i.path):
		return ""
	case matches(everywhere, i.path), matches(r.forbidden, i.path):
		return fmt.Sprintf("imports %s", i.path)
	}
	return ""
}

// matches goes through the patterns in order; the last that applies decides.
func matches(patterns []string, path string) bool {
	in := false
	for _, p := range patterns {
		p, out := strings.CutPrefix(p, "!")
		stem, deep := strings.CutSuffix(p, "/...")
		if path == stem || deep && strings.HasPrefix(path, stem+"/") {
			in = !out
		}
	}
	return in
}
