package scp

import (
	"encoding/base64"
	"strings"
)

// canonicalBase64 returns base64 text without padding and spare bits, so that
// equal bytes are equal text.
func canonicalBase64(text string) (string, bool) {
	trimmed := strings.TrimRight(text, "=")
	if strings.ContainsAny(trimmed, " *-.:_") {
		return "", false // Most values are not binary; this reports that without an error.
	}
	b, err := base64.RawStdEncoding.DecodeString(trimmed)
	if err != nil || len(text)-len(trimmed) > 2 {
		return "", false
	}
	return base64.RawStdEncoding.EncodeToString(b), true
}

// binaryOperand is a value of BinaryEquals in canonical form; so is the
// request's value, which AWS's table shows in base64 too.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals
type binaryOperand struct{ text string }

func (o binaryOperand) compare(v *value, _ *Request) Truth {
	return truth(v.isBinary && v.binary == o.text)
}

func (binaryOperand) compareOpen(*Request) Truth { return Unknown }
