package command_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// containedLines returns lines of a batch that bring their policies: a path of four levels, whose
// documents are among 200.
func containedLines(count int) string {
	large := sample.Large(1, 1, 200)
	var documents []string
	for i := range 200 {
		documents = append(documents, large.Documents[large.Policies[len(large.Policies)-1-i].ID].Text)
	}
	document := func(i int) string { return documents[i%len(documents)] }
	actions := []string{"ec2:RunInstances", "s3:PutObject", "iam:CreateUser", "kms:Decrypt", "dynamodb:GetItem"}
	type object = map[string]any
	var out strings.Builder
	for i := range count {
		var levels []any
		for level := range 4 {
			policies := []any{object{"name": "FullAWSAccess", "document": json.RawMessage(fullAccess)}}
			for k := range 2 {
				policies = append(policies, object{"name": fmt.Sprint("policy-", level, k), "document": json.RawMessage(document(i*7 + level*31 + k*53))})
			}
			levels = append(levels, object{"id": fmt.Sprint("level-", level), "policies": policies})
		}
		line, err := json.Marshal(object{"id": i, "levels": levels, "request": object{
			"action": actions[i%len(actions)], "resource": fmt.Sprintf("arn:aws:x:eu-west-1:%012d:thing/%d", i, i),
			"context": object{"aws:RequestedRegion": []string{"eu-west-1", "us-east-1"}[i%2], "aws:PrincipalArn": fmt.Sprintf("arn:aws:iam::%012d:role/Network%d", i, i%200)},
		}})
		if err != nil {
			panic(err)
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	return out.String()
}

const fullAccess = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`

// BenchmarkBatch answers 5,000 lines that bring their policies.
func BenchmarkBatch(b *testing.B) {
	lines := containedLines(5000)
	b.SetBytes(int64(len(lines)))
	for b.Loop() {
		answerAll(b, nil, lines)
	}
}

// BenchmarkBatchOfAReading answers 200,000 questions about accounts, which are named by their names
// or IDs, in a reading of 50,000 accounts.
func BenchmarkBatchOfAReading(b *testing.B) {
	s := sample.Large(50_000, 2000, 2000)
	s.Complete = true
	var lines strings.Builder
	actions := []string{"ec2:RunInstances", "s3:PutObject", "iam:CreateUser", "kms:Decrypt", "dynamodb:GetItem"}
	for i := range 200_000 {
		a := s.Accounts[1+i*7919%(len(s.Accounts)-1)]
		name := a.Name
		if i%2 == 0 {
			name = string(a.ID)
		}
		fmt.Fprintf(&lines, `{"id":%d,"account":%q,"action":%q,"principal":"role/Dev","context":{"aws:RequestedRegion":"eu-west-1"}}`+"\n", i, name, actions[i%len(actions)])
	}
	backend := &command.SavedBackend{Snapshot: s}
	for b.Loop() {
		answerAll(b, backend, lines.String())
	}
}

// answerAll runs a batch, which must answer every line.
func answerAll(b *testing.B, backend ui.Backend, lines string) {
	b.Helper()
	var out, err strings.Builder
	system := command.System{
		Stdin: strings.NewReader(lines), Stdout: &out, Stderr: &err,
		IsTerminal:    func(any) bool { return false },
		Backend:       func(command.Settings) (ui.Backend, error) { return backend, nil },
		ProfileConfig: func(string) (command.ProfileConfig, error) { return command.ProfileConfig{}, nil },
	}
	if code := command.Run(b.Context(), &system, []string{"can", "--batch", "-"}); code != command.Done {
		b.Fatalf("exit %d: %.300s %.300s", code, err.String(), out.String())
	}
	if got, want := strings.Count(out.String(), "\n"), strings.Count(lines, "\n"); got != want {
		b.Fatalf("%d answers of %d", got, want)
	}
}
