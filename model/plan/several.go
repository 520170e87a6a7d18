package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// Several services in one plan.
//
// An order may have further orders beside it (Also), each whole but for
// that: they are planned together, and confirmed, carried out and answered as
// one. Most often they are for the same account and go the same way; the way
// back from such a plan need not be.
//
// The plan has a part for each order, which is the plan for that order alone,
// and is its parts laid one after the other: their steps in order, each
// service's together, so that a failure leaves the services before it whole;
// what bars one bars all. A service for which nothing is left to do has no part. Only the parts know which service a sentence is
// about; what all of them say is said once. The services stand in the order of
// the catalogue, whatever the order in which they were named.
//
// The journal has the whole order with each step, so that what was not begun
// can be planned again. Everything else there is of single steps, as before.

// Each gives the plans of the services: the parts, or the plan itself.
func (p *Plan) Each() []*Plan {
	if len(p.Parts) == 0 {
		return []*Plan{p}
	}
	return p.Parts
}

// ServiceName gives the name of the service of a plan of one.
func (p *Plan) ServiceName() string { return p.Order.CatalogService().Name }

// combine makes one plan of several orders. A service for which nothing is to
// be done is left out, as long as there are others.
func combine(r *model.Reading, orders []Order) *Plan {
	var parts []*Plan
	var idle []Warning
	for _, o := range orders {
		o, without := whereOffered(r, o)
		part := planOne(r, o, leaving(orders, o.Account))
		if len(without) > 0 {
			part.warn("region", "AWS does not offer the service in "+strings.Join(phrase.Strings(without), ", ")+": left out there.")
		}
		if why := part.idle(); why != "" {
			idle = append(idle, Warning{"nothing-to-do", why})
		}
		parts = append(parts, part)
	}
	if len(idle) < len(parts) {
		parts = slices.DeleteFunc(parts, func(part *Plan) bool { return part.idle() != "" })
	} else {
		idle = nil
	}
	whole := parts[0]
	if len(parts) > 1 {
		whole = compose(r, parts)
	}
	whole.Warnings = append(idle, whole.Warnings...)
	return whole
}

// idle says that there is nothing to do; empty if there is something.
func (p *Plan) idle() string {
	if len(p.Blockers) == 1 && (p.Blockers[0].Code == "nothing-to-do" || p.Blockers[0].Code == "not-registered") {
		return p.Blockers[0].Text
	}
	return ""
}

func (p *Plan) warn(code, text string) { p.Warnings = append(p.Warnings, Warning{code, text}) }

// compose lays plans one after the other.
func compose(r *model.Reading, parts []*Plan) *Plan {
	whole := &Plan{Caller: r.Caller, Organization: r.Organization.ID, Name: parts[0].Name, Parts: parts}
	planned := make([]Order, len(parts))
	for i, part := range parts {
		planned[i] = part.Order
	}
	whole.Order = Together(planned)
	whole.Title = whole.titles()
	for _, part := range whole.Parts {
		for _, s := range part.Steps {
			if !slices.ContainsFunc(whole.Steps, func(x Step) bool { return x.CLI() == s.CLI() && x.Caller == s.Caller }) {
				whole.Steps = append(whole.Steps, s)
			}
		}
		whole.Terraform += part.Terraform
		whole.State += "plan of " + part.Word() + " " + string(part.Order.Account) + "\n" + part.State + "\n"
	}
	whole.bar()
	for _, text := range whole.said(func(part *Plan) []string { return warningTexts(part.Warnings) }) {
		whole.warn(whole.codeOf(text.first), text.text)
	}
	whole.Grants = textsOf(whole.said(func(part *Plan) []string { return part.Grants }))
	whole.Consequences = textsOf(whole.said(func(part *Plan) []string { return part.Consequences }))
	whole.Unchecked = textsOf(whole.said(func(part *Plan) []string { return part.Unchecked }))
	for _, part := range whole.Losses() {
		whole.Loss = strings.TrimSpace(whole.Loss + " " + whole.LossOf(part))
	}
	return whole
}

// titles gives one title: the services are listed where the rest is the same.
func (p *Plan) titles() string {
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

// bar gathers the blockers. One that only some services have can be left out
// with them.
func (p *Plan) bar() {
	for _, text := range p.said(func(part *Plan) []string {
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
				b.WayOut = strings.TrimSpace(b.WayOut + " Or leave " + phrase.Join(text.names, " and ") + " out of this plan.")
			}
			p.Blockers = append(p.Blockers, b)
			break
		}
	}
}

// saying is a sentence that parts of a plan have in common.
type saying struct {
	first string   // as the parts have it
	text  string   // with the services it is about, where not all say so
	part  int      // the first that says so
	names []string // of the services
}

// said gathers what the parts say, each sentence once.
func (p *Plan) said(of func(*Plan) []string) []saying {
	var all []saying
	for i, part := range p.Parts {
		for _, text := range of(part) {
			k := slices.IndexFunc(all, func(s saying) bool { return s.first == text })
			if k < 0 {
				k, all = len(all), append(all, saying{first: text, part: i})
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

func textsOf(all []saying) []string {
	texts := make([]string, len(all))
	for i, s := range all {
		texts[i] = s.text
	}
	return texts
}

func warningTexts(all []Warning) []string {
	texts := make([]string, len(all))
	for i, w := range all {
		texts[i] = w.Text
	}
	return texts
}

// codeOf gives the code of a part's warning.
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
