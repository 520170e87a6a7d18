package scp

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestResourceLike(t *testing.T) {
	const user, object, volume = "arn:aws:iam::${Account}:user/${UserNameWithPath}", "arn:aws:s3:::${BucketName}/${ObjectName}", "arn:aws:ec2:${Region}:${Account}:volume/${VolumeId}"
	for _, c := range []struct {
		pattern string
		formats string // separated by blanks
		none    bool   // it may have no resource type
		want    Truth
	}{
		{"*", user, true, True},
		{"*", user, false, True},
		{"arn:aws:iam::*:user/*", user, false, True},
		{"arn:aws:iam::*:user/*", user, true, Unknown},
		{"arn:aws:iam::*:user/app/*", user, false, Unknown},
		{"arn:aws:iam::111111111111:user/*", user, false, Unknown},
		{"arn:aws:iam::*:role/*", user, false, False},
		{"arn:aws-cn:iam::*:user/*", user, false, False},
		{"arn:aws-cn:iam::*:user/*", strings.Replace(user, ":aws:", ":${Partition}:", 1), false, Unknown},
		{"arn:*:iam::*:user/*", strings.Replace(user, ":aws:", ":${Partition}:", 1), false, True},
		{"arn:aws:iam::*", user, false, True},
		{"arn:aws:*:*:*:*", user, false, True},
		{"arn:aws:dynamodb:*:*:table/*", volume, false, False},
		{"arn:aws:ec2:*:*:instance/*", volume, false, False},
		{"arn:aws:ec2:*:*:*/*", volume, false, True},
		{"arn:aws:ec2:*:*:volume/vol-*", volume, false, Unknown},
		{"arn:aws:ec2:eu-*:*:volume/*", volume, false, Unknown},
		{"arn:aws:ec2:*:volume/*", volume, false, Unknown}, // a * that ends a segment runs past colons
		{"arn:aws:s3:::logs-*", object, false, Unknown},
		{"arn:aws:s3:::logs-*/*", object, false, Unknown},
		{"arn:aws:s3:::*/*", object, false, Unknown}, // a * within a segment stays within it, and the format may have colons there
		{"arn:aws:s3:::b/*:tmp", object, false, Unknown},
		{"arn:aws:logs:*:*:log-group:/flow/*:*", "arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}", false, Unknown},
		{"arn:aws:logs:*:log-group:/flow/*:*", "arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}", false, Unknown},
		{"arn:aws:lambda:*:function:x", "arn:aws:lambda:${Region}:${Account}:function:${FunctionName}", false, Unknown},
		{"arn:aws:s3:::*x/*", object, false, Unknown},
		{"arn:aws:s3:::?*/*", object, false, Unknown},
		{"arn:aws:s3:::b", object, false, False},
		{"arn:aws:s3:::b/${k:open}", object, false, Unknown},
		{"arn:aws:s3:::${k:open}", "arn:aws:s3:::${BucketName}", false, Unknown},
		{"arn:aws:s3:::b/${k:given}", "arn:aws:s3:::b/v", false, True},
		{"arn:aws:s3:::b/${k:absent}", object, false, False},
		{"arn:aws:iam::*:user/*", user + " " + volume, false, Unknown},
		{"arn:aws:*:*:*:*/*", user + " " + volume, false, True},
		{"arn:aws:sqs:*:*:*", user + " " + volume, true, False},
	} {
		d := Parse(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"`+c.pattern+`"}]}`, SCP)
		r := NewRequest("a:B", ResourceLike(strings.Fields(c.formats), c.none), Open)
		r.Set("k:given", "v")
		r.SetAbsent("k:absent")
		if got := d.Decide(r).Deny; got != c.want {
			t.Errorf("%s on %s (without type: %v) is %v, want %v", c.pattern, c.formats, c.none, got, c.want)
		}
	}
}

// Small alphabets, so that what is drawn often meets.
var (
	formFormats = []string{"arn:a:s:*:*:*", "arn:a:s:*:*:b/*", "arn:a:s:::b*c", "arn:a:s:::*/*", "arn:*:s:::b", "arn:a:s:*:*:b:*:c"}
	formFills   = []string{"", "b", "c", "bc", "b/c", "xx", "x:x", "b/x:c", "bb/"}
	formPattern = []string{"*", "arn:a:s:*:*:b/*", "arn:a:s:::b*", "arn:*:s:::?", "arn:a:s:::*c", "arn:a:s:*:c:*", "arn:a:s:*/*", "arn:a:s:*:*:*b*", "arn:a:s:::b/c", "arn:a:s:b*:*:?/*", "arn:?:*", "arn:a:s:::*:c"}
)

// fillForms returns ARNs of the formats, and * if there may be no resource type.
func fillForms(formats []string, none bool) []string {
	var out []string
	if none {
		out = append(out, "*")
	}
	for _, f := range formats {
		filled := []string{f}
		for strings.Contains(filled[0], "*") {
			var next []string
			for _, text := range filled {
				before, after, _ := strings.Cut(text, "*")
				for _, fill := range formFills {
					if strings.Count(before, ":") == arnParts-1 || !strings.Contains(fill, ":") {
						next = append(next, before+fill+after)
					}
				}
			}
			filled = next
		}
		out = append(out, filled...)
	}
	return out
}

// What is said of a resource with a form holds for each ARN that has it, for one
// statement and for several together; what is possible, some ARN makes so.
func TestFormsAgreeWithTheirARNs(t *testing.T) {
	seen := map[Truth]int{}
	impossible, possible := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var statements []lawStatement
		for range rapid.IntRange(1, 3).Draw(t, "statements") {
			statements = append(statements, lawStatement{
				effect: rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect"), action: "Action", actions: []string{"*"},
				resource:  rapid.SampledFrom([]string{"Resource", "NotResource"}).Draw(t, "resource"),
				resources: rapid.SliceOfN(rapid.SampledFrom(formPattern), 1, 3).Draw(t, "patterns"),
			})
		}
		d := lawDocument(t, statements)
		formats, none := rapid.SliceOfN(rapid.SampledFrom(formFormats), 1, 2).Draw(t, "formats"), rapid.Bool().Draw(t, "none")
		r := NewRequest("s3:GetObject", ResourceLike(formats, none), Absent)
		var avoid []*Statement
		var need [][]*Statement
		for i := range d.Statements {
			if s := &d.Statements[i]; s.Effect == Deny {
				avoid = append(avoid, s)
			} else {
				need = append(need, []*Statement{s})
			}
		}
		granted := false
		for _, arn := range fillForms(formats, none) {
			filled := NewRequest("s3:GetObject", ResourceOf(arn), Absent)
			grants := true
			for i := range d.Statements {
				s := &d.Statements[i]
				before, after := s.match(r), s.match(filled)
				// A name with a colon can imitate another type, which is not looked for.
				imitates := strings.Count(arn, ":") >= arnParts
				if seen[before]++; before != Unknown && before != after && !(imitates && before == False) {
					t.Fatalf("%s: statement %d is %v on %q, and on %s %v", d.Text, i+1, before, formats, arn, after)
				}
				grants = grants && (after == True) == (s.Effect == Allow)
			}
			granted = granted || grants
		}
		way, ok := Possible(avoid, need, r)
		switch {
		case granted && !ok:
			t.Fatalf("%s on %q is not possible, and an ARN grants it", d.Text, formats)
		case ok && way == nil:
		case ok && !granted && way.resource.Presence() == Given && !r.resource.form.allows([]string{way.resource.arn}):
			t.Fatalf("%s on %q is possible by %s, which has no such form", d.Text, formats, way.resource.arn)
		case ok:
			possible++
		default:
			impossible++
		}
	})
	if seen[True] == 0 || seen[False] == 0 || seen[Unknown] == 0 || possible == 0 || impossible == 0 {
		t.Errorf("not all was drawn: %v, %d, %d", seen, possible, impossible)
	}
}

func BenchmarkForm(b *testing.B) {
	d := Parse(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":["arn:aws:dynamodb:*:*:table/*","arn:aws:ec2:*:*:instance/*","arn:aws:ec2:*:*:volume/*","arn:aws:sqs:*:*:*"]}]}`, SCP)
	r := NewRequest("ec2:CreateVolume", ResourceLike([]string{"arn:aws:ec2:${Region}:${Account}:volume/${VolumeId}", "arn:aws:ec2:${Region}::snapshot/${SnapshotId}"}, false), Open)
	b.ReportAllocs()
	for b.Loop() {
		d.Decide(r)
	}
}
