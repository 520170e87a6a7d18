package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// A plan for several services.
//
// An order may have further orders in Also. They are planned together, and
// confirmed, carried out and undone as one change. Most often they are for one
// account and one direction, but the order that undoes such a change need not be.
//
// The plan has a part for each order: the plan for that order alone. Its steps
// are those of the parts one after the other, so that a failure leaves the
// services before it finished, and a blocker of one part blocks all. A text that
// all parts have stands once, and one that only some have names their services.
// A service for which nothing has to be done has no part. The parts stand in the
// order of the catalogue.
//
// The journal keeps the whole order with each step, so that the steps that were
// not begun can be planned again.

// Each returns the plans of the single services: the parts, or the plan itself
// if it has none.
func (p *Plan) Each() []*Plan {
	if len(p.Parts) == 0 {
		return []*Plan{p}
	}
	return p.Parts
}

// ServiceName returns the name of the service, for a plan of one service.
func (p *Plan) ServiceName() string { return p.Order.CatalogService().Name }

// combine returns one plan for several orders. It leaves out services for which
// nothing has to be done, unless that is true of all.
func combine(r *model.Reading, orders []Order) *Plan {
	var parts []*Plan
	var idle []Warning
	for _, o := range orders {
		o, without := withoutUnoffered(r, o)
		part := planOne(r, o, removedPrincipals(orders, o.Account))
		if len(without) > 0 {
			part.warn("region", "AWS does not offer the service in "+phrase.Commas(without)+". The plan leaves it out there.")
		}
		if why := part.nothingToDo(); why != "" {
			idle = append(idle, Warning{"nothing-to-do", why})
		}
		parts = append(parts, part)
	}
	if len(idle) < len(parts) {
		parts = slices.DeleteFunc(parts, func(part *Plan) bool { return part.nothingToDo() != "" })
	} else {
		idle = nil
	}
	whole := parts[0]
	if len(parts) > 1 {
		whole = joinParts(r, parts)
	}
	whole.Warnings = append(idle, whole.Warnings...)
	return whole
}

// nothingToDo says why nothing has to be done; empty if something has.
func (p *Plan) nothingToDo() string {
	if len(p.Blockers) == 1 && (p.Blockers[0].Code == "nothing-to-do" || p.Blockers[0].Code == "not-registered") {
		return p.Blockers[0].Text
	}
	return ""
}

// warn adds a warning.
func (p *Plan) warn(code, text string) { p.Warnings = append(p.Warnings, Warning{code, text}) }

// joinParts returns the plan that consists of the given ones.
func joinParts(r *model.Reading, parts []*Plan) *Plan {
	whole := &Plan{Caller: r.Caller, Organization: r.Organization.ID, Name: parts[0].Name, Parts: parts}
	planned := make([]Order, len(parts))
	for i, part := range parts {
		planned[i] = part.Order
	}
	whole.Order = Together(planned)
	whole.Title = whole.joinTitles()
	for _, part := range whole.Parts {
		for _, s := range part.Steps {
			if !slices.ContainsFunc(whole.Steps, func(x Step) bool { return x.CLI() == s.CLI() && x.Caller == s.Caller }) {
				whole.Steps = append(whole.Steps, s)
			}
		}
		whole.Terraform += part.Terraform
		whole.State += "plan of " + part.Word() + " " + string(part.Order.Account) + "\n" + part.State + "\n"
	}
	whole.joinBlockers()
	for _, text := range whole.sentences(func(part *Plan) []string { return warningTexts(part.Warnings) }) {
		whole.warn(whole.codeOf(text.first), text.text)
	}
	whole.Grants = sentenceTexts(whole.sentences(func(part *Plan) []string { return part.Grants }))
	whole.Consequences = sentenceTexts(whole.sentences(func(part *Plan) []string { return part.Consequences }))
	whole.Unchecked = sentenceTexts(whole.sentences(func(part *Plan) []string { return part.Unchecked }))
	whole.Unverified = sentenceTexts(whole.sentences(func(part *Plan) []string { return part.Unverified }))
	for _, part := range whole.Losses() {
		whole.Loss = strings.TrimSpace(whole.Loss + " " + whole.LossOf(part))
	}
	return whole
}

// joinTitles returns one title. It lists the services if the titles are
// otherwise the same.
func (p *Plan) joinTitles() string {
	var names, titles []string
	same := true
	for _, part := range p.Parts {
		names, titles = append(names, part.ServiceName()), append(titles, part.Title)
		same = same && part.Order.Direction == p.Parts[0].Order.Direction && part.Order.Account == p.Parts[0].Order.Account &&
			strings.HasSuffix(part.Title, " as delegated administrator of "+part.ServiceName())
	}
	if !same {
		return strings.Join(titles, "; ")
	}
	return strings.TrimSuffix(p.Parts[0].Title, names[0]) + phrase.Join(names, " and ")
}

// joinBlockers gathers the blockers of the parts. A blocker that not all parts
// have is fixed by leaving out those that have it.
func (p *Plan) joinBlockers() {
	for _, text := range p.sentences(func(part *Plan) []string {
		texts := make([]string, len(part.Blockers))
		for i, b := range part.Blockers {
			texts[i] = b.Text
		}
		return texts
	}) {
		for _, b := range p.Parts[text.part].Blockers {
			if b.Text != text.first {
				continue
			}
			b.Text = text.text
			if len(text.names) < len(p.Parts) {
				b.Fix = strings.TrimSpace(b.Fix + " Or leave " + phrase.Join(text.names, " and ") + " out of this plan.")
			}
			p.Blockers = append(p.Blockers, b)
			break
		}
	}
}

// sentence is a text that one or more parts of a plan have.
type sentence struct {
	first string   // as the parts have it
	text  string   // with the services it is about, where not all say so
	part  int      // the first that says so
	names []string // of the services
}

// sentences gathers texts of the parts, each once. A text that only some parts
// have names their services.
func (p *Plan) sentences(of func(*Plan) []string) []sentence {
	var all []sentence
	for i, part := range p.Parts {
		for _, text := range of(part) {
			k := slices.IndexFunc(all, func(s sentence) bool { return s.first == text })
			if k < 0 {
				k, all = len(all), append(all, sentence{first: text, part: i})
			}
			if name := part.ServiceName(); !slices.Contains(all[k].names, name) {
				all[k].names = append(all[k].names, name)
			}
		}
	}
	for i := range all {
		s := &all[i]
		s.text = s.first
		if len(s.names) < len(p.Parts) && !strings.Contains(s.first, s.names[0]) {
			s.text = fmt.Sprintf("%s: %s", strings.Join(s.names, ", "), s.first)
		}
	}
	return all
}

// sentenceTexts returns the texts of sentences.
func sentenceTexts(all []sentence) []string {
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = s.text
	}
	return texts
}

// warningTexts returns the texts of warnings.
func warningTexts(all []Warning) []string {
	texts := make([]string, len(all))
	for i, w := range all {
		texts[i] = w.Text
	}
	return texts
}

// codeOf returns the code of the warning with the given text.
func (p *Plan) codeOf(text string) string {
	for _, part := range p.Parts {
		for _, w := range part.Warnings {
			if w.Text == text {
				return w.Code
			}
		}
	}
	return ""
}

// withoutUnoffered leaves out the Regions in which AWS does not offer the
// service, and returns them. An order must keep a Region, and a removal keeps
// all.
func withoutUnoffered(r *model.Reading, o Order) (Order, []model.Region) {
	var there, not []model.Region
	for _, region := range o.Regions {
		if r.NotOffered(o.Service, region) != "" {
			not = append(not, region)
		} else {
			there = append(there, region)
		}
	}
	if o.Direction == catalog.Remove || len(there) == 0 || len(not) == 0 {
		return o, nil
	}
	o.Regions = there
	return o, not
}
