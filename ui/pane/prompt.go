package pane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Prompt asks the user for what reading cannot go on without: a code, a login,
// or something to be mended outside.
type Prompt struct {
	env    *Env
	prompt model.Prompt
	code   input
	sheet  sheet
	height int
	caret  *tea.Position
}

// NewPrompt gives the screen of a prompt.
func NewPrompt(env *Env, p model.Prompt) *Prompt {
	return &Prompt{env: env, prompt: p, code: newInput()}
}

// ID gives the prompt's number.
func (p *Prompt) ID() int { return p.prompt.ID }

// View draws what is asked, why, and the ways on.
func (p *Prompt) View(s Size, _ bool) []string {
	p.height, p.caret = s.H, nil
	sh := &p.sheet
	sh.reset(s.W)
	sh.rows = append(sh.rows, sheetRow{})
	title, ways := p.words()
	sh.item(p.env.Theme.Marks.Gap, theme.Warning, theme.Strong, title)
	sh.blank()
	if g := p.prompt.Gap; p.prompt.Text != "" && (g == nil || !strings.Contains(p.prompt.Text, g.Cause)) {
		sh.put(theme.Plain, p.prompt.Text)
		sh.blank()
	}
	p.gap()
	if p.prompt.Kind == model.PromptLogin && len(p.prompt.Run) > 0 {
		sh.put(theme.Muted, "deputy runs this on your terminal and comes back when it has ended:")
		sh.add(sheetRow{indent: 3, meaning: theme.Plain, text: strings.Join(p.prompt.Run, " ")})
		sh.blank()
	}
	codeRow := -1
	if p.prompt.Kind == model.PromptMFA {
		codeRow = len(sh.rows)
		sh.rows = append(sh.rows, sheetRow{text: " "}, sheetRow{})
	}
	for _, w := range ways {
		sh.item(w.key, theme.Accent, theme.Plain, w.does)
	}
	lines := sh.view(p.env.Theme, s.H)
	if row := codeRow - sh.top; codeRow >= 0 && row >= 0 && row < len(lines) {
		l := widget.NewLine(p.env.Theme, theme.Page, s.W).Space(1).Put(theme.Muted, "Code  ").Put(theme.Accent, "> ")
		p.caret = &tea.Position{X: p.code.draw(l, theme.Strong, 12), Y: row}
		lines[row] = l.String()
	}
	return pad(p.env.Theme, lines, s)
}

// gap tells what went wrong and what mends it.
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
	sh.put(theme.Muted, what)
	sh.add(sheetRow{indent: 3, meaning: theme.Danger, text: g.Cause})
	sh.blank()
	if g.Mend != "" {
		sh.put(theme.Muted, "What mends it")
		sh.add(sheetRow{indent: 3, meaning: theme.Plain, text: g.Mend})
		sh.blank()
	}
}

// way is a key that leads on.
type way struct{ key, does string }

// words gives the title and the ways on.
func (p *Prompt) words() (title string, ways []way) {
	leave := way{"Esc  ", "go on without"}
	other := way{"P    ", "choose another profile"}
	switch p.prompt.Kind {
	case model.PromptMFA:
		return "A code of your MFA device is needed", []way{{"Enter", "send the code"}, leave}
	case model.PromptLogin:
		return "You are not logged in", []way{{"Enter", "log in now"}, other, leave}
	default:
		title = "deputy cannot read the organization"
		if g := p.prompt.Gap; g != nil {
			switch g.Kind {
			case model.FailureCredentials:
				title = "AWS does not accept the credentials, or there are none"
			case model.FailureNoOrganization:
				title = "This account is in no organization"
			default:
			}
		}
		return title, []way{{"Enter", "try again, once it is mended"}, other, leave, {"q    ", "quit; deputy --demo shows a built-in organization"}}
	}
}

// Do answers the prompt.
func (p *Prompt) Do(c Command) Intent {
	switch c {
	case Open, Reread:
		return p.answer()
	case Close:
		return Many{Replied{model.Reply{Prompt: p.prompt.ID, Kind: p.prompt.Kind, Cancelled: true}}}
	default:
		p.sheet.scroll(c, p.height)
		return nil
	}
}

func (p *Prompt) answer() Intent {
	switch p.prompt.Kind {
	case model.PromptMFA:
		code := strings.ReplaceAll(strings.TrimSpace(p.code.value()), " ", "")
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

// Can tells which commands make sense.
func (p *Prompt) Can(c Command) (ok bool, reason string) {
	switch c {
	case Open, Close, Up, Down, PageUp, PageDown, Home, End:
		return true, ""
	case Reread:
		return p.prompt.Kind == model.PromptRetry, ""
	default:
		return false, ""
	}
}

// Mouse scrolls.
func (p *Prompt) Mouse(m Mouse) Intent {
	p.sheet.wheel(m.Wheel, p.height)
	return nil
}

// Typing tells whether a code is asked for.
func (p *Prompt) Typing() bool { return p.prompt.Kind == model.PromptMFA }

// Key types the code.
func (p *Prompt) Key(k tea.KeyPressMsg) (Intent, bool) { return nil, p.code.key(k) }

// Paste pastes the code.
func (p *Prompt) Paste(text string) Intent {
	p.code.paste(text)
	return nil
}

// Caret gives where the code is typed.
func (p *Prompt) Caret() *tea.Position { return p.caret }

// Label names what Enter and Esc do.
func (p *Prompt) Label(c Command) string {
	if c == Close {
		return "go on without"
	}
	if c != Open {
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
