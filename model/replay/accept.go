package replay

import (
	"fmt"
	"strconv"
	"strings"

	"deputy/model/plain"
	"deputy/model/strictjson"
)

// AllowList is what may be newly denied: the file of --allow-list.
type AllowList struct {
	Accept []Accepted `json:"accept"`
}

// Accepted are calls that may be newly denied. What is empty stands for any; * and ?
// are wildcards.
type Accepted struct {
	Policy    string `json:"policy,omitempty"`    // its name
	Statement string `json:"statement,omitempty"` // its Sid or its number
	Account   string `json:"account,omitempty"`
	Principal string `json:"principal,omitempty"`
	Action    string `json:"action,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

// ParseAllowList reads a list. The error says what is wrong with it.
func ParseAllowList(text []byte) (*AllowList, error) {
	var l AllowList
	if err := strictjson.Decode(text, &l); err != nil {
		return nil, err
	}
	for i := range l.Accept {
		a := l.Accept[i]
		a.Reason = ""
		if a == (Accepted{}) {
			return nil, fmt.Errorf("entry %d of accept would accept everything: give a policy, statement, account, principal or action", i+1)
		}
	}
	return &l, nil
}

// Accept marks the newly denied calls that a list accepts.
func (r *Result) Accept(l *AllowList) {
	for i := range r.Denied {
		row := r.Denied[i]
		for k := range l.Accept {
			row.Accepted = row.Accepted || l.Accept[k].has(row)
		}
	}
}

// has reports whether calls are those that are accepted.
func (a *Accepted) has(r *Row) bool {
	return matches(a.Policy, r.By.Name) && (matches(a.Statement, r.By.Sid) || a.Statement == strconv.Itoa(r.By.Index)) &&
		matches(a.Account, string(r.Account)) && matches(a.Principal, r.Principal) && matches(strings.ToLower(a.Action), strings.ToLower(r.Action))
}

// matches reports whether a text matches a pattern; an empty one matches every text.
func matches(pattern, text string) bool { return pattern == "" || plain.GlobMatches(pattern, text) }

// Unaccepted returns how many calls are newly denied that no list accepts.
func (r *Result) Unaccepted() (n int) {
	for i := range r.Denied {
		if !r.Denied[i].Accepted {
			n += r.Denied[i].Count
		}
	}
	return n
}
