package scp

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// session is the ARN of a role whose path is not known.
var session = []Outline{{Head: "arn:aws:iam::1:role/Admin", Exact: true}, {Head: "arn:aws:iam::1:role/", Tail: "/Admin"}}

// TestOutlines asks conditions about a role whose path is not known.
func TestOutlines(t *testing.T) {
	for condition, want := range map[string]Truth{
		"ArnLike k arn:aws:iam::*:role/*":                                 True,
		"ArnLike k arn:aws:iam::1:role/Admin":                             Unknown,
		"ArnLike k arn:aws:iam::1:role/Other":                             False,
		"ArnLike k arn:aws:iam::2:role/Admin":                             False,
		"ArnLike k arn:aws:iam::1:role/ops/*":                             Unknown,
		"ArnLike k arn:aws:iam::1:role/ops/Adm":                           False,
		"ArnLike k arn:aws:iam::1:role/*Admin":                            True,
		"ArnLike k arn:aws:iam::1:role/*/Admin arn:aws:iam::1:role/Admin": True,
		"ArnNotLike k arn:aws:iam::*:role/Org* arn:aws:iam::*:user/*":     Unknown, // a path may begin with Org
		"ArnNotLike k arn:aws:iam::*:role/OrgAdmin arn:aws:iam::*:user/*": True,
		"StringLike k *Admin":                                             True,
		"StringLike k *admin":                                             False,
		"StringEqualsIgnoreCase k ARN:AWS:IAM::1:ROLE/X/ADMIN":            Unknown,
		"StringEqualsIgnoreCase k ARN:AWS:IAM::1:ROLE/X/ADMI":             False,
		"StringEqualsIgnoreCase k ARN:AWS:IAM::1:ROLE/ADMIN":              Unknown,
		"StringLike k arn:aws:iam::1:role/?Admin":                         Unknown, // with an empty path
		"StringLike k arn:aws:iam::1:role/?admin":                         False,
		"StringLike k arn:aws:iam::1:role*?Admin":                         True,
		"StringLike k arn:aws:iam::1:role/Admin arn:aws:iam::1:role/?*":   True,
		"StringLike k arn:aws:iam::1:role/????????????*":                  Unknown,
		"StringLike k *": True,
		"StringEquals k arn:aws:iam::1:role/x/Admin":     Unknown,
		"StringEquals k arn:aws:iam::1:role/x/Admin/":    False,
		"StringNotEquals k arn:aws:iam::1:role":          True,
		"StringLike k arn:aws:iam::1:role/${open}/Admin": Unknown,
		"StringLike k ${open}":                           Unknown,
		"ArnLike k arn:aws:iam::${open}:role/Other":      False,
		"ArnLike k *": True,
		"ForAnyValue:ArnLike k arn:aws:iam::1:role/*": True,
		"Null k true":       False,
		"Null k false":      True,
		"Bool k true":       Unknown,
		"NumericEquals k 1": Unknown,
		"ArnLikeIfExists k arn:aws:iam::2:role/*": False,
		"ArnLike k arn:aws:iam:*:*:role/*":        True,
		"ArnLike k arn:aws:iam::1:*":              True,
	} {
		s := conditioned(t, condition)
		r := NewRequest("s:A", noResourceType(), Open)
		r.SetOutlines("K", session...)
		o := s.Explain(r)
		if o.Match != want {
			t.Errorf("%s is %v, want %v", condition, o.Match, want)
		}
		for _, text := range []string{"arn:aws:iam::1:role/Admin", "arn:aws:iam::1:role/ops/Admin", "arn:aws:iam::1:role/Org/x/Admin"} {
			given := r.Clone()
			given.Set("k", text)
			if got := s.Explain(given).Match; want != Unknown && got != want {
				t.Errorf("%s is %v of %s, and without a path %v", condition, got, text, want)
			}
		}
	}
}

// The role of a permission set has a Region in its path, or nothing.
func TestOutlinesOfSegments(t *testing.T) {
	r := NewRequest("s:A", noResourceType(), Open)
	r.SetOutlines("k", Outline{Head: "arn:aws:iam::1:role/sso/", Tail: "/Admin_1", Segment: true})
	for exempt, want := range map[string]bool{
		"arn:aws:iam::*:role/sso/*/Admin_*":                true,
		"arn:aws:iam::*:role/sso/*/Other_*":                false,
		"arn:aws:iam::*:role/sso/eu-west-1/*":              true,
		"arn:aws:iam::*:role/sso/eu-west-1/x/*":            false,
		"arn:aws:iam::*:role/sso/eu-west-1/Admin_? *:*:*x": true,
	} {
		if _, got := Possible([]*Statement{conditioned(t, "ArnNotLike k "+exempt)}, nil, r); got != want {
			t.Errorf("%s is %v", exempt, got)
		}
	}
}

// What cannot fit a role of that name is no part of what is open.
func TestOutlinesLeaveOutWhatCannotFit(t *testing.T) {
	s := conditioned(t, "ArnNotLike k arn:aws:iam::1:role/ops/Admin arn:aws:iam::1:role/Other arn:aws:iam::*:role/Admin")
	r := NewRequest("s:A", noResourceType(), Open)
	r.SetOutlines("k", session...)
	o := s.Explain(r)
	if len(o.Residual) != 1 || len(o.Residual[0].Values) != 2 || o.Residual[0].Values[1].Value != "arn:aws:iam::*:role/Admin" {
		t.Errorf("what is left open is %+v", o.Residual)
	}
}

// Several statements together leave only values that have an outline.
func TestPossibleKeepsOutlines(t *testing.T) {
	for _, c := range []struct {
		avoid []string
		want  bool
	}{
		{[]string{"ArnNotLike k arn:aws:iam::1:role/ops/*", "ArnNotLike k arn:aws:iam::1:role/sec/*"}, false},
		{[]string{"ArnNotLike k arn:aws:iam::1:role/ops/*", "ArnNotLike k arn:aws:iam::1:role/*/sec/*"}, true},
		{[]string{"ArnNotLike k arn:aws:iam::1:role/Admin", "StringLike k *:role/Admin", "StringEquals k x"}, false},
		{[]string{"StringEquals k arn:aws:iam::1:role/Admin", "StringNotLike k *n"}, true},
		{[]string{"ForAllValues:StringNotLike k *ops* arn:aws:iam::1:role/Admin", "ForAnyValue:StringEquals k arn:aws:iam::1:role/Admin", "StringLike k *ops*"}, false},
	} {
		r := NewRequest("s:A", noResourceType(), Open)
		r.SetOutlines("k", session...)
		var avoid []*Statement
		for _, text := range c.avoid {
			avoid = append(avoid, conditioned(t, text))
		}
		way, got := Possible(avoid, nil, r)
		if got != c.want {
			t.Errorf("%q is %v, want %v", c.avoid, got, c.want)
		}
		if !got {
			continue
		}
		if _, values := way.Key("k"); !strings.HasSuffix(values[0], "/Admin") {
			t.Errorf("%q: the way is %q", c.avoid, values)
		}
	}
}

// Whatever is known of a value that has an outline holds for every such value.
func TestOutlinesHoldForTheirValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStatement(t)
		d, r := lawDocument(t, []lawStatement{s}), drawRequest(t)
		key := rapid.SampledFrom([]string{"k:string", "k:arn", "k:other"}).Draw(t, "outlined")
		var outlines []Outline
		for range rapid.IntRange(1, 2).Draw(t, "outlines") {
			text := rapid.SampledFrom(lawFills[key]).Draw(t, "of")
			at := rapid.IntRange(0, len(text)).Draw(t, "head")
			outline := Outline{Head: text[:at], Tail: text[rapid.IntRange(at, len(text)).Draw(t, "tail"):]}
			if rapid.IntRange(0, 3).Draw(t, "exact") == 0 {
				outline = Outline{Head: text, Exact: true}
			}
			outlines = append(outlines, outline)
		}
		r.SetOutlines(key, outlines...)
		before := d.Statements[0].Explain(r).Match
		_, avoided := Possible([]*Statement{&d.Statements[0]}, nil, r)
		_, matched := Possible(nil, [][]*Statement{{&d.Statements[0]}}, r)
		for _, text := range append(lawFills[key], "arn:aws:iam::1:role/r/r", "arn:aws:iam::2:user/x/a") {
			if !slices.ContainsFunc(outlines, func(s Outline) bool { return s.has(text) }) {
				continue
			}
			given := r.Clone()
			given.Set(key, text)
			after := d.Statements[0].Explain(given).Match
			if before != Unknown && after != before {
				t.Fatalf("%s was %v of %+v, and of %q it is %v", d.Text, before, outlines, text, after)
			}
			if after == True && !matched || after == False && !avoided {
				t.Fatalf("%s is %v of %q, and that is said to be impossible of %+v", d.Text, after, text, outlines)
			}
		}
	})
}
