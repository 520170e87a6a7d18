package command

import (
	"encoding/json"
	"io"

	"deputy/model"
)

// planReport is a plan as register and remove print it with --json.
type planReport struct {
	Digest   string       `json:"digest"`
	Steps    []stepReport `json:"steps"`
	Blockers []string     `json:"blockers"`
	Warnings []string     `json:"warnings"`
}

// stepReport is one call of a plan.
type stepReport struct {
	Caller       model.AccountID   `json:"caller"`
	Service      string            `json:"service"`
	Region       model.Region      `json:"region,omitempty"`
	Operation    string            `json:"operation"`
	Parameters   map[string]string `json:"parameters"`
	CLI          string            `json:"cli"`
	Irreversible bool              `json:"irreversible"`
}

func encodePlan(w io.Writer, plan *model.Plan) error {
	report := planReport{Digest: plan.Digest(), Steps: []stepReport{}, Blockers: []string{}, Warnings: []string{}}
	for _, s := range plan.Steps {
		step := stepReport{s.Caller, s.API, s.Region, s.Operation, map[string]string{}, commandLine(s, plan.Caller), s.Irreversible}
		for _, p := range s.Parameters {
			step.Parameters[p.Name] = p.Value
		}
		report.Steps = append(report.Steps, step)
	}
	for _, b := range plan.Blockers {
		report.Blockers = append(report.Blockers, sentences(b.Text, b.WayOut))
	}
	for _, x := range plan.Warnings {
		report.Warnings = append(report.Warnings, x.Text)
	}
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}
