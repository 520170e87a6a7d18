package stage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
	"deputy/ui/stage"
	"deputy/ui/theme"
)

// Accounts of the demo organization that the scripts work with.
const (
	management  = "111122223333"
	tooling     = "222233334444"
	finops      = "333344445555"
	payments    = "444455556666"
	networkProd = "555566667777"
	automation  = "558192155802"
	monitoring  = "806327065584"
	suspended   = "335854285905"
)

// setting is how a script finds the program: who asks, of which organization,
// and what goes wrong. The zero setting is the demo organization, whole and
// asked by its management account, at 120×40.
type setting struct {
	organization *model.Snapshot
	server       *emulator.Server // in place of one of the organization
	caller       string           // account ID
	faults       emulator.Faults
	between      func(http.RoundTripper) http.RoundTripper // between the program and the server; may be nil
	options      ui.Options
	backend      aws.Options
	saved        bool // the organization comes from a saved reading, and nothing is called
	w, h         int
	curtain      time.Time // when it begins; zero for the curtain of all scripts
}

// rig is the whole program on a stage: the screen, the SDK's own clients, and
// the emulator in the place of AWS.
type rig struct {
	*stage.Stage
	t      testing.TB
	server *emulator.Server
	app    *ui.App
	cancel context.CancelFunc
	ready  bool // a plan was read, and may be confirmed
	began  bool // a plan was confirmed
}

// skipShort skips a test when only the race detector is to be served: one that
// compares frames of what other tests walk through too, or that runs the program
// in a process of its own, where the detector does not see it.
func skipShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("the race detector finds nothing more here")
	}
}

// play runs a script in fake time.
func play(t *testing.T, s setting, script func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		begin := s.curtain
		if begin.IsZero() {
			begin = curtain
		}
		time.Sleep(time.Until(begin))
		r := newRig(t, s)
		defer r.leave()
		script(r)
	})
}

// curtain is when every script begins.
var curtain = time.Date(2026, 11, 23, 10, 31, 0, 0, time.UTC)

// newRig starts the program; it must run in a bubble.
func newRig(t testing.TB, s setting) *rig {
	t.Helper()
	options := []emulator.Option{emulator.WithFaults(s.faults), emulator.WithEvents(sample.Events)}
	if s.organization == nil {
		s.organization = sample.Demo()
		options = append(options, emulator.WithManagementAccount(sample.ManagementAccount))
	}
	if s.caller == "" {
		s.caller = string(s.organization.Organization.Management)
	}
	if s.w == 0 {
		s.w, s.h = 120, 40
	}
	if s.options.Depth == 0 {
		s.options.Depth = theme.Full
	}
	server := s.server
	if server == nil {
		server = emulator.New(s.organization, options...)
	}
	o := s.backend
	o.Demo, o.Resume, o.Transport = true, true, server.Transport()
	if s.between != nil {
		o.Transport = s.between(o.Transport)
	}
	o.Keys = &aws.Keys{ID: "AKIA" + s.caller + "DEMO", Secret: "demo"}
	o.ReadOnly = s.options.ReadOnly != ""
	var backend ui.Backend = aws.New(o)
	if s.saved {
		backend, s.options.Offline = &command.SavedBackend{Snapshot: s.organization}, true
	}
	ctx, cancel := context.WithCancel(t.Context())
	app := ui.New(ctx, backend, s.options)
	r := &rig{t: t, server: server, app: app, cancel: cancel}
	r.Stage = stage.New(t, app, s.w, s.h)
	r.Drawn = r.noFalseAlarm
	return r
}

// noFalseAlarm fails the test if a frame says, of the plan that the script has
// confirmed, that somebody began a change and did not finish it.
func (r *rig) noFalseAlarm(frame string) {
	if r.began && strings.Contains(frame, "A change did not finish") {
		r.t.Errorf("the program's own plan raises the alarm:\n%s", r.Frame())
	}
}

// leave ends the program and lets everything that it began come to its end.
func (r *rig) leave() {
	r.cancel()
	r.End()
}

// loaded waits until the organization is read.
func (r *rig) loaded() {
	r.t.Helper()
	r.Until("complete 1")
}

// Press presses keys, but never the one that confirms a plan: that is for
// confirm alone.
func (r *rig) Press(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		if f := r.Frame(); k == "enter" && !r.ready && confirms(f) {
			r.t.Fatalf("the script confirms a plan that it has not read:\n%s", f)
		}
		r.Stage.Press(k)
	}
}

// on puts the cursor of the tree on an account or an OU, through the filter of
// the flat list.
func (r *rig) on(name string) {
	r.t.Helper()
	r.Press("1", "t", "f", "ctrl+u") // the filter of before stays
	r.Type(name)
	r.Press("enter")
	r.shows(name)
	r.Press("t")
	r.Wait(time.Second)
	r.shows(name)
}

// found goes to the first hit of a search.
func (r *rig) found(text string) {
	r.t.Helper()
	r.Press("/")
	r.Type(text)
	r.Wait(time.Second)
	r.Press("enter")
	r.Wait(time.Second)
	r.shows(text)
}

// shows fails the test unless the frame holds every text, blanks between words
// aside.
func (r *rig) shows(texts ...string) {
	r.t.Helper()
	frame := r.Frame()
	flat := strings.Join(strings.Fields(frame), " ")
	for _, text := range texts {
		if !strings.Contains(flat, strings.Join(strings.Fields(text), " ")) {
			r.t.Fatalf("the frame does not show %q:\n%s", text, frame)
		}
	}
}

// hides fails the test if the frame holds any of the texts.
func (r *rig) hides(texts ...string) {
	r.t.Helper()
	for _, text := range texts {
		if r.Shows(text) {
			r.t.Fatalf("the frame shows %q:\n%s", text, r.Frame())
		}
	}
}

// consent is what a person reads in a plan before confirming it, and does for
// that.
type consent struct {
	title string   // the plan's own
	steps []string // service, operation and parameters of every step, in order
	loss  string   // what is lost for good, to be ticked; empty if nothing is
	words string   // to be typed; empty if nothing is
	note  string   // the reason given
}

// read waits for a plan and makes sure that its title, every step and what is
// lost stand on the screen, nothing else being a step.
func (r *rig) read(c consent) {
	r.t.Helper()
	r.Until(c.title)
	r.Until("[ Cancel ]")
	r.Wait(time.Second) // a plan takes no keys at first
	r.shows(c.title)
	// A step is its number, plain words and the call, which may take several lines.
	steps := regexp.MustCompile(`(?m)^ +\d+  [a-z].*(\n {6,}\S.*)*`).FindAllString(r.Frame(), -1)
	if len(steps) != len(c.steps) {
		r.t.Fatalf("the plan has other steps than the %d that the script names:\n%s", len(c.steps), r.Frame())
	}
	for i, s := range steps {
		shown := strings.Fields(s)
		missing := slices.DeleteFunc(strings.Fields(c.steps[i]), func(word string) bool { return slices.Contains(shown, word) })
		if shown[0] != strconv.Itoa(i+1) || len(missing) > 0 {
			r.t.Fatalf("step %d is %q and not %q", i+1, strings.Join(shown, " "), c.steps[i])
		}
	}
	if c.loss != "" {
		r.shows(c.loss)
	}
}

// confirm reads a plan and confirms it.
func (r *rig) confirm(c consent) {
	r.t.Helper()
	r.read(c)
	if c.loss != "" {
		r.field("I know what is lost")
		r.Press("space")
		r.shows("[x] I know what is lost")
	}
	if c.words != "" {
		r.field("Type  ")
		r.Type(c.words)
	}
	if c.words != "" { // for a removal its plan must have been seen
		r.Press("pgdown", "pgdown", "pgdown")
	}
	if c.note != "" {
		r.field("Reason")
		r.Type(c.note)
	}
	r.toButton()
	r.ready, r.began = true, true
	r.Press("enter")
	r.ready = false
}

// confirms tells whether Enter would confirm the plan on the screen.
func confirms(frame string) bool {
	return slices.ContainsFunc([]string{"[ Register ]", "[ Remove ]", "[ Replace ]", "[ Switch on trusted access ]"}, func(b string) bool { return strings.Contains(frame, b) })
}

// toButton moves the focus to the button that confirms.
func (r *rig) toButton() {
	r.t.Helper()
	for range 20 {
		if confirms(r.Frame()) {
			return
		}
		r.Press("tab")
	}
	r.t.Fatalf("the plan has no button to confirm it:\n%s", r.Frame())
}

// field moves the focus to the field with a label.
func (r *rig) field(label string) {
	r.t.Helper()
	for range 20 {
		for line := range strings.Lines(r.Frame()) {
			if strings.Contains(line, label) && !strings.HasPrefix(line, "  ") {
				return
			}
		}
		r.Press("tab")
	}
	r.t.Fatalf("no field is labelled %q:\n%s", label, r.Frame())
}

// changes lists the changing calls that reached the emulator, and how each
// ended.
func (r *rig) changes() []string {
	var calls []string
	for _, c := range r.server.Journal() {
		if !c.Changes() {
			continue
		}
		var p struct{ AccountId, ServicePrincipal string } //nolint:revive // AWS's spelling
		if err := json.Unmarshal(c.Parameters, &p); err != nil {
			r.t.Fatalf("the call %s has the parameters %s: %v", c.Operation, c.Parameters, err)
		}
		words := []string{c.Operation, p.AccountId, p.ServicePrincipal, c.Code, c.Cut}
		calls = append(calls, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
	}
	return calls
}

// changed fails the test unless exactly these calls that change something
// reached the emulator.
func (r *rig) changed(want ...string) {
	r.t.Helper()
	if got := r.changes(); !slices.Equal(got, want) {
		r.t.Fatalf("the changing calls are\n  %s\ninstead of\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// holds tells whether an account is registered for a principal, in truth.
func (r *rig) holds(account, principal string) bool {
	return slices.ContainsFunc(r.server.Snapshot().Delegations, func(d model.Delegation) bool {
		return string(d.Account) == account && string(d.Principal) == principal
	})
}

// trusts tells whether trusted access is on, in truth.
func (r *rig) trusts(principal string) bool {
	return slices.ContainsFunc(r.server.Snapshot().TrustedAccess, func(t model.TrustedAccess) bool {
		return string(t.Principal) == principal
	})
}

// begin opens the wizard for an account and a service: key d to register, x to
// remove.
func (r *rig) begin(key, account, service string) {
	r.t.Helper()
	r.on(account)
	r.Press(key)
	r.choose(service)
}

// choose narrows the wizard's list to one row and takes it.
func (r *rig) choose(text string) {
	r.t.Helper()
	r.Type(text)
	r.shows(" 1 of ")
	r.Press("enter")
}

// elsewhere lets somebody else change the organization, as the management
// account can at any time.
func (r *rig) elsewhere(operation, account, principal string) {
	r.t.Helper()
	parameters := map[string]string{"ServicePrincipal": principal}
	if account != "" {
		parameters["AccountId"] = account
	}
	body, err := json.Marshal(parameters)
	if err != nil {
		r.t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, "https://organizations.us-east-1.amazonaws.com/", bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("X-Amz-Target", "AWSOrganizationsV20161128."+operation)
	q.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIADEMO/20261123/us-east-1/organizations/aws4_request, SignedHeaders=host, Signature=00")
	a, err := r.server.Transport().RoundTrip(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		text, err := io.ReadAll(a.Body)
		r.t.Fatalf("%s elsewhere: %s: %s %v", operation, a.Status, text, err)
	}
}
