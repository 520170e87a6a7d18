package stage_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deputy/aws"
	"deputy/model"
	"deputy/model/catalog"
)

// rigAtDesk gives the screen on the organization, the files and the attacker of a
// desk.
func rigAtDesk(d *desk) *rig {
	d.t.Helper()
	r := newRig(d.t, setting{
		server: d.server, organization: d.server.Snapshot(), w: 140, h: 70,
		between: func(http.RoundTripper) http.RoundTripper { return d.attacker }, backend: aws.Options{Store: d.store},
	})
	check := r.Drawn
	r.Drawn = func(frame string) {
		check(frame)
		if strings.Contains(frame, secret) {
			d.t.Errorf("a secret is on the screen:\n%s", frame)
		}
	}
	return r
}

// toTick are the boxes of a plan's dialog that a change needs.
var toTick = regexp.MustCompile(`\[ \] (I know what is lost|Switch trusted access on first|Remove .* first, to make room)`)

// toType is how the dialog of a plan says what must be typed.
var toType = regexp.MustCompile(`Type  (.+)  to remove:`)

// approve does whatever a plan on the screen asks for, and confirms it.
func (r *rig) approve() {
	r.t.Helper()
	r.fillIn()
	r.give()
}

// give confirms the plan whose button has the focus.
func (r *rig) give() {
	r.t.Helper()
	r.ready, r.began = true, true
	r.Press("enter")
	r.ready = false
}

// fillIn does whatever a plan on the screen asks for, up to the button that
// confirms it.
func (r *rig) fillIn() {
	r.t.Helper()
	r.Until("[ Cancel ]")
	r.Wait(time.Second) // a plan takes no keys at first
	for range 40 {
		missing := false
		for line := range strings.Lines(r.Frame()) {
			box := toTick.MatchString(line)
			words := toType.FindStringSubmatch(line)
			typed := words == nil || strings.HasSuffix(strings.TrimSpace(line), ": "+words[1])
			missing = missing || box || !typed
			switch {
			case strings.HasPrefix(line, "  "): // has not the focus
			case box:
				r.Press("space")
				r.Wait(5 * time.Second) // the plan may be made again
			case !typed:
				r.Type(words[1])
			}
		}
		if !missing && confirms(r.Frame()) {
			return
		}
		r.Press("tab")
	}
	r.t.Fatalf("the plan cannot be confirmed:\n%s", r.Frame())
}

// screenFault is one operation that goes wrong while the screen reads.
type screenFault struct {
	service   model.ServiceID // whose page is open; empty for none
	operation string
	fault     fault
}

func (f screenFault) String() string {
	return fmt.Sprintf("%s/%s/%s", f.service, f.operation, f.fault.name)
}

// clock is what differs between two frames that say the same: times, the gravest
// findings, which rest on what was read, and whether there was a reading before.
var clock = regexp.MustCompile(`\d\d:\d\d(:\d\d)?Z|\b\d+ (s|min|h) ago|4 Findings +(. \d+ \w+)?|deputy has no earlier reading.*|Nothing changed since the.*`)

// frames walks through the screens, and gives what they show.
func (r *rig) frames(service model.ServiceID) []string {
	r.t.Helper()
	r.Press("esc", "esc", "3")
	if service != "" {
		r.Press("f")
		r.Type(string(service))
		r.Press("enter", "enter")
	}
	r.Wait(2 * time.Minute)
	all := []string{r.Frame()}
	r.Press("esc", "esc", "esc")
	for _, key := range []string{"1", "2", "1"} {
		r.Press(key)
		r.Wait(time.Second)
		all = append(all, r.Frame())
	}
	for i := range all {
		all[i] = clock.ReplaceAllString(all[i], "")
	}
	return all
}

// TestCampaignReadsOnScreen lets every operation that the screen reads with go
// wrong in every way: it never shows as complete what is not, stays usable, and
// reads the rest when AWS is well again.
func TestCampaignReadsOnScreen(t *testing.T) {
	t.Parallel()
	whole := map[model.ServiceID][]string{}
	var cells []screenFault
	pages := []model.ServiceID{""}
	for _, s := range catalog.Services() {
		if s.List.Mechanism == catalog.MechanismServiceAPI {
			pages = append(pages, s.ID)
		}
	}
	seen := map[string]bool{}
	for _, page := range pages[:ofCampaign(2, len(pages), len(pages))] {
		atDesk(t, smallWorld(), func(d *desk) {
			r := rigAtDesk(d)
			defer r.leave()
			r.Wait(time.Minute)
			whole[page] = r.frames(page)
			for _, operation := range d.readWith() {
				if seen[operation] {
					continue
				}
				seen[operation] = true
				for _, f := range append(faults(), endlessList(true), endlessList(false)) {
					if !harmless("screen", operation, f) {
						cells = append(cells, screenFault{page, operation, f})
					}
				}
			}
		})
	}
	var hit atomic.Int64
	t.Run("screens", func(t *testing.T) {
		for _, i := range pick(t, len(cells), ofCampaign(3, 80, len(cells))) {
			f := cells[i]
			t.Run(f.String(), func(t *testing.T) {
				t.Parallel()
				atDesk(t, smallWorld(), func(d *desk) {
					f.play(d, whole[f.service])
					hit.Add(int64(min(1, d.hit)))
				})
			})
		}
	})
	count(t, int(hit.Load()), "read faults on the screen")
}

// play reads with the fault, and then without it.
func (f screenFault) play(d *desk, whole []string) {
	d.t.Helper()
	d.attack(&f.fault, func(c call, _ int) bool { return c.name == f.operation })
	r := rigAtDesk(d)
	defer r.leave()
	r.Wait(3 * time.Minute)
	got := r.frames(f.service)
	if r.Quit {
		d.t.Fatal("the program ended")
	}
	told := regexp.MustCompile(`incomplete|could not (be )?read|not known|does not know|unknown|loading|not read yet|` + regexp.QuoteMeta(f.operation))
	for i := range got {
		if got[i] != whole[i] && !told.MatchString(got[i]) {
			d.t.Errorf("without a word on what could not be read:\n%s\ninstead of\n%s", got[i], whole[i])
		}
	}
	hits := d.hit
	if len(d.sent) > 0 {
		d.t.Errorf("it changed something: %q", d.sent)
	}
	d.attack(nil, nil)
	d.hit = hits
	r.Press("esc", "esc", "R", "R")
	r.Wait(2 * time.Minute)
	if f.operation == "account:ListRegions" {
		return // Regions that were asked in place of the unread ones stay on the page
	}
	if again := r.frames(f.service); !slices.Equal(again, whole) {
		for i := range again {
			if again[i] != whole[i] {
				d.t.Errorf("after the fault:\n%s\ninstead of\n%s", again[i], whole[i])
			}
		}
	}
}

// stepShown is a step of a plan on the screen.
var stepShown = regexp.MustCompile(`(?m)^ +\d+  [a-z0-9-]+  [A-Z]\w+ `)

// ends are the words with which a plan ends on the screen.
var ends = regexp.MustCompile(`Done and read back\.|AWS accepted everything|Stopped: .*\.|Nothing was changed`)

// toldFigures are the figures of a plan that stopped.
var toldFigures = regexp.MustCompile(`(\d+) steps? (done|not done|unknown|not started)`)

// onScreen carries the change out on the screen, and judges it, if the screen has
// the same plan.
func (f *writeFault) onScreen(d *desk, n *figures) {
	d.t.Helper()
	f.arm(d)
	r := rigAtDesk(d)
	r.Until("complete 1")
	if !r.ordered(f.args) {
		r.leave()
		return
	}
	r.fillIn()
	if len(stepShown.FindAllString(r.Frame(), -1)) != len(f.calls) { // the command has options that the screen has not
		r.leave()
		return
	}
	r.give()
	for range 240 {
		if r.Wait(15 * time.Second); ends.MatchString(r.Frame()) {
			break
		}
	}
	frame := r.Frame()
	r.leave()
	if d.hit == 0 {
		d.t.Errorf("the step was not reached:\n%s", frame)
	}
	n.faults.Add(1)
	end := ends.FindString(frame)
	figure := map[string]int{}
	for _, m := range toldFigures.FindAllStringSubmatch(end, -1) {
		figure[m[2]] = number(m[1])
	}
	did := len(changing(d.server))
	switch all := did == len(f.calls); {
	case end == "", strings.HasPrefix(end, "Stopped") && figure["done"] != did, !strings.HasPrefix(end, "Stopped") && !all:
		f.lie(d, n, frame, "%d steps of %d are done, and the screen says %q", did, len(f.calls), end)
	case figure["unknown"] > 0 && f.fault.kind >= kindUnsent && f.fault.kind != kindBroken:
		f.lie(d, n, frame, "a step is told as unknown, and it was not done for sure")
	}
	told := make([]string, len(f.calls))
	for _, e := range journalBelow(d.t, d.folder) {
		told[e.Step-1] = e.Outcome
	}
	if f.fault.name == journalFull {
		told[f.step-1] = "done"
	}
	f.judge(d, n, told, frame)
	d.checkFiles()
	f.nextStart(d, n, told)
}

// ordered goes to the plan of a command; false if the list has no row of its own
// for the service.
func (r *rig) ordered(args []string) bool {
	r.t.Helper()
	key := map[string]string{"register": "d", "remove": "x"}[args[0]]
	names := map[string]string{tooling: "security-tooling", networkProd: "network-prod"}
	r.on(names[args[2]])
	r.Press(key)
	for _, id := range strings.Split(args[1], ",") {
		r.Press("ctrl+u")
		r.Type(id)
		if !r.Shows(" 1 of ") {
			return false
		}
		r.Press("space")
	}
	r.Press("ctrl+u", "enter")
	r.Wait(time.Minute)
	if r.Shows("Space chooses") {
		for _, region := range []string{"eu-central-1", "us-east-1"} {
			r.Press("home")
			for range 20 {
				if regexp.MustCompile("▌ \\[ \\] " + region).MatchString(r.Frame()) {
					r.Press("space")
				}
				r.Press("down")
			}
		}
		r.Press("enter")
		r.Wait(5 * time.Second)
	}
	return true
}
