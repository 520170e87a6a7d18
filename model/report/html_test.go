package report_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/phrase"
	"deputy/model/sample"
)

// hostile returns organizations whose names try to become markup.
func hostile(t *testing.T) []*model.Snapshot {
	t.Helper()
	all := []*model.Snapshot{modeltest.Rename(sample.Demo(), func(i int) string { return modeltest.Markup[i%len(modeltest.Markup)] })}
	for _, v := range sample.Hostile() {
		all = append(all, v.Snapshot)
	}
	odd := modeltest.Rename(sample.Demo(), func(i int) string { return modeltest.Markup[(i+7)%len(modeltest.Markup)] })
	// What comes from a file may have any ID and any principal.
	for i := range odd.Accounts {
		if i%9 == 5 {
			old := odd.Accounts[i].ID
			odd.Accounts[i].ID = model.NodeID(modeltest.Markup[i%len(modeltest.Markup)] + string(old))
		}
	}
	odd.Delegations = append(odd.Delegations, model.Delegation{Account: odd.Delegations[0].Account, Principal: "\"><script>alert(1)</script>"})
	odd.Gaps = []model.Gap{{Operation: "<script>", Target: "<img>", Cause: "\"", Fix: "'"}}
	return append(all, odd)
}

// elements are those that the page has, with the attributes that each may have.
var elements = map[string]string{
	"html": "lang", "head": "", "meta": "charset http-equiv content name", "title": "id", "style": "", "body": "", "a": "class href rel", "header": "", "h1": "", "h2": "id", "h3": "id",
	"nav": "aria-labelledby", "ol": "", "ul": "", "li": "", "main": "id", "section": "aria-labelledby", "p": "class", "span": "class", "dl": "class", "div": "class role tabindex aria-labelledby",
	"dt": "", "dd": "", "table": "", "caption": "id", "thead": "", "tbody": "", "tr": "id", "th": "scope class", "td": "class", "pre": "tabindex", "code": "", "figure": "",
	"svg": "class x y width height viewbox role aria-labelledby xmlns viewBox", "desc": "id", "path": "class d", "rect": "class x y width height rx", "text": "class x y",
}

// walk calls f for every element of a page.
func walk(t *testing.T, page []byte, f func(n *html.Node)) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(string(page)))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		f(n)
	}
}

// plainText returns what a page says, with one blank between two words.
func plainText(t *testing.T, page []byte) string {
	t.Helper()
	var b strings.Builder
	walk(t, page, func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// A page holds only what deputy writes: no element, attribute or address comes from
// a name.
func TestNothingHostileActs(t *testing.T) {
	for i, s := range hostile(t) {
		checkPage(t, fmt.Sprintf("organization %d", i), newReport(s).HTML())
	}
	checkPage(t, "demo", newReport(sample.Demo()).HTML())
	checkPage(t, "large", newReport(sample.Large(500, 40, 60)).HTML())
}

// checkPage checks what holds for every page.
func checkPage(t *testing.T, of string, page []byte) {
	t.Helper()
	ids, links, last := map[string]bool{}, map[string]bool{}, 0
	walk(t, page, func(n *html.Node) {
		switch n.Type {
		case html.CommentNode:
			t.Errorf("%s: a comment", of)
		case html.TextNode:
			if strings.ContainsFunc(n.Data, func(r rune) bool {
				return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
			}) {
				t.Errorf("%s: a control character in %q", of, n.Data)
			}
		case html.ElementNode:
			allowed, ok := elements[n.Data]
			if !ok {
				t.Fatalf("%s: an element %s", of, n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(strings.Fields(allowed), a.Key) {
					t.Errorf("%s: %s has an attribute %s", of, n.Data, a.Key)
				}
				switch a.Key {
				case "id":
					if ids[a.Val] {
						t.Errorf("%s: the ID %s is there twice", of, a.Val)
					}
					ids[a.Val] = true
				case "href":
					if at, ok := strings.CutPrefix(a.Val, "#"); ok {
						links[at] = true
					} else if !strings.HasPrefix(a.Val, "https://docs.aws.amazon.com/") {
						t.Errorf("%s: a link to %s", of, a.Val)
					}
				case "aria-labelledby":
					for _, at := range strings.Fields(a.Val) {
						links[at] = true
					}
				}
			}
			if level, err := strconv.Atoi(strings.TrimPrefix(n.Data, "h")); err == nil {
				if level > last+1 {
					t.Errorf("%s: a heading of level %d below one of level %d", of, level, last)
				}
				last = level
			}
		default: // the document and its type
		}
	})
	for at := range links {
		if !ids[at] {
			t.Errorf("%s: %s leads nowhere", of, at)
		}
	}
}

// The structure of a page does not depend on what names hold: the tags are the same as
// with harmless names of the same organization.
func TestNamesDoNotChangeTheStructure(t *testing.T) {
	want := tags(t, newReport(modeltest.Rename(small(), func(i int) string { return "name" + strconv.Itoa(i) })).HTML())
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.OneOf(rapid.SampledFrom(modeltest.Markup), rapid.String(), rapid.StringMatching(`[<>"'&=/a-z !-]{1,20}`))
		names := rapid.SliceOfN(name, 3, 3).Draw(rt, "names")
		// Names differ, since what is equal may be joined.
		got := tags(t, newReport(modeltest.Rename(small(), func(i int) string { return "name" + strconv.Itoa(i) + names[i%len(names)] })).HTML())
		if !slices.Equal(want, got) {
			rt.Errorf("the page has %d tags, and %d with harmless names", len(got), len(want))
		}
	})
}

// small returns an organization with a little of everything that the page shows.
func small() *model.Snapshot {
	s := modeltest.PlainSnapshot()
	account := modeltest.CaseAccount
	s.Policies = append(s.Policies, model.Policy{ID: "p-small", Name: "deny", Type: model.ServiceControlPolicy}, model.Policy{ID: "p-broken", Type: model.ServiceControlPolicy})
	s.Documents["p-small"] = model.Document{Text: `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin"}}}]}`}
	s.Documents["p-broken"] = model.Document{Text: "{"}
	for _, n := range []model.NodeID{s.Roots[0].ID, s.OUs[0].ID, account.Node(), s.Accounts[0].ID} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n})
	}
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-small", Target: s.OUs[0].ID}, model.Attachment{Policy: "p-broken", Target: account.Node()})
	s.Delegations = []model.Delegation{{Account: account, Principal: "guardduty.amazonaws.com"}}
	s.TrustedAccess = []model.TrustedAccess{{Principal: "guardduty.amazonaws.com"}, {Principal: "config.amazonaws.com"}}
	return s
}

// tags returns the names of all elements, sorted: names decide the order on the page.
func tags(t *testing.T, page []byte) (all []string) {
	t.Helper()
	walk(t, page, func(n *html.Node) {
		if n.Type == html.ElementNode {
			all = append(all, n.Data)
		}
	})
	slices.Sort(all)
	return all
}

// Every name can be read on the page, with control characters made visible.
func TestNamesCanBeRead(t *testing.T) {
	s := modeltest.Rename(sample.Demo(), func(i int) string { return modeltest.Markup[i%len(modeltest.Markup)] })
	text := plainText(t, newReport(s).HTML())
	for _, n := range slices.Concat(s.OUs, s.Accounts) {
		want := strings.Join(strings.Fields(phrase.Visible(n.Name)), " ")
		if !strings.Contains(text, want) {
			t.Errorf("%q cannot be read as %q", n.Name, want)
		}
	}
}

// The policy of the page allows its own style, and nothing else.
func TestContentSecurityPolicy(t *testing.T) {
	page := newReport(modeltest.PlainSnapshot()).HTML()
	var policy, style string
	walk(t, page, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		attributes := map[string]string{}
		for _, a := range n.Attr {
			attributes[a.Key] = a.Val
		}
		switch {
		case attributes["http-equiv"] == "Content-Security-Policy":
			policy = attributes["content"]
		case n.Data == "style":
			style = n.FirstChild.Data
		}
	})
	sum := sha256.Sum256([]byte(style))
	if want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"; policy != want {
		t.Errorf("the policy is %q\ninstead of    %q", policy, want)
	}
	if strings.Contains(style, "url(") || strings.Contains(style, "@import") {
		t.Error("the style fetches something")
	}
	if head := string(page[:strings.Index(string(page), "<style")]); !strings.Contains(head, "Content-Security-Policy") || !strings.HasPrefix(head, "<!DOCTYPE html>\n<html lang=\"en\">") {
		t.Error("the policy does not stand before what it is about, or the page has no language")
	}
}

// luminance returns the relative luminance of a colour.
// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
func luminance(colour string) float64 {
	n, _ := strconv.ParseUint(colour[1:], 16, 32)
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(n>>(16-8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
