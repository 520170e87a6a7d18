package stage_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// readmeTasks says what the screen shows after the keys of each of the README's tasks,
// by words of the task.
var readmeTasks = map[string]string{
	"Find an account":               "Root / Workloads / Prod / payments-prod",
	"See what an account cannot do": "[SCPs 11]",
	"Ask whether policies block":    "Denied by NoPublicS3",
	"Explain an AccessDenied":       "Denied at Prod by NoPublicS3, statement 2",
	"See the answer to a question":  "L lens s3:PutBucketPolicy",
	"Try a move or a policy":        "Only a preview",
	"See which account administers": "with trusted access have an administrator",
	"Register a delegated":          "Register for which service?",
	"See what is wrong or risky":    "recommended next",
	"Check policies in CI":          "",
}

// TestReadmeTasks plays the keys of the README's tasks: on an account in the demo,
// unless the task is to find it.
func TestReadmeTasks(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| ([^|`]+) \\| ([^|]*) ?\\| `deputy [^`]+` \\|$").FindAllStringSubmatch(string(text), -1)
	if len(rows) != len(readmeTasks) {
		t.Errorf("%d tasks found in README.md, want %d", len(rows), len(readmeTasks))
	}
	for _, row := range rows {
		task, keys := row[1], row[2]
		shows, known := "", false
		for words, want := range readmeTasks {
			if strings.HasPrefix(task, words) {
				shows, known = want, true
			}
		}
		if !known {
			t.Errorf("nobody plays the task %q of README.md", task)
			continue
		}
		t.Run(task, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				if !strings.HasPrefix(task, "Find") {
					r.found("payments-prod")
				}
				r.follow(t, keys)
				r.Wait(5 * time.Second)
				if !r.Shows(shows) {
					t.Errorf("after %s the screen does not show %q:\n%s", keys, shows, r.Frame())
				}
			})
		})
	}
}

// follow presses the keys of a task, and types what is no key.
func (r *rig) follow(t *testing.T, keys string) {
	t.Helper()
	if strings.HasPrefix(keys, "paste") {
		r.Paste(deniedBucketPolicy)
		return
	}
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(keys, -1) {
		switch key := m[1]; {
		case key == "Enter", key == "Tab", strings.HasPrefix(key, "Ctrl+"):
			r.Press(strings.ToLower(key))
		case utf8.RuneCountInString(key) == 1:
			r.Press(key)
		default:
			r.Type(key)
		}
		r.Wait(2 * time.Second)
	}
}
