package command

import (
	"context"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/widget"
)

// answerPrompt replies to a question of the backend. What a command cannot do, such
// as logging in, ends it with the way out.
func (l *loader) answerPrompt(ctx context.Context, p model.Prompt) error {
	reply := model.Reply{Prompt: p.ID, Kind: p.Kind}
	var failed error
	switch p.Kind {
	case model.PromptMFA:
		l.clear()
		reply.Text, failed = l.s.prompt(ctx, widget.Clean(p.Text)+" ")
		if failed != nil && codeOf(failed) == Unconfirmed {
			failed = end(Failed, "the profile needs an MFA code, and there is no terminal to ask on: run deputy in a terminal, or use a session with MFA")
		}
	case model.PromptLogin:
		failed = end(Failed, "%s Run: %s", p.Text, phrase.ShellCommand(p.Run...))
	default:
		failed = end(Failed, "%s", p.Text)
		if p.Gap != nil {
			failed = failedGap(p.Gap)
		}
	}
	reply.Cancelled = failed != nil
	l.backend.Answer(reply)
	return failed
}
