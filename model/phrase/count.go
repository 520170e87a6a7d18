package phrase

import (
	"fmt"
)

// Count gives a number with its noun: 1 administrator, 2 administrators.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
