package verdict

import (
	"cmp"
	"strconv"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// Rung is one level of a ladder with the policies attached there, parsed and
// ready to be evaluated.
type Rung struct {
	Level      string // the node's ID, or the ID of a batch line's level
	Name       string
	Policies   []AttachedPolicy
	Gap        *model.Gap // why the policies or a policy's text could not be read; nil if they could
	Incomplete bool       // not everything has been read yet
}

// AttachedPolicy is a policy attached to a rung.
type AttachedPolicy struct {
	Policy model.PolicyID
	Name   string
	Text   *scp.Document // nil while it has not been read
}

// Reason returns a statement of a policy attached here as a reason.
func (r *Rung) Reason(t model.PolicyType, p AttachedPolicy, s *scp.Statement) Reason {
	return Reason{t, r.Level, r.Name, p.Policy, p.Name, s.Sid.Value, s.Index, s.Span}
}

// Rungs returns a node's ladder ready to be evaluated, root first. If the
// node's place in the organization is not known, it returns a single rung with
// the gap.
func Rungs(r *model.Reading, id model.NodeID, t model.PolicyType) []Rung {
	levels := r.Ladder(id, t)
	if len(levels) == 0 || levels[0].Node.Kind != model.KindRoot {
		gap := model.Gap{
			Kind: model.FailureNotFound, Operation: "organizations:ListParents", Target: string(id),
			Cause: "deputy does not know where the account is in the organization", Fix: "Read the organization first, or check the account ID.",
		}
		if read := r.Status(model.PartAccounts, string(id)).Gap; read != nil {
			gap = *read
		}
		return []Rung{{Level: string(id), Name: string(id), Gap: &gap}}
	}
	rungs := make([]Rung, len(levels))
	for i, level := range levels {
		rungs[i] = NewRung(r, level, t)
	}
	return rungs
}

// NewRung returns a level of a ladder with its policies parsed.
func NewRung(r *model.Reading, l model.Level, t model.PolicyType) Rung {
	rung := Rung{Level: string(l.Node.ID), Name: cmp.Or(l.Node.Name, string(l.Node.ID)), Gap: l.Status.Gap, Incomplete: !l.Status.Known() && l.Status.Gap == nil}
	for _, id := range l.Policies {
		p := AttachedPolicy{Policy: id, Name: r.PolicyName(id), Text: r.ParsedDocument(id, t)}
		if p.Text == nil {
			if status := r.Status(model.PartDocument, string(id)); status.Gap != nil {
				rung.Gap = status.Gap
			} else {
				rung.Incomplete = true
			}
		}
		rung.Policies = append(rung.Policies, p)
	}
	return rung
}

// UnreadableGap returns the gap that a policy leaves if its document has errors
// and so cannot be evaluated as a whole.
func UnreadableGap(p AttachedPolicy) model.Gap {
	return model.Gap{
		Kind: model.FailureInvalid, Operation: "evaluation", Target: p.Name, Cause: brokenCause(p.Text),
		Fix: "Correct the policy. Until then deputy cannot tell what it allows or denies.",
	}
}

// brokenCause returns the first error of a document and where it stands.
func brokenCause(d *scp.Document) string {
	for _, p := range d.Problems {
		if p.Severity() == scp.Error {
			return phrase.TrimStop(p.Sentence) + " (character " + strconv.Itoa(p.Span.Start+1) + ")"
		}
	}
	return "the document has errors"
}
