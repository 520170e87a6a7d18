package ui

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/search"
	"deputy/model/verdict"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// argument is what an action takes behind its name in the palette, as in
// ask s3:PutObject payments-prod.
type argument struct {
	hint     string                                 // what to type
	run      func(*App, string) tea.Cmd             // does the action with the text, or says what is wrong with it
	complete func(*App, string) []search.Completion // what the whole text could be, the best first
}

// argumentsMost is how many completions the palette lists.
const argumentsMost = 20

// takesQuestion is the argument ACTION [ACCOUNT].
func takesQuestion(run func(*App, model.NodeID, string) tea.Cmd) *argument {
	return &argument{
		hint: "ACTION [ACCOUNT]",
		run: func(a *App, text string) tea.Cmd {
			action, word, _ := strings.Cut(strings.TrimSpace(text), " ")
			node, err := a.nodeNamed(word)
			if err == nil {
				err = verdict.ImpossibleAction(action)
			}
			if err == nil {
				err = verdict.Question{Action: action}.Check()
			}
			if err != nil {
				return a.toast.notice(err.Error())
			}
			return run(a, node, action)
		},
		complete: func(a *App, text string) []search.Completion {
			return pane.CompleteQuestion(a.env, text, argumentsMost)
		},
	}
}

// takesNodes is the argument A B, of which A may be left out: the node that the
// cursor is on.
func takesNodes() *argument {
	return &argument{
		hint: "[A] B",
		run: func(a *App, text string) tea.Cmd {
			one, two, err := a.twoNodes(text)
			if err != nil {
				return a.toast.notice(err.Error())
			}
			return a.follow(pane.CompareWanted{A: one, B: two})
		},
		complete: func(a *App, text string) []search.Completion { return pane.CompleteNodes(a.env, text, argumentsMost) },
	}
}

// takesPlace is any place.
func takesPlace() *argument {
	return &argument{
		hint:     "PLACE",
		run:      (*App).named,
		complete: func(a *App, text string) []search.Completion { return pane.CompletePlace(a.env, text, argumentsMost) },
	}
}

// takesTheme is the name of a theme.
func takesTheme() *argument {
	return &argument{
		hint: "dark, light or auto",
		run:  func(a *App, text string) tea.Cmd { return a.setTheme(strings.TrimSpace(text)) },
		complete: func(_ *App, text string) []search.Completion {
			var fit []search.Completion
			for _, c := range []theme.Choice{theme.Dark, theme.Light, theme.Auto} {
				if strings.HasPrefix(c.String(), strings.TrimSpace(text)) {
					fit = append(fit, search.Completion{Text: c.String()})
				}
			}
			return fit
		},
	}
}

// nodeNamed returns the node that a word names; without one, the node that the
// Organization screen is on.
func (a *App) nodeNamed(word string) (model.NodeID, error) {
	if word = strings.TrimSpace(word); word == "" {
		if n := a.layout.organization().chosen(); n != nil {
			return n.ID, nil
		}
		return "", errors.New("wait until deputy has read the organization")
	}
	found, err := search.Refer(word).Resolve(a.env.Reading)
	if err == nil && found.Node == "" {
		err = fmt.Errorf("%s is not an account, OU or root", word)
	}
	return found.Node, err
}

// twoNodes returns the nodes that a text names, whose names may have blanks.
func (a *App) twoNodes(text string) (one, two model.NodeID, err error) {
	if two, err = a.nodeNamed(text); err == nil {
		one, err = a.nodeNamed("")
		return one, two, err
	}
	words := strings.Fields(text)
	for i := 1; i < len(words); i++ {
		first, wrong := a.nodeNamed(strings.Join(words[:i], " "))
		if wrong != nil {
			continue
		}
		if two, err = a.nodeNamed(strings.Join(words[i:], " ")); err == nil {
			return first, two, nil
		}
	}
	return "", "", err
}

// askTyped asks about an action at a node.
func (a *App) askTyped(node model.NodeID, action string) tea.Cmd {
	q := &a.questions
	cmd := q.ask()
	if !q.askFocused() {
		return cmd
	}
	q.asked.About(node)
	q.session.load.want(model.WantLadder{Node: node})
	return tea.Batch(cmd, a.follow(q.asked.AskFor(action)))
}

// keepTyped keeps a question about an action on, as it is asked at a node.
func (a *App) keepTyped(node model.NodeID, action string) tea.Cmd {
	q := &a.questions
	if q.asked == nil {
		q.asked = pane.NewAsk(q.env, node)
	}
	q.asked.About(node)
	q.asked.AskFor(action)
	return q.keep(q.asked.Question())
}
