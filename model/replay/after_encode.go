package replay

import (
	"encoding/json"
	"strings"
	"time"

	"deputy/model/phrase"
)

// afterAnswer is an AfterResult in JSON.
type afterAnswer struct {
	Version    int            `json:"version"`
	Read       int            `json:"read"`
	Waves      []waveAnswer   `json:"waves"`
	Notes      []string       `json:"notes"`
	Unreadable []*FileProblem `json:"unreadable"`
}

type waveAnswer struct {
	Type        string           `json:"type"`
	Policy      string           `json:"policy"`
	PolicyID    string           `json:"policyId"`
	Node        string           `json:"node"`
	NodeID      string           `json:"nodeId"`
	Attached    time.Time        `json:"attached"`
	Before      sideAnswer       `json:"before"`
	Since       sideAnswer       `json:"since"`
	Seen        []comparedAnswer `json:"seen"`
	NotSeen     []comparedAnswer `json:"notSeen"`
	Unpredicted []comparedAnswer `json:"unpredicted"`
	Unsettled   int              `json:"unsettled"`
}

// sideAnswer is the events before a policy was attached, or since.
type sideAnswer struct {
	Read     int          `json:"read"`
	Judged   int          `json:"judged"`
	Skipped  []skipAnswer `json:"skipped"`
	Coverage coverAnswer  `json:"coverage"`
}

type comparedAnswer struct {
	Sid       string     `json:"sid"`
	Index     int        `json:"index"`
	Account   string     `json:"account"`
	Principal string     `json:"principal"`
	Action    string     `json:"action"`
	Predicted int        `json:"predicted"`
	Denied    int        `json:"denied"`
	Called    int        `json:"called"`
	Worked    int        `json:"worked"`
	Unnamed   int        `json:"unnamed"`
	First     *time.Time `json:"first"`
	Last      *time.Time `json:"last"`
	EventID   string     `json:"eventId"`
	Why       string     `json:"why,omitempty"`
	Accepted  bool       `json:"accepted,omitempty"`
	From      string     `json:"from,omitempty"`
}

// Encode returns the result as one JSON object, with notes on it and what could not be
// read in files.
func (r *AfterResult) Encode(notes []string, unreadable []*FileProblem) ([]byte, error) {
	out := afterAnswer{Version: 1, Read: r.Read, Waves: []waveAnswer{}, Notes: list(notes), Unreadable: list(unreadable)}
	for _, w := range r.Waves {
		out.Waves = append(out.Waves, waveAnswer{
			Type: strings.ToLower(w.Type.Abbreviation()), Policy: w.Name, PolicyID: string(w.Policy), Node: w.Place, NodeID: string(w.Target), Attached: phrase.UTC(w.At),
			Before: side(w.Before), Since: side(w.Since), Seen: comparedRows(w.Seen), NotSeen: comparedRows(w.NotSeen), Unpredicted: comparedRows(w.Unpredicted), Unsettled: w.Unsettled,
		})
	}
	return json.Marshal(out)
}

func side(r *Result) sideAnswer {
	return sideAnswer{r.Read, r.Judged, skips(r.Skipped), cover(&r.Coverage)}
}

func comparedRows(all []*Compared) []comparedAnswer {
	out := make([]comparedAnswer, len(all))
	for i, x := range all {
		out[i] = comparedAnswer{
			Sid: x.By.Sid, Index: x.By.Index, Account: string(x.Account), Principal: x.Principal, Action: x.Action, Predicted: x.Predicted, Denied: x.Denied,
			Called: x.Called, Worked: x.Worked, Unnamed: x.Unnamed, EventID: x.EventID, Why: x.Why, Accepted: x.Accepted, From: x.From,
		}
		if !x.First.IsZero() {
			first, last := phrase.UTC(x.First), phrase.UTC(x.Last)
			out[i].First, out[i].Last = &first, &last
		}
	}
	return out
}
