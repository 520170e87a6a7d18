package stage_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/model/catalog"
	"deputy/ui/command"
)

// readings are the commands that read, each with the file that it writes.
func readings() [][]string {
	all := [][]string{
		{"snapshot", "saved.json"},
		{"delegations", "--json"},
		{"delegations"},
		{"can", tooling, "s3:GetObject", "--json"},
		{"can", "security-tooling", "s3:GetObject"},
		{"register", "account-management", networkProd},
		{"remove", "config", tooling, "--json"},
	}
	for _, s := range catalog.Services() {
		if s.List.Mechanism == catalog.MechanismServiceAPI {
			args := []string{"register", string(s.ID), networkProd, "--enable-access", "--replace"}
			if s.Regions.Regional {
				args = append(args, "--region", "eu-central-1", "--region", "eu-west-1", "--region", "us-east-1")
			}
			all = append(all, args)
		}
	}
	return all
}

// readFault is one operation that goes wrong while a command reads.
type readFault struct {
	args      []string
	operation string
	fault     fault
	once      bool
}

func (c readFault) String() string {
	times := "always"
	if c.once {
		times = "once"
	}
	return strings.Join(c.args, " ") + "/" + c.operation + "/" + c.fault.name + "/" + times
}

// TestCampaignReads lets every operation that deputy reads with go wrong in every
// way: what could not be read is told as a gap, by command and on the screen.
func TestCampaignReads(t *testing.T) {
	t.Parallel()
	whole := map[string]string{} // what a command prints undisturbed
	var cells []readFault
	every := append(faults(), endlessList(true), endlessList(false))
	seen := map[string]bool{} // by command and operation
	commands := readings()
	for _, args := range commands[:ofCampaign(2, len(commands), len(commands))] {
		atDesk(t, smallWorld(), func(d *desk) {
			whole[strings.Join(args, " ")] = d.reads(args)
			for _, operation := range d.readWith() {
				key := args[0] + operation
				if args[0] == "register" && seen[key] {
					continue // the other services read it in the same way
				}
				seen[key] = true
				for _, f := range every {
					if harmless(args[0], operation, f) {
						continue
					}
					cells = append(cells, readFault{args, operation, f, false}, readFault{args, operation, f, true})
				}
			}
		})
	}
	var hit atomic.Int64
	t.Run("by command", func(t *testing.T) {
		for _, i := range pick(t, len(cells), ofCampaign(20, 1000, len(cells))) {
			c := cells[i]
			t.Run(c.String(), func(t *testing.T) {
				t.Parallel()
				atDesk(t, smallWorld(), func(d *desk) { hit.Add(int64(c.judge(d, whole[strings.Join(c.args, " ")]))) })
			})
		}
	})
	count(t, int(hit.Load()), "read faults by command")
}

// harmless tells whether a fault cannot be seen, or changes only names.
func harmless(command, operation string, f fault) bool {
	service, _, _ := strings.Cut(operation, ":")
	own := service == "organizations" || service == "account" || service == "sts"
	names := strings.HasPrefix(command, "can") || strings.HasPrefix(command, "register") || strings.HasPrefix(command, "remove")
	return names && (operation == "organizations:DescribeOrganizationalUnit" || operation == "organizations:ListOrganizationalUnitsForParent") ||
		!own && f.name == "nothing that is required" // which may be how the service says that there is nobody
}

// reads carries out a command that reads, and gives all that it says and writes.
func (d *desk) reads(args []string) string {
	d.t.Helper()
	file := filepath.Join(d.folder, "saved.json")
	given := strings.Split(strings.ReplaceAll(strings.Join(args, "\x00"), "saved.json", file), "\x00")
	text := strings.ReplaceAll(d.run(given...), file, "saved.json")
	if saved, err := os.ReadFile(file); err == nil {
		text += string(saved)
	}
	return fmt.Sprintf("%d\n%s", d.code, varying.ReplaceAllString(text, ""))
}

// gapTold is how a plan says that it is blocked by what could not be read.
var gapTold = regexp.MustCompile(`could\s+not\s+be\s+(read|checked)|may\s+stand|\n  - (Who|Whether|Which) `)

// varying is when something was read, and the digest, which depends on more than
// is told of a blocked plan.
var varying = regexp.MustCompile(`"taken": ?"[^"]*"|plan [0-9a-f]{16}|"digest": ?"[^"]*"`)

// someGaps is how a command says that there are more gaps than it names.
var someGaps = regexp.MustCompile(`with \d+ gaps`)

var nothingThere = regexp.MustCompile(`\b0 (accounts|OUs|policies|delegations)\b`)

// judge lets the operation go wrong, and holds what is told against what is so. It
// counts the cells that were hit.
func (c readFault) judge(d *desk, whole string) int {
	d.t.Helper()
	d.attack(&c.fault, func(asked call, nth int) bool { return asked.name == c.operation && (nth == 1 || !c.once) })
	begin := time.Now()
	got := d.reads(c.args)
	d.checkFiles()
	if d.hit == 0 {
		return 0
	}
	tell := func(format string, a ...any) {
		d.t.Errorf("%s\nit says:\n%s", fmt.Sprintf(format, a...), shortened(got))
	}
	if took := time.Since(begin); took > time.Hour {
		tell("it took %s", took)
	}
	if len(d.sent) > 0 {
		tell("it changed something: %q", d.sent)
	}
	switch d.code {
	case command.Failed, command.Unknown:
	default:
		// A plan says what was not checked, and what failed once may have been read
		// again after it was made.
		plans := c.args[0] == "register" || c.args[0] == "remove"
		// RCPs of other accounts are read only to know more: without them it depends.
		told := gapTold.MatchString(got) && (d.code == command.Denied || d.code == command.Depends || c.once || plans)
		if got != whole && !told {
			tell("it ends with %d, and says something else than undisturbed (-undisturbed +now):\n%s", d.code, shortened(cmp.Diff(whole, got)))
		}
		return 1
	}
	if nothingThere.MatchString(got) {
		tell("what could not be read is none")
	}
	if operation := c.operation[strings.Index(c.operation, ":")+1:]; !strings.Contains(got, operation) && !someGaps.MatchString(got) {
		tell("it does not name %s", operation)
	}
	if c.fault.kind != kindDenied && c.fault.kind != kindRefused && regexp.MustCompile(`(?i)(have \S+ allowed|credentials of the management account|log in again)`).MatchString(got) {
		tell("the advice is about permissions")
	}
	d.judgeSaved(whole, got, tell)
	return 1
}

// shortened leaves out the middle of a long text.
func shortened(text string) string {
	if len(text) < 3000 {
		return text
	}
	return text[:2000] + "\n…\n" + text[len(text)-900:]
}

// judgeSaved makes sure that what a JSON text lacks is said in it to be missing.
func (d *desk) judgeSaved(whole, got string, tell func(string, ...any)) {
	d.t.Helper()
	was, is := jsonIn(whole), jsonIn(got)
	if was == nil || is == nil {
		return
	}
	if services, ok := was["services"].([]any); ok {
		now, _ := is["services"].([]any)
		for i, s := range services {
			if i >= len(now) {
				tell("services are missing")
				return
			}
			before, _ := s.(map[string]any)
			after, _ := now[i].(map[string]any)
			holders, _ := json.Marshal(after["holders"])
			told := after["known"] == false || after["holders"] == nil || bytes.Contains(holders, []byte(`"unread"`))
			if fmt.Sprint(before["holders"]) != fmt.Sprint(after["holders"]) && !told {
				tell("%v is told as known: %v instead of %v", after["id"], after["holders"], before["holders"])
			}
		}
		return
	}
	for name, before := range was {
		list, ok := before.([]any)
		after, _ := is[name].([]any)
		gaps, _ := is["gaps"].([]any)
		if ok && name != "gaps" && len(after) < len(list) && len(gaps) == 0 {
			tell("%s has %d instead of %d, and there is no gap", name, len(after), len(list))
		}
	}
	if is["complete"] == true {
		tell("the saved reading is told as complete")
	}
}

// jsonIn gives the JSON object in a text; nil if there is none.
func jsonIn(text string) map[string]any {
	var object map[string]any
	if at := strings.Index(text, "{"); at >= 0 {
		_ = json.NewDecoder(strings.NewReader(text[at:])).Decode(&object) // nil, then
	}
	return object
}
