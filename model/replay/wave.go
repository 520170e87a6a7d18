package replay

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/denial"
	"deputy/model/verdict"
)

// Wave is the attachment of a policy to a node, and when it was made. A policy is
// attached wave by wave, to one OU after the other.
type Wave struct {
	model.Attachment
	At time.Time
}

// After compares what policies were to deny since they were attached with what AWS
// denied. Several goroutines can use it at once, each with a WaveTally of its own.
type After struct{ waves []*wave }

// wave judges calls by the organization before a policy was attached, and after.
type wave struct {
	Wave
	kind     model.PolicyType
	replayer *Replayer
}

// NewAfter returns an After for policies that a reading has attached. Policies that
// were attached later than one do not count for it. The error says which policy is
// not attached.
func NewAfter(r *model.Reading, waves []Wave) (*After, error) {
	waves = slices.Clone(waves)
	model.SortStable(waves, func(a, b Wave) int { return a.At.Compare(b.At) })
	var all []model.Attachment
	for _, w := range waves {
		if slices.Contains(all, w.Attachment) {
			return nil, fmt.Errorf("%s at %s is given twice", r.PolicyName(w.Policy), r.NodeName(w.Target))
		}
		all = append(all, w.Attachment)
	}
	a := &After{}
	for i, w := range waves {
		kind := r.Policy(w.Policy).Type
		if on, _ := r.Attached(w.Target, kind); !slices.Contains(on, w.Policy) {
			return nil, fmt.Errorf("%s is not attached to %s", r.PolicyName(w.Policy), r.NodeName(w.Target))
		}
		before, err := r.WithEdits(model.Edits{Detached: all[i:]})
		if err != nil {
			return nil, err
		}
		p, err := New(before, model.Edits{Attached: []model.Attachment{w.Attachment}})
		if err != nil {
			return nil, err
		}
		p.byPrincipal = true
		a.waves = append(a.waves, &wave{w, kind, p})
	}
	return a, nil
}

// since reports whether an event's calls were made since the policy was attached,
// and false as the second value if some were and some were not.
func (w *wave) since(e *cloudtrail.Event, first time.Time) (since, whole bool) {
	since = !first.Before(w.At)
	return since, e.Last == "" || e.LastAt().Before(w.At) != since
}

// covers reports whether a policy at the wave's node applies to a denied call.
func (w *wave) covers(d *denial.Denial) bool {
	account := d.Account
	if w.kind == model.ResourceControlPolicy {
		if account = d.ResourceAccount; account == "" {
			return true // Whose resource it is does not follow from the event.
		}
	}
	for _, n := range w.replayer.then.Reading().Path(account.Node()) {
		if n.ID == w.Target {
			return true
		}
	}
	return false
}

// attribution is whether the policy of a wave denied a call, by AWS's own words.
type attribution uint8

const (
	otherCause   attribution = iota
	byPolicy                 // AWS names it, or only it can have denied the call
	perhapsOther             // it or another policy that AWS does not name
)

// attribute returns whether AWS's message says that the wave's policy denied a call,
// and the statement, which has no index where that does not follow.
func (w *wave) attribute(d *denial.Denial) (Statement, attribution) {
	r := w.replayer.then.Reading()
	by := Statement{Type: w.kind, Level: string(w.Target), Place: r.NodeName(w.Target), Policy: w.Policy, Name: r.PolicyName(w.Policy)}
	named := d.Evidence.Policy()
	if named != "" && named != w.Policy || named == "" && (!d.Evidence.Explicit || d.Evidence.Type != w.kind) || !w.covers(d) {
		return by, otherCause
	}
	x, err := verdict.Explain(r, d.Question, d.Evidence)
	if err != nil { // The question is not complete: AWS's words are all there is.
		x.Candidates = nil
	}
	own, others := 0, 0
	for i := range x.Candidates {
		if c := &x.Candidates[i]; c.Policy != w.Policy {
			others++
		} else if own++; own == 1 {
			by.Sid, by.Index = c.Sid, c.Index
		}
	}
	if own > 1 {
		by.Sid, by.Index = "", 0
	}
	switch {
	case named != "" || own > 0 && others == 0:
		return by, byPolicy
	case own > 0:
		return by, perhapsOther
	}
	return by, otherCause
}

// namesPolicies reports whether an error message may say that an SCP or an RCP
// denied a call.
func namesPolicies(message string) bool {
	return strings.Contains(message, "control policy") || strings.Contains(message, ":organizations::")
}
