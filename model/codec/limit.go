package codec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

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

// textReader reads the unzipped text for the decoder. It stops when the context
// ends, and where the text or one value in it is too large.
type textReader struct {
	ctx  context.Context
	in   io.Reader
	json *json.Decoder
	read int64
	most limits
}

// Read implements io.Reader.
func (t *textReader) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	// The decoder keeps what it has read of a value until the value ends.
	if t.read-t.json.InputOffset() > t.most.value {
		return 0, fmt.Errorf("a value is larger than %d MiB: %w", t.most.value>>20, errTooLarge)
	}
	n, err := t.in.Read(p)
	if t.read += int64(n); t.read > t.most.text {
		return 0, fmt.Errorf("its text is larger than %d MiB: %w", t.most.text>>20, errTooLarge)
	}
	return n, err
}

// count counts entries.
func (d *decoder) count(entries int) error {
	if d.entries += entries; d.entries > d.most.entries {
		return fmt.Errorf("it has more than %s entries: %w", phrase.Thousands(d.most.entries), errTooLarge)
	}
	return nil
}

// skip reads a value that is not used, without keeping it: one that a newer
// version wrote may be a long list. A key may stand in an object once.
func (d *decoder) skip() error {
	var within []map[string]bool // the keys of each object that is open; nil for a list
	isKey := false
	for {
		token, err := d.json.Token()
		if err != nil {
			return err
		}
		if name, ok := token.(string); ok && isKey {
			keys := within[len(within)-1]
			if keys[name] {
				return fmt.Errorf("key %q is there twice", phrase.Shorten(name))
			}
			keys[name], isKey = true, false
			if err := d.count(1); err != nil {
				return err
			}
			continue
		}
		switch token {
		case json.Delim('['):
			within = append(within, nil)
		case json.Delim('{'):
			within = append(within, map[string]bool{})
		case json.Delim(']'), json.Delim('}'):
			within = within[:len(within)-1]
		}
		switch depth := len(within); {
		case depth == 0:
			return nil
		case depth > maxDepth:
			return fmt.Errorf("it has values more than %d deep: %w", maxDepth, errTooLarge)
		default:
			isKey = within[depth-1] != nil
		}
	}
}
