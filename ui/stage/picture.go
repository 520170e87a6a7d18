package stage

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// The picture's cell in pixels, and the colours of its terminal.
const (
	cellWidth, cellHeight = 8.4, 18.0
	margin                = 14.0
	paper, pen            = "#16161e", "#c8c8d0"
)

// Picture draws a styled frame of w×h as an SVG: what the README shows is the
// program's own frame.
func Picture(content string, w, h int) string {
	buffer := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(content).Draw(buffer, buffer.Bounds())
	var b strings.Builder
	width, height := margin*2+cellWidth*float64(w), margin*2+cellHeight*float64(h)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", paper)
	for y := range h {
		for x := 0; x < w; {
			x = run(&b, buffer, x, y, w)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// run draws the cells from x on that share a style, and gives the column after
// them. Each run is stretched to its cells, whatever the viewer's font.
func run(b *strings.Builder, buffer uv.ScreenBuffer, x, y, w int) int {
	first := buffer.CellAt(x, y)
	var text strings.Builder
	end := x
	for end < w {
		c := buffer.CellAt(end, y)
		if c == nil || first == nil || !c.Style.Equal(&first.Style) {
			break
		}
		text.WriteString(c.Content)
		end += max(1, c.Width)
	}
	if end == x {
		return x + 1
	}
	left, top, width := margin+cellWidth*float64(x), margin+cellHeight*float64(y), cellWidth*float64(end-x)
	if first.Style.Bg != nil {
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n", left, top, width, cellHeight, hex(first.Style.Bg, paper))
	}
	if strings.TrimSpace(text.String()) == "" {
		return end
	}
	weight := ""
	if first.Style.Attrs&uv.AttrBold != 0 {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="%s"%s>`,
		left, top+13.5, width, hex(first.Style.Fg, pen), weight)
	if err := xml.EscapeText(b, []byte(text.String())); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	b.WriteString("</text>\n")
	return end
}

func hex(c color.Color, none string) string {
	if c == nil {
		return none
	}
	r, g, bl, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, bl>>8)
}
