package sample

import (
	"fmt"
	"strings"

	"deputy/model"
)

// Variant is an organization that is hard to read or to show, and why.
type Variant struct {
	Name     string
	Snapshot *model.Snapshot
}

// Hostile gives the organizations that a program must bear: names that AWS
// accepts and terminals do not, policies that are not JSON, and odd shapes.
func Hostile() []Variant {
	return []Variant{
		{"names", hostileNames()},
		{"no units", shaped(12, 0)},
		{"accounts in the root", accountsInRoot()},
		{"a thousand accounts in one unit", shaped(1000, 1)},
		{"consolidated billing", billingOnly()},
		{"SCPs disabled", policiesDisabled()},
		{"alone", shaped(0, 0)},
	}
}

// oddNames are names that a careless screen breaks on.
var oddNames = []string{
	"red \x1b[31malert\x1b[0m", "bell\x07 and \x00 null", "title \x1b]0;owned\x07", "link \x1b]8;;https://example.com\x1b\\here\x1b]8;;\x1b\\",
	"line\nbreak\r\nand\ttab", "c1 \u009b31m csi", "del \x7f", "生産環境の支払い", "ｆｕｌｌｗｉｄｔｈ", "مرحبا بالعالم", "עברית right to left",
	"override \u202egnp.exe", "e\u0301le\u0300ve co\u0302te", "Z͑ͫa̴l̷g̶o̸" + strings.Repeat("\u0336", 40), "👩‍👩‍👧‍👦 family 🇪🇺", "zero\u200bwidth\u200djoiner\ufeff",
	strings.Repeat("long-name-", 25), strings.Repeat("宽", 250), " leading and trailing ", "", "a", "%s %d %!v(MISSING)", "<script>alert(1)</script>",
	"\xff\xfe not UTF-8", "back\\slash \"quote\" 'tick' `grave`",
}

// oddTexts are policy texts that are no proper document.
var oddTexts = []string{
	"this is not JSON", "", "{", "[]", "null", `{"Version":"2012-10-17"}`, `{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Action":"*"}]}`,
	`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Sid":"` + "\\u001b[31m" + `"}]}`,
	strings.Repeat("[", 5000), `{"Statement":` + strings.Repeat(" ", 11000) + `[]}`, "\x1b[2J\x1b[H{}", "\xef\xbb\xbf{\"Version\":\"2012-10-17\",\"Statement\":[]}",
	`{"Version":"2012-10-17","Version":"2008-10-17","Statement":{"Effect":"Deny","Effect":"Allow","Action":["s3:*"],"Resource":"*"}}`,
}

func hostileNames() *model.Snapshot {
	b := begin("o-h0st11e000", "r-h0st", "200000000001", "aws+hostile@example.com")
	b.s.Roots[0].Name = "Root\x1b[7m"
	parent := b.root()
	for i, name := range oddNames {
		if i%5 == 0 {
			parent = b.root()
		}
		id := model.NodeID(fmt.Sprintf("ou-h0st-%08d", i))
		b.unit(id, parent, name)
		parent = id
		account := model.AccountID(fmt.Sprintf("%012d", 200_000_000_001+i))
		b.account(member{account, parent, name, "2022-02-02", model.StateActive, created})
		b.s.Accounts[i].Email = "aws+" + name + "@example.com"
		b.s.Tags[string(account)] = []model.Tag{{Key: "key " + name, Value: name}}
	}
	b.full()
	for i, text := range oddTexts {
		id := model.PolicyID(fmt.Sprintf("p-hostile%03d", i))
		b.policy(model.Policy{ID: id, Name: oddNames[i], Description: oddNames[len(oddNames)-1-i], Type: model.ServiceControlPolicy},
			text, b.s.Units[i].ID)
	}
	b.s.ResourcePolicy = model.ResourcePolicyFact{ARN: b.arn("resourcepolicy/%s/rp-hostile0", b.s.Organization.ID), Text: "no \x1b[5mJSON"}
	return b.done()
}

// shaped gives accounts next to the management account, all of them in the
// last unit if there is one.
func shaped(accounts, units int) *model.Snapshot {
	b := begin("o-shape00000", "r-shap", "300000000000", "aws+shape@example.com")
	b.account(member{"300000000000", b.root(), "management", "2020-01-06", model.StateActive, invited})
	parent := b.root()
	for i := range units {
		id := model.NodeID(fmt.Sprintf("ou-shap-%08d", i))
		b.unit(id, b.root(), fmt.Sprintf("Everything %d", i+1))
		parent = id
	}
	for i := range accounts {
		b.account(member{model.AccountID(fmt.Sprintf("%012d", 300_000_000_001+i)), parent, fmt.Sprintf("account-%04d", i), "2023-03-06", model.StateActive, created})
	}
	b.full()
	return b.done()
}

// accountsInRoot has units that nobody moved the accounts into.
func accountsInRoot() *model.Snapshot {
	s := shaped(40, 6)
	for i := range s.Accounts {
		s.Accounts[i].Parent = s.Roots[0].ID
	}
	return s
}

// billingOnly has no policies and can delegate nothing.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_getting-started_concepts.html
func billingOnly() *model.Snapshot {
	s := shaped(8, 2)
	s.Organization.Features = model.FeaturesBilling
	s.Roots[0].PolicyTypes = nil
	s.Policies, s.Attachments = nil, nil
	clear(s.Documents)
	return s
}

// policiesDisabled has all features, and no policy type enabled: the policies
// exist and are attached nowhere.
func policiesDisabled() *model.Snapshot {
	s := shaped(8, 2)
	s.Roots[0].PolicyTypes = nil
	s.Attachments = nil
	return s
}
