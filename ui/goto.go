package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/search"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// whatToPaste says what deputy understands.
const whatToPaste = "Not recognized. Paste an account ID, ARN, e-mail, OU path, console URL, AccessDenied text or event."

// openGoto opens the place of --goto once the reading has it. What the reading
// does not have when the tree and the lists of policies are whole, or what fits
// several places, is searched for.
func (a *App) openGoto() tea.Cmd {
	what := strings.TrimSpace(a.options.Goto)
	r := a.env.Reading
	if what == "" || !r.Status(model.PartRoots, "").Known() {
		return nil
	}
	ref := search.Refer(what)
	if _, known := ref.Known(r); !known && a.session.nodesComing() {
		return nil
	}
	found, err := ref.Resolve(r)
	if err != nil && a.session.policiesComing() {
		return nil
	}
	a.options.Goto = ""
	if cmd, ok := a.goToCommand(what, err == nil); ok {
		return cmd
	}
	return a.goTo(what, ref, found, err)
}

// goToCommand carries out what stands in --goto as it would in the palette: a screen
// by its name, or a command with an argument such as ask s3:PutObject payments-prod. A
// colon before it tells it from a place of the same name.
func (a *App) goToCommand(what string, isPlace bool) (tea.Cmd, bool) {
	name, colon := strings.CutPrefix(what, ":")
	if isPlace && !colon {
		return nil, false
	}
	name, text, _ := strings.Cut(name, " ")
	i := slices.IndexFunc(a.actions, func(x Action) bool { return strings.EqualFold(x.Name, name) })
	if i < 0 {
		return nil, false
	}
	x := &a.actions[i]
	if isPlace := x.place || a.layout.screenAt(x.Label) >= 0; !isPlace && (x.takes == nil || text == "") {
		return nil, false
	}
	return a.runNamed(x.Name, strings.TrimSpace(text)), true
}

// named goes to what a text names, or asks about an error text or an event.
func (a *App) named(text string) tea.Cmd {
	ref := search.Refer(text)
	found, err := ref.Resolve(a.env.Reading)
	if err != nil && ref.Kind == search.RefName && !a.finds(ref) {
		return a.toast.notice(whatToPaste)
	}
	return a.goTo(text, ref, found, err)
}

// finds reports whether a search finds what a reference names.
func (a *App) finds(ref search.Reference) bool {
	const most = 100
	return ref.Text != "" && len(ref.Text) <= most && !strings.Contains(ref.Text, "\n") && pane.NewSearchFor(a.env, ref.Text).Finds()
}

// goTo goes to what a reference was resolved to. What fits several places is searched for.
func (a *App) goTo(text string, ref search.Reference, found search.Target, err error) tea.Cmd {
	if err == nil || ref.Kind == search.RefDenial {
		if _, on := a.layout.focused().(*pane.Search); on {
			a.layout.leave()
		}
	}
	switch {
	case ref.Kind == search.RefDenial:
		return a.askAbout(text)
	case err == nil:
		cmd := a.follow(pane.PlaceOf(found.Hit()).Intent())
		if ref.ARN == "" {
			return cmd
		}
		a.questions.offer(ref, found.Node)
		return tea.Batch(cmd, a.toast.show(ref.Words()+" belongs to this account. Press "+a.env.Key("ask")+" to ask about it.", theme.Accent))
	case ref.ARN != "" && ref.ID == "":
		a.questions.offer(ref, "")
		return a.toast.notice(phrase.Sentence(err.Error()) + " Press " + a.env.Key("ask") + " to ask about it here.")
	case ref.Kind == search.RefName:
		s := pane.NewSearchFor(a.env, ref.Text)
		a.layout.push(s)
		return a.toast.notice(err.Error())
	default:
		return a.toast.notice(phrase.Sentence(err.Error()))
	}
}

// askAbout asks about an error text or an event.
func (a *App) askAbout(text string) tea.Cmd {
	cmd := a.questions.ask()
	if !a.questions.askFocused() {
		return cmd
	}
	return tea.Batch(cmd, a.follow(a.questions.asked.Paste(text)))
}
