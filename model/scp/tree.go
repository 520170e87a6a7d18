package scp

import (
	"strings"
	"unicode/utf8"
)

// shape is the JSON type of a node.
type shape uint8

const (
	object shape = iota + 1
	array
	str
	number
	boolean
	null
	broken // something stands here that is no JSON value
)

// String names the type as a sentence would.
func (s shape) String() string {
	switch s {
	case object:
		return "an object"
	case array:
		return "a list"
	case str:
		return "a string"
	case number:
		return "a number"
	case boolean:
		return "true or false"
	}
	return "null"
}

// node is a JSON value with its place. text is the value of a scalar.
type node struct {
	shape    shape
	span     Span
	text     string
	members  []member
	elements []*node
}

// member is one name and value of an object.
type member struct {
	name  Text
	value *node
}

// maxDepth bounds the nesting that is followed; a policy needs six levels.
const maxDepth = 64

// builder turns tokens into nodes. What does not fit is told as a problem and
// stepped over; every step consumes a token or leaves a loop, so it ends.
type builder struct {
	scanner
	*problems
	ahead  token
	arrays int // open arrays around the current place
}

func (b *builder) advance() token {
	t := b.ahead
	for b.ahead = b.next(); b.ahead.kind == lexComment; b.ahead = b.next() {
		b.add(NotJSON, b.ahead.span, "JSON has no comments.")
	}
	return t
}

// build reads the whole text. The node is nil if there is nothing in it.
func build(text string, found *problems) *node {
	b := &builder{scanner: scanner{text: text}, problems: found}
	if strings.HasPrefix(text, byteOrderMark) {
		b.offset = len(byteOrderMark)
		b.add(NotJSON, Span{0, b.offset}, "The text begins with a byte order mark, which JSON does not have: save it without one.")
	}
	b.advance()
	if b.ahead.kind == lexEnd {
		b.add(NotJSON, b.ahead.span, "The document is empty.")
		return nil
	}
	root := b.value(0)
	if rest := b.ahead.span; b.ahead.kind != lexEnd {
		for b.ahead.kind != lexEnd {
			rest.End = b.advance().span.End
		}
		b.add(NotJSON, rest, "The document goes on after its end.")
	}
	return root
}

// byteOrderMark is what some editors put before a text in UTF-8.
const byteOrderMark = "\ufeff"

func (b *builder) value(depth int) *node {
	t := b.advance()
	switch t.kind {
	case lexOpenObject, lexOpenArray:
		if depth >= maxDepth {
			return b.skipNested(t)
		}
		if t.kind == lexOpenObject {
			return b.object(t, depth)
		}
		return b.array(t, depth)
	case lexString:
		return &node{shape: str, span: t.span, text: b.string(t)}
	case lexNumber:
		if !validNumber(b.text[t.span.Start:t.span.End]) {
			b.add(NotJSON, t.span, "This is not a number as JSON writes it.")
		}
		return &node{shape: number, span: t.span, text: b.text[t.span.Start:t.span.End]}
	case lexWord:
		return b.word(t)
	}
	b.add(NotJSON, t.span, "Here a value is expected.")
	return &node{shape: broken, span: t.span}
}

func (b *builder) word(t token) *node {
	text := b.text[t.span.Start:t.span.End]
	switch text {
	case "true", "false":
		return &node{shape: boolean, span: t.span, text: text}
	case "null":
		return &node{shape: null, span: t.span, text: text}
	}
	b.add(NotJSON, t.span, "Text must stand in quotation marks; bare words are only true, false and null.")
	return &node{shape: broken, span: t.span, text: text}
}

// string resolves the escapes of a string token and tells what is wrong in it.
func (b *builder) string(t token) string {
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

// skipNested steps over an object or array that is nested too deep.
func (b *builder) skipNested(open token) *node {
	b.add(TooDeep, open.span, "This is nested deeper than a policy can be; it is not read.")
	end := open.span.End
	for level := 1; level > 0 && b.ahead.kind != lexEnd; {
		t := b.advance()
		end = t.span.End
		switch t.kind {
		case lexOpenObject, lexOpenArray:
			level++
		case lexCloseObject, lexCloseArray:
			level--
		}
	}
	return &node{shape: broken, span: Span{open.span.Start, end}}
}

func (b *builder) array(open token, depth int) *node {
	n := &node{shape: array, span: open.span}
	b.arrays++
	defer func() { b.arrays-- }()
	for {
		switch b.ahead.kind {
		case lexCloseArray:
			n.span.End = b.advance().span.End
			return n
		case lexEnd, lexCloseObject:
			b.add(NotJSON, b.ahead.span, "The list that began before is not closed here.")
			n.span.End = b.behind(n.span.End)
			return n
		case lexComma, lexColon:
			b.add(NotJSON, b.advance().span, "Here a value is expected.")
			continue
		}
		n.elements = append(n.elements, b.value(depth+1))
		b.separate(lexCloseArray, n.elements[len(n.elements)-1])
	}
}

func (b *builder) object(open token, depth int) *node {
	n := &node{shape: object, span: open.span}
	for {
		switch b.ahead.kind {
		case lexCloseObject:
			n.span.End = b.advance().span.End
			return n
		case lexEnd:
			b.add(NotJSON, b.ahead.span, "An object is not closed at the end of the document.")
			n.span.End = b.behind(n.span.End)
			return n
		case lexCloseArray:
			b.add(NotJSON, b.ahead.span, "The object that began before is not closed here.")
			if b.arrays > 0 {
				n.span.End = b.behind(n.span.End)
				return n
			}
			b.advance()
		case lexString:
			n.members = append(n.members, b.member(depth))
			b.separate(lexCloseObject, n.members[len(n.members)-1].value)
		case lexComma:
			b.add(NotJSON, b.advance().span, "Here a name is expected.")
		default:
			b.add(NotJSON, b.ahead.span, "Here a name in quotation marks is expected.")
			b.stray(depth)
		}
	}
}

// stray steps over what stands in the place of a member.
func (b *builder) stray(depth int) {
	switch b.ahead.kind {
	case lexOpenObject, lexOpenArray:
		b.value(depth + 1)
	default:
		b.advance()
	}
	if b.ahead.kind == lexComma {
		b.advance()
	}
}

func (b *builder) member(depth int) member {
	t := b.advance()
	m := member{name: Text{Value: b.string(t), Span: t.span}}
	colon := b.ahead.kind == lexColon
	if colon {
		b.advance()
	}
	switch b.ahead.kind {
	case lexComma, lexCloseObject, lexCloseArray, lexEnd:
		m.value = &node{shape: broken, span: t.span}
		b.add(NotJSON, t.span, "This name has no value.")
		return m
	}
	if !colon {
		b.add(NotJSON, t.span, "This name has no colon behind it.")
	}
	m.value = b.value(depth + 1)
	return m
}

// separate takes the comma between two members or elements. Of several bare
// words in a row only the first is told.
func (b *builder) separate(end lexeme, before *node) {
	for before.shape == broken && (b.ahead.kind == lexWord || b.ahead.kind == lexJunk) {
		b.advance()
	}
	switch b.ahead.kind {
	case lexComma:
		comma := b.advance()
		if b.ahead.kind == end {
			b.add(NotJSON, comma.span, "A comma stands behind the last value.")
		}
	case end, lexEnd, lexCloseArray, lexCloseObject:
	default:
		b.add(NotJSON, b.ahead.span, "A comma is missing before this.")
	}
}

// behind is the end of the last byte that is not white space before the token
// ahead, and at least least.
func (b *builder) behind(least int) int {
	end := b.ahead.span.Start
	for end > least && isSpace(b.text[end-1]) {
		end--
	}
	return max(end, least)
}

// members that count: of a name that stands twice the last one does, as in
// every JSON reader; AWS itself refuses such a document.
func (p *problems) unique(n *node) []member {
	last := make(map[string]int, len(n.members))
	for i, m := range n.members {
		last[m.name.Value] = i
	}
	kept := make([]member, 0, len(last))
	for i, m := range n.members {
		if last[m.name.Value] != i {
			p.add(DuplicateKey, m.name.Span, quote(m.name.Value)+
				" stands more than once in this object; the last one counts. AWS refuses such a document.")
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

// quote puts text from a document into a sentence: control characters made
// visible, and not more of it than helps.
func quote(text string) string {
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
