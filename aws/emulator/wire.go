package emulator

import (
	"strconv"
	"time"

	"deputy/model"
)

// epoch is a time as AWS JSON writes it: seconds since 1970, with milliseconds.
type epoch time.Time

// MarshalJSON returns a number.
func (e epoch) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(time.Time(e).UnixMilli())/1000, 'f', -1, 64), nil
}

// since returns a time to send, nil where it is not known.
func since(t time.Time) *epoch {
	if t.IsZero() {
		return nil
	}
	e := epoch(t)
	return &e
}

type wireAccount struct {
	ID       string   `json:"Id"`
	ARN      string   `json:"Arn"`
	Email    string   `json:",omitempty"`
	Name     string   `json:",omitempty"`
	Status   string   `json:",omitempty"`
	State    string   `json:",omitempty"`
	Paths    []string `json:",omitempty"`
	Joined   string   `json:"JoinedMethod,omitempty"`
	JoinedAt *epoch   `json:"JoinedTimestamp,omitempty"`
	Enabled  *epoch   `json:"DelegationEnabledDate,omitempty"` // of a delegated administrator
}

// account returns an account in the form that the faults ask for: by default
// with State and Paths, as AWS sends it since Status was retired on 2026-09-09.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
func (q *query) account(n *model.Node) wireAccount {
	a := wireAccount{
		ID: string(n.ID), ARN: n.ARN, Email: n.Email, Name: n.Name,
		Joined: n.JoinedBy, JoinedAt: since(n.Joined),
	}
	if q.faults.StatusOnly {
		a.Status = retiredStatus(n.State)
	} else {
		a.State = n.State.String()
	}
	if path := q.index.path(n); path != "" && !q.faults.NoPaths {
		a.Paths = []string{path}
	}
	return a
}

// retiredStatus returns the retired Status of a state. Status knew no closed
// account, and none that waits for its activation.
func retiredStatus(s model.AccountState) string {
	switch s {
	case model.StateNotGiven:
		return ""
	case model.StateActive:
		return "ACTIVE"
	case model.StatePendingClosure:
		return "PENDING_CLOSURE"
	default:
		return "SUSPENDED"
	}
}

type wireOU struct {
	ID   string `json:"Id"`
	ARN  string `json:"Arn"`
	Name string
	Path string `json:",omitempty"`
}

func (q *query) ou(n *model.Node) wireOU {
	u := wireOU{ID: string(n.ID), ARN: n.ARN, Name: n.Name}
	if !q.faults.NoPaths {
		u.Path = q.index.path(n)
	}
	return u
}

type wirePolicyType struct{ Type, Status string }

type wireRoot struct {
	ID          string `json:"Id"`
	ARN         string `json:"Arn"`
	Name        string
	PolicyTypes []wirePolicyType
}

type wirePolicy struct {
	ID          string `json:"Id"`
	ARN         string `json:"Arn"`
	Name        string
	Description string
	Type        string
	AWSManaged  bool `json:"AwsManaged"`
}

func policyOf(p *model.Policy) wirePolicy {
	return wirePolicy{string(p.ID), p.ARN, p.Name, p.Description, string(p.Type), p.AWSManaged}
}

// typeOf names a node's kind as AWS does.
func typeOf(n *model.Node) string {
	switch n.Kind {
	case model.KindRoot:
		return "ROOT"
	case model.KindOU:
		return "ORGANIZATIONAL_UNIT"
	default:
		return "ACCOUNT"
	}
}

// each returns the wire form of every entry.
func each[T, W any](all []T, wire func(T) W) []W {
	out := make([]W, len(all))
	for i, t := range all {
		out[i] = wire(t)
	}
	return out
}

// timeOf returns the time of an epoch.
func timeOf(e *epoch) time.Time {
	if e == nil {
		return time.Time{}
	}
	return time.Time(*e)
}
