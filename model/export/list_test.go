package export_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/export"
	"deputy/model/finding"
	"deputy/model/modeltest"
)

// column returns the values of a column.
func column(t *testing.T, s *export.Section, key string) []any {
	t.Helper()
	i := slices.IndexFunc(s.Columns, func(c export.Column) bool { return c.Key == key })
	if i < 0 {
		t.Fatalf("no column %s in %v", key, s.Columns)
	}
	values := make([]any, len(s.Rows))
	for k, row := range s.Rows {
		if len(row) != len(s.Columns) {
			t.Fatalf("a row has %d values for %d columns", len(row), len(s.Columns))
		}
		values[k] = row[i]
	}
	return values
}

// What is exported of the demo organization is what the demo organization has.
func TestDemo(t *testing.T) {
	r := modeltest.Demo()
	accounts := export.Accounts(r, slices.Collect(r.Accounts()))
	if n := len(column(t, &accounts, "accountId")); n != 63 {
		t.Errorf("%d accounts", n)
	}
	i := slices.Index(column(t, &accounts, "name"), any("payments-prod"))
	if i < 0 || column(t, &accounts, "path")[i] != "Root / Workloads / Prod" || column(t, &accounts, "accountId")[i] != "444455556666" {
		t.Errorf("payments-prod is row %d: %v", i, accounts.Rows[max(i, 0)])
	}
	var root model.NodeID
	for n := range r.Roots() {
		root = n.ID
	}
	tree := export.Tree(r, root)
	if n := len(column(t, &tree, "id")); n != r.NodeCount() {
		t.Errorf("the tree has %d rows, the organization %d nodes", n, r.NodeCount())
	}
	policies := export.Policies(r, r.Policies(model.ServiceControlPolicy))
	if k := slices.Index(column(t, &policies, "name"), any("NoPublicS3")); k < 0 || column(t, &policies, "attachedTo")[k] == nil {
		t.Error("NoPublicS3 is attached to nothing")
	}
	delegations := export.Delegations(delegation.Table(r))
	if !slices.Contains(column(t, &delegations, "account"), any("security-tooling")) || !slices.Contains(column(t, &delegations, "account"), any("nobody")) {
		t.Errorf("administrators: %v", column(t, &delegations, "account"))
	}
	x := finding.Inspect(r)
	var all []*finding.Finding
	for i := range x.Findings {
		all = append(all, &x.Findings[i])
	}
	if findings := export.Findings(r, all); len(column(t, &findings, "code")) != len(all) || len(all) == 0 {
		t.Errorf("%d findings", len(all))
	}
}

// Everything that is known of an account is in its document, in every format.
func TestNode(t *testing.T) {
	r := modeltest.Demo()
	d := export.Node(r, r.Node("444455556666"))
	text, err := export.Encode(d, export.Markdown)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"payments-prod", "leave the organization", "NoPublicS3", "Root / Workloads / Prod", "role/SecAdmin", "FullAWSAccess", "team"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	csv, err := export.Encode(d, export.CSV)
	if err != nil || !strings.HasPrefix(string(csv), "subject,forbidden,") {
		t.Errorf("%v: the CSV of an account is what it cannot do, not\n%s", err, csv)
	}
}

// What has not been read is not told as nothing.
func TestUnreadIsNotNothing(t *testing.T) {
	r := model.NewReading()
	account := &model.Node{ID: "444455556666", Kind: model.KindAccount, Name: "payments-prod"}
	accounts := export.Accounts(r, []*model.Node{account})
	for _, key := range []string{"administers", "scps", "rcps"} {
		if got := column(t, &accounts, key)[0]; got != nil {
			t.Errorf("%s of an account of which nothing was read: %v", key, got)
		}
	}
	text, err := export.Encode(export.Node(r, account), export.Markdown)
	if err != nil || strings.Count(string(text), "Not read yet") < 2 {
		t.Errorf("%v:\n%s", err, text)
	}
}

// The policy's text is exported as it is stored, with its problems beside it.
func TestPolicy(t *testing.T) {
	r := modeltest.Demo()
	for _, p := range r.Policies(model.ServiceControlPolicy) {
		stored, _ := r.Document(p.ID)
		d := export.Policy(r, p)
		if !slices.ContainsFunc(d.Sections, func(s export.Section) bool { return s.Text == stored.Text }) {
			t.Errorf("%s lacks its text", p.Name)
		}
	}
}
