package scp

import (
	"encoding/base64"
	"strings"
)

// canonical brings base64 text into one form, without padding, so that equal
// bytes are equal text.
func canonical(text string) (string, bool) {
	trimmed := strings.TrimRight(text, "=")
	b, err := base64.RawStdEncoding.DecodeString(trimmed)
	if err != nil || len(text)-len(trimmed) > 2 {
		return "", false
	}
	return base64.RawStdEncoding.EncodeToString(b), true
}
