package scp

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// roundTrip checks that a document, written again from what was read of it,
// reads as the same one.
func roundTrip(t *testing.T, d *Document) {
	t.Helper()
	if d.Broken() {
		return
	}
	again := Parse(reprint(d), d.Type)
	meaning := cmp.Options{
		cmpopts.IgnoreFields(Document{}, "Text", "Problems"), cmpopts.IgnoreUnexported(Document{}, Statement{}),
		cmp.Comparer(func(a, b Span) bool { return a.Empty() == b.Empty() }), cmpopts.EquateEmpty(),
	}
	if diff := cmp.Diff(d, again, meaning); diff != "" {
		t.Errorf("%s\nwritten as\n%s\nreads differently:\n%s", d.Text, again.Text, diff)
	}
}

// reprint writes a document that is not broken, without white space.
func reprint(d *Document) string {
	var statements []string
	for i := range d.Statements {
		statements = append(statements, reprintStatement(&d.Statements[i]))
	}
	members := []string{reprintMember("Statement", "["+strings.Join(statements, ",")+"]")}
	for name, text := range map[string]Text{"Version": d.Version, "Id": d.ID} {
		if text.given() {
			members = append(members, reprintMember(name, reprintString(text.Value)))
		}
	}
	return reprintObject(members)
}

func reprintStatement(s *Statement) string {
	members := []string{reprintMember("Effect", reprintString(s.Effect.String()))}
	if s.Sid.given() {
		members = append(members, reprintMember("Sid", reprintString(s.Sid.Value)))
	}
	if p := s.Principal; !p.Name.Empty() {
		members = append(members, reprintMember(map[bool]string{false: "Principal", true: "NotPrincipal"}[p.Not], reprintPrincipal(&p)))
	}
	for name, l := range map[string]List{"Action": s.Action, "Resource": s.Resource} {
		if l.Not {
			name = "Not" + name
		}
		if l.Given() {
			members = append(members, reprintMember(name, reprintList(l.Values)))
		}
	}
	if !s.Condition.Empty() {
		members = append(members, reprintMember("Condition", reprintCondition(s.Comparisons)))
	}
	return reprintObject(members)
}

// reprintPrincipal groups the parties by kind, as they follow each other.
func reprintPrincipal(p *Principal) string {
	if p.Any && len(p.Parties) == 0 || len(p.Parties) > 0 && p.Parties[0].Kind == "" {
		return `"*"`
	}
	var kinds []string
	for i := 0; i < len(p.Parties); {
		kind, names := p.Parties[i].Kind, []Text{}
		for ; i < len(p.Parties) && p.Parties[i].Kind == kind; i++ {
			names = append(names, p.Parties[i].Name)
		}
		kinds = append(kinds, reprintMember(kind, reprintList(names)))
	}
	return reprintObject(kinds)
}

// reprintCondition groups the comparisons by operator, as they follow each other.
func reprintCondition(comparisons []Comparison) string {
	var operators []string
	for i := 0; i < len(comparisons); {
		operator, keys := comparisons[i].OperatorText.Value, []string{}
		for ; i < len(comparisons) && comparisons[i].OperatorText.Value == operator; i++ {
			keys = append(keys, reprintMember(comparisons[i].Key.Value, reprintList(comparisons[i].Values)))
		}
		operators = append(operators, reprintMember(operator, reprintObject(keys)))
	}
	return reprintObject(operators)
}

func reprintObject(members []string) string   { return "{" + strings.Join(members, ",") + "}" }
func reprintMember(name, value string) string { return reprintString(name) + ":" + value }

func reprintString(text string) string {
	b, _ := json.Marshal(text) // A string always encodes.
	return string(b)
}

func reprintList(values []Text) string {
	var out []string
	for _, v := range values {
		out = append(out, reprintString(v.Value))
	}
	return "[" + strings.Join(out, ",") + "]"
}
