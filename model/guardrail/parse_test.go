package guardrail_test

import (
	"strings"
	"testing"

	"deputy/model/guardrail"
)

// TestParseErrors ensures that a file with a mistake is refused, with the place of
// the mistake.
func TestParseErrors(t *testing.T) {
	const head = "tests:\n  - name: x\n    accounts: [a]\n    action: s3:GetObject\n"
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "line 1: the file has no tests"},
		{"no tests", "tests: []\n", "line 1, column 1: the file has no tests"},
		{"not YAML", "tests: [\n", "not YAML"},
		{"a tab", "tests:\n\t- name: x\n", "line 2: not YAML"},
		{"an unknown key", head + "    expect: denied\n    expects: denied\n", `line 6, column 5: unknown key "expects": did you mean expect?`},
		{"a key of another case", head + "    Expect: denied\n", `line 5, column 5: unknown key "Expect": did you mean expect?`},
		{"an unknown key of the file", "test: []\n", `line 1, column 1: unknown key "test": did you mean tests?`},
		{"a duplicate key", head + "    expect: denied\n    action: s3:PutObject\n", `line 6, column 5: duplicate key "action": it stands on line 4 too`},
		{"a merged key", "a: &a {name: x}\n", `unknown key "a"`},
		{"a duplicate condition key", head + "    expect: denied\n    context: {aws:SourceVpc: a, aws:sourcevpc: b}\n", "line 6, column 33: duplicate key"},
		{"a duplicate name", head + "    expect: denied\n" + strings.TrimPrefix(head, "tests:\n") + "    expect: denied\n", "line 6, column 5: the test of line 2 has the name"},
		{"no expectation", head, "line 2, column 5: the test does not say what it expects"},
		{"a wrong expectation", head + "    expect: Denied\n", "line 5, column 13: expect Denied: write allowed, denied, conditional, depends or unknown"},
		{"except without a denial", head + "    expect: allowed\n    except: [role/x]\n", "it needs expect: denied"},
		{"a wrong exemption", head + "    expect: denied\n    except: [SecAdmin]\n", "line 6, column 13: except SecAdmin: write role/NAME"},
		{"an empty list", head + "    expect: denied\n    except: []\n", "line 6, column 13: the list is empty"},
		{"nothing to test", "tests:\n  - name: x\n    action: s3:GetObject\n    expect: denied\n", "neither accounts nor levels"},
		{"both", head + "    expect: denied\n    levels: [{id: a, policies: []}]\n", "accounts or levels, not both"},
		{"a mapping for a text", head + "    expect: {}\n", "line 5, column 13: want a text here"},
		{"null", head + "    expect: denied\n    principal:\n", "want a text here"},
		{"the Region twice", head + "    expect: denied\n    region: eu-west-1\n    context: {aws:requestedregion: x}\n", "region and context both give"},
		{"given and absent", head + "    expect: denied\n    context: {aws:SourceVpc: a}\n    absent: [aws:SourceVPC]\n", "is given and absent"},
		{"a second document", head + "    expect: denied\n---\ntests: []\n", "a second YAML document"},
		{"a policy twice", "tests:\n  - name: x\n    levels: [{id: a, policies: [{file: a.json, document: {}}]}]\n    action: a:B\n    expect: denied\n", "line 3, column 33: a policy has a file or a document"},
	} {
		_, err := guardrail.Parse([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// TestParse ensures that values are texts as they are written, whatever YAML makes of
// them, and that a document may be YAML.
func TestParse(t *testing.T) {
	tests, err := guardrail.Parse([]byte("\ufeff" + `tests:
  - name: &n x
    accounts: [012345678901, "tag:env=prod", no]
    actions: [s3:GetObject, s3:PutObject]
    context: {aws:SecureTransport: false, aws:MultiFactorAuthAge: 3600, aws:TagKeys: [a, b]}
    expect: denied
  - name: y
    action: s3:GetObject
    levels:
      - id: Root
        policies: [FullAWSAccess, policies/x.json, {name: Y, document: {Version: 2012-10-17, Statement: [{Effect: Deny, Action: "s3:*", Resource: "*", Condition: {Bool: {"aws:SecureTransport": false}}}]}}]
    expect: depends
`))
	if err != nil {
		t.Fatal(err)
	}
	x, y := tests[0], tests[1]
	if x.Accounts[0] != "012345678901" || x.Accounts[2] != "no" || x.Context["aws:SecureTransport"][0] != "false" || x.Context["aws:MultiFactorAuthAge"][0] != "3600" || len(x.Actions) != 2 {
		t.Errorf("it is %+v", x)
	}
	const want = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false}}}]}`
	if p := y.Levels[0].Policies; p[1].Path != "policies/x.json" || p[1].Name != "x" || p[2].Text != want || p[0].Text == "" {
		t.Errorf("the policies are %+v, %+v and %+v", p[0], p[1], p[2])
	}
}

// FuzzParse ensures that no file makes Parse panic or work without end, and that
// what it takes is whole.
func FuzzParse(f *testing.F) {
	f.Add([]byte("tests:\n  - {name: x, accounts: [a], action: s3:GetObject, expect: denied}\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("tests: &t\n  - &x {name: x, levels: [{id: a, policies: [{name: p, document: *x}]}], action: a:B, expect: depends}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		tests, err := guardrail.Parse(text)
		if err != nil {
			return
		}
		for _, x := range tests {
			if x.Name == "" || len(x.Actions) == 0 || x.Expect == 0 || len(x.Accounts)+len(x.Levels)+len(x.RCPs) == 0 {
				t.Errorf("it takes %+v", x)
			}
		}
	})
}
