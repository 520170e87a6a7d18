package scp

import (
	"strings"
	"unicode/utf8"
)

// jsonType is the type of a JSON value.
type jsonType uint8

const (
	jsonObject jsonType = iota + 1
	jsonArray
	jsonString
	jsonNumber
	jsonBool
	jsonNull
	jsonInvalid // there is something, but no JSON value
)

// String returns the type as a sentence names it.
func (s jsonType) String() string {
	switch s {
	case jsonObject:
		return "an object"
	case jsonArray:
		return "a list"
	case jsonString:
		return "a string"
	case jsonNumber:
		return "a number"
	case jsonBool:
		return "true or false"
	}
	return "null"
}

// jsonValue is a JSON value with its place. text is the value of a scalar.
type jsonValue struct {
	kind     jsonType
	span     Span
	text     string
	members  []jsonMember
	elements []*jsonValue
}

// jsonMember is one name and value of an object.
type jsonMember struct {
	name  Text
	value *jsonValue
}

// maxDepth bounds the nesting that is followed; a policy needs six levels.
const maxDepth = 64

// jsonParser turns tokens into values. Unlike encoding/json it does not stop at
// what is wrong, but reports and skips it, and keeps the place of everything.
// Every step consumes a token or leaves a loop, so it ends.
type jsonParser struct {
	jsonScanner
	*problems
	ahead  jsonToken
	arrays int // open arrays around the current place
}

func (b *jsonParser) advance() jsonToken {
	t := b.ahead
	for b.ahead = b.next(); b.ahead.kind == tokenComment; b.ahead = b.next() {
		b.add(NotJSON, b.ahead.span, "JSON has no comments.")
	}
	return t
}

// parseJSON reads the whole text. The value is nil if there is nothing in it.
func parseJSON(text string, found *problems) *jsonValue {
	b := &jsonParser{jsonScanner: jsonScanner{text: text}, problems: found}
	if strings.HasPrefix(text, byteOrderMark) {
		b.offset = len(byteOrderMark)
		b.add(NotJSON, Span{0, b.offset}, "The text begins with a byte order mark, which JSON does not allow. Save it without one.")
	}
	b.advance()
	if b.ahead.kind == tokenEnd {
		b.add(NotJSON, b.ahead.span, "The document is empty.")
		return nil
	}
	root := b.value(0)
	if rest := b.ahead.span; b.ahead.kind != tokenEnd {
		for b.ahead.kind != tokenEnd {
			rest.End = b.advance().span.End
		}
		b.add(NotJSON, rest, "There is more text after the end of the document.")
	}
	return root
}

// byteOrderMark is what some editors put before a text in UTF-8.
const byteOrderMark = "\ufeff"

func (b *jsonParser) value(depth int) *jsonValue {
	t := b.advance()
	switch t.kind {
	case tokenOpenObject, tokenOpenArray:
		if depth >= maxDepth {
			return b.skipNested(t)
		}
		if t.kind == tokenOpenObject {
			return b.object(t, depth)
		}
		return b.array(t, depth)
	case tokenString:
		return &jsonValue{kind: jsonString, span: t.span, text: b.string(t)}
	case tokenNumber:
		if !validNumber(b.text[t.span.Start:t.span.End]) {
			b.add(NotJSON, t.span, "This is not a valid JSON number.")
		}
		return &jsonValue{kind: jsonNumber, span: t.span, text: b.text[t.span.Start:t.span.End]}
	case tokenWord:
		return b.word(t)
	}
	b.add(NotJSON, t.span, "A value is expected here.")
	return &jsonValue{kind: jsonInvalid, span: t.span}
}

func (b *jsonParser) word(t jsonToken) *jsonValue {
	text := b.text[t.span.Start:t.span.End]
	switch text {
	case "true", "false":
		return &jsonValue{kind: jsonBool, span: t.span, text: text}
	case "null":
		return &jsonValue{kind: jsonNull, span: t.span, text: text}
	}
	b.add(NotJSON, t.span, "A string needs quotation marks. The only words without them are true, false and null.")
	return &jsonValue{kind: jsonInvalid, span: t.span, text: text}
}

// string resolves the escapes of a string token and reports what is wrong in it.
func (b *jsonParser) string(t jsonToken) string {
	start, end := t.span.Start+1, t.span.End
	if t.closed {
		end--
	} else {
		b.add(NotJSON, t.span, "The closing quotation mark of this string is missing.")
	}
	return unquote(b.text[start:end], func(from, to int, sentence string) {
		b.add(NotJSON, Span{start + from, start + to}, sentence)
	})
}

// skipNested skips an object or array that is nested too deep.
func (b *jsonParser) skipNested(open jsonToken) *jsonValue {
	b.add(TooDeep, open.span, "This is nested too deeply for a policy. deputy does not read it.")
	end := open.span.End
	for level := 1; level > 0 && b.ahead.kind != tokenEnd; {
		t := b.advance()
		end = t.span.End
		switch t.kind {
		case tokenOpenObject, tokenOpenArray:
			level++
		case tokenCloseObject, tokenCloseArray:
			level--
		}
	}
	return &jsonValue{kind: jsonInvalid, span: Span{open.span.Start, end}}
}

func (b *jsonParser) array(open jsonToken, depth int) *jsonValue {
	n := &jsonValue{kind: jsonArray, span: open.span}
	b.arrays++
	defer func() { b.arrays-- }()
	for {
		switch b.ahead.kind {
		case tokenCloseArray:
			n.span.End = b.advance().span.End
			return n
		case tokenEnd, tokenCloseObject:
			b.add(NotJSON, b.ahead.span, "The list is not closed before this.")
			n.span.End = b.behind(n.span.End)
			return n
		case tokenComma, tokenColon:
			b.add(NotJSON, b.advance().span, "A value is expected here.")
			continue
		}
		n.elements = append(n.elements, b.value(depth+1))
		b.separate(tokenCloseArray, n.elements[len(n.elements)-1])
	}
}

func (b *jsonParser) object(open jsonToken, depth int) *jsonValue {
	n := &jsonValue{kind: jsonObject, span: open.span}
	for {
		switch b.ahead.kind {
		case tokenCloseObject:
			n.span.End = b.advance().span.End
			return n
		case tokenEnd:
			b.add(NotJSON, b.ahead.span, "The document ends before an object is closed.")
			n.span.End = b.behind(n.span.End)
			return n
		case tokenCloseArray:
			b.add(NotJSON, b.ahead.span, "The object is not closed before this.")
			if b.arrays > 0 {
				n.span.End = b.behind(n.span.End)
				return n
			}
			b.advance()
		case tokenString:
			n.members = append(n.members, b.member(depth))
			b.separate(tokenCloseObject, n.members[len(n.members)-1].value)
		case tokenComma:
			b.add(NotJSON, b.advance().span, "A name is expected here.")
		default:
			b.add(NotJSON, b.ahead.span, "A name in quotation marks is expected here.")
			b.stray(depth)
		}
	}
}

// stray skips what is there in place of a member.
func (b *jsonParser) stray(depth int) {
	switch b.ahead.kind {
	case tokenOpenObject, tokenOpenArray:
		b.value(depth + 1)
	default:
		b.advance()
	}
	if b.ahead.kind == tokenComma {
		b.advance()
	}
}

func (b *jsonParser) member(depth int) jsonMember {
	t := b.advance()
	m := jsonMember{name: Text{Value: b.string(t), Span: t.span}}
	colon := b.ahead.kind == tokenColon
	if colon {
		b.advance()
	}
	switch b.ahead.kind {
	case tokenComma, tokenCloseObject, tokenCloseArray, tokenEnd:
		m.value = &jsonValue{kind: jsonInvalid, span: t.span}
		b.add(NotJSON, t.span, "This name has no value.")
		return m
	}
	if !colon {
		b.add(NotJSON, t.span, "A colon is missing after this name.")
	}
	m.value = b.value(depth + 1)
	return m
}

// separate reads the comma between two members or elements. Of several bare
// words in a row it reports only the first.
func (b *jsonParser) separate(end tokenKind, before *jsonValue) {
	for before.kind == jsonInvalid && (b.ahead.kind == tokenWord || b.ahead.kind == tokenJunk) {
		b.advance()
	}
	switch b.ahead.kind {
	case tokenComma:
		comma := b.advance()
		if b.ahead.kind == end {
			b.add(NotJSON, comma.span, "There is a comma after the last value.")
		}
	case end, tokenEnd, tokenCloseArray, tokenCloseObject:
	default:
		b.add(NotJSON, b.ahead.span, "A comma is missing before this.")
	}
}

// behind returns the end of the last byte that is not white space before the
// token ahead, and at least least.
func (b *jsonParser) behind(least int) int {
	end := b.ahead.span.Start
	for end > least && isSpace(b.text[end-1]) {
		end--
	}
	return max(end, least)
}

// unique returns the members that count: of a name that appears twice the last
// one, as in every JSON parser. AWS itself refuses such a document.
func (p *problems) unique(n *jsonValue) []jsonMember {
	last := make(map[string]int, len(n.members))
	for i, m := range n.members {
		last[m.name.Value] = i
	}
	kept := make([]jsonMember, 0, len(last))
	for i, m := range n.members {
		if last[m.name.Value] != i {
			p.add(DuplicateKey, m.name.Span, Quote(m.name.Value)+
				" appears more than once in this object. AWS refuses such a document; deputy evaluates the last one.")
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

// Quote returns text from a document as a sentence quotes it: with control
// characters made visible, and cut where it is long.
func Quote(text string) string {
	const most = 60
	shown := make([]rune, 0, most)
	for _, r := range text {
		if len(shown) == most {
			return "“" + string(shown) + "…”"
		}
		if r < 0x20 || 0x7f <= r && r < 0xa0 || r == utf8.RuneError {
			r = '·'
		}
		shown = append(shown, r)
	}
	return "“" + string(shown) + "”"
}
