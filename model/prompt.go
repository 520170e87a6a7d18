package model

// Prompt is a question to the user.
type Prompt struct {
	ID   int
	Kind PromptKind
	Text string   // the question, one sentence
	Run  []string // for PromptLogin: the command that logs in, such as aws sso login --profile p
	Gap  *Gap     // for PromptRetry: what went wrong
}

// PromptKind is what a prompt asks for.
type PromptKind uint8

// The kinds of prompt.
const (
	PromptNone    PromptKind = iota
	PromptMFA                // a code of the caller's MFA device
	PromptLogin              // run a command that logs in, then confirm
	PromptRetry              // credentials are missing, expired or in no organization: fix that outside deputy, then retry
	PromptProfile            // never asked: the user wants another profile, named in Reply.Text
)

// Reply answers a prompt. Cancelled means that the user gave up whatever needed
// the answer.
type Reply struct {
	Prompt    int
	Kind      PromptKind
	Text      string
	Cancelled bool
}
