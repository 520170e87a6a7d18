package plan

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
)

// planJSON is the JSON form of a plan.
type planJSON struct {
	Digest   string     `json:"digest"`
	Steps    []stepJSON `json:"steps"`
	Blockers []string   `json:"blockers"`
	Warnings []string   `json:"warnings"`
}

// stepJSON is the JSON form of a step.
type stepJSON struct {
	Caller       model.AccountID    `json:"caller"`
	Service      string             `json:"service"`
	Region       model.Region       `json:"region,omitempty"`
	Operation    string             `json:"operation"`
	Parameters   catalog.Parameters `json:"parameters"`
	CLI          string             `json:"cli"`
	Irreversible bool               `json:"irreversible"`
}

// Encode writes a plan as one JSON object: {digest, steps: [{caller, service,
// region?, operation, parameters, cli, irreversible}], blockers: [text],
// warnings: [text]}. The text of a blocker ends with how to fix it. The
// warnings include what is destroyed, what breaks and what could not be checked
// or verified. The CLI commands of a demo or rehearsal are marked as such.
func Encode(w io.Writer, p *Plan) error {
	j := planJSON{Digest: p.Digest(), Steps: []stepJSON{}, Blockers: []string{}, Warnings: []string{}}
	for _, s := range p.Steps {
		j.Steps = append(j.Steps, stepJSON{s.Caller, s.API, s.Region, s.Operation, s.Parameters, CommandLine(p.Caller, s.CLI()), s.Irreversible})
	}
	for _, b := range p.Blockers {
		text := b.Text
		if b.Fix != "" {
			text += " " + b.Fix
		}
		switch {
		case strings.HasPrefix(b.Run, "--"):
			text += " " + b.Run
		case b.Run != "":
			text += " Run: " + b.Run
		}
		j.Blockers = append(j.Blockers, text)
	}
	for _, warning := range p.Warnings {
		j.Warnings = append(j.Warnings, warning.Text)
	}
	for _, part := range p.Losses() {
		j.Warnings = append(j.Warnings, part.LossHeading()+": "+p.LossOf(part))
	}
	j.Warnings = append(j.Warnings, p.Consequences...)
	for _, unchecked := range p.Unchecked {
		j.Warnings = append(j.Warnings, "Not checked: "+unchecked)
	}
	for _, unverified := range p.Unverified {
		j.Warnings = append(j.Warnings, "Not verified: "+unverified)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(j); err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	return nil
}
