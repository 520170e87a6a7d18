package scp

import "strings"

// pieceKind is what a piece of a template matches.
type pieceKind uint8

const (
	literal   pieceKind = iota + 1
	anyRun              // *: any characters
	anyOne              // ?: one character
	partRun             // *: any characters but the colon, inside a segment of an ARN
	partOne             // ?: one character but the colon
	reference           // ${key}, a policy variable: the value of a condition key
)

// piece is a part of a template.
type piece struct {
	kind pieceKind
	// text is the literal, or the default of a policy variable.
	text string
	// key is the condition key of a policy variable in lower case.
	key string
	// fallback is true if the policy variable has a default.
	fallback bool
	// raw is the piece as the document writes it.
	raw string
}

// run reports whether the piece matches any number of characters.
func (p *piece) run() bool { return p.kind == anyRun || p.kind == partRun }

// template is a policy value cut into pieces.
type template struct {
	pieces []piece
	// bad is true if a ${ in the value begins no variable.
	bad bool
}

func (t template) malformed() bool { return t.bad }

// variables reports whether the value has policy variables.
func (t template) variables() bool {
	for _, p := range t.pieces {
		if p.kind == reference {
			return true
		}
	}
	return false
}

// text returns the value as the document writes it.
func (t template) text() string {
	var b strings.Builder
	for _, p := range t.pieces {
		b.WriteString(p.raw)
	}
	return b.String()
}

// parseTemplate cuts a value into literals, wildcards and, if variables is true,
// policy variables: ${key}, ${key, 'default'} and the escapes ${*}, ${?} and
// ${$} for the characters themselves.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func parseTemplate(value string, variables bool) template {
	var t template
	for i := 0; i < len(value); {
		switch {
		case value[i] == '*':
			t.pieces = append(t.pieces, piece{kind: anyRun, raw: "*"})
			i++
		case value[i] == '?':
			t.pieces = append(t.pieces, piece{kind: anyOne, raw: "?"})
			i++
		case variables && strings.HasPrefix(value[i:], "${"):
			p, ok := parseVariable(value[i:])
			t.bad = t.bad || !ok
			t.add(p)
			i += len(p.raw)
		default:
			n := 1
			for i+n < len(value) && !strings.ContainsRune("*?$", rune(value[i+n])) {
				n++
			}
			t.add(piece{kind: literal, text: value[i : i+n], raw: value[i : i+n]})
			i += n
		}
	}
	return t
}

// add appends a piece, joined with the one before if both are literals.
func (t *template) add(p piece) {
	if last := len(t.pieces) - 1; p.kind == literal && last >= 0 && t.pieces[last].kind == literal {
		t.pieces[last].text += p.text
		t.pieces[last].raw += p.raw
		return
	}
	t.pieces = append(t.pieces, p)
}

// parseVariable reads the variable that text begins with. What is none comes back
// as the literal "${".
func parseVariable(text string) (p piece, ok bool) {
	plain := piece{kind: literal, text: "${", raw: "${"}
	if len(text) > 3 && text[3] == '}' && strings.IndexByte("*?$", text[2]) >= 0 {
		return piece{kind: literal, text: text[2:3], raw: text[:4]}, true
	}
	end := strings.IndexAny(text[2:], "},")
	if end < 0 {
		return plain, false
	}
	end += 2
	key := strings.TrimSpace(text[2:end])
	if key == "" || strings.ContainsAny(key, "${*?'") {
		return plain, false
	}
	p = piece{kind: reference, key: strings.ToLower(key)}
	if text[end] == '}' {
		p.raw = text[:end+1]
		return p, true
	}
	length, ok := p.defaultValue(text[end+1:])
	if !ok {
		return plain, false
	}
	p.raw = text[:end+1+length]
	return p, true
}

// defaultValue reads 'default'} and returns its length.
func (p *piece) defaultValue(text string) (length int, ok bool) {
	rest := strings.TrimLeft(text, " ")
	if !strings.HasPrefix(rest, "'") {
		return 0, false
	}
	value, rest, ok := strings.Cut(rest[1:], "'")
	if !ok {
		return 0, false
	}
	rest = strings.TrimLeft(rest, " ")
	if !strings.HasPrefix(rest, "}") {
		return 0, false
	}
	p.text, p.fallback = value, true
	return len(text) - len(rest) + 1, true
}

// components splits the value at its colons into at most the six parts of an
// ARN. Colons inside a policy variable do not count, and the last part keeps its
// own.
func (t template) components() []template {
	parts := make([]template, 1, arnParts)
	for _, p := range t.pieces {
		for p.kind == literal && len(parts) < arnParts {
			before, after, found := strings.Cut(p.raw, ":")
			if !found {
				break
			}
			last := &parts[len(parts)-1]
			if before != "" {
				last.pieces = append(last.pieces, piece{kind: literal, text: unescape(before), raw: before})
			}
			parts = append(parts, template{})
			p = piece{kind: literal, text: unescape(after), raw: after}
		}
		if p.kind != literal || p.raw != "" {
			last := &parts[len(parts)-1]
			last.pieces = append(last.pieces, p)
		}
	}
	return parts
}

// unescape resolves ${*}, ${?} and ${$} in the raw text of a literal.
func unescape(raw string) string { return escapes.Replace(raw) }

var escapes = strings.NewReplacer("${*}", "*", "${?}", "?", "${$}", "$")
