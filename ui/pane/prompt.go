package pane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Prompt asks the user for what deputy cannot continue without: an MFA code, a
// login, or a fix outside deputy.
type Prompt struct {
	env    *Env
	prompt model.Prompt
	code   kit.Input
	sheet  kit.Sheet
	height int
	caret  *tea.Position
}

// NewPrompt returns the screen of a prompt.
func NewPrompt(env *Env, p model.Prompt) *Prompt {
	return &Prompt{env: env, prompt: p, code: kit.NewInput()}
}

// ID returns the prompt's number.
func (p *Prompt) ID() int { return p.prompt.ID }

// View draws what is asked, why, and what the user can do.
func (p *Prompt) View(s kit.Size, _ bool) []string {
	p.height, p.caret = s.H, nil
	sh := &p.sheet
	sh.Reset(s.W)
	sh.Rows = append(sh.Rows, kit.SheetRow{})
	title, ways := p.words()
	sh.Item(p.env.Theme.Marks.Gap, theme.Warning, theme.Strong, title)
	sh.Blank()
	if g := p.prompt.Gap; p.prompt.Text != "" && (g == nil || !strings.Contains(p.prompt.Text, g.Cause)) {
		sh.Put(theme.Plain, p.prompt.Text)
		sh.Blank()
	}
	p.gap()
	if p.prompt.Kind == model.PromptLogin && len(p.prompt.Run) > 0 {
		sh.Put(theme.Muted, "deputy runs this on your terminal and comes back when it ends:")
		sh.Add(kit.SheetRow{Indent: 3, Meaning: theme.Plain, Text: phrase.ShellCommand(p.prompt.Run...)})
		sh.Blank()
	}
	codeRow := -1
	if p.prompt.Kind == model.PromptMFA {
		codeRow = len(sh.Rows)
		sh.Rows = append(sh.Rows, kit.SheetRow{Text: " "}, kit.SheetRow{})
	}
	for _, w := range ways {
		sh.Item(w.key, theme.Accent, theme.Plain, w.does)
	}
	lines := sh.View(p.env.Theme, s.H)
	if row := codeRow - sh.Top; codeRow >= 0 && row >= 0 && row < len(lines) {
		l := widget.NewLine(p.env.Theme, theme.Page, s.W).Space(1).Put(theme.Muted, "Code  ").Put(theme.Accent, "> ")
		p.caret = &tea.Position{X: p.code.Draw(l, theme.Strong, 12), Y: row}
		lines[row] = l.String()
	}
	return kit.Pad(p.env.Theme, lines, s)
}

// gap writes what went wrong and how to fix it.
func (p *Prompt) gap() {
	g := p.prompt.Gap
	if g == nil {
		return
	}
	sh := &p.sheet
	what := g.Operation
	if g.Target != "" {
		what += " of " + g.Target
	}
	sh.Put(theme.Muted, what)
	sh.Add(kit.SheetRow{Indent: 3, Meaning: theme.Danger, Text: g.Cause})
	sh.Blank()
	if g.Fix != "" {
		sh.Put(theme.Muted, "How to fix it")
		sh.Add(kit.SheetRow{Indent: 3, Meaning: theme.Plain, Text: g.Fix})
		sh.Blank()
	}
}

// way is a key and what it does.
type way struct{ key, does string }

// words returns the title, and the keys that the user can press.
func (p *Prompt) words() (title string, ways []way) {
	leave := way{"Esc  ", "continue anyway"}
	other := way{"P    ", "choose another profile"}
	switch p.prompt.Kind {
	case model.PromptMFA:
		return "AWS needs a code from your MFA device", []way{{"Enter", "send the code"}, leave}
	case model.PromptLogin:
		return "You are not logged in", []way{{"Enter", "log in now"}, other, leave}
	default:
		title = "deputy cannot read the organization"
		if g := p.prompt.Gap; g != nil {
			switch g.Kind {
			case model.FailureCredentials:
				title = "No valid AWS credentials"
			case model.FailureNoOrganization:
				title = "This account is not in an organization"
			default:
			}
		}
		return title, []way{{"Enter", "try again, once it is fixed"}, other, leave, {"q    ", "quit; deputy --demo shows a built-in organization"}}
	}
}

// Do answers the prompt.
func (p *Prompt) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Open, kit.Reload:
		return p.answer()
	case kit.Close:
		return Many{Replied{model.Reply{Prompt: p.prompt.ID, Kind: p.prompt.Kind, Cancelled: true}}}
	default:
		p.sheet.Scroll(c, p.height)
		return nil
	}
}

// answer returns the reply.
func (p *Prompt) answer() kit.Intent {
	switch p.prompt.Kind {
	case model.PromptMFA:
		code := strings.ReplaceAll(strings.TrimSpace(p.code.Value()), " ", "")
		if code == "" {
			return Noticed{"Type the code that your MFA device shows.", theme.Warning}
		}
		return Replied{model.Reply{Prompt: p.prompt.ID, Kind: p.prompt.Kind, Text: code}}
	case model.PromptLogin:
		return Login{p.prompt.ID, p.prompt.Run}
	default:
		return Replied{model.Reply{Prompt: p.prompt.ID, Kind: p.prompt.Kind}}
	}
}

// Can implements kit.Pane.
func (p *Prompt) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Open, kit.Close, kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End:
		return true, ""
	case kit.Reload:
		return p.prompt.Kind == model.PromptRetry, ""
	default:
		return false, ""
	}
}

// Mouse scrolls.
func (p *Prompt) Mouse(m kit.Mouse) kit.Intent {
	p.sheet.Wheel(m.Wheel, p.height)
	return nil
}

// Typing reports whether the prompt asks for a code.
func (p *Prompt) Typing() bool { return p.prompt.Kind == model.PromptMFA }

// Key edits the code.
func (p *Prompt) Key(k tea.KeyPressMsg) (kit.Intent, bool) { return nil, p.code.Key(k) }

// Paste pastes the code.
func (p *Prompt) Paste(text string) kit.Intent {
	p.code.Paste(text)
	return nil
}

// Caret returns the place of the text cursor in the last view.
func (p *Prompt) Caret() *tea.Position { return p.caret }

// Label names what Enter and Esc do.
func (p *Prompt) Label(c kit.Command) string {
	if c == kit.Close {
		return "continue anyway"
	}
	if c != kit.Open {
		return ""
	}
	switch p.prompt.Kind {
	case model.PromptMFA:
		return "send"
	case model.PromptLogin:
		return "log in"
	default:
		return "try again"
	}
}
