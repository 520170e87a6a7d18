package catalog

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // for the rules
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"
	"sync"

	"deputy/model"
	"deputy/model/phrase"
)

//go:embed actions/actions.json
var actionsFile []byte

// ActionRule says where IAM actions can be made that are made in the management
// account: whether a delegation covers them. Of several rules for an action the
// first that fits the call decides.
type ActionRule struct {
	// Actions are patterns of IAM actions, such as guardduty:*.
	Actions []string `json:"actions"`
	// Place is where the call can be made.
	Place Place `json:"place"`
	// Target restricts the rule to calls that name another account, or none.
	Target Target `json:"target,omitzero"`
	// When restricts the rule to calls whose parameters are all so.
	When []ParameterCondition `json:"when,omitempty"`
	// If is what must hold besides, and no event says; empty for most.
	If string `json:"if,omitempty"`
	// Why explains, in a sentence; empty if the delegation says it all.
	Why string `json:"why,omitempty"`
	// Page is the page of AWS's documentation that the rule is based on.
	Page string `json:"page"`
}

// Place is where an action can be made that was made in the management account.
type Place uint8

// The places.
const (
	// PlaceDelegate is the account of a delegated administrator.
	PlaceDelegate Place = iota + 1
	// PlaceManagement is the management account alone.
	PlaceManagement
	// PlaceMove is another account, to which the resource has to move.
	PlaceMove
	// PlaceUnknown means that neither the call nor AWS's pages say.
	PlaceUnknown
)

var placeWords = []string{"delegate", "management", "move", "unknown"}

// String returns the word used in the data.
func (p Place) String() string { return phrase.StateWord(placeWords, p) }

// UnmarshalText reads the word used in the data.
func (p *Place) UnmarshalText(text []byte) error {
	return phrase.ParseState("place", placeWords, text, p)
}

// Target says whose account a call is about.
type Target uint8

// The targets.
const (
	// TargetMember is another account, which the call names.
	TargetMember Target = iota + 1
	// TargetOwn is the account that makes the call: named, or no account is.
	TargetOwn
)

var targetWords = []string{"member", "own"}

// String returns the word used in the data.
func (t Target) String() string { return phrase.StateWord(targetWords, t) }

// UnmarshalText reads the word used in the data.
func (t *Target) UnmarshalText(text []byte) error {
	return phrase.ParseState("target", targetWords, text, t)
}

// ParameterCondition is a condition on a call's parameters.
type ParameterCondition struct {
	// Parameter is the name, at any depth, in upper or lower case.
	Parameter string `json:"parameter"`
	// Is holds patterns of values; any value does if there is none. $management
	// stands for the ID of the management account.
	Is []string `json:"is,omitempty"`
	// Absent is true if the parameter must not be there.
	Absent bool `json:"absent,omitempty"`
}

// Conditional reports whether the rule depends on more of a call than its action.
func (r *ActionRule) Conditional() bool { return r.Target != 0 || len(r.When) > 0 }

// actionsOf are the rules as the file has them.
type actionsOf struct {
	Services []struct {
		ID      model.ServiceID `json:"id"`
		Actions []ActionRule    `json:"actions"`
	} `json:"services"`
	Account []ActionRule `json:"account"`
}

// actionRules returns the rules, parsed once. As with the catalogue, an error is a
// mistake of whoever built the program.
var actionRules = sync.OnceValue(func() actionsOf {
	var rules actionsOf
	decoder := json.NewDecoder(bytes.NewReader(actionsFile))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&rules); err != nil {
		panic(fmt.Errorf("read actions.json: %w", err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		panic("read actions.json: there is more after the end of the object")
	}
	return rules
})

// ActionRules returns the rules of a service: what its delegated administrator can
// do for the organization, and what not.
func ActionRules(id model.ServiceID) []ActionRule {
	for _, s := range actionRules().Services {
		if s.ID == id {
			return s.Actions
		}
	}
	return nil
}

// RulesOf returns the rules that an action fits, in their order. The service is
// empty for rules that belong to no delegable service.
func RulesOf(action string) iter.Seq2[model.ServiceID, *ActionRule] {
	return func(yield func(model.ServiceID, *ActionRule) bool) {
		rules := actionRules()
		for i := range rules.Services {
			s := &rules.Services[i]
			for j := range s.Actions {
				if s.Actions[j].fits(action) && !yield(s.ID, &s.Actions[j]) {
					return
				}
			}
		}
		for i := range rules.Account {
			if rules.Account[i].fits(action) && !yield("", &rules.Account[i]) {
				return
			}
		}
	}
}

func (r *ActionRule) fits(action string) bool {
	for _, pattern := range r.Actions {
		if Like(pattern, action) {
			return true
		}
	}
	return false
}

// Like reports whether a text fits a pattern, in which * stands for any
// characters. Upper and lower case are the same, as IAM has it for actions.
func Like(pattern, text string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return strings.EqualFold(pattern, text)
	}
	if len(text) < len(first) || !strings.EqualFold(first, text[:len(first)]) {
		return false
	}
	for from := len(first); from <= len(text); from++ {
		if Like(rest, text[from:]) || rest == "" {
			return true
		}
	}
	return false
}

// Version returns what identifies the state of the catalogue: the newest day on
// which a page was read, and a digest of the data.
var Version = sync.OnceValue(func() string {
	newest := ""
	for _, s := range Services() {
		for _, source := range s.Sources {
			newest = max(newest, source.Read)
		}
	}
	sum := sha256.New()
	names, _ := fs.Glob(catalogFiles, "*.json") // Services has read them
	for _, name := range names {
		text, _ := fs.ReadFile(catalogFiles, name)
		sum.Write(text)
	}
	sum.Write(actionsFile)
	const few = 6
	return newest + "/" + hex.EncodeToString(sum.Sum(nil)[:few])
})
