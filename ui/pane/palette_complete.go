package pane

import (
	"slices"
	"strings"

	"deputy/model/phrase"
	"deputy/model/search"
)

// CompleteQuestion returns what a typed ACTION [ACCOUNT] could be.
func CompleteQuestion(env *Env, text string, most int) []search.Completion {
	action, node, more := strings.Cut(text, " ")
	if !more {
		return completeAction(env, action, most)
	}
	return completeWith(action, env.completeNode(node, most))
}

// completeAction returns what a typed action could be, without the words of the
// organization's own policies, which take a while to collect.
func completeAction(env *Env, action string, most int) []search.Completion {
	return (&search.Vocabulary{}).Complete(env.Reading, search.FieldAction, NewAsk(env, "").Question(), action, most)
}

// CompleteNodes returns what a typed A B could be, of which A may be left out.
func CompleteNodes(env *Env, text string, most int) []search.Completion {
	first, second, more := strings.Cut(text, " ")
	if !more {
		return env.completeNode(first, most)
	}
	return slices.Concat(completeWith(first, env.completeNode(second, most)), env.completeNode(text, most))
}

// CompletePlace returns the places that a typed text could name.
func CompletePlace(env *Env, text string, most int) []search.Completion {
	return env.completeHit(text, most, nil)
}

// completeNode returns the roots, OUs and accounts that a typed text could name.
func (e *Env) completeNode(text string, most int) []search.Completion {
	return e.completeHit(text, most, func(h *search.Hit) bool { return h.Node != "" })
}

// completeHit returns what a search finds. A name that something else may have too
// is completed to the ID.
func (e *Env) completeHit(text string, most int, want func(*search.Hit) bool) []search.Completion {
	x := e.index.get(e)
	hits := x.SearchFor(text, most, want)
	if h, ok := x.Find(text); ok && (want == nil || want(&h)) {
		hits = []search.Hit{h}
	}
	named := map[string]int{}
	for _, h := range hits {
		named[phrase.Fold(h.Name)]++
	}
	var all []search.Completion
	for _, h := range hits {
		id := string(h.Node) + string(h.Policy) + string(h.Service) + string(h.Principal)
		c := search.Completion{Text: h.Name, Note: strings.TrimSpace(h.Kind + " " + h.Where)}
		if named[phrase.Fold(h.Name)] > 1 || strings.Contains(h.Name, " ") || h.Name == "" || h.Service != "" {
			c.Text, c.Note = id, strings.TrimSpace(h.Kind+" "+h.Name+"  "+h.Where)
		}
		all = append(all, c)
	}
	return all
}

// completeWith puts a word before completions.
func completeWith(word string, all []search.Completion) []search.Completion {
	for i := range all {
		all[i].Text = word + " " + all[i].Text
	}
	return all
}
