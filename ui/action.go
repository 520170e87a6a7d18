package ui

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
	"deputy/ui/pane"
)

// Action is one thing that the user can do: its keys, its words, what it does
// and why it is unavailable now. Keys, footer, palette, help and the README's
// table of keys all come from the one list in Actions.
type Action struct {
	Name     string             // stable name, for the palette: search, copy-id
	Keys     []string           // as Bubble Tea spells them; several actions may share a key in different panes
	Label    string             // the footer's one or two words
	Help     string             // one sentence
	Group    string             // section of the help sheet
	Rank     int                // place in the footer, 1 first; 0 keeps it out
	command  kit.Command        // what it asks the pane with the keys to do, if run is nil
	run      func(*App) tea.Cmd // what it does in the program; nil if it is a pane's
	disabled func(*App) string  // why it is unavailable now, or empty
	place    bool               // --goto opens it by its name
	takes    *argument          // what may be typed behind its name in the palette; nil for nothing
}

// Groups of the help sheet, in its order.
const (
	groupMove   = "Navigation"
	groupGo     = "Go to"
	groupSee    = "View"
	groupCopy   = "Copy and export"
	groupChange = "Change"
	groupDeputy = "deputy"
)

// Actions returns every action in the order of the help sheet.
func Actions() []Action {
	return slices.Concat(moves(), places(), looks(), copies(), changes(), program())
}

// does returns the action that asks a pane for a command.
func does(name string, c kit.Command, group, label, help string, rank int, keys ...string) Action {
	return Action{Name: name, Keys: keys, Label: label, Help: help, Group: group, Rank: rank, command: c}
}

func moves() []Action {
	return []Action{
		does("up", kit.Up, groupMove, "up", "Move up", 0, "up", "k"),
		does("down", kit.Down, groupMove, "down", "Move down", 0, "down", "j"),
		does("fold", kit.Left, groupMove, "fold", "Fold, or go to the parent", 0, "left", "h"),
		does("unfold", kit.Right, groupMove, "unfold", "Unfold, or go to the details", 0, "right", "l"),
		does("page-up", kit.PageUp, groupMove, "page up", "Move up a page", 0, "pgup", "ctrl+b"),
		does("page-down", kit.PageDown, groupMove, "page down", "Move down a page", 0, "pgdown", "ctrl+f"),
		does("first", kit.Home, groupMove, "first", "Move to the first row", 0, "home", "g"),
		does("last", kit.End, groupMove, "last", "Move to the last row", 0, "end", "G"),
		does("open", kit.Open, groupMove, "open", "Open the row under the cursor", 1, "enter"),
		does("next-tab", kit.NextTab, groupMove, "next tab", "Show the next tab", 2, "tab"),
		does("previous-tab", kit.PrevTab, groupMove, "previous tab", "Show the previous tab", 0, "shift+tab"),
		{Name: "out", Keys: []string{"esc"}, Label: "close", Help: "Close what is open", Group: groupMove, Rank: 8, run: (*App).out},
		does("fold-all", kit.FoldAll, groupMove, "fold all", "Fold the whole tree", 0, "-"),
		does("unfold-all", kit.UnfoldAll, groupMove, "unfold all", "Unfold the whole tree", 0, "+", "*"),
	}
}

func places() []Action {
	show := func(name, label, key string) Action {
		return Action{
			Name: name, Keys: []string{key}, Label: label, Help: "Show the " + label + " screen", Group: groupGo,
			run: func(a *App) tea.Cmd { return a.show(label) },
		}
	}
	return []Action{
		{Name: "search", Keys: []string{"/", "ctrl+p"}, Label: "search", Help: "Search the whole organization: names, IDs, ARNs, e-mails, paths, policies, services, tags", Group: groupGo, run: (*App).search},
		{Name: "goto", Label: "go to", Help: "Go to an account, OU, policy or service by its ID, ARN, name, path or URL", Group: groupGo, run: (*App).search, takes: takesPlace()},
		show("organization", organizationScreen, "1"),
		show("policies", policiesScreen, "2"),
		show("delegations", delegationsScreen, "3"),
		show("findings", findingsScreen, "4"),
		{Name: "management-account", Keys: []string{"M"}, Label: "management use", Help: "Show who used the management account, what for, and what could be done elsewhere", Group: groupGo, run: (*App).managementUse, place: true},
		{Name: "back", Keys: []string{"[", "alt+left", "backspace"}, Label: "back", Help: "Go back to the place before the last jump", Group: groupGo, run: func(a *App) tea.Cmd { return a.back() }},
		{Name: "forward", Keys: []string{"]", "alt+right"}, Label: "forward", Help: "Go forward again", Group: groupGo, run: func(a *App) tea.Cmd { return a.forward() }},
		{Name: "bookmark", Keys: []string{"b"}, Label: "bookmark", Help: "Add this place to the bookmarks, or remove it", Group: groupGo, run: func(a *App) tea.Cmd { return a.resume.bookmark() }},
		{Name: "bookmarks", Keys: []string{"B"}, Label: "bookmarks", Help: "List the bookmarks", Group: groupGo, disabled: func(a *App) string { return a.resume.noBookmarks() }, run: func(a *App) tea.Cmd { return a.open(pane.NewBookmarks(a.env)) }},
	}
}

func looks() []Action {
	return []Action{
		{Name: "ask", Keys: []string{"a"}, Label: "ask", Help: "Ask whether SCPs and RCPs block an action", Group: groupSee, Rank: 3, run: func(a *App) tea.Cmd { return a.questions.ask() }, takes: takesQuestion((*App).askTyped)},
		does("answer", kit.Answer, groupSee, "answer", "Move from the question to its answer", 2, "ctrl+g"),
		does("clear", kit.Clear, groupSee, "clear", "Clear the field under the cursor", 2, "ctrl+u"),
		does("keep-lens", kit.KeepLens, groupSee, "show on tree", "Show the answers on the tree of accounts", 3, "ctrl+n"),
		does("exactly", kit.Exactly, groupSee, "exact answer", "Switch between the exact answer and the one for an ordinary request", 3, "="),
		does("assume", kit.Assume, groupSee, "assume or not", "Make or drop the assumption under the cursor", 4, "x"),
		{Name: "lens", Keys: []string{"L"}, Label: "lens", Help: "Ask a question on the tree, or turn it off", Group: groupSee, run: func(a *App) tea.Cmd { return a.questions.toggle() }, takes: takesQuestion((*App).keepTyped)},
		{Name: "answers", Keys: []string{"v"}, Label: "answers", Help: "Group the accounts by answer and by what decides it", Group: groupSee, run: func(a *App) tea.Cmd { return a.questions.answers() }},
		{
			Name: "lens-exactly", Keys: []string{"="}, Label: "exact answers", Help: "Switch the tree between exact answers and those for an ordinary request", Group: groupSee,
			disabled: func(a *App) string { return a.questions.noLens() },
			run:      func(a *App) tea.Cmd { return a.questions.turnExactly() },
		},
		{
			Name: "lens-region", Keys: []string{">"}, Label: "Region", Help: "Ask about the next Region that the policies treat differently", Group: groupSee,
			disabled: func(a *App) string { return a.questions.noRegion() },
			run:      func(a *App) tea.Cmd { a.sweep.nextRegion(); return nil },
		},
		{
			Name: "compare", Keys: []string{"C"}, Label: "compare", Help: "Compare this root, OU or account with another one", Group: groupSee,
			disabled: func(a *App) string { return a.questions.compareDisabled() },
			run:      func(a *App) tea.Cmd { a.questions.compare(); return nil },
			takes:    takesNodes(),
		},
		{Name: "history", Keys: []string{"H"}, Label: "history", Help: "Show what happened lately in the organization: when, what and by whom", Group: groupSee, disabled: (*App).noHistory, run: (*App).history},
		does("what-if", kit.WhatIf, groupSee, "what if", "Preview what changes if you move this, or attach or detach a policy", 0, "w"),
		does("last-accessed", kit.LastAccessed, groupSee, "last accessed", "Show which services were used last, when and where, from a report that AWS generates", 0, "i"),
		does("add-change", kit.AddChange, groupSee, "add change", "Add a change to the what-if", 3, "w"),
		does("drop-change", kit.DropChange, groupSee, "drop change", "Drop this change from the what-if", 4, "x"),
		{Name: "events", Keys: []string{"E"}, Label: "events", Help: "Judge the calls of CloudTrail events in files, and list those that the what-if changes", Group: groupSee, run: (*App).showEvents, takes: takesEvents()},
		{
			Name: "stop-events", Keys: []string{"X"}, Label: "stop events", Help: "Stop reading CloudTrail events", Group: groupSee,
			disabled: func(a *App) string { return a.events.nothing() },
			run:      func(a *App) tea.Cmd { a.events.stop(); return nil },
		},
		does("toggle", kit.Toggle, groupSee, "list", "Switch between tree and list, or between services and accounts", 6, "t"),
		does("raw", kit.Raw, groupSee, "as stored", "Switch between the formatted document and the stored text", 6, "t"),
		does("read-events", kit.ReadEvents, groupSee, "read events", "Read CloudTrail events, stop, or go on", 2, "r"),
		does("event-days", kit.Days, groupSee, "days", "Count 7, 30 or 90 days", 4, "t"),
		does("sort", kit.Sort, groupSee, "sort", "Sort by the next column", 7, "s"),
		does("reverse", kit.Reverse, groupSee, "reverse", "Sort in the other direction", 0, "S"),
		{
			Name: "columns", Keys: []string{"O"}, Label: "columns", Help: "Choose the columns of the account list, including tags", Group: groupSee,
			disabled: func(a *App) string { return a.layout.noColumns() },
			run:      func(a *App) tea.Cmd { return a.open(pane.NewColumns(a.env)) },
		},
		does("filter", kit.Filter, groupSee, "filter", "Filter the list", 5, "/", "f"),
		does("find", kit.FindIn, groupSee, "find", "Find text in the document, the answer or the help", 5, "/", "f"),
		does("find-next", kit.FindNext, groupSee, "next", "Go to the next match", 0, "n"),
		does("find-previous", kit.FindPrevious, groupSee, "previous", "Go to the previous match", 0, "N"),
		{
			Name: "credential-report", Keys: []string{"K"}, Label: "credential report", Rank: 3, Group: groupSee, command: kit.Generate,
			Help: "Have IAM generate a credential report of the management account", disabled: func(a *App) string { return a.session.offline() },
		},
		does("reread", kit.Reload, groupSee, "reload", "Reload this from AWS", 0, "r"),
	}
}

func copies() []Action {
	return []Action{
		does("copy-id", kit.Copy, groupCopy, "copy ID", "Copy the ID to the terminal's clipboard", 4, "y"),
		does("copy-arn", kit.CopyARN, groupCopy, "copy ARN", "Copy the ARN to the terminal's clipboard", 0, "Y"),
		does("copy-text", kit.CopyText, groupCopy, "copy text", "Copy the document, the finding, or a plan as AWS CLI commands", 4, "c"),
		does("terraform", kit.Terraform, groupCopy, "terraform", "Copy the plan's Terraform import block", 0, "T"),
		does("test-case", kit.TestCase, groupCopy, "test case", "Show and copy the question and its answer as a test for deputy test", 5, "T"),
		{Name: "export", Keys: []string{"e", "alt+e"}, Label: "export", Help: "Export this as Markdown, CSV or JSON, to the clipboard or a file", Group: groupCopy, disabled: (*App).noExport, run: (*App).export},
		does("console", kit.Console, groupCopy, "console", "Open this in the AWS console", 0, "o"),
	}
}

func changes() []Action {
	readOnly := func(a *App) string { return a.options.ReadOnly }
	delegate := does("delegate", kit.Delegate, groupChange, "delegate", "Register a delegated administrator", 3, "d")
	remove := does("remove", kit.Undelegate, groupChange, "remove", "Remove a delegated administrator", 3, "x")
	this := does("undo-this", kit.Undo, groupChange, "undo", "Plan to undo the change that is shown", 2, "u")
	undo := Action{
		Name: "undo", Keys: []string{"u"}, Label: "undo", Group: groupChange,
		Help: "Plan to undo the last change",
		run:  func(a *App) tea.Cmd { return a.change.undo() },
	}
	delegate.disabled, remove.disabled, this.disabled, undo.disabled = readOnly, readOnly, readOnly, readOnly
	unfinished := Action{
		Name: "unfinished", Keys: []string{"U"}, Label: "unfinished", Group: groupChange,
		Help: "Show a change that did not finish",
		run:  func(a *App) tea.Cmd { return a.open(pane.NewUnfinished(a.env, a.session.journal.Unfinished)) },
		disabled: func(a *App) string {
			if len(a.session.journal.Unfinished) == 0 {
				return "No change is left unfinished."
			}
			return ""
		},
	}
	return []Action{delegate, remove, this, undo, unfinished}
}

func program() []Action {
	offline := func(a *App) string { return a.session.offline() }
	return []Action{
		{Name: "palette", Keys: []string{":", "ctrl+k"}, Label: "commands", Help: "Find and run a command", Group: groupDeputy, run: (*App).palette},
		{Name: "help", Keys: []string{"?"}, Label: "help", Help: "Show keys and marks", Group: groupDeputy, run: (*App).help},
		{Name: "activity", Keys: []string{"A"}, Label: "activity", Help: "Show progress, API calls, throttling, changes and gaps", Group: groupDeputy, run: (*App).activity},
		{Name: "profile", Keys: []string{"P"}, Label: "profile", Help: "Switch to another AWS profile", Group: groupDeputy, disabled: offline, run: (*App).profiles},
		{Name: "refresh", Keys: []string{"R"}, Label: "reload all", Help: "Reload the whole organization, after showing what it costs", Group: groupDeputy, disabled: offline, run: (*App).reload},
		{Name: "theme", Keys: []string{"ctrl+t"}, Label: "theme", Help: "Switch between the dark and the light theme", Group: groupDeputy, run: (*App).turnTheme, takes: takesTheme()},
		{Name: "mouse", Keys: []string{"m"}, Label: "mouse", Help: "Switch the mouse between deputy and selecting text", Group: groupDeputy, run: func(a *App) tea.Cmd { return a.toast.notice(a.mouse.toggle()) }},
		{Name: "redraw", Keys: []string{"ctrl+l"}, Label: "redraw", Help: "Redraw the screen", Group: groupDeputy, run: func(*App) tea.Cmd { return func() tea.Msg { return tea.ClearScreen() } }},
		{Name: "suspend", Keys: []string{"ctrl+z"}, Label: "suspend", Help: "Suspend deputy", Group: groupDeputy, run: func(*App) tea.Cmd { return tea.Suspend }},
		{Name: "quit", Keys: []string{"q", "ctrl+c"}, Label: "quit", Help: "Quit deputy", Group: groupDeputy, run: func(a *App) tea.Cmd { return a.change.quit() }},
	}
}

// why says why an action is unavailable here now; empty if it can be carried
// out. It reports false if the action does not belong here at all.
func (a *App) why(x *Action) (reason string, ok bool) {
	if x.run == nil {
		can, why := a.layout.taker(x.command).Can(x.command)
		if !can {
			return why, why != ""
		}
	}
	if x.disabled != nil {
		return x.disabled(a), true
	}
	return "", true
}

// act finds the action of a key and carries it out; a disabled one says why. What
// the pane with the keys does with a key goes before what the program does with it.
func (a *App) act(key string) tea.Cmd {
	var disabled string
	for _, ofPane := range []bool{true, false} {
		for i := range a.actions {
			x := &a.actions[i]
			if (x.run == nil) != ofPane || !slices.Contains(x.Keys, key) {
				continue
			}
			reason, ok := a.why(x)
			if ok && reason == "" {
				return a.carryOut(x)
			}
			if ok {
				disabled = cmp.Or(disabled, reason)
			}
		}
	}
	if disabled != "" {
		return a.toast.notice(disabled)
	}
	return nil
}

// press carries out the action with a name, as its key would; a disabled one says
// why.
func (a *App) press(name string) tea.Cmd {
	i := slices.IndexFunc(a.actions, func(x Action) bool { return x.Name == name })
	if i < 0 {
		return nil
	}
	switch reason, ok := a.why(&a.actions[i]); {
	case !ok:
		return a.toast.notice("This is not available here.")
	case reason != "":
		return a.toast.notice(reason)
	}
	return a.carryOut(&a.actions[i])
}

// runNamed runs an action that was chosen in the palette, on the pane that had
// the keys before, with what was typed behind its name.
func (a *App) runNamed(name, text string) tea.Cmd {
	if a.layout.overlaid() {
		a.layout.leave()
	}
	i := slices.IndexFunc(a.actions, func(x Action) bool { return x.Name == name })
	if i >= 0 && a.actions[i].takes != nil && text != "" {
		return a.actions[i].takes.run(a, text)
	}
	return a.press(name)
}

// carryOut does what an available action does.
func (a *App) carryOut(x *Action) tea.Cmd {
	if x.run != nil {
		return x.run(a)
	}
	return a.follow(a.layout.taker(x.command).Do(x.command))
}
