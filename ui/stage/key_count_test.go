package stage_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// task is something that people do often, and the keys that it takes: one word
// each, but "type TEXT" is as many as it has characters, and "paste TEXT" is one.
// "see TEXT" waits until the screen shows it, and is none.
type task struct {
	name   string
	before int // keys that it took in November 2026
	keys   []string
}

const deniedText = "User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: s3:PutBucketPolicy " +
	"on resource: \"arn:aws:s3:::acme-invoices\" with an explicit deny in a service control policy"

const paymentsARN = "arn:aws:organizations::111122223333:account/o-4x9acme2k7/444455556666"

// to are the keys that lead from the tree to payments-prod.
var toPayments = []string{"/", "type paymprod", "see payments-prod", "enter", "see Root / Workloads / Prod / payments-prod"}

func after(first []string, then ...string) []string {
	return append(append([]string(nil), first...), then...)
}

// tasks begin on the tree of the demo, at its root.
var tasks = []task{
	{"find an account by a part of its name", 10, toPayments},
	{"find it by its ID", 14, []string{"/", "type 444455556666", "enter", "see Root / Workloads / Prod / payments-prod"}},
	{"find it by its ARN, pasted", 2, []string{"paste " + paymentsARN, "see Root / Workloads / Prod / payments-prod"}},
	{"what can it not do", 11, after(toPayments, "tab", "see What this account cannot do")},
	{"why denied: paste the error, open the statement", 21, []string{"paste " + deniedText, "see Denied at Prod", "enter", "see NoPublicS3 p-"}},
	{"ask with role and Region", 58, after(toPayments, "a", "type s3:putbp", "tab", "tab", "tab", "type euc", "tab", "type Deployer", "see Denied at Prod")},
	{"keep a question on, list its answers", 21, []string{"a", "type s3:putbp", "tab", "ctrl+n", "see L lens", "v", "see in every account"}},
	{"compare two nodes", 22, after(toPayments, "C", "type monitoring", "enter", "see monitoring 8")},
	{"what if it were moved", 20, after(toPayments, "w", "enter", "type Sandbox", "enter", "see payments-prod were in Sandbox")},
	{"register an administrator", 32, after(toPayments, "d", "type account-management", "enter", "see [ Cancel ]", "tab", "see [ Register ]", "confirm", "see Done and verified.")},
	{"remove one, with loss", 75, []string{
		"/", "type platform-automation", "enter", "see Root /", "x", "type service-catalog", "enter", "see [ Cancel ]",
		"tab", "tab", "space", "tab", "type service-catalog 558192155802", "pgdown", "tab", "tab", "tab", "see [ Remove ]", "confirm", "see Done and verified.",
	}},
	{"undo a change", 70, after(toPayments, "d", "type account-management", "enter", "see [ Cancel ]", "tab", "see [ Register ]", "confirm", "see Done and verified.",
		"u", "see [ Cancel ]", "shift+tab", "shift+tab", "type account-management 444455556666", "tab", "tab", "tab", "see [ Remove ]", "confirm", "see Done and verified.")},
	{"register for several services", 41, after(toPayments, "d", "type account-management", "space", "ctrl+u", "type health", "space", "enter", "see [ Cancel ]", "tab", "see [ Register ]", "confirm", "see Done and verified.")},
	{"read the resource policy", 3, []string{"3", "G", "enter", "see Who may do what"}},
	{"from a finding to its fix", 30, []string{"4", "see OldRegions2021", "/", "type account management: nobody", "enter", "d", "see [ Cancel ]"}},
	{"copy the ID of an account", 11, after(toPayments, "y", "see sent to the terminal's clipboard")},
	{"come back after two jumps", 4, []string{"3", "4", "esc", "esc", "see ▌▾ Root"}},
	{"switch the profile", 3, []string{"P", "down", "enter"}},
}

// TestKeyCounts plays the tasks on the whole program, and ensures that none takes
// more keys than it did. With -v it prints how many each takes.
func TestKeyCounts(t *testing.T) {
	t.Parallel()
	for _, x := range tasks {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			play(t, setting{}, func(r *rig) {
				r.loaded()
				n := 0
				for _, k := range x.keys {
					n += r.playKey(k)
				}
				t.Logf("%3d keys before, %3d now: %s", x.before, n, x.name)
				if n > x.before {
					t.Errorf("it takes %d keys, and took %d", n, x.before)
				}
			})
		})
	}
}

// playKey plays a word of a task, and returns how many keys it was.
func (r *rig) playKey(word string) int {
	r.t.Helper()
	defer r.Wait(100 * time.Millisecond)
	verb, text, _ := strings.Cut(word, " ")
	switch {
	case verb == "type" && text != "":
		r.Type(text)
		return utf8.RuneCountInString(text)
	case verb == "paste" && text != "":
		r.Paste(text)
		return 1
	case verb == "see":
		r.untilShown(text)
		if text == "[ Cancel ]" {
			r.Wait(time.Second) // a plan takes no keys at first
		}
		return 0
	case verb == "confirm":
		r.ready = true
		r.Press("enter")
		r.ready = false
		return 1
	default:
		r.Press(word)
		return 1
	}
}

// untilShown waits until the frame has a text, however many blanks it has between
// the words.
func (r *rig) untilShown(text string) {
	r.t.Helper()
	for range 600 {
		if strings.Contains(strings.Join(strings.Fields(r.Frame()), " "), text) {
			return
		}
		r.Wait(100 * time.Millisecond)
	}
	r.t.Fatalf("the frame does not show %q:\n%s", text, r.Frame())
}
