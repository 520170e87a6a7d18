package diff

import (
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/history"
	"deputy/model/phrase"
)

// Author is who made a change, and when, by the event history that was saved with the
// later reading.
type Author struct {
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Operation string    `json:"operation"`
	Event     string    `json:"eventId"`
}

// mostAuthors is how many authors of a difference are named.
const mostAuthors = 3

// ByWhom says who made a difference; empty if the event history does not know it.
func (d *Difference) ByWhom() string {
	var texts []string
	for _, a := range d.Authors {
		texts = append(texts, a.By+" ("+phrase.DateTime(a.At)+")")
	}
	if len(texts) == 0 {
		return ""
	}
	return "By " + phrase.Join(texts, " and ") + "."
}

// findAuthors finds who made the differences: in the calls between the two readings
// that could have brought them about. Each author is named once, with the last call.
func (d *comparison) findAuthors() {
	if d.b.History == nil {
		return
	}
	var between []*history.Change
	log := history.New(*d.b.History, nil)
	for i := range log.Changes {
		if c := &log.Changes[i]; c.Event.At.After(d.a.Taken) && !c.Event.At.After(d.b.Taken) {
			between = append(between, c)
		}
	}
	for i := range d.all {
		x := &d.all[i]
		for _, c := range between {
			named := slices.ContainsFunc(x.Authors, func(a Author) bool { return a.By == c.Who() })
			if named || len(x.Authors) == mostAuthors || !x.madeBy(c) {
				continue
			}
			x.Authors = append(x.Authors, Author{c.Who(), c.Event.At.UTC(), c.Event.Service + ":" + c.Event.Operation, c.Event.ID})
		}
	}
}

// makers are the calls that bring differences of nodes, policies and the resource policy
// about.
var makers = map[Kind]map[Change][]string{
	OU: {
		Added: {"CreateOrganizationalUnit"}, Removed: {"DeleteOrganizationalUnit"}, Renamed: {"UpdateOrganizationalUnit"},
	},
	Account: {
		Added:   {"CreateAccount", "CreateGovCloudAccount", "InviteAccountToOrganization"},
		Removed: {"RemoveAccountFromOrganization", "CloseAccount"}, Moved: {"MoveAccount"}, Changed: {"CloseAccount"},
	},
	Policy: {
		Added: {"CreatePolicy"}, Removed: {"DeletePolicy"}, Renamed: {"UpdatePolicy"}, Changed: {"UpdatePolicy"},
	},
	ResourcePolicy: {Added: {"PutResourcePolicy"}, Changed: {"PutResourcePolicy"}, Removed: {"DeleteResourcePolicy"}},
}

// madeBy reports whether a call could have brought the difference about.
func (d *Difference) madeBy(c *history.Change) bool {
	does := slices.Contains(makers[d.Kind][d.Change], c.Event.Operation)
	switch d.Kind {
	case OU, Account:
		return does && string(c.Node) == d.ID && !strings.Contains(d.After, "@") // which is an e-mail address
	case Policy:
		return does && string(c.Policy) == d.ID
	case ResourcePolicy:
		return does
	case Attachment:
		target, operation := d.After, "AttachPolicy"
		if d.Change == Removed {
			target, operation = d.Before, "DetachPolicy"
		}
		return c.Event.Operation == operation && string(c.Policy) == d.ID && string(c.Node) == target
	case Organization:
		return c.Event.Value("policyType") == d.ID && d.ID != ""
	case TrustedAccess:
		return c.Kind == history.TrustedAccess && c.Off() == (d.Change == Removed) && c.About(model.Principal(d.ID))
	case Delegation:
		account := d.After + d.Before // one of them is empty
		return c.Kind == history.Delegation && c.Off() == (d.Change == Removed) && c.About(model.Principal(d.ID)) && (string(c.Account) == account || c.Account == "" && c.Off())
	default: // tags are not in the history
		return false
	}
}
