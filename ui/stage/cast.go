package stage

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Cast returns the recording in the text format that terminals play, asciicast
// version 2: https://docs.asciinema.org/manual/asciicast/v2/
func (r *Recording) Cast(title string) string {
	var b strings.Builder
	write := func(v any) {
		line, err := json.Marshal(v)
		if err != nil {
			panic(err) // strings and numbers can be written
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	write(map[string]any{"version": 2, "width": r.W, "height": r.H, "title": title})
	var at time.Duration
	for _, s := range r.shots {
		frame := "\x1b[H" + strings.ReplaceAll(s.content, "\n", "\x1b[K\r\n")
		write([]any{json.Number(fmt.Sprintf("%.3f", at.Seconds())), "o", frame})
		at += s.lasts
	}
	write([]any{json.Number(fmt.Sprintf("%.3f", at.Seconds())), "o", ""})
	return b.String()
}
