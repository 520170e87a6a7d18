package lint

import (
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"deputy/model/scp"
)

// What follows is the part of SARIF 2.1.0 that GitHub code scanning reads.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	ColumnKind  string            `json:"columnKind"`
	Invocations []sarifInvocation `json:"invocations"`
	Results     []sarifResult     `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID               string    `json:"id"`
	ShortDescription sarifText `json:"shortDescription"`
	FullDescription  sarifText `json:"fullDescription"`
	Help             sarifText `json:"help"`
	HelpURI          string    `json:"helpUri"`
}

type sarifInvocation struct {
	ExecutionSuccessful        bool                `json:"executionSuccessful"`
	ToolExecutionNotifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifLocation struct {
	PhysicalLocation sarifPhysicalLocation `json:"physicalLocation"`
}

type sarifPhysicalLocation struct {
	ArtifactLocation sarifArtifactLocation `json:"artifactLocation"`
	Region           sarifRegion           `json:"region"`
}

type sarifArtifactLocation struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

// EncodeSARIF writes the report as SARIF 2.1.0. version is that of the program.
func (r *Report) EncodeSARIF(w io.Writer, version string) error {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{Name: "deputy", Version: version}}, ColumnKind: "unicodeCodePoints",
		Invocations: []sarifInvocation{{ExecutionSuccessful: true}}, Results: []sarifResult{},
	}
	rules := Rules()
	for _, x := range rules {
		title := sarifText{x.Title}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{x.ID, title, title, sarifText{x.Title + ": see " + x.Page}, x.Page})
	}
	for i := range r.Files {
		f := &r.Files[i]
		lines := NewLines(f.Text)
		if f.Err != "" {
			v := &run.Invocations[0]
			v.ExecutionSuccessful = false
			v.ToolExecutionNotifications = append(v.ToolExecutionNotifications, sarifNotification{"error", sarifText{f.Err}, f.location(lines, f.At)})
		}
		for k := range f.Problems {
			p := &f.Problems[k]
			run.Results = append(run.Results, sarifResult{p.Rule.ID, slices.Index(rules, p.Rule), sarifLevel(p.Severity), sarifText{p.Text()}, f.location(lines, p.Span)})
		}
	}
	return encode(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// sarifLevel returns SARIF's word for a severity.
func sarifLevel(s Severity) string {
	if s == Hint {
		return "note"
	}
	return s.String()
}

func (f *File) location(lines *Lines, at scp.Span) []sarifLocation {
	x := lines.region(at)
	return []sarifLocation{{sarifPhysicalLocation{sarifArtifactLocation{fileURI(f.Path)}, sarifRegion{x.Line, x.Column, x.EndLine, x.EndColumn}}}}
}

// fileURI returns a path, with slashes, as a URI: relative to where deputy ran if
// the path is.
func fileURI(name string) string {
	switch {
	case name == "-":
		return "stdin"
	case strings.HasPrefix(name, "/"):
		return (&url.URL{Scheme: "file", Path: path.Clean(name)}).String()
	case len(name) > 2 && name[1] == ':' && name[2] == '/':
		return (&url.URL{Scheme: "file", Path: "/" + path.Clean(name)}).String()
	}
	return (&url.URL{Path: path.Clean(name)}).String()
}
