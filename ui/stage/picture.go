package stage

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// The picture's cell in pixels, and the colours of its terminal.
const (
	cellWidth, cellHeight = 8.4, 18.0
	margin                = 14.0
	paper, pen            = "#16161e", "#c8c8d0"
)

// Recording is what a terminal of W×H cells shows, frame after frame. The README
// shows the program's own frames.
type Recording struct {
	W, H  int
	shots []shot
}

// A shot is a frame with its colours, for how long it stands, and the keys that
// led to it.
type shot struct {
	content, caption string
	lasts            time.Duration
}

// Add appends a frame that stands for some time. The caption, the keys that led to
// it, stands below the terminal.
func (r *Recording) Add(content, caption string, lasts time.Duration) {
	r.shots = append(r.shots, shot{content, caption, lasts})
}

// SVG returns the recording as a picture that moves if there are several frames.
// Rows that several frames share are drawn once.
func (r *Recording) SVG() string {
	var b, frames strings.Builder
	width, height := margin*2+cellWidth*float64(r.W), margin*2+cellHeight*float64(r.H)
	if len(r.shots) > 1 {
		height += cellHeight * 1.5
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", paper)
	r.keyframes(&b)
	b.WriteString("<defs>\n")
	rows := map[string]int{}
	for i, s := range r.shots {
		fmt.Fprintf(&frames, `<g class="f%d">`+"\n", i)
		for y, row := range r.rows(s.content) {
			if row == "" {
				continue
			}
			n, drawn := rows[row]
			if !drawn {
				n = len(rows)
				rows[row] = n
				fmt.Fprintf(&b, `<g id="r%d">%s</g>`+"\n", n, row)
			}
			fmt.Fprintf(&frames, `<use href="#r%d" y="%.1f"/>`+"\n", n, margin+cellHeight*float64(y))
		}
		if s.caption != "" {
			fmt.Fprintf(&frames, `<text x="%.1f" y="%.1f" fill="#6cb6ff">`, margin, height-margin)
			escape(&frames, s.caption)
			frames.WriteString("</text>\n")
		}
		frames.WriteString("</g>\n")
	}
	return b.String() + "</defs>\n" + frames.String() + "</svg>\n"
}

// keyframes writes when each frame is seen.
func (r *Recording) keyframes(b *strings.Builder) {
	if len(r.shots) < 2 {
		return
	}
	var whole, at time.Duration
	for _, s := range r.shots {
		whole += s.lasts
	}
	share := func(d time.Duration) float64 { return 100 * d.Seconds() / whole.Seconds() }
	b.WriteString("<style>\n")
	for i, s := range r.shots {
		from, to := share(at), share(at+s.lasts)
		hidden := "hidden"
		if i == 0 {
			hidden = "visible" // what a viewer that plays no animation shows
		}
		fmt.Fprintf(b, ".f%d{visibility:%s;animation:k%d %.1fs step-end infinite}\n", i, hidden, i, whole.Seconds())
		if i == 0 {
			fmt.Fprintf(b, "@keyframes k0{0%%{visibility:visible}%.3f%%{visibility:hidden}}\n", to)
		} else {
			fmt.Fprintf(b, "@keyframes k%d{0%%{visibility:hidden}%.3f%%{visibility:visible}%.3f%%{visibility:hidden}}\n", i, from, min(to, 99.999))
		}
		at += s.lasts
	}
	b.WriteString("</style>\n")
}

// rows draws the rows of a frame, each as if it were the first; an empty one is
// empty.
func (r *Recording) rows(content string) []string {
	buffer := uv.NewScreenBuffer(r.W, r.H)
	uv.NewStyledString(content).Draw(buffer, buffer.Bounds())
	rows := make([]string, r.H)
	for y := range rows {
		var b strings.Builder
		for x := 0; x < r.W; {
			x = run(&b, buffer, x, y, r.W)
		}
		rows[y] = b.String()
	}
	return rows
}

// run draws the cells from x on that share a style, and returns the column after
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
	left, width := margin+cellWidth*float64(x), cellWidth*float64(end-x)
	if first.Style.Bg != nil {
		fmt.Fprintf(b, `<rect x="%.1f" width="%.1f" height="%.1f" fill="%s"/>`, left, width, cellHeight, hex(first.Style.Bg, paper))
	}
	if strings.TrimSpace(text.String()) == "" {
		return end
	}
	weight := ""
	if first.Style.Attrs&uv.AttrBold != 0 {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="13.5" textLength="%.1f" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="%s"%s>`,
		left, width, hex(first.Style.Fg, pen), weight)
	escape(b, text.String())
	b.WriteString("</text>")
	return end
}

func escape(b *strings.Builder, text string) {
	if err := xml.EscapeText(b, []byte(text)); err != nil {
		panic(err) // a strings.Builder takes everything
	}
}

func hex(c color.Color, none string) string {
	if c == nil {
		return none
	}
	r, g, bl, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, bl>>8)
}
