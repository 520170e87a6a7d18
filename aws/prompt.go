package aws

import (
	"context"
	"errors"
	"sync"

	"deputy/model"
)

// prompts are the questions that wait for an answer.
type prompts struct {
	mu      sync.Mutex
	last    int
	waiting map[int]chan model.Reply
}

// open gives a question its number and the place where the reply comes.
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

// answer hands a reply to who waits for it. A reply that nobody waits for, such
// as a second one, is dropped.
func (p *prompts) answer(reply model.Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if waiting := p.waiting[reply.Prompt]; waiting != nil {
		delete(p.waiting, reply.Prompt)
		waiting <- reply
	}
}

// close forgets a question that was given up.
func (p *prompts) close(id int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.waiting, id)
}

// ask puts a question to the user and waits. It tells false if the user
// cancelled, or the run ended first.
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

// Why there is no MFA code.
var (
	errNoPrompt = errors.New("an MFA code is needed, and there is nobody to ask")
	errNoCode   = errors.New("an MFA code is needed, and none was given")
)

// askMFA asks the user for an MFA code, through the run that is open.
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
