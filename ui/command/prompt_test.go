package command_test

import (
	"testing"

	"deputy/model"
	"deputy/ui/command"
)

// TestPrompts ensures that what only a person can do ends a command with the
// way out, and that an MFA code is asked for on a terminal.
func TestPrompts(t *testing.T) {
	for name, c := range map[string]struct {
		prompt   model.Prompt
		terminal bool
		code     command.Code
		says     string
	}{
		"login":                  {model.Prompt{Kind: model.PromptLogin, Text: "The session of profile p has expired.", Run: []string{"aws", "sso", "login", "--profile", "p"}}, true, command.Failed, "aws sso login --profile p"},
		"retry":                  {model.Prompt{Kind: model.PromptRetry, Gap: &model.Gap{Operation: "sts:GetCallerIdentity", Cause: "no credentials", Fix: "log in"}}, true, command.Failed, "no credentials. log in"},
		"MFA without a terminal": {model.Prompt{Kind: model.PromptMFA, Text: "The code:"}, false, command.Failed, "no terminal to ask on"},
		"MFA":                    {model.Prompt{Kind: model.PromptMFA, Text: "The code:"}, true, command.Done, "The code: "},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.fake.prompt, b.terminal, b.stdin = &c.prompt, c.terminal, "123456\n"
			b.run(c.code, "delegations")
			b.says(b.err, c.says)
		})
	}
}
