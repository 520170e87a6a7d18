package codec

import (
	"context"
	"io"

	"deputy/model"
)

// DecodeShare decodes with a sixteenth of the limits, so that a test reaches them
// soon.
func DecodeShare(ctx context.Context, r io.Reader) (*model.Snapshot, error) {
	return decodeWithin(ctx, r, limits{largest.text / 16, largest.value / 16, largest.entries / 16})
}

// CacheHead is how many bytes of a cache precede its fields.
const CacheHead = len(cacheMagic) + len(Digest{})

// DecodeFields decodes the fields of a cache, whose sum would hide most of them from
// a fuzzer.
func DecodeFields(text string) (*model.Snapshot, error) { return decodeFields(text) }
