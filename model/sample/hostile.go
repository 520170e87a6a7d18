package sample

import (
	"fmt"
	"strings"

	"deputy/model"
)

// Variant is an organization that is hard to read or to show.
type Variant struct {
	Name     string
	Snapshot *model.Snapshot
}

// Hostile returns organizations that deputy must cope with: names that AWS
// accepts and terminals do not, policies that are not JSON, and unusual shapes.
func Hostile() []Variant {
	return []Variant{
		{"names", hostileNames()},
		{"no units", withAccounts(12, 0)},
		{"accounts in the root", accountsInRoot()},
		{"a thousand accounts in one unit", withAccounts(1000, 1)},
		{"consolidated billing", billingOnly()},
		{"SCPs disabled", policiesDisabled()},
		{"alone", withAccounts(0, 0)},
	}
}

// oddNames lists names that break a careless screen.
var oddNames = []string{
	"red \x1b[31malert\x1b[0m", "bell\x07 and \x00 null", "title \x1b]0;owned\x07", "link \x1b]8;;https://example.com\x1b\\here\x1b]8;;\x1b\\",
	"line\nbreak\r\nand\ttab", "c1 \u009b31m csi", "del \x7f", "生産環境の支払い", "ｆｕｌｌｗｉｄｔｈ", "مرحبا بالعالم", "עברית right to left",
	"override \u202egnp.exe", "e\u0301le\u0300ve co\u0302te", "Z͑ͫa̴l̷g̶o̸" + strings.Repeat("\u0336", 40), "👩‍👩‍👧‍👦 family 🇪🇺", "zero\u200bwidth\u200djoiner\ufeff",
	strings.Repeat("long-name-", 25), strings.Repeat("宽", 250), " leading and trailing ", "", "a", "%s %d %!v(MISSING)", "<script>alert(1)</script>",
	"\xff\xfe not UTF-8", "back\\slash \"quote\" 'tick' `grave`",
}

// oddTexts lists policy texts that are not proper documents.
var oddTexts = []string{
	"this is not JSON", "", "{", "[]", "null", `{"Version":"2012-10-17"}`, `{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Action":"*"}]}`,
	`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Sid":"` + "\\u001b[31m" + `"}]}`,
	strings.Repeat("[", 5000), `{"Statement":` + strings.Repeat(" ", 11000) + `[]}`, "\x1b[2J\x1b[H{}", "\xef\xbb\xbf{\"Version\":\"2012-10-17\",\"Statement\":[]}",
	`{"Version":"2012-10-17","Version":"2008-10-17","Statement":{"Effect":"Deny","Effect":"Allow","Action":["s3:*"],"Resource":"*"}}`,
}

// hostileNames returns an organization with the odd names and texts.
func hostileNames() *model.Snapshot {
	b := newBuilder("o-h0st11e000", "r-h0st", "200000000001", "aws+hostile@example.com")
	b.s.Roots[0].Name = "Root\x1b[7m"
	parent := b.root()
	for i, name := range oddNames {
		if i%5 == 0 {
			parent = b.root()
		}
		id := model.NodeID(fmt.Sprintf("ou-h0st-%08d", i))
		b.addOU(id, parent, name)
		parent = id
		account := model.AccountID(fmt.Sprintf("%012d", 200_000_000_001+i))
		b.addAccount(member{account, parent, name, "2022-02-02", model.StateActive, created})
		b.s.Accounts[i].Email = "aws+" + name + "@example.com"
		b.s.Tags[string(account)] = []model.Tag{{Key: "key " + name, Value: name}}
	}
	b.attachFullAccess()
	for i, text := range oddTexts {
		id := model.PolicyID(fmt.Sprintf("p-hostile%03d", i))
		b.addPolicy(model.Policy{ID: id, Name: oddNames[i], Description: oddNames[len(oddNames)-1-i], Type: model.ServiceControlPolicy},
			text, b.s.OUs[i].ID)
	}
	b.s.ResourcePolicy = model.ResourcePolicyFact{ARN: b.arn("resourcepolicy/%s/rp-hostile0", b.s.Organization.ID), Text: "no \x1b[5mJSON"}
	return b.snapshot()
}

// withAccounts returns an organization with so many accounts besides the
// management account, all in the last OU if there is one.
func withAccounts(accounts, ous int) *model.Snapshot {
	b := newBuilder("o-shape00000", "r-shap", "300000000000", "aws+shape@example.com")
	b.addAccount(member{"300000000000", b.root(), "management", "2020-01-06", model.StateActive, invited})
	parent := b.root()
	for i := range ous {
		id := model.NodeID(fmt.Sprintf("ou-shap-%08d", i))
		b.addOU(id, b.root(), fmt.Sprintf("Everything %d", i+1))
		parent = id
	}
	for i := range accounts {
		b.addAccount(member{model.AccountID(fmt.Sprintf("%012d", 300_000_000_001+i)), parent, fmt.Sprintf("account-%04d", i), "2023-03-06", model.StateActive, created})
	}
	b.attachFullAccess()
	return b.snapshot()
}

// accountsInRoot returns an organization whose accounts are all in the root,
// although there are OUs.
func accountsInRoot() *model.Snapshot {
	s := withAccounts(40, 6)
	for i := range s.Accounts {
		s.Accounts[i].Parent = s.Roots[0].ID
	}
	return s
}

// billingOnly returns an organization with consolidated billing only, which has
// no policies and no delegation.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_getting-started_concepts.html
func billingOnly() *model.Snapshot {
	s := withAccounts(8, 2)
	s.Organization.Features = model.FeaturesBilling
	s.Roots[0].PolicyTypes = nil
	s.Policies, s.Attachments = nil, nil
	clear(s.Documents)
	return s
}

// policiesDisabled returns an organization with all features and no policy type
// enabled: its policies are not attached to anything.
func policiesDisabled() *model.Snapshot {
	s := withAccounts(8, 2)
	s.Roots[0].PolicyTypes = nil
	s.Attachments = nil
	return s
}
