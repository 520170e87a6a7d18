package stage_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/aws/store"
	"deputy/ui/command"
)

// lookups returns how many calls for events reached the server.
func lookups(server *emulator.Server) (n int) {
	for _, c := range server.Journal() {
		if c.Operation == "LookupEvents" {
			n++
		}
	}
	return n
}

// lookedUpTo returns the times up to which events of a Region were asked for, in the
// order of the calls.
func lookedUpTo(t *testing.T, server *emulator.Server, region string) (ends []float64) {
	t.Helper()
	for _, c := range server.Journal() {
		var asked struct{ EndTime float64 }
		if c.Operation != "LookupEvents" || c.Region != region {
			continue
		}
		if err := json.Unmarshal(c.Parameters, &asked); err != nil {
			t.Fatal(err)
		}
		ends = append(ends, asked.EndTime)
	}
	return ends
}

// exportedUse returns all that the page of the management account exports, by
// section.
func exportedUse(r *rig, saved *[]byte) map[string]any {
	r.t.Helper()
	r.Press("e")
	r.Type("save json")
	r.Press("enter")
	r.Wait(time.Second)
	sections := map[string]any{}
	if err := json.Unmarshal(*saved, &sections); err != nil {
		r.t.Fatalf("%v: %s\n%s", err, *saved, r.Frame())
	}
	return sections
}

// saving returns a setting in which exports are kept.
func saving(faults emulator.Faults, saved *[]byte) setting {
	s := setting{faults: faults}
	s.options.Save = func(_, _ string, text []byte) (string, error) {
		*saved = text
		return "use.json", nil
	}
	return s
}

// differences returns which sections of two exports differ.
func differences(t *testing.T, a, b map[string]any) (names []string) {
	t.Helper()
	for _, section := range []string{"summary", "figures", "delegations", "callers", "changes", "root"} {
		x, err := json.Marshal(a[section])
		if err != nil {
			t.Fatal(err)
		}
		y, err := json.Marshal(b[section])
		if err != nil {
			t.Fatal(err)
		}
		if a[section] == nil || string(x) != string(y) {
			names = append(names, section+":\n"+string(x)+"\n"+string(y))
		}
	}
	return names
}

// The screen says what the command management-account says of the same events, in
// every window, and nothing is read before somebody asks for it.
func TestUseOnTheScreenIsThatOfTheCommand(t *testing.T) {
	for keys, days := range map[string]string{"": "30", "t": "90", "t t": "7"} {
		var saved []byte
		play(t, saving(emulator.Faults{}, &saved), func(r *rig) {
			r.loaded()
			r.Press("4", "M")
			r.Press(strings.Fields(keys)...)
			r.Wait(time.Minute)
			if n := lookups(r.server); n > 0 {
				t.Fatalf("%d calls for events before anybody asked", n)
			}
			r.Press("r")
			r.Until("could have been made elsewhere")
			r.Until("as of 10:3")
			screen := exportedUse(r, &saved)
			code, out, problem := commandLine(r.t.Context(), r.server, "", "management-account", "--days", days, "--json")
			if code != command.Done {
				t.Fatalf("the command ends with %d: %s", code, problem)
			}
			whole := map[string]any{}
			if err := json.Unmarshal([]byte(out), &whole); err != nil {
				t.Fatal(err)
			}
			for _, d := range differences(t, whole, screen) {
				t.Errorf("%s days: the command and the screen differ in %s", days, d)
			}
			if strings.Contains(out, `"changes":0`) {
				t.Errorf("there are no changes: %s", out)
			}
		})
	}
}

// Reading stops at a key and goes on where it stopped: no call is made in between, and
// in the end the figures are those of a reading that was never stopped. A larger window
// goes on from what was read, and a new run of reading stops it too.
func TestUseStopsAndGoesOn(t *testing.T) {
	var whole, parts []byte
	var once, often map[string]any
	play(t, saving(emulator.Faults{}, &whole), func(r *rig) {
		r.loaded()
		r.Press("M", "t", "r")
		r.Until("as of 10:3")
		once = exportedUse(r, &whole)
	})
	play(t, saving(emulator.Faults{Latency: time.Second}, &parts), func(r *rig) {
		r.loaded()
		r.Press("M", "r")
		r.Wait(3500 * time.Millisecond)
		for _, stop := range []string{"r", "R"} {
			r.Press(stop, stop)
			r.Until("stopped after")
			if !r.Shows("The reading was stopped") || !r.Shows("back to 2026-") {
				t.Fatalf("it is not said how far the reading came:\n%s", r.Frame())
			}
			r.Wait(20 * time.Second)
			before := lookups(r.server)
			r.Wait(time.Minute)
			if n := lookups(r.server); n != before {
				t.Fatalf("%d calls after the reading was stopped", n-before)
			}
			r.Press("r")
			r.Wait(2500 * time.Millisecond)
			ends := lookedUpTo(t, r.server, "eu-west-1")
			if slices.Max(ends) == ends[len(ends)-1] {
				t.Errorf("it does not go on where it stopped, but from the beginning: %v", ends)
			}
		}
		r.Press("t") // 90 days, while it reads
		r.Until("as of 10:3")
		often = exportedUse(r, &parts)
	})
	for _, d := range differences(t, once, often) {
		t.Errorf("at once, and in parts: %s", d)
	}
}

// Keys go on working while events are read, and the figures grow on the list of
// findings too.
func TestUseGrowsWhileOtherKeysWork(t *testing.T) {
	play(t, setting{faults: emulator.Faults{Latency: time.Second}}, func(r *rig) {
		r.loaded()
		r.Press("4")
		if !r.Shows("M management account: who uses it, and what for, is not read yet") {
			t.Errorf("the findings do not say what there is to be read:\n%s", r.Frame())
		}
		r.Press("M", "r", "esc")
		r.Wait(4500 * time.Millisecond)
		if !r.Shows("could be made elsewhere") || !r.Shows("reading, ") {
			t.Errorf("the figures do not grow:\n%s", r.Frame())
		}
		r.Press("1")
		r.on("payments-prod")
		r.Press("4")
		r.Wait(time.Minute)
		if r.Shows("reading, ") || !r.Shows("of 388 changes could be made elsewhere in 30 days") {
			t.Errorf("the reading does not end:\n%s", r.Frame())
		}
		r.Press("M")
		r.Wait(time.Second)
		if !r.Shows("Of 388 changes in 30 days") {
			t.Errorf("the page has forgotten the figures:\n%s", r.Frame())
		}
	})
}

// Each figure leads down to calls by principal, action and day, from there to event
// IDs that can be copied, and to the text of an event.
func TestUseLeadsDownToEvents(t *testing.T) {
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.Press("M", "r")
		r.Until("as of 10:3")
		r.Press("down", "down", "down", "down", "down", "down", "down", "enter")
		if !r.Shows("AWS Security Hub  124 calls, 34 rows") {
			t.Fatalf("the delegation does not lead to its calls:\n%s", r.Frame())
		}
		r.Press("enter")
		if !r.Shows("securityhub:BatchUpdateFindings") || !r.Shows("permission set SecurityAdmin (ana@example.com)") {
			t.Fatalf("the calls do not lead to events:\n%s", r.Frame())
		}
		r.Press("y")
		id := r.Clipboard()
		if len(id) != 36 || !r.Shows(id) {
			t.Errorf("copied %q", id)
		}
		r.Press("enter")
		if !r.Shows(`"eventID": "`+id+`"`) && !r.Shows(`"eventName": "BatchUpdateFindings"`) {
			t.Errorf("the event is not shown:\n%s", r.Frame())
		}
		r.Press("c")
		if !json.Valid([]byte(r.Clipboard())) || !strings.Contains(r.Clipboard(), id) {
			t.Errorf("copied %q", r.Clipboard())
		}
		r.Press("esc", "esc", "esc")
		if !r.Shows("Delegations that cover these changes") {
			t.Errorf("Esc does not lead back:\n%s", r.Frame())
		}
	})
}

// A delegation that is missing is planned right from its row, by the wizard; nothing
// else on the page can be planned. Once it is registered, the row says to whom.
func TestUsePlansADelegation(t *testing.T) {
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.Press("M", "r")
		r.Until("as of 10:3")
		r.Press("d")
		if !r.Shows("Move to a row below") {
			t.Errorf("it is not said where a delegation can be planned:\n%s", r.Frame())
		}
		for range 8 {
			r.Press("down")
		}
		r.Press("d")
		r.Type("security-tooling")
		r.Press("enter")
		r.Wait(3 * time.Second)
		if !r.Shows("AWS Account Management") || !r.Shows(" Cancel ") {
			t.Fatalf("there is no plan:\n%s", r.Frame())
		}
		for _, c := range r.server.Journal() {
			if c.Changes() {
				t.Fatalf("%s was called without a confirmed plan", c.Operation)
			}
		}
		r.confirm(consent{
			title: "Register security-tooling (222233334444) as delegated administrator of AWS Account Management",
			steps: []string{"organizations RegisterDelegatedAdministrator 222233334444 account.amazonaws.com"},
		})
		r.Wait(time.Minute)
		r.Press("esc")
		r.Wait(time.Second)
		if row := line(r.Frame(), "AWS Account Management"); !strings.Contains(row, "delegated to security-tooling 222233334444") {
			t.Errorf("the row does not say to whom it is delegated now: %q\n%s", row, r.Frame())
		}
	})
}

// line returns the first line of a frame with a text.
func line(frame, text string) string {
	for l := range strings.Lines(frame) {
		if strings.Contains(l, text) {
			return l
		}
	}
	return ""
}

// A Region that may not be read makes the figures a lower bound, and says which
// permission is missing.
func TestUseDenied(t *testing.T) {
	play(t, setting{faults: emulator.Faults{Deny: []emulator.Denial{{Operation: "cloudtrail:LookupEvents"}}}}, func(r *rig) {
		r.loaded()
		r.Press("M", "r")
		r.Wait(10 * time.Second)
		for _, words := range []string{"lower bound", "us-east-1", "not read, or not to the end", "cloudtrail:LookupEvents"} {
			if !r.Shows(words) {
				t.Errorf("the page does not say %q:\n%s", words, r.Frame())
			}
		}
	})
}

// Where the enabled Regions cannot be listed, the page says that other Regions may be
// missing.
func TestUseWithoutRegions(t *testing.T) {
	play(t, setting{faults: emulator.Faults{Deny: []emulator.Denial{{Operation: "account:ListRegions"}}}}, func(r *rig) {
		r.loaded()
		r.Press("M", "r")
		r.Wait(10 * time.Second)
		if !r.Shows("lower bound") || !r.Shows("could not list the enabled Regions") || !r.Shows("could have been made elsewhere") {
			t.Errorf("the page does not say that Regions may be missing:\n%s", r.Frame())
		}
	})
}

// Elsewhere than in the management account, and offline, nothing can be read; the page
// says why and what to do instead.
func TestUseCannotBeRead(t *testing.T) {
	for words, s := range map[string]setting{
		"whose event history has nothing of the management account": {caller: tooling},
		"A saved reading has no CloudTrail events":                  {saved: true},
	} {
		play(t, s, func(r *rig) {
			r.Wait(10 * time.Second)
			r.Press("4", "M", "r")
			r.Wait(10 * time.Second)
			if !r.Shows(words) || !r.Shows("--events PATH") {
				t.Errorf("the page does not say %q:\n%s", words, r.Frame())
			}
			if n := lookups(r.server); n > 0 {
				t.Errorf("%d calls for events", n)
			}
		})
	}
}

// The page opens by its name in the palette and with --goto.
func TestUseOpensByName(t *testing.T) {
	s := setting{}
	s.options.Goto = "management-account"
	play(t, s, func(r *rig) {
		r.loaded()
		if !r.Shows("Use of the management account") {
			t.Errorf("--goto does not open it:\n%s", r.Frame())
		}
		r.Press("esc", ":")
		r.Type("management use")
		r.Press("enter")
		if !r.Shows("Use of the management account") {
			t.Errorf("the palette does not open it:\n%s", r.Frame())
		}
	})
}

// The figures are there at the next start, with their age, and lead down as far as the
// rows were kept; reading begins again then.
func TestUseIsSaved(t *testing.T) {
	kept := store.New(filepath.Join(t.TempDir(), "state"))
	var saved, again []byte
	var before, after map[string]any
	s := saving(emulator.Faults{}, &saved)
	s.backend.Screens = kept
	play(t, s, func(r *rig) {
		r.loaded()
		r.Press("M", "t", "t", "r") // 7 days
		r.Until("as of 10:3")
		before = exportedUse(r, &saved)
		r.Press("q")
		r.Wait(time.Minute)
	})
	s = saving(emulator.Faults{}, &again)
	s.backend.Screens, s.curtain = kept, curtain.Add(24*time.Hour)
	play(t, s, func(r *rig) {
		r.loaded()
		r.Press("4")
		if !r.Shows("could be made elsewhere in 7 days, as of yesterday 10:31Z") {
			t.Errorf("the findings do not have the saved figures:\n%s", r.Frame())
		}
		r.Press("M")
		if !r.Shows("saved, as of yesterday 10:31Z") || lookups(r.server) > 0 {
			t.Errorf("%d calls; the page does not say how old the figures are:\n%s", lookups(r.server), r.Frame())
		}
		after = exportedUse(r, &again)
		for _, section := range []string{"figures", "callers", "root"} {
			x, y := before[section], after[section]
			if diff := cmp.Diff(x, y); diff != "" {
				t.Errorf("%s before and after the start: %s", section, diff)
			}
		}
		r.Press("enter", "enter")
		if !r.Shows("deputy has not kept its text") {
			t.Errorf("the events' texts are there:\n%s", r.Frame())
		}
		r.Press("r")
		r.Until("as of 10:3")
		if lookups(r.server) == 0 || r.Shows("saved, as of") {
			t.Errorf("nothing is read again:\n%s", r.Frame())
		}
	})
}
