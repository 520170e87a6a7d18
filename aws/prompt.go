package aws

import (
	"context"
	"errors"
	"sync"

	"deputy/model"
)

// prompts are the prompts that wait for a reply.
type prompts struct {
	mu      sync.Mutex
	last    int
	waiting map[int]chan model.Reply
}

// open returns the ID of a new prompt, and the channel on which its reply comes.
func (p *prompts) open() (int, <-chan model.Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	if p.waiting == nil {
		p.waiting = map[int]chan model.Reply{}
	}
	reply := make(chan model.Reply, 1)
	p.waiting[p.last] = reply
	return p.last, reply
}

// answer passes a reply to the prompt that waits for it. It drops a reply for
// which no prompt waits, such as a second one.
func (p *prompts) answer(reply model.Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if waiting := p.waiting[reply.Prompt]; waiting != nil {
		delete(p.waiting, reply.Prompt)
		waiting <- reply
	}
}

// close forgets a prompt that nobody waits for any more.
func (p *prompts) close(id int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.waiting, id)
}

// ask shows a prompt to the user and waits for the reply. It returns false if
// the user cancelled or the run ended first.
func (r *run) ask(prompt model.Prompt) (model.Reply, bool) {
	id, answer := r.b.prompts.open()
	defer r.b.prompts.close(id)
	prompt.ID = id
	r.emit(model.PromptFact{Prompt: prompt})
	select {
	case reply := <-answer:
		return reply, !reply.Cancelled
	case <-r.ctx.Done():
		return model.Reply{}, false
	}
}

// The reasons why there is no MFA code.
var (
	errNoPrompt = errors.New("the profile needs an MFA code, and there is nobody to ask")
	errNoCode   = errors.New("the profile needs an MFA code, and none was given")
)

// askMFA asks the user for an MFA code, through the open run.
func (b *Backend) askMFA() (string, error) {
	b.mu.Lock()
	r := b.run
	b.mu.Unlock()
	if r == nil {
		return "", errNoPrompt
	}
	reply, ok := r.ask(model.Prompt{Kind: model.PromptMFA, Text: "The code of your MFA device:"})
	switch {
	case r.ctx.Err() != nil:
		return "", context.Canceled
	case !ok:
		return "", errNoCode
	default:
		return reply.Text, nil
	}
}
