package phrase

import (
	"regexp"
	"sync"
)

// Regexp returns a regular expression that is compiled when it is first called for:
// most runs of the program need few of them.
func Regexp(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
