package replay

import (
	"encoding/json"
	"strings"
	"time"

	"deputy/model/phrase"
)

// answer is a result in JSON.
type answer struct {
	Version       int            `json:"version"`
	Read          int            `json:"read"`
	Judged        int            `json:"judged"`
	Skipped       []skipAnswer   `json:"skipped"`
	Coverage      coverAnswer    `json:"coverage"`
	NewlyDenied   []rowAnswer    `json:"newlyDenied"`
	NewlyAllowed  []rowAnswer    `json:"newlyAllowed"`
	Depends       []rowAnswer    `json:"depends"`
	Exempt        []rowAnswer    `json:"exempt"`
	Unchanged     int            `json:"unchanged"`
	AlreadyDenied int            `json:"alreadyDenied"`
	Notes         []string       `json:"notes"`
	Unreadable    []*FileProblem `json:"unreadable"`
}

type skipAnswer struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

type coverAnswer struct {
	ActionsSeen       []string     `json:"actionsSeen"`
	ActionsNotSeen    []string     `json:"actionsNotSeen"`
	ActionsUnlogged   []string     `json:"actionsUnlogged"`
	ActionsDataEvents []string     `json:"actionsOfDataEvents"`
	Derived           []needAnswer `json:"permissionsDerived"`
	Underived         []needAnswer `json:"permissionsNotShown"`
	KeysNeverInEvents []string     `json:"keysNeverInEvents"`
	Accounts          int          `json:"accounts"`
	Regions           []string     `json:"regions"`
	Days              int          `json:"days"`
	First             string       `json:"first"`
	Last              string       `json:"last"`
	WithoutEvents     withoutData  `json:"withoutEvents"`
	Holes             []string     `json:"holes"`
}

// needAnswer is a permission that calls of an action need.
type needAnswer struct {
	Permission string `json:"permission"`
	Action     string `json:"action"`
	Count      int    `json:"count"`
}

func needAnswers(all []NeedCount) []needAnswer {
	out := []needAnswer{}
	for _, n := range all {
		out = append(out, needAnswer{n.Permission, n.Action, n.Count})
	}
	return out
}

type withoutData struct {
	Accounts []string       `json:"accounts"`
	Regions  []regionAnswer `json:"regions"`
	Days     []string       `json:"days"`
}

// regionAnswer is a Region with the accounts that have no event there.
type regionAnswer struct {
	Region   string   `json:"region"`
	Accounts []string `json:"accounts"`
}

type rowAnswer struct {
	Type      string     `json:"type,omitempty"`
	Level     string     `json:"level,omitempty"`
	Policy    string     `json:"policy,omitempty"`
	Sid       string     `json:"sid"`
	Index     int        `json:"index"`
	Account   string     `json:"account"`
	Principal string     `json:"principal"`
	Action    string     `json:"action"`
	Count     int        `json:"count"`
	Failed    int        `json:"failed"`
	First     *time.Time `json:"first"`
	Last      *time.Time `json:"last"`
	EventID   string     `json:"eventId"`
	Accepted  bool       `json:"accepted,omitempty"`
	Keys      []string   `json:"keys,omitempty"`
	Condition string     `json:"condition,omitempty"`
	Why       string     `json:"why,omitempty"`
	From      string     `json:"from,omitempty"`
}

// FileProblem is something in a file that is no event, and where it stands.
type FileProblem struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// Encode returns the result as one JSON object, with notes on it and what could not
// be read in files.
func (r *Result) Encode(notes []string, unreadable []*FileProblem) ([]byte, error) {
	return json.Marshal(answer{
		Version: 1, Read: r.Read, Judged: r.Judged, Skipped: skips(r.Skipped), Unchanged: r.Unchanged, AlreadyDenied: r.AlreadyDenied,
		NewlyDenied: rows(r.Denied), NewlyAllowed: rows(r.Allowed), Depends: rows(r.Depends), Exempt: rows(r.Exempt),
		Coverage: cover(&r.Coverage), Notes: list(notes), Unreadable: list(unreadable),
	})
}

func skips(all []*Skipped) []skipAnswer {
	out := []skipAnswer{}
	for _, s := range all {
		out = append(out, skipAnswer(*s))
	}
	return out
}

func cover(c *Coverage) coverAnswer {
	regions := []regionAnswer{}
	for _, g := range c.RegionsWithout {
		regions = append(regions, regionAnswer{g.Region, phrase.Strings(g.Accounts)})
	}
	return coverAnswer{
		ActionsSeen: list(c.Seen), ActionsNotSeen: list(c.NotSeen), ActionsUnlogged: list(c.Unlogged), ActionsDataEvents: list(c.DataEvents),
		Derived: needAnswers(c.Derived), Underived: needAnswers(c.Underived), KeysNeverInEvents: list(c.Keys), Accounts: c.Accounts, Regions: list(c.Regions), Days: c.Days, First: c.First, Last: c.Last,
		WithoutEvents: withoutData{list(phrase.Strings(c.AccountsWithout)), regions, list(c.DaysWithout)}, Holes: list(c.Holes()),
	}
}

// list returns a list that is [] in JSON if it is empty.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func rows(all []*Row) []rowAnswer {
	out := make([]rowAnswer, len(all))
	for i := range all {
		r := all[i]
		out[i] = rowAnswer{
			Level: r.By.Level, Policy: r.By.Name, Sid: r.By.Sid, Index: r.By.Index, Account: string(r.Account), Principal: r.Principal, Action: r.Action,
			Count: r.Count, Failed: r.Failed, EventID: r.EventID, Accepted: r.Accepted, Keys: r.Keys, Condition: r.Condition, Why: r.Why, From: r.From,
		}
		if r.By.Type != "" {
			out[i].Type = strings.ToLower(r.By.Type.Abbreviation())
		}
		if !r.First.IsZero() {
			first, last := phrase.UTC(r.First), phrase.UTC(r.Last)
			out[i].First, out[i].Last = &first, &last
		}
	}
	return out
}
