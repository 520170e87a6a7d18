package lint_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"deputy/model/lint"
	"deputy/model/scp"
)

// report checks two files, one of which is not JSON.
func report() *lint.Report {
	return &lint.Report{Passed: 1, Files: []lint.File{
		lint.NewFile("policies/deny prod #1.json", policy("{\n\"Sid\":\"A\",\"Effect\":\"Deny\",\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::ä\"}")),
		lint.NewFile("/etc/\x1b[2J\xff/rcp.json", policy(`{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}`)),
		lint.NewFile("bad.json", scp.Parse("{\n  \"Version\": ]", scp.SCP)),
	}}
}

func TestReportEncode(t *testing.T) {
	var b strings.Builder
	if err := report().Encode(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Version                                    int
		Reference                                  string
		Passed, Errors, Warnings, Hints, Unchecked int
		Files                                      []struct {
			Path, Type, Error           string
			Characters, Minified, Quota int
			Problems                    []struct {
				Rule, Severity, Sid, Message, Fix, Page     string
				Line, Column, EndLine, EndColumn, Statement int
			}
		}
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != 1 || got.Reference == "" || got.Passed != 1 || got.Errors != 1 || got.Warnings != 1 || got.Hints != 0 || got.Unchecked != 1 || len(got.Files) != 3 {
		t.Errorf("%+v", got)
	}
	first := got.Files[0]
	if first.Type != "SCP" || first.Quota != 10240 || first.Characters != first.Minified+1 || len(first.Problems) != 1 {
		t.Fatalf("%+v", first)
	}
	if p := first.Problems[0]; p.Rule != "resource-never-matches" || p.Line != 2 || p.Column != 62 || p.EndLine != 2 || p.EndColumn != 78 || p.Statement != 1 || p.Sid != "A" || p.Page == "" {
		t.Errorf("%+v", p)
	}
	if bad := got.Files[2]; bad.Error == "" || bad.Problems == nil || bad.Type != "" {
		t.Errorf("%+v", bad)
	}
}

// The report has what GitHub code scanning requires of SARIF 2.1.0.
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
func TestReportSARIF(t *testing.T) {
	var b strings.Builder
	if err := report().EncodeSARIF(&b, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "\x1b") || !utf8.ValidString(b.String()) {
		t.Error("a file's name stands there as it is")
	}
	var log map[string]any
	if err := json.Unmarshal([]byte(b.String()), &log); err != nil {
		t.Fatal(err)
	}
	if log["version"] != "2.1.0" || !strings.Contains(log["$schema"].(string), "sarif-2.1.0") || len(log["runs"].([]any)) != 1 {
		t.Fatalf("%v", log)
	}
	run := log["runs"].([]any)[0].(map[string]any)
	driver := run["tool"].(map[string]any)["driver"].(map[string]any)
	if driver["name"] != "deputy" || driver["version"] != "1.2.3" || run["columnKind"] != "unicodeCodePoints" {
		t.Errorf("%v", driver["name"])
	}
	rules := driver["rules"].([]any)
	for _, x := range rules {
		rule := x.(map[string]any)
		for _, has := range []string{"shortDescription", "fullDescription", "help"} {
			if text, _ := rule[has].(map[string]any)["text"].(string); text == "" {
				t.Errorf("rule %v has no %s", rule["id"], has)
			}
		}
		if u, err := url.Parse(rule["helpUri"].(string)); err != nil || !u.IsAbs() {
			t.Errorf("rule %v has no helpUri", rule["id"])
		}
	}
	results := run["results"].([]any)
	if len(results) != 2 {
		t.Fatalf("%d results", len(results))
	}
	for i, want := range []struct{ level, rule, uri string }{
		{"warning", "resource-never-matches", "policies/deny%20prod%20%231.json"}, {"error", "rcp-action-any", "file:///etc/%1B%5B2J%FF/rcp.json"},
	} {
		x := results[i].(map[string]any)
		rule := rules[int(x["ruleIndex"].(float64))].(map[string]any)
		place := x["locations"].([]any)[0].(map[string]any)["physicalLocation"].(map[string]any)
		uri := place["artifactLocation"].(map[string]any)["uri"]
		if x["level"] != want.level || x["ruleId"] != want.rule || rule["id"] != want.rule || uri != want.uri || x["message"].(map[string]any)["text"] == "" {
			t.Errorf("%v at %v", x, uri)
		}
		region := place["region"].(map[string]any)
		for _, has := range []string{"startLine", "startColumn", "endLine", "endColumn"} {
			if n, _ := region[has].(float64); n < 1 {
				t.Errorf("%s of %s is %v", has, want.rule, region[has])
			}
		}
	}
	invocation := run["invocations"].([]any)[0].(map[string]any)
	if invocation["executionSuccessful"] != false || len(invocation["toolExecutionNotifications"].([]any)) != 1 {
		t.Errorf("a file that is not JSON is not told: %v", invocation)
	}
}

// Without results the list is there, and empty.
func TestReportSARIFWithoutProblems(t *testing.T) {
	var b strings.Builder
	r := &lint.Report{Files: []lint.File{lint.NewFile("-", policy(`{"Effect":"Deny","Action":"s3:*","Resource":"*"}`))}}
	if err := r.EncodeSARIF(&b, ""); err != nil || !strings.Contains(b.String(), `"results": []`) || !strings.Contains(b.String(), `"executionSuccessful": true`) {
		t.Errorf("%v %s", err, b.String())
	}
}
