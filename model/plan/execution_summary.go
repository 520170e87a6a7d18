package plan

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// RegionSummary sums up what happened in which Regions, one sentence for each
// way in which steps ended; nil if the plan acts in fewer than two Regions.
func (e *Execution) RegionSummary() []string {
	var apis []string
	var regions []model.Region
	for _, s := range e.Steps {
		if s.API != organizationsAPI && s.Region != "" {
			apis, regions = appendOnce(apis, s.API), appendOnce(regions, s.Region)
		}
	}
	if len(regions) < 2 {
		return nil
	}
	type group struct {
		text, cause string
		regions     []model.Region
	}
	var groups []group
	for i, s := range e.Steps {
		if s.API == organizationsAPI || s.Region == "" {
			continue
		}
		text, cause := e.stepSummary(i)
		if len(apis) > 1 {
			text = s.API + ": " + strings.ToLower(text[:1]) + text[1:]
		}
		at := slices.IndexFunc(groups, func(g group) bool { return g.text == text && g.cause == cause })
		if at < 0 {
			groups, at = append(groups, group{text: text, cause: cause}), len(groups)
		}
		groups[at].regions = appendOnce(groups[at].regions, s.Region)
	}
	var sentences []string
	for _, g := range groups {
		text := g.text + " in " + phrase.Commas(g.regions)
		if len(g.regions) > 1 {
			text = g.text + " in " + phrase.Count(len(g.regions), "Region") + ": " + phrase.Commas(g.regions)
		}
		if g.cause != "" {
			text += ": " + phrase.TrimStop(g.cause)
		}
		sentences = append(sentences, text+".")
	}
	return sentences
}

// stepSummary says in a few words how step i ended, and why if it did not
// succeed.
func (e *Execution) stepSummary(i int) (text, cause string) {
	done, not := "Registered", "Not registered"
	if e.Steps[i].Action == catalog.ActionDeregister {
		done, not = "Removed", "Not removed"
	}
	if i >= len(e.Outcomes) {
		return "Not started", ""
	}
	o := e.Outcomes[i]
	if o.Failure != nil {
		cause = o.Failure.Cause
	}
	switch o.Result {
	case ResultDone:
		return done, ""
	case ResultNotVisible:
		return done + ", but not visible yet,", ""
	case ResultUnknown:
		return "Unknown", cause
	default:
		return not, cause
	}
}
