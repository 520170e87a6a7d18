package pane

import (
	"slices"
	"strconv"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/recorded"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/ui/theme"
)

// usesKey is what the uses of a policy's statements were counted from.
type usesKey struct {
	policy model.PolicyID
	text   *scp.Document
	runs   int // of the events
}

// writeUse says how often each Deny of the policy denied a call in the events that the
// user named, and of which none did.
func (d *Document) writeUse(p *page, g *policySummary) {
	x := d.env.Events.Judged
	if policy := d.env.Reading.Policy(d.on); x == nil || policy == nil || !slices.Contains(model.Evaluated(), policy.Type) {
		return
	}
	if key := (usesKey{d.on, g.document, d.env.Events.Runs}); key != d.usesOf {
		d.uses, d.usesOf = d.statementUses(x, g.document), key
	}
	for _, text := range d.uses {
		p.Say(theme.Accent, d.env.Theme.Marks.Dot, text)
	}
}

// statementUses returns a sentence for each statement that denied calls, and one for
// all others that could.
func (d *Document) statementUses(x *recorded.Judged, document *scp.Document) (texts []string) {
	var never []string
	for i := range document.Statements {
		if document.Statements[i].Effect != scp.Deny {
			continue
		}
		use := x.Denials.Of(func(s recorded.Statement) bool { return s.Policy == d.on && s.Index == i+1 })
		if number := strconv.Itoa(i + 1); use.None() {
			never = append(never, number)
		} else {
			texts = append(texts, "Statement "+number+" "+use.Words(x.Result.Read)+".")
		}
	}
	if len(never) > 0 {
		texts = append(texts, statementNumbers(never)+" "+(&recorded.Use{}).Words(x.Result.Read)+".")
	}
	return texts
}

// statementNumbers names statements by their numbers.
func statementNumbers(numbers []string) string {
	if len(numbers) == 1 {
		return "Statement " + numbers[0]
	}
	return "Statements " + phrase.Join(numbers, " and ")
}

// restrictionUse says how often the statements of a restriction denied a call in the
// events, and how often in the account that is looked at; empty without events.
func (e *Env) restrictionUse(n *model.Node, r *plain.Restriction) string {
	x := e.Events.Judged
	if x == nil {
		return ""
	}
	use := x.Denials.Of(func(s recorded.Statement) bool {
		if r.Kind == plain.NotAllowed {
			return s.Policy == "" && slices.Contains(r.Levels, s.Level)
		}
		return slices.ContainsFunc(r.Sources, func(from verdict.Reason) bool { return recorded.StatementOf(&from) == s })
	})
	text := "It " + use.Words(x.Result.Read)
	if id := n.Account(); id != "" && use.Calls > 0 {
		text += "; " + phrase.Thousands(use.In(id)) + " of them in this account"
	}
	return text + "."
}
