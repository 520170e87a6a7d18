package guardrail

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// Test is one test of a file: requests, and the verdict that all of them must have.
type Test struct {
	Name string
	Line int // of the file, from 1

	Accounts []string // IDs, names, OU paths that end in /** or /*, or tag:KEY=VALUE; none with Levels
	Levels   []Level  // policies by themselves, root first; none with Accounts
	RCPs     []Level

	Actions         []string
	Principal       string
	Region          string
	Resource        string
	ResourceAccount string
	Context         map[string][]string
	Absent          []string

	Expect Expectation
	Except []string // who or what may be exempt from the denial that is expected
	By     []string // the policies that must decide: POLICY, or POLICY [STATEMENT]
}

// Level is one level of the policies that a test brings.
type Level struct {
	ID       string
	Policies []*Policy
}

// Policy is a policy of such a level.
type Policy struct {
	Name string
	Path string // of its file as the test has it; empty if the test has the text, or AWS manages the policy
	Text string // the document; of a file once it has been read
	Line int
}

// Expectation is the verdict that a test expects.
type Expectation uint8

// The expectations. Conditional is about an ordinary request, Depends about
// everything that a question leaves open.
const (
	Allowed Expectation = iota + 1
	Denied
	Conditional
	Depends
	Unknown
)

// expectations are the words of the expectations.
var expectations = []string{Allowed: "allowed", Denied: "denied", Conditional: "conditional", Depends: "depends", Unknown: "unknown"}

// String returns the expectation as files have it.
func (e Expectation) String() string { return expectations[e] }

// ParseExpectation reads an expectation. The error says what it may be.
func ParseExpectation(word string) (Expectation, error) {
	if i := slices.Index(expectations, word); i > 0 {
		return Expectation(i), nil
	}
	return 0, fmt.Errorf("expect %s: write %s", phrase.Shorten(word), phrase.Join(expectations[1:], " or "))
}

// Exemptions returns the policy that denies what a list exempts: role/NAME,
// user/NAME, root, sso/PERMISSION-SET, the ARN of a principal, KEY=VALUE, or !KEY for
// requests without the key. Names and values may have wildcards. It is nil for an
// empty list.
func Exemptions(words []string) (*scp.Document, error) {
	if len(words) == 0 {
		return nil, nil
	}
	var b strings.Builder
	b.WriteString(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}`)
	for _, word := range words {
		operator, key, value, err := exemption(word)
		if err != nil {
			return nil, err
		}
		condition, err := json.Marshal(map[string]map[string]string{operator: {key: value}})
		if err != nil {
			return nil, fmt.Errorf("except %s: %w", phrase.Shorten(word), err)
		}
		fmt.Fprintf(&b, `,{"Effect":"Deny","Action":"*","Resource":"*","Condition":%s}`, condition)
	}
	b.WriteString("]}")
	d := scp.Parse(b.String(), scp.SCP)
	if d.Broken() {
		return nil, fmt.Errorf("except %s: %s", phrase.Commas(words), d.Problems[0].Sentence)
	}
	return d, nil
}

// exemption returns the condition that requests with an exemption meet.
func exemption(word string) (operator, key, value string, err error) {
	const principal = "aws:PrincipalArn"
	kind, name, _ := strings.Cut(word, "/")
	head := "arn:*:iam::*:"
	switch {
	case strings.HasPrefix(word, "arn:"):
		return "StringLike", principal, word, nil
	case word == "root":
		return "StringLike", principal, head + word, nil
	case kind == "sso" && name != "":
		if at := strings.LastIndexByte(name, '/'); at >= 0 {
			name = name[at+1:]
		}
		return "StringLike", principal, head + "role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_" + strings.TrimSuffix(name, "*") + "_*", nil
	case (kind == "role" || kind == "user") && name != "" && !strings.Contains(word, "="):
		return "StringLike", principal, head + word, nil
	}
	if absent, ok := strings.CutPrefix(word, "!"); ok && strings.Contains(absent, ":") {
		return "Null", absent, "true", nil
	}
	key, value, ok := strings.Cut(word, "=")
	if !ok || !strings.Contains(key, ":") {
		return "", "", "", fmt.Errorf("except %s: write role/NAME, user/NAME, root, sso/PERMISSION-SET, a principal's ARN, KEY=VALUE or !KEY", phrase.Shorten(word))
	}
	return operatorFor(strings.ToLower(key), value), key, value, nil
}

// operatorFor returns the operator by which policies compare a key.
func operatorFor(key, value string) string {
	switch {
	case value == "true" || value == "false":
		return "Bool"
	case key == "aws:sourceip" || key == "aws:vpcsourceip":
		return "IpAddress"
	default:
		return "StringLike"
	}
}
