package theme

import (
	"image/color"
	"math"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// leastContrast is the contrast that WCAG 2 wants of text at level AA.
// https://www.w3.org/TR/WCAG22/#contrast-minimum
const leastContrast = 4.5

// Contrast returns the contrast ratio of two colours, from 1 to 21.
// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func Contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance returns the relative luminance of a colour, from 0 to 1.
// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// readable returns the colour that is nearest to ink, on the way to text, and can
// be read on a filled ground. If ink is one of 256 colours, so is the result.
func readable(ink, text, ground color.Color) color.Color {
	const steps = 20
	_, few := ink.(ansi.IndexedColor)
	for i := range steps {
		c := mix(ink, text, float64(i)/steps)
		if few {
			c = colorprofile.ANSI256.Convert(c)
		}
		if Contrast(c, ground) >= leastContrast {
			return c
		}
	}
	return text
}

// mix returns a colour between two: a share of 0 is a, 1 is b.
func mix(a, b color.Color, share float64) color.Color {
	between := func(x, y uint32) uint8 { return uint8(math.Round((float64(x)*(1-share) + float64(y)*share) / 0x101)) }
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	return color.RGBA{between(ar, br), between(ag, bg), between(ab, bb), 0xff}
}

// Faint returns the meanings whose own colours are hard to read on the page of a
// dark or light terminal, in their order. Nobody is kept from using them.
func (own Colours) Faint(dark bool) []Meaning {
	p := paletteOf(dark, Full, own)
	var faint []Meaning
	for m := range meanings {
		if _, given := own[m]; !given {
			continue
		}
		for _, page := range p.pages {
			if Contrast(p.inks[m], page) < leastContrast {
				faint = append(faint, m)
				break
			}
		}
	}
	return faint
}
