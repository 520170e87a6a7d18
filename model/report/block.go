package report

// A span is a run of text within a line, perhaps one that leads somewhere.
type span struct {
	text string
	link string // "#" and an anchor of the page, or the address of a page of AWS's documentation; empty for none
	mark string // how it looks in HTML, one of the classes of style.css; empty for plain text
}

// A line is a sentence, a cell of a table or an item of a list.
type line []span

// say returns a line of plain text.
func say(text string) line { return line{{text: text}} }

// says returns a line for each text.
func says(texts []string) []line {
	lines := make([]line, len(texts))
	for i, text := range texts {
		lines[i] = say(text)
	}
	return lines
}

// joined returns one line of several, with commas between them.
func joined(lines []line) line {
	var all line
	for i, l := range lines {
		if i > 0 {
			all = append(all, span{text: ", "})
		}
		all = append(all, l...)
	}
	return all
}

// A block is what a section is made of.
type block interface {
	html(w *htmlWriter)
	markdown(w *markdownWriter)
}

// paragraph is a sentence or several.
type paragraph line

// notice is a sentence that must not be overlooked: what could not be read, or what
// is wrong.
type notice line

// list is a list of sentences.
type list []line

// facts are names with their values.
type facts [][2]line

// figures are numbers that stand out, each with what it counts.
type figures [][2]string

// code is a text as it is stored.
type code string

// table is a table with a heading for each column.
type table struct {
	caption string // says what the table is, for those who do not see it
	columns []string
	numbers []int // the columns that hold numbers
	rows    [][]line
	anchors []string // of the rows; empty, or one for each
}

// section is a part of the page with a heading.
type section struct {
	anchor string
	title  string
	mark   line // beside the title: a severity, an ID
	blocks []block
	below  []*section
}

// add appends blocks.
func (s *section) add(blocks ...block) { s.blocks = append(s.blocks, blocks...) }
