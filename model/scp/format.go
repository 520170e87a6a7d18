package scp

import (
	"encoding/json"
	"strings"
)

// Format prints what a document says in one canonical way: elements in AWS's
// order, two blanks for each level, single values without a list. Elements
// that are not evaluated are left out. Parsing the text again gives the Same
// document, if this one has no errors.
func Format(d *Document) string {
	p := printer{}
	p.open("{")
	p.text("Version", d.Version)
	p.text("Id", d.ID)
	p.name("Statement")
	p.open("[")
	for i := range d.Statements {
		p.item()
		p.statement(&d.Statements[i])
	}
	p.close("]")
	p.close("}")
	p.WriteByte('\n')
	return p.String()
}

// printer writes JSON; fresh is set after an opening bracket.
type printer struct {
	strings.Builder
	depth int
	fresh bool
}

func (p *printer) open(bracket string) {
	p.WriteString(bracket)
	p.depth++
	p.fresh = true
}

func (p *printer) close(bracket string) {
	p.depth--
	if !p.fresh {
		p.line()
	}
	p.fresh = false
	p.WriteString(bracket)
}

func (p *printer) line() {
	p.WriteByte('\n')
	for range p.depth {
		p.WriteString("  ")
	}
}

// item begins the next member or element.
func (p *printer) item() {
	if !p.fresh {
		p.WriteByte(',')
	}
	p.fresh = false
	p.line()
}

func (p *printer) name(name string) {
	p.item()
	p.quoted(name)
	p.WriteString(": ")
}

func (p *printer) quoted(text string) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // A string always encodes, and a Builder takes all.
	p.WriteString(strings.TrimSuffix(b.String(), "\n"))
}

func (p *printer) text(name string, t Text) {
	if t.Given() {
		p.name(name)
		p.quoted(t.Value)
	}
}

func (p *printer) statement(s *Statement) {
	p.open("{")
	p.text("Sid", s.Sid)
	if s.Effect != 0 {
		p.name("Effect")
		p.quoted(s.Effect.String())
	}
	p.principal(s.Principal)
	p.list("Action", s.Action)
	p.list("Resource", s.Resource)
	if !s.Condition.Empty() {
		p.name("Condition")
		p.condition(s.Comparisons)
	}
	p.close("}")
}

// principal groups the parties by kind, as they follow each other.
func (p *printer) principal(who Principal) {
	name := "Principal"
	if who.Not {
		name = "NotPrincipal"
	}
	bare := len(who.Parties) > 0 && who.Parties[0].Kind == ""
	if who.Any && len(who.Parties) == 0 || bare {
		p.name(name)
		p.quoted("*")
		return
	}
	if len(who.Parties) == 0 {
		return
	}
	p.name(name)
	p.open("{")
	for i := 0; i < len(who.Parties); {
		kind, names := who.Parties[i].Kind, []Text{}
		for ; i < len(who.Parties) && who.Parties[i].Kind == kind; i++ {
			names = append(names, who.Parties[i].Name)
		}
		p.name(kind)
		p.values(names)
	}
	p.close("}")
}

func (p *printer) list(name string, l List) {
	if !l.Given() {
		return
	}
	if l.Not {
		name = "Not" + name
	}
	p.name(name)
	p.values(l.Values)
}

func (p *printer) values(values []Text) {
	if len(values) == 1 {
		p.quoted(values[0].Value)
		return
	}
	p.open("[")
	for _, v := range values {
		p.item()
		p.quoted(v.Value)
	}
	p.close("]")
}

// condition groups the comparisons by operator, as they follow each other.
func (p *printer) condition(comparisons []Comparison) {
	p.open("{")
	for i, c := range comparisons {
		if i == 0 || comparisons[i-1].OperatorText.Value != c.OperatorText.Value {
			if i > 0 {
				p.close("}")
			}
			p.name(c.OperatorText.Value)
			p.open("{")
		}
		p.name(c.Key.Value)
		p.values(c.Values)
	}
	if len(comparisons) > 0 {
		p.close("}")
	}
	p.close("}")
}

// Same reports whether two documents say the same in the same order. Places,
// white space, problems and elements that are not evaluated do not matter.
func Same(a, b *Document) bool {
	return a.Type == b.Type && Format(a) == Format(b)
}
