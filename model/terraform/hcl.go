package terraform

import (
	"fmt"
	"strings"
	"unicode"
)

// Argument is an argument of a block.
type Argument struct {
	Name  string
	Value string // in HCL
}

// Resource returns a resource block. inner are the lines of what stands in the block
// below the arguments, without their indentation.
func Resource(kind, name string, arguments []Argument, inner ...string) string {
	b := block(fmt.Sprintf("resource %q %q", kind, name), arguments)
	if len(inner) == 0 {
		return b
	}
	return strings.TrimSuffix(b, "}\n") + "\n  " + strings.Join(inner, "\n  ") + "\n}\n"
}

// Import returns an import block for a resource.
//
// https://developer.hashicorp.com/terraform/language/import
func Import(kind, name, id string) string {
	return block("import", []Argument{{"to", kind + "." + name}, {"id", String(id)}})
}

// block returns a block whose arguments stand as `terraform fmt` aligns them.
func block(head string, arguments []Argument) string {
	width := 0
	for _, a := range arguments {
		width = max(width, len(a.Name))
	}
	var b strings.Builder
	b.WriteString(head + " {\n")
	for _, a := range arguments {
		fmt.Fprintf(&b, "  %-*s = %s\n", width, a.Name, a.Value)
	}
	b.WriteString("}\n")
	return b.String()
}

// Name returns a name that Terraform takes for a resource.
func Name(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '_'
	}, name)
	if name == "" || !unicode.IsLetter([]rune(name)[0]) {
		name = "_" + name
	}
	return name
}

// String quotes a text. What would begin a template, ${ and %{, is escaped: it
// would be evaluated.
// https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-expressions
func String(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	runes := []rune(text)
	for i, r := range runes {
		template := (r == '$' || r == '%') && i+1 < len(runes) && runes[i+1] == '{'
		switch {
		case r == '"', r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r > 0xffff && unseen(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		case template, unseen(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Heredoc returns a text of several lines as it stands, without an escape in it but
// for what would begin a template. No line of it may be EOT, nor hold a control
// character.
func Heredoc(text string) string {
	return "<<EOT\n" + strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strings.TrimRight(text, "\n")) + "\nEOT"
}

// commentWidth is where comments are wrapped.
const commentWidth = 100

// Comment returns a text as lines of a comment, the lines after the first below the
// text behind the mark.
func Comment(mark, text string) string {
	var b strings.Builder
	line := "# " + mark
	for i, word := range strings.Fields(strings.Map(seen, text)) {
		if i > 0 && len(line)+len(word) >= commentWidth {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = "# " + strings.Repeat(" ", len(mark))
		} else if i > 0 {
			line += " "
		}
		line += word
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
	return b.String()
}

// unseen reports whether a character cannot be seen, and may act on what shows it.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

// seen returns a blank for what cannot be seen: it would end a comment.
func seen(r rune) rune {
	if unseen(r) {
		return ' '
	}
	return r
}
