package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"deputy/model"
	"deputy/model/phrase"
)

// A box is a root or OU in the picture of the organization, or what stands for
// several that it has no room for.
type box struct {
	name, detail string
	anchor       string  // of what is below it on the page; may be empty
	share        float64 // of all accounts, 0 to 1
	folded       bool    // OUs below it are not shown
	below        []*box
	x, y         float64
}

// picture is the tree of roots and OUs.
type picture struct {
	title, desc string
	roots       []*box
}

// Sizes of the picture: how many boxes beside each other in its longest column, how
// many OUs of one parent, and the sides of a box and the room between two of them.
const (
	maxBoxes, maxSiblings = 40, 16
	boxWidth, boxHeight   = 212.0, 44.0
	columnGap, rowGap     = 36.0, 8.0
)

// picture returns the tree of roots and OUs, with as many levels of it as there is
// room for.
func (b *builder) picture() *picture {
	depth := 0
	var ends [model.MaxDepth + 1]int // of the tree, if it is cut below a depth
	for depth = model.MaxDepth; depth > 1; depth-- {
		if ends[depth] = b.ends(depth); ends[depth] <= maxBoxes {
			break
		}
	}
	p := &picture{title: "The organization's roots and OUs", desc: "A tree from left to right. The table below has the same in full."}
	for root := range b.reading.Roots() {
		p.roots = append(p.roots, b.box(root, depth))
	}
	return p
}

// ends counts the boxes without any below them, if the tree has so many levels of
// OUs.
func (b *builder) ends(depth int) (n int) {
	for root := range b.reading.Roots() {
		n += b.endsBelow(root, depth)
	}
	return n
}

func (b *builder) endsBelow(n *model.Node, depth int) (ends int) {
	shown, rest := b.shown(n, depth)
	for _, child := range shown {
		ends += b.endsBelow(child, depth-1)
	}
	if len(rest) > 0 {
		ends++
	}
	return max(1, ends)
}

// shown returns the OUs below a node for which there is room, and the others: those
// with the fewest accounts.
func (b *builder) shown(n *model.Node, depth int) (shown, rest []*model.Node) {
	if depth <= 0 {
		return nil, nil
	}
	all := b.ous[n.ID]
	if len(all) <= maxSiblings {
		return all, nil
	}
	largest := slices.Clone(all)
	slices.SortStableFunc(largest, func(x, y *model.Node) int {
		return cmp.Compare(b.reading.AccountCount(y.ID), b.reading.AccountCount(x.ID))
	})
	for _, child := range all {
		if slices.Contains(largest[:maxSiblings-1], child) {
			shown = append(shown, child)
		} else {
			rest = append(rest, child)
		}
	}
	return shown, rest
}

// box returns a node's box with those below it, for so many levels.
func (b *builder) box(n *model.Node, depth int) *box {
	shown, rest := b.shown(n, depth)
	x := &box{name: b.name(n), detail: b.boxDetail(n), anchor: b.anchorOf(n.ID), share: b.share(b.reading.AccountCount(n.ID))}
	for _, child := range shown {
		x.below = append(x.below, b.box(child, depth-1))
	}
	if len(rest) > 0 {
		accounts := 0
		for _, child := range rest {
			accounts += b.reading.AccountCount(child.ID)
		}
		x.below = append(x.below, &box{name: phrase.Count(len(rest), "more OU"), detail: phrase.Count(accounts, "account"), share: b.share(accounts), folded: true})
	}
	if ous := b.ousBelow(n.ID, 0); depth <= 0 && ous > 0 {
		x.folded = true
		x.detail += ", " + phrase.Count(ous, "OU")
	}
	return x
}

// share returns which share of all accounts a number of them is.
func (b *builder) share(accounts int) float64 {
	if all, _ := b.reading.Size(); all > 0 {
		return min(1, float64(accounts)/float64(all))
	}
	return 0
}

// ousBelow returns how many OUs are below a node.
func (b *builder) ousBelow(id model.NodeID, depth int) (n int) {
	if depth > model.MaxDepth {
		return 0
	}
	for _, child := range b.ous[id] {
		n += 1 + b.ousBelow(child.ID, depth+1)
	}
	return n
}

// boxDetail returns what a box says below the name: accounts, and how many policies
// are attached right there.
func (b *builder) boxDetail(n *model.Node) string {
	words := []string{phrase.Count(b.reading.AccountCount(n.ID), "account")}
	if !b.reading.Status(model.PartAccounts, "").Known() {
		words[0] = "accounts not read"
	}
	for _, t := range model.Evaluated() {
		own, _ := b.own(n.ID, t)
		if len(own) > 0 {
			words = append(words, phrase.Count(len(own), t.Abbreviation()))
		}
	}
	return strings.Join(words, ", ")
}

// place gives a box and those below it their places: the next row for each end,
// and the middle of those below for the others. It returns the lowest right corner.
func (x *box) place(column int, row *float64) (width, height float64) {
	x.x = float64(column) * (boxWidth + columnGap)
	width, height = x.x+boxWidth, 0
	if len(x.below) == 0 {
		x.y = *row
		*row += boxHeight + rowGap
		return width, x.y + boxHeight
	}
	for _, child := range x.below {
		w, h := child.place(column+1, row)
		width, height = max(width, w), max(height, h)
	}
	x.y = (x.below[0].y + x.below[len(x.below)-1].y) / 2
	return width, max(height, x.y+boxHeight)
}

// html writes the picture as SVG.
func (p *picture) html(w *htmlWriter) {
	var width, height, row float64
	for _, root := range p.roots {
		x, y := root.place(0, &row)
		width, height = max(width, x), max(height, y)
	}
	if len(p.roots) == 0 {
		return
	}
	fmt.Fprintf(&w.Buffer, "<figure>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-1 -1 %s %s\" width=\"%[1]s\" height=\"%[2]s\" role=\"group\" aria-labelledby=\"picture-title picture-desc\">\n<title id=\"picture-title\">%s</title>\n<desc id=\"picture-desc\">%s</desc>\n",
		number(width+2), number(height+2), escaped(p.title), escaped(p.desc))
	for _, root := range p.roots {
		root.lines(w)
	}
	for _, root := range p.roots {
		root.html(w)
	}
	w.WriteString("</svg>\n</figure>\n")
}

// lines draws the lines from a box to those below it.
func (x *box) lines(w *htmlWriter) {
	for _, child := range x.below {
		x1, y1 := x.x+boxWidth, x.y+boxHeight/2
		x2, y2 := child.x, child.y+boxHeight/2
		fmt.Fprintf(&w.Buffer, "<path class=\"edge\" d=\"M%s %sC%s %s %s %s %s %s\"/>\n",
			number(x1), number(y1), number(x1+columnGap/2), number(y1), number(x2-columnGap/2), number(y2), number(x2), number(y2))
		child.lines(w)
	}
}

// html draws a box and those below it. What does not fit in a box is cut off by it.
func (x *box) html(w *htmlWriter) {
	if x.anchor != "" {
		fmt.Fprintf(&w.Buffer, "<a href=\"#%s\">", escaped(x.anchor))
	}
	class := "box"
	if x.folded {
		class = "box folded"
	}
	fmt.Fprintf(&w.Buffer, "<svg class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"><title>%s, %s</title><rect class=\"face\" x=\"0.5\" y=\"0.5\" width=\"%s\" height=\"%s\" rx=\"5\"/>",
		class, number(x.x), number(x.y), number(boxWidth), number(boxHeight), escaped(x.name), escaped(x.detail), number(boxWidth-1), number(boxHeight-1))
	if x.share > 0 {
		fmt.Fprintf(&w.Buffer, "<rect class=\"share\" x=\"0.5\" y=\"%s\" width=\"%.1f\" height=\"3\"/>", number(boxHeight-3.5), max(1, x.share*(boxWidth-1)))
	}
	fmt.Fprintf(&w.Buffer, "<text class=\"name\" x=\"9\" y=\"17\">%s</text><text class=\"detail\" x=\"9\" y=\"32\">%s</text></svg>",
		escaped(fitted(phrase.Visible(x.name), 13, boxWidth-18)), escaped(fitted(x.detail, 11, boxWidth-18)))
	if x.anchor != "" {
		w.WriteString("</a>")
	}
	w.WriteByte('\n')
	for _, child := range x.below {
		child.html(w)
	}
}

// fitted shortens text to a width, by how wide its characters are about in a font
// of a size.
func fitted(text string, size, width float64) string {
	used, room := 0.0, -1
	for i, r := range text {
		if used <= width-size {
			room = i
		}
		if used += size * breadth(r); used > width {
			return text[:max(0, room)] + "…"
		}
	}
	return text
}

// breadth returns about how broad a character is, as a share of the font's size.
func breadth(r rune) float64 {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul), r >= 0xff00 && r < 0xff61, r >= 0x1f000:
		return 1.05
	case strings.ContainsRune("mwMW@%<>+", r):
		return 0.95
	case unicode.IsUpper(r):
		return 0.75
	case strings.ContainsRune("ijl.,:;'|! ", r):
		return 0.38
	default:
		return 0.62
	}
}

// markdown writes the picture as a tree of text.
func (p *picture) markdown(w *markdownWriter) {
	var b strings.Builder
	for _, root := range p.roots {
		root.text(&b, "", "", "")
	}
	if len(p.roots) > 0 {
		code(b.String()).markdown(w)
	}
}

// text writes a box and those below it as lines, behind what stands before its own
// and before theirs.
func (x *box) text(b *strings.Builder, before, branch, below string) {
	fmt.Fprintf(b, "%s%s%s  %s\n", before, branch, phrase.Visible(x.name), x.detail)
	for i, child := range x.below {
		if i < len(x.below)-1 {
			child.text(b, before+below, "├─ ", "│  ")
		} else {
			child.text(b, before+below, "└─ ", "   ")
		}
	}
}
