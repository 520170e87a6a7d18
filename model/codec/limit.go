package codec

import (
	"errors"
	"fmt"

	"deputy/model/phrase"
)

// limits are what a saved reading may hold.
type limits struct {
	text    int64 // bytes, unzipped
	value   int64 // bytes of one value: an element of a list, or a field that is not a list
	entries int   // elements of all lists, attachments and tags
}

// largest are the limits of every saved reading. At 50,000 accounts it has 24 MB of
// text, some 200,000 entries, and no value above 100 kB.
var largest = limits{text: 256 << 20, value: 16 << 20, entries: 1_000_000}

// maxDepth is how many lists and objects may be in each other.
const maxDepth = 1_000

// errTooLarge is the reason why a text beyond the limits is refused. Such a text
// need not be large as a file: it may be zipped.
var errTooLarge = errors.New("no organization needs so much")

// count counts an entry.
func (s *scanner) count() error {
	if s.entries++; s.entries > s.most.entries {
		return fmt.Errorf("it has more than %s entries: %w", phrase.Thousands(s.most.entries), errTooLarge)
	}
	return nil
}
