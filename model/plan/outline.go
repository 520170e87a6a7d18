package plan

import (
	"slices"
	"strings"

	"deputy/model/catalog"
)

// Section is a part of a plan as it is read: on the screen and on the command
// line.
type Section struct {
	Kind    SectionKind
	Heading string
	Lines   []Line
}

// Line is one entry of a section.
type Line struct {
	Text    string // a sentence; a step in plain words
	Detail  string // how to fix a blocker; the call of a step
	Command string // to be copied whole
}

// SectionKind says what a section is about.
type SectionKind uint8

// The kinds, in the order in which a plan is read: first what is about this
// account and these Regions, then what every plan for the service says.
const (
	SectionLoss         SectionKind = iota + 1 // what is destroyed
	SectionBlockers                            // what stands in the way
	SectionWarnings                            // what to know before confirming
	SectionSteps                               // the calls
	SectionConsequences                        // what a removal breaks
	SectionGrants                              // what a registration grants
	SectionNotes                               // on what else the service depends
	SectionUnchecked                           // what could not be checked
	SectionGeneral                             // what stands in every plan
	SectionUnverified                          // what no page of AWS proves
	SectionCommands                            // the calls as AWS CLI commands
	SectionTerraform                           // import blocks
)

// Specific reports whether the section is to be read before confirming the plan.
// The others stand in every plan for the service, or repeat its calls.
func (k SectionKind) Specific() bool { return k < SectionGeneral }

// warningSections says where warnings with some codes stand: all others stand
// among the warnings, before the steps.
var warningSections = map[string]SectionKind{
	"powers": SectionGrants, "use": SectionNotes, "availability": SectionNotes, "infrastructure-as-code": SectionGeneral,
}

// serviceWarnings are the codes of warnings about the service: they come after
// those about the account and the Regions.
var serviceWarnings = []string{"preparation", "prerequisite"}

// Outline returns the plan as sections in the order in which they are read. It
// leaves out those without lines. Title, caller, time and digest are not part of
// it.
func (p *Plan) Outline() []Section {
	all := append(p.lossSections(),
		Section{SectionBlockers, "Blocked", p.blockerLines()},
		Section{SectionWarnings, "Before you continue", p.warningLines(SectionWarnings)},
		Section{SectionSteps, "Steps", p.stepLines()},
		Section{SectionConsequences, "Consequences", textLines(p.Consequences)},
		Section{SectionGrants, "What it grants", append(textLines(p.Grants), p.warningLines(SectionGrants)...)},
		Section{SectionNotes, "Notes", p.warningLines(SectionNotes)},
		Section{SectionUnchecked, "Not checked", textLines(p.Unchecked)},
		Section{SectionGeneral, "In every plan", p.generalLines()},
		Section{SectionUnverified, "Not verified", textLines(p.Unverified)},
		Section{SectionCommands, "The same with the AWS CLI", commandLines(p.CLI())},
		Section{SectionTerraform, "If Terraform manages it", commandLines(strings.Split(strings.TrimSpace(p.Terraform), "\n"))},
	)
	return slices.DeleteFunc(all, func(s Section) bool { return len(s.Lines) == 0 })
}

// CLI returns the calls of the plan as AWS CLI commands.
func (p *Plan) CLI() []string {
	lines := make([]string, len(p.Steps))
	for i, s := range p.Steps {
		lines[i] = CommandLine(p.Caller, s.CLI())
	}
	return lines
}

// lossSections returns what is destroyed: a section for what is gone at once, and
// one for each time for which AWS keeps the rest.
func (p *Plan) lossSections() []Section {
	var all []Section
	for _, part := range p.Losses() {
		heading := part.LossHeading()
		i := slices.IndexFunc(all, func(s Section) bool { return s.Heading == heading })
		if i < 0 {
			i, all = len(all), append(all, Section{Kind: SectionLoss, Heading: heading})
		}
		all[i].Lines = append(all[i].Lines, Line{Text: p.LossOf(part)})
	}
	return all
}

func (p *Plan) blockerLines() []Line {
	lines := make([]Line, len(p.Blockers))
	for i, b := range p.Blockers {
		lines[i] = Line{Text: b.Text, Detail: b.Fix, Command: b.Run}
	}
	return lines
}

// warningLines returns the warnings that stand in a section.
func (p *Plan) warningLines(kind SectionKind) []Line {
	var here, service []Line
	for _, w := range p.Warnings {
		switch at, ok := warningSections[w.Code]; {
		case ok && at != kind, !ok && kind != SectionWarnings:
		case slices.Contains(serviceWarnings, w.Code):
			service = append(service, Line{Text: w.Text})
		default:
			here = append(here, Line{Text: w.Text})
		}
	}
	return append(here, service...)
}

// generalLines returns what stands in every plan.
func (p *Plan) generalLines() []Line {
	var lines []Line
	if slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action == catalog.ActionRegister }) {
		lines = append(lines, Line{Text: "A registration grants " + catalog.OrganizationsGrant})
	}
	return append(lines, p.warningLines(SectionGeneral)...)
}

func (p *Plan) stepLines() []Line {
	lines := make([]Line, len(p.Steps))
	for i, s := range p.Steps {
		lines[i] = Line{Text: p.stepWords(s)}
		if strings.HasSuffix(lines[i].Text, in(s.Region)) {
			s.Region = "" // once is enough
		}
		lines[i].Detail = s.Call()
	}
	return lines
}

// stepWords returns a step in plain words. It names what the plan's title leaves
// open: the Region, the principal of several, and the account of several.
func (p *Plan) stepWords(s Step) string {
	service, _ := catalog.ByPrincipal(s.Principal)
	byServiceAPI := service.Register.Mechanism == catalog.MechanismServiceAPI
	organizations := s.API == organizationsAPI && byServiceAPI
	words := "register"
	switch {
	case s.Action == catalog.ActionEnableAccess:
		words = "switch on trusted access"
	case s.Action == catalog.ActionDeregister && organizations && service.Regions.Regional:
		words = "deregister everywhere"
	case s.Action == catalog.ActionDeregister && organizations:
		words = "deregister from the organization"
	case s.Action == catalog.ActionDeregister:
		words = "remove"
	case organizations:
		words = "register in the organization"
	}
	if s.Account != "" && s.Account != p.Order.Account {
		words += " " + string(s.Account)
	}
	switch {
	case len(service.Principals) > 1, len(p.Parts) > 0 && service.ID == "":
		words += " for " + string(s.Principal)
	case len(p.Parts) > 0:
		words += " for " + service.Name
	}
	if name := service.FeatureName(s.Parameters.Get("Feature")); name != "" {
		words += " for " + name
	}
	if service.Regions.Regional {
		words += in(s.Region)
	}
	return words
}

func textLines(texts []string) []Line {
	lines := make([]Line, len(texts))
	for i, text := range texts {
		lines[i].Text = text
	}
	return lines
}

func commandLines(commands []string) []Line {
	var lines []Line
	for _, c := range commands {
		if c != "" {
			lines = append(lines, Line{Command: c})
		}
	}
	return lines
}
